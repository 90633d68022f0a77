"""One indicator through time in each area of a police force, as areas may be compared by it."""

from __future__ import annotations

from dataclasses import dataclass

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.area import Area
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.section.events import Event, events_of, peer_events
from bcssp_lib.section.measures import Measure, measure
from bcssp_lib.section.trends import series_of, without_leaps


@dataclass(frozen=True)
class AreaLine:
    """One area's figures, oldest first and without leaps, and its known events."""

    measures: tuple[Measure, ...]
    events: tuple[Event, ...]


def area_lines(
    store: DataStore, indicator: Indicator, area: Area, kind: PeriodKind, until: Period
) -> dict[str, AreaLine]:
    """The lines of an area, and of those others of its police force that may stand beside it.

    By the areas' names, this one's first. Real figures and made-up ones are never mixed.
    """
    series = series_of(store, indicator.id, area.slug, kind, until)
    if not series:
        return {}
    own = tuple(
        measure(store, indicator, one, lambda name, at: store.observation(name, area.slug, at))
        for one in series
    )
    found = {area.name: AreaLine(own, events_of(store, indicator.id, area.slug))}
    for peer in store.peers(area.slug):
        theirs = _peer_measures(store, indicator, peer, kind, until)
        if theirs and theirs[-1].figure.synthetic == own[-1].figure.synthetic:
            events = peer_events(store, indicator.id, peer.slug)
            found[peer.name] = AreaLine(theirs, events)
    return found


def _peer_measures(
    store: DataStore, indicator: Indicator, peer: Area, kind: PeriodKind, until: Period
) -> tuple[Measure, ...]:
    series = [
        one
        for one in store.peer_series(indicator.id, peer.slug)
        if one.period.kind is kind and one.period.end <= until.end
    ]
    return tuple(
        measure(
            store,
            indicator,
            one,
            lambda name, at: store.peer_observation(name, peer.slug, at),
        )
        for one in without_leaps(series)
    )
