"""Regions and neighbours that area files name: one that nobody knows is refused with its line."""

import pytest

from bcssp_lib.build.attention import list_problems
from bcssp_lib.build.plan import open_plan
from bcssp_lib.build.request import Request
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.comparators import list_authorities
from bcssp_lib.data.stray_inputs import refuse_unknown_places
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Authority
from bcssp_lib.model.errors import InputProblemsError
from tests.projects import ROOT

NEIGHBOURS = "neighbours:\n  model: 2021 model\n  authorities:\n"


def change_area(project, old, new):
    path = project.params / "areas/banes.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def name_neighbours(project, *slugs):
    listed = "".join(f"    - {slug}\n" for slug in slugs)
    change_area(project, "region: South West\n", f"region: South West\n{NEIGHBOURS}{listed}")


def list_places(project, *places):
    path = project.data / "national/authorities.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(list_authorities(places))


SWINDON = Authority(slug="swindon", kind="authority", name="Swindon", code="866 E06000030")


def refuse(project):
    refuse_unknown_places(load_catalogue(project))


def drop_made_up(project):
    """Leave only the real areas, since the country that others name is not listed here."""
    for path in (project.params / "areas").glob("*.yaml"):
        if "made-up" in path.read_text():
            path.unlink()


def test_every_place_that_this_project_and_the_example_name_is_known(example_project):
    refuse(Project(ROOT))
    refuse(example_project)


def test_a_misspelt_neighbour_is_refused_at_its_line(small_project):
    drop_made_up(small_project)
    list_places(small_project, SWINDON)
    name_neighbours(small_project, "wiltshire", "hampshre")
    with pytest.raises(InputProblemsError) as caught:
        refuse(small_project)
    (problem,) = caught.value.problems
    lines = (small_project.params / "areas/banes.yaml").read_text().splitlines()
    assert lines[problem.row - 1] == "    - hampshre"
    assert problem.column == "neighbours.authorities.1"
    assert problem.wrong == "there is no authority 'hampshre'"
    assert problem.allowed.startswith("hampshire (the nearest), or ")


def test_a_misspelt_region_is_refused_before_a_build(small_project):
    change_area(small_project, "region: South West", "region: Southwest")
    with (
        pytest.raises(InputProblemsError, match="'Southwest'; allowed: South West"),
        open_plan(small_project, Request()),
    ):
        pass
    (row,) = list_problems(small_project)
    assert (row["file"], row["column"]) == ("params/areas/banes.yaml", "region")
    assert row["row"] > 1


def test_neighbours_without_figures_and_places_that_are_listed_are_known(small_project):
    drop_made_up(small_project)
    name_neighbours(small_project, "hampshire", "made-up-1", "swindon")
    change_area(small_project, "region: South West", "region: The West")
    list_places(
        small_project,
        Authority(slug="made-up-1", kind="authority", name="Made up 1"),
        Authority(slug="the-west", kind="region", name="The West"),
    )
    refuse(small_project)


def test_an_authority_has_the_one_slug_under_which_it_is_listed(small_project):
    drop_made_up(small_project)
    name_neighbours(small_project, "bristol-city-of")
    list_places(small_project, SWINDON)
    refuse(small_project)
    bristol = Authority(slug="bristol", kind="authority", name="Bristol", code="801 E06000023")
    list_places(small_project, bristol)
    with pytest.raises(InputProblemsError, match="'bristol-city-of'"):
        refuse(small_project)


def test_neighbours_are_not_looked_at_while_no_authority_is_listed(small_project):
    name_neighbours(small_project, "anywhere")
    refuse(small_project)


def test_a_region_is_no_neighbour(small_project):
    drop_made_up(small_project)
    name_neighbours(small_project, "south-west")
    region = Authority(slug="south-west", kind="region", name="South West")
    list_places(small_project, region, SWINDON)
    with pytest.raises(InputProblemsError, match="no authority 'south-west'"):
        refuse(small_project)
