"""Ranked dots: every authority in order, with this area and its neighbours picked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from bcssp_lib.section.chart_kit import TICKS, Chart, finish, number_axis, synthetic_words
from bcssp_lib.section.style import (
    DARK_BLUE,
    GREY,
    INK,
    ORANGE,
    WIDTH_INCHES,
    house_style,
    new_figure,
)
from bcssp_lib.section.table_kit import Column, table

_ROOM = 1.25
_LINES = ((0, (4, 3)), (0, (1, 1.5)))  # of England, of the neighbours


class Role(StrEnum):
    """What an authority is to this area."""

    OWN = "this area"
    NEIGHBOUR = "statistical neighbour"
    OTHER = "other authority"


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


_LOOKS: dict[Role, dict[str, Any]] = {
    Role.OTHER: {"marker": "o", "color": "white", "markeredgecolor": GREY, "markersize": 5},
    Role.NEIGHBOUR: {"marker": "^", "color": ORANGE, "markeredgecolor": INK, "markersize": 8},
    Role.OWN: {"marker": "D", "color": DARK_BLUE, "markeredgecolor": "white", "markersize": 10},
}


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
    in_order = sorted(ranked, key=lambda one: (-one.amount, one.label))
    own = next(one for one in in_order if one.role is Role.OWN)
    with house_style():
        figure = new_figure(WIDTH_INCHES, 4.8)
        axes = figure.subplots()
        for role, look in _LOOKS.items():
            places = [at for at, one in enumerate(in_order, start=1) if one.role is role]
            amounts = [in_order[at - 1].amount for at in places]
            axes.plot(places, amounts, linestyle="none", zorder=3, **look)
        lines = _draw_levels(axes, levels)
        axes.set_title(axis, loc="left", pad=10)
        axes.set_xlabel(f"Authorities, from the highest (1) to the lowest ({len(in_order)})")
        axes.set_ylim(0, _ROOM * in_order[0].amount or 1)
        axes.set_xlim(0, len(in_order) + 1)
        axes.grid(visible=False)
        number_axis(axes, "y")
        ticks = MaxNLocator(integer=True, nbins=TICKS).tick_values(1, len(in_order))
        axes.set_xticks([1, *(one for one in ticks if 1 < one <= len(in_order))])
        sns.despine(ax=axes)
        _legend(figure, in_order, own, lines)
        svg = finish(figure, synthetic)
    return Chart(
        title=title,
        alternative=_alternative(title, in_order, own, axis, levels, synthetic),
        svg=svg,
        data=table(
            f"Data for the chart: {title}",
            [Column("Authority"), Column("Rank", True), Column(axis, True), Column("What it is")],
            [[one.label, str(one.rank), one.text, one.role] for one in in_order],
        ),
        notes=tuple(notes),
    )


def _draw_levels(axes: Axes, levels: Sequence[Level]) -> list[Line2D]:
    """The averages as lines, and what names them in the legend."""
    lines = []
    for level, style in zip(levels, _LINES, strict=False):
        axes.axhline(level.amount, color=GREY, linewidth=1.5, linestyle=style)
        lines.append(
            Line2D(
                [], [], color=GREY, linewidth=1.5, linestyle=style, label=_capitalised(level.name)
            )
        )
    return lines


def _legend(figure: Any, ranked: Sequence[Ranked], own: Ranked, lines: Sequence[Line2D]) -> None:
    """Name this area here: among the dots a long name would hide some, or be cut off."""
    roles = {one.role for one in ranked}
    names = {Role.OWN: f"{own.label}: {own.text}"}
    handles = [
        Line2D([], [], linestyle="none", label=names.get(role, _capitalised(role)), **look)
        for role, look in reversed(_LOOKS.items())
        if role in roles
    ]
    figure.legend(handles=[*handles, *lines], loc="outside upper left", frameon=False)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _alternative(
    title: str,
    ranked: Sequence[Ranked],
    own: Ranked,
    axis: str,
    levels: Sequence[Level],
    synthetic: bool,
) -> str:
    near = [one for one in ranked if one.role is Role.NEIGHBOUR]
    above = sum(one.amount > own.amount for one in near)
    neighbours = (
        f" Of its {len(near)} statistical neighbours with a figure, {above} "
        f"{'has' if above == 1 else 'have'} a higher one."
        if near
        else ""
    )
    lines = "".join(f" A line shows {one.full_name}." for one in levels)
    return (
        f"{synthetic_words(synthetic)}Dots for {len(ranked)} authorities in order: {title}. "
        f"{axis}, from {ranked[0].text} ({ranked[0].label}) to "
        f"{ranked[-1].text} ({ranked[-1].label}). {own.label} has {own.text}, rank {own.rank} "
        f"from the highest.{neighbours}{lines}"
    )
