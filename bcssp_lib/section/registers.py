"""A register as the report of one period shows it, with what is carried over until it is done.

Nothing is copied: a report shows the rows of earlier periods as they stood when its own period
ended. An entry that is due on or before that day and not done is overdue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bcssp_lib.model.errors import UserError, not_known
from bcssp_lib.model.period import Period, financial_year, long_date, months_before, parse_period
from bcssp_lib.model.register import STANDING, Entry, FollowUp, RegisterSchema
from bcssp_lib.model.register import Cell as Found
from bcssp_lib.section.entries import (
    entries_table,
    entry_as_at,
    filter_entries,
    is_done,
    list_entries,
    period_done,
)
from bcssp_lib.section.outputs import Message, title_sentence
from bcssp_lib.section.table_kit import Cell, Table

OVERDUE, OPEN, CARRIED_OVER = "overdue", "open", "carried over"
STATES = (OVERDUE, OPEN, CARRIED_OVER)


@dataclass(frozen=True)
class RegisterView:
    """An area's register, as the report of one period shows it."""

    schema: RegisterSchema
    entries: Sequence[Entry]
    period: Period

    def table(self, title: str, columns: Sequence[str]) -> Table | None:
        """The entries of the period; None if there are none."""
        entries = list_entries(self.schema, self.entries, self.period)
        return self._table(title, columns, entries) if entries else None

    def earlier_table(
        self, title: str, columns: Sequence[str], *, last_year: bool
    ) -> Table | Message | None:
        """What was left open by earlier periods, and has no row in this one.

        With ``last_year``, also all that belongs to the period before; each as it is now.
        """
        entries = list_left_open(self.schema, self.entries, self.period)
        if last_year:
            before = list_entries(self.schema, self.entries, self.period.previous())
            entries = [*(entry for entry in entries if entry not in before), *before]
        if entries:
            return self._table(title, columns, entries)
        nothing = title_sentence(title, f"there are none. No {self.schema.records} were left over.")
        return Message("statement", nothing) if self.entries else None

    def matching(self, where: Mapping[str, str]) -> list[Entry]:
        """The entries with these values, as they stood when the period ended.

        ``standing`` selects entries by their progress, and looks at those carried over too.
        """
        wanted = dict(where)
        standing = wanted.pop(STANDING, "")
        if standing not in ("", *STATES):
            raise not_known("standing", standing, STATES)
        if standing:
            followed_entries = follow_register(self.schema, self.entries, self.period)
            entries = [followed.entry for followed in followed_entries if followed.stands(standing)]
        else:
            own_entries = list_entries(self.schema, self.entries, self.period)
            entries = [entry_as_at(self.schema, entry, self.period) for entry in own_entries]
        return filter_entries(self.schema, entries, wanted, self.period)

    def _table(self, title: str, columns: Sequence[str], entries: Sequence[Entry]) -> Table:
        if self.schema.follow_up is None:
            known = [entry_as_at(self.schema, entry, self.period) for entry in entries]
            return entries_table(title, self.schema, columns, known)
        followed_entries = follow_entries(entries, self.schema, self.entries, self.period)
        known = [followed.entry for followed in followed_entries]
        return entries_table(title, self.schema, columns, known, state_cells(followed_entries))


@dataclass(frozen=True)
class FollowedEntry:
    """An entry as it stood when a period ended.

    ``since`` is the earlier period that it comes from, if any. ``reported`` is the last period
    that it was reported on, where that was an earlier one. ``how`` says which columns tell it.
    """

    how: FollowUp
    entry: Entry
    done: bool
    due: date | None
    overdue: bool
    since: str
    reported: str
    text: str

    def stands(self, standing: str) -> bool:
        """Whether it is overdue, open, or carried over."""
        states = {OVERDUE: self.overdue, OPEN: not self.done, CARRIED_OVER: bool(self.since)}
        return states[standing]


def follow_register(
    schema: RegisterSchema, entries: Sequence[Entry], period: Period
) -> tuple[FollowedEntry, ...]:
    """What is in the report of a period: its own entries, then those carried over."""
    left_open = list_left_open(schema, entries, period)
    wanted = [*list_entries(schema, entries, period), *left_open]
    return follow_entries(wanted, schema, entries, period)


