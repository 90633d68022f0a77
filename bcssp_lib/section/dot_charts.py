"""Authorities as dots: how they look, and the chart of them in order of their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from bcssp_lib.model.verdicts import Against
from bcssp_lib.section.benchmarks import Benchmark, measure_axis_name
from bcssp_lib.section.chart_kit import (
    DARK_BLUE,
    DASHED,
    DOTTED,
    GREY,
    INK,
    ORANGE,
    TICKS,
    HouseChart,
    add_legend,
    name_axis,
    number_axis,
    open_axes,
)
from bcssp_lib.section.outputs import Column, Table
from bcssp_lib.stats.comparison import Comparison
from bcssp_lib.stats.wording import capitalise, rank_text

_ROOM = 1.25  # of the highest dot, below the top
_AVERAGES = {Against.ENGLAND: "England", Against.NEIGHBOURS: "neighbours' median"}
_LEVEL_LINES = (DASHED, DOTTED)  # of the averages, in their order


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


def draw_dots(
    axes: Axes, across: Sequence[float], up: Sequence[float], roles: Sequence[Role]
) -> None:
    """Draw a dot for each authority, this area's on top."""
    for layer, (role, look) in enumerate(_LOOKS.items(), start=3):
        places = [place for place, each in enumerate(roles) if each is role]
        if not places:
            continue
        sns.scatterplot(
            x=[across[place] for place in places], y=[up[place] for place in places],
            ax=axes, legend=False, zorder=layer,
            marker=look["marker"], color=look["color"], edgecolor=look["markeredgecolor"],
            s=look["markersize"] ** 2, linewidth=1.2,
        )  # fmt: skip


def finish_dots(axes: Axes, across: str, up: str) -> None:
    """Name the axes of dots."""
    axes.set_xlabel(across)
    name_axis(axes, up)
    axes.grid(visible=False)
    number_axis(axes, "y")


def dot_handle(role: Role, label: str) -> Line2D:
    """A dot in the legend. This area is named there: among the dots its name would hide some."""
    return Line2D([], [], linestyle="none", label=label, **_LOOKS[role])


@dataclass(frozen=True)
class AuthoritiesChart(HouseChart):
    """A figure with those of all authorities; ``names`` are theirs, by their slugs."""

    benchmark: Benchmark
    names: Mapping[str, str]

    @property
    def _synthetic(self) -> bool:
        return self.benchmark.own.synthetic

    @property
    def _measured(self) -> str:
        """The name of the axis of figures."""
        return measure_axis_name(self.benchmark.indicator, self.benchmark.own)

    def _difference_notes(self) -> list[str]:
        """A note where the area's dot is at another figure than the report gives it."""
        area, difference = self.benchmark.area, self.benchmark.difference
        return [f"{area.name} is {difference}."] if difference else []


