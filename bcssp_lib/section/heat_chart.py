"""Heat tables: a row an agency, a column an indicator, each cell a rating's colour and letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import seaborn as sns
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.section.chart_kit import (
    GREY,
    INK,
    Chart,
    add_legend,
    draw_chart,
    open_axes,
    wrap_label,
)
from bcssp_lib.section.returns import RatingOf, Returns, agencies_of, returns_table
from bcssp_lib.section.table_kit import Table
from bcssp_lib.stats.wording import counted, list_of

_NOTHING = "–"  # in a cell, which has no room for words
_LABEL_LETTERS = 24
_LINE_INCHES = 0.2
_ROOM_INCHES = 0.14  # in each row, above and below its name
_MOST_NAMED = 12  # cells that the words list one by one
# Pale, so that a letter can be read on each; the outline sets a cell off from the page.
FILLS: Mapping[Rating | None, str] = {
    Rating.GREEN: "#d6ebd0",
    Rating.AMBER: "#ffe5b4",
    Rating.RED: "#f6c9c4",
    None: "#ffffff",
}


@dataclass(frozen=True)
class HeatCell:
    """One cell: its rating (none where there is nothing to rate) and what stands in it."""

    rating: Rating | None
    mark: str


@dataclass(frozen=True)
class HeatRow:
    """One row with its name, and a cell for each column."""

    label: str
    cells: tuple[HeatCell, ...]


def heat_chart(
    title: str,
    columns: Sequence[str],
    rows: Sequence[HeatRow],
    data: Table,
    notes: Sequence[str],
    *,
    synthetic: bool,
) -> Chart:
    """Draw the cells in the order given; ``data`` is the table with the numbers behind them."""
    labels = [wrap_label(one.label, _LABEL_LETTERS) for one in rows]
    row_inches = _ROOM_INCHES + _LINE_INCHES * max(map(len, labels))
    return draw_chart(
        title,
        partial(_paint, columns=columns, rows=rows, labels=["\n".join(one) for one in labels]),
        height=1.0 + row_inches * len(rows),
        words=_words(title, columns, rows),
        data=data,
        notes=notes,
        synthetic=synthetic,
    )


def returns_chart(
    title: str, indicators: Sequence[Indicator], returns: Returns, rating_of: RatingOf
) -> Chart:
    """Agencies by indicators: the letter of each rating, or the symbol that was returned."""
    data = returns_table(f"Data for the chart: {title}", indicators, returns, rating_of)
    rows = [
        HeatRow(
            agency, tuple(_cell(returns[one.id].get(agency), one, rating_of) for one in indicators)
        )
        for agency in agencies_of(returns)
    ]
    return heat_chart(
        title,
        [one.code for one in indicators],
        rows,
        data,
        [f"{one.code}: {one.title}." for one in indicators] + list(data.notes[1:]),
        synthetic=any(one.synthetic for each in returns.values() for one in each.values()),
    )


def _cell(found: Observation | None, indicator: Indicator, rating_of: RatingOf) -> HeatCell:
    rating = rating_of(found, indicator) if found else None
    if rating is not None:
        return HeatCell(rating, rating.letter)
    return HeatCell(None, (found.value.printed if found else "") or _NOTHING)


def _paint(
    figure: Figure, columns: Sequence[str], rows: Sequence[HeatRow], labels: Sequence[str]
) -> None:
    axes = open_axes(figure)
    order = list(FILLS)
    sns.heatmap(
        [[order.index(cell.rating) for cell in row.cells] for row in rows],
        annot=[[cell.mark for cell in row.cells] for row in rows], fmt="",
        annot_kws={"color": INK, "size": 12}, cmap=ListedColormap(list(FILLS.values())),
        vmin=0, vmax=len(order) - 1, cbar=False, linewidths=1, linecolor=GREY, clip_on=False,
        xticklabels=False, yticklabels=False, ax=axes,
    )  # fmt: skip
    for mark in axes.texts:  # they lie inside their cells, so the layout need not measure them
        mark.set_in_layout(False)
    # Named here: seaborn would draw the whole figure to see whether its names overlap.
    axes.set_xticks([at + 0.5 for at in range(len(columns))], columns)
    axes.set_yticks([at + 0.5 for at in range(len(rows))], labels, va="center")
    axes.tick_params(labeltop=True, labelbottom=False)
    add_legend(figure, [Patch(label=f"{one.letter} {one.word}", **_look(one)) for one in Rating], 3)


def _look(rating: Rating | None) -> dict[str, Any]:
    return {"facecolor": FILLS[rating], "edgecolor": GREY, "linewidth": 1}


def _words(title: str, columns: Sequence[str], rows: Sequence[HeatRow]) -> str:
    found: dict[Rating | None, list[str]] = {one: [] for one in (*Rating, None)}
    for row in rows:
        for name, cell in zip(columns, row.cells, strict=True):
            found[cell.rating].append(f"{row.label} {name}")
    counts = list_of([f"{len(found[one])} {one.value}" for one in Rating])
    unrated = f"; {len(found[None])} are not rated" if found[None] else ""
    named = "".join(
        f" {one.word}: {list_of(found[one])}."
        for one in (Rating.RED, Rating.AMBER)
        if 0 < len(found[one]) <= _MOST_NAMED
    )
    agencies = counted(str(len(rows)), "row", "rows")
    across = counted(str(len(columns)), "indicator", "indicators")
    return (
        f"Heat table chart of {agencies} by {across}: {title}. Ratings: {counts}{unrated}.{named}"
    )
