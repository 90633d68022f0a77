"""What agencies returned: tables, and heat charts of a row an agency, a column an indicator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import seaborn as sns
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.value import Observation, Reason
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
from bcssp_lib.section.indicator_result import NO_FIGURE
from bcssp_lib.section.table_kit import Cell, Column, Table, table
from bcssp_lib.section.tables import target_of, value_of
from bcssp_lib.stats.wording import count_phrase, join_words

_NOTHING = "–"  # in a cell, which has no room for words
_LABEL_LETTERS = 24
_LINE_INCHES = 0.2
_ROOM_INCHES = 0.14  # in each row, above and below its name
_MOST_NAMED = 12  # cells that the words list one by one
# Pale, so that a letter can be read on each; the outline sets a cell off from the page.
COLOURS: Mapping[Rating | None, str] = {
    Rating.GREEN: "#d6ebd0",
    Rating.AMBER: "#ffe5b4",
    Rating.RED: "#f6c9c4",
    None: "#ffffff",
}
RatingOf = Callable[[Observation, Indicator], Rating | None]
Returns = Mapping[str, Mapping[str, Observation]]


@dataclass(frozen=True)
class HeatCell:
    """One cell: its rating (None if there is nothing to rate) and what is in it."""

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
    labels = [wrap_label(row.label, _LABEL_LETTERS) for row in rows]
    row_inches = _ROOM_INCHES + _LINE_INCHES * max(map(len, labels))
    return draw_chart(
        title,
        partial(_paint, columns=columns, rows=rows, labels=["\n".join(label) for label in labels]),
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
            agency,
            tuple(
                _cell(returns[indicator.id].get(agency), indicator, rating_of)
                for indicator in indicators
            ),
        )
        for agency in list_agencies(returns)
    ]
    return heat_chart(
        title,
        [indicator.code for indicator in indicators],
        rows,
        data,
        [f"{indicator.code}: {indicator.title}." for indicator in indicators]
        + list(data.notes[1:]),
        synthetic=any(
            observation.synthetic for each in returns.values() for observation in each.values()
        ),
    )


def _cell(observation: Observation | None, indicator: Indicator, rating_of: RatingOf) -> HeatCell:
    rating = rating_of(observation, indicator) if observation else None
    if rating is not None:
        return HeatCell(rating, rating.letter)
    return HeatCell(None, (observation.value.printed if observation else "") or _NOTHING)


def _paint(
    figure: Figure, columns: Sequence[str], rows: Sequence[HeatRow], labels: Sequence[str]
) -> None:
    axes = open_axes(figure)
    order = list(COLOURS)
    sns.heatmap(
        [[order.index(cell.rating) for cell in row.cells] for row in rows],
        annot=[[cell.mark for cell in row.cells] for row in rows], fmt="",
        annot_kws={"color": INK, "size": 12}, cmap=ListedColormap(list(COLOURS.values())),
        vmin=0, vmax=len(order) - 1, cbar=False, linewidths=1, linecolor=GREY, clip_on=False,
        xticklabels=False, yticklabels=False, ax=axes,
    )  # fmt: skip
    for mark in axes.texts:  # they lie inside their cells, so the layout need not measure them
        mark.set_in_layout(False)
    # Named here: seaborn would draw the whole figure to see whether its names overlap.
    axes.set_xticks([at + 0.5 for at in range(len(columns))], columns)
    axes.set_yticks([at + 0.5 for at in range(len(rows))], labels, va="center")
    axes.tick_params(labeltop=True, labelbottom=False)
    add_legend(
        figure,
        [Patch(label=f"{rating.letter} {rating.word}", **_look(rating)) for rating in Rating],
        3,
    )


def _look(rating: Rating | None) -> dict[str, Any]:
    return {"facecolor": COLOURS[rating], "edgecolor": GREY, "linewidth": 1}


def _words(title: str, columns: Sequence[str], rows: Sequence[HeatRow]) -> str:
    names_by_rating: dict[Rating | None, list[str]] = {rating: [] for rating in (*Rating, None)}
    for row in rows:
        for name, cell in zip(columns, row.cells, strict=True):
            names_by_rating[cell.rating].append(f"{row.label} {name}")
    counts = join_words([f"{len(names_by_rating[rating])} {rating.value}" for rating in Rating])
    unrated = f"; {len(names_by_rating[None])} are not rated" if names_by_rating[None] else ""
    named = "".join(
        f" {rating.word}: {join_words(names_by_rating[rating])}."
        for rating in (Rating.RED, Rating.AMBER)
        if 0 < len(names_by_rating[rating]) <= _MOST_NAMED
    )
    agencies = count_phrase(str(len(rows)), "row", "rows")
    across = count_phrase(str(len(columns)), "indicator", "indicators")
    return (
        f"Heat table chart of {agencies} by {across}: {title}. Ratings: {counts}{unrated}.{named}"
    )


def returns_table(
    title: str, indicators: Sequence[Indicator], returns: Returns, rating_of: RatingOf
) -> Table:
    """A row an agency, a column an indicator; each return with its rating's letter."""
    heads = [
        Column(f"{indicator.code} (target {target_of(indicator)})", True)
        for indicator in indicators
    ]
    rows: list[list[str | Cell]] = []
    for agency in list_agencies(returns):
        cells = [
            _return_cell(returns[indicator.id].get(agency), indicator, rating_of)
            for indicator in indicators
        ]
        rows.append([agency, *cells])
    return table(title, [Column("Agency"), *heads], rows, _notes(indicators, returns), wide=True)


