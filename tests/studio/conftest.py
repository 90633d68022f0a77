"""Working notebooks in a real JupyterLab, and the facts of a small report."""

from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.figures.project import Project
from bcssp_lib.studio.matter import Matter, read_matter
from tests.authoring.conftest import desk, opened_desk
from tests.section.conftest import banes, banes_material, bristol, bristol_in, made_of, nowhere

__all__ = [
    "banes",
    "banes_material",
    "bristol",
    "bristol_in",
    "desk",
    "made_of",
    "nowhere",
    "opened_desk",
]


@pytest.fixture(scope="session")
def matter(opened_desk: Path) -> Matter:
    """The section of the police in a small report that was built; only to be read."""
    return read_matter(Project(opened_desk), "banes", "police", "2023-24", "annual")


@pytest.fixture
def written(matter: Matter):
    """Make a block of an author's own text, as it is typed into a cell."""
    return lambda text: matter.block("what-changed", "what-changed", text)
