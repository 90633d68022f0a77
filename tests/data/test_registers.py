from datetime import date
from decimal import Decimal

import pytest

from tests.projects import write_csv

REVIEW = {
    "reference": "R1",
    "kind": "safeguarding adult review",
    "theme": "Self-neglect",
    "notified": "2023-05-01",
    "commissioned": "",
    "concluded": "",
    "published": "",
    "learning": "",
    "source": "own",
}
SPENDING = {
    "period": "2023-24",
    "agency": "Council",
    "kind": "spending",
    "purpose": "Training",
    "amount": "1250.50",
    "source": "own",
}
ATTENDANCE = {
    "period": "2023-24",
    "agency": "Police",
    "meetings": "4",
    "attended": "3",
    "source": "own",
}


@pytest.fixture
def write(banes_folder):
    def written(name, *rows):
        path = banes_folder / f"registers/{name}.csv"
        return write_csv(path, tuple(rows[0]), *[tuple(row.values()) for row in rows])

    return written


def test_each_cell_is_read_by_its_columns_type(write, load):
    write("reviews", REVIEW)
    write("finance", SPENDING)
    write("attendance", ATTENDANCE)
    figures = load()
    (review,) = figures.register("reviews", "banes")
    assert (review["notified"], review["published"]) == (date(2023, 5, 1), None)
    assert (review.file, review.row) == ("data/banes/registers/reviews.csv", 2)
    assert figures.register("finance", "banes")[0]["amount"] == Decimal("1250.50")
    assert figures.register("attendance", "banes")[0]["attended"] == 3


def test_an_area_without_the_register_has_no_entries(load):
    assert load().register("reviews", "banes") == ()


@pytest.mark.parametrize(
    ("name", "row", "column", "wrong", "allowed"),
    [
        ("reviews", {**REVIEW, "kind": "serious case review"}, "kind", "serious case", "one of: c"),
        ("reviews", {**REVIEW, "reference": ""}, "reference", "found ''", "may not be empty"),
        ("reviews", {**REVIEW, "notified": "1 May 2023"}, "notified", "1 May", "2024-03-31"),
        ("reviews", {**REVIEW, "notified": "01/05/2023"}, "notified", "01/05", "2024-03-31"),
        ("reviews", {**REVIEW, "notified": "20230501"}, "notified", "20230501", "2024-03-31"),
        ("reviews", {**REVIEW, "notified": "2023-02-29"}, "notified", "02-29", "2024-03-31"),
        ("reviews", {**REVIEW, "learning": "word " * 6600}, "learning", "33,000 letters", "32,767"),
        ("reviews", {**REVIEW, "source": "other"}, "source", "other", "in sources.yaml: own"),
        ("finance", {**SPENDING, "amount": "-5"}, "amount", "-5", "pounds from 0"),
        ("finance", {**SPENDING, "amount": "£5"}, "amount", "£5", "pounds from 0"),
        ("finance", {**SPENDING, "amount": "NaN"}, "amount", "NaN", "pounds from 0"),
        ("finance", {**SPENDING, "period": "23/24"}, "period", "23/24", "such as 2023-24"),
        ("attendance", {**ATTENDANCE, "attended": "2.5"}, "attended", "2.5", "whole number"),
        ("attendance", {**ATTENDANCE, "attended": "all"}, "attended", "all", "whole number"),
    ],
)
def test_a_cell_that_is_wrong_is_named(write, problems, name, row, column, wrong, allowed):
    write(name, row)
    (found,) = problems()
    assert (found.file, found.row) == (f"data/banes/registers/{name}.csv", 2)
    assert found.column == column
    assert wrong in found.wrong
    assert allowed in found.allowed


@pytest.mark.parametrize(
    ("dates", "column"),
    [
        ({"commissioned": "2023-04-30"}, "commissioned"),
        ({"commissioned": "2023-06-01", "concluded": "2023-05-31"}, "concluded"),
        ({"published": "2023-04-30"}, "published"),
    ],
)
def test_dates_that_run_backwards_are_refused(write, problems, dates, column):
    write("reviews", {**REVIEW, **dates})
    (found,) = problems()
    assert (found.row, found.column) == (2, column)
    assert f"{dates[column]} is before" in found.wrong
    assert found.allowed == "dates in this order: notified, commissioned, concluded, published"


def test_dates_may_fall_on_one_day_and_may_be_left_out_between(write, load):
    write("reviews", {**REVIEW, "commissioned": "2023-05-01", "published": "2023-06-01"})
    assert len(load().register("reviews", "banes")) == 1


