"""What agencies have yet to return for a year, by agency: indicators, and rows of registers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.loader import Figures
from bcssp_lib.data.returns.forms import KPI, KPI_TITLE, form_of, kpi_indicators, number_of
from bcssp_lib.model.characters import fold_text
from bcssp_lib.model.period import Period
from bcssp_lib.model.register import Entry, RegisterSchema


@dataclass(frozen=True)
class Awaited:
    """What an agency has yet to return in a form. ``things`` are indicators or rows, by name.

    ``agency`` is empty where nothing says whose a row is.
    """

    form: str
    title: str
    agency: str
    things: tuple[str, ...] = ()


def list_awaited(catalogue: Catalogue, figures: Figures, area: str, year: Period) -> list[Awaited]:
    """What was returned for the year before, or is asked of agencies of params/, and is not there.

    An answer without a figure, such as "not applicable", is there. Of registers that are followed
    until they are done, what is done is not awaited.
    """
    awaited = list(_await_indicators(catalogue, figures, area, year))
    for schema in catalogue.registers.values():
        if schema.form is not None and "period" in schema.columns:
            awaited += _await_rows(schema, figures.register(schema.id, area), year,
                                   catalogue.areas[area].agencies)  # fmt: skip
    return awaited


def _await_indicators(
    catalogue: Catalogue, figures: Figures, area: str, year: Period
) -> Iterator[Awaited]:
    lacking: dict[str, list[str]] = {}
    for indicator in kpi_indicators(catalogue, year):
        there = {each.category for each in figures.breakdown(indicator.id, area, year)}
        before = figures.breakdown(indicator.id, area, year.previous())
        names = [each.category for each in before]
        for agency in _without(_with_asked(names, catalogue.areas[area].agencies), there):
            lacking.setdefault(agency, []).append(number_of(indicator))
    for agency, numbers in lacking.items():
        yield Awaited(KPI, KPI_TITLE, agency, tuple(numbers))


def _with_asked(names: Iterable[str], asked: Iterable[str]) -> list[str]:
    """Names with those of agencies that params/ asks, each once."""
    known = {fold_text(name): name for name in (*asked, *names)}
    return list(dict.fromkeys(known[fold_text(name)] for name in (*names, *asked)))


def _without(names: Iterable[str], there: Iterable[str]) -> list[str]:
    folded = {fold_text(name) for name in there}
    return [name for name in names if fold_text(name) not in folded]


def _await_rows(
    schema: RegisterSchema, entries: Iterable[Entry], year: Period, asked: Iterable[str]
) -> Iterator[Awaited]:
    entries = list(entries)
    now = [each for each in entries if each["period"] == year.label]
    before = [each for each in entries if each["period"] == year.previous().label]
    form = form_of(schema)
    others = [n for n in form.known_by if n != form.agency and schema.columns[n].type != "board"]
    if others:
        yield from _await_known(schema, before, now)
    elif form.agency:
        names = dict.fromkeys(str(each[form.agency]) for each in before if each[form.agency])
        there = {str(each[form.agency]) for each in now}
        for agency in _without(_with_asked(names, asked), there):
            yield Awaited(schema.id, schema.title, agency)
    elif before and not now:
        yield Awaited(schema.id, schema.title, "")


def _await_known(
    schema: RegisterSchema, before: Iterable[Entry], now: Iterable[Entry]
) -> Iterator[Awaited]:
    """The rows of the year before that are not done, and have none this year, by agency."""
    form, follow = form_of(schema), schema.follow_up
    there = {_name(each, form.known_by) for each in now}
    lacking: dict[str, list[str]] = {}
    for each in before:
        if follow and each[follow.done.column] in follow.done.values:
            continue
        name = _name(each, form.known_by)
        if name not in there:
            agency = str(each[form.agency] or "") if form.agency else ""
            lacking.setdefault(agency, []).append(name)
    for agency, names in lacking.items():
        yield Awaited(schema.id, schema.title, agency, tuple(names))


def _name(entry: Entry, columns: Iterable[str]) -> str:
    return ", ".join(str(entry[column]) for column in columns if entry[column])
