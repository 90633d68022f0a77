"""Bar charts: two periods compared with each other, or the shares of a whole."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from bcssp_lib.model.errors import UserError
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Observation
from bcssp_lib.section.chart_kit import (
    DARK_BLUE,
    WIDTH_INCHES,
    HouseChart,
    add_legend,
    finish_rows,
    open_axes,
)
from bcssp_lib.section.indicator_result import IndicatorResult, value_of
from bcssp_lib.section.outputs import Column, Table
from bcssp_lib.section.tables import headings
from bcssp_lib.stats.rates import SHARE_DECIMALS, share_of
from bcssp_lib.stats.wording import value_text

_BEFORE, _AFTER = "white", DARK_BLUE  # what bars are filled with; the outline is dark
_LABEL_LETTERS = 46  # in a line of the name above a bar
_LEGEND_LETTERS = 40  # what fits on one line
_WHOLE = 100  # percent: beyond it there is nothing to mark
_LEAST_RANGE = 15  # percent
_AXIS_POINTS = 72 * WIDTH_INCHES - 14  # the length of a level axis that has no names at its left
_LETTER_POINTS = 8.5  # of bold text, at most
_GAP = 5  # points, between a bar and its text
_LINE_INCHES = 0.22


@dataclass(frozen=True)
class ChangeChart(HouseChart):
    """Two bars a row: the year before (outlined) above this year (filled).

    Raises ``UserError`` for indicators that do not count the same thing.
    """

    results: Sequence[IndicatorResult]
    period: Period

    def __post_init__(self) -> None:
        counted = sorted({result.indicator.counts for result in self.results})
        if len(counted) > 1:
            raise UserError(
                f"The chart '{self.title}' would mix {' with '.join(counted)}; one axis counts "
                "one thing. Show a chart for each."
            )

    @property
    def _synthetic(self) -> bool:
        return any(each.synthetic for result in self.results for each in result.observations)

    @property
    def _counts(self) -> str:
        return self.results[0].indicator.counts

    @cached_property
    def _periods(self) -> tuple[str, str]:
        """The year before, and this year."""
        return headings(self.results, self.period)

    @property
    def _labels(self) -> list[str]:
        return [result.indicator.title for result in self.results]

    @property
    def _height(self) -> float:
        return 1.2 + (0.54 + _LINE_INCHES * _most_lines(self._labels)) * len(self.results)

    def _paint(self, figure: Figure) -> None:
        axes = open_axes(figure)
        bars = [bar for row, result in enumerate(self.results) for bar in _two_bars(row, result)]
        _draw_bars(axes, bars, 0.25)
        for row, label in enumerate(self._labels):
            _name_row(axes, row - 0.27, label)
        right = _right_end(bars, 1)
        finish_rows(axes, len(self.results), -0.72, (0, right), f"Number of {self._counts}")
        handles = [
            Patch(label=name, facecolor=fill, edgecolor=DARK_BLUE, linewidth=1.5)
            for name, fill in zip(self._periods, (_BEFORE, _AFTER), strict=True)
        ]
        add_legend(figure, handles, 2 if len("".join(self._periods)) < _LEGEND_LETTERS else 1)

    def _words(self) -> str:
        before, after = self._periods
        results = "; ".join(
            f"{result.indicator.title}: {result.previous_text} before, {result.text} now"
            for result in self.results
        )
        return (
            f"Bar chart, two bars for each measure: {self.title}. It compares {before} with "
            f"{after} in numbers of {self._counts}. {results}."
        )

    def _data(self) -> Table:
        columns = [Column("Measure"), *(Column(name, True) for name in (*self._periods, "Change"))]
        rows = [
            [result.indicator.title, result.previous_text, result.text, result.change_text]
            for result in self.results
        ]
        return self._table(columns, rows)


@dataclass(frozen=True)
class SharesChart(HouseChart):
    """Each category's share of a total, from the top in the order given.

    What is not shown has no bar.
    """

    total: IndicatorResult
    categories: Sequence[Observation]

    @property
    def _synthetic(self) -> bool:
        return any(category.synthetic for category in self.categories)

    @cached_property
    def _shares(self) -> list[_Share]:
        whole, indicator = self.total.current.value, self.total.indicator
        shares = [share_of(category.value, whole) for category in self.categories]
        return [
            _Share(
                category.category,
                share.as_float,
                value_text(share, Unit.PERCENT, SHARE_DECIMALS),
                value_of(category.value, indicator),
            )
            for category, share in zip(self.categories, shares, strict=True)
        ]

    @property
    def _height(self) -> float:
        lines = _most_lines([share.label for share in self._shares])
        return 1.1 + (0.5 + _LINE_INCHES * lines) * len(self._shares)

    def _paint(self, figure: Figure) -> None:
        axes = open_axes(figure)
        bars = [
            _Bar(row + 0.1, share.percent, _AFTER, share.reading)
            for row, share in enumerate(self._shares)
        ]
        _draw_bars(axes, bars, 0.36)
        for row, share in enumerate(self._shares):
            _name_row(axes, row - 0.16, share.label)
        right = _right_end(bars, _LEAST_RANGE)
        finish_rows(axes, len(bars), -0.62, (0, right), f"Percent of {self.total.indicator.counts}")
        axes.set_xticks([tick for tick in axes.get_xticks() if tick <= _WHOLE])

    def _words(self) -> str:
        shares = "; ".join(f"{share.label}: {share.reading}" for share in self._shares)
        whole = self.total.indicator.counts
        return f"Bar chart of shares: {self.title}. Percent of {whole}. {shares}."

    def _data(self) -> Table:
        columns = [Column("Group"), Column("Number", True), Column("Share", True)]
        rows = [[share.label, share.number_text, share.share_text] for share in self._shares]
        return self._table(columns, rows)

    def _notes(self) -> list[str]:
        total = self.total
        period = total.current.period.heading
        return [f"All {total.indicator.counts}: {total.text}, {period}."]


@dataclass(frozen=True)
class _Share:
    """One category: its percentage (None if it may not be shown), and its texts."""

    label: str
    percent: float | None
    share_text: str
    number_text: str

    @property
    def reading(self) -> str:
        """The share with its number, or why there is none."""
        if self.percent is None:
            return self.share_text
        return f"{self.share_text} ({self.number_text})"


@dataclass(frozen=True)
class _Bar:
    """One bar: where its middle is, how long it is, what fills it, and the text at its end."""

    place: float
    amount: float | None
    fill: str
    text: str
    weight: str = "normal"


def _two_bars(row: int, result: IndicatorResult) -> tuple[_Bar, _Bar]:
    before, now = (
        float(observation.value.amount or 0) for observation in (result.previous, result.current)
    )
    return (
        _Bar(row - 0.12, before, _BEFORE, result.previous_text),
        _Bar(row + 0.16, now, _AFTER, result.text, "bold"),
    )


def _most_lines(labels: Sequence[str]) -> int:
    return max(len(textwrap.wrap(label, _LABEL_LETTERS)) for label in labels)


def _draw_bars(axes: Axes, bars: Sequence[_Bar], height: float) -> None:
    """Draw level bars with their texts; a bar of no amount is its text alone."""
    for bar in bars:
        axes.annotate(
            bar.text, (bar.amount or 0, bar.place), xytext=(_GAP, 0), textcoords="offset points",
            va="center", weight=bar.weight, in_layout=False,
        )  # fmt: skip
    known = [(bar.amount, bar.place, bar.fill) for bar in bars if bar.amount is not None]
    if not known:  # seaborn fails to draw no bar
        return
    frame = pd.DataFrame(known)
    nearest = min([b - a for a, b in pairwise(frame[1])], default=1)  # seaborn's unit of width
    sns.barplot(
        frame, x=0, y=1, hue=2, palette={fill: fill for fill in frame[2]}, orient="h", dodge=False,
        native_scale=True, width=height / nearest, errorbar=None, saturation=1, ax=axes, zorder=2,
        edgecolor=DARK_BLUE, linewidth=1.5, legend=False,
    )  # fmt: skip


def _right_end(bars: Sequence[_Bar], least: float) -> float:
    """Where the axis ends, so that there is room for the text of each bar."""
    ends = [
        bar.amount / max(0.1, 1 - (_GAP + _LETTER_POINTS * len(bar.text)) / _AXIS_POINTS)
        for bar in bars
        if bar.amount is not None
    ]
    return max([least, *ends])


def _name_row(axes: Axes, height: float, label: str) -> None:
    axes.text(
        0, height, textwrap.fill(label, _LABEL_LETTERS), ha="left", va="bottom", linespacing=1.1,
        in_layout=False,
    )  # fmt: skip
