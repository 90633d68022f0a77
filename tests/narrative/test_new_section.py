"""Starting a section: a notebook that keeps the contract, and a line in an edition."""

from __future__ import annotations

import pytest
import yaml

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.model.errors import NotebookError, NotKnownError, UserError
from bcssp_lib.narrative.new_section import add_to_edition, start_section
from bcssp_lib.narrative.section_notebook import load_section, section_paths
from tests.projects import write_notebook


def start(project, name="stops", title="Stop and search", edition=""):
    return start_section(load_catalogue(project), name, title, edition)


def test_it_is_a_section_like_any_other_under_the_next_number(small_project):
    notebook, _ = start(small_project)
    assert notebook == small_project.notebooks / "03_stops.ipynb"
    section = load_section(small_project, "stops")
    assert section.title == "Stop and search"
    assert not section.left_out
    assert section.cells == ("title", "parameters", "setup", "overview", "figures-table")
    assert load_catalogue(small_project).edition("annual").sections[-1] == "stops"


def test_a_number_that_a_draft_has_is_not_given_again(small_project):
    write_notebook(small_project.notebooks / "41_Draft.ipynb")
    assert start(small_project)[0].name == "42_stops.ipynb"
    write_notebook(small_project.notebooks / "99_last.ipynb")
    with pytest.raises(NotebookError, match="the number 99, the largest there can be"):
        start(small_project, "arrests")


@pytest.mark.parametrize(
    ("asked", "error", "words"),
    [
        ({"name": "police"}, NotebookError, "There is a section 'police': notebooks/01_police"),
        ({"name": "Stop & Search"}, NotebookError, "for example 'stop_search'"),
        ({"name": "2nd"}, NotebookError, "for example 'nd'"),
        ({"name": "../x"}, NotebookError, "cannot name a section"),
        ({"name": "é"}, NotebookError, "begins with a letter."),
        ({"title": " "}, NotebookError, "one line of words"),
        ({"title": "a\nb"}, NotebookError, "one line of words"),
        ({"title": "{{ area }}"}, NotebookError, "without braces"),
        ({"edition": "anual"}, NotKnownError, "no edition 'anual' (nearest: annual)"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(small_project, asked, error, words):
    edition = small_project.params / "editions/annual.yaml"
    before = edition.read_bytes()
    with pytest.raises(error) as refused:
        start(small_project, **asked)
    assert words in str(refused.value)
    assert list(section_paths(small_project)) == ["police", "training"]
    assert edition.read_bytes() == before


LISTS = {
    "one a line": ("sections:\n  - a\n  - b\n", "sections:\n  - a\n  - b\n  - stops\n"),
    "no indent": ("sections:\n- a\n- b", "sections:\n- a\n- b\n- stops\n"),
    "comments": (
        "# Top\nsections:  # in order\n  - a  # first\n  # then\n  - b # last\n\n# End\ntitle: T\n",
        "# Top\nsections:  # in order\n  - a  # first\n  # then\n  - b # last\n  - stops\n\n# End\n"
        "title: T\n",
    ),
    "Windows": (
        "sections:\r\n  - 'a'\r\ntitle: T\r\n",
        "sections:\r\n  - 'a'\r\n  - stops\r\ntitle: T\r\n",
    ),
    "in a line": ("sections: [a, b]  # short\n", "sections: [a, b, stops]  # short\n"),
    "over lines": (
        "sections: [\n  a,\n  b,  # last\n]\ntitle: T",
        "sections: [\n  a,\n  b, stops,  # last\n]\ntitle: T",
    ),
}


@pytest.mark.parametrize(("before", "after"), LISTS.values(), ids=LISTS)
def test_an_edition_keeps_all_else_to_the_letter(before, after):
    assert add_to_edition(before, "stops", "annual.yaml") == after


def test_a_list_that_no_line_can_be_added_to_is_told():
    text = "bodies: &all [a, b]\nsections: *all\n"
    assert yaml.safe_load(text)["sections"] == ["a", "b"]
    with pytest.raises(UserError, match=r"annual\.yaml: no line could be added .* '- stops'"):
        add_to_edition(text, "stops", "annual.yaml")
