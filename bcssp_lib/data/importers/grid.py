"""A file as rows of text cells, whatever it was written with, and what was read differently."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.errors import Problem

Line = tuple[int, Sequence[str]]  # the number of a row as its program shows it, and its cells


@dataclass
class Notes:
    """What was read differently from what the file holds: each kind once, with its first row."""

    _counts: dict[tuple[str, str], int] = field(default_factory=dict)
    _first: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, what: str, column: str = "", row: int | None = None, was: str = "") -> None:
        """Note that something was read in a way that its reader should know of."""
        key = (column, what)
        self._counts[key] = self._counts.get(key, 0) + 1
        if key not in self._first:
            where = [f"row {row}"] if row is not None else []
            self._first[key] = ", ".join(where + ([quote_text(was)] if was else []))

    def lines(self) -> list[str]:
        """Each note as a line, in the order in which they were made."""
        return [_note_line(*key, count, self._first[key]) for key, count in self._counts.items()]


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


def column_letters(index: int) -> str:
    """What a column is called in a workbook, by its place from 0: A, B, … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, last = divmod(index - 1, 26)
        letters = chr(ord("A") + last) + letters
    return letters


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
