"""``data/confirmed.csv``: figures that look like slips and are right, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.data.csv_tables import read_table
from bcssp_lib.data.importers.changes import csv_text, value_text
from bcssp_lib.data.importers.plausibility import Doubt
from bcssp_lib.data.loader import raise_problems
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.person_data import Screening

CONFIRMED = "confirmed.csv"
COLUMNS = ("indicator", "area", "period", "category", "value", "rule", "reason")
_Row = tuple[str, ...]


def read_confirmed(project: Project, allowed: Screening) -> list[_Row]:
    """The rows of data/confirmed.csv; none where there is no such file."""
    path = project.data / CONFIRMED
    if not path.is_file():
        return []
    problems: list[Problem] = []
    table = read_table(path, project.shown(path), COLUMNS, problems, allowed)
    raise_problems(problems)
    return [tuple(cells.values()) for _, cells in table.rows] if table else []


def leave_out_confirmed(doubts: Sequence[Doubt], confirmed: Sequence[_Row]) -> list[Doubt]:
    """The doubts that nobody has settled yet."""
    settled = {row[:-1] for row in confirmed}
    return [each for each in doubts if each.key not in settled]


def add_confirmed(confirmed: Sequence[_Row], doubts: Sequence[Doubt], reason: str) -> str:
    """The text of the file with these doubts settled for a reason."""
    return csv_text(COLUMNS, sorted([*confirmed, *((*each.key, reason) for each in doubts)]))


def describe_doubt(doubt: Doubt) -> tuple[str, ...]:
    """A doubt as a row of a table: where it was read, what it is of, its value, and why."""
    figure = doubt.figure
    what = ", ".join(filter(None, (figure.indicator, figure.area, figure.category)))
    row = "" if figure.row is None else str(figure.row)
    return (row, what, figure.period.label, value_text(figure.value), doubt.why)
