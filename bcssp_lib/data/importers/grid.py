"""A file as rows of text cells, whatever it was written with, and what was read differently.

Problems of rows are gathered here: the same one in many rows is told once, with their number.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bcssp_lib.data.csv_tables import CellError
from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.errors import InputProblemsError, Problem


class ProblemList:
    """What is wrong with a file, row by row."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._rows: dict[tuple[str, str, str], list[int]] = {}

    def add(self, row: int, error: CellError, column: str = "") -> None:
        """Note what is wrong with a cell; ``column`` is its own, if the error names none."""
        key = (error.column or column, error.wrong, error.allowed)
        self._rows.setdefault(key, []).append(row)

    def problems(self) -> list[Problem]:
        """Each problem once, those of most rows first, since they cause others."""
        listed = sorted(self._rows.items(), key=lambda each: (-len(each[1]), each[1][0]))
        return [
            self._grid.problem(rows[0], column, wrong + _and_more(rows), allowed)
            for (column, wrong, allowed), rows in listed
        ]


def _and_more(rows: Sequence[int]) -> str:
    if len(rows) == 1:
        return ""
    noun = "row" if len(rows) == 2 else "rows"
    return f" (and in {len(rows) - 1:,} more {noun}, to {rows[-1]:,})"


def too_long(cells: int, width: int) -> CellError:
    """That a row has more cells than the heading, which shifts all of them."""
    wrong = f"the row has {cells} cells, and the heading {width}"
    return CellError(wrong, "a cell for each column; one with a comma in it needs quotation marks")


HEADING_WITHIN = 40  # rows: titles and notes stand above a table
Line = tuple[int, Sequence[str]]  # the number of a row as its program shows it, and its cells


@dataclass
class Notes:
    """What was read differently from what the file holds: each kind once, with its first row."""

    _firsts: dict[tuple[str, str], str] = field(default_factory=dict)
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, what: str, column: str = "", row: int | None = None, was: str = "") -> None:
        """Note that something was read in a way that its reader should know of."""
        key = (column, what)
        self._counts[key] += 1
        if key not in self._firsts:
            where = [f"row {row}"] if row is not None else []
            self._firsts[key] = ", ".join(where + ([quote_text(was)] if was else []))

    def lines(self) -> list[str]:
        """Each note as a line, in the order in which they were made."""
        return [_note_line(*key, count, self._firsts[key]) for key, count in self._counts.items()]


def _note_line(column: str, what: str, count: int, first: str) -> str:
    whose = f"{column}: " if column else ""
    if not first:
        return f"{whose}{what}"
    how_many = f"{count:,} times, first in " if count > 1 else ""
    return f"{whose}{what} ({how_many}{first})"


@dataclass(frozen=True)
class Grid:
    """One sheet of a file. ``lines`` reads it from its start each time that it is called.

    Rows without content are left out, and so are blank cells at the end of a row. What is hidden
    in a workbook is not among them: ``hidden_rows`` are such rows with content, and
    ``hidden_columns`` the first texts of such columns, by their letters.
    """

    shown: str
    lines: Callable[[], Iterator[Line]]
    notes: Notes
    sheet: str = ""
    decimal_commas: bool = False  # what parted its cells leaves room for "12,5"
    hidden_rows: tuple[Line, ...] = ()
    hidden_columns: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def problem(self, row: int | None, column: str, wrong: str, allowed: str) -> Problem:
        """What is wrong with a cell."""
        return Problem(self.shown, row, column, wrong, allowed)


def refuse_file(path: Path, wrong: str, allowed: str, row: int | None = None) -> InputProblemsError:
    """The error of a file that cannot be read."""
    return InputProblemsError([Problem(path.name, row, "", wrong, allowed)])


def name_cells(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """The cells of a row by their columns; those beyond its end are empty."""
    return {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}


def trim_line(cells: Sequence[str]) -> Sequence[str]:
    """A row without blank cells at its end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells if end == len(cells) else cells[:end]


@contextmanager
def no_search_for_garbage() -> Iterator[None]:
    """Rows are freed as soon as they are read; to look through all of them takes half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
