"""Publications: of whole reports that are built once, and of small texts made here."""

from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.build.build import build
from bcssp_lib.build.request import Options, Request
from bcssp_lib.files.project import Project
from tests.projects import Quiet, copied_project, made_once, make_small_project
from tests.publish.texts import quarto_is
from tests.report.conftest import banes, banes_annex, banes_annex_book, banes_book

__all__ = [
    "banes", "banes_annex", "banes_annex_book", "banes_book", "small_built",
]  # fmt: skip


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project whose review copies are built; only to be copied."""

    def make(folder: Path) -> None:
        areas = ("banes", "fairport")
        project = make_small_project(folder / "project", areas)
        with quarto_is(None):
            outcomes = build(project, Request(areas), Options(jobs=2), Quiet())
        assert all(outcome.review and not outcome.error for outcome in outcomes)

    return made_once(tmp_path_factory, "publish-small", make) / "project"


@pytest.fixture(scope="session")
def made_up(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small report of made-up figures that is published all the same."""

    def make(folder: Path) -> None:
        project = copied_project(built_once, folder)
        options = Options(jobs=1, publish=True, allow_synthetic=True)
        with quarto_is(None):
            (outcome,) = build(project, Request(("fairport",)), options, Quiet())
        assert outcome.publication
        assert not outcome.error

    folder = made_once(tmp_path_factory, "publish-made-up", make)
    return next(folder.glob("**/reports/fairport/2023-24"))


@pytest.fixture(scope="session")
def published_once(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with the report of B&NES published without Quarto; only to be copied."""

    def make(folder: Path) -> None:
        project = copied_project(built_once, folder)
        with quarto_is(None):
            (outcome,) = build(project, Request(("banes",)), Options(jobs=1, publish=True), Quiet())
        assert outcome.publication
        assert not outcome.error

    return made_once(tmp_path_factory, "publish-banes", make) / "project"


@pytest.fixture
def small_published(published_once: Path, tmp_path: Path) -> Project:
    """The small project with a publication of B&NES, in a folder of its own."""
    return copied_project(published_once, tmp_path)


@pytest.fixture
def small_built(built_once: Path, tmp_path: Path) -> Project:
    """The small project in a folder of its own; publishing it runs no notebook again."""
    return copied_project(built_once, tmp_path)
