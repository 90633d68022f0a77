"""Entries carried over from period to period, and where each is."""

from __future__ import annotations

from datetime import date

import pytest

from bcssp_lib.model.errors import NotKnownError, UserError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.register import Entry, RoughDate
from bcssp_lib.model.value import Source
from bcssp_lib.section.outputs import Message
from bcssp_lib.section.registers import RegisterView, can_count

YEAR = parse_period("2023-24")
SOURCE = Source(id="s", title="S", publisher="P", synthetic=True)


def action(period, reference="A1", rating="amber", due="2024-09-30", row=2):
    cells = {
        "period": period, "reference": reference, "priority": "P", "action": "Train everyone",
        "owner": "Health lead", "due": date.fromisoformat(due), "rating": rating, "progress": "On",
    }  # fmt: skip
    return Entry("actions", cells, SOURCE, "actions.csv", row)


def question(period, answered=None, due="2024-09-30", reference="Q1"):
    cells = {
        "period": period, "reference": reference, "asked_by": "A panel", "question": "Why?",
        "owner": "Police", "due": date.fromisoformat(due), "answered": answered,
        "answer": "So." if answered else None, "rating": "green",
        "status": "answered" if answered else "open",
    }  # fmt: skip
    return Entry("scrutiny", cells, SOURCE, "scrutiny.csv", 2)


def review(commissioned, concluded=None, published=None):
    cells = {
        "reference": "R1", "kind": "safeguarding adult review", "theme": "T",
        "notified": date(2021, 1, 1), "commissioned": commissioned, "concluded": concluded,
        "published": published, "learning": None,
    }  # fmt: skip
    return Entry("reviews", cells, SOURCE, "reviews.csv", 2)


def notified_review(notified, published=None, **cells):
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
    entries = [notified_review(notified, published)]
    assert RegisterView(schema, entries, YEAR).own_entries == (entries if belongs else [])


@pytest.mark.parametrize(("period", "belongs"), [("2023-24", True), ("2022-23", False)])
def test_an_entry_with_a_year_belongs_to_that_year(catalogue, period, belongs):
    schema = catalogue.register("finance")
    entry = Entry("finance", {"period": period}, SOURCE, "finance.csv", 2)
    assert bool(RegisterView(schema, [entry], YEAR).own_entries) == belongs


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
    entries = [notified_review(date(2023, 5, 1), date(2024, 4, 1))]
    assert bool(RegisterView(schema, entries, YEAR).matching(where)) is found


def test_a_column_that_is_not_known_is_refused(catalogue):
    with pytest.raises(NotKnownError, match="column of 'reviews'"):
        RegisterView(catalogue.register("reviews"), [], YEAR).matching({"type": "x"})


def test_an_entry_is_shown_as_it_stood_when_the_period_ended(catalogue):
    schema = catalogue.register("reviews")
    entry = notified_review(date(2023, 5, 1), date(2024, 4, 1))
    known = RegisterView(schema, [entry], YEAR).as_at(entry)
    assert known["published"] is None
    assert known["notified"] == date(2023, 5, 1)
    assert known["theme"] == "T"
    assert entry["published"] == date(2024, 4, 1)


def test_a_date_that_is_planned_is_shown_though_it_has_not_come(catalogue):
    schema = catalogue.register("actions")
    entry = Entry("actions", {"due": date(2025, 1, 1)}, SOURCE, "actions.csv", 2)
    assert RegisterView(schema, [entry], YEAR).as_at(entry)["due"] == date(2025, 1, 1)


@pytest.fixture
def stand(catalogue):
    """Where the entries of a register stand in the report of a period."""

    def found(period, *entries):
        schema = catalogue.register(entries[0].register)
        return [one.text for one in RegisterView(schema, entries, parse_period(period)).follow()]

    return found


