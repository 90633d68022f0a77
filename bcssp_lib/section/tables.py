"""The tables that sections show: indicators, breakdowns, entries of registers, the area."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bcssp_lib.model.area import Area
from bcssp_lib.model.period import Period, long_date
from bcssp_lib.model.register import STANDING, Entry, RegisterSchema
from bcssp_lib.model.register import Cell as Found
from bcssp_lib.model.value import Observation, Reason
from bcssp_lib.section.indicator_result import NO_FIGURE, IndicatorResult, target_of, value_of
from bcssp_lib.section.table_kit import Cell, Column, Table, table
from bcssp_lib.stats.comparison import FEW
from bcssp_lib.stats.rounding import number_text
from bcssp_lib.stats.wording import capitalise, join_words

_TONES = ("green", "amber", "red")


@dataclass(frozen=True)
class _Comparison:
    """A column of the figures table, left out where no row has anything to say in it."""

    heading: Column
    cell: Callable[[IndicatorResult], str | Cell]
    worth_showing: Callable[[IndicatorResult], bool]


def figures_table(title: str, results: Sequence[IndicatorResult], period: Period) -> Table:
    """A row an indicator: year before, this year, change, force area, target, rating."""
    before, after = headings(results, period)
    several_kinds = len({result.indicator.counts for result in results}) > 1
    columns = [
        _Comparison(Column("Measure"), lambda one: one.indicator.title, _always),
        _Comparison(Column("Counts"), lambda one: one.indicator.counts, lambda _: several_kinds),
        _Comparison(Column(before, True), lambda one: one.previous_text, _has_comparison),
        _Comparison(Column(after, True), lambda one: one.text, _always),
        _Comparison(Column("Change", True), _change_cell, _has_comparison),
        _Comparison(Column("Change, %", True), _percent_cell, _has_percent),
        _Comparison(
            Column("Force area, %", True),
            lambda one: one.force_change_text,
            lambda one: one.force_change is not None,
        ),
        _Comparison(Column("Target", True), _target_cell, _has_target),
        _Comparison(Column("Rating"), _rating_cell, _has_target),
    ]
    kept = [column for column in columns if any(column.worth_showing(each) for each in results)]
    rows = [[item.cell(each) for item in kept] for each in results]
    return table(title, [item.heading for item in kept], rows, _figure_notes(results))


def breakdown_table(
    title: str, result: IndicatorResult, now: Sequence[Observation], before: Sequence[Observation]
) -> Table:
    """A row a category, with the year before and this year, and the total."""
    indicator = result.indicator
    earlier = {category.category: category.value for category in before}
    rows = [
        [
            category.category,
            value_of(earlier[category.category], indicator)
            if category.category in earlier
            else NO_FIGURE,
            value_of(category.value, indicator),
        ]
        for category in now
    ]
    rows.append(["Total", result.previous_text, result.text])
    period = result.current.period
    columns = [
        Column(capitalise(indicator.breakdown or "Category")),
        Column(period.previous().heading, True),
        Column(period.heading, True),
    ]
    shown = [result.current, result.previous, *now, *before]
    marked = [
        f"{row.category or 'Total'}, {row.period.wording}: {words}."
        for row in shown
        if (words := _words_of(row))
    ]
    notes = [indicator.caveat, *_suppression_note([*now, *before]), *marked]
    return table(title, columns, rows, notes)


def area_table(title: str, area: Area, force_area: str, period: Period) -> Table:
    """What is known about an area: names, codes, region, partners."""
    rows = [
        ["Local authority area", area.name],
        ["Code of the area", area.code_on(period.end) or NO_FIGURE],
        ["Department for Education code", str(area.department_code or NO_FIGURE)],
        ["Region", area.region or NO_FIGURE],
        ["Police force area", force_area],
        ["Partnerships and boards", join_words(area.boards)],
        ["Statutory safeguarding partners", join_words(area.statutory_partners)],
    ]
    return table(title, [Column("About"), Column("Detail")], rows)


def entries_table(
    title: str,
    schema: RegisterSchema,
    columns: Sequence[str],
    entries: Sequence[Entry],
    standings: Sequence[Cell] = (),
) -> Table:
    """A row an entry, with the columns named (all but the period, where none is named).

    ``standings`` give the progress of each entry, for the column ``standing``.
    """
    schema.check_columns(columns, also=[STANDING] if standings else ())
    shown = columns or tuple(name for name in schema.columns if name != "period")
    progress = standings or [Cell("")] * len(entries)
    rows = [
        [standing if name == STANDING else _entry_cell(entry[name], name, schema) for name in shown]
        for entry, standing in zip(entries, progress, strict=True)
    ]
    return table(title, [_entry_column(name, schema) for name in shown], rows)


def _entry_column(name: str, schema: RegisterSchema) -> Column:
    if name == STANDING:
        return Column("State")
    column = schema.columns[name]
    return Column(column.title, figures=column.type in ("integer", "pounds"))


def _entry_cell(cell: Found, name: str, schema: RegisterSchema) -> Cell:
    column = schema.columns[name]
    if cell is None:
        return Cell("not yet" if name in schema.date_order else "none recorded")
    if isinstance(cell, date):
        return Cell(long_date(cell))
    if column.type == "pounds":
        return Cell(f"£{number_text(Decimal(cell))}")
    if isinstance(cell, int):
        return Cell(number_text(Decimal(cell)))
    text = str(cell)
    if column.type == "choice" and text in _TONES:
        return Cell(f"{text[0].upper()} {text.capitalize()}", tone=text)
    return Cell(capitalise(text) if column.type == "choice" else text)


def headings(results: Sequence[IndicatorResult], period: Period) -> tuple[str, str]:
    """The headings of the two periods: the figures' own, if they share one."""
    periods = {result.current.period for result in results}
    shown = periods.pop() if len(periods) == 1 else period
    return shown.previous().heading, shown.heading


