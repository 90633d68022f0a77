from decimal import Decimal

import pytest

from bcssp_lib.data.csv_tables import CellError, parse_value, read_table
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.value import Mark, Reason, Value, missing
from tests.model.test_indicator import FIELDS

COLUMNS = ("area", "value", "note")


def read(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    problems = []
    return read_table(path, "t.csv", COLUMNS, problems), problems


def test_rows_are_read_as_text_with_their_line_numbers(tmp_path):
    table, problems = read(tmp_path, "area,value,note\nbanes,007,\nbanes,N/A,x\n")
    assert problems == []
    assert table.rows == (
        (2, {"area": "banes", "value": "007", "note": ""}),
        (3, {"area": "banes", "value": "N/A", "note": "x"}),
    )


def test_windows_line_ends_are_read_alike(tmp_path):
    table, _ = read(tmp_path, "area,value,note\r\nbanes,3,\r\n")
    assert table.rows == ((2, {"area": "banes", "value": "3", "note": ""}),)


def test_a_quoted_cell_may_hold_commas_and_quotation_marks(tmp_path):
    table, _ = read(tmp_path, 'area,value,note\nbanes,3,"A, ""b"" and c"\n')
    assert table.rows[0][1]["note"] == 'A, "b" and c'


def test_a_table_may_have_no_rows_yet(tmp_path):
    table, problems = read(tmp_path, "area,value,note\n")
    assert (table.rows, problems) == ((), [])


@pytest.mark.parametrize(
    ("header", "columns", "wrong"),
    [
        ("area,value", ["note"], "the column is missing"),
        ("area,value,note,extra", ["extra"], "the column is not known"),
        ("area,Value,note", ["value", "Value"], "the column is"),
        ("value,area,note", [""], "the columns are value, area, note"),
        ("area,value,note,note", [""], "the columns are area, value, note, note"),
    ],
)
def test_other_columns_are_refused_and_told_the_right_ones(tmp_path, header, columns, wrong):
    table, problems = read(tmp_path, f"{header}\n")
    assert table is None
    assert [one.column for one in problems] == columns
    for problem in problems:
        assert (problem.file, problem.row, problem.allowed) == ("t.csv", 1, "area, value, note")
        assert wrong in problem.wrong


def test_every_ragged_row_is_named(tmp_path):
    table, problems = read(tmp_path, "area,value,note\nbanes,3\nbanes,4,\nbanes,5,,,\n")
    assert table is None
    assert [(problem.row, problem.wrong, problem.allowed) for problem in problems] == [
        (2, "the row has 2 cells", "3"),
        (4, "the row has 5 cells", "3"),
    ]


@pytest.mark.parametrize("row", ['banes,3,"never closed', 'banes,3,"closed" too early'])
def test_unbalanced_quotation_marks_are_refused(tmp_path, row):
    table, problems = read(tmp_path, f"area,value,note\n{row}\n")
    assert table is None
    assert "the row cannot be read" in problems[0].wrong
    assert problems[0].allowed == "CSV with balanced quotes"


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
    assert parse_value(text, indicator) == Value(Decimal(amount))


@pytest.mark.parametrize("mark", Mark)
def test_a_mark_travels_with_its_amount(mark):
    assert parse_value("3", COUNT, mark) == Value(Decimal(3), mark=mark)


@pytest.mark.parametrize("reason", Reason)
def test_a_public_symbol_is_a_reason_and_never_zero(reason):
    assert parse_value(reason.value, COUNT) == missing(reason)


@pytest.mark.parametrize(
    ("text", "reason"), [("N/A", Reason.NOT_APPLICABLE), ("/", Reason.NOT_AVAILABLE)]
)
def test_a_symbol_of_the_source_keeps_its_print(text, reason):
    assert parse_value(text, RETURNS) == missing(reason, printed=text)


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
    with pytest.raises(CellError) as caught:
        parse_value(text, indicator)
    assert wrong in caught.value.wrong
    assert allowed in caught.value.allowed
