"""What is held of other years and of others: true sentences stay in peace, slips are found."""

from __future__ import annotations

import pytest

from bcssp_lib.model.finding import Severity
from benchmarks.checker import Case, mark


def called_wrong(text: str, section: str) -> list[str]:
    marked = mark(Case(text, section, ()))
    return [each.what for each in marked.false_alarms if each.severity is Severity.WRONG]


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("children", 'In 2021-22 it was {{ at("icpc_within_15_days_percent", "2021-22") }}.'),
        ("children", 'On 31 March 2022 there were {{ at("cp_plans", "at 2022-03-31") }}.'),
        ("children", "It is lower than England (16.7% against 22.4%)."),
        ("children", "The share of conferences held in time rose by 13.8 points to 85.5%."),
        ("reviews", "Two reviews were about people without a settled home."),
        ("police", "Child protection crimes, without domestic abuse, rose to 339."),
        ("adults", "The risk was removed in 17% of enquiries, and reduced in 70%."),
        ("children", "Children in need have risen each year since 2021-22, to 1,082."),
    ],
)
def test_what_is_true_is_not_called_wrong(section: str, text: str) -> None:
    assert called_wrong(text, section) == []


@pytest.mark.parametrize(
    ("section", "text", "typed"),
    [
        ("police", "Reports of missing children rose by 12 to 282.", "“12” is typed"),
        ("children", 'In 2020-21 it was {{ at("icpc_within_15_days_percent", "2021-22") }}.',
         "“2020-21” is given as the time"),
        ("children", "Children in need have risen each year since 2018-19, to 1,082.",
         "“risen”, “every year”,"),
    ],
)  # fmt: skip
def test_what_is_not_is(section: str, text: str, typed: str) -> None:
    assert any(typed in what for what in called_wrong(text, section))
