"""Facts of what a notebook's own table shows: a cell becomes a fact by its row and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from bcssp_lib.model.errors import not_known
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.value import Reason, Value, known, missing
from bcssp_lib.section.frame_table import Units, decimals_of
from bcssp_lib.section.table_kit import Table

CellPlaces = Mapping[str, tuple[str, str]]  # by a fact's name: the row's first cell, the column


@dataclass(frozen=True)
class NamedCell:
    """A cell that prose may name: its value, its unit, and how many decimals are shown."""

    name: str
    title: str
    value: Value
    unit: Unit
    decimals: int


def named_cells(
    table: Table, frame: pd.DataFrame, places: CellPlaces, units: Units
) -> list[NamedCell]:
    """Find the cells of a table that are to be facts; its rows are those of the frame."""
    plain = table.to_plain()
    labels = [row[0] for row in plain["rows"]]
    headings = {_plain(heading): at for at, heading in enumerate(plain["headings"])}
    found = []
    for name, (label, column) in places.items():
        if label not in labels:
            raise not_known(f"row of '{table.title}'", label, labels)
        if column not in frame.columns or _plain(column) not in headings:
            raise not_known(f"column of '{table.title}'", column, map(str, frame.columns))
        row = labels.index(label)
        numbers = pd.to_numeric(frame[column], errors="coerce")
        found.append(
            NamedCell(
                name=name,
                title=f"{table.title}: {label}, {plain['headings'][headings[_plain(column)]]}",
                value=_value(frame, numbers, row),
                unit=Unit(units if isinstance(units, str) else (units or {}).get(column, "count")),
                decimals=decimals_of([Decimal(str(one)) for one in numbers.dropna()]),
            )
        )
    return found


def _value(frame: pd.DataFrame, numbers: pd.Series[Any], row: int) -> Value:
    """The value of a cell; a missing one keeps the reason that its row gives."""
    if not pd.isna(numbers.iloc[row]):
        return known(Decimal(str(numbers.iloc[row])))
    reason = frame["reason"].iloc[row] if "reason" in frame.columns else ""
    return missing(Reason(reason) if reason in set(Reason) else Reason.NOT_AVAILABLE)


def _plain(name: str) -> str:
    return str(name).replace("_", " ").strip().casefold()
