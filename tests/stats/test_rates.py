import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason, known, missing
from bcssp_lib.stats.rates import crude_rate, population_period, proportion

BAD = [
    (known(5), known(0), "the population is zero"),
    (known(5), known(-3), "the population is below zero"),
    (known(-5), known(100), "the count is below zero"),
    (known("4.5"), known(100), "the count is not a whole number"),
    (missing(), known(100), "the count is not available"),
    (known(5), missing(), "the population is not available"),
    (
        missing(Reason.SUPPRESSED),
        known(100),
        "the count is not shown, to protect people who could be identified",
    ),
    (known(5), missing(Reason.NOT_APPLICABLE), "the population is not applicable"),
]


def test_the_published_rate_of_plans_in_bath_and_north_east_saltmere_is_reproduced():
    found = crude_rate(known(141), known(36554), 10_000)
    assert (found.text, found.interval_text) == ("38.6 per 10,000", "32.5 to 45.5")


@pytest.mark.parametrize(("count", "population", "why"), BAD)
def test_without_a_count_or_a_population_there_is_no_rate_and_a_reason(count, population, why):
    for found in (crude_rate(count, population, 1000), proportion(count, population)):
        assert not found.value.known
        assert found.interval is None
        assert found.text == why


def test_no_event_is_a_rate_of_zero():
    found = crude_rate(known(0), known(1000), 1000)
    assert found.value.amount == 0
    assert (found.text, found.interval_text) == ("0.0 per 1,000", "0.0 to 3.7")


def test_a_part_larger_than_its_whole_is_refused():
    assert proportion(known(5), known(4)).why_none == "5 cannot be part of 4"


@given(count=st.integers(0, 10**5), rest=st.integers(0, 10**6))
def test_intervals_hold_their_rates(count, rest):
    people = count + rest + 1
    for found in (
        crude_rate(known(count), known(people), 1000),
        proportion(known(count), known(people)),
    ):
        assert found.interval.contains(found.value.amount)
        assert found.value.amount.is_finite()


@pytest.mark.parametrize(
    ("period", "mid_year"),
    [
        ("at 2024-03-31", "at 2023-06-30"),
        ("2023-24", "at 2023-06-30"),
        ("2023-24 Q4", "at 2023-06-30"),
        ("2023-24 Q1", "at 2023-06-30"),
        ("2022-23 Q4", "at 2022-06-30"),
        ("12 months to 2023-12-31", "at 2023-06-30"),
        ("at 2024-06-29", "at 2023-06-30"),
        ("at 2024-06-30", "at 2024-06-30"),
    ],
)
def test_a_figure_is_divided_by_the_last_mid_year_population(period, mid_year):
    assert population_period(parse_period(period)).label == mid_year
