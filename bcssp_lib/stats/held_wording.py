"""Bare numbers for prose: the names by which one is chosen of all that are held of a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from bcssp_lib.model.fact import Fact, HeldFigure
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.verdicts import Against
from bcssp_lib.stats.fact_wording import WHOM
from bcssp_lib.stats.held_numbers import ROLES, Choice, HeldText, find_figure, list_figures

PREVIOUS = "previous"
_FEW_NAMED = 6  # periods or categories: more are told by the first and the last


class NotHeldError(ValueError):
    """A name that is no period, place, category or role held of a fact; says what is held."""


def figure_for(fact: Fact, kind: str, names: Sequence[str]) -> HeldText:
    """The number that names choose of a fact; the first of them is of a ``kind`` of name.

    For example:
        figure_for(fact, "place", ["force", "2022-23", "change"])

    Raises ``NotHeldError`` for a name of nothing that is held.
    """
    choice = _choose(fact, kind, names)
    held = list_figures(fact)
    if not any(choice.holds(figure) for figure in held):
        known = _held_words(fact, ("place", "category"))
        raise NotHeldError(f"no figure of that place and category is held ({known})")
    figure = find_figure(held, choice, choice.period)
    own = choice.whose is None and not choice.category
    if figure is None and not (own and choice.period in {fact.period, fact.period.previous()}):
        periods = _period_names(figure.period for figure in held if choice.holds(figure))
        raise NotHeldError(f"no figure of {choice.period.label} is held there (held: {periods})")
    if choice.role == "value" and figure and figure.amount is None and figure.rate is not None:
        raise NotHeldError('a rate of it is held, and no number. Add "rate"')
    return ROLES[choice.role](fact, choice, figure or HeldFigure(choice.period))


def list_held(fact: Fact) -> Iterator[tuple[str, str, str]]:
    """A kind of name, a name of it, and the number that it chooses, of all that have one."""
    periods = [each.period for each in fact.series]
    named = [
        *(("role", role) for role in ROLES),
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


def _choose(fact: Fact, kind: str, names: Sequence[str]) -> Choice:
    """What names choose: the first is of a kind, the others of any, each kind once."""
    chosen: dict[str, Any] = {}
    for index, name in enumerate(names):
        found = _read_name(fact, name, list(_READERS) if index else [kind])
        if not found.keys().isdisjoint(chosen):
            raise NotHeldError(f"'{name}' is the second {next(iter(found))}: name one")
        chosen |= found
    return replace(Choice(fact.period), **chosen)


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
    if name == PREVIOUS:
        return {"period": fact.period.previous()}
    periods = [fact.period, *(figure.period for figure in fact.series)]
    named = [period for period in periods if name in (period.label, period.heading)]
    ending = [period for period in periods if name == period.ending_with(PeriodKind.YEAR).label]
    like_it = [period for period in ending if period.kind is fact.period.kind]
    return {"period": (named or like_it)[0]} if named or like_it else {}


def _read_place(_: Fact, name: str) -> dict[str, object]:
    whom = WHOM.get(name)
    return {"whose": whom} if whom and whom is not Against.PREVIOUS else {}


def _read_category(fact: Fact, name: str) -> dict[str, object]:
    return {"category": name} if name and name in _categories(fact) else {}


def _read_role(fact: Fact, name: str) -> dict[str, object]:
    if name == PREVIOUS:  # its value
        return _read_period(fact, name)
    return {"role": name} if name in ROLES else {}


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
        "role": list(ROLES),
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
        "role": f"roles: {', '.join(ROLES)}",
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
