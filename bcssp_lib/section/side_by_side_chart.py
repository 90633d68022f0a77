"""The authorities of a police force area as dots with their intervals, and England as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bcssp_lib.model.verdicts import Against
from bcssp_lib.section.benchmarks import measure_axis_name
from bcssp_lib.section.chart_kit import (
    DARK_BLUE,
    DASHED,
    DOTTED,
    GREY,
    HouseChart,
    add_legend,
    finish_rows,
    open_axes,
)
from bcssp_lib.section.outputs import Column, Table
from bcssp_lib.section.side_by_side import SideBySide
from bcssp_lib.stats.comparison import PERCENT, Measure
from bcssp_lib.stats.wording import capitalise, join_words

_LINES = {Against.ENGLAND: DASHED, Against.REGION: DOTTED}
_ROOM = 0.12  # of the range, at each side
_WHOLE = 100


@dataclass(frozen=True)
class SideBySideChart(HouseChart):
    """A row an area: its figure as a dot, with the interval as a line through it."""

    measure: SideBySide

    @property
    def _synthetic(self) -> bool:
        return any(each.measure.synthetic for each in self.measure.areas)

    @property
    def _height(self) -> float:
        return 1.5 + 0.56 * len(self.measure.areas)

    @property
    def _figures(self) -> list[tuple[str, Measure]]:
        """With the names of the areas."""
        return [(each.area.short_name, each.measure) for each in self.measure.areas]

    @cached_property
    def _levels(self) -> list[tuple[Any, str, float]]:
        """The larger places: the style of the line, the name with the figure, and the amount."""
        return [
            (style, f"{name} {measure.number}", float(measure.value.amount))
            for whom, style in _LINES.items()
            if whom in self.measure.larger
            for name, measure in [self.measure.larger[whom]]
            if measure.value.amount is not None
        ]

    def _paint(self, figure: Figure) -> None:
        axes = open_axes(figure)
        left, right = self._range()
        for row, (name, shown) in enumerate(self._figures):
            axes.text(left, row - 0.2, f"{name}: {shown.number}", ha="left", va="bottom")
            if (amount := shown.value.as_float) is not None:
                axes.plot(_ends(shown), [row, row], color=DARK_BLUE, linewidth=2.5)
                axes.plot([amount], [row], "o", color=DARK_BLUE, markersize=9)
        for style, _, amount in self._levels:
            axes.axvline(amount, color=GREY, linewidth=1.5, linestyle=style, zorder=0)
        name = measure_axis_name(self.measure.indicator, self.measure.areas[0].measure)
        finish_rows(axes, len(self.measure.areas), -0.8, (left, right), name)
        handles = [
            Line2D([], [], color=GREY, linewidth=1.5, linestyle=style, label=label)
            for style, label, _ in self._levels
        ]
        if handles:
            add_legend(figure, handles, len(handles))

    def _range(self) -> tuple[float, float]:
        """The ends of the axis: what is shown, with some room, but nothing that cannot be."""
        ends = [
            *(end for _, shown in self._figures for end in _ends(shown)),
            *(amount for *_, amount in self._levels),
        ]
        room = _ROOM * ((max(ends) - min(ends)) or max(ends) or 1)
        right = max(ends) + room
        whole = self.measure.unit == PERCENT
        return max(0, min(ends) - room), min(_WHOLE, right) if whole else right

    def _words(self) -> str:
        figures = "; ".join(
            f"{name} {shown.number}{_between(shown)}" for name, shown in self._figures
        )
        levels = "".join(f" A line shows {name}." for _, name, _ in self._levels)
        return f"A dot for each area with its 95% interval: {self.title}. {figures}.{levels}"

    def _data(self) -> Table:
        columns = [Column("Area"), Column(self.measure.unit, True), Column("95% interval", True)]
        rows = [
            [each.area.name, each.measure.number, each.measure.interval_text or "none"]
            for each in self.measure.areas
        ]
        rows += [
            [name, measure.number, measure.interval_text or "none"]
            for name, measure in self.measure.larger.values()
        ]
        return self._table(columns, rows)

    def _headline(self) -> str:
        """Which areas differ from England beyond chance."""
        by_mark: dict[str, list[str]] = {}
        for each in self.measure.areas:
            by_mark.setdefault(each.mark, []).append(each.area.short_name)
        unmarked = by_mark.pop("", [])
        if not by_mark:
            judged = any(each.verdict for each in self.measure.areas)
            return "No area differs clearly from England" if judged else ""
        (first, names), *rest = sorted(by_mark.items(), key=lambda item: len(item[1]))
        if not (unmarked or rest):
            return f"{capitalise(first)} than England in every area"
        words = f"{capitalise(first)} than England in {join_words(names)}"
        for other, named in rest:
            words += f"; {other} in {join_words(named) if unmarked else 'all others'}"
        return words

    def _notes(self) -> Sequence[str]:
        period, source = self.measure.period.heading, self.measure.source
        whence = f"; {source}" if source else ""
        return [f"{period}{whence}. The axis may begin above zero."]


def _ends(figure: Measure) -> tuple[float, ...]:
    """The ends of a figure's interval; both are the figure where there is none."""
    amount, interval = figure.value.as_float, figure.interval
    if amount is None:
        return ()
    return (interval.lower, interval.upper) if interval else (amount, amount)


def _between(figure: Measure) -> str:
    ends = _ends(figure)
    return f" (from {ends[0]:.1f} to {ends[1]:.1f})" if ends and ends[0] < ends[1] else ""
