"""Finding a returned form in a workbook, and its rows by the columns that they answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import screen_lines
from bcssp_lib.data.importers.files import read_rows
from bcssp_lib.data.importers.formats import refuse_hidden_rows
from bcssp_lib.data.importers.grid import Grid, Line
from bcssp_lib.data.returns.forms import VERSION, FormColumn, Identity, check_kind, form_columns
from bcssp_lib.data.returns.workbook import ANSWERS
from bcssp_lib.model.characters import fold_text, quote_text
from bcssp_lib.model.errors import InputProblemsError, Problem, UserError, raise_problems
from bcssp_lib.model.period import Period

_TOP = 40  # rows in which the identity and the heading must be
_YEAR = re.compile(r"\b20[0-9]{2}-[0-9]{2}\b")


@dataclass(frozen=True)
class ReturnedRow:
    """A row of a returned form: its number, and its cells by the columns of data/."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class ReturnedForm:
    """A form that came back: whose it is, and its rows, as the partner filled them in."""

    identity: Identity
    period: Period
    grid: Grid
    columns: Mapping[str, FormColumn]
    rows: tuple[ReturnedRow, ...]

    def problem(self, row: ReturnedRow | None, column: str, wrong: str, allowed: str) -> Problem:
        """What is wrong with a cell, by the heading that its writer knows."""
        heading = self.columns[column].heading if column in self.columns else column
        return self.grid.problem(row.number if row else None, heading, wrong, allowed)


def find_identity(grids: Sequence[Grid]) -> Identity | None:
    """What a file says of itself, if it is a form; it is not screened yet, so show none of it."""
    found = (_identity_in(islice(grid.lines(), _TOP)) for grid in grids)
    return next(filter(None, found), None)


def _identity_in(lines: Iterable[Line]) -> Identity | None:
    found = (Identity.find(cell) for _, cells in lines for cell in cells)
    return next(filter(None, found), None)


def read_form(
    grids: Sequence[Grid],
    identity: Identity,
    catalogue: Catalogue,
    areas: Sequence[str] = (),
    period: str = "",
) -> ReturnedForm:
    """Read a returned form. ``areas`` and ``period`` are those that it may be for, if any is named.

    Raises ``UserError`` for a form of another area, period or toolkit, and
    ``InputProblemsError`` for columns that are missing and for data about one person.
    """
    lines = {grid.shown: _screen(grid, catalogue) for grid in grids}
    kind = check_kind(identity.kind, catalogue)
    catalogue.authority(identity.area)
    asked_for = catalogue.period(identity.period)
    _check_identity(identity, areas, period)
    sent = form_columns(catalogue, kind, identity.area, asked_for)
    wanted = {each.name: each for each in sent if each.name}
    grid, at, columns = _find_heading(grids, lines, wanted)
    everything, heading = lines[grid.shown], lines[grid.shown][at]
    _check_heading(grid, heading, sent)
    refuse_hidden_rows(grid, heading[0])
    raise_problems(screen_lines(everything[at:], grid.shown, catalogue.screening))
    raise_problems(_year_problems(grid, everything[:at], asked_for))
    for cell in _other_headings(heading[1], sent):
        grid.notes.add("a column that was not asked for, left out", row=heading[0], was=cell)
    if identity.version < VERSION:
        grid.notes.add(f"the form is of version {identity.version}, and was read as it is now")
    rows = tuple(_rows(everything[at + 1 :], columns))
    return ReturnedForm(identity, asked_for, grid, wanted, rows)


def _check_identity(identity: Identity, areas: Sequence[str], period: str) -> None:
    if areas and identity.area not in areas:
        raise UserError(
            f"This is a return of {identity.area} for {identity.period}, and only "
            f"{', '.join(areas)} was asked for. Nothing was read."
        )
    if identity.version > VERSION:
        raise UserError(
            f"This form is of version {identity.version}, and this toolkit knows version {VERSION} "
            "and older ones. Update the toolkit, or import it where the form was made."
        )
    if period and period != identity.period:
        raise UserError(
            f"This form is for {identity.period}, and {period} was asked for. Nothing was read. "
            f"If the form is right, write --period {identity.period}; else send out a new one."
        )


