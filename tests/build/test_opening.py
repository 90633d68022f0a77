"""One executed section as a page of its own."""

from __future__ import annotations

import json
import re
from html import unescape

import nbformat
import pytest
from nbformat.v4 import new_output

from bcssp_lib.build.opening import section_page
from bcssp_lib.files.project import ReportPaths
from bcssp_lib.model.errors import NotKnownError, UserError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId


@pytest.fixture
def paths(project):
    report = ReportId("banes", parse_period("2023-24"))
    return ReportPaths(report, project.reports, project.reports)


@pytest.fixture
def page(project, paths):
    """Make the page of a section, after ``change`` has changed its executed notebook."""

    def go(stem="01_police", change=lambda notebook: None, path=None):
        notebook = nbformat.read(paths.executed(stem), as_version=4)
        change(notebook)
        return section_page(project, notebook, path or paths.executed(stem))

    return go


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_it_is_the_section_as_the_review_copy_has_it_and_no_other(page, paths):
    html, review = page(), paths.review_copy.read_text("utf-8")
    styles = [re.findall(r"<style>.*?</style>", one, re.DOTALL) for one in (html, review)]
    assert styles[0] == styles[1]
    for table in re.findall(r"<table.*?</table>", html, re.DOTALL):
        assert table in review
    assert "Reports of missing children rose by 104 (58.4%) to 282 ." in words(html)
    assert "sessions were held" not in html
    assert 'href="#' not in html.split("<main")[1]  # what it would link to is on no page
    assert "http" not in re.sub(r"http-equiv|http://www.w3.org/\S*", "", html)


def test_its_text_may_name_the_facts_of_other_sections(page):
    assert "Children were missing 282 times." in words(page("02_training"))


def test_what_an_author_wrote_goes_before_the_notebooks_own_text(page, paths):
    paths.narrative.mkdir(parents=True)
    paths.text("police").write_text("::: {#what-changed}\nIt is {{ missing_reports }}.\n:::\n")
    assert "It is 282 ." in words(page())


def test_a_notebook_run_by_hand_shows_its_own_text(page, tmp_path):
    def by_hand(notebook):
        del notebook.metadata["bcssp"]
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.execution_count += 7
        notebook.cells[-1].source = "By hand: {{ missing_reports }}."

    assert "By hand: 282 ." in words(page(change=by_hand, path=tmp_path / "copy.ipynb"))


def test_it_is_made_beside_a_build_elsewhere(built, paths, project, tmp_path):
    built("fairport", out=tmp_path / "out")
    made = tmp_path / "out/fairport/2023-24/sections/02_training.ipynb"
    html = section_page(project, nbformat.read(made, as_version=4), made)
    assert '<meta name="bcssp-area" content="fairport">' in html
    assert "Synthetic figures." in html


def unrun(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    del notebook.metadata["bcssp"]


def half_run(notebook):
    notebook.cells[-2].execution_count = None


def failed(notebook):
    notebook.cells[-2].outputs.append(
        new_output("error", ename="KeyError", evalue="'x'", traceback=[])
    )


def printed(notebook):
    notebook.cells[-2].outputs.append(new_output("stream", name="stdout", text="5"))


def other_area(notebook):
    notebook.metadata["bcssp"]["area"] = "fairport"


def unlisted(notebook):
    text = json.dumps(notebook).replace('"section": "police"', '"section": "polise"')
    notebook.update(nbformat.from_dict(json.loads(text)))


def newer(notebook):
    text = json.dumps(notebook).replace('"counts"', '"number"')
    notebook.update(nbformat.from_dict(json.loads(text)))


def unbound(notebook):
    notebook.cells[-1].source = "{{ mising_reports }}"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (unrun, "01_police.ipynb was not run, so there is nothing to show. Run all its cells"),
        (half_run, "01_police.ipynb: the cell 'table' was not run. Run all its cells"),
        (failed, "01_police.ipynb: cell 'table': KeyError: 'x'"),
        (printed, "01_police.ipynb: cell 'table' shows printed text: remove the print"),
        (other_area, "made something for area 'banes'"),
        (newer, "made by another version of the toolkit"),
    ],
)
def test_what_cannot_be_shown_is_told(page, change, told):
    with pytest.raises(UserError) as refused:
        page(change=change)
    assert told in str(refused.value)


def test_a_text_that_cannot_be_bound_is_told_in_its_place(page):
    told = " ".join(unescape(page(change=unbound)).split())
    assert "1 text is not shown" in told
    assert "Line 1: there is no fact 'mising_reports' (nearest: missing_reports" in told


def test_a_section_in_no_edition_is_told(page):
    with pytest.raises(NotKnownError, match="no section 'polise'"):
        page(change=unlisted)


def test_a_working_cell_may_show_anything(page):
    def working(notebook):
        printed(notebook)
        notebook.cells[-2].metadata["tags"] = ["working"]

    assert "<table" in page()
    assert "<table" not in page(change=working)
