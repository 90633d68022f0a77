"""The heat chart of what agencies returned: a row an agency, a column an indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from textwrap import wrap
from typing import Any

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.section.agency_returns import Returns
from bcssp_lib.section.chart_kit import GREY, INK, HouseChart, add_legend, open_axes
from bcssp_lib.section.outputs import OF_CHART, Table
from bcssp_lib.stats.wording import count_phrase, join_words

_NOTHING = "–"  # in a cell, which has no room for words
_LABEL_LETTERS = 24
_LINE_INCHES = 0.24
_ROOM_INCHES = 0.02  # in each row, above and below its name
_MOST_NAMED = 12  # cells that the words list one by one
# Pale, so that a letter can be read on each; the outline sets a cell off from the page.
COLOURS: Mapping[Rating | None, str] = {
    Rating.GREEN: "#d6ebd0",
    Rating.AMBER: "#ffe5b4",
    Rating.RED: "#f6c9c4",
    None: "#ffffff",
}

_Cell = tuple[Rating | None, str]  # its rating, None if there is nothing to rate, and its mark


@dataclass(frozen=True)
class HeatChart(HouseChart):
    """Agencies by indicators: the letter of each rating, or the symbol that was returned."""

    returns: Returns

    @property
    def _synthetic(self) -> bool:
        return any(each.synthetic for each in self.returns.observations)

    @cached_property
    def _rows(self) -> dict[str, list[_Cell]]:
        """By agency, a cell for each indicator."""
        return {
            agency: [self._cell(agency, indicator) for indicator in self.returns.indicators]
            for agency in self.returns.agencies
        }

    def _cell(self, agency: str, indicator: Indicator) -> _Cell:
        observation = self.returns.by_indicator[indicator.id].get(agency)
        if observation is None:
            return None, _NOTHING
        rating = self.returns.rating_of(observation, indicator)
        return rating, rating.letter if rating else observation.value.printed or _NOTHING

    @property
    def _codes(self) -> list[str]:
        return [indicator.code for indicator in self.returns.indicators]

    @property
    def _labels(self) -> list[list[str]]:
        """The names of the rows, as lines."""
        return [wrap(agency, _LABEL_LETTERS) for agency in self._rows]

    @property
    def _height(self) -> float:
        lines = max(map(len, self._labels))
        return 1.0 + (_ROOM_INCHES + _LINE_INCHES * lines) * len(self._rows)

    def _paint(self, figure: Figure) -> None:
        axes = open_axes(figure)
        order, rows = list(COLOURS), self._rows.values()
        sns.heatmap(
            [[order.index(rating) for rating, _ in row] for row in rows],
            annot=[[mark for _, mark in row] for row in rows], fmt="",
            annot_kws={"color": INK, "size": 12}, cmap=ListedColormap(list(COLOURS.values())),
            vmin=0, vmax=len(order) - 1, cbar=False, linewidths=1, linecolor=GREY, clip_on=False,
            xticklabels=False, yticklabels=False, ax=axes,
        )  # fmt: skip
        for mark in axes.texts:  # they lie inside their cells, so the layout need not measure them
            mark.set_in_layout(False)
        self._name_cells(axes)
        look: dict[str, Any] = {"edgecolor": GREY, "linewidth": 1}
        handles = [
            Patch(label=f"{rating.letter} {rating.word}", facecolor=COLOURS[rating], **look)
            for rating in Rating
        ]
        add_legend(figure, handles, 3)

    def _name_cells(self, axes: Axes) -> None:
        """Name rows and columns; seaborn would draw the figure to see whether names overlap."""
        labels = ["\n".join(lines) for lines in self._labels]
        axes.set_xticks([place + 0.5 for place in range(len(self._codes))], self._codes)
        axes.set_yticks([place + 0.5 for place in range(len(labels))], labels, va="center")
        axes.tick_params(labeltop=True, labelbottom=False)

    def _words(self) -> str:
        cells = self._cells_by_rating()
        counts = join_words([f"{len(cells[rating])} {rating.value}" for rating in Rating])
        unrated = f"; {len(cells[None])} are not rated" if cells[None] else ""
        named = "".join(
            f" {rating.word}: {join_words(cells[rating])}."
            for rating in (Rating.RED, Rating.AMBER)
            if 0 < len(cells[rating]) <= _MOST_NAMED
        )
        agencies = count_phrase(str(len(self._rows)), "row", "rows")
        across = count_phrase(str(len(self._codes)), "indicator", "indicators")
        return (
            f"Heat table chart of {agencies} by {across}: {self.title}. "
            f"Ratings: {counts}{unrated}.{named}"
        )

    def _cells_by_rating(self) -> dict[Rating | None, list[str]]:
        """The names of the cells that have each rating, or none."""
        names: dict[Rating | None, list[str]] = {rating: [] for rating in (*Rating, None)}
        for agency, row in self._rows.items():
            for code, (rating, _) in zip(self._codes, row, strict=True):
                names[rating].append(f"{agency} {code}")
        return names

    def _data(self) -> Table:
        return self.returns.table(f"{OF_CHART}{self.title}")

    def _notes(self) -> list[str]:
        """What each code stands for, and each symbol."""
        titles = [f"{each.code}: {each.title}." for each in self.returns.indicators]
        return [*titles, *self.returns.symbol_notes()]
