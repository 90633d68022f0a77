"""Looking at a table that nobody has described: where its heading is, and what its columns hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from bcssp_lib.data.importers.files import read_pieces
from bcssp_lib.data.importers.formats import name_columns
from bcssp_lib.data.importers.grid import Grid, Line
from bcssp_lib.data.importers.numbers import CellError, NumberStyle, read_cell
from bcssp_lib.data.importers.times import read_stretch
from bcssp_lib.model.area import Area, slugs_by_name
from bcssp_lib.model.characters import fold_name
from bcssp_lib.model.import_format import PeriodColumns
from bcssp_lib.model.person_data import Screening

_LOOKED_AT = 2000  # rows
_MOST = 0.7  # of the cells of a column say what it holds
_HEADING_WITHIN = 40
_STYLE = NumberStyle({}, percent=True, pounds=True)
_SYMBOL = re.compile(r"[<>≤]\W*[0-9]+|\W{1,3}|\[?[a-z]{1,4}\]?|n/a|not available", re.IGNORECASE)
_DEPARTMENT, _ONS = re.compile(r"[2-9][0-9]{2}(?:\.0)?"), re.compile(r"[EKNSW][0-9]{8}")


@dataclass(frozen=True)
class Column:
    """A column: its name, and the cells below it that are not blank."""

    name: str
    cells: tuple[str, ...]

    def share(self, matches: Iterable[bool]) -> float:
        """How many of its cells are of a kind."""
        return sum(matches) / len(self.cells) if self.cells else 0.0

    @property
    def is_figures(self) -> bool:
        """Whether most of its cells are numbers, or stand in place of one."""
        numbers = [is_number(cell) for cell in self.cells]
        symbols = [looks_like_symbol(cell) for cell in self.cells]
        return any(numbers) and self.share(map(any, zip(numbers, symbols, strict=True))) > _MOST

    @property
    def is_times(self) -> bool:
        """Whether its cells are years, quarters or dates."""
        return self.share(is_time(cell) for cell in self.cells) > _MOST

    @property
    def is_department_codes(self) -> bool:
        """Whether its cells are the department's codes of authorities."""
        codes = self.share(bool(_DEPARTMENT.fullmatch(cell.strip())) for cell in self.cells)
        named = re.search(r"\b(?:code|la|lea|number)\b", self.name.replace("_", " "), re.IGNORECASE)
        return codes > _MOST and bool(named)

    @property
    def is_official_codes(self) -> bool:
        """Whether its cells are official codes, such as E06000022."""
        return self.share(bool(_ONS.fullmatch(cell.strip())) for cell in self.cells) > _MOST

    @property
    def symbols(self) -> Counter[str]:
        """What stands in it in place of numbers, and how often."""
        return Counter(cell.strip() for cell in self.cells if not is_number(cell))

    @property
    def is_shares(self) -> bool:
        """Whether a percentage is written as a share of 1, as Excel keeps "58%"."""
        numbers = [read_cell(cell, _STYLE).value.as_float for cell in self.cells if is_number(cell)]
        named = re.search(r"%|percent|proportion|share|rate", self.name, re.IGNORECASE)
        return bool(named) and bool(numbers) and all(0 <= (each or 0) <= 1 for each in numbers)


@dataclass(frozen=True)
class Sight:
    """What a look at a sheet shows: the rows of its heading, and its columns."""

    grid: Grid
    heading: int
    heading_rows: int
    columns: tuple[Column, ...]


def looks_like_symbol(text: str) -> bool:
    """Whether a cell says why there is no number: ``<5``, ``*``, ``n/a``."""
    return bool(_SYMBOL.fullmatch(text.strip()))


def is_number(text: str) -> bool:
    """Whether a cell is a number in any usual form."""
    try:
        return read_cell(text, _STYLE).value.known
    except CellError:
        return False


def is_time(text: str) -> bool:
    """Whether a cell is a year, quarter, month or date in any usual form."""
    try:
        read_stretch(text, None, PeriodColumns(column="-", bare_years="end"))
    except CellError:
        return False
    return not re.fullmatch(r"\s*[0-9]{4}\s*", text) or 1990 <= int(text) <= 2060


def look_at(grid: Grid, allowed: Screening) -> Sight | None:
    """Look at a sheet; none where no row of it looks like a heading."""
    rows = list(islice(next(read_pieces(grid, allowed)), _LOOKED_AT))
    at = _find_heading(rows)
    if at is None:
        return None
    count = 2 if at and _is_upper_heading(rows[at - 1][1], rows[at][1]) else 1
    names = name_columns(rows, at, count)
    below = [cells for _, cells in rows[at + 1 :] if sum(map(bool, map(str.strip, cells))) > 1]
    columns = tuple(
        Column(name, tuple(c[index] for c in below if len(c) > index and c[index].strip()))
        for index, name in enumerate(names)
    )
    return Sight(grid, rows[at][0], count, columns)


def _find_heading(rows: Sequence[Line]) -> int | None:
    """The row of most names that is followed by a row with a number."""
    best, most = None, 1
    for at, (_, cells) in enumerate(rows[:_HEADING_WITHIN]):
        names = sum(bool(cell.strip()) and (not is_number(cell) or is_time(cell)) for cell in cells)
        followed = at + 1 < len(rows) and any(is_number(cell) for cell in rows[at + 1][1])
        if followed and names > most:
            best, most = at, names
    return best


def _is_upper_heading(upper: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a row above a heading has names that span several of its columns."""
    filled = [index for index, cell in enumerate(upper) if cell.strip()]
    blank = [index for index, cell in enumerate(names) if not cell.strip()]
    spans = filled and max(filled) > 0 and len(filled) < len(names)
    return (bool(spans) and len(filled) > 1) or bool(set(filled) & set(blank))


def name_areas(cells: Iterable[str], areas: Iterable[Area]) -> dict[str, str]:
    """Which texts name which of the project's areas: by name, short name or slug."""
    by_name = slugs_by_name(areas)
    named = {}
    for text in dict.fromkeys(cells):
        folded = fold_name(text)
        begins = [name for name in by_name if folded == name or folded.startswith(f"{name} ")]
        if begins:
            named[text] = by_name[max(begins, key=len)]
    return named
