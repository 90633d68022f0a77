"""The table of where figures stand beside those of others."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.model.area import Area
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.verdicts import Against
from bcssp_lib.section.readings import NO_FIGURE
from bcssp_lib.section.standing import Standing
from bcssp_lib.section.table_kit import Column, Table, table
from bcssp_lib.stats.comparison import PERCENT
from bcssp_lib.stats.ranking import quarter_of
from bcssp_lib.stats.wording import rank_text

_HEADS = {
    Against.PEERS: "Other areas",
    Against.NEIGHBOURS: "Neighbours",
    Against.REGION: "Region",
    Against.ENGLAND: "England",
}
_QUARTERS = ("lowest quarter", "second lowest quarter", "second highest quarter", "highest quarter")

Rows = Sequence[tuple[Indicator, Standing]]


def standing_table(title: str, rows: Rows, area: Area) -> Table:
    """A row an indicator: its rate or percentage with its interval, and those of others."""
    shown = {
        whom: head
        for whom, head in _HEADS.items()
        if any(standing.against(whom) for _, standing in rows)
    }
    ranked = any(standing.rank for _, standing in rows)
    columns = [Column("Measure"), Column(area.short_name, True), Column("95% interval", True)]
    columns += [Column(head, True) for head in shown.values()]
    columns += [Column("Rank"), Column("Quarter")] if ranked else []
    body = []
    for indicator, standing in rows:
        others = [standing.against(whom) for whom in shown]
        cells = [
            _title(indicator, standing),
            standing.own.figure.number,
            standing.own.interval_text or "none",
            *(one.other.number if one else NO_FIGURE for one in others),
        ]
        if ranked:
            rank = rank_text(standing.rank) if standing.rank else NO_FIGURE
            cells += [rank, _quarter(area, standing)]
        body.append(cells)
    return table(title, columns, body, _notes(rows), wide=len(columns) > 6)


def _title(indicator: Indicator, standing: Standing) -> str:
    """An indicator with what its rate is of, so that the cells need only its number."""
    if standing.own.figure.unit == PERCENT:
        return indicator.title
    return f"{indicator.title}, {standing.own.figure.unit}"


def _notes(rows: Rows) -> list[str]:
    """What each rate is of and when, who the others are, and where their figures come from."""
    periods: dict[str, list[str]] = {}
    for indicator, standing in rows:
        periods.setdefault(standing.own.figure.period.heading, []).append(indicator.title)
    dates = [
        f"Period{_of(titles) if len(periods) > 1 else ''}: {period}."
        for period, titles in periods.items()
    ]
    labels: dict[Against, dict[str, list[str]]] = {Against.PEERS: {}, Against.NEIGHBOURS: {}}
    for indicator, standing in rows:
        for one in standing.comparisons:
            if one.against in labels:
                labels[one.against].setdefault(one.label, []).append(indicator.title)
    others = [
        f"{_HEADS[against]}{_of(titles) if len(found) > 1 else ''}: {label}."
        for against, found in labels.items()
        for label, titles in found.items()
    ]
    sources = [f"Source of the figures of others: {one.source}." for _, one in rows if one.source]
    return [*dates, *others, *dict.fromkeys(sources)]


def _of(titles: Sequence[str]) -> str:
    return f" ({'; '.join(titles)})"


def _quarter(area: Area, standing: Standing) -> str:
    values = {slug: one.figure.value for slug, one in standing.others.items()}
    found = quarter_of(area.slug, {**values, area.slug: standing.own.figure.value})
    return NO_FIGURE if found is None else _QUARTERS[found - 1]
