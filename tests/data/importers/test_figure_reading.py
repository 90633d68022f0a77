"""A cell is read as it is meant, or refused with what it may mean."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bcssp_lib.data.csv_tables import CellError
from bcssp_lib.data.importers.figure_reading import (
    DEFAULT_SYMBOLS,
    NumberStyle,
    has_decimal_comma,
    read_cell,
)
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.value import Mark, Reason

STYLE = NumberStyle(DEFAULT_SYMBOLS)
COMMAS = NumberStyle(DEFAULT_SYMBOLS, decimal_commas=True)
PERCENT = NumberStyle(DEFAULT_SYMBOLS, (Unit.PERCENT,))


@pytest.mark.parametrize(
    ("text", "style", "amount", "told"),
    [
        ("282", STYLE, "282", False),
        ("-3", STYLE, "-3", False),
        ("58.4", STYLE, "58.4", False),
        ("1,282", STYLE, "1282", True),
        ("1,282,000.5", STYLE, "1282000.5", True),
        ("1 282", STYLE, "1282", True),
        ("1\u00a0282", STYLE, "1282", True),
        ("282\u00a0", STYLE, "282", True),
        (" 282", STYLE, "282", True),
        ("\u22123", STYLE, "-3", True),
        ("58.4%", PERCENT, "58.4", True),
        ("58.4 %", PERCENT, "58.4", True),
        ("£1,282", NumberStyle({}, (Unit.POUNDS,)), "1282", True),
        ("12,5", COMMAS, "12.5", True),
        ("282", COMMAS, "282", False),
        ("1 282,5", COMMAS, "1282.5", True),
        ("0,584", NumberStyle({}, decimal_commas=True, times=Decimal(100)), "58.400", True),
    ],
)
def test_numbers_as_people_write_them(text, style, amount, told):
    read = read_cell(text, style)
    assert read.value.amount == Decimal(amount)
    assert bool(read.note) == told


@pytest.mark.parametrize(
    ("text", "style", "wrong"),
    [
        ("12,5", STYLE, "may have a decimal comma"),
        ("1,28", STYLE, "may have a decimal comma"),
        ("1,282", COMMAS, "may be thousands, or have a decimal comma"),
        ("12.5", COMMAS, "has a point, where others have a decimal comma"),
        ("1.282", COMMAS, "has a point"),
        ("58.4%", STYLE, "neither a number nor a known symbol"),
        ("1,28,200", STYLE, "neither a number"),
        ("1e3", STYLE, "neither a number"),
        ("1_000", STYLE, "neither a number"),
        ("(12)", STYLE, "neither a number"),
        ("\u0662\u0668", STYLE, "neither a number"),
        ("<5", STYLE, "neither a number nor a known symbol"),
        ("#REF!", STYLE, "neither a number"),
        ("", STYLE, "the cell is empty"),
        (" ", STYLE, "the cell is empty"),
    ],
)
def test_what_may_mean_something_else_is_refused(text, style, wrong):
    with pytest.raises(CellError, match=wrong):
        read_cell(text, style)


@pytest.mark.parametrize(
    ("text", "reason", "told"),
    [("c", "c", False), ("C", "c", True), ("[c]", "c", True), ("low", "low", False),
     ("k", "low", False), (" x", "x", True)],
)  # fmt: skip
def test_symbols_become_reasons(text, reason, told):
    read = read_cell(text, STYLE)
    assert read.value.reason is Reason(reason)
    assert bool(read.note) == told


def test_a_symbol_of_a_map_may_be_anything():
    style = NumberStyle({"": Reason.NOT_AVAILABLE, "<5": Reason.SUPPRESSED})
    assert read_cell("", style).value.reason is Reason.NOT_AVAILABLE
    assert read_cell("<5", style).value.reason is Reason.SUPPRESSED


def test_a_mark_in_brackets_is_kept():
    assert read_cell("282 [p]", STYLE).value.mark is Mark.PROVISIONAL


def test_a_decimal_comma_is_told_from_thousands():
    assert has_decimal_comma("12,5")
    assert has_decimal_comma("0,584")
    assert not has_decimal_comma("1,282")
    assert not has_decimal_comma("282")
