"""The table that compares figures with those of others."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.model.area import Area
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.verdicts import Against
from bcssp_lib.section.benchmarks import Benchmark
from bcssp_lib.section.indicator_result import NO_FIGURE
from bcssp_lib.section.table_kit import Column, Table, table
from bcssp_lib.stats.comparison import PERCENT
from bcssp_lib.stats.ranking import find_quarter
from bcssp_lib.stats.wording import rank_text

_HEADS = {
    Against.PEERS: "Other areas",
    Against.NEIGHBOURS: "Neighbours",
    Against.REGION: "Region",
    Against.ENGLAND: "England",
}
_QUARTERS = ("lowest quarter", "second lowest quarter", "second highest quarter", "highest quarter")

Rows = Sequence[tuple[Indicator, Benchmark]]


def benchmark_table(title: str, rows: Rows, area: Area) -> Table:
    """A row an indicator: its rate or percentage with its interval, and those of others."""
    shown = {
        whom: head
        for whom, head in _HEADS.items()
        if any(benchmark.against(whom) for _, benchmark in rows)
    }
    ranked = any(benchmark.rank for _, benchmark in rows)
    columns = [Column("Measure"), Column(area.short_name, True), Column("95% interval", True)]
    columns += [Column(head, True) for head in shown.values()]
    columns += [Column("Rank"), Column("Quarter")] if ranked else []
    body = []
    for indicator, benchmark in rows:
        others = [benchmark.against(whom) for whom in shown]
        cells = [
            _title(indicator, benchmark),
            benchmark.own.figure.number,
            benchmark.own.interval_text or "none",
            *(other.other.number if other else NO_FIGURE for other in others),
        ]
        if ranked:
            rank = rank_text(benchmark.rank) if benchmark.rank else NO_FIGURE
            cells += [rank, _quarter(area, benchmark)]
        body.append(cells)
    return table(title, columns, body, _notes(rows), wide=len(columns) > 6)


def _title(indicator: Indicator, benchmark: Benchmark) -> str:
    """An indicator with what its rate is of, so that the cells need only its number."""
    if benchmark.own.figure.unit == PERCENT:
        return indicator.title
    return f"{indicator.title}, {benchmark.own.figure.unit}"


def _notes(rows: Rows) -> list[str]:
    """What each rate is of and when, who the others are, and where their figures come from."""
    periods: dict[str, list[str]] = {}
    for indicator, benchmark in rows:
        periods.setdefault(benchmark.own.figure.period.heading, []).append(indicator.title)
    dates = [
        f"Period{_of(titles) if len(periods) > 1 else ''}: {period}."
        for period, titles in periods.items()
    ]
    labels: dict[Against, dict[str, list[str]]] = {Against.PEERS: {}, Against.NEIGHBOURS: {}}
    for indicator, benchmark in rows:
        for comparison in benchmark.comparisons:
            if comparison.against in labels:
                labels[comparison.against].setdefault(comparison.label, []).append(indicator.title)
    others = [
        f"{_HEADS[against]}{_of(titles) if len(label_text) > 1 else ''}: {label}."
        for against, label_text in labels.items()
        for label, titles in label_text.items()
    ]
    sources = [f"Source of the figures of others: {row.source}." for _, row in rows if row.source]
    return [*dates, *others, *dict.fromkeys(sources)]


def _of(titles: Sequence[str]) -> str:
    return f" ({'; '.join(titles)})"


def _quarter(area: Area, benchmark: Benchmark) -> str:
    values = {slug: other.figure.value for slug, other in benchmark.others.items()}
    quarter = find_quarter(area.slug, {**values, area.slug: benchmark.own.figure.value})
    return NO_FIGURE if quarter is None else _QUARTERS[quarter - 1]
