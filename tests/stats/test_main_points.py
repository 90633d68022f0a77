"""Which facts come first in a report, and how they are told."""

from __future__ import annotations

from decimal import Decimal

from bcssp_lib.model.fact import Fact, FactRank, Rank
from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.value import missing
from bcssp_lib.model.verdicts import Answer, Rating
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.main_points import MOST, choose_main_points, weigh
from tests.facts import in_percent, made_fact


def ranked(name: str, place: int, polarity: Polarity = Polarity.LOWER, **fields: object) -> Fact:
    """A fact with its place from the highest among 150 authorities."""
    rank = Rank(highest=place, lowest=151 - place, of=150, tied=0, without_figure=0)
    told = FactRank("Testshire", rank, Answer.NO, "the source")
    return in_percent(name, 50, rank=told, polarity=polarity, **fields)


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


def test_there_are_seven_at_most() -> None:
    facts = [ranked("worst", 1, section=f"section_{number}") for number in range(20)]
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
    placed = ranked("x", 1, title="Share of plans")
    assert (
        FactWords(placed).main_point == "The share of plans: 50%, the highest of 150 authorities."
    )
    middle = ranked("x", 70, title="Share of plans")
    assert FactWords(middle).main_point == "The share of plans: 50%."


def test_a_headline_never_calls_a_change_clear_that_chance_explains() -> None:
    assert FactWords(made_fact(title="Reports", previous=178)).headline.startswith("Reports rose")
    assert FactWords(made_fact(title="Reports", previous=280)).headline == (
        "Reports: no clear change, at 282"
    )
    assert FactWords(made_fact()).headline == ""
