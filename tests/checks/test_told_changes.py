"""Sizes, multiples and directions of changes that a text tells, against its own numbers."""

from __future__ import annotations

import pytest

from tests.checks.checked import own_numbers


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Visits rose by 40 to 240, which is 16.7% more than in the year before.", "16.7%"),
        ("There were 210 visits and 300 the year before, a fall of 90 or 43%.", "43%"),
        ("We made 240 calls, an increase of 9% from 200.", "9%"),
        ("We made 240 calls to families who had asked for it, a rise of 9% on the 200.", "9%"),
        ("Twice as many families came this spring (130) as in the autumn (100).", "twice"),
        ("Calls trebled from 20 to 31.", "trebled"),
        ("Visits went from 20 to 18, and the share came down to 16% from 14%.", "came down"),
        ("Visits rose from 20 to 40. That is a threefold increase.", "threefold"),
        ("Visits stood at 14% after 12%, so down by two points.", "down"),
        ("Calls dropped to 90, from 100. That puts them up by a tenth.", "up"),
        ("The clinic saw 76%, missing the target of 90% by four percentage points.", "four"),
        ("The clinic saw 51% in time. This is 9 points down on last year's 64%.", "9 points"),
        ("Visits: up from 200 to 240, or 9%.", "9%"),
        ("The number of calls has more than halved, from 132 to 71.", "more than halved"),
        ("Visits have tripled, from 20 to 46.", "tripled"),
        ("Visits nearly doubled, from 100 to 165.", "nearly doubled"),
        ("Visits came to 172, more than three times the 64 of then.", "more than three times"),
        (
            "Visits were 120. The year before there were 80, so 50 more came, and 60 stayed.",
            "50",
        ),
        (
            "We had 240 visits. Last year: 160. That is a rise of two thirds, and 20 of us "
            "took 12 each, when it used to be 8.",
            "two thirds",
        ),
        ("Visits went from 200 to 300. That is 100 more, an increase of 39%.", "39%"),
    ],
)
def test_a_change_that_its_own_numbers_contradict_is_named(text, words):
    named = own_numbers(text)
    assert len(named) == 1
    assert f"“{words}" in named[0].lower()


@pytest.mark.parametrize(
    "text",
    [
        "Visits rose by 40 to 240, which is 20% more than in the year before.",
        "There were 210 visits and 300 the year before, a fall of 90 or 30%.",
        "Visits rose by 40 to 240, or 20%; across the force they rose by 16.7%.",
        "We made 240 calls, an increase of 20% from 200.",
        "More than twice as many families came this spring (300) as in the autumn (100).",
        "Calls almost trebled from 20 to 57.",
        "Visits nearly doubled, from 100 to 175.",
        "Visits rose from 20 to 60. That is a threefold increase.",
        "Visits stood at 12% after 14%, so down by two points.",
        "Calls dropped to 90, from 100. That puts them down by a tenth.",
        "The clinic saw 76%, missing the target of 90% by 14 percentage points.",
        "The clinic saw 51% in time. This is 13 points down on last year's 64%.",
        "Calls rose by 12 to 146, and 30% of them came at night.",
        "Visits: up from 200 to 240, or 20%.",
        "Calls came down from 517 to 410, about a fifth.",
        "Visits went from 200 to 300. That is 100 more, an increase of 50%.",
        "We made 410 calls, down by about a fifth, and 159 visits followed.",
        "The share of calls is up from 12%; that of visits is ten points below the usual 28.5%.",
        "Calls were down, from 57 to 54, or 51.4% of all.",
        "The share has more than halved, from 18.6% to 7.8%.",
        "There were 137, which is 14 fewer, but the share went up from 14.1% to 16.7%.",
        "Here too the number fell, by 15.5%, and the share rose, from 26.2% to 28.9%.",
    ],
)
def test_a_change_that_follows_from_its_numbers_is_left(text):
    assert own_numbers(text) == []


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
