"""A figure as areas are compared by it, with those of others, and its rank among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.area import Area, Authority
from bcssp_lib.model.fact import FactRank, Interval, Quantity, Rank, Standing
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Observation, known
from bcssp_lib.model.verdicts import Against
from bcssp_lib.stats.comparison import (
    PERCENT,
    Comparison,
    Measure,
    answer_worst,
    compare,
    compare_with_median,
    find_quarter,
    rank_area,
)
from bcssp_lib.stats.rates import (
    RATE_DECIMALS,
    agrees,
    crude_rate,
    population_period,
    proportion_behind,
)
from bcssp_lib.stats.wording import own_decimals, ranked_difference, worst_sentence

_ReadFigure = Callable[[str, Period], Observation]
_NationalFigure = tuple[Authority, Measure, Observation]


def read_measure(store: DataStore, indicator: Indicator, observation: Observation) -> Measure:
    """A figure of the area, or of another of its police force, as areas are compared by it."""

    def read(name: str, period: Period) -> Observation:
        return store.observation(name, observation.area, period)

    return _make_measure(store, indicator, observation, read)


@dataclass(frozen=True)
class Share:
    """A percentage, as exact as it is known, with the limits of its 95% interval."""

    exact: float
    limits: Interval


def read_share(store: DataStore, indicator: Indicator, observation: Observation) -> Share | None:
    """A percentage with its interval; None where none can be given, and of other figures."""
    if indicator.unit is not Unit.PERCENT or observation.category:
        return None
    measure = read_measure(store, indicator, observation)
    amount = (measure.rate or measure).value.amount
    return (
        None
        if measure.interval is None or amount is None
        else Share(float(amount), measure.interval)
    )


def _make_measure(
    store: DataStore, indicator: Indicator, observation: Observation, read: _ReadFigure
) -> Measure:
    """Make a figure comparable: ``read`` gets other figures of the same area."""
    if indicator.rate is not None:
        return _rate(store, indicator, observation, read)
    people = indicator.counts if indicator.unit is Unit.RATE else ""
    quantity = Quantity(observation.value, indicator.unit, indicator.decimals, people=people)
    plain = Measure(quantity, observation.period, observation.synthetic)
    if indicator.margin_of_error is not None:
        return _with_margin(plain, read(indicator.margin_of_error, observation.period))
    if indicator.made_from is None:
        return plain
    published = indicator.made_from.part
    part = read(published, observation.period) if published else None
    whole = read(indicator.made_from.whole, observation.period)
    rate = proportion_behind(
        observation.value, part.value if part else None, whole.value, indicator.decimals
    )
    if rate is None:
        return plain
    made_from = (part, whole) if part else (whole,)
    return replace(plain, interval=rate.interval, rate=rate, made_from=made_from)


def _with_margin(plain: Measure, margin: Observation) -> Measure:
    """A figure of a survey, with the interval that its source gives."""
    amount, half = plain.value.amount, margin.value.amount
    if amount is None or half is None:
        return plain
    interval = Interval(float(amount - half), float(amount + half), 0.95, "as published")
    return replace(plain, interval=interval, made_from=(margin,))


def _rate(
    store: DataStore, indicator: Indicator, observation: Observation, read: _ReadFigure
) -> Measure:
    assert indicator.rate is not None
    people = store.indicator(indicator.rate.population)
    population = read(people.id, population_period(observation.period))
    rate = crude_rate(observation.value, population.value, indicator.rate.per)
    value = rate.value if observation.known else observation.value
    return Measure(
        quantity=Quantity(value, Unit.COUNT, RATE_DECIMALS, indicator.rate.per, people.counts),
        period=observation.period,
        synthetic=observation.synthetic or population.synthetic,
        interval=rate.interval,
        why_none=rate.why_none,
        rate=rate,
        made_from=(population,),
    )


def measure_axis_name(indicator: Indicator, one: Measure) -> str:
    """The name of an axis of rates, percentages or plain numbers."""
    if one.unit == PERCENT:
        return "Percent"
    return f"{indicator.counts.capitalize()} {one.unit}".strip()


@dataclass(frozen=True)
class Benchmark:
    """An area's figure compared with those of others.

    ``others`` are the measures of the country's authorities by slug, as they were published.
    Where they are not held, ``standing`` is the area's published place among them, if there is
    one. ``source`` is that of the figures of others. ``larger``
    are the region and the nation, with their measures and the figures that these are made of.
    """

    indicator: Indicator
    area: Area
    current: Observation
    own: Measure
    comparisons: tuple[Comparison, ...]
    others: Mapping[str, Measure]
    source: str
    larger: Mapping[Against, _NationalFigure]
    standing: Standing | None = None

    def against(self, whom: Against) -> Comparison | None:
        """The comparison with one of them, if there is one."""
        return next((each for each in self.comparisons if each.against is whom), None)

    @property
    def measures(self) -> dict[str, Measure]:
        """The measures of all authorities by slug, this area's among them."""
        return {**self.others, self.area.slug: self.ranked}

    @property
    def ranked(self) -> Measure:
        """The measure that ranks the area: the published one, where the two differ.

        Ranks are among figures of one source.
        """
        published = self.others.get(self.area.slug)
        if self.standing is not None:
            published = _ranked_figure(self.own, self.standing)
        if published is None or not (self.own.value.known and published.value.known):
            return self.own
        return self.own if published.text == self.own.text else published

    @cached_property
    def rank(self) -> Rank | None:
        """Its rank among all authorities with a figure, itself included; None without theirs."""
        if self.standing is not None:
            return self.standing.rank
        values = {slug: measure.value for slug, measure in self.measures.items()}
        return rank_area(self.area.slug, values) if self.others else None

    @property
    def fact_rank(self) -> FactRank | None:
        """The rank with all that a sentence says of it."""
        if self.rank is None:
            return None
        worst = answer_worst(self.rank, self.indicator.polarity)
        published = self.ranked.quantity if self.difference else None
        return FactRank(self.area.name, self.rank, worst, self.source, published)

    @property
    def quarter(self) -> int | None:
        """The quarter of the authorities that the area is in, 1 the lowest, if it can be told."""
        return find_quarter(self.rank)

    @property
    def difference(self) -> str:
        """That the ranked figure is not the area's own; empty where they agree."""
        if self.ranked is self.own:
            return ""
        return ranked_difference(self.ranked.quantity, self.own.quantity)

    @property
    def is_ranked_whole(self) -> bool:
        """Whether the place is among figures that were published as whole numbers, unlike its own.

        Then areas share places that decimals would part.
        """
        own, standing = self.own.quantity, self.standing
        return standing is not None and own.decimals > 0 and not _decimals_of(standing)

    @property
    def worst_sentence(self) -> str:
        """The answer to "is this area the worst?"; empty without figures of the country."""
        ranked, period = self.fact_rank, self.own.period.heading
        if ranked is None:
            return ""
        return worst_sentence(ranked, self.indicator.title, period, self.difference)


