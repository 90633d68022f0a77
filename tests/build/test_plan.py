"""Which reports a request names: an area may choose its editions."""

from __future__ import annotations

import pytest

from bcssp_lib.build.attention import list_problems
from bcssp_lib.build.plan import list_reports, load_checked_catalogue
from bcssp_lib.build.request import Request
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.model.errors import InputProblemsError, UserError
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


@pytest.mark.parametrize(
    ("listed", "place"),
    [
        ("sections:\n  - police\n  - stops\n", "sections.1"),
        ("parts:\n  - title: A\n    sections:\n      [police,\n       stops]\n",
         "parts.0.sections.1"),
    ],
)  # fmt: skip
def test_a_listed_section_without_a_notebook_is_named_with_its_line(project, listed, place):
    path = project.params / "editions/annual.yaml"
    path.write_text(f"title: Annual\nreaders: All\n{listed}", "utf-8")
    row = path.read_text("utf-8").splitlines().index(listed.splitlines()[-1]) + 1
    with pytest.raises(InputProblemsError) as refused:
        load_checked_catalogue(project, Request(("banes",)))
    (problem,) = refused.value.problems
    assert (problem.file, problem.row) == ("params/editions/annual.yaml", row)
    assert (problem.column, problem.wrong) == (
        place, "the section 'stops' has no notebook in notebooks/",
    )  # fmt: skip
    assert "bcssp new-section stops" in problem.allowed
    listed_problems = list_problems(project)
    assert any(each["row"] == row and "'stops'" in str(each["problem"]) for each in listed_problems)
