"""Making a form from what data/ holds: the rows that are known, and last year's answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.importers.changes import value_text
from bcssp_lib.data.loader import Figures, load_figures
from bcssp_lib.data.returns.forms import (
    AGENCY,
    KPI,
    Form,
    FormColumn,
    FormRow,
    Identity,
    answer_heading,
    check_kind,
    filled_columns,
    form_columns,
    form_of,
    form_titles,
    kpi_indicators,
    match_name,
    number_of,
    unit_words,
)
from bcssp_lib.model.errors import UserError, not_known
from bcssp_lib.model.period import Period, parse_period
from bcssp_lib.model.register import Cell, Entry, RegisterSchema, RoughDate

_BLANK_ROWS = {True: 20, False: 40}  # below rows that are known, and of a list


def list_agencies(catalogue: Catalogue, figures: Figures, kind: str, area: str) -> list[str]:
    """The agencies that have returned such a form before, and those that params/ names."""
    if kind == KPI:
        own = [e for e in catalogue.indicators.values() if e.breakdown == AGENCY]
        found = [e.category for each in own for e in figures.categories(each.id, area)]
    else:
        column = form_of(catalogue.register(kind)).agency
        entries = figures.register(kind, area) if column else ()
        found = [str(each[column]) for each in entries if each[column]]
    names = dict.fromkeys(found)
    for name in catalogue.areas[area].agencies:
        if not match_name(name, names):
            names[name] = None
    return list(names)


def make_form(catalogue: Catalogue, kind: str, area: str, period: str, agency: str = "") -> Form:
    """The form of a kind for an area and period, of one agency or of all.

    Raises ``UserError`` for a kind, area, period or agency that is not known. What is shown of
    last year is what a report may show.
    """
    kind = check_kind(kind, catalogue)
    home, wanted = catalogue.authority(area), catalogue.period(period)
    figures = load_figures(catalogue, (home.slug,))
    agencies = list_agencies(catalogue, figures, kind, home.slug)
    agency = _check_agency(agency, agencies, catalogue, kind, home.slug)
    filler = _Filler(catalogue, figures, kind, home.slug, wanted, agency, agencies)
    whose = f": {agency}" if agency else ""
    return Form(
        identity=Identity(kind, home.slug, wanted.label, agency),
        title=f"{form_titles(catalogue)[kind]}, {home.short_name}, {wanted.label}{whose}",
        columns=filler.columns,
        rows=tuple(filler.rows()),
        last_year=tuple(filler.last_year()),
        last_period=wanted.previous().label,
    )


def known_agencies(catalogue: Catalogue, kind: str, area: str) -> list[str]:
    """The agencies that a form can be made for, or an error if there is none."""
    kind, home = check_kind(kind, catalogue), catalogue.authority(area)
    figures = load_figures(catalogue, (home.slug,))
    agencies = list_agencies(catalogue, figures, kind, home.slug)
    if not agencies:
        raise _no_agency(home.slug)
    return agencies


def _no_agency(area: str) -> UserError:
    return UserError(
        f"No agency of {area} is known for this form. Name one with --agency, or list them in "
        f"params/areas/{area}.yaml, under 'agencies'."
    )


def _check_agency(
    agency: str, known: Sequence[str], catalogue: Catalogue, kind: str, area: str
) -> str:
    if agency:
        if kind != KPI and not form_of(catalogue.register(kind)).agency:
            return agency  # its rows do not say whose they are; the form does
        match = match_name(agency, known)
        if match or not known:
            return match or agency
        hint = f"A new one is entered in params/areas/{area}.yaml, under 'agencies'."
        raise not_known("agency", agency, known, hint)
    if kind == KPI and not known:
        raise _no_agency(area)
    return ""


def _cell_text(cell: Cell) -> str:
    """What a cell of a register holds, as people write it."""
    if cell is None:
        return ""
    if isinstance(cell, RoughDate):
        return "unknown" if cell.text == "date not known" else cell.text
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


@dataclass(frozen=True)
class _Filler:
    """Fills the rows of one form."""

    catalogue: Catalogue
    figures: Figures
    kind: str
    area: str
    period: Period
    agency: str
    agencies: Sequence[str]

    @property
    def store(self) -> DataStore:
        """What may be shown of the figures."""
        return DataStore(self.catalogue, self.figures)

    @property
    def columns(self) -> tuple[FormColumn, ...]:
        """The columns of the form."""
        agencies = [self.agency] if self.agency else self.agencies
        columns = form_columns(self.catalogue, self.kind, self.area, self.period, agencies)
        return tuple(
            replace(each, choices=self._words(each.name)) if each.open_list else each
            for each in columns
        )

    def _words(self, column: str) -> tuple[str, ...]:
        """The words that a column of the register has held so far."""
        entries = self.figures.register(self.kind, self.area)
        return tuple(sorted({str(each[column]) for each in entries if each[column]}))

    def rows(self) -> Iterator[FormRow]:
        """The rows that are known, and blank ones below."""
        if self.kind == KPI:
            yield from self._kpi_rows()
            return
        schema = self.catalogue.register(self.kind)
        form = form_of(schema)
        fixed = [schema.columns[name].title for name in (*form.known_by, *form.given)]
        has_agency = form.agency and self.agency
        own = {schema.columns[form.agency].title: self.agency} if has_agency else {}
        for cells in self._known_rows(schema):
            yield FormRow(cells, frozenset([*fixed, *own]))
        for _ in range(_BLANK_ROWS[bool(form.known_by)]):
            yield FormRow(dict(own), frozenset(own))

    def _kpi_rows(self) -> Iterator[FormRow]:
        indicators = kpi_indicators(self.catalogue, self.period)
        shown = self._shown_answers([each.id for each in indicators])
        fixed = frozenset(["Agency", "No.", "Indicator"])
        for agency in [self.agency] if self.agency else self.agencies:
            for each in indicators:
                answers = shown.get((each.id, agency), {})
                target = "" if each.target is None else f"{each.target:f}"
                cells = {
                    "Agency": agency,
                    "No.": number_of(each),
                    "Indicator": each.title,
                    "What is counted": f"{each.definition} In {unit_words(each)}.",
                    "Target": target,
                    **answers,
                }
                yield FormRow(cells, fixed)

    def _shown_answers(self, indicators: Iterable[str]) -> dict[tuple[str, str], dict[str, str]]:
        """The answers of this period and the last, by indicator and agency, then by heading.

        Of this period those that are hidden or rounded are left out: sent back they would be
        taken for answers.
        """
        periods = (self.period.previous(), self.period)
        answers: dict[tuple[str, str], dict[str, str]] = {}
        store = self.store
        for name in indicators:
            for period in periods:
                held = {e.category: e for e in self.figures.breakdown(name, self.area, period)}
                for each in store.breakdown(name, self.area, period):
                    if period == self.period and each.value != held[each.category].value:
                        continue
                    cells = answers.setdefault((name, each.category), {})
                    cells[answer_heading(period)] = value_text(each.value)
        return answers

    def _entries(self, schema: RegisterSchema) -> list[Entry]:
        """The entries of the register up to the period, of the agency if it is of one."""
        column = form_of(schema).agency if self.agency else ""
        return [
            each
            for each in self.store.entries(schema.id, self.area)
            if (not column or match_name(self.agency, [str(each[column] or "")]))
            and ("period" not in schema.columns or _year_of(each) <= self.period)
        ]

    def _known_rows(self, schema: RegisterSchema) -> Iterator[dict[str, str]]:
        if not form_of(schema).known_by:
            yield from self._rows_of(schema, self.period)
        elif "period" not in schema.columns:
            entries = self._entries(schema)
            yield from (self._cells(schema, e) for e in entries if self._is_open(schema, e))
        else:
            yield from self._carried_rows(schema, self._entries(schema))

    def _rows_of(self, schema: RegisterSchema, period: Period) -> Iterator[dict[str, str]]:
        for each in self._entries(schema):
            if _year_of(each) == period:
                yield self._cells(schema, each)

    def _carried_rows(
        self, schema: RegisterSchema, entries: Sequence[Entry]
    ) -> Iterator[dict[str, str]]:
        """A row for each thing of this period or the last, and for what was not done before."""
        form, previous = form_of(schema), self.period.previous()
        filled = filled_columns(schema)
        by_key: dict[tuple[Cell, ...], dict[Period, Entry]] = {}
        for each in entries:
            key = tuple(each[name] for name in form.known_by)
            by_key.setdefault(key, {})[_year_of(each)] = each
        for rows in by_key.values():
            if not self._is_asked(schema, rows):
                continue
            cells = self._cells(schema, rows[max(rows)])
            now, before = rows.get(self.period), rows.get(previous)
            for name in filled:
                title = schema.columns[name].title
                cells[title] = _cell_text(now[name]) if now else ""
                cells[f"{title}, {previous.label}"] = _cell_text(before[name]) if before else ""
            yield cells

    def _is_asked(self, schema: RegisterSchema, rows: Mapping[Period, Entry]) -> bool:
        last = max(rows)
        if last == self.period:
            return True
        follow = schema.follow_up
        if follow is None:
            return last == self.period.previous()
        return rows[last][follow.done.column] not in follow.done.values

    def _is_open(self, schema: RegisterSchema, entry: Entry) -> bool:
        end = entry[schema.date_order[-1]] if schema.date_order else None
        return not isinstance(end, date) or end >= self.period.start

    def last_year(self) -> Iterator[dict[str, str]]:
        """What was returned for the period before, of forms that are a list."""
        if self.kind == KPI:
            return
        schema = self.catalogue.register(self.kind)
        if form_of(schema).known_by or "period" not in schema.columns:
            return
        yield from self._rows_of(schema, self.period.previous())

    @staticmethod
    def _cells(schema: RegisterSchema, entry: Entry) -> dict[str, str]:
        return {
            column.title: _cell_text(entry[name])
            for name, column in schema.columns.items()
            if name != "period"
        }


def _year_of(entry: Entry) -> Period:
    return parse_period(str(entry["period"]))
