"""An indicator through time: its series with known events, its limits, and what they say.

An event is something that happened to what is counted; some make limits or the series start again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.area import Area
from bcssp_lib.model.fact import FactTrend
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import Period, PeriodKind, last_day, long_date, period_ending
from bcssp_lib.model.value import Observation, missing
from bcssp_lib.model.verdicts import Assurance, Variation
from bcssp_lib.section.benchmarks import read_measure
from bcssp_lib.stats.comparison import Measure
from bcssp_lib.stats.spc import (
    FEWEST,
    SpcAnalysis,
    analyse_series,
    judge_latest,
    judge_target,
    latest_trend,
)
from bcssp_lib.stats.wording import trend_phrase

_DATED = {PeriodKind.SNAPSHOT, PeriodKind.ROLLING}  # these may follow one another at any distance
_REGISTER = "events"
_SHORTEST_FIRST = (
    PeriodKind.MONTH,
    PeriodKind.QUARTER,
    PeriodKind.SNAPSHOT,
    PeriodKind.ROLLING,
    PeriodKind.YEAR,
)


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
    events = [
        Event(day, EventKind(str(entry["kind"])), str(entry["text"]))
        for entry in store.entries(_REGISTER, area)
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
        if event.stops_line and earlier.start < event.day <= later.end:
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


def find_rebases(placed: Sequence[PlacedEvent]) -> set[int]:
    """At which places limits are worked out again; not at the first."""
    return {place for place, event in placed if place > 0 and event.kind is not EventKind.EVENT}


@dataclass(frozen=True)
class Trend:
    """A series, oldest first and without leaps, and what its control limits say."""

    indicator: Indicator
    series: tuple[Observation, ...]
    analysis: SpcAnalysis
    variation: Variation
    assurance: Assurance
    events: tuple[PlacedEvent, ...]

    @property
    def latest(self) -> FactTrend:
        """What the limits say of the latest figure."""
        return latest_trend(self.analysis, self.variation)

    @property
    def phrase(self) -> str:
        """The trend as prose: "is within its usual range"."""
        return trend_phrase(self.latest)


def read_series(
    store: DataStore, indicator: str, area: str, kind: PeriodKind, until: Period
) -> tuple[Observation, ...]:
    """The figures of one kind of period up to the report's, without leaps."""
    series = store.series(indicator, area)
    wanted = [each for each in series if each.period.kind is kind and each.period.end <= until.end]
    return tuple(fill_gaps(wanted))


def read_every_series(
    store: DataStore, indicator: Indicator, area: str, until: Period
) -> dict[PeriodKind, tuple[Observation, ...]]:
    """The series of each kind of period of which there are figures, the shortest kind first."""
    kinds = (kind for kind in _SHORTEST_FIRST if kind in indicator.periods)
    every = {kind: read_series(store, indicator.id, area, kind, until) for kind in kinds}
    return {kind: series for kind, series in every.items() if series}


def read_trend(store: DataStore, indicator: Indicator, area: str, until: Period) -> Trend | None:
    """The trend of the kind of period that has enough figures; None if there is none."""
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.SNAPSHOT):
        if kind in indicator.periods:
            series = read_series(store, indicator.id, area, kind, until)
            if sum(observation.known for observation in series) >= FEWEST:
                return make_trend(store, indicator, area, series)
    return None


def make_trend(
    store: DataStore, indicator: Indicator, area: str, series: Sequence[Observation]
) -> Trend:
    """A series with its limits, worked out again where a known event says so."""
    periods = [observation.period for observation in series]
    events = place_events(list_events(store, indicator.id, area), periods)
    amounts = [observation.value.as_float for observation in series]
    analysis = analyse_series(amounts, find_rebases(events), ceiling=_ceiling(indicator))
    target = None if indicator.target is None else float(indicator.target)
    return Trend(
        indicator=indicator,
        series=tuple(series),
        analysis=analysis,
        variation=judge_latest(analysis, indicator.polarity),
        assurance=judge_target(analysis, target, indicator.polarity),
        events=tuple(events),
    )


def _ceiling(indicator: Indicator) -> float:
    """What no figure can lie above: a percentage of a whole ends at 100."""
    whole = indicator.unit is Unit.PERCENT and indicator.denominator is not None
    return 100.0 if whole else math.inf


def fill_gaps(series: Sequence[Observation]) -> list[Observation]:
    """A series, oldest first, with "not available" for each period that it leaves out.

    Years, quarters and months follow one another. Snapshots and rolling twelve months are
    expected at the shortest distance, in months, that any two of them have.
    """
    if not series:
        return []
    whole = [series[0]]
    for earlier, later in pairwise(series):
        between = _between(earlier.period, later.period, _step(series))
        whole += [
            Observation(earlier.indicator, earlier.area, period, missing()) for period in between
        ]
        whole.append(later)
    return whole


def _step(series: Sequence[Observation]) -> int:
    """The shortest distance of two dates in months; 0 where two are in one month."""
    return min(
        _month(two.period.end) - _month(earlier.period.end) for earlier, two in pairwise(series)
    )


def _between(earlier: Period, later: Period, step: int) -> Iterator[Period]:
    """The periods that should lie between two, oldest first."""
    if earlier.kind in _DATED:
        for month in range(_month(earlier.end) + step, _month(later.end), step) if step else ():
            yield period_ending(earlier.kind, last_day(month // 12, month % 12 + 1))
        return
    periods = []
    period = _before(later)
    while period > earlier:
        periods.append(period)
        period = _before(period)
    yield from reversed(periods)


def _before(period: Period) -> Period:
    return period_ending(period.kind, period.start - timedelta(days=1))


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1


@dataclass(frozen=True)
class AreaLine:
    """One area's figures, oldest first and without leaps, and its known events."""

    measures: tuple[Measure, ...]
    events: tuple[Event, ...]

    @property
    def synthetic(self) -> bool:
        """Whether its latest figure is made up."""
        return self.measures[-1].synthetic


def area_lines(
    store: DataStore, indicator: Indicator, area: Area, kind: PeriodKind, until: Period
) -> dict[str, AreaLine]:
    """The lines of an area, and of those others of its police force that may be compared with it.

    By the areas' names, this one's first. Real figures and made-up ones are never mixed.
    """
    lines = {}
    for each in (area, *store.peers(area.slug)):
        series = read_series(store, indicator.id, each.slug, kind, until)
        measures = tuple(read_measure(store, indicator, figure) for figure in series)
        if measures:
            lines[each.name] = AreaLine(measures, list_events(store, indicator.id, each.slug))
    if area.name not in lines:
        return {}
    own = lines[area.name].synthetic
    return {name: line for name, line in lines.items() if line.synthetic == own}
