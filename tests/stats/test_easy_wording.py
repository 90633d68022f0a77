"""Facts in easy words: rounded numbers, and what is good news or a worry."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bcssp_lib.model.fact import Fact, FactRank, Rank
from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.value import missing
from bcssp_lib.model.verdicts import Answer, Rating
from bcssp_lib.stats.easy_wording import EasyWords, choose_good_news, choose_worries
from bcssp_lib.stats.wording import about_text
from tests.facts import in_percent, made_fact

REPORTS = {"easy": "reports of children who are missing", "polarity": Polarity.LOWER}


def placed(from_highest: int, polarity: Polarity) -> Fact:
    """A percentage with its place among 150 authorities."""
    rank = Rank(highest=from_highest, lowest=151 - from_highest, of=150, tied=0, without_figure=0)
    ranked = FactRank("Testshire", rank, Answer.NO, "the source")
    return in_percent("safe", 71, easy="Adults who feel safe", polarity=polarity, rank=ranked)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "0"), ("3", "3"), ("19", "19"), ("40", "40"), ("44", "about 40"), ("95", "about 100"),
        ("282", "about 280"), ("1603", "about 1,600"), ("12345", "about 12,000"),
        ("15.4", "about 15"),
    ],
)  # fmt: skip
def test_a_count_is_rounded_until_it_can_be_kept_in_mind(amount, words):
    assert about_text(Decimal(amount), Unit.COUNT) == words


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        ("0", "none"), ("0.4", "almost none"), ("12", "about 1 in every 10"), ("50", "half"),
        ("49.4", "about half"), ("80", "8 in every 10"), ("97", "almost all"), ("100", "all"),
    ],
)  # fmt: skip
def test_a_percentage_is_how_many_of_ten(percent, words):
    assert about_text(Decimal(percent), Unit.PERCENT) == words


def test_money_is_rounded_too():
    assert about_text(Decimal(1234), Unit.POUNDS) == "about £1,200"


def test_what_changed_beyond_chance_is_said_in_short_sentences():
    fact = made_fact(previous=178, **REPORTS)
    assert EasyWords(fact).news == (
        "Reports of children who are missing went up. This year it was about 280. "
        "The year before it was about 180."
    )
    assert EasyWords(fact).worries
    assert not EasyWords(fact).is_good


def test_two_years_that_are_rounded_alike_are_said_once():
    fact = made_fact("calls", 10_400, previous=9_980, easy="Calls", polarity=Polarity.HIGHER)
    assert EasyWords(fact).news == (
        "Calls went up. This year it was about 10,000. The year before it was about 10,000."
    ).replace(" The year before it was about 10,000.", "")
    assert EasyWords(fact).is_good


def test_what_chance_could_explain_or_has_no_good_direction_is_no_news():
    for fact in (
        made_fact(previous=280, **REPORTS),
        made_fact(previous=178, easy="Reports"),
        made_fact("few", 8, previous=2, **REPORTS),
        made_fact(**REPORTS),
    ):
        assert not EasyWords(fact).worries
        assert not EasyWords(fact).is_good


@pytest.mark.parametrize(
    ("place", "polarity", "worries", "good"),
    [
        (2, Polarity.LOWER, True, False),
        (149, Polarity.LOWER, False, True),
        (2, Polarity.HIGHER, False, True),
        (149, Polarity.HIGHER, True, False),
        (75, Polarity.LOWER, False, False),
        (2, Polarity.NEITHER, False, False),
    ],
)
def test_a_place_is_news_where_it_is_in_the_first_or_last_quarter(place, polarity, worries, good):
    words = EasyWords(placed(place, polarity))
    assert (words.worries, words.is_good) == (worries, good)
    assert ("Most places in England do better than us." in words.news) == worries
    assert ("We do better than most places in England." in words.news) == good


def test_a_rating_is_a_goal_that_was_reached_or_not():
    missed, reached = (
        in_percent("quick", 70, easy="Quick decisions", rating=rating, polarity=Polarity.HIGHER)
        for rating in (Rating.AMBER, Rating.GREEN)
    )
    assert EasyWords(missed).news == "Quick decisions: 7 in every 10. We did not reach our goal."
    assert EasyWords(missed).worries
    assert EasyWords(reached).news.endswith("We reached our goal.")
    assert EasyWords(reached).is_good


def test_a_rate_is_said_without_its_number():
    fact = made_fact("rate", 432, previous=300, unit=Unit.RATE, **REPORTS)
    assert "432" not in EasyWords(fact).news
    assert EasyWords(fact).about == "about 430"


def test_why_there_is_no_number_is_said():
    assert EasyWords(made_fact("none", missing())).about == "not available"


def test_only_what_has_easy_words_is_chosen_and_not_too_much():
    facts = [
        made_fact(f"one{number}", 282 + number, previous=178, section=section, **REPORTS)
        for section in ("police", "adults", "children")
        for number in range(4)
    ]
    hard = made_fact("hard", 900, previous=178, polarity=Polarity.LOWER, headline=True)
    chosen = choose_worries([hard, *facts, *facts])
    assert len(chosen) == 4
    assert hard not in chosen
    assert [fact.section for fact in chosen].count("police") == 2
    assert choose_good_news(facts) == ()


def test_bad_news_about_a_measure_is_never_told_as_good():
    better = placed(149, Polarity.LOWER).model_copy(update={"rating": Rating.RED})
    assert choose_good_news([better]) == ()
    assert choose_worries([better]) == (better,)
