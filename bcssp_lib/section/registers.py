"""A register as the report of one period shows it, with what is carried over until it is done.

Nothing is copied: a report shows the rows of earlier periods as they stood when its own period
ended. An entry that is due on or before that day and not done is overdue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from bcssp_lib.model.errors import UserError, not_known
from bcssp_lib.model.period import Period, financial_year, long_date, months_before, parse_period
from bcssp_lib.model.register import STANDING, Entry, FollowUp, RegisterSchema, RoughDate, first_day
from bcssp_lib.model.register import Cell as Found
from bcssp_lib.section.outputs import Cell, Message, Table, title_sentence
from bcssp_lib.section.tables import entries_table
from bcssp_lib.stats.wording import capitalise

OVERDUE, OPEN, CARRIED_OVER = "overdue", "open", "carried over"
_STATES = (OVERDUE, OPEN, CARRIED_OVER)


@dataclass(frozen=True)
class RegisterView:
    """An area's register, as the report of one period shows it."""

    schema: RegisterSchema
    entries: Sequence[Entry]
    period: Period

    @cached_property
    def own_entries(self) -> list[Entry]:
        """The entries of the period: by their period column, or open at any time during it."""
        return self._entries_of(self.period)

    def _entries_of(self, period: Period) -> list[Entry]:
        order = self.schema.date_order
        if order:
            return [entry for entry in self.entries if _open_during(entry, order, period)]
        return [entry for entry in self.entries if entry["period"] == period.label]

    def table(
        self, title: str, columns: Sequence[str], where: Mapping[str, str] | None = None
    ) -> Table | None:
        """The entries of the period, or those of them with some values; None if there are none."""
        wanted = where or {}
        self.schema.check_columns(wanted)
        entries = [each for each in self.own_entries if wanted.items() <= each.cells.items()]
        return self._table(title, columns, entries) if entries else None

    def earlier_table(
        self, title: str, columns: Sequence[str], *, last_year: bool
    ) -> Table | Message | None:
        """What was left open by earlier periods, and has no row in this one.

        With ``last_year``, also all that belongs to the period before; each as it is now.
        """
        entries = self.left_open()
        if last_year:
            before = self._entries_of(self.period.previous())
            entries = [*(entry for entry in entries if entry not in before), *before]
        if entries:
            return self._table(title, columns, entries)
        nothing = title_sentence(title, f"there are none. No {self.schema.records} were left over.")
        return Message("statement", nothing) if self._has_earlier else None

    @property
    def _has_earlier(self) -> bool:
        """Whether anything was supplied of earlier periods: else none being left is not known."""
        periods = (period for entry in self.entries for period in _periods(self.schema, entry))
        return any(period.end < self.period.start for period in periods)

    def _table(self, title: str, columns: Sequence[str], entries: Sequence[Entry]) -> Table:
        if self.schema.follow_up is None:
            return entries_table(title, self.schema, columns, list(map(self.as_at, entries)))
        followed = self.follow_entries(entries)
        cells = [entry.cell for entry in followed]
        return entries_table(title, self.schema, columns, [each.entry for each in followed], cells)

    def matching(self, where: Mapping[str, str]) -> list[Entry]:
        """The entries with these values, as they stood when the period ended.

        ``during`` names a date column that must lie in the period, ``not_yet`` one that must be
        empty or lie after it. ``standing`` selects entries by their progress, and looks at those
        carried over too.
        """
        wanted = dict(where)
        entries = self._entries_that_stand(wanted.pop(STANDING, ""))
        during, not_yet = wanted.pop("during", ""), wanted.pop("not_yet", "")
        self.schema.check_columns(filter(None, (*wanted, during, not_yet)))
        if during:
            entries = [entry for entry in entries if self._falls_in_period(entry[during])]
        if not_yet:
            entries = [entry for entry in entries if not self._has_come(entry[not_yet])]
        return [entry for entry in entries if wanted.items() <= entry.cells.items()]

    def sizes(self, where: Mapping[str, str]) -> list[int]:
        """How many entries there are of each kind that a condition tells apart.

        Of those that meet it, those that do not, and those with each set of values in the columns
        that it names: any of them could be worked out from the counts of the others.
        """
        counted = self.matching(where)
        if not where:
            return [len(counted)]
        how = self.schema.follow_up
        left = self.left_open() if STANDING in where and how else []
        whole = [*map(self.as_at, self.own_entries), *map(self.as_at, left)]
        columns = [name for name in where if name in self.schema.columns]
        other = self.matching({name: where[name] for name in where if name not in columns})
        kinds = Counter((*(entry[name] for name in columns), entry in other) for entry in whole)
        return [len(counted), len(whole) - len(counted), *kinds.values()]

    def _entries_that_stand(self, standing: str) -> list[Entry]:
        """The entries of the period, or all that are overdue, open or carried over."""
        if not standing:
            return list(map(self.as_at, self.own_entries))
        if standing not in _STATES:
            raise not_known("standing", standing, _STATES)
        return [each.entry for each in self.follow() if each.stands(standing)]

    def _falls_in_period(self, day: Found) -> bool:
        return isinstance(day, date) and self.period.start <= day <= self.period.end

    def _has_come(self, day: Found) -> bool:
        return isinstance(day, date) and day <= self.period.end

    def as_at(self, entry: Entry) -> Entry:
        """An entry as it stood when the period ended: steps taken later had not come yet."""
        to_come = {
            name: None
            for name in self.schema.date_order
            if name in entry.cells and not self._has_come(entry[name])
        }
        return replace(entry, cells={**entry.cells, **to_come, **self._cells_until_done(entry)})

    def _cells_until_done(self, entry: Entry) -> dict[str, Found]:
        """What was in the cells of an entry that was done after the period; empty for others."""
        how = self.schema.follow_up
        if how is None or not how.done_in:
            return {}
        when = self._period_done(entry)
        if when is None or when.end <= self.period.end:
            return {}
        until_done = {name: value or None for name, value in how.until_done.items()}
        return {**until_done, **dict.fromkeys(how.set_when_done)}

    def _period_done(self, entry: Entry) -> Period | None:
        """The period in which an entry was done; none while it is open, or not followed."""
        how = self.schema.follow_up
        if how is None or self.schema.date_order or not _is_done(how, entry):
            return None
        return parse_period(str(entry[how.done_in or "period"]))

    def follow(self) -> list[FollowedEntry]:
        """What is in the report of the period: its own entries, then those carried over."""
        return self.follow_entries([*self.own_entries, *self.left_open()])

    def follow_entries(self, wanted: Iterable[Entry]) -> list[FollowedEntry]:
        """Some entries of the register as they stood when the period ended."""
        begun = self._first_periods()
        return [self._follow_entry(self.as_at(entry), begun) for entry in wanted]

    def left_open(self) -> list[Entry]:
        """Entries of earlier periods that were open when this one began, and have no row in it.

        Of several rows with one reference it is the latest. In a register of dates every entry
        that is open belongs to the period anyway.
        """
        reference = self._how.reference
        if self.schema.date_order:
            return []
        reported = {entry[reference] for entry in self.own_entries}
        return [
            entry
            for entry in self._latest_rows()
            if entry[reference] not in reported and not self._done_before(entry)
        ]

    def _latest_rows(self) -> list[Entry]:
        """By reference, the latest row of those up to the period."""
        latest: dict[Found, tuple[Period, Entry]] = {}
        for entry in self.entries:
            period, reference = parse_period(str(entry["period"])), entry[self._how.reference]
            before = latest.get(reference)
            if period.end <= self.period.end and (before is None or before[0] <= period):
                latest[reference] = period, entry
        return [entry for _, entry in latest.values()]

    @property
    def _how(self) -> FollowUp:
        if self.schema.follow_up is None:
            raise UserError(
                f"The register '{self.schema.id}' is not followed: "
                f"params/registers/{self.schema.id}.yaml has no follow_up, so none of its entries "
                "is open, overdue or carried over. Add one, or do not ask for the progress of its "
                "entries."
            )
        return self.schema.follow_up

    def _first_periods(self) -> dict[Found, Period]:
        """By reference, the first period in which there was such an entry."""
        first: dict[Found, Period] = {}
        for entry in self.entries:
            for period in _periods(self.schema, entry):
                reference = entry[self._how.reference]
                first[reference] = min(period, first.get(reference, period))
        return first

    def _done_before(self, entry: Entry) -> bool:
        when = self._period_done(entry)
        return when is not None and when.end < self.period.start

    def _follow_entry(self, entry: Entry, begun: Mapping[Found, Period]) -> FollowedEntry:
        since = self._since(entry, begun[entry[self._how.reference]])
        reported = self._reported(entry)
        return FollowedEntry(self.schema, self._how, entry, self.period.end, since, reported)

    def _since(self, entry: Entry, first: Period) -> str:
        """The earlier period that an entry is carried over from; empty if it is not."""
        earlier = first.end < self.period.end and first.label != self.period.label
        return first.label if earlier and not self._done_before(entry) else ""

    def _reported(self, entry: Entry) -> str:
        """The earlier period that an entry was last reported on; empty for this one."""
        if self.schema.date_order or self._how.done_in:
            return ""
        period = str(entry["period"])
        return period if period != self.period.label else ""


