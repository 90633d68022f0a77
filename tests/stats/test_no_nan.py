"""Whatever is supplied, a reader sees a number or a reason, and never "nan", "inf" or "None"."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.fact import FactComparison, FactRank, Quantity
from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason, Value, known, missing
from bcssp_lib.model.verdicts import Against
from bcssp_lib.stats.comparison import (
    Measure,
    answer_worst,
    change_between,
    compare,
    rank_area,
)
from bcssp_lib.stats.rates import crude_rate, proportion, rate_ratio, share_of
from bcssp_lib.stats.spc import analyse_series, judge_latest, judge_target, latest_trend
from bcssp_lib.stats.wording import (
    change_interval_text,
    change_phrase,
    change_text,
    compare_phrase,
    percent_text,
    rank_phrase,
    trend_phrase,
    value_text,
    worst_sentence,
)

YEAR = parse_period("2023-24")
NUMBERS = st.one_of(st.integers(-20, 20), st.integers(0, 10**9), st.decimals(-1000, 1000, places=2))
VALUES = st.one_of(NUMBERS.map(known), st.sampled_from(Reason).map(missing))
UNITS, POLARITIES = st.sampled_from(Unit), st.sampled_from(Polarity)
_NO_WORD = re.compile(r"\b(nan|inf|infinity|none|null)\b", re.IGNORECASE)


def says_something(text: str) -> None:
    assert text
    assert not _NO_WORD.search(text), text


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_a_value_is_never_other_than_finite(amount):
    with pytest.raises(ValueError, match="finite"):
        Value(amount=Decimal(amount))


@given(VALUES, VALUES, UNITS, st.integers(0, 2), st.booleans())
def test_a_change_is_worded(previous, current, unit, decimals, planned):
    found = change_between(previous, current, unit, decimals, planned=planned)
    says_something(change_text(found, unit, decimals))
    says_something(percent_text(found, unit, previous))
    says_something(change_phrase(found, previous, current, unit, decimals))
    assert not _NO_WORD.search(change_interval_text(found, unit))


@given(VALUES, VALUES)
def test_rates_percentages_and_shares_have_a_text(count, people):
    for found in (crude_rate(count, people, 1000), proportion(count, people)):
        says_something(found.text)
        assert found.value.known == (found.why_none == "")
        assert not _NO_WORD.search(found.interval_text)
    says_something(value_text(share_of(count, people), Unit.PERCENT, 1))


@given(VALUES, VALUES, VALUES, VALUES)
def test_a_ratio_of_rates_has_a_text(count, people, other, others):
    found = rate_ratio(count, people, other, others)
    says_something(found.text)
    assert not _NO_WORD.search(found.interval_text + found.verdict)


@given(st.lists(VALUES, min_size=1, max_size=8), POLARITIES)
def test_ranks_and_claims_are_worded(values, polarity):
    by_name = {str(at): value for at, value in enumerate(values)}
    rank = rank_area("0", by_name)
    says_something(rank_phrase(rank, "2023-24", "a table"))
    ranked = FactRank("Area", rank, answer_worst(rank, polarity), "a table")
    says_something(worst_sentence(ranked, "Plans", "2023-24"))


@given(VALUES, VALUES)
def test_comparisons_are_worded(own, other):
    figures = [Measure(Quantity(one, Unit.PERCENT), YEAR, False) for one in (own, other)]
    found = compare(*figures, Against.ENGLAND, "England")
    comparison = FactComparison(
        found.against, found.label, found.other.quantity, found.verdict, found.why_none
    )
    says_something(compare_phrase(figures[0].quantity, comparison))


@given(
    st.lists(st.one_of(st.none(), st.integers(-100, 10**6)), max_size=30),
    POLARITIES,
    st.one_of(st.none(), st.integers(-100, 10**6)),
)
def test_a_series_is_worded(amounts, polarity, target):
    found = analyse_series(amounts)
    says_something(trend_phrase(latest_trend(found, judge_latest(found, polarity))))
    says_something(judge_target(found, target, polarity))
