"""Where figures stand: who they are compared with, what may be said, and who is never mixed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bcssp_lib.data.comparators import Comparators
from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.loader import Figures, load_figures
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Observation, missing
from bcssp_lib.model.verdicts import Against, Verdict
from bcssp_lib.section.benchmarks import make_benchmark
from bcssp_lib.section.indicator_result import read_indicator
from bcssp_lib.stats.wording import change_interval_text

PERIODS = {"cp_plans": "at 2024-03-31", "missing_reports": "12 months to 2024-03-31"}


@pytest.fixture(scope="module")
def material_of(catalogue, example_project):
    made = {}

    def store(area: str) -> DataStore:
        if area not in made:
            figures = load_figures(catalogue, (area,))
            made[area] = DataStore(catalogue, figures, Comparators(catalogue, area))
        return made[area]

    return store


def stand(store: DataStore, area: str, indicator: str, period: str = ""):
    described = store.indicator(indicator)
    at = parse_period(period or PERIODS.get(indicator, "2023-24"))
    current = store.observation(indicator, area, at)
    return make_benchmark(store, described, store.area(area), current)


def test_a_made_up_area_is_set_beside_all_four(material_of):
    found = stand(material_of("fairport"), "fairport", "cp_plans")
    assert {comparison.against for comparison in found.comparisons} == {
        Against.PEERS,
        Against.NEIGHBOURS,
        Against.REGION,
        Against.ENGLAND,
    }
    assert all(comparison.verdict is not None for comparison in found.comparisons)
    assert found.rank is not None
    assert found.rank.of == sum(other.value.known for other in found.others.values()) + 1


def test_a_rate_is_the_count_over_the_mid_year_population_before_it(material_of):
    store = material_of("fairport")
    found = stand(store, "fairport", "cp_plans").own
    people = store.observation("children_population", "fairport", "at 2023-06-30")
    count = store.observation("cp_plans", "fairport", "at 2024-03-31")
    expected = 10_000 * count.value.amount / people.value.amount
    assert found.value.amount == expected
    assert found.interval.contains(expected)
    assert found.unit == "per 10,000 children aged 0 to 17"


def test_the_real_rate_of_plans_is_that_of_the_published_population(material_of):
    found = stand(material_of("banes"), "banes", "cp_plans")
    assert found.own.text == "38.6 per 10,000"
    assert found.own.interval_text == "32.5 to 45.5"
    assert found.own.value.amount == Decimal(141 * 10_000) / 36_554


def test_a_real_figure_is_set_beside_no_made_up_one(material_of):
    found = stand(material_of("banes"), "banes", "cp_plans")
    assert found.comparisons == ()
    assert found.rank is None
    assert found.worst_sentence == ""


def test_the_peers_are_those_of_the_force_area_whose_figures_are_alike(material_of):
    store = material_of("fairport")
    found = stand(store, "fairport", "cp_plans").against(Against.PEERS)
    assert found.label == "the median of 3 of 4 other areas of the police force area"


def test_neighbours_name_the_statistic_the_model_and_how_many_had_a_figure(material_of):
    found = stand(material_of("fairport"), "fairport", "cp_plans").against(Against.NEIGHBOURS)
    assert found.label == "the median of 9 of 10 statistical neighbours (made-up model of 2021)"


def test_a_made_up_region_is_not_taken_for_the_region(material_of):
    found = stand(material_of("fairport"), "fairport", "cp_plans")
    assert found.against(Against.REGION).label == "a made-up figure for the South West"
    assert found.against(Against.ENGLAND).label == "a made-up figure for England"


def test_a_percentage_with_its_counts_has_their_interval(material_of):
    found = stand(material_of("fairport"), "fairport", "s42_2_conversion").own
    assert found.interval is not None
    assert found.rate is not None


def test_a_percentage_that_is_not_that_of_its_counts_has_no_interval(material_of):
    store = material_of("fairport")
    described = store.indicator("s42_2_conversion")
    current = store.observation(described.id, "fairport", parse_period("2023-24"))
    wrong = replace(current, value=replace(current.value, amount=Decimal(99)))
    found = make_benchmark(store, described, store.area("fairport"), wrong).own
    assert found.interval is None


def test_a_plain_number_is_compared_with_no_other_area(material_of):
    found = stand(material_of("fairport"), "fairport", "people_with_concern")
    assert found.comparisons == ()
    assert found.rank is None


def test_without_a_figure_there_is_no_verdict_and_no_rank(material_of):
    store = material_of("fairport")
    described = store.indicator("cp_plans")
    source = store.observation("cp_plans", "fairport", parse_period("at 2024-03-31")).source
    none = Observation("cp_plans", "fairport", parse_period("at 2024-03-31"), missing(), source)
    found = make_benchmark(store, described, store.area("fairport"), none)
    assert all(comparison.verdict is None for comparison in found.comparisons)
    assert found.rank is not None
    assert "no figure" in found.rank.why_none


def test_is_this_area_the_worst_is_answered_with_period_and_source(material_of):
    store = material_of("fairport")
    found = stand(store, "fairport", "missing_reports")
    claim = found.worst_sentence
    assert claim.startswith("No.")
    assert "(12 months to 31 March 2024; Made-up figures)" in claim


def test_a_figure_that_is_neither_good_nor_bad_has_no_worst(material_of):
    store = material_of("fairport")
    found = stand(store, "fairport", "cp_plans")
    claim = found.worst_sentence
    assert claim.startswith("This cannot be said")


def test_an_area_without_figures_beside_it_stands_alone(catalogue):
    store = DataStore(catalogue, Figures((), {}))
    found = stand(store, "fairport", "cp_plans")
    assert found.comparisons == ()
    assert found.own.value.amount is None


def test_about_the_same_means_within_the_interval(material_of):
    found = stand(material_of("fairport"), "fairport", "cp_plans")
    for comparison in found.comparisons:
        within = found.own.interval.contains(comparison.other.value.amount)
        assert (comparison.verdict in (Verdict.SIMILAR, Verdict.SAME)) is within


def test_a_percentage_whose_counts_are_known_says_what_chance_could_explain(material_of):
    store = material_of("fairport")
    found = read_indicator(
        store, "s42_2_conversion", store.area("fairport"), parse_period("2023-24")
    ).change
    assert found.interval.contains(found.amount) or abs(found.amount) < 1
    assert found.chance is found.interval.contains(0)
    assert change_interval_text(found, Unit.PERCENT).endswith(" points")
