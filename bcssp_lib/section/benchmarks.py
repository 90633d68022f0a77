"""How a figure compares with other areas, the region, England and neighbours; and its rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.area import Area, Authority
from bcssp_lib.model.fact import Rank
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Observation
from bcssp_lib.model.verdicts import Against
from bcssp_lib.section.measures import Measure, ReadFigure, make_measure
from bcssp_lib.stats.comparison import (
    Average,
    Comparison,
    Figure,
    answer_worst,
    average_of,
    compare,
    why_not_compared,
)
from bcssp_lib.stats.ranking import rank_area
from bcssp_lib.stats.wording import worst_sentence


@dataclass(frozen=True)
class Benchmark:
    """A figure compared with those of others. ``others`` are the authorities' measures by slug.

    ``rank`` is None if we have no figures for the country. ``source`` is theirs.
    """

    own: Measure
    comparisons: tuple[Comparison, ...]
    rank: Rank | None
    others: Mapping[str, Measure]
    source: str

    def against(self, whom: Against) -> Comparison | None:
        """The comparison with one of them, if there is one."""
        return next(
            (comparison for comparison in self.comparisons if comparison.against is whom), None
        )

    def worst(self, area: Area, indicator: Indicator) -> str:
        """The answer to "is this area the worst?"; empty without figures of the country."""
        if self.rank is None:
            return ""
        answer = answer_worst(self.rank, indicator.polarity)
        period = self.own.figure.period.heading
        return worst_sentence(answer, area.name, indicator.title, self.rank, period, self.source)


def make_benchmark(
    store: DataStore, indicator: Indicator, area: Area, current: Observation
) -> Benchmark:
    """Compare a figure with those of other areas and of the country, as far as we have them."""
    period = current.period
    own = make_measure(
        store, indicator, current, lambda name, period: store.observation(name, area.slug, period)
    )
    national = [
        (place, theirs)
        for place, theirs in national_measures(store, indicator, period)
        if theirs.figure.synthetic == own.figure.synthetic  # made up or real, never both
    ]
    comparisons = [*_peers(store, indicator, area, own), *_country(area, own, national)]
    authorities = {
        authority.slug: place for authority, place in national if authority.kind == "authority"
    }
    return Benchmark(
        own=own,
        comparisons=tuple(comparisons),
        rank=_rank(area, own, authorities),
        others=authorities,
        source=_source(store, indicator, period),
    )


def national_measures(
    store: DataStore, indicator: Indicator, period: Period
) -> list[tuple[Authority, Measure]]:
    """Every authority, region and nation with its measure; None if none has a figure."""
    by_slug = store.national(indicator.id, period)
    if not any(observation.source is not None for observation in by_slug.values()):
        return []
    by_indicator: dict[tuple[str, Period], dict[str, Observation]] = {}

    def reader(slug: str) -> ReadFigure:
        def read(name: str, period: Period) -> Observation:
            if (name, period) not in by_indicator:
                by_indicator[name, period] = store.national(name, period)
            return by_indicator[name, period][slug]

        return read

    return [
        (authority, make_measure(store, indicator, by_slug[authority.slug], reader(authority.slug)))
        for authority in store.authorities()
    ]


def _peers(store: DataStore, indicator: Indicator, area: Area, own: Measure) -> list[Comparison]:
    """The other areas of the force, by their median; without any figure there is nothing."""
    peers = store.peers(area.slug)
    measures = [peer_measure(store, indicator, peer, own.figure.period) for peer in peers]
    alike = [
        measure.figure for measure in measures if not why_not_compared(own.figure, measure.figure)
    ]
    if not alike:
        return []
    average = average_of([figure.value for figure in alike])
    average = Average(average.value, average.statistic, len(alike), len(peers))
    label = average.label("other areas of the police force area")
    return [_compare_with(own, average, alike[0].synthetic, Against.PEERS, label)]


def peer_measure(store: DataStore, indicator: Indicator, peer: Area, period: Period) -> Measure:
    """The same figure of one of the other areas."""
    observation = store.peer_observation(indicator.id, peer.slug, period)
    return make_measure(
        store,
        indicator,
        observation,
        lambda name, period: store.peer_observation(name, peer.slug, period),
    )


def _country(
    area: Area, own: Measure, national: Sequence[tuple[Authority, Measure]]
) -> list[Comparison]:
    """The region, the nation and the statistical neighbours, where there are figures of them."""
    comparisons = []
    for place, theirs in national:
        label = _name(place, theirs.figure)
        if place.kind == "region" and place.name == area.region:
            comparisons.append(compare(own.figure, theirs.figure, Against.REGION, label))
        elif place.kind == "nation":
            comparisons.append(compare(own.figure, theirs.figure, Against.ENGLAND, label))
    if area.neighbours is not None and national:
        by_slug = {place.slug: theirs.figure for place, theirs in national}
        near = [by_slug[slug] for slug in area.neighbours.authorities if slug in by_slug]
        alike = [neighbour for neighbour in near if not why_not_compared(own.figure, neighbour)]
        if alike:
            average = average_of([figure.value for figure in alike])
            asked = len(area.neighbours.authorities)
            average = Average(average.value, average.statistic, len(alike), asked)
            label = average.label(f"statistical neighbours ({area.neighbours.model})")
            comparisons.append(
                _compare_with(own, average, alike[0].synthetic, Against.NEIGHBOURS, label)
            )
    return comparisons


def _compare_with(
    own: Measure, average: Average, synthetic: bool, against: Against, label: str
) -> Comparison:
    """A figure compared with an average of figures that are like it."""
    figure = own.figure
    other = Figure(own.like(average.value), figure.period, synthetic)
    return compare(figure, other, against, f"the {label}")


def _name(place: Authority, figure: Figure) -> str:
    """A region or nation as prose names it: its made-up figure is never taken for its own."""
    name = f"the {place.name}" if place.kind == "region" else place.name
    return f"a made-up figure for {name}" if figure.synthetic else name


def _rank(area: Area, own: Measure, authorities: Mapping[str, Measure]) -> Rank | None:
    """The area's rank among all authorities with a figure, itself included."""
    if not authorities:
        return None
    values = {slug: authority.figure.value for slug, authority in authorities.items()}
    return rank_area(area.slug, {**values, area.slug: own.figure.value})


def _source(store: DataStore, indicator: Indicator, period: Period) -> str:
    """The source of the country's figures; empty if there are none."""
    for place in store.national(indicator.id, period).values():
        if place.source is not None:
            return place.source.title
    return ""
