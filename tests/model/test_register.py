import pickle
from datetime import date

import pytest
from pydantic import ValidationError

from bcssp_lib.model.register import Entry, RegisterColumn, RegisterSchema, RoughDate, first_day
from bcssp_lib.model.value import Source


def test_a_column_is_required_and_may_repeat_unless_it_says_otherwise():
    column = RegisterColumn(title="Reference", type="text")
    assert column.required
    assert not column.unique


def test_a_column_of_an_unknown_type_is_refused():
    with pytest.raises(ValidationError, match="type"):
        RegisterColumn(title="Reference", type="number")


def test_a_schema_needs_columns():
    with pytest.raises(ValidationError, match="columns"):
        RegisterSchema(id="reviews", title="Reviews", records="reviews")


def test_an_entry_is_read_by_column():
    source = Source(id="s", title="S", publisher="P", synthetic=True)
    entry = Entry("reviews", {"reference": "R1", "notified": None}, source, "reviews.csv", 2)
    assert entry["reference"] == "R1"
    assert entry["notified"] is None
    with pytest.raises(KeyError):
        entry["published"]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("March 2024", date(2024, 3, 1), date(2024, 3, 31)),
        ("2023-24", date(2023, 4, 1), date(2024, 3, 31)),
        ("2023-24 Q1", date(2023, 4, 1), date(2023, 6, 30)),
        ("before 2023-24", date(1900, 1, 1), date(2023, 3, 31)),
        ("unknown", date(1900, 1, 1), date(1900, 1, 1)),
    ],
)
def test_a_rough_date_is_a_date(text: str, first: date, last: date) -> None:
    day = RoughDate.parse(text)
    assert (first_day(day), date(day.year, day.month, day.day)) == (first, last)
    assert day == last
    assert pickle.loads(pickle.dumps(day)).text == day.text


def test_what_is_known_roughly_says_so() -> None:
    assert RoughDate.parse("before 2023-24").text == "before 2023-24"
    assert RoughDate.parse("unknown").text == "date not known"


@pytest.mark.parametrize("text", ["soon", "at 2024-03-31", "before", "2024", "2023-25"])
def test_what_is_no_date_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(ValueError, match="before 2023-24, unknown"):
        RoughDate.parse(text)
