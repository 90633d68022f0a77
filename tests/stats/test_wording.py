from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.fact import Change, FactComparison, Interval, Quantity
from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason, known, missing
from bcssp_lib.model.verdicts import Against, Rating
from bcssp_lib.stats.comparison import Measure, change_between, compare, rank_area
from bcssp_lib.stats.fact_wording import FactWords, share_words
from bcssp_lib.stats.wording import (
    MINUS,
    amount_text,
    change_phrase,
    compare_phrase,
    count_phrase,
    exact_text,
    join_words,
    number_text,
    ordinal_text,
    period_phrase,
    rank_phrase,
    round_half_up,
    signed_text,
    value_text,
)
from tests.facts import made_fact
from tests.projects import read_csv


@pytest.mark.parametrize(
    ("items", "phrase"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d"], "a, b, c and d"),
    ],
)
def test_items_are_listed_as_a_phrase(items, phrase):
    assert join_words(items) == phrase


@pytest.mark.parametrize(
    ("amount", "phrase"),
    [("0", "0 reviews"), ("1", "1 review"), ("2", "2 reviews"), ("1,001", "1,001 reviews")],
)
def test_a_number_agrees_with_its_noun(amount, phrase):
    assert count_phrase(amount, "review", "reviews") == phrase


@pytest.mark.parametrize(
    ("previous", "current", "unit", "decimals", "phrase"),
    [
        (178, 282, Unit.COUNT, 0, "rose by 104 (58.4%) to 282"),
        (129, 72, Unit.COUNT, 0, "fell by 57 (44.2%) to 72"),
        (
            57,
            54,
            Unit.COUNT,
            0,
            "fell by 3 (5.3%) to 54, a change small enough to be down to chance",
        ),
        (
            1654,
            1603,
            Unit.COUNT,
            0,
            "fell by 51 (3.1%) to 1,603, a change small enough to be down to chance",
        ),
        (41, 41, Unit.COUNT, 0, "stayed the same, at 41"),
        (0, 0, Unit.COUNT, 0, "stayed the same, at 0"),
        (6, 8, Unit.COUNT, 0, "rose from 6 to 8, too few to tell a real change from chance"),
        (0, 5, Unit.COUNT, 0, "rose from 0 to 5, too few to tell a real change from chance"),
        (9, 0, Unit.COUNT, 0, "fell from 9 to 0"),
        (3, 40, Unit.COUNT, 0, "rose from 3 to 40"),
        (9, 12, Unit.COUNT, 0, "rose from 9 to 12, too few to tell a real change from chance"),
        (42, 57, Unit.PERCENT, 0, "rose by 15 percentage points to 57%"),
        (77, 59, Unit.PERCENT, 0, "fell by 18 percentage points to 59%"),
        (20, 21, Unit.PERCENT, 0, "rose by 1 percentage point to 21%"),
        (17, 17, Unit.PERCENT, 0, "stayed the same, at 17%"),
        ("21.1", "21.4", Unit.PERCENT, 1, "rose by 0.3 percentage points to 21.4%"),
        ("57.4", "57.6", Unit.PERCENT, 0, "hardly changed, at 58%"),
        ("57.6", "57.4", Unit.PERCENT, 0, "hardly changed, at 57%"),
        (1000, 2250, Unit.POUNDS, 0, "rose by £1,250 (125.0%) to £2,250"),
        (0, 2250, Unit.POUNDS, 0, "rose by £2,250 to £2,250"),
    ],
)
def test_a_change_is_worded_for_prose(previous, current, unit, decimals, phrase):
    before, now = known(previous), known(current)
    change = change_between(before, now, unit, decimals)
    assert change_phrase(change, before, now, unit, decimals) == phrase


@pytest.mark.parametrize(
    ("previous", "current", "why"),
    [
        (missing(), known(5), "the earlier figure is not available"),
        (known(5), missing(), "this period's figure is not available"),
        (
            missing(Reason.SUPPRESSED),
            known(5),
            "the earlier figure is not shown, to protect people who could be identified",
        ),
        (
            known(5),
            missing(Reason.NOT_APPLICABLE),
            "this period's figure is not applicable",
        ),
    ],
)
def test_a_change_that_cannot_be_made_is_worded_with_its_reason(previous, current, why):
    change = change_between(previous, current, Unit.COUNT)
    phrase = change_phrase(change, previous, current, Unit.COUNT)
    assert phrase == f"cannot be compared with the year before, because {why}"


def test_what_is_planned_does_not_change_by_chance():
    change = change_between(known(68), known(74), Unit.COUNT, planned=True)
    phrase = change_phrase(change, known(68), known(74), Unit.COUNT)
    assert phrase == "rose by 6 (8.8%) to 74"


