"""One indicator through time in each area of a police force, as areas may be compared by it."""

from __future__ import annotations

from dataclasses import dataclass

from bcssp_lib.model.area import Area
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.section.events import Event, events_of, peer_events
from bcssp_lib.section.leaps import without_leaps
from bcssp_lib.section.material import Material
from bcssp_lib.section.measures import Measure, measure
from bcssp_lib.section.trends import series_of


@dataclass(frozen=True)
class AreaLine:
    """One area's figures, oldest first and without leaps, and its known events."""

    measures: tuple[Measure, ...]
    events: tuple[Event, ...]


def area_lines(
    material: Material, indicator: Indicator, area: Area, kind: PeriodKind, until: Period
) -> dict[str, AreaLine]:
    """The lines of an area, and of those others of its police force that may stand beside it.

    By the areas' names, this one's first. Real figures and made-up ones are never mixed.
    """
    series = series_of(material, indicator.id, area.slug, kind, until)
    if not series:
        return {}
    own = tuple(
        measure(
            material, indicator, one, lambda name, at: material.observation(name, area.slug, at)
        )
        for one in series
    )
    found = {area.name: AreaLine(own, events_of(material, indicator.id, area.slug))}
    for peer in material.peers(area.slug):
        theirs = _peer_measures(material, indicator, peer, kind, until)
        if theirs and theirs[-1].figure.synthetic == own[-1].figure.synthetic:
            events = peer_events(material, indicator.id, peer.slug)
            found[peer.name] = AreaLine(theirs, events)
    return found


def _peer_measures(
    material: Material, indicator: Indicator, peer: Area, kind: PeriodKind, until: Period
) -> tuple[Measure, ...]:
    series = [
        one
        for one in material.peer_series(indicator.id, peer.slug)
        if one.period.kind is kind and one.period.end <= until.end
    ]
    return tuple(
        measure(
            material,
            indicator,
            one,
            lambda name, at: material.peer_observation(name, peer.slug, at),
        )
        for one in without_leaps(series)
    )
