"""The tables that compare: figures with those of other areas, and the rates of groups of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bcssp_lib.model.errors import not_known
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.value import Observation, Value, missing
from bcssp_lib.model.verdicts import Against
from bcssp_lib.section.benchmarks import Benchmark
from bcssp_lib.section.indicator_result import NO_FIGURE, IndicatorResult, value_of
from bcssp_lib.section.table_kit import Column, Table, table
from bcssp_lib.stats.comparison import PERCENT
from bcssp_lib.stats.rates import crude_rate, rate_ratio
from bcssp_lib.stats.wording import capitalise, rank_text

HEADS = {
    Against.PEERS: "Other areas",
    Against.NEIGHBOURS: "Neighbours",
    Against.REGION: "Region",
    Against.ENGLAND: "England",
}
_QUARTERS = ("lowest quarter", "second lowest quarter", "second highest quarter", "highest quarter")
PER = 10_000
_NOT_SHOWN = "not shown"  # the last column says why, where there is room for it


def benchmark_table(title: str, benchmarks: Sequence[Benchmark]) -> Table:
    """A row an indicator: its rate or percentage with its interval, and those of others."""
    whom = [each for each in HEADS if any(row.against(each) for row in benchmarks)]
    ranked = any(row.rank for row in benchmarks)
    columns = [
        Column("Measure"),
        Column(benchmarks[0].area.short_name, True),
        Column("95% interval", True),
        *(Column(HEADS[each], True) for each in whom),
        *([Column("Rank"), Column("Quarter")] if ranked else []),
    ]
    rows = [
        [*_figure_cells(row, whom), *(_rank_cells(row) if ranked else [])] for row in benchmarks
    ]
    return table(title, columns, rows, _notes(benchmarks), wide=len(columns) > 6)


def _figure_cells(benchmark: Benchmark, whom: Sequence[Against]) -> list[str]:
    others = map(benchmark.against, whom)
    return [
        _title(benchmark),
        benchmark.own.figure.number,
        benchmark.own.interval_text or "none",
        *(comparison.other.number if comparison else NO_FIGURE for comparison in others),
    ]


def _rank_cells(benchmark: Benchmark) -> list[str]:
    quarter = benchmark.quarter
    return [
        rank_text(benchmark.rank) if benchmark.rank else NO_FIGURE,
        NO_FIGURE if quarter is None else _QUARTERS[quarter - 1],
    ]


def _title(benchmark: Benchmark) -> str:
    """An indicator with what its rate is of, so that the cells need only its number."""
    title, unit = benchmark.indicator.title, benchmark.own.figure.unit
    return title if unit == PERCENT else f"{title}, {unit}"


def _notes(rows: Sequence[Benchmark]) -> list[str]:
    """What each rate is of and when, who the others are, and where their figures come from."""
    titles = [row.indicator.title for row in rows]
    periods = [row.own.figure.period.heading for row in rows]
    return [*_grouped_notes("Period", periods, titles), *notes_of_others(rows, titles)]


def notes_of_others(rows: Sequence[Benchmark], names: Sequence[str]) -> list[str]:
    """Who the others are, by what is ranked, and where their figures come from.

    ``names`` tell the rows apart, where something is true of some of them alone.
    """
    notes = []
    for whom in (Against.PEERS, Against.NEIGHBOURS):
        found = [row.against(whom) for row in rows]
        notes += _grouped_notes(HEADS[whom], [each.label if each else "" for each in found], names)
    return [
        *notes,
        *_grouped_notes("Rank", [row.difference for row in rows], names),
        *(f"Source of the figures of others: {row.source}." for row in rows if row.source),
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
            value_of(count, counted) if count.known else _NOT_SHOWN,
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
    rate = crude_rate(counts[name], size, PER)
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
