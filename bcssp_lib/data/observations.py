"""Reading data/<area>/*.csv into observations, with every problem reported together.

Figures may contradict each other: a part is larger than its whole, or a group is there twice. A
category, a part that an indicator names, a shorter period or a member of the police force area
is never more than the whole; categories and parts together are not either. They may come to less:
the group of some people is not known. An indicator that counts otherwise (a person in several
groups) says so with its reason in ``may_exceed``; one whose source rounds says to what in
``rounded_to``, and its parts may exceed their whole by what rounding explains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import NamedTuple

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import CellError, Table, parse_value
from bcssp_lib.model.characters import fold_text, quote_text
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import FORMS, PeriodKind, is_period, parse_period
from bcssp_lib.model.records import group_by
from bcssp_lib.model.value import Key, Mark, Observation, Source, Value

COLUMNS = ("area", "indicator", "period", "category", "value", "mark", "source", "note")
_MARKS = frozenset(Mark)
_SHOWN = 12


@dataclass(frozen=True)
class Scope:
    """What the figures of one folder may speak of."""

    catalogue: Catalogue
    areas: tuple[str, ...]
    sources: dict[str, Source]


def parse_observations(
    tables: Sequence[Table], scope: Scope, problems: list[Problem]
) -> list[Observation]:
    """Check the tables of a folder, columns and rows; return those without a fault."""
    rows = [Row(table, line, cells) for table in tables for line, cells in table.rows]
    values: list[Value | None] = []
    numbered = _column_problems(rows, scope)
    for index, row in enumerate(rows):
        value, wrong = _checked_row(row, scope)
        values.append(value)
        numbered.extend((index, problem) for problem in wrong)
    numbered.extend(_twin_problems(rows))
    problems.extend(one for _, one in sorted(numbered, key=lambda pair: pair[0]))
    faulty = {one.file for _, one in numbered}
    return [
        _observation(row, value, scope)
        for row, value in zip(rows, values, strict=True)
        if value is not None and row.table.shown not in faulty
    ]


class Row(NamedTuple):
    """One row of a table: its line in the file, and its cells by column."""

    table: Table
    line: int
    cells: dict[str, str]

    def problem(self, column: str, wrong: str, allowed: str) -> Problem:
        """What is wrong with a cell of the row."""
        return Problem(self.table.shown, self.line, column, wrong, allowed)


def _column_problems(rows: Sequence[Row], scope: Scope) -> list[tuple[int, Problem]]:
    """Cells that their columns do not allow, each with the place of its row."""
    return [
        (index, row.problem(column, f"found {quote_text(row.cells[column])}", wording))
        for column, (allows, wording) in _rules(scope).items()
        for index, row in enumerate(rows)
        if not allows(row.cells[column])
    ]


def _rules(scope: Scope) -> dict[str, tuple[Callable[[str], bool], str]]:
    """What cells may hold whatever the indicator, as a test and in words, by column."""

    def one_of(allowed: Iterable[str], wording: str) -> tuple[Callable[[str], bool], str]:
        return frozenset(allowed).__contains__, wording

    return {
        "area": one_of(scope.areas, f"the areas of this folder: {_some(scope.areas)}"),
        "indicator": one_of(scope.catalogue.indicators, "an id in params/indicators/"),
        "period": (is_period, FORMS),
        "mark": one_of(["", *(str(mark) for mark in Mark)], f"empty, {', '.join(Mark)}"),
        "source": one_of(scope.sources, f"in sources.yaml: {', '.join(scope.sources)}"),
    }


def _some(names: Sequence[str]) -> str:
    """Names as an error lists them: of very many, the first."""
    shown = ", ".join(names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown} and {len(names) - _SHOWN} more"


def _checked_row(row: Row, scope: Scope) -> tuple[Value | None, list[Problem]]:
    """A row's value, and what is wrong with its cells for its indicator, where that is known."""
    cells = row.cells
    indicator = scope.catalogue.indicators.get(cells["indicator"])
    if indicator is None:
        return None, []
    value, problems = None, []
    try:
        mark = Mark(cells["mark"]) if cells["mark"] in _MARKS else None
        value = parse_value(cells["value"], indicator, mark)
    except CellError as error:
        problems.append(row.problem("value", error.wrong, error.allowed))
    problems.extend(_unfit_cells(row, indicator))
    return value, problems


