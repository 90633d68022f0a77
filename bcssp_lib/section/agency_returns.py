"""What agencies returned: tables, and a heat chart of a row an agency, a column an indicator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

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


@dataclass(frozen=True)
class Returns:
    """What agencies returned of some indicators: by indicator, by agency; and how it is rated."""

    indicators: Sequence[Indicator]
    by_indicator: Mapping[str, Mapping[str, Observation]]
    rating_of: RatingOf

    @cached_property
    def observations(self) -> list[Observation]:
        """Every return."""
        return [each for returns in self.by_indicator.values() for each in returns.values()]

    @property
    def agencies(self) -> list[str]:
        """The agencies that returned anything, in the order of the file."""
        return list(dict.fromkeys(name for each in self.by_indicator.values() for name in each))

    def count_ratings(self) -> dict[str, int]:
        """How many returns are green, amber, red, not applicable, or missing."""
        counts = dict.fromkeys([*Rating, "not_applicable", "no_return"], 0)
        for indicator in self.indicators:
            for observation in self.by_indicator[indicator.id].values():
                counts[self._tally_key(observation, indicator)] += 1
        return counts

    def _tally_key(self, observation: Observation, indicator: Indicator) -> str:
        rating = self.rating_of(observation, indicator)
        if rating is not None:
            return rating
        not_applicable = observation.value.reason is Reason.NOT_APPLICABLE
        return "not_applicable" if not_applicable else "no_return"

    def table(self, title: str) -> Table:
        """A row an agency, a column an indicator; each return with its rating's letter."""
        heads = [
            Column(f"{indicator.code} (target {target_of(indicator)})", True)
            for indicator in self.indicators
        ]
        rows = [
            [Cell(agency), *(self._table_cell(agency, each) for each in self.indicators)]
            for agency in self.agencies
        ]
        return table(title, [Column("Agency"), *heads], rows, self._notes(), wide=True)

    def _table_cell(self, agency: str, indicator: Indicator) -> Cell:
        observation = self.by_indicator[indicator.id].get(agency)
        if observation is None:
            return Cell(NO_FIGURE)
        rating = self.rating_of(observation, indicator)
        if rating is None:
            return Cell(value_of(observation, indicator))
        return Cell(f"{value_of(observation, indicator)} {rating.letter}", tone=rating.value)

    def _notes(self) -> list[str]:
        """What each letter and symbol means, if it is there."""
        letters = "; ".join(f"{rating.letter}: {rating.word.lower()}" for rating in Rating)
        printed = {each.value.printed for each in self.observations if not each.known}
        meanings = symbol_meanings(self.indicators)
        symbols = [f"{symbol}: {meanings[symbol]}." for symbol in meanings if symbol in printed]
        return [f"Ratings: {letters}.", *symbols]

    def ratings_table(self, title: str) -> Table:
        """A row an indicator: its target, and how many returns have each rating."""
        names = ("Target", "Green (G)", "Amber (A)", "Red (R)", "Not applicable", "No return")
        rows = [
            [
                f"{indicator.code} {indicator.title}",
                target_of(indicator),
                *map(str, replace(self, indicators=[indicator]).count_ratings().values()),
            ]
            for indicator in self.indicators
            if self.by_indicator[indicator.id]
        ]
        return table(title, [Column("Indicator"), *(Column(name, True) for name in names)], rows)

    def chart(self, title: str) -> Chart:
        """Agencies by indicators: the letter of each rating, or the symbol that was returned."""
        data = self.table(f"Data for the chart: {title}")
        rows = [
            HeatRow(agency, tuple(self._heat_cell(agency, each) for each in self.indicators))
            for agency in self.agencies
        ]
        codes = [indicator.code for indicator in self.indicators]
        titles = [f"{indicator.code}: {indicator.title}." for indicator in self.indicators]
        chart = HeatChart(title, codes, rows, data, [*titles, *data.notes[1:]])
        return chart.draw(synthetic=any(each.synthetic for each in self.observations))

    def _heat_cell(self, agency: str, indicator: Indicator) -> HeatCell:
        observation = self.by_indicator[indicator.id].get(agency)
        rating = self.rating_of(observation, indicator) if observation else None
        if rating is not None:
            return HeatCell(rating, rating.letter)
        return HeatCell(None, (observation.value.printed if observation else "") or _NOTHING)


