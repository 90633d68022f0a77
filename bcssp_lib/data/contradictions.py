"""Figures that contradict each other: a part that is larger than its whole, or a group twice.

A category, a part that an indicator names, a shorter period or a member of the police force area
is never more than the whole; categories and parts together are not either. They may come to less:
the group of some people is not known. An indicator that counts otherwise (a person in several
groups, figures rounded by their source) says so with its reason in ``may_exceed``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import PeriodKind
from bcssp_lib.model.records import group_by
from bcssp_lib.model.value import Key, Observation


def find_repeated(observations: Sequence[Observation]) -> list[Problem]:
    """Observations that are there twice."""
    seen: dict[Key, Observation] = {}
    problems = []
    for observation in observations:
        key = observation.key
        if key in seen:
            problems.append(_repeated(observation, seen[key]))
        seen.setdefault(key, observation)
    return problems


def _repeated(observation: Observation, first: Observation) -> Problem:
    wrong = f"a second row for {observation.words}: {_amount_text(observation)}"
    allowed = f"one row; the first is {first.file}:{first.row}: {_amount_text(first)}"
    return Problem(observation.file, observation.row, "", wrong, allowed)


def _amount_text(observation: Observation) -> str:
    value = observation.value
    return f"{value.amount:f}" if value.amount is not None else value.why_none


def find_contradictions(catalogue: Catalogue, observations: Sequence[Observation]) -> list[Problem]:
    """Parts that exceed their whole, among the figures of one folder, each at its row."""
    figures = _Figures(catalogue, observations)
    rules = (
        figures.categories(),
        figures.parts(),
        figures.subsets(),
        figures.shares(),
        figures.periods(),
    )
    return list(dict.fromkeys(chain.from_iterable(rules)))  # what two rules find is told once


def find_larger_members(catalogue: Catalogue, observations: Sequence[Observation]) -> list[Problem]:
    """Figures of an area that exceed those of its police force area."""
    return list(_Figures(catalogue, observations).members())


class _Figures:
    """The amounts that parts and wholes have, by key."""

    def __init__(self, catalogue: Catalogue, observations: Sequence[Observation]) -> None:
        self._catalogue = catalogue
        self._indicators = catalogue.indicators
        self._by_key = {
            each.key: each
            for each in observations
            if each.known and self._indicators[each.indicator].unit is not Unit.PERCENT
        }

    def categories(self) -> Iterator[Problem]:
        """Categories against the total of their indicator, and of the one that counts the same."""
        every_category = (each for each in self._by_key.values() if each.category)
        by_total = group_by(every_category, lambda each: each.key[:3])
        for (indicator, area, period), categories in by_total.items():
            wholes = (indicator, self._indicators[indicator].breakdown_of)
            held = (list(self._hold(categories, name, area, period)) for name in wholes)
            yield from next(filter(None, held), [])  # one mistake is told once

    def parts(self) -> Iterator[Problem]:
        """The parts that an indicator names against its total."""
        for indicator, area, period, category in self._by_key:
            if not category:
                keys = ((part, area, period, "") for part in self._indicators[indicator].parts)
                parts = [self._by_key[key] for key in keys if key in self._by_key]
                yield from self._hold(parts, indicator, area, period)

    def subsets(self) -> Iterator[Problem]:
        """What counts some of what another indicator counts, against that one."""
        for (indicator, area, period, category), each in self._by_key.items():
            if not category:
                yield from self._hold([each], self._indicators[indicator].part_of, area, period)

    def shares(self) -> Iterator[Problem]:
        """The part of a percentage against its whole."""
        for indicator in self._indicators.values():
            counts = indicator.made_from
            if counts is not None and not indicator.may_exceed:
                for (name, area, period, category), part in self._by_key.items():
                    if name == counts.part and not category:
                        yield from self._hold([part], counts.whole, area, period)

    def periods(self) -> Iterator[Problem]:
        """Shorter periods against longer ones; not together: a child may be in two quarters."""
        stretches = (
            each for each in self._by_key.values() if each.period.kind is not PeriodKind.SNAPSHOT
        )
        series = group_by(stretches, lambda each: (each.indicator, each.area, each.category))
        for (indicator, _, _), observations in series.items():
            kinds = {each.period.kind for each in observations}  # those of one kind lie in none
            if len(kinds) > 1 and not self._indicators[indicator].may_exceed:
                yield from _longer_and_larger(observations)

    def members(self) -> Iterator[Problem]:
        """The figures of areas against those of their police force area."""
        for (indicator, area, period, category), each in self._by_key.items():
            known = self._catalogue.areas.get(area)
            force = known.force_area if known else None
            whole = self._by_key.get((indicator, force, period, category)) if force else None
            if whole is not None and not self._indicators[indicator].may_exceed:
                yield from _larger(each, whole)

    def _hold(
        self, parts: Sequence[Observation], indicator: str | None, area: str, period: str
    ) -> Iterator[Problem]:
        """Parts against a total, each and together."""
        whole = self._by_key.get((indicator or "", area, period, ""))
        if whole is None or self._indicators[whole.indicator].may_exceed:
            return
        parts = [part for part in parts if not self._indicators[part.indicator].may_exceed]
        larger = [problem for part in parts for problem in _larger(part, whole)]
        yield from larger
        total = sum((part.value.amount or Decimal() for part in parts), Decimal())
        if len(parts) > 1 and not larger and total > (whole.value.amount or Decimal()):
            listed = ", ".join(
                f"{part.category or part.indicator} {_amount_text(part)}" for part in parts
            )
            yield _too_large(parts[-1], f"{len(parts)} parts come to {total:f} ({listed})", whole)


def _longer_and_larger(observations: Sequence[Observation]) -> Iterator[Problem]:
    for part in observations:
        for whole in observations:
            inside = whole.period.start <= part.period.start and part.period.end <= whole.period.end
            if inside and whole is not part:
                yield from _larger(part, whole)


def _larger(part: Observation, whole: Observation) -> Iterator[Problem]:
    if (part.value.amount or Decimal()) > (whole.value.amount or Decimal()):
        yield _too_large(part, f"{_name(part)} is {_amount_text(part)}", whole)


def _too_large(part: Observation, what: str, whole: Observation) -> Problem:
    """The problem of a part, at its row, with the number and the row of its whole."""
    total = _amount_text(whole)
    where = f"{whole.file}:{whole.row}"
    wrong = f"{what}, but the whole, {_name(whole)}, is {total} ({where})"
    allowed = f"at most {total}; if that is right, say why in may_exceed of the indicator"
    return Problem(part.file, part.row, "value", wrong, allowed)


def _name(observation: Observation) -> str:
    name = f"'{observation.category}'" if observation.category else observation.indicator
    return f"{name} ({observation.area}, {observation.period.label})"
