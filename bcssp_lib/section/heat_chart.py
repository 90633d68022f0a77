"""Heat tables: a row an agency, a column an indicator, each cell a rating's colour and letter."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.patches import Patch, Rectangle

from bcssp_lib.model.verdicts import Rating
from bcssp_lib.section.chart_kit import Chart, finish, synthetic_words
from bcssp_lib.section.style import GREY, WIDTH_INCHES, house_style, new_figure
from bcssp_lib.section.table_kit import Table
from bcssp_lib.stats.wording import counted, list_of

_NAMES = 0.42  # of the width, for the names of the rows
_LABEL_LETTERS = 22
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
    labels = [textwrap.wrap(one.label, _LABEL_LETTERS) for one in rows]
    heights = [_ROOM_INCHES + _LINE_INCHES * len(one) for one in labels]
    width = (1 - _NAMES) / len(columns)
    with house_style():
        figure = new_figure(WIDTH_INCHES, 1.0 + sum(heights))
        axes = figure.subplots()
        for at, name in enumerate(columns):
            axes.text(_NAMES + (at + 0.5) * width, -0.06, name, ha="center", va="bottom")
        top = 0.0
        for row, label, height in zip(rows, labels, heights, strict=True):
            middle = top + height / 2
            axes.text(0, middle, "\n".join(label), va="center", linespacing=1.1)
            for at, cell in enumerate(row.cells):
                left = _NAMES + at * width
                box = Rectangle((left, top), width, height, **_look(cell.rating))
                axes.add_artist(box)  # the limits are set below
                mark = axes.text(left + width / 2, middle, cell.mark, ha="center", va="center")
                mark.set_in_layout(False)  # it is within its cell
            top += height
        axes.set_xlim(0, 1)
        axes.set_ylim(top, -0.35)
        axes.set_axis_off()
        figure.legend(
            handles=[Patch(label=f"{one.letter} {one.word}", **_look(one)) for one in Rating],
            loc="outside upper left", ncols=3, frameon=False,
        )  # fmt: skip
        svg = finish(figure, synthetic)
    return Chart(
        title=title,
        alternative=_alternative(title, columns, rows, synthetic),
        svg=svg,
        data=data,
        notes=tuple(notes),
    )


def _look(rating: Rating | None) -> dict[str, Any]:
    return {"facecolor": FILLS[rating], "edgecolor": GREY, "linewidth": 1}


def _alternative(
    title: str, columns: Sequence[str], rows: Sequence[HeatRow], synthetic: bool
) -> str:
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
        f"{synthetic_words(synthetic)}Heat table chart of {agencies} by {across}: {title}. "
        f"Ratings: {counts}{unrated}.{named}"
    )