def _unfit_cells(row: Row, indicator: Indicator) -> Iterator[Problem]:
    """A period and a category that other indicators may have, and this one may not."""
    period, category = row.cells["period"], row.cells["category"]
    kind = parse_period(period).kind if is_period(period) else None
    if kind is not None and kind not in indicator.periods:
        wrong = f"{quote_text(period)} is a period of the kind '{kind}'"
        allowed = f"for {indicator.id}: {', '.join(indicator.periods)}"
        yield row.problem("period", wrong, allowed)
    if category and indicator.breakdown is None:
        wrong = f"{quote_text(category)}, but {indicator.id} has no breakdown"
        yield row.problem("category", wrong, "empty")


def _twin_problems(rows: Sequence[Row]) -> Iterator[tuple[int, Problem]]:
    """Categories of an indicator that only blanks, capitals or composed letters tell apart."""
    first: dict[tuple[str, str], Row] = {}
    for index, row in enumerate(rows):
        category = row.cells["category"]
        if not category:
            continue
        before = first.setdefault((row.cells["indicator"], fold_text(category)), row)
        if before.cells["category"] != category:
            wrong = f"{quote_text(category)} is spelt otherwise elsewhere"
            where = f"{before.table.shown}:{before.line}"
            allowed = f"one spelling, as in {where}: {quote_text(before.cells['category'])}"
            yield index, row.problem("category", wrong, allowed)


def _observation(row: Row, value: Value, scope: Scope) -> Observation:
    cells = row.cells
    return Observation(
        indicator=cells["indicator"],
        area=cells["area"],
        period=parse_period(cells["period"]),
        category=cells["category"],
        value=value,
        source=scope.sources[cells["source"]],
        note=cells["note"],
        file=row.table.shown,
        row=row.line,
    )


def find_repeated(observations: Sequence[Observation]) -> list[Problem]:
    """Observations that are there twice."""
    seen: dict[Key, Observation] = {}
    problems = []
    for each in observations:
        first = seen.setdefault(each.key, each)
        if first is not each:
            wrong = f"a second row for {each.words}: {_amount_text(each)}"
            allowed = f"one row; the first is {first.file}:{first.row}: {_amount_text(first)}"
            problems.append(Problem(each.file, each.row, "", wrong, allowed))
    return problems


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
        most = (whole.value.amount or Decimal()) + self._rounding([*parts, whole])
        if len(parts) > 1 and not larger and total > most:
            listed = ", ".join(
                f"{part.category or part.indicator} {_amount_text(part)}" for part in parts
            )
            yield _too_large(parts[-1], f"{len(parts)} parts come to {total:f} ({listed})", whole)

    def _rounding(self, figures: Sequence[Observation]) -> Decimal:
        """By how much rounded parts together may exceed their whole: each is off by half at most.

        One part alone may not: what is larger does not round to less. Figures of which one is no
        multiple of what their source rounds to are not rounded, as those of councils.
        """
        step = max(self._indicators[each.indicator].rounded_to or 0 for each in figures)
        if not step or any((each.value.amount or 0) % step for each in figures):
            return Decimal()
        return Decimal(step * len(figures)) / 2


def _longer_and_larger(observations: Sequence[Observation]) -> Iterator[Problem]:
    for part in observations:
        for whole in observations:
            if whole is not part and whole.period.contains(part.period):
                yield from _larger(part, whole)


def _larger(part: Observation, whole: Observation) -> Iterator[Problem]:
    if (part.value.amount or Decimal()) > (whole.value.amount or Decimal()):
        yield _too_large(part, f"{_name(part)} is {_amount_text(part)}", whole)


def _too_large(part: Observation, what: str, whole: Observation) -> Problem:
    """The problem of a part, at its row, with the number and the row of its whole."""
    total = _amount_text(whole)
    where = f"{whole.file}:{whole.row}"
    wrong = f"{what}, but the whole, {_name(whole)}, is {total} ({where})"
    allowed = (
        f"at most {total}; if that is right, say why in may_exceed of the indicator, or set "
        "rounded_to (docs/data.md)"
    )
    return Problem(part.file, part.row, "value", wrong, allowed)


def _name(observation: Observation) -> str:
    name = f"'{observation.category}'" if observation.category else observation.indicator
    return f"{name} ({observation.area}, {observation.period.label})"
