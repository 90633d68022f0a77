"""Authorities as dots: how they look, and the chart of them in order of their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from bcssp_lib.model.area import Area
from bcssp_lib.model.indicator import Indicator
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
    Chart,
    add_legend,
    data_table,
    draw_chart,
    name_axis,
    number_axis,
    open_axes,
)
from bcssp_lib.section.table_kit import Column
from bcssp_lib.stats.comparison import rank_amounts
from bcssp_lib.stats.wording import rank_text

_ROOM = 1.25  # of the highest dot, below the top
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


def draw_dots(
    axes: Axes, across: Sequence[float], up: Sequence[float], roles: Sequence[Role]
) -> None:
    """Draw a dot for each authority, this area's on top."""
    import seaborn as sns  # slow to import: only where a chart is drawn

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


def ranked_chart(
    title: str, indicator: Indicator, area: Area, benchmark: Benchmark, names: Mapping[str, str]
) -> Chart:
    """Every authority in order; this area and its neighbours picked out.

    ``names`` are those of the authorities, by their slugs.
    """
    near = area.neighbours.authorities if area.neighbours else ()
    roles = {**dict.fromkeys(near, Role.NEIGHBOUR), area.slug: Role.OWN}
    others = {slug: measure for slug, measure in benchmark.others.items() if slug != area.slug}
    figures = {
        slug: (measure.figure, float(measure.figure.value.amount))
        for slug, measure in {**others, area.slug: benchmark.own}.items()
        if measure.figure.value.amount is not None
    }
    ranks = rank_amounts([amount for _, amount in figures.values()])
    ranked = [
        Ranked(names[slug], amount, figure.text, rank, roles.get(slug, Role.OTHER))
        for rank, (slug, (figure, amount)) in zip(ranks, figures.items(), strict=True)
    ]
    axis = measure_axis_name(indicator, benchmark.own)
    chart = RankedChart(title, ranked, axis, _levels(benchmark), _notes(area, benchmark))
    return chart.draw(synthetic=benchmark.own.figure.synthetic)


def _levels(benchmark: Benchmark) -> list[Level]:
    """The averages that a chart shows as lines, each with what it is the average of."""
    levels = []
    for whom, name in ((Against.ENGLAND, "England"), (Against.NEIGHBOURS, "neighbours' median")):
        comparison = benchmark.against(whom)
        if comparison is not None and comparison.other.value.amount is not None:
            other = comparison.other
            short = f"{name}{' (made up)' if other.synthetic else ''} {other.text}"
            full = f"{comparison.label} {other.text}"
            levels.append(Level(float(comparison.other.value.amount), short, full))
    return levels


def _notes(area: Area, benchmark: Benchmark) -> list[str]:
    assert benchmark.rank is not None
    period = benchmark.own.figure.period.heading
    rank = rank_text(benchmark.rank)
    notes = [f"{area.name}: {rank} authorities with a figure ({period}; {benchmark.source})."]
    near = benchmark.against(Against.NEIGHBOURS)
    if near is not None:
        notes.append(f"Neighbours: {near.label}.")
    if benchmark.rank.without_figure:
        notes.append(f"Authorities without a figure: {benchmark.rank.without_figure}.")
    return notes


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


@dataclass(frozen=True)
class RankedChart:
    """Authorities from the highest to the lowest; ``levels`` are averages, as lines."""

    title: str
    authorities: Sequence[Ranked]
    axis: str
    levels: Sequence[Level]
    notes: Sequence[str]

    def draw(self, *, synthetic: bool) -> Chart:
        """The picture, with its words and its table."""
        columns = [
            Column("Authority"), Column("Rank", True), Column(self.axis, True),
            Column("What it is"),
        ]  # fmt: skip
        rows = [[each.label, str(each.rank), each.text, each.role] for each in self._in_order]
        return draw_chart(
            self.title,
            self._paint,
            height=4.8,
            words=self._words(),
            data=data_table(self.title, columns, rows),
            notes=self.notes,
            synthetic=synthetic,
        )

    @cached_property
    def _in_order(self) -> list[Ranked]:
        return sorted(self.authorities, key=lambda each: (-each.amount, each.label))

    @property
    def _own(self) -> Ranked:
        return next(each for each in self.authorities if each.role is Role.OWN)

    def _paint(self, figure: Figure) -> None:
        axes, count = open_axes(figure), len(self._in_order)
        amounts = [each.amount for each in self._in_order]
        draw_dots(axes, range(1, count + 1), amounts, [each.role for each in self._in_order])
        for level, style in zip(self.levels, _LEVEL_LINES, strict=False):
            axes.axhline(level.amount, color=GREY, linewidth=1.5, linestyle=style)
        axes.set_ylim(0, _ROOM * amounts[0] or 1)
        axes.set_xlim(0, count + 1)
        ticks = MaxNLocator(integer=True, nbins=TICKS).tick_values(1, count)
        axes.set_xticks([1, *(tick for tick in ticks if 1 < tick <= count)])
        finish_dots(axes, f"Authorities, from the highest (1) to the lowest ({count})", self.axis)
        add_legend(figure, self._handles())

    def _handles(self) -> list[Line2D]:
        names = {role: _capitalise(role) for role in reversed(_LOOKS)}
        names[Role.OWN] = f"{self._own.label}: {self._own.text}"
        roles = {each.role for each in self.authorities}
        dots = [dot_handle(role, name) for role, name in names.items() if role in roles]
        lines = [
            Line2D(
                [], [], color=GREY, linewidth=1.5, linestyle=style, label=_capitalise(level.name)
            )
            for level, style in zip(self.levels, _LEVEL_LINES, strict=False)
        ]
        return [*dots, *lines]

    def _words(self) -> str:
        own, first, last = self._own, self._in_order[0], self._in_order[-1]
        lines = "".join(f" A line shows {level.full_name}." for level in self.levels)
        return (
            f"Dots for {len(self.authorities)} authorities in order: {self.title}. "
            f"{self.axis}, from {first.text} ({first.label}) to {last.text} ({last.label}). "
            f"{own.label} has {own.text}, rank {own.rank} from the highest."
            f"{self._neighbour_words()}{lines}"
        )

    def _neighbour_words(self) -> str:
        near = [each for each in self.authorities if each.role is Role.NEIGHBOUR]
        if not near:
            return ""
        above = sum(neighbour.amount > self._own.amount for neighbour in near)
        return (
            f" Of its {len(near)} statistical neighbours with a figure, {above} "
            f"{'has' if above == 1 else 'have'} a higher one."
        )


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]