def follow_entries(
    wanted: Iterable[Entry], schema: RegisterSchema, entries: Sequence[Entry], period: Period
) -> tuple[FollowedEntry, ...]:
    """Some entries of a register as they stood when a period ended."""
    how = _followable(schema)
    begun = _first_periods(schema, how, entries)
    followed_entries = []
    for item in wanted:
        entry = entry_as_at(schema, item, period)
        first = begun[entry[how.reference]]
        earlier = first.end < period.end and first.label != period.label
        since = first.label if earlier and not _done_before(schema, entry, period) else ""
        reported = "" if schema.date_order or how.done_in else str(entry["period"])
        reported_before = reported if reported != period.label else ""
        followed_entries.append(_follow_entry(schema, entry, period, since, reported_before))
    return tuple(followed_entries)


def list_left_open(schema: RegisterSchema, entries: Sequence[Entry], period: Period) -> list[Entry]:
    """Entries of earlier periods that were open when this one began, and have no row in it.

    Of several rows with one reference it is the latest. In a register of dates every entry that
    is open belongs to the period anyway.
    """
    how = _followable(schema)
    if schema.date_order:
        return []
    reported = {entry[how.reference] for entry in list_entries(schema, entries, period)}
    return [
        entry
        for entry in _latest_rows(how, entries, period)
        if entry[how.reference] not in reported and not _done_before(schema, entry, period)
    ]


def _latest_rows(how: FollowUp, entries: Sequence[Entry], period: Period) -> Iterable[Entry]:
    """By reference, the latest row of those up to a period."""
    latest: dict[Found, tuple[Period, Entry]] = {}
    for entry in entries:
        row_period, reference = parse_period(str(entry["period"])), entry[how.reference]
        before = latest.get(reference)
        if row_period.end <= period.end and (before is None or before[0] <= row_period):
            latest[reference] = row_period, entry
    return [entry for _, entry in latest.values()]


def state_cells(entries: Sequence[FollowedEntry]) -> list[Cell]:
    """Where each entry stands, as a table shows it: in words, and in red where it is overdue."""
    return [Cell(entry.text, tone="red" if entry.overdue else "") for entry in entries]


def _followable(schema: RegisterSchema) -> FollowUp:
    if schema.follow_up is None:
        raise UserError(
            f"The register '{schema.id}' is not followed: params/registers/{schema.id}.yaml has no "
            "follow_up, so none of its entries is open, overdue or carried over. Add one, or do "
            "not ask for the progress of its entries."
        )
    return schema.follow_up


def _first_periods(
    schema: RegisterSchema, how: FollowUp, entries: Sequence[Entry]
) -> dict[Found, Period]:
    """By reference, the first period in which there was such an entry."""
    first: dict[Found, Period] = {}
    for entry in entries:
        for row_period in _periods(schema, entry):
            reference = entry[how.reference]
            first[reference] = min(row_period, first.get(reference, row_period))
    return first


def _periods(schema: RegisterSchema, entry: Entry) -> Iterator[Period]:
    if schema.date_order:
        days = [entry[name] for name in schema.date_order]
        yield from (financial_year(day) for day in days if isinstance(day, date))
    else:
        yield parse_period(str(entry["period"]))


def _done_before(schema: RegisterSchema, entry: Entry, period: Period) -> bool:
    when = period_done(schema, entry)
    return when is not None and when.end < period.start


def _follow_entry(
    schema: RegisterSchema, entry: Entry, period: Period, since: str, reported: str
) -> FollowedEntry:
    how = _followable(schema)
    done, due = is_done(how, entry), _due(how, entry)
    overdue = not done and due is not None and due <= period.end
    words = (
        _state(schema, how, entry) if done else "Overdue" if overdue else "Open",
        f"due by {long_date(due)}" if due else "",
        f"carried over from {since}" if since and not schema.date_order else "",
        f"not reported on since {reported}" if reported else "",
    )
    return FollowedEntry(
        how, entry, done, due, overdue, since, reported, ", ".join(filter(None, words))
    )


def _due(how: FollowUp, entry: Entry) -> date | None:
    column = how.due_after.column if how.due_after else how.due
    day = entry[column] if column else None
    if not isinstance(day, date):
        return None
    return months_before(day, -how.due_after.months) if how.due_after else day


def _state(schema: RegisterSchema, how: FollowUp, entry: Entry) -> str:
    """What a thing that is done is: "Answered in 2023-24", "Complete", "Concluded"."""
    cell = entry[how.done.column]
    state = schema.columns[how.done.column].title if isinstance(cell, date) else str(cell)
    when = f" in {entry[how.done_in]}" if how.done_in else ""
    return f"{state[:1].upper()}{state[1:]}{when}"
