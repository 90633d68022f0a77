"""Dates that are known roughly: how they are read, shown and compared."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from bcssp_lib.model.rough_date import RoughDate, first_day


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
