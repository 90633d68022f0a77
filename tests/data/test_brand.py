"""A Quarto brand: what is taken from it, and what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import InputProblemsError
from bcssp_lib.model.look import Look
from tests.projects import copy_params

BRAND = """\
meta:
  name: Fairport
color:
  palette:
    sea: "#0B5B56"
  primary: sea
  secondary: "#7a3e00"
  foreground: black
logo:
  images:
    boat:
      path: looks/fairport.svg
      alt: A sailing boat
  medium: boat
typography:
  base:
    family: DejaVu Serif
  headings: Open Sans
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    copy_params(tmp_path)
    return Project(tmp_path)


def look_of(project: Project, area: str, brand: str = BRAND) -> Look:
    (project.params / "_brand.yml").write_text(brand, "utf-8")
    return load_catalogue(project).area(area).look


def test_colours_logo_and_typeface_of_a_brand_are_those_of_every_area(project):
    assert look_of(project, "banes") == Look(
        colours=("#0b5b56", "#7a3e00"),
        logo="fairport.svg",
        logo_text="A sailing boat",
        typeface="DejaVu Serif",
    )


def test_what_an_area_says_itself_counts(project):
    own = look_of(project, "fairport")
    assert own.colours == ("#0a4d68", "#8a3b12")
    assert own.logo_text == "Fairport: a sailing boat on a wave"
    assert own.typeface == "DejaVu Serif"


def test_a_brand_of_a_path_and_a_name_is_read_too(project):
    brand = "logo: {small: {path: looks/fairport.svg, alt: Boat}}\ntypography: {base: Arial}\n"
    assert look_of(project, "banes", brand) == Look(
        logo="fairport.svg", logo_text="Boat", typeface="Arial"
    )


@pytest.mark.parametrize(
    ("brand", "line", "told"),
    [
        (BRAND.replace("#0B5B56", "#ffdd00"), 3, "the contrast with white is 1.3:1"),
        (BRAND.replace("looks/fairport.svg", "https://a.example/b.svg"), 9, "pattern"),
        (BRAND.replace("      alt: A sailing boat\n", ""), 9, "a logo needs 'logo_text'"),
        (BRAND.replace("fairport.svg", "none.svg"), 9, "none.svg is not there"),
        ("logo: looks/fairport.svg\n", 1, "a logo needs 'logo_text'"),
        ("color: {primary: sea}\n", 1, "pattern"),
        ("color: [\n", 2, "this is not YAML"),
    ],
)
def test_a_brand_that_cannot_be_used_is_told_with_its_line(project, brand, line, told):
    with pytest.raises(InputProblemsError) as refused:
        look_of(project, "banes", brand)
    (problem,) = refused.value.problems
    assert problem.file.endswith("params/_brand.yml")
    assert (problem.row, told in f"{problem.wrong} {problem.allowed}") == (line, True)
