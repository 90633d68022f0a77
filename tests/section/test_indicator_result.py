from dataclasses import replace
from decimal import Decimal

import pytest

from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import PeriodKind, parse_period
from bcssp_lib.model.value import known
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.section.benchmarks import make_benchmark
from bcssp_lib.section.facts import FactMaker
from bcssp_lib.section.indicator_result import (
    figure_period,
    rate_observation,
    read_indicator,
    target_of,
)
from bcssp_lib.stats.fact_wording import FactWords


@pytest.fixture
def read(banes_material):
    def result(indicator, area="banes"):
        period = parse_period("2023-24")
        return read_indicator(banes_material, indicator, banes_material.area(area), period)

    return result


@pytest.mark.parametrize(
    ("indicator", "period"),
    [
        ("training_sessions", "2023-24"),
        ("missing_reports", "12 months to 2024-03-31"),
        ("cp_plans", "at 2024-03-31"),
        ("icpc_police_invited", "2023-24"),
    ],
)
def test_the_figure_of_a_report_is_that_of_its_year_or_of_its_last_day(
    catalogue, indicator, period
):
    found = figure_period(catalogue.indicator(indicator), parse_period("2023-24"))
    assert found == parse_period(period)


def test_a_quarters_report_takes_the_quarters_figure_where_there_is_one(catalogue):
    quarter = parse_period("2023-24 Q4")
    assert figure_period(catalogue.indicator("icpc_police_invited"), quarter) == quarter


@pytest.mark.parametrize(
    ("indicator", "text"),
    [
        ("missing_reports", "+5.6%"),
        ("cse_crimes", "−37.9%"),
        ("child_cruelty_neglect", "+148.6%"),
        ("police_protection_used", "+21.1%"),
        ("missing_children", "not available"),
    ],
)
def test_the_force_areas_change_is_as_published_or_worked_out(read, indicator, text):
    assert read(indicator).force_change_text == text


def test_an_area_that_is_in_no_force_area_is_compared_with_none(read):
    assert read("police_protection_used", "avon-and-somerset").force_change is None


def test_a_reading_lists_the_observations_it_was_made_from(read):
    found = [
        (observation.area, observation.period.label)
        for observation in read("missing_reports").observations
    ]
    assert found == [
        ("banes", "12 months to 2024-03-31"),
        ("banes", "12 months to 2023-03-31"),
        ("avon-and-somerset", "12 months to 2024-03-31"),
    ]


def test_a_reading_is_rated_only_against_a_target(read):
    assert read("decisions_in_4_days").rating is Rating.RED
    assert read("missing_reports").rating is None


def test_a_months_report_takes_the_months_figure_and_others_the_longer_one(catalogue):
    described = catalogue.indicator("missing_reports")
    monthly = described.model_copy(update={"periods": (PeriodKind.MONTH, PeriodKind.ROLLING)})
    month = parse_period("March 2024")
    assert figure_period(monthly, month) == month
    year = parse_period("2023-24")
    assert figure_period(monthly, year) == parse_period("12 months to 2024-03-31")
    alone = described.model_copy(update={"periods": (PeriodKind.MONTH,)})
    assert figure_period(alone, year) == month


@pytest.mark.parametrize(
    ("target", "decimals", "text"),
    [("80", 0, "80%"), ("97.5", 0, "97.5%"), ("97.50", 0, "97.5%"), ("80", 1, "80.0%")],
)
def test_a_target_is_shown_with_all_its_decimals(catalogue, target, decimals, text):
    described = catalogue.indicator("decisions_in_4_days")
    changed = described.model_copy(update={"target": Decimal(target), "decimals": decimals})
    assert target_of(changed) == text


def test_without_a_target_there_is_no_text_of_one(catalogue):
    assert target_of(catalogue.indicator("missing_reports")) == "none set"


@pytest.mark.parametrize(
    ("amount", "decimals", "target", "polarity", "phrase"),
    [
        # as it is shown, and not as it was before rounding
        ("89.6", 0, 90, "higher is better", "is rated green: 90% against a target of 90%"),
        ("89.4", 0, 90, "higher is better", "is rated amber: 89% against a target of 90%"),
        ("89.6", 1, 90, "higher is better", "is rated amber: 89.6% against a target of 90.0%"),
        ("89.96", 1, 90, "higher is better", "is rated green: 90.0% against a target of 90.0%"),
        ("0.4", 0, 0, "lower is better", "is rated green: 0% against a target of 0% at most"),
        ("0.4", 1, 0, "lower is better", "is rated red: 0.4% against a target of 0.0% at most"),
        ("90.4", 0, 90, "lower is better", "is rated green: 90% against a target of 90% at most"),
        # 68% is exactly 15% below 80%, where the rule says amber
        ("67.6", 0, 80, "higher is better", "is rated amber: 68% against a target of 80%"),
        ("67.4", 0, 80, "higher is better", "is rated red: 67% against a target of 80%"),
    ],
)
def test_a_figure_is_rated_as_it_is_shown(
    banes_material, read, amount, decimals, target, polarity, phrase
):
    result = read("icpc_police_invited")
    changes = {"decimals": decimals, "target": target, "polarity": polarity, "unit": "percent"}
    written = {**changes, "rating_rule": "kpi_shortfall", "made_from": None}
    indicator = Indicator(**{**result.indicator.model_dump(), **written})
    current = replace(result.current, value=known(Decimal(amount)))
    rating = rate_observation(banes_material, current, indicator)
    rated = replace(result, indicator=indicator, current=current, rating=rating)
    alone = make_benchmark(banes_material, indicator, banes_material.area("banes"), current)
    fact = FactMaker("children", parse_period("2023-24")).from_result(rated, alone, None, ())
    assert FactWords(fact).rating_phrase == phrase
