"""A pandas frame as an accessible table: numbers by the one rounding rule, gaps with reasons."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from numbers import Number
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_integer_dtype, is_numeric_dtype

from bcssp_lib.model.errors import UserError, not_known
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import long_date
from bcssp_lib.model.value import Mark, Reason, Value, known, missing
from bcssp_lib.section.hidden_figures import ABOUT_ROWS, CellPlace
from bcssp_lib.section.outputs import Column, PlainTable, Table, table
from bcssp_lib.stats.wording import amount_text, capitalise, own_decimals

MOST_ROWS = 2_000
_MOST_COLUMNS = 30
_SMALL = Decimal(1)  # columns of smaller numbers get a second decimal

_Units = str | Mapping[str, str] | None
_CellPlaces = Mapping[str, tuple[str, str]]  # by a fact's name: the row's first cell, the column


def frame_table(
    title: str,
    frame: pd.DataFrame | pd.Series[Any],
    notes: Sequence[str] = (),
    units: _Units = None,
    cell_reasons: Mapping[CellPlace, Reason] | None = None,
) -> Table:
    """Make a table of a frame or a series; an index that has names comes first.

    Numbers of one column have the same decimals: none where all are whole, and otherwise one
    (two where all are below 1). ``units`` is the unit of all numbers ("count", "percent",
    "pounds"), or one for each column. A missing number is told by the row's ``reason``, by that
    of its cell, or is "not available"; a ``mark`` follows the numbers of its row.

    Raises ``UserError`` for a frame without rows or columns, and for one that is too large.

    Example: ``frame_table("Stops by age", frame, units={"share": "percent"})``
    """
    check_notes(title, notes)
    whole = _with_index(title, frame)
    _check_size(title, whole)
    if isinstance(units, Mapping):
        for name in units.keys() - set(whole.columns):
            raise not_known(f"column of '{title}' for units", str(name), map(str, whole.columns))
    shown = whole.loc[:, [name not in ABOUT_ROWS for name in whole.columns]]
    _check_size(title, shown)
    reasons = _texts_of(whole, "reason", Reason)
    marks = _texts_of(whole, "mark", Mark)
    of_cells = cell_reasons or {}
    columns, cells = [], []
    for index, name in enumerate(shown.columns):
        values = shown.iloc[:, index]
        figures = index > 0 and _holds_numbers(values)
        columns.append(Column(_heading(name), figures))
        if figures:
            why = [
                reason or of_cells.get((row, name), Reason.NOT_AVAILABLE).wording
                for row, reason in enumerate(reasons)
            ]
            cells.append(_number_texts(title, values, _unit(name, units), why, marks))
        else:
            cells.append([_text(value) for value in values])
    return table(title, columns, list(zip(*cells, strict=True)), notes)


def as_frame(title: str, data: Any) -> pd.DataFrame:
    """A frame as it is, and a series as a frame of one column; anything else is refused."""
    if isinstance(data, pd.Series):
        return data.to_frame("Value" if data.name is None else data.name)
    if not isinstance(data, pd.DataFrame):
        kind = type(data).__name__
        raise UserError(f"'{title}' needs a pandas DataFrame or Series, and was given a {kind}.")
    _check_names(title, data.columns)
    return data


def check_notes(title: str, notes: Any) -> None:
    """Refuse notes that are no list of sentences: of a text, each letter would be one."""
    if isinstance(notes, (str, Mapping)):
        raise UserError(
            f"'{title}': notes are a list of sentences, for example "
            'notes=["Per 10,000 children."]; they are of the whole table.'
        )


def _check_names(title: str, names: Iterable[Any]) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise UserError(
            f"'{title}' has two columns or index levels called '{twice[0]}'. Rename one of them."
        )


def _with_index(title: str, data: Any) -> pd.DataFrame:
    """The frame with its index as columns, unless that only counts the rows."""
    frame = as_frame(title, data)
    index = frame.index
    if isinstance(index, pd.RangeIndex) or (index.name is None and is_integer_dtype(index)):
        return frame  # rows that were picked from such a frame keep their numbers
    names = [name or f"Name {level + 1}" for level, name in enumerate(frame.index.names)]
    names = ["Name"] if names == ["Name 1"] else names
    _check_names(title, [*names, *frame.columns])
    return frame.reset_index(names=names)


def _check_size(title: str, frame: pd.DataFrame) -> None:
    rows, columns = frame.shape
    if not rows or not columns:
        raise UserError(
            f"'{title}' has no rows or no columns to show. Where an area may have no figures, "
            "ask 'if not frame.empty' first."
        )
    if rows > MOST_ROWS or columns > _MOST_COLUMNS:
        raise UserError(
            f"'{title}' has {rows:,} rows and {columns:,} columns; a report may show "
            f"{MOST_ROWS:,} and {_MOST_COLUMNS}. Filter it or add it up first."
        )


def _texts_of(frame: pd.DataFrame, name: str, kind: type[Reason | Mark]) -> list[str]:
    """What a column of codes says of each row; an empty text where it says nothing."""
    if name not in frame.columns:
        return [""] * len(frame)
    codes = ["" if pd.isna(code) else str(code) for code in frame[name]]
    return [kind(code).wording if code in set(kind) else code for code in codes]


def _holds_numbers(values: pd.Series[Any]) -> bool:
    if is_bool_dtype(values):
        return False
    known = values.dropna()
    if known.empty:
        return is_numeric_dtype(values)
    return all(isinstance(value, Number) and not isinstance(value, bool) for value in known)


def _number_texts(
    title: str, values: pd.Series[Any], unit: Unit, reasons: Sequence[str], marks: Sequence[str]
) -> list[str]:
    amounts = [None if pd.isna(value) else _amount(title, value) for value in values]
    decimals = _decimals_of([amount for amount in amounts if amount is not None])
    return [
        reason
        if amount is None
        else amount_text(amount, unit, decimals) + (f" ({mark})" if mark else "")
        for amount, reason, mark in zip(amounts, reasons, marks, strict=True)
    ]


def _amount(title: str, number: Any) -> Decimal:
    """A number as it is printed: 0.1 is a tenth, and not the binary number next to it."""
    if not math.isfinite(number):
        raise UserError(f"'{title}' holds a number that is not finite: {number}. Correct the sum.")
    return Decimal(str(number))


def _decimals_of(amounts: Sequence[Decimal]) -> int:
    """How many decimals the numbers of a column are shown with."""
    needed = max((own_decimals(amount) for amount in amounts), default=0)
    small = all(abs(amount) < _SMALL for amount in amounts)
    return min(needed, 2 if small else 1)


def _unit(name: Any, units: _Units) -> Unit:
    unit = units if isinstance(units, str) else (units or {}).get(name, Unit.COUNT)
    if unit not in set(Unit):
        known = ", ".join(unit.value for unit in Unit)
        raise UserError(f"There is no unit '{unit}' (known: {known}).")
    return Unit(unit)


def _heading(name: Any) -> str:
    words = ", ".join(map(str, name)) if isinstance(name, tuple) else str(name)
    return capitalise(words.replace("_", " ").strip())


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if pd.isna(value):
        return Reason.NOT_AVAILABLE.wording
    if isinstance(value, date):
        return long_date(value)
    return str(value)


@dataclass(frozen=True)
class NamedCell:
    """A cell that prose may name: its value, its unit, and how many decimals are shown."""

    name: str
    title: str
    value: Value
    unit: Unit
    decimals: int


def named_cells(
    table: Table,
    frame: pd.DataFrame,
    places: _CellPlaces,
    units: _Units,
    reasons: Mapping[CellPlace, Reason],
) -> list[NamedCell]:
    """Find the cells of a table that are to be facts; its rows are those of the frame."""
    plain = PlainTable(**table.to_plain())
    headings = {_plain(heading): heading for heading in plain.headings}
    labels = [row[0] for row in plain.rows]
    named = []
    for name, (label, column) in places.items():
        if label not in labels:
            raise not_known(f"row of '{table.title}'", label, labels)
        if column not in frame.columns or _plain(column) not in headings:
            raise not_known(f"column of '{table.title}'", column, map(str, frame.columns))
        title = f"{table.title}: {label}, {headings[_plain(column)]}"
        row = labels.index(label)
        why = reasons.get((row, column), Reason.NOT_AVAILABLE)
        named.append(_named_cell(name, title, frame, column, row, units, why))
    return named


def _named_cell(
    name: str,
    title: str,
    frame: pd.DataFrame,
    column: str,
    row: int,
    units: _Units,
    why_none: Reason,
) -> NamedCell:
    numbers = pd.to_numeric(frame[column], errors="coerce")
    return NamedCell(
        name=name,
        title=title,
        value=_value(frame, numbers, row, why_none),
        unit=_unit(column, units),
        decimals=_decimals_of([Decimal(str(number)) for number in numbers.dropna()]),
    )


def _value(frame: pd.DataFrame, numbers: pd.Series[Any], row: int, why_none: Reason) -> Value:
    """The value of a cell; a missing one keeps the reason that its row gives, if it gives one."""
    if not pd.isna(numbers.iloc[row]):
        return known(Decimal(str(numbers.iloc[row])))
    reason = frame["reason"].iloc[row] if "reason" in frame.columns else ""
    return missing(Reason(reason) if reason in set(Reason) else why_none)


def _plain(name: str) -> str:
    return str(name).replace("_", " ").strip().casefold()
