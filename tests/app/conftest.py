from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from bcssp_lib.app.cli import main
from bcssp_lib.app.panel_context import PanelContext, read_panel_context
from bcssp_lib.files.project import Project
from tests.narrative.conftest import files, opened_project
from tests.projects import bcssp, copied_project, made_once, make_small_project
from tests.section.conftest import banes, banes_material, fairport, fairport_in, made_of, nowhere


class Told(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


Call = Callable[..., Told]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command as the installed program does, in the working folder."""
    monkeypatch.setenv("COLUMNS", "220")

    def go(*arguments: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["bcssp", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Told(int(ended.value.code or 0), out, err)

    return go


@pytest.fixture
def small(inside_small_project: Project) -> Project:
    """The small project, as the working folder."""
    return inside_small_project


def made_small(factory: pytest.TempPathFactory, *options: str) -> Path:
    """The small project, built once with some options; only to be copied."""

    def make(folder: Path) -> None:
        done = bcssp(make_small_project(folder / "project"), "build", "banes", *options)
        assert done.returncode == 0, done.stderr

    return made_once(factory, "built-for-app" + "".join(options), make) / "project"


@pytest.fixture
def built(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Project:
    """The small project with its report built, as the working folder."""
    project = copied_project(made_small(tmp_path_factory), tmp_path)
    monkeypatch.chdir(project.root)
    return project


@pytest.fixture
def published(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Project:
    """The small project with its report published, as the working folder."""
    project = copied_project(made_small(tmp_path_factory, "--publish"), tmp_path)
    monkeypatch.chdir(project.root)
    return project


__all__ = [
    "banes",
    "banes_material",
    "fairport",
    "fairport_in",
    "files",
    "made_of",
    "nowhere",
    "opened_project",
]


@pytest.fixture(scope="session")
def context(opened_project: Path) -> PanelContext:
    """The section of the police in a small report that was built; only to be read."""
    return read_panel_context(Project(opened_project), "banes", "police", "2023-24", "annual")


@pytest.fixture
def written(context: PanelContext):
    """Make a block of an author's own text, as it is typed into a cell."""
    return lambda text: context.block("what-changed", "what-changed", text)