@dataclass(frozen=True)
class RankedChart(AuthoritiesChart):
    """Authorities from the highest to the lowest; this area and its neighbours picked out."""

    _height = 4.8

    @cached_property
    def _in_order(self) -> list[_Ranked]:
        figures = {
            slug: (float(measure.value.amount), measure.text)
            for slug, measure in self.benchmark.measures.items()
            if measure.value.amount is not None
        }
        amounts = [amount for amount, _ in figures.values()]
        ranked = [
            _Ranked(
                self.names[slug],
                amount,
                text,
                rank=1 + sum(other > amount for other in amounts),
                role=self._role(slug),
            )
            for slug, (amount, text) in figures.items()
        ]
        return sorted(ranked, key=lambda each: (-each.amount, each.label))

    def _role(self, slug: str) -> Role:
        area = self.benchmark.area
        if slug == area.slug:
            return Role.OWN
        near = area.neighbours.authorities if area.neighbours else ()
        return Role.NEIGHBOUR if slug in near else Role.OTHER

    @cached_property
    def _levels(self) -> list[tuple[str, Comparison]]:
        """The averages that are shown as lines, with their names in the legend."""
        return [
            (f"{name}{' (made up)' if found.other.synthetic else ''} {found.other.text}", found)
            for whom, name in _AVERAGES.items()
            if (found := self.benchmark.against(whom)) and found.other.value.known
        ]

    def _notes(self) -> list[str]:
        benchmark, rank = self.benchmark, self.benchmark.rank
        assert rank is not None
        period = benchmark.own.period.heading
        notes = [
            f"{benchmark.area.name}: {rank_text(rank)} authorities with a figure ({period}; "
            f"{benchmark.source}).",
            *self._difference_notes(),
        ]
        if near := benchmark.against(Against.NEIGHBOURS):
            notes.append(f"Neighbours: {near.label}.")
        if rank.without_figure:
            notes.append(f"Authorities without a figure: {rank.without_figure}.")
        return notes

    def _data(self) -> Table:
        columns = [
            Column("Authority"), Column("Rank", True), Column(self._measured, True),
            Column("What it is"),
        ]  # fmt: skip
        rows = [[each.label, str(each.rank), each.text, each.role] for each in self._in_order]
        return self._table(columns, rows)

    @property
    def _own(self) -> _Ranked:
        return next(each for each in self._in_order if each.role is Role.OWN)

    def _paint(self, figure: Figure) -> None:
        axes, count = open_axes(figure), len(self._in_order)
        amounts = [each.amount for each in self._in_order]
        draw_dots(axes, range(1, count + 1), amounts, [each.role for each in self._in_order])
        for (_, level), style in zip(self._levels, _LEVEL_LINES, strict=False):
            amount = float(level.other.value.amount or 0)
            axes.axhline(amount, color=GREY, linewidth=1.5, linestyle=style)
        axes.set_ylim(0, _ROOM * amounts[0] or 1)
        axes.set_xlim(0, count + 1)
        ticks = MaxNLocator(integer=True, nbins=TICKS).tick_values(1, count)
        axes.set_xticks([1, *(tick for tick in ticks if 1 < tick <= count)])
        finish_dots(
            axes, f"Authorities, from the highest (1) to the lowest ({count})", self._measured
        )
        add_legend(figure, self._handles())

    def _handles(self) -> list[Line2D]:
        names = {role: capitalise(role) for role in reversed(_LOOKS)}
        names[Role.OWN] = f"{self._own.label}: {self._own.text}"
        roles = {each.role for each in self._in_order}
        dots = [dot_handle(role, name) for role, name in names.items() if role in roles]
        lines = [
            Line2D([], [], color=GREY, linewidth=1.5, linestyle=style, label=capitalise(name))
            for (name, _), style in zip(self._levels, _LEVEL_LINES, strict=False)
        ]
        return [*dots, *lines]

    def _words(self) -> str:
        own, first, last = self._own, self._in_order[0], self._in_order[-1]
        lines = "".join(
            f" A line shows {level.label} {level.other.text}." for _, level in self._levels
        )
        return (
            f"Dots for {len(self._in_order)} authorities in order: {self.title}. "
            f"{self._measured}, from {first.text} ({first.label}) to {last.text} ({last.label}). "
            f"{own.label} has {own.text}, rank {own.rank} from the highest."
            f"{self._neighbour_words()}{lines}"
        )

    def _neighbour_words(self) -> str:
        near = [each for each in self._in_order if each.role is Role.NEIGHBOUR]
        if not near:
            return ""
        above = sum(neighbour.amount > self._own.amount for neighbour in near)
        return (
            f" Of its {len(near)} statistical neighbours with a figure, {above} "
            f"{'has' if above == 1 else 'have'} a higher one."
        )


@dataclass(frozen=True)
class _Ranked:
    """One authority with its figure and its rank from the highest."""

    label: str
    amount: float
    text: str
    rank: int
    role: Role
