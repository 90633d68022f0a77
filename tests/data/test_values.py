from decimal import Decimal

import pytest

from bcssp_lib.data.values import ValueTextError, parse_value
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.value import Mark, Reason, Value, missing
from tests.model.test_indicator import FIELDS

COUNT = Indicator(**FIELDS)
PERCENT = Indicator(**{**FIELDS, "unit": "percent", "denominator": "Reports"})
CHANGE = Indicator(**{**FIELDS, "unit": "percent", "change_of": "other"})
POUNDS = Indicator(**{**FIELDS, "unit": "pounds"})
RETURNS = Indicator(
    **{
        **FIELDS,
        "unit": "percent",
        "denominator": "Staff",
        "symbols": {
            "N/A": {"reason": "z", "meaning": "Not applicable"},
            "/": {"reason": "x", "meaning": "No return"},
        },
    }
)


@pytest.mark.parametrize(
    ("text", "indicator", "amount"),
    [
        ("0", COUNT, "0"),
        ("1603", COUNT, "1603"),
        ("12.0", COUNT, "12"),
        ("0", PERCENT, "0"),
        ("21.45", PERCENT, "21.45"),
        ("100", PERCENT, "100"),
        ("-37.9", CHANGE, "-37.9"),
        ("148.6", CHANGE, "148.6"),
        ("1250.50", POUNDS, "1250.50"),
    ],
)
def test_a_number_that_its_indicator_allows_is_read_exactly(text, indicator, amount):
    assert parse_value(text, "", indicator) == Value(Decimal(amount))


@pytest.mark.parametrize("mark", Mark)
def test_a_mark_travels_with_its_amount(mark):
    assert parse_value("3", mark.value, COUNT) == Value(Decimal(3), mark=mark)


@pytest.mark.parametrize("reason", Reason)
def test_a_public_symbol_is_a_reason_and_never_nought(reason):
    assert parse_value(reason.value, "", COUNT) == missing(reason)


@pytest.mark.parametrize(
    ("text", "reason"), [("N/A", Reason.NOT_APPLICABLE), ("/", Reason.NOT_AVAILABLE)]
)
def test_a_symbol_of_the_source_keeps_its_print(text, reason):
    assert parse_value(text, "", RETURNS) == missing(reason, printed=text)


@pytest.mark.parametrize(
    ("text", "indicator", "wrong", "allowed"),
    [
        ("", COUNT, "neither a number nor a known symbol", "a whole number from 0"),
        ("many", COUNT, "neither a number nor a known symbol", "c, x, z, low, u"),
        ("N/A", COUNT, "neither a number nor a known symbol", "a whole number from 0"),
        ("TBC", RETURNS, "neither a number nor a known symbol", "N/A, /, c, x"),
        ("C", COUNT, "neither a number nor a known symbol", "c, x"),
        ("1,603", COUNT, "neither a number nor a known symbol", "a whole number from 0"),
        ("1_603", COUNT, "neither a number nor a known symbol", "a whole number from 0"),
        ("1e3", COUNT, "neither a number nor a known symbol", "a whole number from 0"),
        (" 3", COUNT, "neither a number nor a known symbol", "a whole number from 0"),
        ("３", COUNT, "neither a number nor a known symbol", "a whole number from 0"),
        ("9" * 40, COUNT, "neither a number nor a known symbol", "a whole number from 0"),
        ("21%", PERCENT, "neither a number nor a known symbol", "a number from 0 to 100"),
        ("£5", POUNDS, "neither a number nor a known symbol", "an amount from 0"),
        ("NaN", COUNT, "neither a number nor a known symbol", "a whole number from 0"),
        ("Infinity", PERCENT, "neither a number nor a known symbol", "a number from 0 to 100"),
        ("-1", COUNT, "-1 is negative", "a whole number from 0"),
        ("-0.1", PERCENT, "-0.1 is negative", "a number from 0 to 100"),
        ("-5", POUNDS, "-5 is negative", "an amount from 0"),
        ("2.5", COUNT, "2.5 reports is not a whole number", "a whole number from 0"),
        ("100.1", PERCENT, "100.1 is more than 100 percent", "a number from 0 to 100"),
    ],
)
def test_what_an_indicator_does_not_allow_is_refused(text, indicator, wrong, allowed):
    with pytest.raises(ValueTextError) as caught:
        parse_value(text, "", indicator)
    assert wrong in caught.value.wrong
    assert allowed in caught.value.allowed


def test_an_unknown_mark_is_refused():
    with pytest.raises(ValueTextError, match="'q' is not a mark"):
        parse_value("3", "q", COUNT)