@dataclass(frozen=True)
class FollowedEntry:
    """An entry as it stood on the ``day`` when a period ended; ``how`` says which columns tell it.

    ``since`` is the earlier period that it comes from, if any. ``reported`` is the last period
    that it was reported on, where that was an earlier one.
    """

    schema: RegisterSchema
    how: FollowUp
    entry: Entry
    day: date
    since: str
    reported: str

    @property
    def done(self) -> bool:
        """Whether it is done, by what its cells say."""
        return _is_done(self.how, self.entry)

    @property
    def untouched(self) -> bool:
        """Whether it is as it was at first; not if it is, say, "partly answered"."""
        name = self.how.done.column
        return self.entry[name] in (None, self.how.until_done.get(name, self.entry[name]))

    @property
    def due(self) -> date | None:
        """The day by which it should be done, if there is one."""
        after = self.how.due_after
        column = after.column if after else self.how.due
        day = self.entry[column] if column else None
        if not isinstance(day, date) or isinstance(day, RoughDate):
            return None
        return months_before(day, -after.months) if after else day

    @property
    def overdue(self) -> bool:
        """Whether it should have been done by now."""
        return not self.done and self.due is not None and self.due <= self.day

    @property
    def text(self) -> str:
        """Where it stands, in words: "Open, due by 31 May 2024, carried over from 2022-23"."""
        carried_over = self.since and not self.schema.date_order
        words = (
            self._state,
            f"due by {long_date(self.due)}" if self.due else "",
            f"carried over from {self.since}" if carried_over else "",
            f"not reported on since {self.reported}" if self.reported else "",
        )
        return ", ".join(filter(None, words))

    @property
    def _state(self) -> str:
        """Where it stands, in a word or two; of what is done, "Answered", "Complete".

        A period is named only of what was carried over: a question on 2023-24 may be answered
        in the autumn after, when the report on that year is discussed.
        """
        name = self.how.done.column
        cell = self.entry[name]
        if not self.done:
            state = "Open" if self.untouched else capitalise(str(cell))
            return "Overdue" if self.overdue else state
        state = self.schema.columns[name].title if isinstance(cell, date) else str(cell)
        when = f" in {self.entry[self.how.done_in]}" if self.how.done_in and self.since else ""
        return f"{capitalise(state)}{when}"

    def stands(self, standing: str) -> bool:
        """Whether it is overdue, open, or carried over."""
        states = {OVERDUE: self.overdue, OPEN: not self.done, CARRIED_OVER: bool(self.since)}
        return states[standing]

    @property
    def cell(self) -> Cell:
        """Where it stands, as a table shows it: in words, and in red where it is overdue."""
        return Cell(self.text, tone="red" if self.overdue else "")


