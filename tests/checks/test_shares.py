"""Shares in percent and in words, against the numbers that they are shares of."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bcssp_lib.checks.numbered import may_be_said
from bcssp_lib.checks.numbers import find_mentions
from tests.checks.checked import own_numbers


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Of 120 families 30 came back, which is about a half.", "a half"),
        ("30 of the 120 families came back, or one in ten.", "one in ten"),
        ("We asked 120 families and 110 answered. That is 81.7%.", "81.7%"),
        ("There were 80 visits against 100, a fall of more than a third.", "third"),
        ("It was kept in 20% of cases and lost in 45%; taken together, 75%.", "75%"),
        ("Of our callers 20% were men and 45% women. The remaining 25% did not say.", "25%"),
        ("Of our callers 40% were young, 35% old and 37% neither.", "37%"),
        ("A fifth of callers, 21%, were men. That is about one in two.", "one in two"),
        ("We helped 59 of the 794 callers. That is about one in nine of all the callers.", "nine"),
        ("Of those 105 callers 54 came back, or some 58% of them.", "58%"),
        ("84 callers (41%) were young, 70 (32.3%) were old and 33 (15.2%) neither.", "41%"),
        ("70 callers were young, which is 38.3% of the total, and 84 were old (38.7%).", "38.3%"),
        ("We heard 250 cases, up from 220. Of these, 70 were repeats (33%).", "33%"),
        ("Interviews were offered 220 times and accepted 165 times (66%).", "66%"),
        ("The line took 412 referrals, of whom 318, or 82 per cent, kept in touch.", "82 per cent"),
        ("We read 737 files. Noise was named in 401 of them, almost two in three.", "two in three"),
        ("I read 1,240 records. My reading found 93 records with a fault, that is 5.7%.", "5.7%"),
        ("There were 72 visits, against 129, a fall of a little over a third.", "a third"),
    ],
)
def test_a_share_that_its_own_numbers_contradict_is_named(text, words):
    named = [each for each in own_numbers(text) if words in each]
    assert len(named) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Of 120 families 60 came back, which is about a half.",
        "12 of the 120 families came back, or one in ten.",
        "We asked 120 families and 110 answered. That is 91.7%.",
        "We helped 59 of the 590 callers. That is about one in ten of all the callers.",
        "84 callers (38.7%) were young, 70 (32.3%) were old and 33 (15.2%) neither.",
        "70 callers were young, which is 32.3% of the total, and 84 were old (38.7%).",
        "There were 80 visits against 100, a fall of a fifth.",
        "Three of our four clinics lost ground, Northtown most of all (from 86.9% to 77.4%).",
        "Mothers came in 259 cases (35.1%), and a teacher in 181, which is just under a quarter.",
        "It was kept in 20% of cases and lost in 45%; taken together, 65%.",
        "The line took 412 referrals, of whom 318, or 77 per cent, kept in touch.",
        "We read 737 files. Noise was named in 401 of them, more than half.",
        "We saw 1,792 pupils and 2,148 letters. Noise was the reason for 1,031 of them (48%).",
        "I read 1,240 records. The visitor read 49 of the 70 records that I had left (70%).",
        "There were 85 visits, against 129, a fall of a little over a third.",
        "Of our callers 20% were men and 45% women. The remaining 35% did not say.",
        "Schools made 20% of calls, clinics 15% and families 10%; together that is 45% of them.",
        "We saw 0 of the 0 families. That is a half.",
    ],
)
def test_a_share_that_follows_from_its_numbers_is_left(text):
    assert own_numbers(text) == []


@pytest.mark.parametrize(
    ("part", "near", "share", "fits"),
    [
        ("a third.", "about", "30", True),
        ("a third.", "about", "46", False),
        ("half", "more than", "51", True),
        ("half", "more than", "49", False),
        ("half", "fewer than", "49", True),
        ("one in nine", "roughly", "6.4", False),
        ("one in ten", "", "9", True),
    ],
)
def test_what_a_part_may_be_said_of(part, near, share, fits):
    (mention,) = find_mentions(part)
    assert may_be_said(mention, near, Decimal(share)) is fits
