"""The tables that sections show: indicators, breakdowns, entries of registers, the area."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter

from bcssp_lib.model.area import Area
from bcssp_lib.model.checking import Law
from bcssp_lib.model.disclosure_policy import DisclosurePolicy
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import Period, long_date
from bcssp_lib.model.register import STANDING, Entry, RegisterSchema, RoughDate
from bcssp_lib.model.value import Observation, Reason
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.section.indicator_result import IndicatorResult, target_of, value_of
from bcssp_lib.section.outputs import NOT_SHOWN, Cell, Column, Table, table, table_of_rows
from bcssp_lib.stats.comparison import FEW
from bcssp_lib.stats.fact_wording import NO_FIGURE
from bcssp_lib.stats.wording import capitalise, join_words, number_text

_MOST_NAMED = 6  # indicators of a policy; of more their number is told
_HIDDEN = "Some numbers are not shown, so that nobody can be recognised from them."
_STRETCH = re.compile(r"(\d+).*?\b(month|year)", re.IGNORECASE)
_FROM_NOTHING = re.compile(r"^(under|less than|up to)\b|\bor (less|under)$", re.IGNORECASE)


def figures_table(title: str, results: Sequence[IndicatorResult], period: Period) -> Table:
    """A row an indicator: year before, this year, change, force area, target, rating.

    A column in which no row has anything to say is left out.
    """
    before, after = headings(results, period)
    several_kinds = len({result.indicator.counts for result in results}) > 1
    compared = any(result.previous.source is not None for result in results)
    in_percent = any(result.change.percent is not None for result in results)
    in_force_area = any(result.force_change is not None for result in results)
    targeted = any(result.indicator.target is not None for result in results)
    columns: list[tuple[bool, Column, Callable[[IndicatorResult], str | Cell]]] = [
        (True, Column("Measure"), lambda each: each.indicator.title),
        (several_kinds, Column("Counts"), lambda each: each.indicator.counts),
        (compared, Column(before, True), lambda each: each.previous_text),
        (True, Column(after, True), lambda each: each.text),
        (compared, Column("Change", True), lambda each: _if_compared(each, each.change_text)),
        (in_percent, Column("Change, %", True), lambda each: _if_compared(each, each.percent_text)),
        (in_force_area, Column("Force area, %", True), lambda each: each.force_change_text),
        (targeted, Column("Target", True), lambda each: target_of(each.indicator)),
        (targeted, Column("Rating"), _rating_cell),
    ]
    return table_of_rows(title, columns, results, _figure_notes(results))


def _if_compared(result: IndicatorResult, text: str) -> str:
    return "no comparison" if result.change.amount is None else text


def _rating_cell(result: IndicatorResult) -> Cell:
    return _rated_cell(result.rating) if result.rating else Cell("not rated")


def _rated_cell(rating: Rating) -> Cell:
    return Cell(rating.word, tone=rating.value)


def _figure_notes(results: Sequence[IndicatorResult]) -> list[str]:
    """The notes of the figures shown, and what their marks mean."""
    notes = _name_notes(
        (result.indicator.title, figure)
        for result in results
        for figure in (result.current, result.previous)
    )
    if any(result.change.few and result.change.percent is not None for result in results):
        notes.append(
            f"Too few: of a count below {FEW} a percentage would make a small change look large."
        )
    if any(result.force_change is not None for result in results):
        notes.append("Force area: the percent change across the whole police force area.")
    return notes


def _name_notes(figures: Iterable[tuple[str, Observation]]) -> list[str]:
    """What to know about figures: their marks and notes, each once with all that it is about."""
    about: dict[str, dict[str, list[str]]] = {}
    for name, figure in figures:
        mark = figure.value.mark.wording if figure.value.mark else ""
        if words := "; ".join(filter(None, (mark, figure.note))):
            about.setdefault(words, {}).setdefault(name, []).append(figure.period.wording)
    whose = {
        words: "; ".join(f"{name}, {join_words(periods)}" for name, periods in named.items())
        for words, named in about.items()
    }
    return [f"{names}: {words}." for words, names in whose.items()]


def breakdown_table(
    title: str,
    result: IndicatorResult,
    now: Sequence[Observation],
    before: Sequence[Observation],
    most: int | None = None,
) -> Table:
    """A row a category, with the year before and this year, and the total where there is one.

    With ``most``, so many categories from the largest. Without any figure of the year before,
    its column is left out.
    """
    indicator, period, every = result.indicator, result.current.period, len(now)
    now = _order_stretches(now)
    if most is not None:
        now = sorted(now, key=lambda each: each.value.amount or Decimal(-1), reverse=True)[:most]
        before = [each for each in before if each.category in {one.category for one in now}]
    earlier = {each.category: _category_text(each, indicator) for each in before}
    rows = [
        [each.category, earlier.get(each.category, NO_FIGURE), _category_text(each, indicator)]
        for each in now
    ]
    if result.supplied and len(now) == every:
        rows.append(["Total", result.previous_text, result.text])
    columns: list[tuple[bool, Column, Callable[[list[str]], str]]] = [
        (True, Column(capitalise(indicator.breakdown or "Category")), itemgetter(0)),
        (bool(before), Column(period.previous().heading, True), itemgetter(1)),
        (True, Column(period.heading, True), itemgetter(2)),
    ]
    shown = [result.current, result.previous, *now, *before]
    notes = _name_notes((each.category or "Total", each) for each in shown)
    largest = [f"The {len(now)} largest of {every}."] if len(now) < every else []
    hidden = any(each.value.reason is Reason.SUPPRESSED for each in shown[2:])
    notes = [*largest, indicator.caveat, *([_HIDDEN] if hidden else []), *notes]
    return table_of_rows(title, columns, rows, notes)


def _category_text(category: Observation, indicator: Indicator) -> str:
    """A category's figure; of a hidden one a note below the table says why, once."""
    if category.value.reason is Reason.SUPPRESSED:
        return NOT_SHOWN
    return value_of(category.value, indicator)


