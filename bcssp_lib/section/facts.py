"""Making facts: of an indicator's reading, a share, the entries of a register, or returns.

A fact has the figures that are held beside its own: earlier ones, those of others, its categories.
They are those that the report's tables and charts may show, and none is later than the fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.fact import Fact, FactComparison, HeldFigure, Origin
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.register import Entry
from bcssp_lib.model.value import Observation, Reason, Source, Value, known, missing
from bcssp_lib.model.verdicts import Against
from bcssp_lib.section.benchmarks import Benchmark, make_benchmark, read_measure
from bcssp_lib.section.indicator_result import IndicatorResult
from bcssp_lib.section.trends import Trend, find_break, list_events
from bcssp_lib.stats.comparison import Comparison, Measure
from bcssp_lib.stats.rates import RATE_DECIMALS, SHARE_DECIMALS
from bcssp_lib.stats.wording import round_half_up

if TYPE_CHECKING:
    from bcssp_lib.section.frame_table import NamedCell  # it imports pandas, which is slow


class FactMaker:
    """Makes the facts of one section; each is of the report's period, unless it says another."""

    def __init__(self, section: str, period: Period) -> None:
        self._section = section
        self._period = period

    def from_result(
        self,
        result: IndicatorResult,
        benchmark: Benchmark,
        trend: Trend | None,
        held: tuple[HeldFigure, ...],
    ) -> Fact:
        """The fact of an indicator, named by the indicator's id.

        ``held`` are the other figures of it; ``trend`` is what limits say of a headline's.
        """
        indicator = result.indicator
        return self._of_indicator(
            indicator,
            result.current.value,
            easy=indicator.easy,
            period=result.current.period,
            planned=indicator.planned,
            headline=indicator.headline,
            previous=result.previous.value,
            change=result.change,
            rating=result.rating,
            why_not_rated=result.why_not_rated,
            force_change=result.force_percent,
            definition=indicator.definition,
            caveat=indicator.caveat,
            origins=list_origins((*result.observations, *benchmark.own.made_from)),
            trend=trend.latest if trend else None,
            series=held,
            **_benchmark_fields(benchmark),
        )

    def from_share(
        self, name: str, title: str, share: Value, made_from: Sequence[Observation]
    ) -> Fact:
        """The fact of a share, in percent with one decimal."""
        return self._fact(
            name,
            title,
            share,
            "percent",
            period=made_from[0].period,
            unit=Unit.PERCENT,
            decimals=SHARE_DECIMALS,
            origins=list_origins(made_from),
        )

    def from_entries(
        self, name: str, title: str, entries: Sequence[Entry], noun: str, shown: Value
    ) -> Fact:
        """The fact of how many entries of a register there are, as it may be shown.

        Their rows tell the number as well, so it has them only where that is shown as it is.
        """
        return self._fact(
            name,
            title,
            shown,
            noun,
            singular=noun.removesuffix("s"),
            origins=tuple(map(_entry_origin, entries)) if shown.amount == len(entries) else (),
        )

    def from_total(
        self, name: str, title: str, total: Decimal, entries: Sequence[Entry], period: Period
    ) -> Fact:
        """The fact of a sum of pounds over entries of a register, for a period."""
        return self._fact(
            name,
            title,
            known(total),
            "pounds",
            singular="pound",
            unit=Unit.POUNDS,
            period=period,
            origins=tuple(map(_entry_origin, entries)),
        )

    def from_tally(
        self, name: str, what: str, count: int, made_from: Sequence[Observation]
    ) -> Fact:
        """The fact of how many returns have a rating, or have none."""
        title = f"Returns: {what.replace('_', ' ')}"
        if not made_from:
            return self.missing(name, title, "returns")
        origins = list_origins(made_from)
        return self._fact(name, title, known(count), "returns", singular="return", origins=origins)

    def from_returns(self, indicator: Indicator, returns: Sequence[Observation]) -> Fact:
        """The fact of what agencies returned: it has no total, and an agency is a category."""
        series = tuple(
            HeldFigure(each.period, each.value.amount, category=each.category)
            for each in returns
            if each.value.amount is not None
        )
        if not series:
            return self.missing(indicator.id, indicator.title, indicator.counts)
        no_total, origins = missing(Reason.NOT_APPLICABLE), list_origins(returns)
        return self._of_indicator(indicator, no_total, series=series, origins=origins)

    def from_cell(self, cell: NamedCell, made_from: Sequence[Observation]) -> Fact:
        """The fact of one cell of a table that a notebook made, rounded as the table shows it."""
        return self._fact(
            cell.name,
            cell.title,
            cell.value,
            {Unit.PERCENT: "percent", Unit.POUNDS: "pounds"}.get(cell.unit, cell.title),
            unit=cell.unit,
            decimals=cell.decimals,
            origins=list_origins(made_from),
        )

    def missing(self, name: str, title: str, counts: str) -> Fact:
        """The fact of a value that was not supplied."""
        return self._fact(name, title, missing(), counts)

    def _of_indicator(self, indicator: Indicator, value: Value, **details: Any) -> Fact:
        """A fact named by an indicator's id, of what that counts, in its unit."""
        fields = ("singular", "unit", "decimals", "polarity", "target")
        details |= {field: getattr(indicator, field) for field in fields}
        return self._fact(indicator.id, indicator.title, value, indicator.counts, **details)

    def _fact(self, name: str, title: str, value: Value, counts: str, **details: Any) -> Fact:
        named = {"name": name, "section": self._section, "title": title, "value": value}
        counted = {"counts": counts, "singular": counts, "period": self._period}
        return Fact(**{**named, **counted, **details})


