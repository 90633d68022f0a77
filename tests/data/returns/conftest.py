"""A small project with one invented area, whose partners return forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.files.project import Project
from tests.projects import make_small_project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """The project, in a folder of its own."""
    return make_small_project(tmp_path / "project", areas=("saltmere",))
