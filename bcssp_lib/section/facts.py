"""Making facts: of an indicator's reading, a share, the entries of a register, or returns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from bcssp_lib.model.area import Area
from bcssp_lib.model.fact import Fact, FactComparison, FactRank, Origin
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.register import Entry
from bcssp_lib.model.value import Observation, Source, Value, known, missing
from bcssp_lib.section.benchmarks import Benchmark
from bcssp_lib.section.indicator_result import IndicatorResult
from bcssp_lib.section.mime_types import FACTS_TYPE
from bcssp_lib.section.trends import Trend
from bcssp_lib.stats.comparison import Comparison, answer_worst
from bcssp_lib.stats.fact_wording import FactWords

PERCENT_SHARE_DECIMALS = 1


class Facts:
    """The facts that a code cell publishes, as an output of a type of its own."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = tuple(facts)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        names = "\n".join(f"{fact.name}: {FactWords(fact).text}" for fact in self.facts)
        content = {"facts": [fact.model_dump(mode="json") for fact in self.facts]}
        return {FACTS_TYPE: content, "text/plain": names}


def fact_from_reading(
    section: str,
    result: IndicatorResult,
    area: Area,
    benchmark: Benchmark | None = None,
    trend: Trend | None = None,
) -> Fact:
    """The fact of an indicator, named by the indicator's id.

    ``standing`` and ``trend`` are what is known of a headline among others, and of its past.
    """
    fact = _plain_fact(section, result)
    added: dict[str, Any] = {}
    if benchmark is not None:
        added |= _benchmark_fields(result, area, benchmark)
    if trend is not None:
        added["trend"] = trend.latest
    return fact.model_copy(update=added)


def _plain_fact(section: str, result: IndicatorResult) -> Fact:
    """The fact of an indicator without anything of other areas or of earlier quarters."""
    indicator = result.indicator
    return Fact(
        name=indicator.id,
        section=section,
        title=indicator.title,
        counts=indicator.counts,
        singular=indicator.singular,
        period=result.current.period,
        value=result.current.value,
        unit=indicator.unit,
        decimals=indicator.decimals,
        polarity=indicator.polarity,
        planned=indicator.planned,
        headline=indicator.headline,
        previous=result.previous.value,
        change=result.change,
        target=indicator.target,
        rating=result.rating,
        why_not_rated=result.why_not_rated,
        force_change=result.force_percent,
        definition=indicator.definition,
        caveat=indicator.caveat,
        origins=list_origins(result.observations),
    )


def _benchmark_fields(result: IndicatorResult, area: Area, benchmark: Benchmark) -> dict[str, Any]:
    indicator, own_measure, rank = result.indicator, benchmark.own, benchmark.rank
    ranked = None
    if rank is not None:
        worst = answer_worst(rank, indicator.polarity)
        ranked = FactRank(area.name, rank, worst, benchmark.source)
    return {
        "rate": own_measure.figure.quantity
        if indicator.rate and own_measure.figure.value.known
        else None,
        "interval": own_measure.figure.interval if own_measure.rate is not None else None,
        "comparisons": tuple(map(_comparison, benchmark.comparisons)),
        "rank": ranked,
        "origins": list_origins([*result.observations, *own_measure.made_from]),
    }


def _comparison(comparison: Comparison) -> FactComparison:
    return FactComparison(
        comparison.against,
        comparison.label,
        comparison.other.quantity,
        comparison.verdict,
        comparison.why_none,
    )


def fact_from_share(
    section: str, name: str, title: str, share: Value, made_from: Sequence[Observation]
) -> Fact:
    """The fact of a share, in percent with one decimal."""
    return Fact(
        name=name,
        section=section,
        title=title,
        counts="percent",
        singular="percent",
        period=made_from[0].period,
        value=share,
        unit=Unit.PERCENT,
        decimals=PERCENT_SHARE_DECIMALS,
        origins=list_origins(made_from),
    )


def fact_from_entries(
    section: str, name: str, title: str, entries: Sequence[Entry], noun: str, period: Period
) -> Fact:
    """The fact of how many entries of a register there are."""
    return Fact(
        name=name,
        section=section,
        title=title,
        value=known(len(entries)),
        counts=noun,
        singular=noun.removesuffix("s"),
        period=period,
        origins=tuple(_entry_origin(entry) for entry in entries),
    )


def fact_from_total(
    section: str, name: str, title: str, total: Decimal, entries: Sequence[Entry], period: Period
) -> Fact:
    """The fact of a sum of pounds over entries of a register."""
    return Fact(
        name=name,
        section=section,
        title=title,
        value=known(total),
        unit=Unit.POUNDS,
        counts="pounds",
        singular="pound",
        period=period,
        origins=tuple(_entry_origin(entry) for entry in entries),
    )


def fact_from_tally(
    section: str,
    name: str,
    what: str,
    count: int,
    made_from: Sequence[Observation],
    period: Period,
) -> Fact:
    """The fact of how many returns have a rating, or have none."""
    title = f"Returns: {what.replace('_', ' ')}"
    if not made_from:
        return missing_fact(section, name, title, "returns", period)
    return Fact(
        name=name,
        section=section,
        title=title,
        value=known(count),
        counts="returns",
        singular="return",
        period=period,
        origins=list_origins(made_from),
    )


def missing_fact(section: str, name: str, title: str, counts: str, period: Period) -> Fact:
    """The fact of a value that was not supplied."""
    return Fact(
        name=name,
        section=section,
        title=title,
        value=missing(),
        counts=counts,
        singular=counts,
        period=period,
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


def fact_from_cell(
    section: str,
    name: str,
    title: str,
    value: Value,
    unit: Unit,
    decimals: int,
    period: Period,
    made_from: Sequence[Observation],
) -> Fact:
    """The fact of one cell of a table that a notebook made, rounded as the table shows it."""
    counts = {Unit.PERCENT: "percent", Unit.POUNDS: "pounds"}.get(unit, title)
    return Fact(
        name=name,
        section=section,
        title=title,
        value=value,
        unit=unit,
        decimals=decimals,
        counts=counts,
        singular=counts,
        period=period,
        origins=list_origins(made_from),
    )
