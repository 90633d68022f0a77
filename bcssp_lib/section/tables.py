"""The tables that sections show: indicators, breakdowns, the area."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bcssp_lib.model.area import Area
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Reason
from bcssp_lib.section.readings import NO_FIGURE, Reading, target_text_of
from bcssp_lib.section.table_kit import Cell, Column, Table, table
from bcssp_lib.stats.change import FEW
from bcssp_lib.stats.rounding import value_text
from bcssp_lib.stats.wording import list_of


@dataclass(frozen=True)
class _Comparison:
    """A column of the figures table, left out where no row has anything to say in it."""

    heading: Column
    cell: Callable[[Reading], str | Cell]
    worth_showing: Callable[[Reading], bool]


def figures_table(title: str, readings: Sequence[Reading], period: Period) -> Table:
    """A row an indicator: year before, this year, change, force area, target, rating."""
    before, after = headings(readings, period)
    several_kinds = len({one.indicator.counts for one in readings}) > 1
    columns = [
        _Comparison(Column("Measure"), lambda one: one.indicator.title, _always),
        _Comparison(Column("Counts"), lambda one: one.indicator.counts, lambda _: several_kinds),
        _Comparison(Column(before, True), lambda one: one.previous_text, _compared),
        _Comparison(Column(after, True), lambda one: one.text, _always),
        _Comparison(Column("Change", True), _change_cell, _compared),
        _Comparison(Column("Change, %", True), _percent_cell, _has_percent),
        _Comparison(
            Column("Force area, %", True),
            lambda one: one.force_change_text,
            lambda one: one.force_change is not None,
        ),
        _Comparison(Column("Target", True), _target_cell, _has_target),
        _Comparison(Column("Rating"), _rating_cell, _has_target),
    ]
    kept = [one for one in columns if any(one.worth_showing(each) for each in readings)]
    rows = [[one.cell(each) for one in kept] for each in readings]
    return table(title, [one.heading for one in kept], rows, _figure_notes(readings))


def breakdown_table(
    title: str, reading: Reading, now: Sequence[Observation], before: Sequence[Observation]
) -> Table:
    """A row a category, with the year before and this year, and the total."""
    indicator = reading.indicator
    earlier = {one.category: one for one in before}
    rows = [
        [
            one.category,
            value_of(earlier[one.category], indicator) if one.category in earlier else NO_FIGURE,
            value_of(one, indicator),
        ]
        for one in now
    ]
    rows.append(["Total", reading.previous_text, reading.text])
    period = reading.current.period
    columns = [
        Column(_capitalised(indicator.breakdown or "Category")),
        Column(period.previous().heading, True),
        Column(period.heading, True),
    ]
    shown = [reading.current, reading.previous, *now, *before]
    marked = [
        f"{one.category or 'Total'}, {one.period.wording}: {words}."
        for one in shown
        if (words := _words_of(one))
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
        ["Partnerships and boards", list_of(area.boards)],
        ["Statutory safeguarding partners", list_of(area.statutory_partners)],
    ]
    return table(title, [Column("About"), Column("Detail")], rows)


def headings(readings: Sequence[Reading], period: Period) -> tuple[str, str]:
    """The headings of the two periods: the figures' own, if they share one."""
    own = {one.current.period for one in readings}
    shown = own.pop() if len(own) == 1 else period
    return shown.previous().heading, shown.heading


def value_of(observation: Observation, indicator: Indicator) -> str:
    """An observation's value as a reader sees it."""
    return value_text(observation.value, indicator.unit, indicator.decimals)


def target_of(indicator: Indicator) -> str:
    """An indicator's target as a reader sees it."""
    return target_text_of(indicator) or "none set"


def _always(_: Reading) -> bool:
    return True


def _compared(reading: Reading) -> bool:
    return reading.previous.source is not None


def _has_percent(reading: Reading) -> bool:
    return reading.change.percent is not None


def _has_target(reading: Reading) -> bool:
    return reading.indicator.target is not None


def _change_cell(reading: Reading) -> str:
    compared = reading.change.amount is not None
    return reading.change_text if compared else "no comparison"


def _percent_cell(reading: Reading) -> str:
    compared = reading.change.amount is not None
    return reading.percent_text if compared else "no comparison"


def _target_cell(reading: Reading) -> str:
    return target_of(reading.indicator)


def _rating_cell(reading: Reading) -> Cell:
    if reading.rating is None:
        return Cell("not rated")
    return Cell(f"{reading.rating.letter} {reading.rating.word}", tone=reading.rating.value)


def _figure_notes(readings: Sequence[Reading]) -> list[str]:
    """The notes of the figures shown, and what their marks mean."""
    notes = [
        f"{reading.indicator.title}, {one.period.wording}: {words}."
        for reading in readings
        for one in (reading.current, reading.previous)
        if (words := _words_of(one))
    ]
    if any(one.change.few and one.change.percent is not None for one in readings):
        notes.append(
            f"Too few: of a count below {FEW} a percentage would make a small change look large."
        )
    if any(one.force_change is not None for one in readings):
        notes.append("Force area: the percent change across the whole police force area.")
    return notes


def _words_of(one: Observation) -> str:
    """What to know about one figure: its mark, and its note."""
    mark = one.value.mark.wording if one.value.mark else ""
    return "; ".join(filter(None, (mark, one.note)))


def _suppression_note(observations: Sequence[Observation]) -> list[str]:
    if any(one.value.reason is Reason.SUPPRESSED for one in observations):
        return ["Some numbers are not shown, so that nobody can be recognised from them."]
    return []


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
