"""The cards of the key figures: nothing on them that is not held."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from bcssp_lib.model.fact import FactComparison, HeldFigure, Quantity
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import known, missing
from bcssp_lib.model.verdicts import Against, Rating
from bcssp_lib.publish.key_figures import draw_course, make_key_figures
from tests.facts import in_percent, made_fact

YEARS = ("2019-20", "2020-21", "2021-22", "2022-23")


def series(*amounts: int, broken: int | None = None) -> tuple[HeldFigure, ...]:
    return tuple(
        HeldFigure(parse_period(year), Decimal(amount), broken=number == broken)
        for number, (year, amount) in enumerate(zip(YEARS, amounts, strict=False))
    )


def test_only_headlines_with_a_value_have_a_card() -> None:
    made = make_key_figures(
        [made_fact(), made_fact("a", headline=True), made_fact("b", missing(), headline=True)]
    )
    assert [card.title for card in made.cards] == ["A"]


def test_a_card_without_more_says_no_more() -> None:
    (card,) = make_key_figures([made_fact(headline=True)]).cards
    assert (card.figure, card.change, card.rating, card.compared, card.course) == (
        "282", "", "", "", "",
    )  # fmt: skip
    html = make_key_figures([made_fact(headline=True)]).to_html()
    assert "no target" not in html
    assert "card-change" not in html


def test_a_card_tells_change_rating_and_course() -> None:
    fact = in_percent(
        "met", 57, previous=42, rating=Rating.RED, target=Decimal(100), headline=True,
        series=series(40, 41, 39, 42),
    )  # fmt: skip
    made = make_key_figures([fact])
    (card,) = made.cards
    assert card.arrow == "▲"
    assert card.change == "+15 points on the year before"
    assert card.rating == "Red: target 100%"
    assert (
        card.alternative
        == "Line from 2019-20 to 2023-24: lowest 39 (2021-22) and highest 57 (2023-24)."
    )
    assert list(made.pictures) == [card.course]


def test_a_number_is_not_set_against_that_of_a_whole_country() -> None:
    whole = Quantity(known(86520), Unit.COUNT)
    compared = [
        FactComparison(Against.ENGLAND, "England", other, None)
        for other in (whole, replace(whole, per=10_000))
    ]
    cards = [
        make_key_figures([made_fact(headline=True, comparisons=(each,))]).cards[0]
        for each in compared
    ]
    assert [card.compared[:8] for card in cards] == ["", "England:"]


def test_a_change_that_chance_explains_is_called_so() -> None:
    (card,) = make_key_figures([made_fact(previous=280, headline=True)]).cards
    assert card.change == "+2 (+0.7%) on the year before, small enough to be down to chance"


def test_a_course_does_not_go_back_over_a_break() -> None:
    fact = made_fact(headline=True, series=series(1, 2, 3, 4, broken=2))
    assert make_key_figures([fact]).cards[0].course == ""


def test_there_are_twelve_at_most_and_those_that_say_most_stay() -> None:
    facts = [made_fact(f"f{number}", headline=True) for number in range(14)]
    facts.append(made_fact("said", previous=178, headline=True))
    cards = make_key_figures(facts).cards
    assert len(cards) == 12
    assert cards[-1].title == "Said"


@pytest.mark.parametrize("amounts", [(1, 2), (5, 5, 5), (0, 10, 3)])
def test_the_line_stays_in_its_picture(amounts: tuple[int, ...]) -> None:
    svg = ElementTree.fromstring(draw_course(list(map(Decimal, amounts))))
    line = svg.find("{*}polyline")
    assert line is not None
    places = [tuple(map(float, one.split(","))) for one in line.get("points", "").split()]
    assert len(places) == len(amounts)
    assert all(0 < x < 120 and 0 < y < 28 for x, y in places)
