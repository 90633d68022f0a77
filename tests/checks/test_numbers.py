"""Numbers in a text are found, in digits and in words, and amount to what they say."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bcssp_lib.checks.numbers import (
    ORDINAL_WORDS,
    WORDS,
    Form,
    find_mentions,
    lower_letters,
    parse_ordinal,
    parse_words,
)

ONES = [
    "nought",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = "x x twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
NUMBER = re.compile(rf"(?:{WORDS})", re.IGNORECASE)


def in_words(number: int) -> str:
    if number < 20:
        return ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens] + (f"-{ONES[ones]}" if ones else "")
    for size, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            many, rest = divmod(number, size)
            joint = " and " if rest < 100 else ", "
            return f"{in_words(many)} {name}" + (f"{joint}{in_words(rest)}" if rest else "")
    raise AssertionError(number)


@given(st.integers(0, 1_000_000))
@example(282)
@example(100_001)
@example(999_999)
@example(1_000_000)
def test_every_number_up_to_a_million_is_read_back_from_words(number):
    text = in_words(number)
    assert NUMBER.fullmatch(text), text
    assert parse_words(text) == number
    assert parse_words(text.title().replace("-", " ")) == number


def test_every_number_up_to_ten_thousand_is_read_back():
    wrong = [
        number
        for number in range(10_001)
        if not NUMBER.fullmatch(in_words(number)) or parse_words(in_words(number)) != number
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "number"),
    [("a hundred", 100), ("a thousand and one", 1001), ("twelve hundred", 1200), ("zero", 0)],
)
def test_other_ways_of_writing_are_read(text, number):
    assert NUMBER.fullmatch(text)
    assert parse_words(text) == number


@pytest.mark.parametrize(
    ("text", "place"),
    [("first", 1), ("second", 2), ("third", 3), ("fifth", 5), ("eighth", 8), ("ninth", 9),
     ("twelfth", 12), ("nineteenth", 19), ("twentieth", 20), ("forty-second", 42),
     ("ninety-ninth", 99), ("hundredth", 100)],
)  # fmt: skip
def test_ordinals_are_read(text, place):
    assert re.fullmatch(ORDINAL_WORDS, text)
    assert parse_ordinal(text) == place


@given(st.text())
def test_letters_stay_at_their_places_in_small_letters(text):
    assert len(lower_letters(text)) == len(text)
    assert lower_letters(lower_letters(text)) == lower_letters(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("There were 1,128 reports.", [("1,128", 1128, Form.COUNT)]),
        ("It fell by 3.5% in all.", [("3.5%", "3.5", Form.PERCENT)]),
        ("Ten per cent of pupils", [("Ten per cent", 10, Form.PERCENT)]),
        ("up 5 percentage points", [("5 percentage points", 5, Form.POINTS)]),
        ("a change of −3 points", [("−3 points", -3, Form.POINTS)]),
        ("£1.5m", [("£1.5m", 1500000, Form.POUNDS)]),
        ("nearly £280k", [("£280k", 280000, Form.POUNDS)]),
        ("half a million pounds", [("half a million pounds", 500000, Form.COUNT)]),
        ("one in five", [("one in five", 20, Form.RATIO)]),
        ("3 in 10, or 9 out of 10", [("3 in 10", 30, Form.RATIO), ("9 out of 10", 90, Form.RATIO)]),
        ("6 in 2023", [("6", 6, Form.COUNT), ("2023", 2023, Form.COUNT)]),
        ("three-quarters of carers", [("three-quarters", 75, Form.RATIO)]),
        ("nearly half of them", [("half", 50, Form.RATIO)]),
        ("a quarter of those", [("a quarter", 25, Form.RATIO)]),
        ("a third review", [("third", 3, Form.PLACE)]),
        ("¾ of them", [("¾", 75, Form.RATIO)]),
        ("twice as many", [("twice", 2, Form.TIMES)]),
        ("three times", [("three times", 3, Form.TIMES)]),
        ("a two-fold rise", [("two-fold", 2, Form.TIMES)]),
        ("the third highest", [("third highest", 3, Form.PLACE)]),
        ("the 2nd lowest", [("2nd lowest", 2, Form.PLACE)]),
        ("the first meeting", []),
        ("the first highest", [("first highest", 1, Form.PLACE)]),
        ("dozens of people", [("dozens of", 12, Form.VAGUE)]),
        ("a dozen schools", [("a dozen", 12, Form.COUNT)]),
        ("a couple of reviews", [("a couple", 2, Form.COUNT)]),
        ("20–25 people", [("20", 20, Form.COUNT), ("25", 25, Form.COUNT)]),
        ("some c.300 leaflets", [("300", 300, Form.COUNT)]),
        ("s42 and E06000022", []),
        ("someone in tents", []),
    ],
)  # fmt: skip
def test_numbers_are_found(text, expected):
    found = [(mention.text, mention.amount, mention.form) for mention in find_mentions(text)]
    assert found == [(words, Decimal(amount), form) for words, amount, form in expected]


@given(st.integers(0, 1_000_000))
def test_every_number_up_to_a_million_is_found_in_digits_and_in_words(number):
    for written in (str(number), f"{number:,}", in_words(number)):
        found = find_mentions(f"There were {written} reports.")
        assert [(one.text, one.amount, one.form) for one in found] == [
            (written, number, Form.COUNT)
        ]


@given(st.text(alphabet="0123456789,.%£ -–/andofinahlftwosixty()", max_size=60))
def test_numbers_lie_apart_and_inside_the_text(text):
    found = find_mentions(text)
    edges = [place for one in found for place in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(one.text == text[one.start : one.end].strip() for one in found)
