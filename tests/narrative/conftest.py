from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.build.authoring import open_working_notebook
from bcssp_lib.files.project import Project
from bcssp_lib.narrative.author_files import AuthorFiles
from tests.build.conftest import Watched
from tests.projects import copied_project, made_once, make_small_project


@pytest.fixture(scope="session")
def opened_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose section of the police was opened for writing; only to be copied."""

    def make(folder: Path) -> None:
        project = make_small_project(folder / "project")
        open_working_notebook(project, "banes", "police", "", Watched())

    return made_once(tmp_path_factory, "opened-project", make) / "project"


@pytest.fixture
def files(opened_project: Path, tmp_path: Path) -> AuthorFiles:
    """The files of the author of one section."""
    from bcssp_lib.build.authoring import list_author_files

    project: Project = copied_project(opened_project, tmp_path)
    (found,) = list_author_files(project, ("banes",), "2023-24", "police")
    return found
