"""A new year starts from last year's words, and says so until somebody has reviewed them."""

from __future__ import annotations

import json

import pytest

from bcssp_lib.build.authoring import list_author_files, open_working_notebook
from bcssp_lib.build.build import build
from bcssp_lib.build.request import Options, Request
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.author_files import roll_forward
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.review import confirm
from bcssp_lib.narrative.saving import save
from tests.build.conftest import Watched
from tests.narrative.test_saving import review

WRITTEN = (
    "::: {#what-changed}\nLast year's words.\n:::\n\n"
    "::: {#ours after=table}\nOf our own.\n:::\n\n"
    "::: {#title .removed}\n:::\n"
)
NOTE = "The text below is last year’s, and was not yet reviewed."


def confirmed(files, *wanted):
    return list(confirm(files, wanted, FactBook({}, {})))


@pytest.fixture
def new_year(files):
    """The same section a year on: for the figures of 2023-24, the words of 2022-23."""
    before = files.project.reports / "banes/2022-23/narrative/police.md"
    before.parent.mkdir(parents=True)
    before.write_text(WRITTEN, "utf-8")
    files.working.unlink()
    assert roll_forward([files]) == ([files.narrative], [])
    return files


def published(files):
    (outcome,) = build(files.project, Request(("banes",)), Options(jobs=1, publish=True), Watched())
    return outcome


def test_every_text_is_marked_and_none_is_changed(new_year):
    assert new_year.narrative.read_text("utf-8") == WRITTEN.replace(
        "changed}", "changed .last-year}"
    ).replace("table}", "table .last-year}")


def test_a_text_of_this_year_is_never_written_over(new_year):
    before = new_year.narrative.read_bytes()
    assert roll_forward([new_year]) == ([], [new_year.narrative])
    assert new_year.narrative.read_bytes() == before


def test_a_section_without_words_carries_nothing(files):
    (training,) = list_author_files(files.project, ("banes",), "2023-24", "training")
    assert roll_forward([training]) == ([], [])


def test_the_review_copy_says_so_and_nothing_is_published_until_it_was_reviewed(new_year):
    outcome = published(new_year)
    assert "police (ours), police (what-changed)" in outcome.error
    assert "bcssp confirm banes SECTION --period 2023-24" in outcome.error
    assert review(new_year).count(NOTE) == 2
    assert confirmed(new_year, "ours") == ["ours"]
    assert "police (what-changed)" in published(new_year).error
    assert confirmed(new_year) == ["what-changed"]
    outcome = published(new_year)
    assert not outcome.error
    assert outcome.publication
    assert NOTE not in review(new_year)
    assert [version.number for version in new_year.list_versions()] == [1, 2]
    with pytest.raises(NarrativeError, match=r"no text waits to be confirmed"):
        confirmed(new_year)


def test_what_an_author_touches_is_this_years(new_year):
    open_working_notebook(new_year.project, "banes", "police", "", Watched())
    assert not save(new_year).changed
    notebook = json.loads(new_year.working.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["id"] == "ours":
            cell["source"] = "This year's."
    new_year.working.write_text(json.dumps(notebook), "utf-8")
    assert save(new_year).changed
    text = new_year.narrative.read_text("utf-8")
    assert "::: {#ours after=table}\nThis year's." in text
    assert "::: {#what-changed .last-year}\n" in text


def test_a_block_that_is_not_waiting_cannot_be_confirmed(new_year):
    with pytest.raises(NarrativeError, match=r"in title \(waiting for it: what-changed, ours\)"):
        confirmed(new_year, "title")
