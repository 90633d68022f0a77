"""What registers leave open when a period ends is found, and nothing depends on today."""

from __future__ import annotations

import pytest

from bcssp_lib.checks.stale import register_findings
from bcssp_lib.data.loader import load_figures
from bcssp_lib.model.finding import Kind, Severity
from bcssp_lib.model.period import parse_period
from tests.section.test_follow_up import action, question, review


@pytest.fixture
def found_at(catalogue):
    """What is found at the end of a period in one area's registers."""

    def found(period, *entries):
        registers = {}
        for one in entries:
            registers.setdefault((one.register, "bristol"), []).append(one)
        registers = {name: tuple(rows) for name, rows in registers.items()}
        return register_findings(registers, catalogue.registers, "bristol", parse_period(period))

    return found


@pytest.mark.parametrize(
    ("period", "entry", "what", "suggestion"),
    [
        ("2023-24", action("2023-24", due="2024-03-31"),
         "Action A1, “Train everyone” (Health lead), is overdue: due by 31 March 2024.",
         "Enter what became of it in actions.csv, line 2, or agree a new date."),
        ("2023-24", action("2022-23"),
         "Action A1, “Train everyone” (Health lead), was not reported on: due by 30 September "
         "2024, carried over from 2022-23, not reported on since 2022-23.",
         "Add a row for 2023-24; the last one is actions.csv, line 2."),
        ("2023-24", question("2023-24"),
         "Question Q1, “Why?” (Police), is not answered: due by 30 September 2024.",
         "Enter what became of it in scrutiny.csv, line 2, or agree a new date."),
        ("2023-24", question("2021-22", due="2022-09-30"),
         "Question Q1, “Why?” (Police), is overdue: due by 30 September 2022, carried over from "
         "2021-22.",
         "Enter what became of it in scrutiny.csv, line 2, or agree a new date."),
        ("2021-22", question("2021-22", "2022-23", due="2022-03-31"),
         "Question Q1, “Why?” (Police), is overdue: due by 31 March 2022.",
         "Enter what became of it in scrutiny.csv, line 2, or agree a new date."),
    ],
)  # fmt: skip
def test_what_is_overdue_unanswered_or_forgotten_is_found(
    found_at, period, entry, what, suggestion
):
    (found,) = found_at(period, entry)
    assert (found.kind, found.severity) == (Kind.REGISTER, Severity.WARNING)
    assert (found.what, found.suggestion) == (what, suggestion)
    assert found.section == {"actions": "priorities"}.get(entry.register, entry.register)
    assert found.why


def test_a_review_that_takes_more_than_six_months_is_found(found_at, catalogue):
    day = parse_period("2022-23").end
    (found,) = found_at("2023-24", review(day))
    assert found.what.startswith("Review R1, “T”, is overdue: due by 30 September 2023")
    assert "say in the section why it takes longer" in found.suggestion


@pytest.mark.parametrize(
    ("period", "entry"),
    [
        ("2023-24", action("2023-24")),
        ("2023-24", action("2023-24", rating="complete", due="2020-01-01")),
        ("2023-24", action("2022-23", rating="complete")),
        ("2023-24", action("2024-25", due="2020-01-01")),
        ("2023-24", question("2023-24", "2023-24", due="2020-01-01")),
        ("2023-24", question("2022-23", "2023-24")),
        ("2022-23", question("2023-24")),
        ("2023-24", review(None)),
    ],
)
def test_what_is_done_or_on_its_way_is_not_found(found_at, period, entry):
    assert found_at(period, entry) == []


def test_the_registers_of_another_area_are_none_of_its_business(found_at, catalogue):
    late = action("2023-24", due="2020-01-01")
    registers = {("actions", "somerset"): (late,)}
    year = parse_period("2023-24")
    assert register_findings(registers, catalogue.registers, "bristol", year) == []


def test_the_made_up_registers_leave_some_open_and_the_real_area_has_none(real_project, catalogue):
    for area in catalogue.authorities():
        figures = load_figures(real_project, catalogue, (area.slug,))
        found = register_findings(
            figures.registers, catalogue.registers, area.slug, parse_period("2023-24")
        )
        sections = {one.section for one in found}
        assert sections == set() if area.slug == "banes" else {"priorities", "scrutiny"} <= sections
