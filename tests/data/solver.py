"""An independent check: which hidden cells of a table can be worked out from its totals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

Cell = tuple[str, str]


def worked_out(rows: Sequence[str], columns: Sequence[str], hidden: set[Cell]) -> set[Cell]:
    """The hidden cells whose value every solution of the row and column totals shares.

    A cell is so determined if its unit vector lies in the row space of the equations.
    """
    cells = sorted(hidden)
    equations = [[float(cell[0] == row) for cell in cells] for row in rows]
    equations += [[float(cell[1] == column) for cell in cells] for column in columns]
    matrix = np.array(equations)
    rank = np.linalg.matrix_rank(matrix)
    units = np.eye(len(cells))
    return {
        cell
        for cell, unit in zip(cells, units, strict=True)
        if np.linalg.matrix_rank(np.vstack([matrix, unit])) == rank
    }
