import pytest

from bcssp_lib.domain.observation import Observation
from bcssp_lib.domain.period import parse_period
from bcssp_lib.domain.value import known, missing
from bcssp_lib.numbers.rating import Rating
from bcssp_lib.section.readings import figure_period, read_indicator, without_leaps


@pytest.fixture
def read(banes_material):
    def reading(indicator, area="banes"):
        period = parse_period("2023-24")
        return read_indicator(banes_material, indicator, banes_material.area(area), period)

    return reading


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
    found = [(one.area, one.period.label) for one in read("missing_reports").observations]
    assert found == [
        ("banes", "12 months to 2024-03-31"),
        ("banes", "12 months to 2023-03-31"),
        ("avon-and-somerset", "12 months to 2024-03-31"),
    ]


def test_a_reading_is_rated_only_against_a_target(read):
    assert read("decisions_in_4_days").rating is Rating.RED
    assert read("missing_reports").rating is None


@pytest.mark.parametrize(
    ("labels", "whole"),
    [
        ([], []),
        (["2023-24"], ["2023-24"]),
        (["2021-22", "2023-24"], ["2021-22", "2022-23", "2023-24"]),
        (
            ["2022-23 Q3", "2023-24 Q2"],
            ["2022-23 Q3", "2022-23 Q4", "2023-24 Q1", "2023-24 Q2"],
        ),
        (["at 2022-03-31", "at 2024-03-31"], ["at 2022-03-31", "at 2024-03-31"]),
    ],
)
def test_a_series_names_the_years_and_quarters_that_it_leaves_out(labels, whole):
    series = [Observation("i", "banes", parse_period(label), known(3)) for label in labels]
    found = without_leaps(series)
    assert [one.period.label for one in found] == whole
    for one in found:
        assert one.value == (known(3) if one.period.label in labels else missing())
