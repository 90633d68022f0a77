"""Trying an import before it is written: what a build would refuse is refused here."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.contradictions import find_contradictions, find_larger_members
from bcssp_lib.data.csv_tables import Table
from bcssp_lib.data.importers.changes import FileChange, figure_cells
from bcssp_lib.data.importers.held import COUNTRY, HeldFigures
from bcssp_lib.data.loader import areas_in
from bcssp_lib.data.observations import COLUMNS, Scope, parse_observations
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.value import Observation, Source


def find_refused(
    catalogue: Catalogue,
    held: HeldFigures,
    changes: Mapping[str, FileChange],
    related: Container[str],
    places: Sequence[str],
    sources: Iterable[Source],
) -> list[Problem]:
    """What the loader would refuse of data/ as it would be, at the rows of the imported file.

    ``changes`` are by folder, ``related`` the indicators that may contradict the imported ones,
    ``places`` the slugs of data/national/ as they would be, ``sources`` those that are new.
    """
    problems: list[Problem] = []
    after = {folder: [*each.figures] for folder, each in held.folders.items()}
    for folder, change in changes.items():
        areas = areas_in(catalogue, folder) or tuple(places)
        its = held.in_folder(folder)
        others = [each for each in its.figures if each.file != change.file]
        tables = [*_tables_of_categories(others), _table_of(change, related)]
        wrong: list[Problem] = []
        scope = Scope(catalogue, areas, {**its.sources, **{each.id: each for each in sources}})
        figures = parse_observations(tables, scope, wrong)
        after[folder] = [*others, *(each for each in figures if each.file == change.file)]
        problems += wrong or find_contradictions(catalogue, after[folder])
    own = [each for folder, figures in after.items() if folder != COUNTRY for each in figures]
    problems += [] if problems else find_larger_members(catalogue, own)
    by_file = {change.file: change for change in changes.values()}
    return [_point_to_import(problem, by_file) for problem in problems]


def _table_of(change: FileChange, related: Container[str]) -> Table:
    """A file as it would be, each row of these indicators with its line."""
    rows = (
        (line, dict(zip(COLUMNS, cells, strict=True)))
        for line, cells in enumerate(change.rows, start=2)
    )
    return Table(change.file, COLUMNS, tuple(row for row in rows if row[1]["indicator"] in related))


def _tables_of_categories(figures: Sequence[Observation]) -> Iterator[Table]:
    """Rows of other files with a category, with which a new one may only seem to differ."""
    for each in figures:
        if each.category and each.row is not None:
            cells = dict(zip(COLUMNS, figure_cells(each), strict=True))
            yield Table(each.file, COLUMNS, ((each.row, cells),))


def _point_to_import(problem: Problem, changes: Mapping[str, FileChange]) -> Problem:
    """The problem at the row of the imported file that the row of data/ would be made from."""
    change = changes.get(problem.file)
    if change is None or problem.row is None or not 2 <= problem.row < len(change.rows) + 2:
        return problem
    origin = change.origins[problem.row - 2]
    if origin is None:
        return problem
    return Problem(*origin, problem.column, problem.wrong, problem.allowed)
