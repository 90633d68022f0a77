"""Which figure a cell of a notebook's own frame shows, where only the words around it say so.

A pivot, a join or a sum loses the column ``reason``. The labels stay: area, period, category.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from bcssp_lib.model.errors import UserError
from bcssp_lib.model.value import Observation, Reason

ABOUT_ROWS = ("reason", "mark", "synthetic")  # told in a row's cells, or by the page
CellPlace = tuple[int, Hashable]  # the number of its row, and the name of its column
_Label = str | date
_HIDDEN = (Reason.SUPPRESSED, Reason.LOW_RELIABILITY)


class LabelledFigures:
    """Figures that a section has handed out, found by their labels."""

    def __init__(self, figures: Iterable[Observation], names: Mapping[str, str]) -> None:
        """``names`` are what readers know areas and indicators by, by their ids."""
        self._figures = list(figures)
        self._numbers: dict[_Label, set[int]] = {}  # of the figures that have a label
        for number, figure in enumerate(self._figures):
            for label in _labels_of(figure, names):
                self._numbers.setdefault(label, set()).add(number)
        self._found: dict[frozenset[_Label], list[Observation]] = {}

    def find_reasons(self, title: str, frame: pd.DataFrame) -> dict[CellPlace, Reason]:
        """Why cells of a frame have no number: all their labels are those of a hidden figure.

        Raises ``UserError`` if such a cell is 0, as pandas makes it of a sum of missing figures.
        A 0 that another figure with these labels really has is let through.
        """
        reasons: dict[CellPlace, Reason] = {}
        rows = _row_labels(frame)
        for name, numbers in _number_columns(frame):
            heading = {label for label in _labels_in(name) if label in self._numbers}
            for row, number in enumerate(numbers):
                if pd.isna(number) or number == 0:
                    figures = self._find(rows[row] | heading)
                    reason = _reason_of(figures)
                    if reason is not None and not pd.isna(number):
                        _check_zero(title, name, reason, figures)
                    elif reason is not None:
                        reasons[row, name] = reason
        return reasons

    def _find(self, labels: frozenset[_Label]) -> list[Observation]:
        """The figures that have all of some labels."""
        if labels not in self._found:
            numbers = [self._numbers.get(label, set()) for label in labels]
            shared = sorted(set.intersection(*numbers)) if numbers else []
            self._found[labels] = [self._figures[number] for number in shared]
        return self._found[labels]


def _labels_of(figure: Observation, names: Mapping[str, str]) -> Iterator[_Label]:
    period = figure.period
    ids = (figure.area, figure.indicator)
    texts = (*ids, *(names.get(each, "") for each in ids), figure.category)
    for word in (*texts, period.label, period.wording, period.heading, period.short, period.end):
        yield from _labels_in(word)


def _labels_in(cell: Any) -> Iterator[_Label]:
    """The labels in a cell, an index or a heading, which may have several levels."""
    if isinstance(cell, tuple):
        for part in cell:
            yield from _labels_in(part)
    elif isinstance(cell, str) and cell.strip():
        yield cell.strip().casefold()
    elif isinstance(cell, date) and not pd.isna(cell):
        yield cell.date() if isinstance(cell, datetime) else cell


def _row_labels(frame: pd.DataFrame) -> list[frozenset[_Label]]:
    told = frame.loc[:, [name not in ABOUT_ROWS for name in frame.columns]]
    rows = zip(frame.index, told.itertuples(index=False, name=None), strict=True)
    return [frozenset(_labels_in(row)) for row in rows]


def _number_columns(frame: pd.DataFrame) -> Iterator[tuple[Hashable, pd.Series[Any]]]:
    for name, cells in frame.items():
        numbers = pd.to_numeric(cells, errors="coerce")
        has_any = is_numeric_dtype(cells) or numbers.notna().any()
        if name not in ABOUT_ROWS and has_any and not is_bool_dtype(numbers):
            yield name, numbers


def _reason_of(figures: Iterable[Observation]) -> Reason | None:
    """Why some figures have no number, if any has none; what was never supplied says nothing."""
    unknown = [figure.value.reason for figure in figures if figure.source is not None]
    reasons = [reason for reason in unknown if reason is not None]
    return next((reason for reason in reasons if reason in _HIDDEN), next(iter(reasons), None))


def _check_zero(
    title: str, column: Hashable, reason: Reason, figures: Iterable[Observation]
) -> None:
    """Refuse a 0 that none of the figures with its labels has."""
    if any(figure.value.amount == 0 for figure in figures):
        return
    where = next(figure.words for figure in figures if figure.value.reason is reason)
    raise UserError(
        f"'{title}': the column '{column}' has 0 where a figure is {reason.wording} ({where}). "
        "Leave such cells missing: add up with sum(min_count=1), and fill nothing with 0 (fillna, "
        "fill_value). If the 0 is of something else, keep the column 'period' or 'reason', which "
        "tells the two apart."
    )
