"""Dot charts of authorities: in order of their figures, or by size in a funnel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from bcssp_lib.section.chart_kit import (
    DARK_BLUE,
    DASHED,
    DOTTED,
    GREY,
    INK,
    ORANGE,
    TICKS,
    Chart,
    add_legend,
    data_table,
    draw_chart,
    name_axis,
    number_axis,
    open_axes,
)
from bcssp_lib.section.table_kit import Column
from bcssp_lib.stats.funnel import FunnelLimits, Place
from bcssp_lib.stats.wording import join_words

_FUNNEL_ROOM = 1.12  # of the highest dot, below the top
_RANKED_ROOM = 1.25
_LETTERS_OF_HALF = 24  # what fits into half of the width, next to its line
_MOST_NAMED = 5
_LEVEL_LINES = (DASHED, DOTTED)  # of England, of the neighbours


class Role(StrEnum):
    """What an authority is to this area."""

    OWN = "this area"
    NEIGHBOUR = "statistical neighbour"
    OTHER = "other authority"


# Each kind of dot has a shape of its own; the colour only helps.
_LOOKS: dict[Role, dict[str, Any]] = {
    Role.OTHER: {"marker": "o", "color": "white", "markeredgecolor": GREY, "markersize": 6},
    Role.NEIGHBOUR: {"marker": "^", "color": ORANGE, "markeredgecolor": INK, "markersize": 8},
    Role.OWN: {"marker": "D", "color": DARK_BLUE, "markeredgecolor": "white", "markersize": 10},
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


@dataclass(frozen=True)
class Ranked:
    """One authority with its figure and its rank from the highest."""

    label: str
    amount: float
    text: str
    rank: int
    role: Role


@dataclass(frozen=True)
class Level:
    """An average, drawn as a line: its name in the legend, and in full with what it is made of."""

    amount: float
    name: str
    full_name: str


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
    across, up = axes_names
    return draw_chart(
        title,
        partial(_paint_funnel, dots=dots, curves=curves, average=average, axes_names=axes_names),
        height=4.2,
        words=_funnel_words(title, dots, average, axes_names),
        data=data_table(
            title,
            [Column("Authority"), Column(across, True), Column(up, True), Column("Where it lies")],
            [[dot.label, dot.size_text, dot.text, dot.place] for dot in dots],
        ),
        notes=notes,
        synthetic=synthetic,
    )


def ranked_chart(
    title: str,
    ranked: Sequence[Ranked],
    axis: str,
    levels: Sequence[Level],
    notes: Sequence[str],
    *,
    synthetic: bool,
) -> Chart:
    """Draw authorities from the highest to the lowest; ``levels`` are averages, as lines."""
    in_order = sorted(ranked, key=lambda authority: (-authority.amount, authority.label))
    return draw_chart(
        title,
        partial(_paint_ranked, ranked=in_order, axis=axis, levels=levels),
        height=4.8,
        words=_ranked_words(title, in_order, axis, levels),
        data=data_table(
            title,
            [Column("Authority"), Column("Rank", True), Column(axis, True), Column("What it is")],
            [
                [authority.label, str(authority.rank), authority.text, authority.role]
                for authority in in_order
            ],
        ),
        notes=notes,
        synthetic=synthetic,
    )


def _find_own(dots: Sequence[Dot]) -> Dot:
    return next(dot for dot in dots if dot.own)


def _paint_funnel(
    figure: Figure,
    dots: Sequence[Dot],
    curves: Sequence[Curve],
    average: tuple[float, str],
    axes_names: tuple[str, str],
) -> None:
    axes = open_axes(figure)
    _draw_curves(axes, curves)
    axes.axhline(average[0], color=INK, linewidth=1.5)
    roles = [Role.OWN if dot.own else Role.OTHER for dot in dots]
    _draw_dots(axes, [dot.size for dot in dots], [dot.amount for dot in dots], roles)
    axes.set_ylim(0, _FUNNEL_ROOM * max(dot.amount for dot in dots) or 1)
    axes.set_xlim(0, 1.04 * max(dot.size for dot in dots))
    number_axis(axes, "x")
    _finish_dots(axes, *axes_names)
    own_dot = _find_own(dots)
    label = f"{own_dot.label}: {own_dot.text}"
    handles = [
        _dot_handle(Role.OWN, label),
        Line2D([], [], color=INK, linewidth=1.5, label=f"Average {average[1]}"),
        Line2D([], [], color=GREY, linewidth=1.5, linestyle=DASHED, label="95% limits"),
        Line2D([], [], color=GREY, linewidth=1.5, label="99.8% limits"),
    ]
    add_legend(figure, handles, 2 if len(label) <= _LETTERS_OF_HALF else 1)


def _draw_curves(axes: Axes, curves: Sequence[Curve]) -> None:
    """The limits of 95% (dashed) and of 99.8%, by size."""
    frame = pd.DataFrame(
        [
            (curve.size, getattr(curve.limits, name), name)
            for name in ("low", "high", "very_low", "very_high")
            for curve in curves
        ],
        columns=["size", "amount", "limit"],
    )
    dashed = frame["limit"].isin(["low", "high"])
    for part, style in ((frame[dashed], DASHED), (frame[~dashed], "solid")):
        sns.lineplot(
            part, x="size", y="amount", units="limit", estimator=None, ax=axes, legend=False,
            color=GREY, linewidth=1.5, linestyle=style,
        )  # fmt: skip


def _paint_ranked(
    figure: Figure, ranked: Sequence[Ranked], axis: str, levels: Sequence[Level]
) -> None:
    axes = open_axes(figure)
    roles = [authority.role for authority in ranked]
    _draw_dots(
        axes, list(range(1, len(ranked) + 1)), [authority.amount for authority in ranked], roles
    )
    for level, style in zip(levels, _LEVEL_LINES, strict=False):
        axes.axhline(level.amount, color=GREY, linewidth=1.5, linestyle=style)
    axes.set_ylim(0, _RANKED_ROOM * ranked[0].amount or 1)
    axes.set_xlim(0, len(ranked) + 1)
    ticks = MaxNLocator(integer=True, nbins=TICKS).tick_values(1, len(ranked))
    axes.set_xticks([1, *(tick for tick in ticks if 1 < tick <= len(ranked))])
    _finish_dots(axes, f"Authorities, from the highest (1) to the lowest ({len(ranked)})", axis)
    own_authority = _find_own_ranked(ranked)
    names = {Role.OWN: f"{own_authority.label}: {own_authority.text}"}
    handles = [
        _dot_handle(role, names.get(role, _capitalised(role)))
        for role in reversed(_LOOKS)
        if role in roles
    ]
    lines = [
        Line2D([], [], color=GREY, linewidth=1.5, linestyle=style, label=_capitalised(level.name))
        for level, style in zip(levels, _LEVEL_LINES, strict=False)
    ]
    add_legend(figure, [*handles, *lines])


def _draw_dots(
    axes: Axes, across: Sequence[float], up: Sequence[float], roles: Sequence[Role]
) -> None:
    for layer, (role, look) in enumerate(_LOOKS.items(), start=3):
        there = [place for place, one in enumerate(roles) if one is role]
        if not there:
            continue
        sns.scatterplot(
            x=[across[place] for place in there], y=[up[place] for place in there],
            ax=axes, legend=False, zorder=layer,
            marker=look["marker"], color=look["color"], edgecolor=look["markeredgecolor"],
            s=look["markersize"] ** 2, linewidth=1.2,
        )  # fmt: skip


def _finish_dots(axes: Axes, across: str, up: str) -> None:
    axes.set_xlabel(across)
    name_axis(axes, up)
    axes.grid(visible=False)
    number_axis(axes, "y")


def _dot_handle(role: Role, label: str) -> Line2D:
    """A dot in the legend. This area is named there: among the dots its name would hide some."""
    return Line2D([], [], linestyle="none", label=label, **_LOOKS[role])


def _find_own_ranked(ranked: Sequence[Ranked]) -> Ranked:
    return next(authority for authority in ranked if authority.role is Role.OWN)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _funnel_words(
    title: str, dots: Sequence[Dot], average: tuple[float, str], axes_names: tuple[str, str]
) -> str:
    own_dot = _find_own(dots)
    low = min(dots, key=lambda dot: dot.amount)
    high = max(dots, key=lambda dot: dot.amount)
    return (
        f"Funnel chart of {len(dots)} authorities: {title}. "
        f"Across: {axes_names[0].lower()}. Up: {axes_names[1].lower()}, from {low.text} "
        f"({low.label}) to {high.text} ({high.label}). The average is {average[1]}. "
        f"{own_dot.label}, with {own_dot.text}, is {own_dot.place}. {_outside_words(dots)}."
    )


def _outside_words(dots: Sequence[Dot]) -> str:
    outside = [dot.label for dot in dots if dot.place in (Place.VERY_HIGH, Place.VERY_LOW)]
    if not outside:
        return "None lies outside the 99.8% limits"
    verb = "lies" if len(outside) == 1 else "lie"
    listed = f": {join_words(outside)}" if len(outside) <= _MOST_NAMED else ""
    return f"{len(outside)} of them {verb} outside the 99.8% limits{listed}"


def _ranked_words(title: str, ranked: Sequence[Ranked], axis: str, levels: Sequence[Level]) -> str:
    own_authority, first, last = _find_own_ranked(ranked), ranked[0], ranked[-1]
    lines = "".join(f" A line shows {level.full_name}." for level in levels)
    return (
        f"Dots for {len(ranked)} authorities in order: {title}. "
        f"{axis}, from {first.text} ({first.label}) to "
        f"{last.text} ({last.label}). "
        f"{own_authority.label} has {own_authority.text}, rank {own_authority.rank} from "
        f"the highest.{_neighbour_words(ranked, own_authority)}{lines}"
    )


def _neighbour_words(ranked: Sequence[Ranked], own_authority: Ranked) -> str:
    near = [authority for authority in ranked if authority.role is Role.NEIGHBOUR]
    if not near:
        return ""
    above = sum(neighbour.amount > own_authority.amount for neighbour in near)
    return (
        f" Of its {len(near)} statistical neighbours with a figure, {above} "
        f"{'has' if above == 1 else 'have'} a higher one."
    )
