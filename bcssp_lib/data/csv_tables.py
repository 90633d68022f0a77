"""Reading CSV files as text, with their shape checked before their content."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bcssp_lib.files.text import read_utf8
from bcssp_lib.model.errors import Problem


@dataclass(frozen=True)
class Table:
    """A CSV file as text cells; ``rows`` pairs each line number with its cells."""

    shown: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def read_table(
    path: Path, shown: str, columns: Sequence[str], problems: list[Problem]
) -> Table | None:
    """Read a CSV file with just these columns; what is wrong is added to ``problems``."""
    text = read_utf8(path, shown)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = len(problems)
    rows: list[tuple[int, list[str]]] = []
    try:
        header = next(reader)
        problems.extend(_header_problems(shown, header, columns))
        for cells in reader:
            if len(cells) != len(header):
                wrong = f"the row has {len(cells)} cells"
                problems.append(Problem(shown, reader.line_num, "", wrong, f"{len(header)}"))
            else:
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        wrong = f"the row cannot be read: {error}"
        problems.append(Problem(shown, reader.line_num, "", wrong, "CSV with balanced quotes"))
    if len(problems) > before:
        return None
    named = tuple((line, dict(zip(columns, cells, strict=True))) for line, cells in rows)
    return Table(shown, tuple(columns), named)


def _header_problems(shown: str, header: list[str], columns: Sequence[str]) -> list[Problem]:
    expected = ", ".join(columns)
    problems = [
        Problem(shown, 1, column, "the column is missing", expected)
        for column in columns
        if column not in header
    ]
    problems += [
        Problem(shown, 1, column, "the column is not known", expected)
        for column in header
        if column not in columns
    ]
    if not problems and header != list(columns):
        problems.append(Problem(shown, 1, "", f"the columns are {', '.join(header)}", expected))
    return problems
