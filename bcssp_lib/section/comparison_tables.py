"""The tables that compare: figures with those of other areas, and the rates of groups of people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.errors import not_known
from bcssp_lib.model.fact import Rank
from bcssp_lib.model.indicator import Indicator, Polarity
from bcssp_lib.model.value import Observation, Value, missing
from bcssp_lib.model.verdicts import Against
from bcssp_lib.section.benchmarks import Benchmark, make_benchmark
from bcssp_lib.section.indicator_result import IndicatorResult, value_of
from bcssp_lib.section.outputs import NOT_SHOWN, Column, Table, table, table_of_rows
from bcssp_lib.stats.comparison import PERCENT
from bcssp_lib.stats.fact_wording import NO_FIGURE
from bcssp_lib.stats.rates import crude_rate, rate_ratio
from bcssp_lib.stats.wording import capitalise, ordinal_text, rank_text

_HEADS = {
    Against.PEERS: "Other areas",
    Against.NEIGHBOURS: "Neighbours",
    Against.REGION: "Region",
    Against.ENGLAND: "England",
}
_WHOLE = "by figures that were published as whole numbers"
_Column = tuple[bool, Column, Callable[[Benchmark], str]]  # whether it is worth showing, first

_QUARTERS = ("lowest", "second lowest", "second highest", "highest")
_PER = 10_000
_ENDS = {
    Polarity.HIGHER: "the best, which is the highest",
    Polarity.LOWER: "the best, which is the lowest",
    Polarity.NEITHER: "the highest",
}


def benchmark_table(title: str, benchmarks: Sequence[Benchmark]) -> Table:
    """A row an indicator: its rate or percentage with its interval, and those of others."""
    ranked = any(row.rank for row in benchmarks)
    unit = _shared_unit(benchmarks)
    columns: list[_Column] = [
        (True, Column("Measure"), partial(_title, shared=unit)),
        (True, Column(benchmarks[0].area.short_name, True), lambda row: row.own.number),
        (True, Column("95% interval", True), lambda row: row.own.interval_text or "none"),
        *_columns_of_others(benchmarks),
        (ranked, Column("Rank"), lambda row: rank_text(row.rank) if row.rank else NO_FIGURE),
    ]
    notes = [f"Rates are {unit}."] if unit else []
    return table_of_rows(title, columns, benchmarks, [*notes, *_notes(benchmarks)], wide_from=7)


def _columns_of_others(benchmarks: Sequence[Benchmark]) -> Iterator[_Column]:
    for whom, head in _HEADS.items():
        shown = any(row.against(whom) for row in benchmarks)
        yield shown, Column(head, True), partial(_other, whom=whom)


def _other(row: Benchmark, whom: Against) -> str:
    comparison = row.against(whom)
    return comparison.other.number if comparison else NO_FIGURE


def _quarter(benchmark: Benchmark) -> str:
    quarter = benchmark.quarter
    return "" if quarter is None else _QUARTERS[quarter - 1]


def _shared_unit(benchmarks: Sequence[Benchmark]) -> str:
    """What all rates of a table are of, which a note then says once; empty if there is none."""
    units = [unit for row in benchmarks if (unit := row.own.unit) != PERCENT]
    return units[0] if len(units) > 1 and len(set(units)) == 1 else ""


def _title(benchmark: Benchmark, shared: str) -> str:
    """An indicator with what its rate is of, so that the cells need only its number."""
    title, unit = benchmark.indicator.title, benchmark.own.unit
    return title if unit in (PERCENT, shared) else f"{title}, {unit}"


def _notes(rows: Sequence[Benchmark]) -> list[str]:
    """What each rate is of and when, who the others are, and where their figures come from."""
    titles = [row.indicator.title for row in rows]
    return [
        *_grouped_notes("Period", list(map(_heading, rows)), titles),
        # No column: on paper it would leave no room for the names of measures.
        *_grouped_notes("Quarter of authorities", list(map(_quarter, rows)), titles),
        *_notes_of_others(rows, titles),
    ]


def _notes_of_others(rows: Sequence[Benchmark], names: Sequence[str]) -> list[str]:
    """Who the others are, by what is ranked, and where their figures come from.

    ``names`` tell the rows apart, where something is true of some of them alone.
    """
    notes = []
    for whom in (Against.PEERS, Against.NEIGHBOURS):
        found = [row.against(whom) for row in rows]
        notes += _grouped_notes(_HEADS[whom], [each.label if each else "" for each in found], names)
    return [
        *notes,
        *_grouped_notes("Rank", [row.difference for row in rows], names),
        *_grouped_notes(
            "Rank and neighbours", [_WHOLE if row.is_ranked_whole else "" for row in rows], names
        ),
        *(f"Source of the other areas’ figures: {row.source}." for row in rows if row.source),
    ]


def _grouped_notes(head: str, texts: Sequence[str], names: Sequence[str]) -> list[str]:
    """A note for each text, with the names that it is about where there are several texts."""
    by_text: dict[str, list[str]] = {}
    for text, name in zip(texts, names, strict=True):
        if text:
            by_text.setdefault(text, []).append(name)
    if len(by_text) == 1:
        return [f"{head}: {text}." for text in by_text]
    usual = max(by_text, key=lambda text: len(by_text[text]), default="")
    if 2 * len(by_text.get(usual, ())) > len(names) > 3:
        others = [f"{', '.join(by_text[text])}: {text}" for text in by_text if text != usual]
        return ["; ".join([f"{head}: {usual}", *others]) + "."]
    return [f"{head} ({'; '.join(whose)}): {text}." for text, whose in by_text.items()]


def groups_table(
    title: str,
    result: IndicatorResult,
    people: Indicator,
    now: Sequence[Observation],
    living: Sequence[Observation],
    reference: str,
) -> Table:
    """A row a group: how many, how many live here, the rate, and the ratio with its interval.

    ``now`` and ``living`` are the protected categories of the count and of the population. A
    group without a population, such as "Not known", has neither rate nor ratio.
    """
    counts, sizes = _by_category(now), _by_category(living)
    if reference not in counts.keys() & sizes.keys():
        raise not_known("group", reference, [name for name in counts if name in sizes])
    counted = result.indicator
    living_texts = {name: value_of(size, people) for name, size in sizes.items()}
    rows = [
        [
            name,
            value_of(count, counted) if count.known else NOT_SHOWN,
            living_texts.get(name, "none"),
            *_rate_cells(name, counts, sizes, reference),
        ]
        for name, count in counts.items()
    ]
    columns = [
        Column((counted.breakdown or "group").capitalize()),
        Column(f"Number of {counted.counts}", True),
        Column(f"{capitalise(people.counts)} who live here", True),
        Column("Rate", True),
        Column(f"Times the rate of {reference}", True),
        Column("95% interval", True),
        Column("What may be said"),
    ]
    notes = [
        "Over- or under-represented is said only where the whole 95% interval lies on one side "
        "of 1. It says that a group is seen more or less often than its size would lead one to "
        "expect, and not why.",
        f"–: {reference} is the group that the others are compared with.",
        f"{result.current.period.heading}; the numbers of people are those of "
        f"{living[0].period.heading}.",
    ]
    return table(title, columns, rows, notes, wide=True)


def _by_category(observations: Sequence[Observation]) -> dict[str, Value]:
    return {category.category: category.value for category in observations}


def _rate_cells(
    name: str, counts: Mapping[str, Value], sizes: Mapping[str, Value], reference: str
) -> list[str]:
    """A group's rate, and how it compares with that of the reference group."""
    size = sizes.get(name, missing())
    rate = crude_rate(counts[name], size, _PER)
    rate_text = rate.text if rate.value.known else "none"
    if name == reference:
        return [rate_text, "compared with", "–", "–"]
    ratio = rate_ratio(counts[name], size, counts[reference], sizes[reference])
    return [
        rate_text,
        ratio.text if ratio.value.known else "none",
        ratio.interval_text or "none",
        ratio.verdict or f"No comparison: {ratio.text}",
    ]


