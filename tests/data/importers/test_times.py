"""A time is read as the period that it is, or refused."""

from __future__ import annotations

from datetime import date

import pytest

from bcssp_lib.data.csv_tables import CellError
from bcssp_lib.data.importers.times import (
    Stretch,
    find_times,
    period_of,
    read_quarter,
    read_stretch,
)
from bcssp_lib.model.import_format import PeriodColumns
from bcssp_lib.model.period import PeriodKind

COLUMNS = PeriodColumns(column="time_period", identifier="time_identifier")
MID_YEAR = PeriodColumns.model_validate({"column": "t", "identifier": "i", "year_ends": "30 June"})
MAP = PeriodColumns(column="when")


@pytest.mark.parametrize(
    ("text", "identifier", "columns", "kind", "label"),
    [
        ("2024", "Reporting year", COLUMNS, "snapshot", "at 2024-03-31"),
        ("2024", "Reporting year", COLUMNS, "year", "2023-24"),
        ("2024.0", "reporting  year ", COLUMNS, "year", "2023-24"),
        ("202324", "Financial year", COLUMNS, "year", "2023-24"),
        ("202324", "Financial year", COLUMNS, "snapshot", "at 2024-03-31"),
        ("202324", "Financial year Q4", COLUMNS, "quarter", "2023-24 Q4"),
        ("202324", "Financial year Q1", COLUMNS, "quarter", "2023-24 Q1"),
        ("202324", "Financial year Q2", COLUMNS, "quarter", "2023-24 Q2"),
        ("202324", "Financial year Q3", COLUMNS, "quarter", "2023-24 Q3"),
        ("2024", "Calendar year Q1", COLUMNS, "quarter", "2023-24 Q4"),
        ("2024", "March", COLUMNS, "month", "March 2024"),
        ("2023", "Reporting year", MID_YEAR, "snapshot", "at 2023-06-30"),
        ("2023-24", None, MAP, "year", "2023-24"),
        ("2023/24", None, MAP, "year", "2023-24"),
        ("2023/2024", None, MAP, "year", "2023-24"),
        ("202324", None, MAP, "year", "2023-24"),
        ("2023-24 Q4", None, MAP, "quarter", "2023-24 Q4"),
        ("Q4 2023/24", None, MAP, "quarter", "2023-24 Q4"),
        ("31/03/2024", None, MAP, "snapshot", "at 2024-03-31"),
        ("31 March 2024", None, MAP, "rolling", "12 months to 2024-03-31"),
        ("2024-03-31", None, MAP, "snapshot", "at 2024-03-31"),
        ("Mar-24", None, MAP, "month", "March 2024"),
        ("March 2024", None, MAP, "snapshot", "at 2024-03-31"),
        ("12 months to March 2024", None, MAP, "rolling", "12 months to 2024-03-31"),
        ("at 2024-03-31", None, MAP, "snapshot", "at 2024-03-31"),
    ],
)
def test_times_are_the_periods_that_they_are(text, identifier, columns, kind, label):
    stretch = read_stretch(text, identifier, columns)
    assert period_of(stretch, PeriodKind(kind)).label == label


@pytest.mark.parametrize(
    ("text", "identifier", "columns"),
    [
        ("2024", "Calendar year", COLUMNS),  # ends in December
        ("202324", "Academic year", COLUMNS),
        ("202324", "Reporting year", COLUMNS),
        ("202325", "Financial year", COLUMNS),
        ("2024", "Financial year", COLUMNS),
        ("202324", "Financial year", MID_YEAR),
        ("2024", "Week 12", COLUMNS),
        ("2024", "", COLUMNS),
        ("24", "Reporting year", COLUMNS),
        ("2024", None, MAP),  # the year that ends in it, or begins?
        ("2023-25", None, MAP),
        ("03/31/2024", None, MAP),
        ("31/02/2024", None, MAP),
        ("last year", None, MAP),
        ("Mrz-24", None, MAP),
        ("", None, MAP),
    ],
)
def test_times_that_may_be_another_are_refused(text, identifier, columns):
    with pytest.raises(CellError):
        read_stretch(text, identifier, columns)


def test_a_year_alone_is_read_as_a_map_says():
    ends = PeriodColumns.model_validate({"column": "when", "bare_years": "end"})
    begins = PeriodColumns.model_validate({"column": "when", "bare_years": "begin"})
    assert read_stretch("2024", None, ends).end.year == 2024
    assert read_stretch("2024", None, begins).end.year == 2025


@pytest.mark.parametrize(
    ("text", "kind"), [("2023-24", "quarter"), ("2023-24 Q4", "year"), ("31/03/2024", "month")]
)
def test_a_stretch_of_another_length_is_no_period_of_the_kind(text, kind):
    with pytest.raises(CellError):
        period_of(read_stretch(text, None, MAP), PeriodKind(kind))


@pytest.mark.parametrize(
    ("title", "length", "end"),
    [
        ("England, January to March 2024", "quarter", date(2024, 3, 31)),
        ("April 2023 to March 2024", "year", date(2024, 3, 31)),
        ("In temporary accommodation, 31st March 2021", "day", date(2021, 3, 31)),
        ("April to April 2024", "month", date(2024, 4, 30)),
        ("Table 3 to 5", None, None),
        ("March to January 2024", None, None),
    ],
)
def test_a_title_names_a_time(title, length, end):
    assert find_times(title) == ([Stretch(length, end)] if length else [])


def test_the_fourth_quarter_is_in_the_second_year():
    year = Stretch("year", date(2024, 3, 31))
    ends = [read_quarter(year, text).end for text in ("1", "Q2", "quarter 3", "4.0")]
    assert ends == [date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31), date(2024, 3, 31)]
    for text in ("5", "", "Q"):
        with pytest.raises(CellError):
            read_quarter(year, text)
    with pytest.raises(CellError):
        read_quarter(Stretch("year", date(2023, 12, 31)), "1")
