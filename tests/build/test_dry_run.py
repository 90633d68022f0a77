"""What a build says that it would do, and that saying it changes nothing."""

from __future__ import annotations

import shutil

import pytest

from bcssp_lib.build.build import plan_steps
from bcssp_lib.build.built_facts import LostFiguresError
from bcssp_lib.build.request import Options, Request
from bcssp_lib.model.errors import SyntheticFiguresError
from tests.projects import code, write_notebook

BANES = Request(("banes",))


def every_file(project) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in project.root.rglob("*") if path.is_file()}


def change_police(project) -> None:
    figures = project.data / "banes/police.csv"
    figures.write_text(figures.read_text("utf-8").replace(",282,", ",283,"), "utf-8")


def test_it_names_each_section_that_the_build_then_runs(project, built):
    change_police(project)
    _, (steps,) = plan_steps(project, BANES, Options())
    assert list(steps.runs) == ["police"]
    assert "data" in steps.runs["police"] or "missing_reports" in steps.runs["police"]
    assert steps.render == "sections are run"
    _, watched = built("banes")
    assert watched.run == {("banes", "police")}


def test_nothing_is_written_anywhere(project):
    change_police(project)
    before = every_file(project)
    plan_steps(project, Request(), Options(fresh=True))
    assert every_file(project) == before


def test_nothing_is_begun_in_a_project_that_was_never_built(project):
    shutil.rmtree(project.reports)
    (project.root / ".bcssp-secret").unlink()
    before = every_file(project)
    _, (steps,) = plan_steps(project, BANES, Options())
    assert set(steps.runs.values()) == {"it was never run"}
    assert every_file(project) == before
    assert not project.reports.exists()


def test_what_is_up_to_date_would_not_be_touched(project):
    _, (steps,) = plan_steps(project, BANES, Options())
    assert (steps.runs, steps.left_out, steps.render) == ({}, {}, "")


def test_what_is_asked_for_is_run_and_what_is_left_out_is_named(project):
    change_police(project)
    _, (steps,) = plan_steps(project, BANES, Options(fresh=True))
    assert steps.runs["training"] == "it was asked for"
    _, (steps,) = plan_steps(project, Request(("banes",), only=("training",)), Options())
    assert (list(steps.runs), list(steps.left_out)) == ([], ["police"])


def test_failed_reports_alone_are_tried_again(project, built):
    fails = 'assert area != "fairport", "not here"'
    write_notebook(project.notebooks / "01_police.ipynb", code("choose", fails))
    built()
    _, planned = plan_steps(project, Request(), Options(retry_failed=True))
    assert [steps.report.area.slug for steps in planned] == ["fairport"]


def test_what_a_build_would_refuse_is_refused(project):
    with pytest.raises(SyntheticFiguresError):
        plan_steps(project, Request(("fairport",)), Options(publish=True))
    figures = project.data / "banes/police.csv"
    lines = figures.read_text("utf-8").splitlines(keepends=True)
    figures.write_text("".join(lines[:-1]), "utf-8")
    before = every_file(project)
    with pytest.raises(LostFiguresError):
        plan_steps(project, BANES, Options())
    assert every_file(project) == before
