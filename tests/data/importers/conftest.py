"""A project to import into, which holds few figures, whatever data/ holds."""

from __future__ import annotations

import pytest

from tests.data.importers.files import make_import_project


@pytest.fixture
def small_project(tmp_path):
    return make_import_project(tmp_path / "project")
