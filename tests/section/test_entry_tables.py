from datetime import date
from decimal import Decimal

import pytest

from bcssp_lib.model.errors import NotKnownError
from bcssp_lib.model.observation import Source
from bcssp_lib.model.register import Entry, RegisterSchema
from bcssp_lib.section.entry_tables import entries_table
from bcssp_lib.section.table_kit import Cell

SCHEMA = RegisterSchema(
    id="actions",
    title="Actions",
    records="actions",
    columns={
        "period": {"title": "Year", "type": "period"},
        "action": {"title": "Action", "type": "text"},
        "due": {"title": "Due", "type": "date", "required": False},
        "done": {"title": "Done", "type": "date", "required": False},
        "people": {"title": "People", "type": "integer", "required": False},
        "cost": {"title": "Cost", "type": "pounds"},
        "rating": {"title": "Rating", "type": "choice", "choices": ["green", "complete"]},
    },
    date_order=("done",),
)
CELLS = {
    "period": "2023-24",
    "action": "train everyone",
    "due": date(2024, 3, 1),
    "done": None,
    "people": 1200,
    "cost": Decimal("1250.5"),
    "rating": "green",
}


def rows(*columns, **changes):
    source = Source(id="s", title="S", publisher="P", synthetic=True)
    entry = Entry("actions", {**CELLS, **changes}, source, "actions.csv", 2)
    return entries_table("Actions", SCHEMA, columns, [entry])


def test_the_columns_named_are_shown_in_that_order():
    found = rows("rating", "action")
    assert [one.heading for one in found.columns] == ["Rating", "Action"]


def test_without_names_every_column_but_the_period_is_shown():
    found = rows()
    titles = [one.heading for one in found.columns]
    assert titles == ["Action", "Due", "Done", "People", "Cost", "Rating"]
    assert [one.heading for one in found.columns if one.figures] == ["People", "Cost"]


def test_a_column_that_is_not_known_is_refused_with_the_nearest():
    with pytest.raises(NotKnownError, match=r"column of 'actions' 'duee' \(nearest: due"):
        rows("duee")


@pytest.mark.parametrize(
    ("column", "found", "cell"),
    [
        ("action", "train everyone", Cell("train everyone")),
        ("action", None, Cell("none recorded")),
        ("due", date(2024, 3, 1), Cell("1 March 2024")),
        ("due", None, Cell("none recorded")),
        ("done", None, Cell("not yet")),
        ("people", 1200, Cell("1,200")),
        ("people", 0, Cell("0")),
        ("people", None, Cell("none recorded")),
        ("cost", Decimal("1250.5"), Cell("£1,251")),
        ("cost", Decimal(0), Cell("£0")),
        ("rating", "green", Cell("G Green", tone="green")),
        ("rating", "complete", Cell("Complete")),
        ("period", "2023-24", Cell("2023-24")),
    ],
)
def test_a_cell_is_worded_by_its_columns_type(column, found, cell):
    assert rows(column, **{column: found}).rows == ((cell,),)


def test_where_an_entry_stands_is_a_column_of_its_own():
    source = Source(id="s", title="S", publisher="P", synthetic=True)
    entries = [Entry("actions", CELLS, source, "actions.csv", row) for row in (2, 3)]
    standings = [Cell("Open"), Cell("Overdue", tone="red")]
    found = entries_table("Actions", SCHEMA, ["action", "standing"], entries, standings)
    assert [one.heading for one in found.columns] == ["Action", "Where it stands"]
    assert [row[1] for row in found.rows] == standings
    with pytest.raises(NotKnownError, match="'standing'"):
        rows("standing")
