"""Fixtures that every floor's tests share."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.main
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.loader import Figures, load_figures
from bcssp_lib.files.project import ROOT_VARIABLE, Project
from tests.projects import ROOT, copy_example, made_once, make_small_project

# Whoever keeps no bytecode would have each process that tests start compile the library.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# typer puts the command line together anew for each call, and tests call it many hundred times.
typer.main.get_command = cache(typer.main.get_command)

# The same cases on every machine, however busy it is.
settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Have Python look for garbage, but not among the thousands of tests and what they import.

    Nor as often as it would: what reads whole reports makes objects by the hundred thousand, and
    to look at them again and again took a fifth of its time.
    """
    gc.disable()
    result = yield
    gc.freeze()
    gc.set_threshold(100_000, 20, 10)
    gc.enable()
    return result


@pytest.fixture(autouse=True)
def no_root_named_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A project that the tester's own shell names is not one that a test means."""
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)


@pytest.fixture
def small_project(tmp_path: Path) -> Project:
    """A whole project of two short sections in a folder of its own."""
    return make_small_project(tmp_path / "project")


@pytest.fixture
def inside_small_project(small_project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The small project, with its folder as the working folder."""
    monkeypatch.chdir(small_project.root)
    return small_project


@pytest.fixture(scope="session")
def golden() -> Path:
    """The folder of published figures, and of results worked out by other programs."""
    return ROOT / "tests/golden"


@pytest.fixture(scope="session")
def example_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """All of the project, with a real area and the invented ones; only read by tests."""
    return Project(made_once(tmp_path_factory, "example-project", copy_example))


@pytest.fixture(scope="session")
def five_areas() -> Project:
    """The project itself, with the real figures of its five areas; only read by tests."""
    return Project(ROOT)


@pytest.fixture(scope="session")
def five_catalogue(five_areas: Project) -> Catalogue:
    """What the project's own params/ declare."""
    return load_catalogue(five_areas)


@pytest.fixture(scope="session")
def catalogue(example_project: Project) -> Catalogue:
    """What its params/ declare."""
    return load_catalogue(example_project)


@pytest.fixture(scope="session")
def banes_figures(example_project: Project, catalogue: Catalogue) -> Figures:
    """The real figures of Bath and North East Somerset."""
    return load_figures(catalogue, ("banes",))


@pytest.fixture(scope="session")
def banes_protected(banes_figures: Figures, catalogue: Catalogue) -> DataStore:
    """The same figures behind disclosure control."""
    return DataStore(catalogue, banes_figures)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium; of a module's own, since its event loop must not outlive its tests."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed")
    switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=switches)
        yield browser
        browser.close()
