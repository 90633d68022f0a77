from pathlib import Path

import pytest

from bcssp_lib.files.project import ROOT_VARIABLE, Project, find_project
from bcssp_lib.model.errors import UserError


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
