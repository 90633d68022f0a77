"""The known trap of two-way suppression, and our own tables under the same check."""

from __future__ import annotations

import pytest

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.loader import load_figures
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason
from tests.data.solver import worked_out
from tests.projects import read_csv

AREAS = ("fairport", "north-saltmere", "saltmere", "south-kingsmarshire")


def test_two_hidden_in_each_row_and_column_may_still_give_one_away(golden):
    rows = read_csv(golden / "suppression_trap.csv")
    hidden = {(row["row"], column) for row in rows for column in row["suppressed"].split()}
    assert len(hidden) == 9
    assert worked_out([row["row"] for row in rows], "abcd", hidden) == {("w", "b")}


@pytest.mark.parametrize("area", AREAS)
def test_no_hidden_group_of_a_published_breakdown_can_be_worked_out(
    area, catalogue, example_project
):
    figures = DataStore(catalogue, load_figures(catalogue, (area,)))
    found = 0
    for indicator in catalogue.group("equalities"):
        for label in ("2021-22", "2022-23", "2023-24"):
            period = parse_period(label)
            at = period if period.kind in indicator.periods else period.ending_with(
                indicator.periods[0]
            )  # fmt: skip
            categories = figures.breakdown(indicator.id, area, at)
            hidden = {
                ("all", category.category)
                for category in categories
                if category.value.reason is Reason.SUPPRESSED
            }
            found += len(hidden)
            if hidden:
                assert worked_out(["all"], [], hidden) == set()
    assert found > 0
