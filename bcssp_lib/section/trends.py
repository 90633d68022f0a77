"""An indicator through time: its series, the limits of its natural variation, what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bcssp_lib.domain.area import Area
from bcssp_lib.domain.indicator import Indicator
from bcssp_lib.domain.observation import Observation
from bcssp_lib.domain.period import Period, PeriodKind
from bcssp_lib.numbers.control import FEWEST, Control, control
from bcssp_lib.numbers.judgement import (
    Assurance,
    Variation,
    assurance_of,
    trend_words,
    variation_of,
)
from bcssp_lib.section.events import Event, events_of, starts_anew
from bcssp_lib.section.leaps import without_leaps
from bcssp_lib.section.material import Material


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
    def phrase(self) -> str:
        """The trend as prose: "has varied only as chance explains"."""
        return trend_words(self.control, self.variation)


def series_of(
    material: Material, indicator: str, area: str, kind: PeriodKind, until: Period
) -> tuple[Observation, ...]:
    """The figures of one kind of period up to the report's, without leaps."""
    found = [
        one
        for one in material.series(indicator, area)
        if one.period.kind is kind and one.period.end <= until.end
    ]
    return tuple(without_leaps(found))


def trend_of(material: Material, indicator: Indicator, area: str, until: Period) -> Trend | None:
    """The trend of the kind of period that has enough figures; none where there is none."""
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.SNAPSHOT):
        if kind in indicator.periods:
            series = series_of(material, indicator.id, area, kind, until)
            if sum(one.known for one in series) >= FEWEST:
                return judged(material, indicator, area, series)
    return None


def judged(
    material: Material, indicator: Indicator, area: str, series: Sequence[Observation]
) -> Trend:
    """A series with its limits, worked out anew where a known event says so."""
    events = events_of(material, indicator.id, area)
    amounts = [None if one.value.amount is None else float(one.value.amount) for one in series]
    found = control(amounts, starts_anew(events, [one.period for one in series]))
    target = None if indicator.target is None else float(indicator.target)
    shown = [one for one in events if series[0].period.start <= one.day <= series[-1].period.end]
    return Trend(
        indicator=indicator,
        series=tuple(series),
        control=found,
        variation=variation_of(found, indicator.polarity),
        assurance=assurance_of(found, target, indicator.polarity),
        events=tuple(shown),
    )


def areas_series(
    material: Material, indicator: Indicator, area: Area, kind: PeriodKind, until: Period
) -> dict[str, tuple[Observation, ...]]:
    """The series of an area, and of those others of its police force that may stand beside it.

    By the areas' names, this one's first. Real figures and made-up ones are never mixed.
    """
    own = series_of(material, indicator.id, area.slug, kind, until)
    found = {area.name: own}
    for peer in material.peers(area.slug):
        theirs = tuple(
            one
            for one in material.peer_series(indicator.id, peer.slug)
            if one.period.kind is kind and one.period.end <= until.end
        )
        if theirs and own and theirs[-1].synthetic == own[-1].synthetic:
            found[peer.name] = tuple(without_leaps(theirs))
    return found if own else {}