@pytest.mark.parametrize(
    ("period", "entries", "texts"),
    [
        # Actions: a row a year
        ("2023-24", [action("2023-24")], ["Open, due by 30 September 2024"]),
        ("2023-24", [action("2023-24", due="2024-04-01")], ["Open, due by 1 April 2024"]),
        ("2023-24", [action("2023-24", due="2024-03-31")], ["Overdue, due by 31 March 2024"]),
        ("2023-24", [action("2023-24", rating="complete", due="2024-03-31")],
         ["Complete, due by 31 March 2024"]),
        ("2023-24", [action("2022-23"), action("2023-24")],
         ["Open, due by 30 September 2024, carried over from 2022-23"]),
        ("2023-24", [action("2021-22"), action("2022-23")],
         ["Open, due by 30 September 2024, carried over from 2021-22, "
          "not reported on since 2022-23"]),
        ("2024-25", [action("2021-22")],
         ["Overdue, due by 30 September 2024, carried over from 2021-22, "
          "not reported on since 2021-22"]),
        ("2023-24", [action("2022-23", rating="complete")], []),
        ("2023-24", [action("2021-22"), action("2022-23", rating="complete")], []),
        ("2023-24", [action("2024-25")], []),
        ("2022-23", [action("2021-22"), action("2023-24")],
         ["Open, due by 30 September 2024, carried over from 2021-22, "
          "not reported on since 2021-22"]),
        ("2024-25 Q1", [action("2023-24")],
         ["Open, due by 30 September 2024, carried over from 2023-24, "
          "not reported on since 2023-24"]),
        # Questions: one row until there is an answer
        ("2023-24", [question("2023-24")], ["Open, due by 30 September 2024"]),
        ("2023-24", [question("2023-24", "2023-24")],
         ["Answered, due by 30 September 2024"]),
        ("2023-24", [question("2021-22", due="2022-01-01")],
         ["Overdue, due by 1 January 2022, carried over from 2021-22"]),
        ("2023-24", [question("2022-23", "2023-24")],
         ["Answered in 2023-24, due by 30 September 2024, carried over from 2022-23"]),
        ("2023-24", [question("2022-23", "2022-23")], []),
        ("2022-23", [question("2022-23", "2023-24")], ["Open, due by 30 September 2024"]),
        ("2022-23", [question("2022-23", "2023-24", due="2023-03-31")],
         ["Overdue, due by 31 March 2023"]),
        ("2022-23", [question("2023-24")], []),
        # Reviews: open from one date to another, due six months after they were commissioned
        ("2023-24", [review(date(2023, 10, 1))], ["Open, due by 1 April 2024"]),
        ("2023-24", [review(date(2023, 9, 30))], ["Overdue, due by 30 March 2024"]),
        ("2023-24", [review(date(2023, 8, 31))], ["Overdue, due by 29 February 2024"]),
        ("2023-24", [review(None)], ["Open"]),
        ("2023-24", [review(date(2023, 1, 1), date(2024, 3, 31))],
         ["Concluded, due by 1 July 2023"]),
        ("2023-24", [review(date(2023, 1, 1), date(2024, 4, 1))], ["Overdue, due by 1 July 2023"]),
        ("2023-24", [review(date(2021, 2, 1), date(2022, 1, 1), date(2022, 2, 1))], []),
    ],
)  # fmt: skip
def test_where_an_entry_stands_when_a_period_ends(stand, period, entries, texts):
    assert stand(period, *entries) == texts


def test_nothing_open_is_ever_lost(stand, catalogue):
    entries = [action("2021-22", f"A{number}", row=number) for number in range(9)]
    for period in ("2021-22", "2022-23", "2023-24", "2033-34"):
        assert len(stand(period, *entries)) == 9
    schema = catalogue.register("actions")
    again = [*entries, *(action("2022-23", f"A{number}") for number in range(5))]
    year = parse_period("2022-23")
    assert [mention["reference"] for mention in RegisterView(schema, again, year).left_open()] == [
        "A5", "A6", "A7", "A8",
    ]  # fmt: skip
    assert len(stand("2022-23", *again)) == 9


def test_the_latest_row_counts_in_whatever_order_rows_stand(catalogue):
    schema = catalogue.register("actions")
    rows = [action("2022-23", rating="complete"), action("2021-22")]
    assert RegisterView(schema, rows, parse_period("2023-24")).left_open() == []


def test_an_answer_is_not_known_before_it_was_given(catalogue):
    schema = catalogue.register("scrutiny")
    entry = question("2022-23", "2023-24")
    (then,) = RegisterView(schema, [entry], parse_period("2022-23")).follow()
    (now,) = RegisterView(schema, [entry], parse_period("2023-24")).follow()
    blank = {"status": "open", "answer": None, "answered": None, "rating": None}
    assert {name: then.entry[name] for name in blank} == blank
    assert now.entry == entry


def test_overdue_is_told_in_words_and_not_by_colour_alone(catalogue):
    schema = catalogue.register("actions")
    late = action("2023-24", due="2023-09-30")
    (followed,) = RegisterView(schema, [late], parse_period("2023-24")).follow_entries([late])
    cell = followed.cell
    assert (cell.text, cell.tone) == ("Overdue, due by 30 September 2023", "red")