def test_a_broken_series_is_not_compared_across_its_break():
    change = Change(why_none="recording changed in July 2022")
    phrase = change_phrase(change, known(68), known(74), Unit.COUNT)
    assert phrase.endswith("because recording changed in July 2022")


@pytest.mark.parametrize(
    ("part", "whole", "phrase"),
    [
        (known(23), known(74), "23 of 74, or 31.1%"),
        (known(0), known(74), "0 of 74, or 0.0%"),
        (known(1), known(1603), "1 of 1,603, or 0.1%"),
        (known(74), known(74), "all 74"),
        (known(0), known(0), "0 of none"),
        (missing(), known(74), "not available"),
        (known(3), missing(Reason.NOT_APPLICABLE), "not applicable"),
        (
            missing(Reason.SUPPRESSED),
            known(74),
            "not shown, to protect people who could be identified",
        ),
    ],
)
def test_a_share_is_worded(part, whole, phrase):
    assert share_words(made_fact("a", part), made_fact("b", whole)) == phrase


@pytest.mark.parametrize(("part", "whole"), [(75, 74), (-1, 74)])
def test_what_cannot_be_a_share_is_refused(part, whole):
    with pytest.raises(ValueError, match="cannot be part"):
        share_words(made_fact("a", part), made_fact("b", whole))


@pytest.mark.parametrize(
    ("period", "phrase"),
    [
        ("2023-24", "in 2023-24"),
        ("2023-24 Q4", "from January to March 2024"),
        ("12 months to 2024-03-31", "in the 12 months to 31 March 2024"),
        ("at 2024-03-31", "at 31 March 2024"),
    ],
)
def test_a_period_is_worded(period, phrase):
    assert period_phrase(parse_period(period)) == phrase


YEAR = parse_period("2023-24")


def own(amount=38.6, *, synthetic=False):
    limits = Interval(32.5, 45.5, 0.95, "Byar")
    return Measure(rate(amount), YEAR, synthetic, limits)


def rate(amount):
    return Quantity(known(str(amount)), Unit.COUNT, 1, 10_000, "children")


def compared(amount, *, synthetic=False):
    other = Measure(rate(amount), YEAR, synthetic)
    found = compare(own(), other, Against.ENGLAND, "England")
    comparison = FactComparison(
        found.against, found.label, other.quantity, found.verdict, found.why_none
    )
    return compare_phrase(own().quantity, comparison)


@pytest.mark.parametrize(
    ("other", "phrase"),
    [
        ("41.0", "is about the same as England (38.6 against 41.0 per 10,000)"),
        ("30.1", "is higher than England (38.6 against 30.1 per 10,000)"),
        ("52.0", "is lower than England (38.6 against 52.0 per 10,000)"),
        ("38.6", "is the same as England (38.6 against 38.6 per 10,000)"),
    ],
)
def test_comparisons_are_worded(other, phrase):
    assert compared(other) == phrase


def test_a_comparison_that_is_refused_says_why():
    assert compared(41, synthetic=True) == (
        "cannot be compared with England, because a real figure is not compared with a made-up one"
    )


@pytest.mark.parametrize(
    ("area", "phrase"),
    [
        ("a", "is joint highest of 3 authorities with a figure (2023-24, a published table)"),
        ("c", "is lowest of 3 authorities with a figure (2023-24, a published table)"),
        ("d", "cannot be ranked, because the area has no figure to rank"),
    ],
)
def test_ranks_are_worded(area, phrase):
    values = {"a": known(9), "b": known(9), "c": known(1), "d": missing()}
    assert rank_phrase(rank_area(area, values), "2023-24", "a published table") == phrase


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"),
     (21, "21st"), (102, "102nd"), (111, "111th"), (1003, "1,003rd")],
)  # fmt: skip
def test_ordinals(number, text):
    assert ordinal_text(number) == text


@pytest.mark.parametrize(
    ("rating", "value", "unit", "target", "polarity", "phrase"),
    [
        (Rating.AMBER, 82, Unit.PERCENT, 85, Polarity.HIGHER,
         "is rated amber: 82% against a target of 85%"),
        (Rating.GREEN, 3, Unit.COUNT, 5, Polarity.LOWER,
         "is rated green: 3 against a target of 5 at most"),
        (None, 82, Unit.PERCENT, 85, Polarity.HIGHER,
         "is not rated: 82% against a target of 85%"),
        (None, 82, Unit.PERCENT, None, Polarity.HIGHER, "has no target"),
        (None, missing(Reason.SUPPRESSED), Unit.PERCENT, 85, Polarity.HIGHER,
         "cannot be rated, because the figure is not shown, to protect people who could be "
         "identified"),
    ],
)  # fmt: skip
def test_ratings_are_worded(rating, value, unit, target, polarity, phrase):
    fact = made_fact("met", value, rating=rating, unit=unit, target=target, polarity=polarity)
    assert FactWords(fact).rating_phrase == phrase


