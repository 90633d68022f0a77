"""An indicator through time: its series, the limits of its natural variation, what they say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.area import Area
from bcssp_lib.model.fact import FactTrend
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.period import Period, PeriodKind, period_ending
from bcssp_lib.model.value import missing
from bcssp_lib.model.verdicts import Assurance, Variation
from bcssp_lib.section.events import Event, events_of, peer_events, placed, starts_anew
from bcssp_lib.section.measures import Measure, measure
from bcssp_lib.stats.judgement import (
    assurance_of,
    trend_at_last,
    variation_of,
)
from bcssp_lib.stats.spc import FEWEST, Control, control
from bcssp_lib.stats.wording import trend_phrase

_DATED = {PeriodKind.SNAPSHOT, PeriodKind.ROLLING}  # these may follow one another at any distance


@dataclass(frozen=True)
class Trend:
    """A series, oldest first and without leaps, and what its control limits say."""

    indicator: Indicator
    series: tuple[Observation, ...]
    control: Control
    variation: Variation
    assurance: Assurance
    events: tuple[Event, ...]

    @property
    def latest(self) -> FactTrend:
        """What the limits say of the latest figure."""
        return trend_at_last(self.control, self.variation)

    @property
    def phrase(self) -> str:
        """The trend as prose: "has varied only as chance explains"."""
        return trend_phrase(self.latest)


def series_of(
    store: DataStore, indicator: str, area: str, kind: PeriodKind, until: Period
) -> tuple[Observation, ...]:
    """The figures of one kind of period up to the report's, without leaps."""
    found = [
        one
        for one in store.series(indicator, area)
        if one.period.kind is kind and one.period.end <= until.end
    ]
    return tuple(without_leaps(found))


def trend_of(store: DataStore, indicator: Indicator, area: str, until: Period) -> Trend | None:
    """The trend of the kind of period that has enough figures; none where there is none."""
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.SNAPSHOT):
        if kind in indicator.periods:
            series = series_of(store, indicator.id, area, kind, until)
            if sum(one.known for one in series) >= FEWEST:
                return judged(store, indicator, area, series)
    return None


def judged(
    store: DataStore, indicator: Indicator, area: str, series: Sequence[Observation]
) -> Trend:
    """A series with its limits, worked out anew where a known event says so."""
    events = events_of(store, indicator.id, area)
    amounts = [None if one.value.amount is None else float(one.value.amount) for one in series]
    anew = starts_anew(events, [one.period for one in series])
    found = control(amounts, anew, ceiling=_ceiling(indicator))
    target = None if indicator.target is None else float(indicator.target)
    return Trend(
        indicator=indicator,
        series=tuple(series),
        control=found,
        variation=variation_of(found, indicator.polarity),
        assurance=assurance_of(found, target, indicator.polarity),
        events=tuple(one for _, one in placed(events, [one.period for one in series])),
    )


def _ceiling(indicator: Indicator) -> float:
    """What no figure can lie above: a percentage of a whole ends at 100."""
    whole = indicator.unit is Unit.PERCENT and indicator.denominator is not None
    return 100.0 if whole else math.inf


def without_leaps(series: Sequence[Observation]) -> list[Observation]:
    """A series, oldest first, with "not available" for each period that it leaves out.

    Years, quarters and months follow one another. Snapshots and rolling twelve months are
    expected at the shortest distance, in months, that any two of them have.
    """
    if not series:
        return []
    whole = [series[0]]
    for earlier, later in pairwise(series):
        between = _between(earlier.period, later.period, _step(series))
        whole += [Observation(earlier.indicator, earlier.area, one, missing()) for one in between]
        whole.append(later)
    return whole


def _step(series: Sequence[Observation]) -> int:
    """The shortest distance of two dates in months; 0 where two are in one month."""
    return min(_month(two.period.end) - _month(one.period.end) for one, two in pairwise(series))


def _between(earlier: Period, later: Period, step: int) -> Iterator[Period]:
    """The periods that should stand between two, oldest first."""
    if earlier.kind in _DATED:
        for month in range(_month(earlier.end) + step, _month(later.end), step) if step else ():
            yield period_ending(earlier.kind, _last_of(month))
        return
    found = []
    period = _before(later)
    while period > earlier:
        found.append(period)
        period = _before(period)
    yield from reversed(found)


def _before(period: Period) -> Period:
    return period_ending(period.kind, period.start - timedelta(days=1))


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1


def _last_of(month: int) -> date:
    return date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)


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