def ratings_table(
    title: str, indicators: Sequence[Indicator], returns: Returns, rating_of: RatingOf
) -> Table:
    """A row an indicator: its target, and how many returns have each rating."""
    names = ("Target", "Green (G)", "Amber (A)", "Red (R)", "Not applicable", "No return")
    rows = [
        [
            f"{indicator.code} {indicator.title}",
            target_of(indicator),
            *(str(count) for count in count_ratings([indicator], returns, rating_of).values()),
        ]
        for indicator in indicators
        if returns[indicator.id]
    ]
    return table(title, [Column("Indicator"), *(Column(name, True) for name in names)], rows)


def count_ratings(
    indicators: Sequence[Indicator], returns: Returns, rating_of: RatingOf
) -> dict[str, int]:
    """How many returns are green, amber, red, not applicable, or missing."""
    counts = dict.fromkeys([*Rating, "not_applicable", "no_return"], 0)
    for indicator in indicators:
        for observation in returns[indicator.id].values():
            rating = rating_of(observation, indicator)
            if rating is not None:
                counts[rating] += 1
            elif observation.value.reason is Reason.NOT_APPLICABLE:
                counts["not_applicable"] += 1
            else:
                counts["no_return"] += 1
    return counts


def symbols_table(title: str, indicators: Sequence[Indicator]) -> Table:
    """What each symbol that a source prints means, each once."""
    meanings = {
        symbol: printed_symbol.meaning
        for indicator in indicators
        for symbol, printed_symbol in indicator.symbols.items()
    }
    rows = [[symbol, meaning] for symbol, meaning in meanings.items()]
    return table(title, [Column("Symbol"), Column("Meaning")], rows)


def list_agencies(returns: Returns) -> list[str]:
    """The agencies that returned anything, in the order of the file."""
    return list(dict.fromkeys(name for by_agency in returns.values() for name in by_agency))


def _return_cell(
    observation: Observation | None, indicator: Indicator, rating_of: RatingOf
) -> Cell:
    if observation is None:
        return Cell(NO_FIGURE)
    rating = rating_of(observation, indicator)
    if rating is None:
        return Cell(value_of(observation, indicator))
    return Cell(f"{value_of(observation, indicator)} {rating.letter}", tone=rating.value)


def _notes(indicators: Sequence[Indicator], returns: Returns) -> list[str]:
    """What each letter and symbol means, if it is there."""
    letters = "; ".join(f"{rating.letter}: {rating.word.lower()}" for rating in Rating)
    printed = {
        observation.value.printed
        for each in returns.values()
        for observation in each.values()
        if not observation.known
    }
    meanings = {
        symbol: printed_symbol.meaning
        for indicator in indicators
        for symbol, printed_symbol in indicator.symbols.items()
        if symbol in printed
    }
    return [
        f"Ratings: {letters}.",
        *(f"{symbol}: {meaning}." for symbol, meaning in meanings.items()),
    ]
