"""Problems of rows: the same one in many rows is told once, with their number."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.data.importers.grid import Grid
from bcssp_lib.data.importers.numbers import CellError
from bcssp_lib.model.errors import Problem


class ProblemList:
    """What is wrong with a file, row by row."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._rows: dict[tuple[str, str, str], list[int]] = {}

    def add(self, row: int, column: str, error: CellError) -> None:
        """Note what is wrong with a cell."""
        self._rows.setdefault((column, error.wrong, error.allowed), []).append(row)

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
