"""Several boards of one area, and the budget of a coming year."""

from __future__ import annotations

import pytest

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.loader import load_figures
from bcssp_lib.model.errors import NotKnownError
from bcssp_lib.model.period import parse_period
from bcssp_lib.section.section import Section
from tests.projects import read_csv
from tests.section.outputs import bundle, fact, message

BOARDS = (
    "Saltmere Safeguarding Children Partnership",
    "Saltmere Safeguarding Adults Board",
    "Safer Saltmere Partnership",
)
MONEY = ("board", "agency", "purpose", "amount")


@pytest.fixture(scope="module")
def saltmere_in(example_project, catalogue):
    store = DataStore(catalogue, load_figures(catalogue, ("saltmere",)))

    def section(period):
        return Section("governance", "saltmere", parse_period(period), "annual", store)

    return section


@pytest.fixture(scope="module")
def money(example_project):
    rows = read_csv(example_project.data / "saltmere/registers/finance.csv")

    def total(period, kind):
        return sum(int(r["amount"]) for r in rows if (r["period"], r["kind"]) == (period, kind))

    return total


def page(shown):
    return bundle(shown)["text/html"]


@pytest.mark.parametrize("kind", ["planned contribution", "planned spending"])
def test_the_budget_of_the_coming_year_is_of_that_year(saltmere_in, money, kind):
    shown = saltmere_in("2023-24").publish_total(
        "planned", "Planned", "finance", "amount", next_year=True, kind=kind
    )
    found = fact(shown)
    assert found.value.amount == money("2024-25", kind) > 0
    assert found.period == parse_period("2024-25")


def test_what_was_planned_is_no_part_of_what_was_paid(saltmere_in, money):
    shown = saltmere_in("2023-24").publish_total(
        "paid", "Paid", "finance", "amount", kind="contribution"
    )
    assert fact(shown).value.amount == money("2023-24", "contribution")
    assert money("2023-24", "planned contribution") > 0


def test_a_table_of_the_coming_year_holds_only_what_was_asked_for(saltmere_in):
    section = saltmere_in("2023-24")
    shown = page(
        section.register_table("Plan", "finance", *MONEY, next_year=True, kind="planned spending")
    )
    assert shown.count("<tr>") == 1 + 5
    assert all(board in shown for board in BOARDS)
    assert "Council" not in shown


def test_a_budget_that_nobody_supplied_is_told_with_its_year(saltmere_in):
    section = saltmere_in("2024-25")
    shown = section.register_table("Plan", "finance", *MONEY, next_year=True, kind="spending")
    assert message(shown) == (
        "no figures",
        "Plan: no amounts were supplied for Saltmere in 2025-26.",
    )


def test_a_column_of_a_condition_must_be_there(saltmere_in):
    with pytest.raises(NotKnownError, match="column of 'finance' 'knd'"):
        saltmere_in("2023-24").register_table("Plan", "finance", *MONEY, knd="spending")


def test_an_agency_on_several_boards_is_counted_once(saltmere_in):
    section = saltmere_in("2023-24")
    rows = fact(section.publish_count("n", "Rows", "attendance")).value.amount
    agencies = section.publish_count("n", "Agencies", "attendance", distinct="agency")
    assert (rows, fact(agencies).value.amount) == (30, 10)
    with pytest.raises(NotKnownError, match="column of 'attendance' 'agancy'"):
        section.publish_count("n", "Agencies", "attendance", distinct="agancy")


def test_boards_are_shown_where_there_are_several(saltmere_in, fairport):
    columns = ("board", "agency", "meetings")
    assert ">Board<" in page(saltmere_in("2023-24").register_table("A", "attendance", *columns))
    assert ">Board<" not in page(fairport.register_table("A", "attendance", *columns))
