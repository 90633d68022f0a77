"""What each publication has shown, kept with its report: readers have it for ever.

A file for each publication, ``reports/<area>/<period>/published/<edition>-<number>.csv``, holds
the figures that a policy concerns, as they were shown. It tells nothing that was hidden, and is
kept in git.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bcssp_lib.data.csv_tables import csv_text, plain_number, read_table
from bcssp_lib.files.folders import put_bytes
from bcssp_lib.files.project import Project, ReportPaths
from bcssp_lib.model.errors import Problem, raise_problems
from bcssp_lib.model.period import PeriodError, parse_period
from bcssp_lib.model.value import Key, Observation, Reason, known, missing

COLUMNS = ("indicator", "area", "period", "category", "value", "rounded_to")
_HIDDEN = str(Reason.SUPPRESSED)


@dataclass(frozen=True)
class ShownFigure:
    """A figure as a publication showed it, or hid it, and what it was rounded to."""

    observation: Observation
    rounded_to: int = 1

    @property
    def cells(self) -> list[str]:
        """Its row in the file."""
        one = self.observation
        value = _HIDDEN if one.value.amount is None else f"{one.value.amount:f}"
        return [*one.key, value, str(self.rounded_to)]


@dataclass(frozen=True)
class Publication:
    """What one publication showed; ``name`` is that of its file, for messages."""

    name: str
    figures: tuple[ShownFigure, ...]

    def figures_of(self, indicators: Container[str]) -> list[Observation]:
        """The figures of indicators that there still are."""
        shown = [figure.observation for figure in self.figures]
        return [each for each in shown if each.indicator in indicators]

    @cached_property
    def roundings(self) -> Mapping[Key, int]:
        """What each figure was rounded to."""
        return {each.observation.key: each.rounded_to for each in self.figures}


def publication_folders(project: Project, areas: Iterable[str]) -> tuple[Path, ...]:
    """The folders with what publications of these areas showed."""
    found = (path for area in areas for path in project.reports.glob(f"{area}/*/published"))
    return tuple(sorted(found))


def read_publications(project: Project, areas: Iterable[str]) -> tuple[Publication, ...]:
    """What was published of these areas before; what several reports showed alike is there once.

    Raises ``InputProblemsError`` for a file that is not as it was written: what it says is needed.
    """
    problems: list[Problem] = []
    publications = tuple(
        _read(path, project.shown(path), problems)
        for folder in publication_folders(project, areas)
        for path in sorted(folder.glob("*.csv"))
    )
    raise_problems(problems)
    return tuple({each.figures: each for each in publications}.values())


def _read(path: Path, shown: str, problems: list[Problem]) -> Publication:
    table = read_table(path, shown, COLUMNS, problems)
    figures = []
    for line, cells in table.rows if table else ():
        try:
            figures.append(_parse(cells))
        except (PeriodError, ValueError) as error:
            allowed = "the file as it was written by a publication; take it from git again"
            problems.append(Problem(shown, line, "", str(error), allowed))
    return Publication(shown, tuple(figures))


def _parse(cells: Mapping[str, str]) -> ShownFigure:
    amount = plain_number(cells["value"])
    if amount is None and cells["value"] != _HIDDEN:
        raise ValueError(f"'{cells['value']}' is neither a number nor {_HIDDEN}")
    observation = Observation(
        cells["indicator"],
        cells["area"],
        parse_period(cells["period"]),
        missing(Reason.SUPPRESSED) if amount is None else known(amount),
        category=cells["category"],
    )
    rounded_to = plain_number(cells["rounded_to"])
    if rounded_to is None or rounded_to < 1 or rounded_to != int(rounded_to):
        raise ValueError(f"'{cells['rounded_to']}' in rounded_to is not a whole number from 1")
    return ShownFigure(observation, int(rounded_to))


def record_publication(paths: ReportPaths, figures: Iterable[ShownFigure]) -> Path | None:
    """Keep what a publication shows, unless there is nothing to keep or it showed the same before.

    A file is never written over.
    """
    rows = sorted(figure.cells for figure in figures)
    content = csv_text(COLUMNS, rows).encode()
    earlier = sorted(paths.published.glob(f"{paths.report.edition}-*.csv"))
    if not rows or any(path.is_file() and path.read_bytes() == content for path in earlier):
        return None
    numbers = (plain_number(path.stem.rpartition("-")[2]) for path in earlier)  # none of a copy
    number = 1 + int(max((each for each in numbers if each is not None), default=0))
    place = paths.published / f"{paths.report.edition}-{number}.csv"
    put_bytes(content, place)
    return place
