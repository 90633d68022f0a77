"""What an answer is: a figure, nil, not applicable, to be confirmed, or unclear."""

from __future__ import annotations

import pytest

from bcssp_lib.data.returns.answers import (
    AnswerKind,
    read_entry,
    read_figure,
    reason_given,
    sort_answer,
)
from bcssp_lib.model.register import RegisterColumn


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (AnswerKind.NIL, ["0", "nil", "Nil return", "NONE", "zero", " none. "]),
        (AnswerKind.NOT_APPLICABLE, ["N/A", "n / a", "NA", "not applicable", "n/a (no staff)",
                                     "Does not apply to us", "N.A."]),
        (AnswerKind.TO_BE_CONFIRMED, ["TBC", "t.b.c.", "tbc - HR", "awaiting figures", "pending",
                                      "to follow", "?", "not yet known", "Not available yet"]),
        (AnswerKind.EMPTY, ["", "  ", "\N{NO-BREAK SPACE}"]),
        (AnswerKind.GIVEN, ["12", "about a dozen", "see attached", "none recorded", "national",
                            "-", "nilly", "00:30"]),
    ],
)  # fmt: skip
def test_the_words_of_answers(kind, texts):
    assert {text: sort_answer(text) for text in texts} == dict.fromkeys(texts, kind)


def test_the_reason_for_not_applicable():
    assert reason_given("N/A - We have no staff in scope") == "We have no staff in scope"
    assert reason_given("N/A") == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [("12", "12"), ("1,282", "1282"), ("1 282", "1282"), ("<5", "c"), ("fewer than 5", "c")],
)
def test_counts(catalogue, text, shown):
    value = read_figure(text, catalogue.indicators["missing_reports"]).value
    assert str(value.amount if value.known else value.reason) == shown


@pytest.mark.parametrize("text", ["12 or 13", "x", "1.5", "-3", "a dozen", "12 (approx)", "c", "p"])
def test_what_is_no_count_is_asked(catalogue, text):
    answer = read_figure(text, catalogue.indicators["missing_reports"])
    assert (answer.kind, answer.value) == (AnswerKind.UNCLEAR, None)
    assert answer.ask.endswith("How many was it?")


@pytest.mark.parametrize(
    ("kind", "text", "cell"),
    [
        ("date", "31/03/2025", "2025-03-31"), ("date", "March 2025", "March 2025"),
        ("date", "Mar-25", "March 2025"), ("date", "Before 2023-24", "before 2023-24"),
        ("date", "2024/25", "2024-25"), ("integer", "none", "0"), ("integer", "1,200", "1200"),
        ("pounds", "£1,200.50", "1200.5"), ("choice", " GREEN ", "green"),
        ("text", "Two  lines\nof text", "Two lines of text"), ("text", "-", ""),
        ("period", "2024/25", "2024-25"),
    ],
)  # fmt: skip
def test_cells_of_registers(kind, text, cell):
    column = RegisterColumn(title="T", type=kind, choices=("green", "red"))
    answer = read_entry(text, column)
    assert (answer.text, answer.ask) == (cell, "")


@pytest.mark.parametrize(
    ("kind", "text", "ask"),
    [
        ("date", "soon", "Which day was it, as in 31/03/2024? A month or a year will do."),
        ("date", "2024", "Which day was it, as in 31/03/2024? A month or a year will do."),
        ("integer", "most of them", "How many was it?"),
        ("integer", "1.5", "How many was it?"),
        ("pounds", "-3", "How much was it, in pounds?"),
        ("choice", "greenish", "Which of these is it: green, red?"),
        ("choice", "tbc", "Please send it when you have it."),
        ("text", "To follow", "Please send it when you have it."),
    ],
)
def test_what_is_asked_of_registers(kind, text, ask):
    column = RegisterColumn(title="T", type=kind, choices=("green", "red"))
    answer = read_entry(text, column)
    assert (answer.text, answer.ask) == ("", ask)
