from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.value import Reason, known, missing
from bcssp_lib.stats.rounding import (
    MINUS,
    amount_text,
    exact_text,
    number_text,
    round_half_up,
    signed_text,
    value_text,
)
from tests.projects import read_csv

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
