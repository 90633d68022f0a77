"""Reading data/<area>/*.csv into observations, with every problem reported together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import CellError, Table, parse_value
from bcssp_lib.model.characters import fold_text, quote_text
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import FORMS, is_period, parse_period
from bcssp_lib.model.value import Mark, Observation, Source, Value

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
    rules = _rules(scope)
    if all(
        allows(cell)
        for column, (allows, _) in rules.items()
        for cell in {row.cells[column] for row in rows}
    ):
        return []
    import pandas as pd  # slow to import, and to check cell by cell: only to name what is wrong
    import pandera.pandas as pa

    schema = {
        column: pa.Column(object, pa.Check(allows, element_wise=True, error=wording))
        for column, (allows, wording) in rules.items()
    }
    frame = pd.DataFrame([row.cells for row in rows], columns=list(COLUMNS), dtype=object)
    try:
        pa.DataFrameSchema(schema).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        return [
            (int(case.index), rows[int(case.index)].problem(
                str(case.column), f"found {quote_text(str(case.failure_case))}", str(case.check)
            ))
            for case in error.failure_cases.itertuples()
        ]  # fmt: skip
    return []


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
