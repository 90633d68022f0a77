"""Funnel charts: every authority by its size, and how far chance alone takes them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bcssp_lib.section.chart_kit import Chart, finish, number_axis, synthetic_words
from bcssp_lib.section.style import DARK_BLUE, GREY, INK, WIDTH_INCHES, house_style, new_figure
from bcssp_lib.section.table_kit import Column, table
from bcssp_lib.stats.funnel import FunnelLimits, Place
from bcssp_lib.stats.wording import list_of

_ROOM = 1.12
_LETTERS_OF_HALF = 24  # what fits into half of the width, beside its line
_DASHED = (0, (4, 3))
_OWN: dict[str, Any] = {
    "linestyle": "none",
    "marker": "D",
    "markersize": 10,
    "color": DARK_BLUE,
    "markeredgecolor": "white",
}


@dataclass(frozen=True)
class Dot:
    """One authority: its size (people), its rate or percentage, and where it lies."""

    label: str
    size: float
    amount: float
    size_text: str
    text: str
    place: Place
    own: bool = False


@dataclass(frozen=True)
class Curve:
    """The limits at one size."""

    size: float
    limits: FunnelLimits


def funnel_chart(
    title: str,
    dots: Sequence[Dot],
    curves: Sequence[Curve],
    average: tuple[float, str],
    axes_names: tuple[str, str],
    notes: Sequence[str],
    *,
    synthetic: bool,
) -> Chart:
    """Draw all authorities, the average, and limits of 95% and 99.8%; one dot is the area's own."""
    own = next(one for one in dots if one.own)
    with house_style():
        figure = new_figure(WIDTH_INCHES, 4.2)
        axes = figure.subplots()
        _draw_limits(axes, curves, average)
        others = [one for one in dots if not one.own]
        axes.plot(
            [one.size for one in others], [one.amount for one in others], linestyle="none",
            marker="o", markersize=6, markerfacecolor="white", markeredgecolor=GREY,
            markeredgewidth=1.5, zorder=3,
        )  # fmt: skip
        axes.plot(own.size, own.amount, zorder=5, **_OWN)
        axes.set_title(axes_names[1], loc="left", pad=10)
        axes.set_xlabel(axes_names[0])
        axes.set_ylim(0, _ROOM * max(one.amount for one in dots) or 1)
        axes.set_xlim(0, 1.04 * max(one.size for one in dots))
        axes.grid(visible=False)
        for which in ("x", "y"):
            number_axis(axes, which)
        sns.despine(ax=axes)
        _legend(figure, own, average[1])
        svg = finish(figure, synthetic)
    return Chart(
        title=title,
        alternative=_alternative(title, dots, own, average, axes_names, synthetic),
        svg=svg,
        data=table(
            f"Data for the chart: {title}",
            [Column("Authority"), Column(axes_names[0], True), Column(axes_names[1], True),
             Column("Where it lies")],
            [[one.label, one.size_text, one.text, one.place] for one in dots],
        ),
        notes=tuple(notes),
    )  # fmt: skip


def _draw_limits(axes: Axes, curves: Sequence[Curve], average: tuple[float, str]) -> None:
    sizes = [one.size for one in curves]
    axes.axhline(average[0], color=INK, linewidth=1.5)
    for levels, style in (
        ([one.limits.low for one in curves], _DASHED),
        ([one.limits.high for one in curves], _DASHED),
        ([one.limits.very_low for one in curves], "solid"),
        ([one.limits.very_high for one in curves], "solid"),
    ):
        axes.plot(sizes, levels, color=GREY, linewidth=1.5, linestyle=style)


def _legend(figure: Figure, own: Dot, average: str) -> None:
    """Name this area here: among the dots its name would hide some of them."""
    label = f"{own.label}: {own.text}"
    handles = [
        Line2D([], [], label=label, **_OWN),
        Line2D([], [], color=INK, linewidth=1.5, label=f"Average {average}"),
        Line2D([], [], color=GREY, linewidth=1.5, linestyle=_DASHED, label="95% limits"),
        Line2D([], [], color=GREY, linewidth=1.5, label="99.8% limits"),
    ]
    columns = 2 if len(label) <= _LETTERS_OF_HALF else 1
    figure.legend(handles=handles, loc="outside upper left", ncols=columns, frameon=False)


def _alternative(
    title: str,
    dots: Sequence[Dot],
    own: Dot,
    average: tuple[float, str],
    axes_names: tuple[str, str],
    synthetic: bool,
) -> str:
    outside = [one for one in dots if one.place in (Place.VERY_HIGH, Place.VERY_LOW)]
    low = min(dots, key=lambda one: one.amount)
    high = max(dots, key=lambda one: one.amount)
    verb = "lies" if len(outside) == 1 else "lie"
    names = list_of([one.label for one in outside])
    beyond = f"{len(outside)} of them {verb} outside the 99.8% limits" if outside else (
        "None lies outside the 99.8% limits"
    )  # fmt: skip
    listed = f": {names}" if 0 < len(outside) <= 5 else ""
    return (
        f"{synthetic_words(synthetic)}Funnel chart of {len(dots)} authorities: {title}. "
        f"Across: {axes_names[0].lower()}. Up: {axes_names[1].lower()}, from {low.text} "
        f"({low.label}) to {high.text} ({high.label}). The average is {average[1]}. "
        f"{own.label}, with {own.text}, is {own.place}. {beyond}{listed}."
    )
