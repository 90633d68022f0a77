"""Which entries of a register belong to a period, and which match a question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bcssp_lib.model.errors import not_known
from bcssp_lib.model.period import Period, long_date, parse_period
from bcssp_lib.model.register import STANDING, Entry, FollowUp, RegisterSchema
from bcssp_lib.model.register import Cell as Found
from bcssp_lib.section.table_kit import Cell, Column, Table, table
from bcssp_lib.stats.rounding import number_text

_TONES = ("green", "amber", "red")


def list_entries(schema: RegisterSchema, entries: Sequence[Entry], period: Period) -> list[Entry]:
    """The entries of a period: by their period column, or open at any time during it."""
    if schema.date_order:
        return [entry for entry in entries if _open_during(entry, schema.date_order, period)]
    return [entry for entry in entries if entry["period"] == period.label]


def filter_entries(
    schema: RegisterSchema, entries: Sequence[Entry], where: Mapping[str, str], period: Period
) -> list[Entry]:
    """The entries with these values.

    ``during`` names a date column that must lie in the period, ``not_yet`` one that must
    be empty or lie after it.
    """
    wanted = dict(where)
    during, not_yet = wanted.pop("during", ""), wanted.pop("not_yet", "")
    _check_columns(schema, filter(None, (*wanted, during, not_yet)), schema.columns)
    return [
        entry
        for entry in entries
        if all(entry[column] == value for column, value in wanted.items())
        and (not during or _falls_in(entry[during], period))
        and (not not_yet or not _reached(entry[not_yet], period))
    ]


def _check_columns(schema: RegisterSchema, names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise not_known(f"column of '{schema.id}'", name, known)


def entry_as_at(schema: RegisterSchema, entry: Entry, period: Period) -> Entry:
    """An entry as it stood when the period ended: steps taken later had not come yet."""
    cells = {
        name: None if name in schema.date_order and not _reached(cell, period) else cell
        for name, cell in entry.cells.items()
    }
    return replace(entry, cells=cells | _cells_until_done(schema, entry, period))


def _cells_until_done(schema: RegisterSchema, entry: Entry, period: Period) -> dict[str, Found]:
    """What was in the cells of an entry that was done after the period; empty for others."""
    how = schema.follow_up
    if how is None or not how.done_in:
        return {}
    when = period_done(schema, entry)
    if when is None or when.end <= period.end:
        return {}
    until_done = {name: value or None for name, value in how.until_done.items()}
    return {**until_done, **dict.fromkeys(how.set_when_done)}


def period_done(schema: RegisterSchema, entry: Entry) -> Period | None:
    """The period in which an entry was done; none while it is open, or not followed."""
    how = schema.follow_up
    if how is None or schema.date_order or not is_done(how, entry):
        return None
    return parse_period(str(entry[how.done_in or "period"]))


def is_done(how: FollowUp, entry: Entry) -> bool:
    """Whether an entry is done, by what its cells say."""
    cell = entry[how.done.column]
    return cell in how.done.values if how.done.values else cell is not None


def _falls_in(day: Found, period: Period) -> bool:
    return isinstance(day, date) and period.start <= day <= period.end


def _reached(day: Found, period: Period) -> bool:
    return isinstance(day, date) and day <= period.end


def _open_during(entry: Entry, dates: Sequence[str], period: Period) -> bool:
    """Whether an entry was begun by the period's end and not finished before it."""
    first, last = entry[dates[0]], entry[dates[-1]]
    begun = isinstance(first, date) and first <= period.end
    return begun and (not isinstance(last, date) or last >= period.start)


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
    _check_columns(schema, columns, (*schema.columns, STANDING) if standings else schema.columns)
    shown = columns or tuple(name for name in schema.columns if name != "period")
    progress = standings or [Cell("")] * len(entries)
    rows = [
        [standing if name == STANDING else _cell(entry[name], name, schema) for name in shown]
        for entry, standing in zip(entries, progress, strict=True)
    ]
    return table(title, [_heading(name, schema) for name in shown], rows)


def _heading(name: str, schema: RegisterSchema) -> Column:
    if name == STANDING:
        return Column("State")
    column = schema.columns[name]
    return Column(column.title, figures=column.type in ("integer", "pounds"))


def _cell(cell: Found, name: str, schema: RegisterSchema) -> Cell:
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
    return Cell(text[:1].upper() + text[1:] if column.type == "choice" else text)
