"""Sizes of changes and multiples that stand next to two numbers, some in the sentence before."""

from __future__ import annotations

import pytest

from tests.checks.checked import own_numbers


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We took 2,964 calls, against 2,580 last year. That is 384 more, or 18%.", "18%"),
        ("Visits came to 358. The year before there were 316, so we made 52 more visits.", "52"),
        ("The budget was £1,342,000. We spent £1,287,000, which is £65,000 less.", "£65,000"),
        ("There were 6 visits, compared with 3 last year: three times as many.", "three times"),
        ("We made 1,744 calls, double the 1,021 of the year before.", "double the"),
    ],
)
def test_a_size_that_is_not_that_of_the_numbers_beside_it_is_named(text, words):
    assert any(f"“{words}" in each for each in own_numbers(text))


@pytest.mark.parametrize(
    "text",
    [
        "We took 2,964 calls, against 2,580 last year. That is 384 more, or 15%.",
        "The budget was £1,342,000. We spent £1,287,000, which is £55,000 less.",
        "There were 6 visits, compared with 3 last year: twice as many.",
        "In April 412 were open, we were told of 203 more and closed 149.",
        "246 visits were planned at 24 meetings, compared with 229 (an increase of 7%).",
        "Kits went from 286 to 463, up 62%, and we know of 37 that were used.",
    ],
)
def test_what_follows_from_some_two_numbers_is_left(text):
    assert own_numbers(text) == []
