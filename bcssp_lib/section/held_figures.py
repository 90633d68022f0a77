"""The figures that are held beside a fact's own: earlier ones, those of others, its categories.

They are those that the report's tables and charts may show, and none is later than the fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.fact import HeldFigure
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Observation, Value
from bcssp_lib.model.verdicts import Against
from bcssp_lib.section.benchmarks import Benchmark, Measure, make_benchmark, own_measure
from bcssp_lib.section.events import find_break, list_events
from bcssp_lib.stats.comparison import Comparison
from bcssp_lib.stats.rates import RATE_DECIMALS
from bcssp_lib.stats.rounding import round_half_up


def read_held(
    store: DataStore, benchmark: Benchmark, current: Observation
) -> tuple[HeldFigure, ...]:
    """Every known figure of a measure up to a period, its own figure of that period apart."""
    reader = _Reader(store, benchmark, current.period)
    held = [*reader.totals(), *reader.force_area(), *reader.categories()]
    return tuple(figure for figure in held if figure.amount is not None or figure.rate is not None)


class _Reader:
    """Reads what is held of one indicator."""

    def __init__(self, store: DataStore, benchmark: Benchmark, until: Period) -> None:
        self._store = store
        self._now = benchmark
        self._until = until
        self._indicator: Indicator = benchmark.indicator
        self._area = benchmark.area
        self._events = list_events(store, self._indicator.id, self._area.slug)

    def totals(self) -> Iterator[HeldFigure]:
        """The area's own totals, and those of the region, the nation and others like it."""
        series = self._store.series(self._indicator.id, self._area.slug)
        totals = {each.period: each for each in series if self._past(each.period)}
        compared = {*filter(self._past, self._store.national_periods(self._indicator.id))}
        yield from _others(self._now)
        for period in sorted(totals.keys() | compared):
            if period == self._until:
                continue
            total = totals.get(period) or self._own(period)
            if period not in compared:
                yield self._own_figure(total, own_measure(self._store, self._indicator, total))
                continue
            earlier = make_benchmark(self._store, self._indicator, self._area, total)
            yield _ranked(self._own_figure(total, earlier.own), earlier)
            yield from _others(earlier)

    def force_area(self) -> Iterator[HeldFigure]:
        """The totals of the whole police force area."""
        if self._area.force_area:
            for total in self._store.series(self._indicator.id, self._area.force_area):
                if self._past(total.period):
                    yield HeldFigure(total.period, total.value.amount, Against.FORCE_AREA)

    def categories(self) -> Iterator[HeldFigure]:
        """The categories of the area's breakdown."""
        if self._indicator.breakdown is None:
            return
        for each in self._store.categories(self._indicator.id, self._area.slug):
            if self._past(each.period):
                yield replace(self._own_figure(each), category=each.category)

    def _past(self, period: Period) -> bool:
        return period.end <= self._until.end

    def _own(self, period: Period) -> Observation:
        return self._store.observation(self._indicator.id, self._area.slug, period)

    def _own_figure(self, observation: Observation, measure: Measure | None = None) -> HeldFigure:
        period = observation.period
        return HeldFigure(
            period,
            observation.value.amount,
            rate=_rounded(measure.figure.value) if measure and self._indicator.rate else None,
            broken=find_break(self._events, period.previous(), period) is not None,
        )


def _ranked(figure: HeldFigure, benchmark: Benchmark) -> HeldFigure:
    """An area's figure with its rank, where it has one, among figures of the same source."""
    rank = benchmark.rank
    if rank is None or rank.why_none:
        return figure
    return replace(figure, from_highest=rank.highest, from_lowest=rank.lowest, of=rank.of)


def _others(benchmark: Benchmark) -> Iterator[HeldFigure]:
    """What an area's figure is compared with: the region, the nation, and medians of others."""
    for comparison in benchmark.comparisons:
        yield _other(benchmark, comparison)


def _other(benchmark: Benchmark, comparison: Comparison) -> HeldFigure:
    """A figure of others: a total of a place with its rate, or a median of rates or percentages."""
    whose, value = comparison.against, comparison.other.value
    total = benchmark.totals.get(whose)
    rate = _rounded(value) if benchmark.indicator.rate else None
    if total is not None:
        amount = total.value.amount
    else:
        amount = None if benchmark.indicator.rate else _rounded(value)
    return HeldFigure(benchmark.own.figure.period, amount, whose, rate=rate)


def _rounded(value: Value) -> Decimal | None:
    """A rate or a median as it is shown."""
    return None if value.amount is None else round_half_up(value.amount, RATE_DECIMALS)
