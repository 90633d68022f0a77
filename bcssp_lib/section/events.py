"""Known events in an area's figures: what happened, and what starts again from then on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.area import Area
from bcssp_lib.model.period import Period, long_date
from bcssp_lib.model.register import Entry

_REGISTER = "events"


class EventKind(StrEnum):
    """What an event does to a series."""

    EVENT = "event"  # to be known, and no more
    REBASE = "rebase"  # limits are worked out again from here
    BREAK = "break"  # what was counted before cannot be compared with what is counted since


@dataclass(frozen=True)
class Event:
    """Something that happened to an indicator, or to a whole area."""

    day: date
    kind: EventKind
    text: str

    @property
    def stops_line(self) -> bool:
        """Whether what came before may not be joined with what came since."""
        return self.kind is EventKind.BREAK

    @property
    def wording(self) -> str:
        """The event as a reader sees it: "1 April 2023, counted in another way"."""
        return f"{long_date(self.day)}, {self.text}"


PlacedEvent = tuple[int, Event]  # its place in a series, and what happened


def list_events(store: DataStore, indicator: str, area: str) -> tuple[Event, ...]:
    """The events of an indicator in an area, and those of the area as a whole, by date."""
    return _events(store, indicator, area, store.entries(_REGISTER, area))


def list_peer_events(store: DataStore, indicator: str, area: str) -> tuple[Event, ...]:
    """The events of an indicator in one of the other areas of the police force."""
    return _events(store, indicator, area, store.peer_entries(_REGISTER, area))


def _events(
    store: DataStore, indicator: str, area: str, entries: Sequence[Entry]
) -> tuple[Event, ...]:
    events = [
        Event(day, EventKind(str(entry["kind"])), str(entry["text"]))
        for entry in entries
        if entry["indicator"] in (None, indicator) and isinstance(day := entry["date"], date)
    ]
    return tuple(sorted([*events, *list_code_events(store.area(area))], key=lambda one: one.day))


def list_code_events(area: Area) -> list[Event]:
    """Where an area's code changed: the series goes on, if what it holds is the same area."""
    return [
        Event(later.first, EventKind.EVENT, f"the area's code changed to {later.code}")
        for _, later in pairwise(area.codes)
        if later.first is not None
    ]


def find_break(events: Sequence[Event], earlier: Period, later: Period) -> Event | None:
    """The event, if there is one, that keeps two periods from being compared."""
    for event in events:
        if event.kind is EventKind.BREAK and earlier.start < event.day <= later.end:
            return event
    return None


def place_events(events: Sequence[Event], periods: Sequence[Period]) -> list[PlacedEvent]:
    """The events within a series, each with the place of the first period that it concerns."""
    if not periods:
        return []
    return [
        (next(index for index, period in enumerate(periods) if period.end >= event.day), event)
        for event in events
        if periods[0].start <= event.day <= periods[-1].end
    ]


def find_rebases(placed: Sequence[PlacedEvent]) -> dict[int, str]:
    """At which places limits are worked out again, with the reasons; not at the first."""
    return {
        place: event.text
        for place, event in placed
        if place > 0 and event.kind is not EventKind.EVENT
    }
