"""Tables and counts of a register: of the period, of the one before, and carried over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bcssp_lib.model.errors import not_known
from bcssp_lib.model.period import Period
from bcssp_lib.model.register import STANDING, Entry, RegisterSchema
from bcssp_lib.section.entries import entries_table, entry_as_at, filter_entries, list_entries
from bcssp_lib.section.follow_up import (
    STATES,
    follow_entries,
    follow_register,
    list_left_open,
    state_cells,
)
from bcssp_lib.section.outputs import Message, title_sentence
from bcssp_lib.section.table_kit import Table


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