def symbols_table(title: str, indicators: Sequence[Indicator]) -> Table:
    """What each symbol that a source prints means, each once."""
    rows = list(symbol_meanings(indicators).items())
    return table(title, [Column("Symbol"), Column("Meaning")], rows)


def symbol_meanings(indicators: Sequence[Indicator]) -> dict[str, str]:
    """What the symbols that sources print for some indicators mean."""
    return {
        symbol: printed.meaning
        for indicator in indicators
        for symbol, printed in indicator.symbols.items()
    }


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


@dataclass(frozen=True)
class HeatChart:
    """Cells in the order given; ``data`` is the table with the numbers behind them."""

    title: str
    columns: Sequence[str]
    rows: Sequence[HeatRow]
    data: Table
    notes: Sequence[str]

    def draw(self, *, synthetic: bool) -> Chart:
        """The picture, with its words and its table."""
        lines = max(len(wrap_label(row.label, _LABEL_LETTERS)) for row in self.rows)
        return draw_chart(
            self.title,
            self._paint,
            height=1.0 + (_ROOM_INCHES + _LINE_INCHES * lines) * len(self.rows),
            words=self._words(),
            data=self.data,
            notes=self.notes,
            synthetic=synthetic,
        )

    def _paint(self, figure: Figure) -> None:
        import seaborn as sns  # slow to import: only where a chart is drawn

        axes = open_axes(figure)
        order = list(COLOURS)
        sns.heatmap(
            [[order.index(cell.rating) for cell in row.cells] for row in self.rows],
            annot=[[cell.mark for cell in row.cells] for row in self.rows], fmt="",
            annot_kws={"color": INK, "size": 12}, cmap=ListedColormap(list(COLOURS.values())),
            vmin=0, vmax=len(order) - 1, cbar=False, linewidths=1, linecolor=GREY, clip_on=False,
            xticklabels=False, yticklabels=False, ax=axes,
        )  # fmt: skip
        for mark in axes.texts:  # they lie inside their cells, so the layout need not measure them
            mark.set_in_layout(False)
        # Named here: seaborn would draw the whole figure to see whether its names overlap.
        labels = ["\n".join(wrap_label(row.label, _LABEL_LETTERS)) for row in self.rows]
        axes.set_xticks([place + 0.5 for place in range(len(self.columns))], self.columns)
        axes.set_yticks([place + 0.5 for place in range(len(labels))], labels, va="center")
        axes.tick_params(labeltop=True, labelbottom=False)
        look: dict[str, Any] = {"edgecolor": GREY, "linewidth": 1}
        handles = [
            Patch(label=f"{rating.letter} {rating.word}", facecolor=COLOURS[rating], **look)
            for rating in Rating
        ]
        add_legend(figure, handles, 3)

    def _words(self) -> str:
        cells: dict[Rating | None, list[str]] = {rating: [] for rating in (*Rating, None)}
        for row in self.rows:
            for name, cell in zip(self.columns, row.cells, strict=True):
                cells[cell.rating].append(f"{row.label} {name}")
        counts = join_words([f"{len(cells[rating])} {rating.value}" for rating in Rating])
        unrated = f"; {len(cells[None])} are not rated" if cells[None] else ""
        named = "".join(
            f" {rating.word}: {join_words(cells[rating])}."
            for rating in (Rating.RED, Rating.AMBER)
            if 0 < len(cells[rating]) <= _MOST_NAMED
        )
        agencies = count_phrase(str(len(self.rows)), "row", "rows")
        across = count_phrase(str(len(self.columns)), "indicator", "indicators")
        return (
            f"Heat table chart of {agencies} by {across}: {self.title}. "
            f"Ratings: {counts}{unrated}.{named}"
        )