def make_benchmark(
    store: DataStore, indicator: Indicator, area: Area, current: Observation
) -> Benchmark:
    """Compare a figure with those of other areas and of the country, as far as we have them."""
    period = current.period
    own = read_measure(store, indicator, current)
    measured = national_measures(store, indicator, period)
    country = [
        (place, theirs, total)
        for place, theirs, total in measured
        if theirs.synthetic == own.synthetic  # made up or real, never both
    ]
    authorities = {place.slug: theirs for place, theirs, _ in country if place.kind == "authority"}
    larger = {whom: figure for figure in country if (whom := find_against(area, figure[0]))}
    standing = None
    if not authorities and not own.synthetic:
        standing = store.standing(indicator.id, area.slug, period)
    comparisons = [
        *_peers(store, indicator, area, own),
        *(
            compare(own, theirs, whom, _name(place, theirs))
            for whom, (place, theirs, _) in larger.items()
        ),
        *(_published_neighbours(own, standing) if standing else _neighbours(area, own, country)),
    ]
    sources = [total.source for *_, total in measured if total.source]
    if standing is not None:
        sources = [standing.source]
    return Benchmark(
        indicator=indicator,
        area=area,
        current=current,
        own=own,
        comparisons=tuple(comparisons),
        others=authorities,
        source=sources[0].title if sources else "",
        larger=larger,
        standing=standing,
    )