def _order_stretches(categories: Sequence[Observation]) -> Sequence[Observation]:
    """Ages, or how long something took, from the least; other categories in the order given."""
    begins = [_begin_months(each.category) for each in categories]
    if None in begins:
        return categories
    return [each for _, each in sorted(zip(begins, categories, strict=True), key=itemgetter(0))]


def _begin_months(category: str) -> int | None:
    """Where "5 to 9 years", "under 1 year" or "3 months or less" begins; None for other words."""
    found = _STRETCH.search(category)
    if found is None:
        return None
    months = int(found[1]) * (12 if found[2].casefold() == "year" else 1)
    return 0 if _FROM_NOTHING.search(category) else months


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


def law_table(title: str, laws: Sequence[Law]) -> Table:
    """A row for each law: its name, who must follow it, and what it asks."""
    columns = ["Law", "Who must follow it", "What it asks"]
    return table(title, list(map(Column, columns)), [[law.law, law.who, law.what] for law in laws])


def policies_table(title: str, policies: Mapping[DisclosurePolicy, Sequence[str]]) -> Table:
    """A row a policy of disclosure control: what it hides, and of which indicators."""
    columns = ["Policy", "What is hidden", "How the others are shown", "Which figures"]
    rows = [
        [
            capitalise(policy.id),
            policy.hides,
            policy.shows,
            "; ".join(names) if len(names) <= _MOST_NAMED else f"{len(names)} indicators",
        ]
        for policy, names in policies.items()
    ]
    return table(title, list(map(Column, columns)), rows)


def entries_table(
    title: str,
    schema: RegisterSchema,
    columns: Sequence[str],
    entries: Sequence[Entry],
    standings: Sequence[Cell] = (),
) -> Table:
    """A row an entry, with the columns named (all but the period, where none is named).

    ``standings`` give the progress of each entry, for the column ``standing``. A column that may
    be empty, and is in every row, is left out.
    """
    schema.check_columns(columns, also=[STANDING] if standings else ())
    asked = columns or [name for name in schema.columns if name != "period"]
    shown = [name for name in asked if name == STANDING or not _is_blank(name, schema, entries)]
    cells = [
        standings if name == STANDING else [_entry_cell(entry, name, schema) for entry in entries]
        for name in shown
    ]
    rows = list(zip(*cells, strict=True))
    return table(title, [_entry_column(name, schema) for name in shown], rows)


def _is_blank(name: str, schema: RegisterSchema, entries: Sequence[Entry]) -> bool:
    """Whether a column says nothing in any row; that a step was not yet taken is something."""
    may_be_empty = not schema.columns[name].required and name not in schema.date_order
    return may_be_empty and all(entry[name] is None for entry in entries)


def _entry_column(name: str, schema: RegisterSchema) -> Column:
    if name == STANDING:
        return Column("State")
    column = schema.columns[name]
    return Column(column.title, figures=column.type in ("integer", "pounds"))


def _entry_cell(entry: Entry, name: str, schema: RegisterSchema) -> Cell:
    cell, column = entry[name], schema.columns[name]
    if cell is None:
        return Cell(_why_blank(entry, name, schema))
    if isinstance(cell, Reason):
        return Cell(cell.wording)
    if isinstance(cell, RoughDate):
        return Cell(capitalise(cell.text))
    if isinstance(cell, date):
        return Cell(long_date(cell))
    if column.type == "pounds":
        return Cell(f"£{number_text(Decimal(cell))}")
    if isinstance(cell, int):
        return Cell(number_text(Decimal(cell)))
    text = str(cell)
    if column.type == "choice":
        return _rated_cell(Rating(text)) if text in set(Rating) else Cell(capitalise(text))
    return Cell(text)


def _why_blank(entry: Entry, name: str, schema: RegisterSchema) -> str:
    """Why a cell is empty: a step that a later one has followed was taken, whenever it was."""
    if name not in schema.date_order:
        return "none recorded"
    later = schema.date_order[schema.date_order.index(name) + 1 :]
    taken = any(entry[step] is not None for step in later)
    return "not recorded" if taken else "not yet"


def headings(results: Sequence[IndicatorResult], period: Period) -> tuple[str, str]:
    """The headings of the two periods: the figures' own, if they share one."""
    periods = {result.current.period for result in results}
    shown = periods.pop() if len(periods) == 1 else period
    return shown.previous().heading, shown.heading
