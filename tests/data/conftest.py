from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.loader import Figures, load_figures
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import InputProblemsError, Problem
from tests.projects import write_yaml

SOURCE = {"title": "Return", "publisher": "The partnership", "synthetic": False}


@pytest.fixture
def banes_folder(tmp_path: Path) -> Path:
    """``data/banes`` of an otherwise empty project, with one source called ``own``."""
    folder = tmp_path / "data/banes"
    write_yaml(folder / "sources.yaml", {"sources": {"own": SOURCE}})
    return folder


@pytest.fixture
def load(banes_folder: Path, tmp_path: Path, catalogue: Catalogue) -> Callable[[], Figures]:
    """Load that folder by the project's own parameters."""
    return lambda: load_figures(replace(catalogue, project=Project(tmp_path)), ("banes",))


@pytest.fixture
def problems(load: Callable[[], Figures]) -> Callable[[], tuple[Problem, ...]]:
    """Load that folder, expecting problems, and return them."""

    def refused() -> tuple[Problem, ...]:
        with pytest.raises(InputProblemsError, match="nothing was loaded") as caught:
            load()
        return caught.value.problems

    return refused