def _always(_: IndicatorResult) -> bool:
    return True


def _has_comparison(result: IndicatorResult) -> bool:
    return result.previous.source is not None


def _has_percent(result: IndicatorResult) -> bool:
    return result.change.percent is not None


def _has_target(result: IndicatorResult) -> bool:
    return result.indicator.target is not None


def _change_cell(result: IndicatorResult) -> str:
    compared = result.change.amount is not None
    return result.change_text if compared else "no comparison"


def _percent_cell(result: IndicatorResult) -> str:
    compared = result.change.amount is not None
    return result.percent_text if compared else "no comparison"


def _target_cell(result: IndicatorResult) -> str:
    return target_of(result.indicator)


def _rating_cell(result: IndicatorResult) -> Cell:
    if result.rating is None:
        return Cell("not rated")
    return Cell(f"{result.rating.letter} {result.rating.word}", tone=result.rating.value)


def _figure_notes(results: Sequence[IndicatorResult]) -> list[str]:
    """The notes of the figures shown, and what their marks mean."""
    notes = [
        f"{result.indicator.title}, {observation.period.wording}: {words}."
        for result in results
        for observation in (result.current, result.previous)
        if (words := _words_of(observation))
    ]
    if any(result.change.few and result.change.percent is not None for result in results):
        notes.append(
            f"Too few: of a count below {FEW} a percentage would make a small change look large."
        )
    if any(result.force_change is not None for result in results):
        notes.append("Force area: the percent change across the whole police force area.")
    return notes


def _words_of(observation: Observation) -> str:
    """What to know about one figure: its mark, and its note."""
    mark = observation.value.mark.wording if observation.value.mark else ""
    return "; ".join(filter(None, (mark, observation.note)))


def _suppression_note(observations: Sequence[Observation]) -> list[str]:
    if any(observation.value.reason is Reason.SUPPRESSED for observation in observations):
        return ["Some numbers are not shown, so that nobody can be recognised from them."]
    return []
