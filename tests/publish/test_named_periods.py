"""Periods in texts, in every form in which a report writes them."""

from __future__ import annotations

import pytest

from bcssp_lib.model.period import parse_period
from bcssp_lib.publish.named_periods import find_periods, strict_names, written_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("in 2023-24", {"2023-24"}),
        ("2023/24, 2023–24 and 2023-2024", {"2023-24"}),
        ("2023-24 Q4", {"2023-24 Q4"}),
        ("Q4 2023-24", {"2023-24 Q4"}),
        ("quarter 1 of 2023-24", {"2023-24 Q1"}),
        ("January to March 2024", {"2023-24 Q4"}),
        ("April to December 2023", {"2023-12"}),
        ("at 31 March 2024", {"2024-03-31"}),
        ("at 31\u00a0March\u00a02024", {"2024-03-31"}),
        ("on 1st Sep 2023", {"2023-09-01"}),
        ("12 months to 2024-03-31", {"2024-03-31"}),
        ("in March 2024", {"2024-03"}),
        ("in Q2", {"Q2"}),
        ("in 2024", {"2024"}),
        ("from 2022-23 to 2023-24", {"2022-23", "2023-24"}),
        ("2,024 people in a year", set()),
        ("on 3 March, for 12 months", set()),
    ],
)
def test_each_form_is_found(text, names):
    assert find_periods(text) == names


@pytest.mark.parametrize(
    "label",
    ["2023-24", "2023-24 Q4", "March 2024", "12 months to 2024-03-31", "at 2024-03-31"],
)
def test_a_period_goes_by_each_of_its_own_words(label):
    period = parse_period(label)
    for words in (period.label, period.wording, period.heading, period.short):
        assert find_periods(words) & strict_names(period)
    assert strict_names(period) < written_names(period)


def test_a_writer_may_name_the_year_for_its_last_day_and_no_quarter_for_the_year():
    assert "2023-24" in written_names(parse_period("at 2024-03-31"))
    assert "2023-24" not in written_names(parse_period("at 2023-12-31"))
    assert "2023-24" not in written_names(parse_period("2023-24 Q4"))
