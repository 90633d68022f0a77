"""Numbers in words, written by a writer of the tests' own, are read back."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bcssp_lib.checks.numbers import ORDINAL_WORDS, WORDS, lowered, ordinal_amount, words_amount

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
    assert words_amount(text) == number
    assert words_amount(text.title().replace("-", " ")) == number


def test_every_number_up_to_ten_thousand_is_read_back():
    wrong = [
        number
        for number in range(10_001)
        if not NUMBER.fullmatch(in_words(number)) or words_amount(in_words(number)) != number
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "number"),
    [("a hundred", 100), ("a thousand and one", 1001), ("twelve hundred", 1200), ("zero", 0)],
)
def test_other_ways_of_writing_are_read(text, number):
    assert NUMBER.fullmatch(text)
    assert words_amount(text) == number


@pytest.mark.parametrize(
    ("text", "place"),
    [("first", 1), ("second", 2), ("third", 3), ("fifth", 5), ("eighth", 8), ("ninth", 9),
     ("twelfth", 12), ("nineteenth", 19), ("twentieth", 20), ("forty-second", 42),
     ("ninety-ninth", 99), ("hundredth", 100)],
)  # fmt: skip
def test_ordinals_are_read(text, place):
    assert re.fullmatch(ORDINAL_WORDS, text)
    assert ordinal_amount(text) == place


@given(st.text())
def test_letters_stay_at_their_places_in_small_letters(text):
    assert len(lowered(text)) == len(text)
    assert lowered(lowered(text)) == lowered(text)
