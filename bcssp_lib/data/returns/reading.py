"""Reading a returned form: its rows, whose each is, what it leaves open, and its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import screen_lines
from bcssp_lib.data.importers.changes import FileChange
from bcssp_lib.data.importers.files import read_rows
from bcssp_lib.data.importers.formats import refuse_hidden_rows
from bcssp_lib.data.importers.grid import HEADING_WITHIN, Grid, Line, name_cells
from bcssp_lib.data.importers.plan import ImportPlan, Question, Questions, changed_files
from bcssp_lib.data.importers.source_entries import enter_source
from bcssp_lib.data.loader import load_figures
from bcssp_lib.data.returns.answers import Answer, AnswerKind
from bcssp_lib.data.returns.filling import list_agencies
from bcssp_lib.data.returns.forms import (
    VERSION,
    FormColumn,
    Identity,
    check_kind,
    form_columns,
    form_titles,
    match_name,
)
from bcssp_lib.data.returns.workbook import ANSWERS
from bcssp_lib.files.fingerprints import file_digest
from bcssp_lib.model.characters import fold_text, quote_text
from bcssp_lib.model.errors import InputProblemsError, Problem, UserError, raise_problems
from bcssp_lib.model.import_format import ImportFormat
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Source, SourceFile

_YEAR = re.compile(r"\b20[0-9]{2}-[0-9]{2}\b")


@dataclass(frozen=True)
class ReturnedRow:
    """A row of a returned form: its number, and its cells by the columns of data/."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class ReturnedForm:
    """A form that came back: whose it is, its rows as the partner filled them in, and its faults.

    ``asked`` and ``unanswered`` are what it leaves open, ``problems`` what refuses it; those who
    take its answers add to them.
    """

    catalogue: Catalogue
    path: Path
    vintage: str
    identity: Identity
    period: Period
    grid: Grid
    columns: Mapping[str, FormColumn]
    rows: tuple[ReturnedRow, ...]
    asked: list[Question] = field(default_factory=list)
    unanswered: list[Question] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, row: int, column: str, wrong: str, allowed: str) -> None:
        """Note what is wrong with a cell, by the heading that its writer knows."""
        heading = self.columns[column].heading if column in self.columns else column
        self.problems.append(self.grid.problem(row, heading, wrong, allowed))

    @property
    def title(self) -> str:
        """What came back, from whom."""
        identity = self.identity
        area = self.catalogue.authority(identity.area).short_name
        whose = identity.agency or "several agencies"
        return f"{form_titles(self.catalogue)[identity.kind]}, {area}, {identity.period}: {whose}"

    @cached_property
    def agencies(self) -> list[str]:
        """The agencies that are known of such returns."""
        identity = self.identity
        figures = load_figures(self.catalogue, (identity.area,))
        return list_agencies(self.catalogue, figures, identity.kind, identity.area)

    def agency_of(self, row: ReturnedRow, column: str) -> str:
        """Whose row it is, as data/ spells it; empty where that is not said."""
        whose = self.identity.agency
        written = row[column] or whose
        if whose and fold_text(written) != fold_text(whose):
            wrong = f"found {quote_text(written)}, in a return of {whose}"
            self.refuse(row.number, column, wrong, whose)
            return ""
        if not written:
            return ""
        match = match_name(written, self.agencies)
        if match or not self.agencies:
            return match or written
        allowed = (
            f"{', '.join(self.agencies)}; a new one is entered under 'agencies' in "
            f"params/areas/{self.identity.area}.yaml"
        )
        wrong = f"found {quote_text(written)}"
        self.refuse(row.number, column, wrong, allowed)
        return ""

    def take(
        self, answer: Answer, row: ReturnedRow, column: str, what: str, agency: str, wrote: str
    ) -> bool:
        """Whether an answer is definite; what is not is asked, what was read otherwise is told."""
        if answer.kind is AnswerKind.EMPTY:
            return False
        if answer.ask:
            self.asked.append(Question(agency, row.number, what, wrote, answer.ask))
            return False
        if answer.note:
            heading = self.columns[column].heading
            self.grid.notes.add(answer.note, heading, row.number, wrote)
        return True

    @cached_property
    def source(self) -> Source:
        """The source of a period's returns: each kind of form and agency is a file of it."""
        identity = self.identity
        area = self.catalogue.authority(identity.area)
        form = f"{identity.kind}: {identity.agency}" if identity.agency else identity.kind
        return Source(
            id=f"returns_{self.period.slug.replace('-', '_')}",
            title=f"Returns of agencies for {identity.period}",
            publisher=area.partnership or area.name,
            synthetic=False,
            vintage=self.vintage,
            files=(
                SourceFile(format=form, name=self.path.name, sha256=file_digest(self.path)),
            ),
        )  # fmt: skip

    def plan(self, change: FileChange[Any], files: Mapping[Path, str]) -> ImportPlan:
        """What the return does: it writes files, and its source where there are new rows."""
        path = self.catalogue.project.data / self.identity.area / "sources.yaml"
        sources = {}
        if change.new or change.revised:
            text = path.read_text("utf-8") if path.is_file() else ""
            sources = {path: enter_source(text, self.source)}
        title = f"a return, {self.title}"
        return ImportPlan(
            format=ImportFormat.model_construct(id=self.identity.kind, title=title),
            imported=self.path.name,
            notes=tuple(self.grid.notes.lines()),
            files=changed_files({**files, **sources}),
            questions=Questions(self.title, tuple(self.asked), tuple(self.unanswered)),
        )


def find_identity(grids: Sequence[Grid]) -> Identity | None:
    """What a file says of itself, if it is a form; it is not screened yet, so show none of it."""
    found = (_identity_in(islice(grid.lines(), HEADING_WITHIN)) for grid in grids)
    return next(filter(None, found), None)


def _identity_in(lines: Iterable[Line]) -> Identity | None:
    found = (Identity.find(cell) for _, cells in lines for cell in cells)
    return next(filter(None, found), None)


def read_form(
    catalogue: Catalogue,
    grids: Sequence[Grid],
    identity: Identity,
    path: Path,
    *,
    areas: Sequence[str],
    period: str,
    vintage: str,
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
    return ReturnedForm(catalogue, path, vintage, identity, asked_for, grid, wanted, rows)


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
    grids: Sequence[Grid], lines: Mapping[str, Sequence[Line]], wanted: Mapping[str, FormColumn]
) -> tuple[Grid, int, dict[str, int]]:
    """The sheet that was filled in, where its heading is, and the place of each column."""
    order = sorted(
        grids,
        key=lambda grid: (
            not _identity_in(lines[grid.shown][:HEADING_WITHIN]),
            grid.sheet != ANSWERS,
        ),
    )
    headings = {name: fold_text(column.heading) for name, column in wanted.items()}
    found = [
        (len({fold_text(cell) for cell in cells} & set(headings.values())), grid, at)
        for grid in order
        for at, (_, cells) in enumerate(lines[grid.shown][:HEADING_WITHIN])
    ]
    most, grid, at = max(found, key=lambda each: each[0], default=(0, order[0], 0))
    if most < min(2, len(wanted)):
        shown = ", ".join(column.heading for column in wanted.values())
        raise InputProblemsError([Problem(order[0].shown, None, "", "no heading was found", shown)])
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
        named = {name: text.strip() for name, text in name_cells(cells, columns).items()}
        if any(named.values()):
            yield ReturnedRow(number, named)
