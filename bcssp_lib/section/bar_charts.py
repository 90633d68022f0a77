"""Bar charts: two periods compared with each other, or the shares of a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import pandas as pd
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
    Chart,
    add_legend,
    data_table,
    draw_chart,
    number_axis,
    open_axes,
    wrap_label,
)
from bcssp_lib.section.indicator_result import IndicatorResult
from bcssp_lib.section.table_kit import Column
from bcssp_lib.section.tables import headings, value_of
from bcssp_lib.stats.rounding import value_text
from bcssp_lib.stats.shares import share_of
from bcssp_lib.stats.wording import SHARE_DECIMALS

_BEFORE, _AFTER = "white", DARK_BLUE  # what bars are filled with; the outline is dark
_LEGEND_LETTERS = 40  # what fits on one line
_WHOLE = 100  # percent: beyond it there is nothing to mark
_LEAST_RANGE = 15  # percent
_AXIS_POINTS = 72 * WIDTH_INCHES - 14  # the length of a level axis that has no names at its left
_LETTER_POINTS = 8.5  # of bold text, at most
_GAP = 5  # points, between a bar and its text


@dataclass(frozen=True)
class Pair:
    """One row of a before-and-after chart: two amounts and the texts that name them."""

    label: str
    previous: float
    current: float
    previous_text: str
    current_text: str
    change_text: str


@dataclass(frozen=True)
class Share:
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


def change_chart(title: str, results: Sequence[IndicatorResult], period: Period) -> Chart:
    """This period against the year before, for indicators that count the same thing."""
    counted = sorted({result.indicator.counts for result in results})
    if len(counted) > 1:
        raise UserError(
            f"The chart '{title}' would mix {' with '.join(counted)}; one axis counts one thing. "
            "Show a chart for each."
        )
    before, after = headings(results, period)
    synthetic = any(each.synthetic for result in results for each in result.observations)
    pairs = [_pair(result) for result in results]
    return change_bars(title, pairs, before, after, counted[0], synthetic=synthetic)


def _pair(result: IndicatorResult) -> Pair:
    return Pair(
        label=result.indicator.title,
        previous=float(result.previous.value.amount or 0),
        current=float(result.current.value.amount or 0),
        previous_text=result.previous_text,
        current_text=result.text,
        change_text=result.change_text,
    )


def breakdown_chart(title: str, result: IndicatorResult, now: Sequence[Observation]) -> Chart:
    """How a figure divides: each category's share of the total."""
    shares = [_share(category, result) for category in now]
    counts = result.indicator.counts
    notes = [f"All {counts}: {result.text}, {result.current.period.heading}."]
    synthetic = any(category.synthetic for category in now)
    return shares_chart(title, shares, counts, notes, synthetic=synthetic)


def _share(category: Observation, result: IndicatorResult) -> Share:
    share = share_of(category.value, result.current.value)
    return Share(
        category.category,
        None if share.amount is None else float(share.amount),
        value_text(share, Unit.PERCENT, SHARE_DECIMALS),
        value_of(category, result.indicator),
    )


def change_bars(
    title: str, pairs: Sequence[Pair], before: str, after: str, counts: str, *, synthetic: bool
) -> Chart:
    """Two bars a row: the year before (outlined) above this year (filled)."""
    results = "; ".join(
        f"{pair.label}: {pair.previous_text} before, {pair.current_text} now" for pair in pairs
    )
    return draw_chart(
        title,
        partial(_paint_pairs, pairs=pairs, names=(before, after), counts=counts),
        height=1.4 + (0.62 + 0.22 * _most_lines(pairs)) * len(pairs),
        words=f"Bar chart, two bars for each measure: {title}. It compares {before} with {after} "
        f"in numbers of {counts}. {results}.",
        data=data_table(
            title,
            [Column("Measure"), Column(before, True), Column(after, True), Column("Change", True)],
            [
                [pair.label, pair.previous_text, pair.current_text, pair.change_text]
                for pair in pairs
            ],
        ),
        synthetic=synthetic,
    )


def shares_chart(
    title: str, shares: Sequence[Share], whole: str, notes: Sequence[str], *, synthetic: bool
) -> Chart:
    """Draw the shares from the top in the order given; what is not shown has no bar."""
    results = "; ".join(f"{share.label}: {share.reading}" for share in shares)
    return draw_chart(
        title,
        partial(_paint_shares, shares=shares, whole=whole),
        height=1.1 + (0.5 + 0.22 * _most_lines(shares)) * len(shares),
        words=f"Bar chart of shares: {title}. Percent of {whole}. {results}.",
        data=data_table(
            title,
            [Column("Group"), Column("Number", True), Column("Share", True)],
            [[share.label, share.number_text, share.share_text] for share in shares],
        ),
        notes=notes,
        synthetic=synthetic,
    )


def _most_lines(rows: Sequence[Pair] | Sequence[Share]) -> int:
    return max(len(wrap_label(row.label)) for row in rows)


def _paint_pairs(
    figure: Figure, pairs: Sequence[Pair], names: tuple[str, str], counts: str
) -> None:
    axes = open_axes(figure)
    bars = [
        bar
        for row, pair in enumerate(pairs)
        for bar in (
            _Bar(row - 0.12, pair.previous, _BEFORE, pair.previous_text),
            _Bar(row + 0.16, pair.current, _AFTER, pair.current_text, "bold"),
        )
    ]
    _draw_bars(axes, bars, 0.25)
    for row, pair in enumerate(pairs):
        _name_row(axes, row - 0.27, pair.label)
    _finish_rows(axes, len(pairs), -0.72, _right_end(bars, 1), f"Number of {counts}")
    handles = [
        Patch(label=name, facecolor=fill, edgecolor=DARK_BLUE, linewidth=1.5)
        for name, fill in zip(names, (_BEFORE, _AFTER), strict=True)
    ]
    add_legend(figure, handles, 2 if len("".join(names)) < _LEGEND_LETTERS else 1)


def _paint_shares(figure: Figure, shares: Sequence[Share], whole: str) -> None:
    axes = open_axes(figure)
    bars = [
        _Bar(row + 0.1, share.percent, _AFTER, share.reading) for row, share in enumerate(shares)
    ]
    _draw_bars(axes, bars, 0.36)
    for row, share in enumerate(shares):
        _name_row(axes, row - 0.16, share.label)
    right = _right_end(bars, _LEAST_RANGE)
    _finish_rows(axes, len(shares), -0.62, right, f"Percent of {whole}")
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= _WHOLE])


def _draw_bars(axes: Axes, bars: Sequence[_Bar], height: float) -> None:
    """Draw level bars with their texts; a bar of no amount is its text alone."""
    import seaborn as sns  # slow to import: only where a chart is drawn

    for bar in bars:
        axes.annotate(
            bar.text, (bar.amount or 0, bar.place), xytext=(_GAP, 0), textcoords="offset points",
            va="center", weight=bar.weight, in_layout=False,
        )  # fmt: skip
    known = [bar for bar in bars if bar.amount is not None]
    if not known:  # seaborn fails to draw no bar
        return
    frame = pd.DataFrame([(bar.amount, bar.place, bar.fill) for bar in known])
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
        0, height, "\n".join(wrap_label(label)), ha="left", va="bottom", linespacing=1.1,
        in_layout=False,
    )  # fmt: skip


def _finish_rows(axes: Axes, rows: int, top: float, right: float, name: str) -> None:
    axes.set_ylim(rows - 0.5, top)
    axes.set_yticks([])
    axes.set_xlim(0, right)
    axes.set(xlabel=name, ylabel="")
    number_axis(axes, "x")
    axes.spines["left"].set_visible(False)
