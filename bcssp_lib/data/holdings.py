"""What data/ holds of an area, by source and release, and what a period lacks, from whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.loader import Figures, Registers
from bcssp_lib.data.returns.forms import KPI, KPI_TITLE, form_of, kpi_indicators, number_of
from bcssp_lib.model.characters import fold_text
from bcssp_lib.model.period import Period, parse_period
from bcssp_lib.model.records import group_by
from bcssp_lib.model.register import Entry, RegisterSchema
from bcssp_lib.model.value import Observation, Source
from bcssp_lib.stats.wording import count_phrase


@dataclass(frozen=True)
class Holding:
    """What is held of one source: of which indicators or register, and the latest period.

    ``rows`` are figures, or rows of the register.
    """

    source: Source
    names: tuple[str, ...]
    rows: int
    latest: str


def list_holdings(observations: Sequence[Observation], area: str) -> list[Holding]:
    """What is held of an area, source by source."""
    by_source = _group(each for each in observations if each.area == area)
    return [
        Holding(
            source,
            tuple(sorted({each.indicator for each in figures})),
            len(figures),
            max(each.period for each in figures).label,
        )
        for source, figures in by_source
    ]


def list_register_holdings(registers: Registers, area: str) -> list[Holding]:
    """What the registers of an area hold, source by source."""
    held = []
    for name, home in sorted(registers):
        if home != area:
            continue
        for entries in group_by(registers[name, home], lambda each: each.source.id).values():
            periods = [str(each["period"]) for each in entries if "period" in each.cells]
            latest = max(periods, key=parse_period, default="")
            held.append(Holding(entries[0].source, (name,), len(entries), latest))
    return held


def list_gaps(
    observations: Sequence[Observation], area: str, year: Period
) -> list[tuple[Source, tuple[str, ...]]]:
    """The indicators that the year before a period has, and the period lacks, by their source.

    A row without a number is no gap. A figure belongs to the year in which its own period ends.
    """
    held = {
        (each.indicator, each.period.kind)
        for each in observations
        if each.area == area and _is_in(each.period, year)
    }
    expected = [
        each for each in observations if each.area == area and _is_in(each.period, year.previous())
    ]
    missing = [each for each in expected if (each.indicator, each.period.kind) not in held]
    return [
        (source, tuple(sorted({each.indicator for each in figures})))
        for source, figures in _group(missing)
    ]


def has_figures(observations: Iterable[Observation], area: str, year: Period) -> bool:
    """Whether an area has any row for a year."""
    return any(each.area == area and _is_in(each.period, year) for each in observations)


def describe_missing(observations: Sequence[Observation], area: str, year: Period) -> str:
    """What figures of a year are not there, in words; empty if the year before had no more."""
    of_area = [each for each in observations if each.area == area]
    if not has_figures(of_area, area, year):
        return f"There is no figure for {year.label} yet; bcssp import FILE brings them in."
    missing = {name for _, names in list_gaps(of_area, area, year) for name in names}
    if not missing:
        return ""
    count = count_phrase(str(len(missing)), "indicator has", "indicators have")
    return f"{count} figures for {year.previous().label}, and none for {year.label}."


def _is_in(period: Period, year: Period) -> bool:
    return year.start <= period.end <= year.end


def _group(figures: Iterable[Observation]) -> list[tuple[Source, list[Observation]]]:
    """Figures by their sources, in the order of the sources' names."""
    by_source = group_by(figures, lambda each: each.source.id if each.source else "")
    groups = [by_source[name] for name in sorted(by_source)]
    return [(group[-1].source, group) for group in groups if group[-1].source is not None]


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
    lacking = [
        each
        for each in before
        if not (follow and each[follow.done.column] in follow.done.values)
        and _name(each, form.known_by) not in there
    ]
    by_agency = group_by(lacking, lambda each: str(each[form.agency] or "") if form.agency else "")
    for agency, entries in by_agency.items():
        names = tuple(_name(each, form.known_by) for each in entries)
        yield Awaited(schema.id, schema.title, agency, names)


def _name(entry: Entry, columns: Iterable[str]) -> str:
    return ", ".join(str(entry[column]) for column in columns if entry[column])
