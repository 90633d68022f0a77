"""The numbers of held figures by their roles: value, change, rate, rank and so on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bcssp_lib.model.fact import Change, Fact, HeldFigure
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.verdicts import Against
from bcssp_lib.stats.comparison import plain_change
from bcssp_lib.stats.fact_wording import NO_FIGURE
from bcssp_lib.stats.rates import RATE_DECIMALS
from bcssp_lib.stats.rounding import amount_text, number_text
from bcssp_lib.stats.wording import (
    PERCENT_DECIMALS,
    TOO_FEW,
    change_size,
    ordinal_text,
    target_text,
)


@dataclass(frozen=True)
class HeldText:
    """A number for prose; or the plain reason why there is none, where it is not ``known``."""

    words: str
    known: bool = True


@dataclass(frozen=True)
class Choice:
    """What names choose: by default the fact's own value."""

    period: Period
    whose: Against | None = None
    category: str = ""
    role: str = "value"

    def holds(self, figure: HeldFigure) -> bool:
        """Whether a figure is of the place and the category that are chosen."""
        return (figure.whose, figure.category) == (self.whose, self.category)


def list_figures(fact: Fact) -> list[HeldFigure]:
    """All that is held of a fact, its own figure first."""
    own = HeldFigure(fact.period, fact.amount, rate=fact.rate.value.amount if fact.rate else None)
    if fact.rank is not None and not fact.rank.rank.why_none:
        rank = fact.rank.rank
        own = replace(own, from_highest=rank.highest, from_lowest=rank.lowest, of=rank.of)
    figures = [own, *fact.series]
    if fact.previous is not None and fact.previous.known:
        figures.append(HeldFigure(fact.period.previous(), fact.previous.amount))
    if fact.force_change is not None:  # without the figures that it is of
        figures.append(HeldFigure(fact.period, whose=Against.FORCE_AREA))
    return figures


def find_figure(held: Iterable[HeldFigure], choice: Choice, period: Period) -> HeldFigure | None:
    """All that is held of a period, of the place and the category that are chosen."""
    found: HeldFigure | None = None
    for each in held:
        if choice.holds(each) and each.period == period:
            found = replace(each, **_known(found)) if found else each
    return found


def _known(figure: HeldFigure) -> dict[str, Any]:
    return {name: value for name, value in vars(figure).items() if value is not None}


def _value(fact: Fact, choice: Choice, figure: HeldFigure) -> HeldText:
    if figure.amount is None:
        why = fact.value.why_none if choice == Choice(fact.period) else NO_FIGURE
        return HeldText(why, False)
    decimals = fact.decimals
    if figure.whose in (Against.PEERS, Against.NEIGHBOURS):  # a median
        decimals = max(decimals, RATE_DECIMALS)
    return HeldText(amount_text(figure.amount, fact.unit, decimals))


def _change_of(fact: Fact, choice: Choice, figure: HeldFigure) -> Change:
    """The change on the year before, of the same place and category."""
    if choice == Choice(fact.period, role=choice.role) and fact.change is not None:
        return fact.change
    before = find_figure(list_figures(fact), choice, figure.period.previous())
    if figure.broken:
        return Change(why_none="what is counted has changed since the year before")
    if before is None or before.amount is None or figure.amount is None:
        return Change(why_none=NO_FIGURE)
    amounts = (before.amount, figure.amount)
    return plain_change(*amounts, fact.unit, fact.decimals, planned=fact.planned)


def _change(fact: Fact, choice: Choice, figure: HeldFigure) -> HeldText:
    change = _change_of(fact, choice, figure)
    if change.amount is None:
        return HeldText(change.why_none, False)
    return HeldText(change_size(change.amount, fact.unit, fact.decimals))


def _percent_change(fact: Fact, choice: Choice, figure: HeldFigure) -> HeldText:
    change = _change_of(fact, choice, figure)
    percent = change.percent
    if choice == Choice(fact.period, Against.FORCE_AREA, role=choice.role):
        percent = fact.force_change if fact.force_change is not None else percent
    if percent is None or change.few:
        return HeldText(TOO_FEW if change.few else change.why_none or NO_FIGURE, False)
    return HeldText(f"{number_text(abs(percent), PERCENT_DECIMALS)}%")


def _points(fact: Fact, choice: Choice, figure: HeldFigure) -> HeldText:
    if fact.unit is not Unit.PERCENT:
        return HeldText("not in percentage points", False)
    return _change(fact, choice, figure)


def _rate(_: Fact, __: Choice, figure: HeldFigure) -> HeldText:
    if figure.rate is None:
        return HeldText("no rate", False)
    return HeldText(number_text(figure.rate, RATE_DECIMALS))


def _target(fact: Fact, choice: Choice, _: HeldFigure) -> HeldText:
    if fact.target is None or choice.whose or choice.period != fact.period:
        return HeldText("no target", False)
    return HeldText(target_text(fact.target, fact.unit, fact.decimals))


def _place(name: str) -> Callable[[Fact, Choice, HeldFigure], HeldText]:
    def word(_: Fact, __: Choice, figure: HeldFigure) -> HeldText:
        place: int | None = getattr(figure, name)
        return HeldText("no rank", False) if place is None else HeldText(ordinal_text(place))

    return word


def _of(_: Fact, __: Choice, figure: HeldFigure) -> HeldText:
    return HeldText("no rank", False) if figure.of is None else HeldText(f"{figure.of:,}")


ROLES: Mapping[str, Callable[[Fact, Choice, HeldFigure], HeldText]] = {
    "value": _value,
    "change": _change,
    "percent change": _percent_change,
    "points": _points,
    "rate": _rate,
    "target": _target,
    "rank": _place("from_highest"),
    "rank_lowest": _place("from_lowest"),
    "of": _of,
}