def _screen(grid: Grid, catalogue: Catalogue) -> list[Line]:
    """All rows of a sheet, once none of them holds anything about one person."""
    if next(grid.lines(), None) is None:
        return []
    return list(read_rows(grid, catalogue.screening))


def _find_heading(
    grids: Sequence[Grid],
    lines: Mapping[str, Sequence[Line]],
    wanted: Mapping[str, FormColumn],
) -> tuple[Grid, int, dict[str, int]]:
    """The sheet that was filled in, where its heading is, and the place of each column."""
    order = sorted(
        grids,
        key=lambda grid: (not _identity_in(lines[grid.shown][:_TOP]), grid.sheet != ANSWERS),
    )
    headings = {name: fold_text(column.heading) for name, column in wanted.items()}
    best: tuple[int, Grid, int] | None = None
    for grid in order:
        for at, (_, cells) in enumerate(lines[grid.shown][:_TOP]):
            found = len({fold_text(cell) for cell in cells} & set(headings.values()))
            if best is None or found > best[0]:
                best = (found, grid, at)
    if best is None or best[0] < min(2, len(wanted)):
        shown = ", ".join(column.heading for column in wanted.values())
        raise InputProblemsError([Problem(order[0].shown, None, "", "no heading was found", shown)])
    _, grid, at = best
    folded = [fold_text(cell) for cell in lines[grid.shown][at][1]]
    return grid, at, {n: folded.index(each) for n, each in headings.items() if each in folded}


_MAY_LACK = ("note", "title")  # of columns: a form without them can be read all the same


def _check_heading(grid: Grid, heading: Line, sent: Sequence[FormColumn]) -> None:
    """Refuse a heading without a column that was sent out, or with one that is there twice."""
    row, cells = heading
    folded = [fold_text(cell) for cell in cells]
    others = [quote_text(cell) for cell in _other_headings(cells, sent)]
    problems = []
    for column in sent:
        times = folded.count(fold_text(column.heading)) if column.name else 1
        if times > 1:
            wrong = f"the heading is there {times} times"
            problems.append(grid.problem(row, column.heading, wrong, "once"))
        elif not times and column.name not in _MAY_LACK:
            told = f"; other headings are {', '.join(others)}" if others else ""
            allowed = "the headings as they were sent out"
            hidden = any(
                fold_text(column.heading) in map(fold_text, texts)
                for texts in grid.hidden_columns.values()
            )
            wrong = "the column is hidden" if hidden else f"the column is missing{told}"
            problems.append(grid.problem(row, column.heading, wrong, allowed))
    raise_problems(problems)


def _other_headings(cells: Sequence[str], sent: Sequence[FormColumn]) -> list[str]:
    known = {fold_text(column.heading) for column in sent}
    return [cell for cell in cells if cell.strip() and fold_text(cell) not in known]


def _year_problems(grid: Grid, above: Sequence[Line], period: Period) -> list[Problem]:
    """A title that speaks of another year: the form of last year, written over."""
    years = {
        year: number
        for number, cells in above
        for cell in cells
        if Identity.find(cell) is None
        for year in _YEAR.findall(cell)
    }
    if not years or period.label in years:
        return []
    year, number = next(iter(years.items()))
    wrong = f"the title says {year}, and the form was sent out for {period.label}"
    return [grid.problem(number, "", wrong, f"the form for {year}: bcssp template")]


def _rows(lines: Sequence[Line], columns: Mapping[str, int]) -> Iterator[ReturnedRow]:
    for number, cells in lines:
        named = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
        if any(named.values()):
            yield ReturnedRow(number, named)
