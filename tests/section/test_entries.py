from datetime import date
from decimal import Decimal

import pytest

from bcssp_lib.model.errors import NotKnownError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.register import Entry, RegisterSchema
from bcssp_lib.model.value import Source
from bcssp_lib.section.entries import entries_table, entry_as_at, filter_entries, list_entries
from bcssp_lib.section.table_kit import Cell

YEAR = parse_period("2023-24")
SOURCE = Source(id="s", title="S", publisher="P", synthetic=True)


def review(notified, published=None, **cells):
    dates = {"notified": notified, "commissioned": None, "concluded": None, "published": published}
    content = {"reference": "R1", "kind": "safeguarding adult review", "theme": "T", **dates}
    return Entry("reviews", {**content, **cells}, SOURCE, "reviews.csv", 2)


@pytest.mark.parametrize(
    ("notified", "published", "belongs"),
    [
        (date(2023, 4, 1), None, True),
        (date(2024, 3, 31), None, True),
        (date(2024, 4, 1), None, False),
        (date(2020, 1, 1), None, True),
        (date(2020, 1, 1), date(2023, 3, 31), False),
        (date(2020, 1, 1), date(2023, 4, 1), True),
        (date(2020, 1, 1), date(2025, 1, 1), True),
    ],
)
def test_a_review_belongs_to_every_year_in_which_it_was_open(
    catalogue, notified, published, belongs
):
    schema = catalogue.register("reviews")
    entries = [review(notified, published)]
    assert list_entries(schema, entries, YEAR) == (entries if belongs else [])


@pytest.mark.parametrize(("period", "belongs"), [("2023-24", True), ("2022-23", False)])
def test_an_entry_with_a_year_belongs_to_that_year(catalogue, period, belongs):
    schema = catalogue.register("finance")
    entry = Entry("finance", {"period": period}, SOURCE, "finance.csv", 2)
    assert bool(list_entries(schema, [entry], YEAR)) == belongs


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({}, True),
        ({"kind": "safeguarding adult review"}, True),
        ({"kind": "domestic homicide review"}, False),
        ({"during": "notified"}, True),
        ({"during": "published"}, False),
        ({"not_yet": "published"}, True),
        ({"not_yet": "notified"}, False),
        ({"kind": "safeguarding adult review", "during": "published"}, False),
    ],
)
def test_an_entry_matches_what_is_asked_of_it(catalogue, where, found):
    schema = catalogue.register("reviews")
    entries = [review(date(2023, 5, 1), date(2024, 4, 1))]
    assert filter_entries(schema, entries, where, YEAR) == (entries if found else [])


def test_a_column_that_is_not_known_is_refused(catalogue):
    with pytest.raises(NotKnownError, match="column of 'reviews'"):
        filter_entries(catalogue.register("reviews"), [], {"type": "x"}, YEAR)


def test_an_entry_is_shown_as_it_stood_when_the_period_ended(catalogue):
    schema = catalogue.register("reviews")
    entry = review(date(2023, 5, 1), date(2024, 4, 1))
    known = entry_as_at(schema, entry, YEAR)
    assert known["published"] is None
    assert known["notified"] == date(2023, 5, 1)
    assert known["theme"] == "T"
    assert entry["published"] == date(2024, 4, 1)


def test_a_date_that_is_planned_is_shown_though_it_has_not_come(catalogue):
    schema = catalogue.register("actions")
    entry = Entry("actions", {"due": date(2025, 1, 1)}, SOURCE, "actions.csv", 2)
    assert entry_as_at(schema, entry, YEAR)["due"] == date(2025, 1, 1)


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
    assert [column.heading for column in found.columns] == ["Rating", "Action"]


def test_without_names_every_column_but_the_period_is_shown():
    found = rows()
    titles = [column.heading for column in found.columns]
    assert titles == ["Action", "Due", "Done", "People", "Cost", "Rating"]
    assert [column.heading for column in found.columns if column.figures] == ["People", "Cost"]


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
    assert [column.heading for column in found.columns] == ["Action", "State"]
    assert [row[1] for row in found.rows] == standings
    with pytest.raises(NotKnownError, match="'standing'"):
        rows("standing")
