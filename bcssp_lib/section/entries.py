"""Which entries of a register belong to a period, and which match a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bcssp_lib.model.errors import not_known
from bcssp_lib.model.period import Period, parse_period
from bcssp_lib.model.register import Cell, Entry, FollowUp, RegisterSchema


def entries_in(schema: RegisterSchema, entries: Sequence[Entry], period: Period) -> list[Entry]:
    """The entries of a period: by their period column, or open at any time during it."""
    if schema.date_order:
        return [one for one in entries if _open_during(one, schema.date_order, period)]
    return [one for one in entries if one["period"] == period.label]


def matching(
    schema: RegisterSchema, entries: Sequence[Entry], where: Mapping[str, str], period: Period
) -> list[Entry]:
    """The entries with these values.

    ``during`` names a date column that must lie in the period, ``not_yet`` one that must
    be empty or lie after it.
    """
    wanted = dict(where)
    during, not_yet = wanted.pop("during", ""), wanted.pop("not_yet", "")
    for column in filter(None, (*wanted, during, not_yet)):
        if column not in schema.columns:
            raise not_known(f"column of '{schema.id}'", column, schema.columns)
    return [
        one
        for one in entries
        if all(one[column] == value for column, value in wanted.items())
        and (not during or _falls_in(one[during], period))
        and (not not_yet or not _reached(one[not_yet], period))
    ]


def as_known_in(schema: RegisterSchema, entry: Entry, period: Period) -> Entry:
    """An entry as it stood when the period ended: steps taken later had not come yet."""
    cells = {
        name: None if name in schema.date_order and not _reached(cell, period) else cell
        for name, cell in entry.cells.items()
    }
    how = schema.follow_up
    when = done_in(schema, entry) if how is not None and how.done_in else None
    if how is not None and when is not None and when.end > period.end:
        cells |= {name: value or None for name, value in how.until_done.items()}
        cells |= dict.fromkeys(how.set_when_done)
    return replace(entry, cells=cells)


def done_in(schema: RegisterSchema, entry: Entry) -> Period | None:
    """The period in which an entry was done; none while it is open, or not followed."""
    how = schema.follow_up
    if how is None or schema.date_order or not is_done(how, entry):
        return None
    return parse_period(str(entry[how.done_in or "period"]))


def is_done(how: FollowUp, entry: Entry) -> bool:
    """Whether an entry is done, by what its cells say."""
    found = entry[how.done.column]
    return found in how.done.values if how.done.values else found is not None


def _falls_in(day: Cell, period: Period) -> bool:
    return isinstance(day, date) and period.start <= day <= period.end


def _reached(day: Cell, period: Period) -> bool:
    return isinstance(day, date) and day <= period.end


def _open_during(entry: Entry, dates: Sequence[str], period: Period) -> bool:
    """Whether an entry was begun by the period's end and not finished before it."""
    first, last = entry[dates[0]], entry[dates[-1]]
    begun = isinstance(first, date) and first <= period.end
    return begun and (not isinstance(last, date) or last >= period.start)
