"""A build of some sections alone: the others stay as they were last built, and say so."""

from __future__ import annotations

import shutil

import pytest

from bcssp_lib.build.request import Request
from bcssp_lib.build.staleness import WHOLE, status_rows
from bcssp_lib.model.errors import UserError
from tests.projects import code, write_notebook

OUTDATED = "What this section shows has changed since it was built."


@pytest.fixture
def page(project):
    place = project.reports / "banes/2023-24/review/report.html"
    return lambda: " ".join(place.read_text("utf-8").split())


def change_figures(project) -> None:
    """A figure of each section's: the missing reports, and the sessions of training."""
    for path in (project.data / "banes").glob("*.csv"):
        text = path.read_text("utf-8")
        path.write_text(text.replace(",282,", ",283,"), "utf-8")
    training = project.notebooks / "02_training.ipynb"
    training.write_text(training.read_text("utf-8").replace("group=", "group ="), "utf-8")


def states(project) -> dict[str, str]:
    rows = status_rows(project, Request(("banes",)))
    return {row["section"]: row["state"] for row in rows}


def test_only_the_named_section_is_run_and_the_rest_is_as_it_was(project, built, page):
    change_figures(project)
    outcomes, watched = built("banes", only=("police",))
    assert watched.run == {("banes", "police")}
    assert [each.section for each in outcomes["banes"].left_out] == ["training"]
    assert not outcomes["banes"].failed_sections
    assert page().count(OUTDATED) == 1
    assert " 283" in page()
    assert "sessions were held" in page()
    assert states(project) == {WHOLE: "not ok", "police": "ok", "training": "out of date"}


def test_the_next_whole_build_runs_the_rest_and_takes_the_word_away(project, built, page):
    change_figures(project)
    built("banes", only=("police",))
    outcomes, watched = built("banes")
    assert watched.run == {("banes", "training")}
    assert outcomes["banes"].left_out == ()
    assert OUTDATED not in page()
    assert set(states(project).values()) == {"ok"}


def test_what_was_never_built_is_a_gap_that_is_no_failure(project, built, page):
    shutil.rmtree(project.reports)
    outcomes, _ = built("banes", only=("police",))
    assert not outcomes["banes"].failed_sections
    assert [each.section for each in outcomes["banes"].left_out] == ["training"]
    assert "It is not built yet" in page()


def test_a_result_that_somebody_altered_is_not_shown(project, built, page):
    executed = project.reports / "banes/2023-24/sections/02_training.ipynb"
    executed.write_text(executed.read_text("utf-8").replace("sessions", "SESSIONS"), "utf-8")
    built("banes", only=("police",))
    assert "SESSIONS" not in page()
    assert "It is not built yet" in page()


def test_a_section_that_failed_is_still_a_failure(project, built):
    write_notebook(project.notebooks / "02_training.ipynb", code("facts", "1 / 0"))
    built("banes")
    outcomes, watched = built("banes", only=("police",))
    assert watched.run == set()
    assert [each.section for each in outcomes["banes"].failed_sections] == ["training"]


def test_an_unknown_section_is_refused(built):
    with pytest.raises(UserError, match="There is no section 'polise'"):
        built("banes", only=("polise",))


def test_up_to_date_sections_are_left_alone(project, built, page):
    before = page()
    _, watched = built("banes", only=("police",))
    assert watched.run == set()
    assert page() == before
