"""Which facts come first in a report, and how they are told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bcssp_lib.model.fact import Fact, FactRank, Quantity, Rank
from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import known, missing
from bcssp_lib.model.verdicts import Answer, Rating
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.main_points import (
    MOST,
    EasyWords,
    choose_good_news,
    choose_main_points,
    choose_worries,
    weigh,
)
from bcssp_lib.stats.wording import about_text
from tests.facts import in_percent, made_fact


def ranked(
    name: str, place: int, polarity: Polarity = Polarity.LOWER, value: int = 50, **fields: object
) -> Fact:
    """A fact with its place from the highest among 150 authorities."""
    rank = Rank(highest=place, lowest=151 - place, of=150, tied=0, without_figure=0)
    told = FactRank("Testshire", rank, Answer.NO, "the source")
    return in_percent(name, value, rank=told, polarity=polarity, **fields)


def test_a_number_alone_says_nothing() -> None:
    assert weigh(made_fact()) == 0
    assert weigh(made_fact(headline=True)) == 0
    assert choose_main_points([made_fact(), made_fact("none", missing())]) == ()


def test_a_red_rating_weighs_more_than_an_amber_one() -> None:
    red, amber = (in_percent(str(one), 5, rating=one) for one in (Rating.RED, Rating.AMBER))
    assert weigh(red) > weigh(amber) > 0


def test_only_a_change_that_chance_does_not_explain_weighs() -> None:
    assert weigh(made_fact(previous=178, polarity=Polarity.LOWER)) > 0
    assert weigh(made_fact(previous=280)) == 0
    assert weigh(made_fact("few", 8, previous=2)) == 0


def test_a_change_for_the_worse_weighs_more_than_one_for_the_better() -> None:
    worse, better = (
        made_fact(previous=178, polarity=one) for one in (Polarity.LOWER, Polarity.HIGHER)
    )
    assert weigh(worse) > weigh(better)


def test_a_place_counts_from_the_worst_end() -> None:
    assert weigh(ranked("a", 2)) > weigh(ranked("b", 10)) > weigh(ranked("c", 30)) > 0
    assert weigh(ranked("d", 75)) == 0
    assert weigh(ranked("e", 149, Polarity.HIGHER)) == weigh(ranked("a", 2))
    assert weigh(ranked("f", 2, Polarity.NEITHER)) == 0


def test_the_weightiest_come_first_and_no_section_has_more_than_two() -> None:
    facts = [ranked(f"p{place}", place) for place in (12, 1, 2)]
    facts += [ranked("other", 11, section="adults")]
    chosen = choose_main_points([*facts, *facts])  # a fact may be published twice
    assert [fact.name for fact in chosen] == ["p1", "p2", "other"]


def test_a_figure_that_two_sections_publish_comes_once() -> None:
    facts = [ranked("plans", 1), ranked("plans", 1, section="mine")]
    assert [fact.section for fact in choose_main_points(facts)] == [facts[0].section]


def test_there_are_seven_at_most() -> None:
    facts = [ranked(f"worst_{number}", 1, section=f"section_{number}") for number in range(20)]
    assert len(choose_main_points(facts)) == MOST


def test_a_main_point_says_figure_change_rating_and_place() -> None:
    assert FactWords(made_fact(title="Reports", previous=178)).main_point == (
        "Reports rose by 104 (58.4%) to 282."
    )
    rated = in_percent("x", 57, title="Decisions", rating=Rating.RED, target=Decimal(100))
    assert FactWords(rated).main_point == "Decisions: 57%, rated red against a target of 100%."
    people = made_fact(title="Children in care", counts="children", previous=178)
    assert FactWords(people).main_point == (
        "The number of children in care rose by 104 (58.4%) to 282."
    )
    rose = in_percent("x", 57, title="Decisions in time", previous=42)
    assert FactWords(rose).main_point == "Decisions in time: 57%, up 15 percentage points."
    share = in_percent("x", 57, title="Share of decisions in time", previous=72)
    assert FactWords(share).main_point == (
        "The share of decisions in time fell by 15 percentage points to 57%."
    )
    hardly = in_percent("x", 57, title="Share of decisions in time", previous=58)
    assert FactWords(hardly).main_point == "The share of decisions in time was 57%."
    placed = ranked("x", 1, title="Share of plans")
    assert (
        FactWords(placed).main_point
        == "The share of plans was 50%, the highest of 150 authorities."
    )
    rate = Quantity(known(Decimal("45.1")), Unit.COUNT, 1, 10_000, "people")
    counted = made_fact(title="Reports", rate=rate, rank=placed.rank)
    assert counted.rank is not None
    assert FactWords(counted).main_point == (
        "Reports: 282, with 45.1 per 10,000 the highest of 150 authorities."
    )
    middle = ranked("x", 70, title="Share of plans")
    assert FactWords(middle).main_point == "The share of plans was 50%."


def test_a_headline_never_calls_a_change_clear_that_chance_explains() -> None:
    assert FactWords(made_fact(title="Reports", previous=178)).headline.startswith("Reports rose")
    assert FactWords(made_fact(title="Reports", previous=280)).headline == (
        "Reports: no clear change in a year, at 282"
    )
    assert FactWords(made_fact()).headline == ""


def test_a_headline_below_a_line_of_years_says_which_change_it_tells() -> None:
    line = FactWords(made_fact(title="Reports", previous=178)).line_headline
    assert line == "Reports rose by 104 (58.4%) to 282 in a year"
    chance = FactWords(made_fact(title="Reports", previous=280))
    assert chance.line_headline == chance.headline
    assert FactWords(made_fact()).line_headline == ""


# In easy words

REPORTS = {"easy": "reports of children who are missing", "polarity": Polarity.LOWER}


def placed(from_highest: int, polarity: Polarity) -> Fact:
    """A percentage with its place among 150 authorities."""
    return ranked("safe", from_highest, polarity, value=71, easy="Adults who feel safe")


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
        ("0", "none"), ("0.4", "almost none"), ("7", "7 in every 100"),
        ("12", "about 1 in every 10"), ("50", "half"),
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


def test_a_change_is_not_made_larger_by_rounding_it():
    """22.5% is about 2 in every 10 and 25.2% about 3, half as many again."""
    swollen, plain = (
        in_percent("again", 25, previous=before, easy="Help again", polarity=Polarity.LOWER)
        for before in (22, 8)
    )
    assert EasyWords(certain(swollen)).news == (
        "Help again went up. This year it was 25 in every 100. "
        "The year before it was 22 in every 100."
    )
    assert "about 3 in every 10." in EasyWords(certain(plain)).news


def certain(fact):
    """A fact whose change is beyond chance."""
    return fact.model_copy(update={"change": replace(fact.change, chance=False)})


def test_a_quarter_is_not_told_as_the_year():
    fact = made_fact(previous=178, period=parse_period("2023-24 Q4"), **REPORTS)
    assert "From January to March 2024 it was about 280. The year" in EasyWords(fact).news


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
        made_fact(f"{section}{number}", 282 + number, previous=178, section=section, **REPORTS)
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
