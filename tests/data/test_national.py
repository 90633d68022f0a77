"""Figures of the whole country: read when asked for, and checked like any others."""

from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.data.comparators import folders_of_comparators, load_national
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import InputProblemsError
from bcssp_lib.model.period import parse_period

HEADER = "slug,kind,name,region\n"
FIGURES = "area,indicator,period,category,value,mark,source,note\n"
SOURCES = "sources:\n  own: {title: Own, publisher: P, synthetic: true}\n"


@pytest.fixture
def country(tmp_path: Path) -> Project:
    folder = tmp_path / "data/national"
    (folder / "figures").mkdir(parents=True)
    (folder / "authorities.csv").write_text(
        f"{HEADER}england,nation,England,\nmade-up,authority,Made up,South West\n"
    )
    (folder / "figures/sources.yaml").write_text(SOURCES)
    (folder / "figures/cp_plans.csv").write_text(
        f"{FIGURES}made-up,cp_plans,at 2024-03-31,,12,,own,\n"
    )
    return Project(tmp_path)


def test_without_the_folder_there_is_nothing_to_compare_with(tmp_path, catalogue):
    found = load_national(Project(tmp_path), catalogue)
    assert found.authorities == ()
    assert found.figures.observations == ()


def test_the_authorities_and_their_figures_are_read(country, catalogue):
    found = load_national(country, catalogue)
    assert [authority.slug for authority in found.authorities] == ["england", "made-up"]
    value = found.figures.observation("cp_plans", "made-up", parse_period("at 2024-03-31")).value
    assert value.amount == 12


@pytest.mark.parametrize(
    ("row", "column", "wrong"),
    [
        ("x,county,X,", "kind", "found 'county'"),
        (",authority,X,", "slug", "the cell is empty"),
        ("made-up,authority,,", "name", "the cell is empty"),
        ("england,nation,England,", "slug", "'england' is on line 2 already"),
    ],
)
def test_a_faulty_list_of_authorities_is_refused_with_its_place(
    country, catalogue, row, column, wrong
):
    path = country.data / "national/authorities.csv"
    path.write_text(f"{path.read_text()}{row}\n")
    with pytest.raises(InputProblemsError) as caught:
        load_national(country, catalogue)
    problem = caught.value.problems[0]
    assert (problem.row, problem.column, problem.wrong) == (4, column, wrong)


def test_a_figure_of_an_authority_that_is_not_listed_is_refused(country, catalogue):
    path = country.data / "national/figures/cp_plans.csv"
    path.write_text(f"{FIGURES}elsewhere,cp_plans,at 2024-03-31,,12,,own,\n")
    with pytest.raises(InputProblemsError, match="the areas of this folder: england, made-up"):
        load_national(country, catalogue)


def test_a_second_row_for_one_figure_is_refused(country, catalogue):
    path = country.data / "national/figures/more.csv"
    path.write_text(f"{FIGURES}made-up,cp_plans,at 2024-03-31,,13,,own,\n")
    with pytest.raises(InputProblemsError, match="a second row for cp_plans, made-up"):
        load_national(country, catalogue)


def test_the_real_folder_holds_no_code_or_name_of_a_real_authority(example_project, catalogue):
    found = load_national(example_project, catalogue)
    names = [authority.name for authority in found.authorities if authority.kind == "authority"]
    assert len(names) == 60
    assert all(name.startswith("Made-up authority ") for name in names)
    assert all(observation.synthetic for observation in found.figures.observations)


def test_an_area_is_set_beside_its_peers_and_the_country(catalogue):
    found = folders_of_comparators(catalogue, "banes")
    assert found == ("fairport", "north-saltmere", "saltmere", "south-kingsmarshire", "national")
