"""Bare numbers for prose: the names by which one is chosen of all that are held of a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from bcssp_lib.model.fact import Change, Fact, HeldFigure
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import Period, financial_year
from bcssp_lib.model.verdicts import Against
from bcssp_lib.stats.comparison import plain_change
from bcssp_lib.stats.fact_wording import NO_FIGURE, WHOM
from bcssp_lib.stats.rates import RATE_DECIMALS
from bcssp_lib.stats.wording import (
    PERCENT_DECIMALS,
    TOO_FEW,
    amount_text,
    change_size,
    number_text,
    ordinal_text,
    target_text,
)

_PREVIOUS = "previous"
_FEW_NAMED = 6  # periods or categories: more are told by the first and the last


@dataclass(frozen=True)
class HeldText:
    """A number for prose; or the plain reason why there is none, where it is not ``known``."""

    words: str
    known: bool = True


@dataclass(frozen=True)
class _Choice:
    """What names choose: by default the fact's own value."""

    period: Period
    whose: Against | None = None
    category: str = ""
    role: str = "value"

    def holds(self, figure: HeldFigure) -> bool:
        """Whether a figure is of the place and the category that are chosen."""
        return (figure.whose, figure.category) == (self.whose, self.category)


def _list_figures(fact: Fact) -> list[HeldFigure]:
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


def _find_figure(held: Iterable[HeldFigure], choice: _Choice, period: Period) -> HeldFigure | None:
    """All that is held of a period, of the place and the category that are chosen."""
    found: HeldFigure | None = None
    for each in held:
        if choice.holds(each) and each.period == period:
            found = replace(each, **_known(found)) if found else each
    return found


def _known(figure: HeldFigure) -> dict[str, Any]:
    return {name: value for name, value in vars(figure).items() if value is not None}


def _value(fact: Fact, choice: _Choice, figure: HeldFigure) -> HeldText:
    if figure.amount is None:
        why = fact.value.why_none if choice == _Choice(fact.period) else NO_FIGURE
        return HeldText(why, False)
    decimals = fact.decimals
    if figure.whose in (Against.PEERS, Against.NEIGHBOURS):  # a median
        decimals = max(decimals, RATE_DECIMALS)
    return HeldText(amount_text(figure.amount, fact.unit, decimals))


def _change_of(fact: Fact, choice: _Choice, figure: HeldFigure) -> Change:
    """The change on the year before, of the same place and category."""
    if choice == _Choice(fact.period, role=choice.role) and fact.change is not None:
        return fact.change
    before = _find_figure(_list_figures(fact), choice, figure.period.previous())
    if figure.broken:
        return Change(why_none="what is counted has changed since the year before")
    if before is None or before.amount is None or figure.amount is None:
        return Change(why_none=NO_FIGURE)
    amounts = (before.amount, figure.amount)
    return plain_change(*amounts, fact.unit, fact.decimals, planned=fact.planned)


def _change(fact: Fact, choice: _Choice, figure: HeldFigure) -> HeldText:
    change = _change_of(fact, choice, figure)
    if change.amount is None:
        return HeldText(change.why_none, False)
    return HeldText(change_size(change.amount, fact.unit, fact.decimals))


def _percent_change(fact: Fact, choice: _Choice, figure: HeldFigure) -> HeldText:
    change = _change_of(fact, choice, figure)
    percent = change.percent
    if choice == _Choice(fact.period, Against.FORCE_AREA, role=choice.role):
        percent = fact.force_change if fact.force_change is not None else percent
    if percent is None or change.few:
        return HeldText(TOO_FEW if change.few else change.why_none or NO_FIGURE, False)
    return HeldText(f"{number_text(abs(percent), PERCENT_DECIMALS)}%")


def _points(fact: Fact, choice: _Choice, figure: HeldFigure) -> HeldText:
    if fact.unit is not Unit.PERCENT:
        return HeldText("not in percentage points", False)
    return _change(fact, choice, figure)


def _rate(_: Fact, __: _Choice, figure: HeldFigure) -> HeldText:
    if figure.rate is None:
        return HeldText("no rate", False)
    return HeldText(number_text(figure.rate, RATE_DECIMALS))


def _target(fact: Fact, choice: _Choice, _: HeldFigure) -> HeldText:
    if fact.target is None or choice.whose or choice.period != fact.period:
        return HeldText("no target", False)
    return HeldText(target_text(fact.target, fact.unit, fact.decimals))


def _place(name: str) -> Callable[[Fact, _Choice, HeldFigure], HeldText]:
    def word(_: Fact, __: _Choice, figure: HeldFigure) -> HeldText:
        place: int | None = getattr(figure, name)
        return HeldText("no rank", False) if place is None else HeldText(ordinal_text(place))

    return word


def _of(_: Fact, __: _Choice, figure: HeldFigure) -> HeldText:
    return HeldText("no rank", False) if figure.of is None else HeldText(f"{figure.of:,}")


