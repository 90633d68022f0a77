"""Whole reports, built once by the installed command and only read by the tests here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from bcssp_lib.files.project import Project
from tests.projects import bcssp, copy_example, made_once

PERIOD = "2023-24"
QUARTO = shutil.which("quarto")


def _build(
    project: Project, folder: Path, area: str, quarto: str | None, edition: str = "annual"
) -> None:
    published = ["--publish", "--allow-synthetic", "--edition", edition]
    _run(project, folder, area, *published, quarto=Path(quarto) if quarto else None)


def _run(project: Project, folder: Path, *options: str, quarto: Path | None = None) -> None:
    done = bcssp(project, "build", *options, "--out", str(folder), quarto=quarto)
    (folder / "told.txt").write_text(done.stdout, "utf-8")
    assert done.returncode == 0, done.stdout + done.stderr


def _project(factory: pytest.TempPathFactory) -> Project:
    """The project that publishes: what was published is kept in its folder."""
    return Project(made_once(factory, "published-project", copy_example))


def _report(factory: pytest.TempPathFactory, area: str) -> Path:
    project = _project(factory)
    out = made_once(factory, f"report-{area}", lambda folder: _build(project, folder, area, None))
    return out / area / PERIOD


def _annex(factory: pytest.TempPathFactory, area: str, quarto: str | None) -> Path:
    built = _report(factory, area).parents[1]

    def make(folder: Path) -> None:
        shutil.copytree(built, folder, dirs_exist_ok=True)
        _build(_project(factory), folder, area, quarto, "annex")

    return made_once(factory, f"annex-{area}-{bool(quarto)}", make) / area / PERIOD


def _book(factory: pytest.TempPathFactory, area: str) -> Path:
    if QUARTO is None:
        pytest.skip("the Quarto program is not installed")
    built = _report(factory, area).parents[1]

    def make(folder: Path) -> None:
        shutil.copytree(built, folder, dirs_exist_ok=True)
        _build(_project(factory), folder, area, QUARTO)

    return made_once(factory, f"book-{area}", make) / area / PERIOD


@pytest.fixture(scope="session")
def banes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of Bath and North East Somerset, published without Quarto."""
    return _report(tmp_path_factory, "banes")


@pytest.fixture(scope="session")
def fairport(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The review copy of Fairport, whose figures are made up."""
    project = _project(tmp_path_factory)
    out = made_once(
        tmp_path_factory, "report-fairport", lambda folder: _run(project, folder, "fairport")
    )
    return out / "fairport" / PERIOD


@pytest.fixture(scope="session")
def banes_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of Bath and North East Somerset, published with Quarto."""
    return _book(tmp_path_factory, "banes")


@pytest.fixture(scope="session")
def banes_annex(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The technical annex of Bath and North East Somerset, published without Quarto."""
    return _annex(tmp_path_factory, "banes", None)


@pytest.fixture(scope="session")
def banes_annex_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The technical annex of Bath and North East Somerset, published with Quarto."""
    if QUARTO is None:
        pytest.skip("the Quarto program is not installed")
    return _annex(tmp_path_factory, "banes", QUARTO)


@pytest.fixture(scope="session")
def facts(banes: Path) -> dict[str, dict[str, Any]]:
    """The facts of the report of Bath and North East Somerset, from its manifest."""
    return facts_of(banes / "review/manifest.json")


@pytest.fixture(scope="session")
def page(banes: Path) -> BeautifulSoup:
    """The review copy of Bath and North East Somerset, parsed."""
    return parsed(banes / "review/report.html")


@pytest.fixture(scope="session")
def synthetic_page(fairport: Path) -> BeautifulSoup:
    """The review copy of Fairport, parsed."""
    return parsed(fairport / "review/report.html")


def facts_of(manifest: Path) -> dict[str, dict[str, Any]]:
    """Facts by their full names, as a manifest holds them."""
    content = json.loads(manifest.read_text("utf-8"))
    return {f"{one['section']}.{one['name']}": one for one in content["facts"]}


def parsed(path: Path) -> BeautifulSoup:
    """A page as a tree."""
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def alternatives(page: BeautifulSoup) -> list[str]:
    """The words that represent each picture of a page; charts are elements of a review copy."""
    return [alternative(one) for one in page.select("img, svg[role=img]")]


def alternative(picture: Tag) -> str:
    """The words that represent a picture."""
    return picture["alt"] if picture.name == "img" else picture["aria-label"]
