"""A council's own look in params/: a picture that cannot be shown is told with its line."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.looks import LARGEST_BYTES, read_look_pictures
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Look
from bcssp_lib.model.errors import InputProblemsError
from tests.projects import copy_params, write_yaml

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><rect width="2" height="2"/></svg>'
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    copy_params(tmp_path)
    return Project(tmp_path)


def give(project: Project, name: str, content: bytes = b"", **look: Any) -> None:
    """Give Fairport a look, and params/looks/ a file."""
    area = project.params / "areas/fairport.yaml"
    write_yaml(area, {**yaml.safe_load(area.read_text("utf-8")), "look": look})
    if content:
        (project.params / "looks" / name).write_bytes(content)


def png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4, 4), "navy").save(made, "PNG")
    return made.getvalue()


def test_the_example_has_a_look_with_colours_and_a_logo(project):
    look = load_catalogue(project).area("fairport").look
    assert (len(look.colours), look.logo) == (2, "fairport.svg")
    assert list(read_look_pictures(project, look)) == ["fairport.svg"]


@pytest.mark.parametrize(("name", "content"), [("a.svg", SVG), ("a.png", png())])
def test_a_logo_and_a_cover_are_read_as_they_are(project, name, content):
    give(project, name, content, logo=name, logo_text="A square", cover=name)
    look = load_catalogue(project).area("fairport").look
    assert read_look_pictures(project, look) == {name: content}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.svg", b"", "none.svg is not there"),
        ("a.svg", SVG.replace(b"<rect", b"<script/><rect"), "holds <script>"),
        ("a.svg", SVG + b" " * LARGEST_BYTES, "and may have 2,000,000"),
        ("a.png", SVG, "is no PNG, JPEG or GIF"),
        ("a.png", png()[:40], "is broken or cut short"),
    ],
)
@pytest.mark.parametrize("field", ["logo", "cover"])
def test_a_picture_that_cannot_be_shown_is_told_with_its_file_and_line(
    project, name, content, told, field
):
    give(project, name, content, logo_text="Ours", **{field: name})
    with pytest.raises(InputProblemsError) as refused:
        load_catalogue(project)
    (problem,) = refused.value.problems
    assert told in problem.wrong
    assert problem.file.endswith("params/areas/fairport.yaml")
    line = (project.params / "areas/fairport.yaml").read_text("utf-8").splitlines()[problem.row - 1]
    assert field in line


def test_all_that_is_wrong_with_a_look_is_told_together(project):
    give(project, "", colours=["#ffdd00", "#ffee11"], typeface="<b>")
    with pytest.raises(InputProblemsError) as refused:
        load_catalogue(project)
    assert "1.3:1" in str(refused.value)
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            'colors: ["#0a4d68"]',
            "one of: colours, cover, logo, logo_text, typeface; nearest: colours",
        ),
        ("colours: [green]", "found 'green'; allowed: a colour is written as \"#0a4d68\""),
        ("colours: #0a4d68", "found nothing, since # begins a comment in YAML; allowed: a list of"),
        (
            "colours:\n    - #0a4d68\n    - #8a3b12",
            "found nothing, since # begins a comment in YAML",
        ),
        ('colours: "#0a4d68"', "found '#0a4d68'; allowed: a list of one or two colours"),
        (
            'colours: ["#0a4d68", "#8a3b12", "#801650"]',
            "found 3 colours; allowed: a list of one or",
        ),
        (
            "logo: ../../README.md",
            "found '../../README.md'; allowed: the name of a PNG, JPEG or SVG",
        ),
        ("typeface: A, B", "found 'A, B'; allowed: the name of one font"),
    ],
)
def test_what_is_wrong_with_a_line_of_a_look_is_told_in_words(project, written, told):
    give(project, "")
    area = project.params / "areas/fairport.yaml"
    text = area.read_text("utf-8").replace("look: {}\n", "")
    area.write_text(f"{text}look:\n  {written}\n", "utf-8")
    with pytest.raises(InputProblemsError) as refused:
        load_catalogue(project)
    (problem,) = refused.value.problems
    assert told in str(problem)
    assert problem.row == len(text.splitlines()) + 2


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
        (BRAND.replace("looks/fairport.svg", "https://a.example/b.svg"), 9, "in params/looks/"),
        (BRAND.replace("      alt: A sailing boat\n", ""), 9, "a logo needs 'logo_text'"),
        (BRAND.replace("fairport.svg", "none.svg"), 9, "none.svg is not there"),
        ("logo: looks/fairport.svg\n", 1, "a logo needs 'logo_text'"),
        ("color: {primary: sea}\n", 1, "found 'sea' a colour is written as \"#0a4d68\""),
        ("color:\n  primary: #0a4d68\n", 1, "found nothing, since # begins a comment in YAML"),
        ("color: [\n", 2, "this is not YAML"),
    ],
)
def test_a_brand_that_cannot_be_used_is_told_with_its_line(project, brand, line, told):
    with pytest.raises(InputProblemsError) as refused:
        look_of(project, "banes", brand)
    (problem,) = refused.value.problems
    assert problem.file.endswith("params/_brand.yml")
    assert (problem.row, told in f"{problem.wrong} {problem.allowed}") == (line, True)
