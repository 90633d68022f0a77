"""What a return of a register would change in it: a row for each thing, or a list of rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bcssp_lib.data.csv_tables import Table, read_table
from bcssp_lib.data.importers.changes import Cells, FileChange
from bcssp_lib.data.importers.plan import ImportPlan, Question
from bcssp_lib.data.loader import read_sources
from bcssp_lib.data.registers import optional_columns, parse_register, register_columns
from bcssp_lib.data.returns.answers import AnswerKind, read_entry
from bcssp_lib.data.returns.forms import area_register, filled_columns, form_of
from bcssp_lib.data.returns.reading import ReturnedForm, ReturnedRow
from bcssp_lib.model.characters import fold_text
from bcssp_lib.model.errors import Problem, raise_problems
from bcssp_lib.model.period import parse_period

_Cells = dict[str, str]


@dataclass
class _TakenRow:
    """A row as far as it could be read. ``open`` are columns that are asked about."""

    row: ReturnedRow
    agency: str
    cells: _Cells = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    nothing: bool = False  # it says that there is nothing to report


def plan_register_return(returned: ReturnedForm) -> ImportPlan:
    """What the rows would change; a problem of any row refuses them all."""
    change = _RegisterReturn(returned).compare()
    raise_problems(returned.problems)
    files = {returned.catalogue.project.root / change.file: change.text()} if change.changes else {}
    return replace(returned.plan(change, files), records=(change,))


class _RegisterReturn:
    """One return of a register, from its rows to the file that would be written."""

    def __init__(self, returned: ReturnedForm) -> None:
        identity, project = returned.identity, returned.catalogue.project
        self.returned = returned
        self.schema = area_register(returned.catalogue, identity.kind, identity.area)
        self.form = form_of(self.schema)
        self.has_periods = "period" in self.schema.columns
        self.shown = project.shown(
            project.data / identity.area / "registers" / f"{self.schema.id}.csv"
        )

    @cached_property
    def file(self) -> Table:
        """The register as its file holds it; empty where there is none."""
        path, columns = (
            self.returned.catalogue.project.root / self.shown,
            register_columns(self.schema),
        )
        if not path.is_file():
            return Table(self.shown, columns, ())
        problems: list[Problem] = []
        catalogue = self.returned.catalogue
        optional = optional_columns(catalogue.register(self.schema.id))
        table = read_table(path, self.shown, columns, problems, catalogue.screening, optional)
        raise_problems(problems)
        assert table is not None  # else there was a problem
        return table

    @cached_property
    def held(self) -> list[_Cells]:
        """The rows that the register holds, in the order of the file."""
        return [dict(cells) for _, cells in self.file.rows]

    def compare(self) -> FileChange[Cells]:
        """What changes; the loader must take the register as it would be."""
        taken = [self._take(row) for row in self.returned.rows]
        return self._compare_known(taken) if self.form.known_by else self._compare_list(taken)

    # Reading

    def _take(self, row: ReturnedRow) -> _TakenRow:
        agency = self.returned.identity.agency
        if self.form.agency:
            agency = self.returned.agency_of(row, self.form.agency)
        taken = _TakenRow(row, agency)
        known = " ".join(filter(None, (row[name] for name in self.form.known_by)))
        for name, column in self.schema.columns.items():
            if name == "period":
                continue
            if name == self.form.agency:
                taken.cells[name] = agency
                continue
            answer = read_entry(row[name], column)
            what = f"{known}: {column.title}" if known and name not in self.form.known_by else ""
            if self.returned.take(answer, row, name, what or column.title, agency, row[name]):
                taken.cells[name] = answer.text
                taken.nothing |= column.required and not answer.text
            elif answer.kind is not AnswerKind.EMPTY:
                taken.open.add(name)
        return taken

    def _complete(self, taken: _TakenRow, cells: Mapping[str, str]) -> bool:
        """Whether all that a row needs is there; what is missing is asked."""
        complete = True
        for name, column in self.schema.columns.items():
            if column.required and not cells.get(name):
                complete = False
                if name not in taken.open:
                    self._ask_for(column.title, taken)
        return complete

    def _ask_for(self, what: str, taken: _TakenRow) -> None:
        """Ask for a cell of a row that must be filled in."""
        self.returned.asked.append(
            Question(taken.agency, taken.row.number, what, "", "Please fill it in.")
        )

    def _full(self, base: Mapping[str, str], cells: Mapping[str, str]) -> _Cells:
        """A row of the register: what was there, what was answered, and from which source."""
        period = {"period": self.returned.identity.period} if self.has_periods else {}
        answered = {name: text for name, text in cells.items() if text}
        full = {**base, **period, **answered, "source": self.returned.source.id}
        return {name: full.get(name, "") for name in register_columns(self.schema)}

    # Registers whose rows are known by some of their cells

    def _key(self, cells: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(fold_text(cells.get(name, "")) for name in self.form.known_by)

    def _compare_known(self, taken: Iterable[_TakenRow]) -> FileChange[Cells]:
        period = self.returned.identity.period
        at = {
            self._key(cells): index
            for index, cells in enumerate(self.held)
            if not self.has_periods or cells["period"] == period
        }
        before = {self._key(cells): cells for cells in self._held_before()}
        rows: list[tuple[_Cells, int | None]] = [(cells, None) for cells in self.held]
        new, revised, same = [], [], 0
        for each in self._answered(taken, before, at):
            key = self._key(each.cells)
            index = at.get(key)
            base = self.held[index] if index is not None else self._given(before.get(key, {}))
            full = self._full(base, each.cells)
            if not self._complete(each, full):
                continue
            if index is None:
                rows.append((full, each.row.number))
                new.append(full)
            elif _say_the_same(base, full):
                same += 1
            else:
                rows[index] = (full, each.row.number)
                revised.append((base, full))
        return self._change(rows, new=new, revised=revised, same=same)

    def _held_before(self) -> Iterator[_Cells]:
        """The rows of earlier periods, the latest of each last."""
        if not self.has_periods:
            return
        until = self.returned.period
        earlier = [each for each in self.held if parse_period(each["period"]) < until]
        yield from sorted(earlier, key=lambda each: parse_period(each["period"]))

    def _given(self, cells: Mapping[str, str]) -> _Cells:
        """What stays the same of a thing from year to year."""
        return {name: cells.get(name, "") for name in (*self.form.known_by, *self.form.given)}

    def _answered(
        self,
        taken: Iterable[_TakenRow],
        before: Mapping[tuple[str, ...], _Cells],
        at: Mapping[tuple[str, ...], int],
    ) -> Iterator[_TakenRow]:
        """The rows that have an answer, each thing once; of the others it is told."""
        filled = filled_columns(self.schema)
        columns = self.returned.columns  # of several boards alone, the form has that column
        headings = [columns[name].heading for name in self.form.known_by if name in columns]
        seen: dict[tuple[str, ...], int] = {}
        for each in taken:
            key = self._key(each.cells)
            answered = [name for name in filled if name in each.cells or name in each.open]
            row = each.row.number
            if not any(key):
                if answered:
                    self._ask_for(headings[0], each)
            elif not answered and (key in before or key in at):
                if key not in at:
                    what = " ".join(each.cells.get(name, "") for name in self.form.known_by)
                    self.returned.unanswered.append(Question(each.agency, row, what, "", ""))
            elif key in seen:
                wrong = f"it is on row {seen[key]} already, with the same {', '.join(headings)}"
                self.returned.refuse(row, headings[0], wrong, "each once")
            else:
                seen[key] = row
                yield each

    # Registers that are a list

    def _compare_list(self, taken: Iterable[_TakenRow]) -> FileChange[Cells]:
        complete = []
        for each in taken:
            said = {name for name, text in each.cells.items() if name != self.form.agency}
            if each.nothing:
                self.returned.grid.notes.add("nothing to report", row=each.row.number)
            elif said or each.open:
                full = self._full({}, each.cells)
                if self._complete(each, full):
                    complete.append((each, full))
        left = self._in_scope([each for each, _ in complete])
        same = 0
        added: list[tuple[_Cells, int | None]] = []
        for each, full in complete:
            match = next((at for at, cells in left.items() if _say_the_same(cells, full)), None)
            if match is not None:
                del left[match]
                same += 1
            else:
                added.append((full, each.row.number))
        gone = left if self.form.agency else {}
        rows: list[tuple[_Cells, int | None]] = [
            (cells, None) for index, cells in enumerate(self.held) if index not in gone
        ]
        new, lost = [cells for cells, _ in added], list(gone.values())
        return self._change(rows + added, new=new, lost=lost, same=same)

    def _in_scope(self, taken: Iterable[_TakenRow]) -> dict[int, _Cells]:
        """The rows that a return may stand in place of: of its period, and of its agencies."""
        agencies = {fold_text(each.agency) for each in taken}
        period = self.returned.identity.period
        return {
            index: cells
            for index, cells in enumerate(self.held)
            if (not self.has_periods or cells["period"] == period)
            and (not self.form.agency or fold_text(cells[self.form.agency]) in agencies)
        }

    def _change(
        self,
        rows: Sequence[tuple[_Cells, int | None]],
        *,
        new: Sequence[_Cells],
        revised: Sequence[tuple[_Cells, _Cells]] = (),
        lost: Sequence[_Cells] = (),
        same: int = 0,
    ) -> FileChange[Cells]:
        self._try(rows)
        used = {name for cells, _ in rows for name, text in cells.items() if text}
        columns = [n for n in register_columns(self.schema) if n in used or n in self.file.columns]
        shown = self.returned.grid.shown
        return FileChange(
            file=self.shown,
            columns=columns,
            rows=tuple(tuple(cells[name] for name in columns) for cells, _ in rows),
            origins=tuple(None if origin is None else (shown, origin) for _, origin in rows),
            new=tuple(new),
            revised=tuple(revised),
            lost=tuple(lost),
            same=same,
        )

    def _try(self, rows: Sequence[tuple[_Cells, int | None]]) -> None:
        """Refuse what the loader would refuse, at the rows of the returned form."""
        returned = self.returned
        problems: list[Problem] = []
        sources = read_sources(returned.catalogue, returned.identity.area, problems)
        sources[returned.source.id] = returned.source
        lines = tuple((line, dict(cells)) for line, (cells, _) in enumerate(rows, start=2))
        table = Table(self.shown, register_columns(self.schema), lines)
        parse_register(table, self.schema, sources, problems)
        for each in problems:
            origin = rows[each.row - 2][1] if each.row and each.file == self.shown else None
            if origin is None:
                returned.problems.append(each)
            else:
                returned.refuse(origin, each.column, each.wrong, each.allowed)


def _say_the_same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two rows say the same, whichever source says it."""
    return all(
        " ".join(text.split()) == " ".join(other[name].split())
        for name, text in one.items()
        if name != "source"
    )
