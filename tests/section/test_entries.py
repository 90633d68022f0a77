from datetime import date

import pytest

from bcssp_lib.model.errors import NotKnownError
from bcssp_lib.model.observation import Source
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.register import Entry
from bcssp_lib.section.entries import as_known_in, entries_in, matching

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
    assert entries_in(schema, entries, YEAR) == (entries if belongs else [])


@pytest.mark.parametrize(("period", "belongs"), [("2023-24", True), ("2022-23", False)])
def test_an_entry_with_a_year_belongs_to_that_year(catalogue, period, belongs):
    schema = catalogue.register("finance")
    entry = Entry("finance", {"period": period}, SOURCE, "finance.csv", 2)
    assert bool(entries_in(schema, [entry], YEAR)) == belongs


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
    assert matching(schema, entries, where, YEAR) == (entries if found else [])


def test_a_column_that_is_not_known_is_refused(catalogue):
    with pytest.raises(NotKnownError, match="column of 'reviews'"):
        matching(catalogue.register("reviews"), [], {"type": "x"}, YEAR)


def test_an_entry_is_shown_as_it_stood_when_the_period_ended(catalogue):
    schema = catalogue.register("reviews")
    entry = review(date(2023, 5, 1), date(2024, 4, 1))
    known = as_known_in(schema, entry, YEAR)
    assert known["published"] is None
    assert known["notified"] == date(2023, 5, 1)
    assert known["theme"] == "T"
    assert entry["published"] == date(2024, 4, 1)


def test_a_date_that_is_planned_is_shown_though_it_has_not_come(catalogue):
    schema = catalogue.register("actions")
    entry = Entry("actions", {"due": date(2025, 1, 1)}, SOURCE, "actions.csv", 2)
    assert as_known_in(schema, entry, YEAR)["due"] == date(2025, 1, 1)
