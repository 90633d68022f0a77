"""Reading data/<area>/*.csv into observations, with every problem reported together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa

from bcssp_lib.domain.area import Area
from bcssp_lib.domain.observation import Observation, Source
from bcssp_lib.domain.period import FORMS, PeriodError, parse_period
from bcssp_lib.domain.value import Mark
from bcssp_lib.errors import Problem
from bcssp_lib.figures.catalogue import Catalogue
from bcssp_lib.figures.tables import Table
from bcssp_lib.figures.values import ValueTextError, parse_value

COLUMNS = ("area", "indicator", "period", "category", "value", "mark", "source", "note")


@dataclass(frozen=True)
class Scope:
    """What the figures of one folder may speak of."""

    catalogue: Catalogue
    areas: tuple[Area, ...]
    sources: dict[str, Source]


def parse_observations(
    table: Table, scope: Scope, problems: list[Problem]
) -> tuple[Observation, ...]:
    """Check a table column by column and row by row; return it as observations."""
    frame = pd.DataFrame([cells for _, cells in table.rows], columns=list(COLUMNS), dtype=object)
    found = [*_column_problems(table, frame, scope), *_row_problems(table, scope)]
    problems.extend(sorted(found, key=lambda one: one.row or 0))
    if found:
        return ()
    return tuple(_observation(table, line, cells, scope) for line, cells in table.rows)


def _schema(scope: Scope) -> pa.DataFrameSchema:
    """What each column may hold; the text of a check says what is allowed."""
    areas = [area.slug for area in scope.areas]
    marks = ["", *Mark]
    return pa.DataFrameSchema(
        {
            "area": _column(areas.__contains__, f"the areas of this folder: {', '.join(areas)}"),
            "indicator": _column(
                scope.catalogue.indicators.__contains__, "an id in params/indicators/"
            ),
            "period": _column(_is_period, FORMS),
            "mark": _column(marks.__contains__, f"empty, {', '.join(Mark)}"),
            "source": _column(
                scope.sources.__contains__, f"in sources.yaml: {', '.join(scope.sources)}"
            ),
        }
    )


def _column(allowed: Callable[[str], bool], wording: str) -> pa.Column:
    return pa.Column(object, pa.Check(allowed, element_wise=True, error=wording))


def _is_period(text: str) -> bool:
    try:
        parse_period(text)
    except PeriodError:
        return False
    return True


def _column_problems(table: Table, frame: pd.DataFrame, scope: Scope) -> Iterator[Problem]:
    try:
        _schema(scope).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        for case in error.failure_cases.sort_values("index").itertuples():
            line = table.rows[int(case.index)][0]
            wrong = f"found '{case.failure_case}'"
            yield Problem(table.shown, line, str(case.column), wrong, str(case.check))


def _row_problems(table: Table, scope: Scope) -> Iterator[Problem]:
    """Checks of a cell against what its indicator allows, where that is known."""
    for line, cells in table.rows:
        indicator = scope.catalogue.indicators.get(cells["indicator"])
        if indicator is None:
            continue
        try:
            parse_value(
                cells["value"], cells["mark"] if cells["mark"] in set(Mark) else "", indicator
            )
        except ValueTextError as error:
            yield Problem(table.shown, line, "value", error.wrong, error.allowed)
        kind = parse_period(cells["period"]).kind if _is_period(cells["period"]) else None
        if kind is not None and kind not in indicator.periods:
            wrong = f"'{cells['period']}' is a period of the kind '{kind}'"
            allowed = f"for {indicator.id}: {', '.join(indicator.periods)}"
            yield Problem(table.shown, line, "period", wrong, allowed)
        if cells["category"] and indicator.breakdown is None:
            wrong = f"'{cells['category']}', but {indicator.id} has no breakdown"
            yield Problem(table.shown, line, "category", wrong, "empty")


def _observation(table: Table, line: int, cells: dict[str, str], scope: Scope) -> Observation:
    indicator = scope.catalogue.indicators[cells["indicator"]]
    return Observation(
        indicator=indicator.id,
        area=cells["area"],
        period=parse_period(cells["period"]),
        category=cells["category"],
        value=parse_value(cells["value"], cells["mark"], indicator),
        source=scope.sources[cells["source"]],
        note=cells["note"],
        file=table.shown,
        row=line,
    )
