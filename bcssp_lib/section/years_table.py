"""The table that scrutiny asks for: one measure over the years, beside others, with its place."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.fact import Rank
from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.verdicts import Against
from bcssp_lib.section.benchmarks import Benchmark, make_benchmark
from bcssp_lib.section.comparison_tables import HEADS, notes_of_others
from bcssp_lib.section.indicator_result import NO_FIGURE, value_of
from bcssp_lib.section.table_kit import Column, Table, table
from bcssp_lib.stats.wording import ordinal_text

_ENDS = {
    Polarity.HIGHER: "the best, which is the highest",
    Polarity.LOWER: "the best, which is the lowest",
    Polarity.NEITHER: "the highest",
}


def benchmarks_by_year(store: DataStore, now: Benchmark, years: int) -> list[Benchmark]:
    """A measure in each period of its kind that has a figure, the latest so many, oldest first."""
    until, indicator = now.own.figure.period, now.indicator
    found = [
        make_benchmark(store, indicator, now.area, each)
        for each in store.series(indicator.id, now.area.slug)
        if each.period.end < until.end and (each.period.kind, each.period.end.month)
        == (until.kind, until.end.month)
    ]  # fmt: skip
    return [*found, now][-years:]


def years_table(title: str, rows: Sequence[Benchmark]) -> Table:
    """A row a period: the figure, its rate if it has one, those of others, and its place."""
    now = rows[-1]
    indicator, area = now.indicator, now.area
    whom = [each for each in HEADS if any(row.against(each) for row in rows)]
    ranked = any(row.rank for row in rows)
    counted = [Column(f"Number of {indicator.counts}", True)] if indicator.rate else []
    columns = [
        Column("Period"),
        *counted,
        Column(area.short_name, True),
        *(Column(HEADS[each], True) for each in whom),
        *([Column("Place")] if ranked else []),
    ]
    cells = [
        [
            row.own.figure.period.heading,
            *([value_of(row.current.value, indicator)] if counted else []),
            row.own.figure.number,
            *(_other(row, each) for each in whom),
            *([_place(row.rank, indicator.polarity)] if ranked else []),
        ]
        for row in rows
    ]
    notes = []
    if indicator.rate:
        notes.append(f"All but the number is {now.own.figure.unit}.")
    if ranked:
        best = _ENDS[indicator.polarity]
        notes.append(f"Place: among all authorities with a figure, from {best}.")
    notes += [*notes_of_others(rows, [row.own.figure.period.heading for row in rows])]
    notes.append(indicator.caveat)
    return table(title, columns, cells, notes, wide=len(columns) > 6)


def _other(row: Benchmark, whom: Against) -> str:
    comparison = row.against(whom)
    return comparison.other.number if comparison else NO_FIGURE


def _place(rank: Rank | None, polarity: Polarity) -> str:
    """A place from the end that is best, or from the highest: "113th of 150"."""
    if rank is None or rank.why_none:
        return NO_FIGURE
    place = rank.lowest if polarity is Polarity.LOWER else rank.highest
    joint = "joint " if rank.tied else ""
    return f"{joint}{ordinal_text(place)} of {rank.of}"
