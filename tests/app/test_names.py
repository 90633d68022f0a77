"""Areas and sections are taken as people type them."""

from __future__ import annotations

import pytest

from bcssp_lib.app.names import area_slug, section_name
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError
from tests.projects import bcssp


@pytest.mark.usefixtures("inside_small_project")
@pytest.mark.parametrize("typed", ["banes", "BANES", "B&NES", "Bath and North East Somerset"])
def test_an_area_is_taken_in_any_case_by_each_of_its_names(typed: str) -> None:
    assert area_slug(typed) == "banes"


@pytest.mark.usefixtures("inside_small_project")
@pytest.mark.parametrize("typed", ["police", "Police", "13_police", "01 police"])
def test_a_section_is_taken_with_its_number_and_in_any_case(typed: str) -> None:
    assert section_name(typed) == "police"


@pytest.mark.usefixtures("inside_small_project")
@pytest.mark.parametrize(
    ("typed", "told"),
    [("2023-24", "write --period 2023-24"), ("Police", "Turned round? The area comes first")],
)
def test_what_belongs_elsewhere_is_told_where(typed: str, told: str) -> None:
    with pytest.raises(UserError, match=told.replace("?", r"\?")):
        area_slug(typed)


def test_what_nobody_knows_is_left_to_the_command(inside_small_project: Project) -> None:
    assert (area_slug("Atlantis"), section_name("choir"), area_slug("")) == (
        "Atlantis", "choir", "",
    )  # fmt: skip
    told = bcssp(inside_small_project, "build", "Atlantis")
    assert (told.returncode, "There is no area 'Atlantis'" in told.stderr) == (1, True)


def test_the_command_line_takes_them(small_project: Project) -> None:
    told = bcssp(small_project, "explain", "B&NES", "01_Police")
    assert "The section 'police' of B&NES" in told.stdout