def national_measures(
    store: DataStore, indicator: Indicator, period: Period
) -> list[_NationalFigure]:
    """Every authority, region and nation with its measure and figure; none without any figure.

    One without a row for the period is none of that time: it was abolished, or is newer.
    """
    if period not in store.national_periods(indicator.id):
        return []
    by_slug = store.national(indicator.id, period)
    if not any(observation.source is not None for observation in by_slug.values()):
        return []
    by_indicator: dict[tuple[str, Period], dict[str, Observation]] = {}

    def reader(slug: str) -> _ReadFigure:
        def read(name: str, period: Period) -> Observation:
            if (name, period) not in by_indicator:
                by_indicator[name, period] = store.national(name, period)
            return by_indicator[name, period][slug]

        return read

    places = [
        (place, by_slug[place.slug])
        for place in store.authorities()
        if by_slug[place.slug].source is not None
    ]
    return [
        (place, _make_measure(store, indicator, figure, reader(place.slug)), figure)
        for place, figure in places
    ]


def _peers(store: DataStore, indicator: Indicator, area: Area, own: Measure) -> list[Comparison]:
    """The other areas of the force, by their median; without any figure there is nothing."""
    if not own.unit:
        return []  # plain numbers of areas that differ in size
    period = own.period
    theirs = [store.observation(indicator.id, peer.slug, period) for peer in store.peers(area.slug)]
    figures = [read_measure(store, indicator, each) for each in theirs]
    return compare_with_median(own, figures, Against.PEERS, "other areas of the police force area")


def find_against(area: Area, place: Authority) -> Against | None:
    """What a place is to an area: the nation, its region, or neither."""
    if place.kind == "nation":
        return Against.ENGLAND
    return Against.REGION if place.kind == "region" and place.name == area.region else None


def _neighbours(area: Area, own: Measure, country: Sequence[_NationalFigure]) -> list[Comparison]:
    """The statistical neighbours, by their median, where there are figures of them."""
    if area.neighbours is None:
        return []
    by_slug = {place.slug: theirs for place, theirs, _ in country}
    figures = [by_slug.get(slug) for slug in area.neighbours.authorities]
    whose = f"statistical neighbours ({area.neighbours.model})"
    return compare_with_median(own, figures, Against.NEIGHBOURS, whose)


def _ranked_figure(own: Measure, standing: Standing) -> Measure | None:
    """The figure that was ranked, unless it is the area's own, rounded as it was published."""
    if agrees(own.value, known(standing.value), _decimals_of(standing)):
        return None
    quantity = own.like(known(standing.value))
    return replace(own, quantity=quantity, interval=None, rate=None, made_from=())


def _decimals_of(standing: Standing) -> int:
    """With how many decimals the figures were published that it is a place among."""
    return max(map(own_decimals, (standing.value, standing.lowest, standing.highest)))


def _published_neighbours(own: Measure, standing: Standing) -> list[Comparison]:
    """The statistical neighbours, by the median that was published with the area's place."""
    count, model = standing.neighbours_with_a_figure, standing.neighbour_model
    label = f"the median of the {count} statistical neighbours with a figure ({model} model)"
    quantity = own.like(known(standing.neighbour_median))
    other = Measure(quantity, own.period, own.synthetic)
    return [compare(own, other, Against.NEIGHBOURS, label)]


def _name(place: Authority, figure: Measure) -> str:
    """A region or nation as prose names it: its made-up figure is never taken for its own."""
    name = f"the {place.name}" if place.kind == "region" else place.name
    return f"a made-up figure for {name}" if figure.synthetic else name