def _benchmark_fields(benchmark: Benchmark) -> dict[str, Any]:
    """What a fact holds of its rate, of others' figures, and of its rank among them."""
    own = benchmark.own
    has_rate = benchmark.indicator.rate is not None and own.value.known
    return {
        "rate": own.quantity if has_rate else None,
        "interval": own.interval,
        "comparisons": tuple(map(_comparison, benchmark.comparisons)),
        "rank": benchmark.fact_rank,
    }


def _comparison(comparison: Comparison) -> FactComparison:
    return FactComparison(
        comparison.against,
        comparison.label,
        comparison.other.quantity,
        comparison.verdict,
        comparison.why_none,
    )


def list_origins(observations: Iterable[Observation]) -> tuple[Origin, ...]:
    """Where observations came from; those without a row have no origin."""
    return tuple(
        Origin(
            file=observation.file,
            row=observation.row,
            source=_source_text(observation.source),
            note=observation.note,
            synthetic=observation.synthetic,
        )
        for observation in observations
        if observation.source is not None and observation.row is not None
    )


def _entry_origin(entry: Entry) -> Origin:
    return Origin(
        file=entry.file,
        row=entry.row,
        source=_source_text(entry.source),
        synthetic=entry.source.synthetic,
    )


def _source_text(source: Source) -> str:
    return f"{source.title} ({source.publisher})"


def read_held(store: DataStore, benchmark: Benchmark) -> tuple[HeldFigure, ...]:
    """Every known figure of a measure up to a period, its own figure of that period apart."""
    reader = _Reader(store, benchmark)
    held = [*reader.totals(), *reader.force_area(), *reader.categories()]
    return tuple(figure for figure in held if figure.amount is not None or figure.rate is not None)


class _Reader:
    """Reads what is held of one indicator."""

    def __init__(self, store: DataStore, benchmark: Benchmark) -> None:
        self._store = store
        self._now = benchmark
        self._until = benchmark.current.period
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
            total = totals.get(period) or self._store.observation(
                self._indicator.id, self._area.slug, period
            )
            if period not in compared:
                yield self._own_figure(total, read_measure(self._store, self._indicator, total))
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

    def _own_figure(self, observation: Observation, measure: Measure | None = None) -> HeldFigure:
        period = observation.period
        return HeldFigure(
            period,
            observation.value.amount,
            rate=_rounded(measure.value) if measure and self._indicator.rate else None,
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
    period, has_rate = benchmark.own.period, benchmark.indicator.rate is not None
    for comparison in benchmark.comparisons:
        place, shown = benchmark.larger.get(comparison.against), _rounded(comparison.other.value)
        amount = None if has_rate else shown
        if place is not None:  # and not a median
            amount = place[2].value.amount
        yield HeldFigure(period, amount, comparison.against, rate=shown if has_rate else None)


def _rounded(value: Value) -> Decimal | None:
    """A rate or a median as it is shown."""
    return None if value.amount is None else round_half_up(value.amount, RATE_DECIMALS)