def _open_during(entry: Entry, dates: Sequence[str], period: Period) -> bool:
    """Whether an entry was begun by the period's end and not finished before it."""
    known = [day for name in dates if isinstance(day := entry[name], date)]
    last = entry[dates[-1]]
    begun = bool(known) and first_day(known[0]) <= period.end
    return begun and (not isinstance(last, date) or last >= period.start)


def _is_done(how: FollowUp, entry: Entry) -> bool:
    cell = entry[how.done.column]
    return cell in how.done.values if how.done.values else cell is not None


def _periods(schema: RegisterSchema, entry: Entry) -> Iterator[Period]:
    if schema.date_order:
        days = [entry[name] for name in schema.date_order]
        yield from (financial_year(day) for day in days if isinstance(day, date))
    else:
        yield parse_period(str(entry["period"]))


def can_count(view: RegisterView, where: Mapping[str, str]) -> bool:
    """Whether a register tells how many entries have these values; what it never has, it does not.

    A kind of review that is in no row, of any year, was not counted. Plans that nobody rated are
    not "none rated red", and where nothing has a day by which it is due, nothing is overdue.
    """
    schema, entries = view.schema, view.entries
    if not entries:
        return False
    if where.get(STANDING) == OVERDUE and not any(each.due for each in view.follow()):
        return False
    for name, value in where.items():
        if name in schema.columns and schema.columns[name].type == "choice":
            known = {entry[name] for entry in entries}
            is_zero = schema.columns[name].absent_is_zero or value in known
            if known == {None} or not is_zero:
                return False
    return True