def test_a_reference_that_stands_twice_is_refused(write, problems):
    write("reviews", REVIEW, {**REVIEW, "reference": "R2"}, REVIEW)
    (found,) = problems()
    assert (found.row, found.column) == (4, "reference")
    assert found.wrong == "'R1' is on line 2 already"


def test_a_register_that_is_not_declared_is_refused(write, problems):
    write("rewiews", REVIEW)
    (found,) = problems()
    assert found.wrong == "there is no register 'rewiews'"
    assert "reviews" in found.allowed


def test_a_register_with_other_columns_is_refused(write, problems):
    row = dict(REVIEW)
    del row["learning"]
    write("reviews", row)
    (found,) = problems()
    assert (found.row, found.column) == (1, "learning")
    assert found.wrong == "the column is missing"


BOARD = "B&NES Community Safety and Safeguarding Partnership"


def test_a_row_may_be_of_a_board_of_the_area(write, load, problems):
    period, *rest = ATTENDANCE.items()
    write("attendance", dict([period, ("board", BOARD), *rest]))
    assert load().register("attendance", "banes")[0]["board"] == BOARD
    write("attendance", dict([period, ("board", "Another board"), *rest]))
    (found,) = problems()
    assert (found.row, found.column, found.allowed) == (2, "board", f"one of: {BOARD}")


def test_a_file_may_lack_the_boards(write, load):
    write("attendance", ATTENDANCE)
    assert load().register("attendance", "banes")[0]["board"] is None


def test_every_problem_of_a_register_is_reported(write, problems):
    write("reviews", {**REVIEW, "kind": "x", "notified": "y"}, {**REVIEW, "theme": ""})
    assert [(problem.row, problem.column) for problem in problems()] == [
        (2, "kind"),
        (2, "notified"),
        (3, "theme"),
    ]


QUESTION = {
    "period": "2022-23",
    "reference": "Q1",
    "asked_by": "A panel",
    "question": "Why?",
    "owner": "Police",
    "due": "2023-03-31",
    "answered": "2023-24",
    "answer": "So.",
    "rating": "green",
    "status": "answered",
    "source": "own",
}
OPEN = {**QUESTION, "answered": "", "answer": "", "status": "open"}


@pytest.mark.parametrize("row", [QUESTION, OPEN, {**OPEN, "rating": ""}])
def test_a_question_is_answered_or_open(write, load, row):
    write("scrutiny", row)
    assert len(load().register("scrutiny", "banes")) == 1


@pytest.mark.parametrize(
    ("row", "column", "wrong", "allowed"),
    [
        ({**QUESTION, "answer": ""}, "answer", "empty, and 'status' is 'answered'", "a value"),
        ({**QUESTION, "answered": ""}, "answered", "empty, and 'status' is 'answered'", "a value"),
        ({**QUESTION, "status": "open"}, "answered", "'status' is 'open'", "an empty cell"),
        ({**OPEN, "answer": "So."}, "answer", "found 'So.'", "an empty cell"),
        ({**QUESTION, "answered": "2021-22"}, "answered", "is before 'period'", "or a later one"),
        ({**OPEN, "question": ""}, "question", "found ''", "may not be empty"),
        ({**OPEN, "rating": "blue"}, "rating", "found 'blue'", "green, amber, red"),
    ],
)
def test_a_question_that_contradicts_itself_is_refused(
    write, problems, row, column, wrong, allowed
):
    write("scrutiny", row)
    found = next(problem for problem in problems() if problem.column == column)
    assert (found.file, found.row) == ("data/banes/registers/scrutiny.csv", 2)
    assert wrong in found.wrong
    assert allowed in found.allowed


ACTION = {
    "period": "2022-23",
    "reference": "A1",
    "priority": "Neglect",
    "action": "Train everyone",
    "owner": "Police",
    "due": "2023-03-31",
    "rating": "amber",
    "progress": "On course.",
    "source": "own",
}


def test_an_action_has_one_row_for_each_year(write, load, problems):
    write("actions", ACTION, {**ACTION, "period": "2023-24"}, {**ACTION, "reference": "A2"})
    assert len(load().register("actions", "banes")) == 3
    write("actions", ACTION, {**ACTION, "rating": "red"})
    (found,) = problems()
    assert (found.row, found.column) == (3, "reference")
    assert found.wrong == "'A1' has a row for 2022-23 on line 2 already"


def test_a_text_that_just_fits_a_cell_of_a_workbook_is_read(write, load):
    write("reviews", {**REVIEW, "learning": "x" * 32_767})
    (review,) = load().register("reviews", "banes")
    assert review["learning"] == "x" * 32_767
