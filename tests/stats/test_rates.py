from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason, known, missing
from bcssp_lib.stats.rates import (
    crude_rate,
    population_period,
    proportion,
    proportion_behind,
    rate_ratio,
    share_of,
)

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


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(83, 84, "98.81"), (0, 84, "0"), (84, 84, "100"), (1, 3, "33.33")]
)
def test_a_share_is_a_percentage_of_the_whole(part, whole, share):
    found = share_of(known(part), known(whole)).amount
    assert found is not None
    assert abs(found - Decimal(share)) < Decimal("0.01")


@pytest.mark.parametrize("part", [0, 5])
def test_a_share_of_zero_is_not_available(part):
    assert share_of(known(part), known(0)) == missing(Reason.NOT_AVAILABLE)


@pytest.mark.parametrize("reason", Reason)
def test_a_share_of_what_is_missing_has_its_reason(reason):
    assert share_of(missing(reason, "N/A"), known(5)) == missing(reason, "N/A")
    assert share_of(known(5), missing(reason, "/")) == missing(reason, "/")


def test_a_group_seen_too_often_is_named_as_such():
    found = rate_ratio(known(60), known(1000), known(300), known(10_000))
    assert (found.text, found.interval_text) == ("2.00 times", "1.49 to 2.65")
    assert found.verdict == "over-represented"


def test_a_group_seen_too_seldom_is_named_as_such():
    found = rate_ratio(known(30), known(2000), known(300), known(10_000))
    assert (found.text, found.verdict) == ("0.50 times", "under-represented")


def test_a_difference_that_may_be_chance_is_called_so():
    found = rate_ratio(known(8), known(200), known(200), known(7000))
    assert found.value.known
    assert found.verdict == "could be chance"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((known(3), known(100), known(6), known(100)), "fewer than 10 cases"),
        ((known(12), known(100), known(0), known(100)), "nobody of the other group was counted"),
        ((known(12), known(0), known(9), known(100)), "the population is zero"),
        ((known(12), missing(), known(9), known(100)), "the population is not available"),
        (
            (missing(Reason.SUPPRESSED), known(100), known(9), known(100)),
            "the count is not shown, to protect people who could be identified",
        ),
    ],
)
def test_a_ratio_that_would_mislead_is_refused(arguments, why):
    found = rate_ratio(*arguments)
    assert (found.text, found.interval_text, found.verdict) == (why, "", "")


@given(
    one=st.integers(5, 500), people=st.integers(500, 10**5), other=st.integers(5, 500),
    others=st.integers(500, 10**5),
)  # fmt: skip
def test_the_other_way_round_is_the_inverse(one, people, other, others):
    found = rate_ratio(known(one), known(people), known(other), known(others))
    inverse = rate_ratio(known(other), known(others), known(one), known(people))
    assert found.interval.contains(found.value.amount)
    assert float(found.value.amount * inverse.value.amount) == pytest.approx(1)
    assert found.interval.lower * inverse.interval.upper == pytest.approx(1)


@pytest.mark.parametrize(
    ("printed", "part", "whole", "counts"),
    [
        ("32.9", None, 155, (51, 155)),
        ("32.9", 51, 155, (51, 155)),
        ("32.9", 50, 155, None),  # 32.3%
        ("33.1", None, 155, None),  # 51 of 155 are 32.9% and 52 are 33.5%
    ],
)
def test_the_counts_behind_a_percentage_give_it(printed, part, whole, counts):
    of = None if part is None else known(part)
    expected = None if counts is None else proportion(*map(known, counts))
    assert proportion_behind(known(Decimal(printed)), of, known(whole), 1) == expected


def test_without_a_whole_there_are_no_counts_behind_a_percentage():
    assert proportion_behind(known(Decimal("32.9")), None, missing(), 1) is None