_ROLES: Mapping[str, Callable[[Fact, _Choice, HeldFigure], HeldText]] = {
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


class NotHeldError(ValueError):
    """A name that is no period, place, category or role held of a fact; says what is held."""


def figure_for(fact: Fact, kind: str, names: Sequence[str]) -> HeldText:
    """The number that names choose of a fact; the first of them is of a ``kind`` of name.

    For example:
        figure_for(fact, "place", ["force", "2022-23", "change"])

    Raises ``NotHeldError`` for a name of nothing that is held.
    """
    choice = _choose(fact, kind, names)
    held = _list_figures(fact)
    if not any(choice.holds(figure) for figure in held):
        known = _held_words(fact, ("place", "category"))
        raise NotHeldError(f"no figure of that place and category is held ({known})")
    figure = _find_figure(held, choice, choice.period)
    own = choice.whose is None and not choice.category
    if figure is None and not (own and choice.period in {fact.period, fact.period.previous()}):
        periods = _period_names(figure.period for figure in held if choice.holds(figure))
        raise NotHeldError(f"no figure of {choice.period.label} is held there (held: {periods})")
    if choice.role == "value" and figure and figure.amount is None and figure.rate is not None:
        raise NotHeldError('a rate of it is held, and no number. Add "rate"')
    return _ROLES[choice.role](fact, choice, figure or HeldFigure(choice.period))


def list_held(fact: Fact) -> Iterator[tuple[str, str, str]]:
    """A kind of name, a name of it, and the number that it chooses, of all that have one."""
    periods = [each.period for each in fact.series]
    named = [
        *(("role", role) for role in _ROLES),
        *(("period", period.label) for period in periods if period.kind is fact.period.kind),
        *(("place", place) for place in _places(fact)),
        *(("category", category) for category in _categories(fact)),
    ]
    for kind, name in dict.fromkeys(named):
        with suppress(NotHeldError):  # of another period than the fact's
            text = figure_for(fact, kind, [name])
            if text.known:
                yield kind, name, text.words


# The names


def _choose(fact: Fact, kind: str, names: Sequence[str]) -> _Choice:
    """What names choose: the first is of a kind, the others of any, each kind once."""
    chosen: dict[str, Any] = {}
    for index, name in enumerate(names):
        found = _read_name(fact, name, list(_READERS) if index else [kind])
        if not found.keys().isdisjoint(chosen):
            raise NotHeldError(f"'{name}' is the second {next(iter(found))}: name one")
        chosen |= found
    return replace(_Choice(fact.period), **chosen)


def _read_name(fact: Fact, name: str, kinds: Sequence[str]) -> dict[str, object]:
    """What a name chooses, as the first of the kinds that knows it."""
    for kind in kinds:
        if found := _READERS[kind](fact, name):
            return found
    near = get_close_matches(name, _names_of(fact, kinds), n=3, cutoff=0.5)
    nearest = f"; nearest: {', '.join(near)}" if near else ""
    held = _held_words(fact, kinds)
    raise NotHeldError(f"'{name}' is no {' or '.join(kinds)} of it ({held}{nearest})")


def _read_period(fact: Fact, name: str) -> dict[str, object]:
    if name == _PREVIOUS:
        return {"period": fact.period.previous()}
    periods = [fact.period, *(figure.period for figure in fact.series)]
    named = [period for period in periods if name in (period.label, period.heading)]
    ending = [period for period in periods if name == financial_year(period.end).label]
    like_it = [period for period in ending if period.kind is fact.period.kind]
    return {"period": (named or like_it)[0]} if named or like_it else {}


def _read_place(_: Fact, name: str) -> dict[str, object]:
    whom = WHOM.get(name)
    return {"whose": whom} if whom and whom is not Against.PREVIOUS else {}


def _read_category(fact: Fact, name: str) -> dict[str, object]:
    return {"category": name} if name and name in _categories(fact) else {}


def _read_role(fact: Fact, name: str) -> dict[str, object]:
    if name == _PREVIOUS:  # its value
        return _read_period(fact, name)
    return {"role": name} if name in _ROLES else {}


_READERS: Mapping[str, Callable[[Fact, str], dict[str, object]]] = {
    "period": _read_period,
    "place": _read_place,
    "category": _read_category,
    "role": _read_role,
}


# What is held


def _categories(fact: Fact) -> list[str]:
    return list(dict.fromkeys(each.category for each in fact.series if each.category))


def _places(fact: Fact) -> list[str]:
    """The words for those of whom a figure is held, one of each."""
    held = {figure.whose for figure in fact.series}
    words = {whom: word for word, whom in reversed(WHOM.items()) if whom in held}
    return list(reversed(words.values()))


def _names_of(fact: Fact, kinds: Iterable[str]) -> list[str]:
    """Every name of some kinds; of periods those that another may have meant."""
    names = {
        "period": [figure.period.label for figure in fact.series],
        "place": _places(fact),
        "category": _categories(fact),
        "role": list(_ROLES),
    }
    return list(dict.fromkeys(chain.from_iterable(names[kind] for kind in kinds)))


def _held_words(fact: Fact, kinds: Iterable[str]) -> str:
    """What is held of a fact by some kinds of name, for whoever named something else."""
    periods = [fact.period, *(each.period for each in fact.series)]
    categories = _categories(fact)
    more = f" and {len(categories) - _FEW_NAMED} more" if len(categories) > _FEW_NAMED else ""
    held = {
        "period": f"held: {_period_names(periods)}",
        "place": f"places: {', '.join(_places(fact)) or 'none'}",
        "category": f"categories: {', '.join(categories[:_FEW_NAMED]) or 'none'}{more}",
        "role": f"roles: {', '.join(_ROLES)}",
    }
    return "; ".join(held[kind] for kind in kinds)


def _period_names(periods: Iterable[Period]) -> str:
    """Periods by their labels, a kind at a time; of very many, the first and the last."""
    texts = []
    ordered = sorted(set(periods), key=lambda period: (period.kind, period.end))
    for _, group in groupby(ordered, key=attrgetter("kind")):
        labels = [period.label for period in group]
        few = len(labels) <= _FEW_NAMED
        texts.append(", ".join(labels) if few else f"{labels[0]} to {labels[-1]}")
    return ", ".join(texts)
