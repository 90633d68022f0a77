"""A real area among the real authorities of the country: rank, neighbours, and the claim."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.comparators import Comparators, load_national
from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.importers.importing import ImportRequest, plan_import
from bcssp_lib.data.importers.plan import store_files
from bcssp_lib.data.loader import Figures, load_figures
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import known
from bcssp_lib.section.outputs import CHART_TYPE
from bcssp_lib.section.section import Section
from tests.neighbours import neighbours_in
from tests.projects import make_small_project, write_yaml
from tests.section.outputs import bundle, column, message, notes, rows, words


@pytest.fixture(scope="module")
def country(golden, tmp_path_factory):
    """A project with the country's plans and populations, from the department's files."""
    project = make_small_project(tmp_path_factory.mktemp("country") / "project")
    for name in ("child_protection_plans_2024.csv", "population_2023.csv"):
        request = ImportRequest(golden / "department" / name)
        plan = plan_import(load_catalogue(project), request)
        store_files(project, plan.imported, plan.files)
    with (project.data / "national/authorities.csv").open("a", encoding="utf-8") as file:
        file.write("cumbria,authority,Cumbria,North West,909\n")  # abolished in 2023: no row
    near = neighbours_in("2021 model", load_national(load_catalogue(project)).authorities)
    path = project.params / "areas/banes.yaml"
    own = load_catalogue(project).areas["banes"].model_dump(mode="json", exclude_defaults=True)
    own.pop("slug")
    write_yaml(path, {**own, "neighbours": near.model_dump(mode="json")})
    return project


def section_of(project, figures=None):
    """A section of B&NES, with its own figures or with others."""
    catalogue = load_catalogue(project)
    own = figures or load_figures(catalogue, ("banes",))
    store = DataStore(catalogue, own, Comparators(catalogue, "banes"))
    return Section("children", "banes", parse_period("2023-24"), "annual", store)


def section_with(project, plans):
    """A section of B&NES, with another number of plans than the country's figures hold."""
    figures = load_figures(load_catalogue(project), ("banes",))
    changed = tuple(
        replace(observation, value=known(plans))
        if observation.indicator == "cp_plans"
        else observation
        for observation in figures.observations
    )
    return section_of(project, Figures(changed, {}))


@pytest.fixture(scope="module")
def banes_2024(country):
    return section_of(country)


def test_is_a_real_area_the_worst_is_answered_with_period_and_source(banes_2024):
    kind, text = message(banes_2024.worst("cp_plans"))
    assert kind == "statement"
    assert "neither a high nor a low figure is better here" in text
    assert (
        "Bath and North East Somerset is 60th lowest of 151 authorities with a figure "
        "(31 March 2024; Characteristics of children in need). 2 others have no figure." in text
    )


def test_a_real_figure_is_set_beside_england_the_region_and_its_neighbours(banes_2024):
    shown = banes_2024.benchmark_table("Plans", "cp_plans")
    name = rows(shown)[1][0]
    assert column(shown, "B&NES")[name] == "38.6"
    assert column(shown, "95% interval")[name] == "32.5 to 45.5"
    assert column(shown, "Neighbours")[name] == "34.5"
    assert "Neighbours: the median of 9 of 10 statistical neighbours (2021 model)." in notes(shown)


def test_the_headline_says_it_in_a_sentence(banes_2024):
    sentence = words(banes_2024.publish("cp_plans")).sentence
    assert "38.6 per 10,000 children aged 0 to 17" in sentence
    assert "England (38.6 against 4" in sentence
    assert "made-up" not in sentence


def test_real_charts_are_drawn_and_are_not_called_made_up(banes_2024):
    for shown in (banes_2024.ranked_chart("Plans", "cp_plans"),
                  banes_2024.funnel_chart("Plans", "cp_plans")):  # fmt: skip
        content = bundle(shown)[CHART_TYPE]
        assert "151 authorities" in content["alternative"]
        assert "Synthetic" not in content["alternative"]


def test_the_same_figure_of_two_sources_is_compared(country, banes_2024):
    assert message(banes_2024.reconcile("cp_plans")) == (
        "agreement",
        "Children on a child protection plan: the figures that can be checked agree.",
    )
    kind, text = message(section_with(country, 143).reconcile("cp_plans"))
    assert kind == "warning"
    assert "143 in 'Characteristics of children in need', and 141 in 'Characteristics of" in text


DIFFERENCE = "ranked by the published 38.6 per 10,000, not our own 54.7 per 10,000"


def test_the_published_figure_is_ranked_and_the_difference_is_named(country, banes_2024):
    differing = section_with(country, 200)
    for says_rank in (
        lambda section: message(section.worst("cp_plans"))[1],
        lambda section: words(section.publish("cp_plans")).worst,
        lambda section: words(section.publish("cp_plans")).rank_phrase,
    ):
        assert "60th lowest of 151" in says_rank(differing)
        assert f"Characteristics of children in need; {DIFFERENCE})" in says_rank(differing)
        assert "our own" not in says_rank(banes_2024)


def test_charts_and_tables_of_ranks_show_the_published_figure_and_name_the_difference(
    country, banes_2024
):
    section = section_with(country, 200)
    shown = section.benchmark_table("Plans", "cp_plans")
    assert column(shown, "B&NES").popitem()[1] == "54.7"
    assert column(shown, "Rank").popitem()[1] == "60th lowest of 151"
    assert f"Rank: {DIFFERENCE}." in notes(shown)
    assert not any("our own" in note for note in notes(banes_2024.benchmark_table("P", "cp_plans")))
    for chart in (section.ranked_chart, section.funnel_chart):
        content = bundle(chart("Plans", "cp_plans"))[CHART_TYPE]
        assert f"Bath and North East Somerset is {DIFFERENCE}." in content["notes"]
        assert "38.6 per 10,000" in content["alternative"]
        assert "54.7" not in content["alternative"]
