"""Charts: protected readings in; picture, alternative text and data table out."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from bcssp_lib.section.chart_kit import (
    Chart,
    Point,
    draw_target,
    finish,
    name_periods,
    number_axis,
    runs,
    synthetic_words,
)
from bcssp_lib.section.happenings import (
    Happening,
    draw_happenings,
    line_stops,
    notes_of_happenings,
)
from bcssp_lib.section.style import DARK_BLUE, GREY, WIDTH_INCHES, house_style
from bcssp_lib.section.table_kit import Cell, Column, table
from bcssp_lib.stats.wording import list_of

_BEFORE: dict[str, Any] = {"facecolor": "white", "edgecolor": DARK_BLUE, "linewidth": 1.5}
_AFTER: dict[str, Any] = {"facecolor": DARK_BLUE, "edgecolor": DARK_BLUE, "linewidth": 1.5}
_LEGEND_LETTERS = 40  # what fits on one line
_LABEL_LETTERS = 46


@dataclass(frozen=True)
class Pair:
    """One row of a before-and-after chart: two amounts and the texts that name them."""

    label: str
    previous: float
    current: float
    previous_text: str
    current_text: str
    change_text: str


def before_after(
    title: str, pairs: Sequence[Pair], before: str, after: str, counts: str, *, synthetic: bool
) -> Chart:
    """Two bars a row: the year before (outlined) above this year (filled)."""
    with house_style():
        lines = [textwrap.wrap(pair.label, _LABEL_LETTERS) for pair in pairs]
        row_height = 0.62 + 0.22 * max(len(one) for one in lines)
        figure = Figure(figsize=(WIDTH_INCHES, 1.4 + row_height * len(pairs)))
        axes = figure.subplots()
        for row, pair in enumerate(pairs):
            _draw_pair(axes, row, pair)
        axes.set_ylim(len(pairs) - 0.5, -0.72)
        axes.set_yticks([])
        axes.set_xlim(0, 1.12 * max(1.0, *(max(one.previous, one.current) for one in pairs)))
        axes.set_xlabel(f"Number of {counts}")
        number_axis(axes, "x")
        sns.despine(ax=axes, left=True)
        _legend(figure, before, after)
        svg = finish(figure, synthetic)
    return Chart(
        title=title,
        alternative=_before_after_alternative(title, pairs, before, after, counts, synthetic),
        svg=svg,
        data=table(
            f"Data for the chart: {title}",
            [Column("Measure"), Column(before, True), Column(after, True), Column("Change", True)],
            [
                [pair.label, pair.previous_text, pair.current_text, pair.change_text]
                for pair in pairs
            ],
        ),
    )


def trend(
    title: str,
    points: Sequence[Point],
    axis: str,
    *,
    target: tuple[float, str] | None = None,
    happenings: Sequence[Happening] = (),
    synthetic: bool,
) -> Chart:
    """A line through time, broken where a period has no figure and where the series breaks."""
    with house_style():
        figure = Figure(figsize=(WIDTH_INCHES, 3.6))
        axes = figure.subplots()
        _draw_line(axes, points, line_stops(happenings))
        draw_happenings(axes, happenings)
        if target is not None:
            draw_target(axes, points, target)
        _label_ends(axes, points)
        name_periods(axes, [one.label for one in points])
        axes.set_title(axis, loc="left", pad=22 if happenings else 14)
        levels = [one.high or one.amount for one in points]
        highest = max([one for one in levels if one is not None] + [1.0])
        axes.set_ylim(0, 1.15 * max(highest, target[0] if target else 0))
        axes.set_xlim(-0.7, len(points) - 1 + 0.12 * len(points))
        axes.grid(visible=False, axis="x")
        number_axis(axes, "y")
        sns.despine(ax=axes)
        svg = finish(figure, synthetic)
    return Chart(
        title=title,
        alternative=_trend_alternative(title, points, axis, target, synthetic),
        svg=svg,
        data=table(
            f"Data for the chart: {title}",
            [Column("Period"), Column(_head(axis, points), True)],
            [[one.label, Cell(_with_interval(one))] for one in points],
        ),
        notes=notes_of_happenings(happenings),
    )


def _head(axis: str, points: Sequence[Point]) -> str:
    return f"{axis} (95% interval)" if any(one.interval_text for one in points) else axis


def _with_interval(one: Point) -> str:
    return f"{one.text} ({one.interval_text})" if one.interval_text else one.text


def _draw_pair(axes: Axes, row: int, pair: Pair) -> None:
    label = "\n".join(textwrap.wrap(pair.label, _LABEL_LETTERS))
    axes.text(0, row - 0.27, label, ha="left", va="bottom", linespacing=1.1)
    for amount, text, at, style in (
        (pair.previous, pair.previous_text, row - 0.12, _BEFORE),
        (pair.current, pair.current_text, row + 0.16, _AFTER),
    ):
        axes.barh(at, amount, height=0.25, zorder=2, **style)
        axes.annotate(
            text,
            (amount, at),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            weight="bold" if style is _AFTER else "normal",
        )


def _legend(figure: Figure, before: str, after: str) -> None:
    figure.legend(
        handles=[Patch(label=before, **_BEFORE), Patch(label=after, **_AFTER)],
        loc="outside upper left",
        ncols=2 if len(before + after) < _LEGEND_LETTERS else 1,
        frameon=False,
    )


def _draw_line(axes: Axes, points: Sequence[Point], stops: Sequence[int]) -> None:
    """The points, joined where nothing is missing between, and their intervals as bars."""
    amounts = [0.0 if one.amount is None else one.amount for one in points]
    for start, stop in runs(points, stops):
        axes.plot(
            range(start, stop), amounts[start:stop], color=DARK_BLUE, linewidth=2.5, marker="o",
            markersize=7,
        )  # fmt: skip
    for at, one in enumerate(points):
        if one.low is not None and one.high is not None:
            axes.errorbar(
                at, amounts[at], [[amounts[at] - one.low], [one.high - amounts[at]]], fmt="none",
                ecolor=GREY, elinewidth=1.5, capsize=4, zorder=1,
            )  # fmt: skip


def _label_ends(axes: Axes, points: Sequence[Point]) -> None:
    """Label the first and the last figure, which a reader compares first."""
    shown = [(at, one) for at, one in enumerate(points) if one.amount is not None]
    for (at, one), beside, side in ((shown[0], (0, 10), "center"), (shown[-1], (9, -4), "left")):
        axes.annotate(
            one.text,
            (at, (one.high if side == "center" else None) or one.amount or 0),
            xytext=beside,
            textcoords="offset points",
            ha=side,
            weight="bold",
        )


def _before_after_alternative(
    title: str, pairs: Sequence[Pair], before: str, after: str, counts: str, synthetic: bool
) -> str:
    readings = "; ".join(
        f"{pair.label}: {pair.previous_text} before, {pair.current_text} now" for pair in pairs
    )
    return (
        f"{synthetic_words(synthetic)}Bar chart, two bars for each measure: "
        f"{title}. It compares {before} with {after} in numbers of {counts}. {readings}."
    )


def _trend_alternative(
    title: str,
    points: Sequence[Point],
    axis: str,
    target: tuple[float, str] | None,
    synthetic: bool,
) -> str:
    shown = [one for one in points if one.amount is not None]
    low = min(shown, key=lambda one: one.amount or 0)
    high = max(shown, key=lambda one: one.amount or 0)
    gaps = [one.label for one in points if one.amount is None]
    gap_words = f" There is no figure for {list_of(gaps)}." if gaps else ""
    target_words = f" A dotted line shows the {target[1].lower()}." if target else ""
    bars = " Grey bars show the 95% intervals." if any(one.high for one in points) else ""
    return (
        f"{synthetic_words(synthetic)}Line chart of {axis.lower()} over {len(points)} periods: "
        f"{title}. From {shown[0].text} in {shown[0].label} to {shown[-1].text} in "
        f"{shown[-1].label}; lowest {low.text} in {low.label}, highest {high.text} in "
        f"{high.label}.{target_words}{bars}{gap_words}"
    )