@pytest.mark.parametrize(
    ("standing", "found"),
    [("overdue", ["A1", "A3"]), ("open", ["A1", "A2", "A3"]), ("carried over", ["A2", "A3"])],
)
def test_entries_are_counted_by_where_they_stand(catalogue, standing, found):
    entries = [
        action("2023-24", "A1", due="2023-12-31"),
        action("2022-23", "A2"),
        action("2023-24", "A2"),
        action("2022-23", "A3", due="2023-03-31"),
        action("2023-24", "A4", rating="complete"),
    ]
    view = RegisterView(catalogue.register("actions"), entries, parse_period("2023-24"))
    assert [one["reference"] for one in view.matching({"standing": standing})] == found
    own = view.matching({"standing": standing, "rating": "amber"})
    assert [one["reference"] for one in own] == found


def test_a_standing_that_is_not_known_is_refused(catalogue):
    view = RegisterView(catalogue.register("actions"), [], parse_period("2023-24"))
    with pytest.raises(NotKnownError, match=r"no standing 'overdu' \(nearest: overdue"):
        view.matching({"standing": "overdu"})


def test_a_table_of_earlier_periods_has_what_was_open_and_the_year_before(catalogue):
    entries = [
        question("2020-21", reference="Q1"),
        question("2020-21", "2021-22", reference="Q2"),
        question("2022-23", "2022-23", reference="Q3"),
        question("2022-23", reference="Q4"),
        question("2023-24", reference="Q5"),
    ]
    view = RegisterView(catalogue.register("scrutiny"), entries, parse_period("2023-24"))
    both = view.earlier_table("T", ["reference"], last_year=True)
    carried = view.earlier_table("T", ["reference"], last_year=False)
    assert [row[0].text for row in both.rows] == ["Q1", "Q3", "Q4"]
    assert [row[0].text for row in carried.rows] == ["Q1", "Q4"]


def test_where_nothing_was_left_over_a_sentence_says_so(catalogue):
    schema, year = catalogue.register("actions"), parse_period("2023-24")
    rows = [action("2022-23", reference="A0", rating="complete"), action("2023-24")]
    made = RegisterView(schema, rows, year).earlier_table("Left", [], last_year=False)
    assert made == Message("statement", "Left: there are none. No actions were left over.")
    for unknown in ([], rows[1:]):  # of earlier years nothing was supplied
        view = RegisterView(schema, unknown, year)
        assert view.earlier_table("Left", [], last_year=False) is None


def test_a_register_without_follow_up_cannot_be_followed(catalogue):
    with pytest.raises(UserError, match="'finance' is not followed"):
        RegisterView(catalogue.register("finance"), [], parse_period("2023-24")).left_open()


# Dates that are known roughly, and what nobody counted


@pytest.mark.parametrize(
    ("commissioned", "concluded", "belongs"),
    [
        ("before 2023-24", "2023-24", True),
        ("before 2023-24", "2022-23", False),
        ("unknown", None, True),
        (None, "March 2024", True),
        (None, "2024-25", False),
    ],
)
def test_a_review_of_rough_dates_belongs_to_the_years_in_which_it_may_have_been_open(
    catalogue, commissioned, concluded, belongs
):
    begun, ended = (RoughDate.parse(text) if text else None for text in (commissioned, concluded))
    entry = notified_review(None, commissioned=begun, concluded=ended, published=ended)
    view = RegisterView(catalogue.register("reviews"), [entry], YEAR)
    assert bool(view.own_entries) is belongs


def test_nothing_is_overdue_by_a_date_that_is_known_roughly(catalogue):
    view = RegisterView(catalogue.register("reviews"), [review(RoughDate.parse("2020-21"))], YEAR)
    (followed,) = view.follow()
    assert (followed.due, followed.overdue, followed.text) == (None, False, "Open")


@pytest.mark.parametrize(
    ("register", "entry", "where", "counts"),
    [
        ("reviews", review(None), {"kind": "safeguarding adult review"}, True),
        ("reviews", review(None), {"kind": "domestic homicide review"}, False),
        ("actions", action("2023-24"), {"rating": "red"}, True),
        ("actions", action("2023-24", rating=None), {"rating": "red"}, False),
        ("reviews", review(date(2023, 5, 1)), {"standing": "overdue"}, True),
        ("reviews", review(RoughDate.parse("2023-24")), {"standing": "overdue"}, False),
    ],
)
def test_what_no_row_tells_of_is_not_counted(catalogue, register, entry, where, counts):
    schema = catalogue.register(register)
    assert can_count(RegisterView(schema, [entry], YEAR), where) is counts
    assert not can_count(RegisterView(schema, [], YEAR), where)