def benchmarks_by_year(store: DataStore, now: Benchmark, years: int) -> list[Benchmark]:
    """A measure in each period of its kind that has a figure, the latest so many, oldest first."""
    until, indicator = now.own.period, now.indicator
    found = [
        make_benchmark(store, indicator, now.area, each)
        for each in store.series(indicator.id, now.area.slug)
        if each.period.end < until.end and (each.period.kind, each.period.end.month)
        == (until.kind, until.end.month)
    ]  # fmt: skip
    return [*found, now][-years:]


def years_table(title: str, rows: Sequence[Benchmark]) -> Table:
    """A row a period: the figure, its rate if it has one, those of others, and its rank."""
    now = rows[-1]
    indicator, area = now.indicator, now.area
    ranked = any(row.rank for row in rows)
    columns: list[_Column] = [
        (True, Column("Period"), _heading),
        (
            indicator.rate is not None,
            Column(f"Number of {indicator.counts}", True),
            lambda row: value_of(row.current.value, indicator),
        ),
        (True, Column(area.short_name, True), lambda row: row.own.number),
        *_columns_of_others(rows),
        (ranked, Column("Rank"), lambda row: _place(row.rank, indicator.polarity)),
    ]
    unit, best = now.own.unit, _ENDS[indicator.polarity]
    notes = [
        *([f"All but the number is {unit}."] if indicator.rate else []),
        *([f"Rank: among all authorities with a figure, from {best}."] if ranked else []),
        *_notes_of_others(rows, list(map(_heading, rows))),
        indicator.caveat,
    ]
    return table_of_rows(title, columns, rows, notes, wide_from=7)


def _heading(row: Benchmark) -> str:
    return row.own.period.heading


def _place(rank: Rank | None, polarity: Polarity) -> str:
    """A place from the end that is best, or from the highest: "113th of 150"."""
    if rank is None or rank.why_none:
        return NO_FIGURE
    place = rank.lowest if polarity is Polarity.LOWER else rank.highest
    joint = "joint " if rank.tied else ""
    return f"{joint}{ordinal_text(place)} of {rank.of}"