AMOUNTS = st.decimals(Decimal("-1e12"), Decimal("1e12"), places=6)


def test_the_published_table_of_roundings_is_reproduced(golden):
    rows = read_csv(golden / "rounding.csv")
    assert len(rows) == 7
    for row in rows:
        rounded = round_half_up(Decimal(row["value"]), int(row["decimals"]))
        assert str(rounded) == row["half_up"], row


@pytest.mark.parametrize(
    ("amount", "decimals", "rounded"),
    [
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("2.4999999999", 0, "2"),
        ("-2.5", 0, "-3"),
        ("-0.4", 0, "-0"),
        ("0.125", 2, "0.13"),
        ("1.005", 2, "1.01"),
        ("15", -1, "20"),
        ("1450", -2, "1500"),
        ("3", 2, "3.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(amount, decimals, rounded):
    assert str(round_half_up(Decimal(amount), decimals)) == rounded


@given(AMOUNTS, st.integers(0, 4))
def test_rounding_moves_an_amount_by_half_a_step_at_most(amount, decimals):
    step = Decimal(1).scaleb(-decimals)
    assert abs(round_half_up(amount, decimals) - amount) <= step / 2


@given(AMOUNTS, st.integers(0, 4))
def test_rounding_a_second_time_changes_nothing(amount, decimals):
    once = round_half_up(amount, decimals)
    assert round_half_up(once, decimals) == once


@pytest.mark.parametrize(
    ("amount", "decimals", "text"),
    [
        ("0", 0, "0"),
        ("-0", 0, "0"),
        ("-0.4", 0, "0"),
        ("-0.04", 1, "0.0"),
        ("282", 0, "282"),
        ("1603", 0, "1,603"),
        ("1234567.5", 0, "1,234,568"),
        ("-37.9", 1, "−37.9"),
        ("-1603", 0, "−1,603"),
        ("58.4269", 1, "58.4"),
        ("285", -1, "290"),
    ],
)
def test_a_number_is_written_with_separators_and_a_true_minus(amount, decimals, text):
    assert number_text(Decimal(amount), decimals) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [("1603", "1,603"), ("97.5", "97.5"), ("97.50", "97.5"), ("-0.25", "−0.25"), ("1E+3", "1,000")],
)
def test_a_number_is_written_with_all_its_decimals_where_nothing_may_be_lost(amount, text):
    assert exact_text(Decimal(amount)) == text


@given(AMOUNTS)
def test_nothing_is_lost_of_a_number_that_is_written_out(amount):
    assert Decimal(exact_text(amount).replace(",", "").replace(MINUS, "-")) == amount


@given(AMOUNTS, st.integers(0, 4))
def test_a_number_reads_back_as_what_it_was_rounded_to(amount, decimals):
    text = number_text(amount, decimals).replace(",", "").replace(MINUS, "-")
    assert Decimal(text) == round_half_up(amount, decimals)


@pytest.mark.parametrize(
    ("amount", "decimals", "text"),
    [("104", 0, "+104"), ("-57", 0, "−57"), ("0", 0, "0"), ("0.4", 0, "0"), ("-0.04", 1, "0.0")],
)
def test_a_change_is_written_with_its_sign_and_no_change_without(amount, decimals, text):
    assert signed_text(Decimal(amount), decimals) == text


@pytest.mark.parametrize(
    ("amount", "unit", "decimals", "text"),
    [
        ("1603", Unit.COUNT, 0, "1,603"),
        ("21.45", Unit.PERCENT, 1, "21.5%"),
        ("1200", Unit.POUNDS, 0, "£1,200"),
        ("-1200", Unit.POUNDS, 0, "−£1,200"),
        ("-5", Unit.PERCENT, 0, "−5%"),
    ],
)
def test_an_amount_is_written_in_its_unit(amount, unit, decimals, text):
    assert amount_text(Decimal(amount), unit, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (known(0), "0"),
        (known(282), "282"),
        (missing(printed="TBC"), "TBC"),
        (missing(Reason.NOT_APPLICABLE, printed="N/A"), "N/A"),
        (missing(), "not available"),
        (missing(Reason.NOT_APPLICABLE), "not applicable"),
        (missing(Reason.ROUNDS_TO_ZERO), "more than zero, but rounds to zero"),
        (missing(Reason.SUPPRESSED), "not shown, to protect people who could be identified"),
        (missing(Reason.LOW_RELIABILITY), "not shown, because it is not reliable"),
    ],
)
def test_a_value_is_written_as_its_amount_its_print_or_its_reason(value, text):
    assert value_text(value, Unit.COUNT) == text
