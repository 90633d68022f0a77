"""The project is found from where somebody is, and each report has paths of its own in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.files.project import ROOT_VARIABLE, Project, ReportPaths, find_project
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId


@pytest.fixture
def folder(tmp_path):
    for name in ("params", "notebooks", "data"):
        (tmp_path / "here" / name).mkdir(parents=True)
    return tmp_path / "here"


def test_the_project_is_found_from_a_folder_inside_it(folder, monkeypatch):
    monkeypatch.chdir(folder / "notebooks")
    assert find_project() == Project(folder)
    assert find_project(folder / "data") == Project(folder)


def test_the_variable_names_the_project_from_anywhere(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(ROOT_VARIABLE, str(folder))
    assert find_project() == Project(folder)


def test_outside_any_project_the_message_says_what_to_do(tmp_path):
    with pytest.raises(UserError, match=f"No project was found in .* or set {ROOT_VARIABLE}"):
        find_project(tmp_path)


def test_a_variable_that_names_no_project_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path))
    with pytest.raises(UserError, match=r"no project folder .* Correct the variable, or unset it"):
        find_project()


def test_paths_are_shown_from_the_projects_root(folder):
    project = Project(folder)
    assert project.shown(project.data / "banes" / "police.csv") == "data/banes/police.csv"
    assert project.shown(Path("/elsewhere/file.csv")) == "/elsewhere/file.csv"


def test_each_folder_has_its_place(folder):
    project = Project(folder)
    found = [project.params, project.data, project.notebooks, project.reports]
    assert [path.name for path in found] == ["params", "data", "notebooks", "reports"]


REPORTS, OUT = Path("reports"), Path("elsewhere")


def paths(area: str = "banes", period: str = "2023-24", edition: str = "annual") -> ReportPaths:
    return ReportPaths(ReportId(area, parse_period(period), edition), REPORTS, OUT)


def built(of: ReportPaths) -> set[Path]:
    return {of.executed("13_police"), of.review_copy, of.manifest, of.findings, of.publication,
            of.log("13_police"), of.failed("13_police")}  # fmt: skip


def written(of: ReportPaths) -> set[Path]:
    return {of.text("police"), of.review_record("police"), of.pictures, of.history("police"),
            of.working_notebook("13_police"), of.last_saved("13_police")}  # fmt: skip


@pytest.mark.parametrize(
    "other", [paths(area="fairport"), paths(period="2022-23"), paths(edition="bulletin")]
)
def test_what_is_built_of_two_reports_is_never_in_one_place(other):
    assert len(built(paths())) == 7
    assert not built(paths()) & built(other)


def test_editions_share_what_people_write_and_nothing_else_does():
    assert written(paths()) == written(paths(edition="bulletin"))
    assert not written(paths()) & written(paths(area="fairport"))
    assert not written(paths()) & written(paths(period="2023-24 Q4"))


def test_what_is_built_goes_where_the_user_wants_and_what_is_written_stays_in_the_project():
    assert all(path.is_relative_to(OUT / "banes/2023-24") for path in built(paths()))
    assert all(path.is_relative_to(REPORTS / "banes/2023-24") for path in written(paths()))
