"""Which reports a request names: an area may choose its editions."""

from __future__ import annotations

import pytest

from bcssp_lib.build.plan import list_reports
from bcssp_lib.build.request import Request
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.model.errors import UserError
from tests.projects import make_small_project


@pytest.fixture
def project(tmp_path):
    """Two areas; the second is built as the board's edition alone."""
    project = make_small_project(tmp_path / "project", areas=("banes", "fairport"))
    editions = project.params / "editions"
    annual = (editions / "annual.yaml").read_text("utf-8")
    (editions / "board.yaml").write_text(annual, "utf-8")
    area = project.params / "areas/fairport.yaml"
    area.write_text(area.read_text("utf-8") + "editions: [board]\n", "utf-8")
    return project


def areas(project, *named, edition=""):
    request = Request(named, ("2023-24",), edition)
    reports = list_reports(load_catalogue(project), request)
    return [paths.report.area for paths in reports]


def test_an_area_is_built_in_its_editions_unless_it_is_named(project):
    assert "fairport" not in areas(project)
    assert "banes" in areas(project)
    assert {"banes", "fairport"} <= set(areas(project, edition="board"))
    assert areas(project, "fairport", edition="annual") == ["fairport"]


def test_where_no_area_has_an_edition_that_is_said(project):
    for path in (project.params / "areas").glob("*.yaml"):
        text = path.read_text("utf-8")
        if "editions:" not in text:
            path.write_text(text + "editions: [board]\n", "utf-8")
    with pytest.raises(UserError, match="No area is built in the edition 'annual'"):
        areas(project)
