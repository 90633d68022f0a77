"""The key figures of a report as cards: number, name, change, rating, course and comparison.

A card says nothing of what is not held: there is no "no target" on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.records import group_by
from bcssp_lib.model.verdicts import Against, Direction
from bcssp_lib.publish.generated import render_template
from bcssp_lib.section.outputs import PlainTable, alternative_text
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.main_points import list_known, weigh
from bcssp_lib.stats.wording import capitalise, join_few, number_text, quantity_text

_COMPARED = {Against.ENGLAND: "England", Against.NEIGHBOURS: "Similar areas"}
_ARROWS = {Direction.ROSE: "▲", Direction.FELL: "▼"}
_MOST = 12  # of them go on a page with the main points
_LEAST_POINTS = 4  # fewer make no course
_WIDTH, _HEIGHT, _EDGE = 120, 28, 3
_HEADINGS = ("Measure", "When", "Figure", "Change", "Rating", "Compared with")


@dataclass(frozen=True)
class _Card:
    """One key figure in words; ``course`` is the name of its picture, if it has one."""

    title: str
    when: str
    figure: str
    rate: str = ""
    arrow: str = ""
    change: str = ""
    rating: str = ""
    tone: str = ""
    compared: str = ""
    course: str = ""
    alternative: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """The cards of a report, and the pictures on them by name."""

    cards: tuple[_Card, ...]
    pictures: dict[str, bytes]

    def to_html(self) -> str:
        """The cards as a list of boxes."""
        return render_template("key_figures.html", cards=self.cards)

    def to_plain(self) -> PlainTable:
        """The cards as a table, for the workbook and for Word."""
        rows = [
            [
                card.title,
                card.when,
                f"{card.figure} ({card.rate})" if card.rate else card.figure,
                card.change,
                card.rating,
                card.compared,
            ]
            for card in self.cards
        ]
        figures = [False, False, True, False, False, False]
        return PlainTable("Key figures", list(_HEADINGS), figures, rows, [])


def make_key_figures(facts: Iterable[Fact]) -> KeyFigures:
    """A card for each headline that is chosen."""
    pictures: dict[str, bytes] = {}
    cards = [_make_card(fact, pictures) for fact in choose_headlines(facts)]
    return KeyFigures(tuple(cards), pictures)


def choose_headlines(facts: Iterable[Fact]) -> list[Fact]:
    """The headlines that have a value, each once; of too many, those that say most."""
    headlines = list_known(fact for fact in facts if fact.headline)
    weightiest = sorted(headlines, key=weigh, reverse=True)[:_MOST]
    return [fact for fact in headlines if fact in weightiest]


def _make_card(fact: Fact, pictures: dict[str, bytes]) -> _Card:
    words, points = FactWords(fact), _course(fact)
    course, alternative = "", ""
    if len(points) >= _LEAST_POINTS:
        course = f"key-{fact.section}-{fact.name}.svg".replace("_", "-")
        alternative = alternative_text(_describe(fact, points), synthetic=fact.synthetic)
        pictures[course] = draw_course([amount for _, amount in points])
    change = fact.change
    return _Card(
        title=fact.title,
        when=capitalise(words.when),
        figure=words.text,
        rate=words.short_rate,
        arrow=_ARROWS.get(change.direction, "") if change and change.direction else "",
        change=_change_words(words),
        rating=f"{fact.rating.word}: target {words.target}" if fact.rating else "",
        tone=fact.rating or "",
        compared=next(_comparisons(fact), ""),
        course=course,
        alternative=alternative,
    )


def _change_words(words: FactWords) -> str:
    change = words.fact.change
    if change is None or change.direction is None:
        return ""
    if change.few or change.direction not in _ARROWS:
        return capitalise(words.change_phrase)
    percent = f" ({words.percent_change})" if change.percent is not None else ""
    chance = ", small enough to be down to chance" if change.chance else ""
    return f"{words.change}{percent} on the year before{chance}"


def _comparisons(fact: Fact) -> Iterator[str]:
    """Figures of others that can be set against this one: a number of England's is none."""
    for whom, name in _COMPARED.items():
        comparison = fact.against(whom)
        other = comparison.other if comparison is not None else None
        if other and other.value.known and (other.per or other.unit is not Unit.COUNT):
            yield f"{name}: {quantity_text(other)}"


def _course(fact: Fact) -> list[tuple[Period, Decimal]]:
    """The area's own figures of periods as long as the fact's own, the latest last.

    Figures from before a break, when something else was counted, are no part of it.
    """
    own = sorted(
        (held.period, held.amount, held.broken)
        for held in fact.series
        if held.whose is None
        and not held.category
        and held.amount is not None
        and held.period.kind is fact.period.kind
        and held.period < fact.period
    )
    breaks = [number for number, (_, _, broken) in enumerate(own) if broken]
    alike = own[breaks[-1] if breaks else 0 :]
    latest = [] if fact.amount is None else [(fact.period, fact.amount)]
    return [*((period, amount) for period, amount, _ in alike), *latest]


def _describe(fact: Fact, points: Sequence[tuple[Period, Decimal]]) -> str:
    """What the line shows, in words."""
    by_amount = group_by(points, lambda point: point[1])
    ends = " and ".join(
        f"{name} {number_text(amount, fact.decimals)} "
        f"({join_few([period.heading for period, _ in by_amount[amount]])})"
        for name, amount in (("lowest", min(by_amount)), ("highest", max(by_amount)))
    )
    return f"Line from {points[0][0].heading} to {points[-1][0].heading}: {ends}."


def draw_course(amounts: Sequence[Decimal]) -> bytes:
    """A small line without axes, whose last point is marked, as SVG.

    Written by hand: matplotlib takes forty times as long for it, and gives it a frame.
    """
    low, high = float(min(amounts)), float(max(amounts))
    across = (_WIDTH - 2 * _EDGE) / (len(amounts) - 1)
    up = (_HEIGHT - 2 * _EDGE) / ((high - low) or 1)
    places = [
        (round(_EDGE + number * across, 1), round(_HEIGHT - _EDGE - (float(one) - low) * up, 1))
        for number, one in enumerate(amounts)
    ]
    line = " ".join(f"{x},{y}" for x, y in places)
    (x, y) = places[-1]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}"><polyline points="{line}" fill="none" '
        f'stroke="#12436D" stroke-width="1.6"/><circle cx="{x}" cy="{y}" r="2.6" fill="#12436D"/>'
        "</svg>"
    )
    return svg.encode()
