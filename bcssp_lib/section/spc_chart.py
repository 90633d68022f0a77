"""Process control charts: a series, its average, its limits, and the points that stand out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bcssp_lib.model.verdicts import Assurance, Signal, Variation
from bcssp_lib.section.chart_kit import (
    DARK_BLUE,
    DARK_PINK,
    DASHED,
    GREY,
    INK,
    ORANGE,
    HouseChart,
    add_legend,
    name_axis,
    number_axis,
    open_axes,
)
from bcssp_lib.section.outputs import Column, Table
from bcssp_lib.section.time_axis import (
    Point,
    Series,
    Target,
    axis_name,
    plain_point,
    target_line,
    target_words,
)
from bcssp_lib.section.trends import Trend
from bcssp_lib.stats.spc import Limits, judge_figure
from bcssp_lib.stats.wording import amount_text, join_words, variation_text

# Each kind of point has a shape and a word of its own; the colour only helps.
_MARKERS: Mapping[Variation, dict[str, Any]] = {
    Variation.COMMON: {"marker": "o", "color": GREY, "markersize": 7},
    Variation.IMPROVING: {"marker": "^", "color": DARK_BLUE, "markersize": 10},
    Variation.WORSENING: {"marker": "v", "color": ORANGE, "markersize": 10},
    Variation.HIGHER: {"marker": "D", "color": DARK_PINK, "markersize": 8},
    Variation.LOWER: {"marker": "s", "color": DARK_PINK, "markersize": 8},
    Variation.UNKNOWN: {"marker": "o", "color": "white", "markersize": 7},
}
_JUDGED_BY = "This is judged by all periods shown, and not by the year before alone."
_ROOM = 0.15  # of the range, above and below
_LABEL_GAP = 0.075  # of the height, between the names of two lines


@dataclass(frozen=True)
class SpcChart(HouseChart):
    """One indicator through time with the limits of its usual variation."""

    trend: Trend

    @property
    def _synthetic(self) -> bool:
        return self._series.synthetic

    def _data(self) -> Table:
        columns = [Column("Period"), Column(self._axis, True), Column("Signal")]
        rows = [
            [point.label, point.text, self._signals_at(index)]
            for index, point in enumerate(self._series.points)
        ]
        return self._table(columns, rows)

    @cached_property
    def _series(self) -> Series:
        points = [plain_point(each, self.trend.indicator) for each in self.trend.series]
        return Series(points, self.trend.events)

    @cached_property
    def _known(self) -> list[tuple[int, Point, Variation]]:
        """The points that have an amount, with their places, and what is said of each."""
        analysis, polarity = self.trend.analysis, self.trend.indicator.polarity
        return [
            (place, point, judge_figure(analysis, place, polarity))
            for place, point in self._series.known
        ]

    @property
    def _axis(self) -> str:
        return axis_name(self.trend.indicator)

    @property
    def _target(self) -> Target | None:
        return target_line(self.trend.indicator)

    def _level_text(self, level: float) -> str:
        """An average or a limit, with one decimal more than the figures."""
        indicator = self.trend.indicator
        return amount_text(Decimal(level), indicator.unit, indicator.decimals + 1)

    def _headline(self) -> str:
        """Whether the latest figure is a usual one; nothing where that is not known."""
        variation, last = self.trend.variation, self.trend.analysis.last
        if variation is Variation.UNKNOWN or last is None:
            return ""
        words = f"the latest figure is {self._name_at(last, variation)}"
        if self._is_trend(last):
            words = f"the figure has been {variation_text(variation, of_trend=True)}"
        elif variation is Variation.COMMON:
            words = "the latest figure is within its usual range"
        return f"{self.trend.indicator.title}: {words}"

    def _latest_sentence(self) -> str:
        """What the rules say: of the latest figure alone, or of the figure in several periods."""
        of_one = self.trend.latest.signal in (None, Signal.OUTSIDE)
        return f"The {'latest figure' if of_one else 'figure'} {self.trend.phrase}."

    def _is_trend(self, place: int) -> bool:
        return self.trend.analysis.signal_at(place) is Signal.TREND

    def _name_at(self, place: int, kind: Variation) -> str:
        """What a point is called: one of a trend may lie on either side of the average."""
        return variation_text(kind, of_trend=self._is_trend(place))

    def _name_of_kind(self, kind: Variation) -> str:
        """What the legend calls a kind of point: all that its points are called."""
        names = [self._name_at(place, each) for place, _, each in self._known if each is kind]
        return " or ".join(sorted(set(names), key=lambda name: name != variation_text(kind)))

    def _notes(self) -> list[str]:
        """The chart in words: what its rules say, and the events that it marks."""
        notes = [self._latest_sentence()]
        if self.trend.variation is not Variation.UNKNOWN:
            notes.append(_JUDGED_BY)
        if self.trend.assurance is not Assurance.NONE:
            notes.append(self.trend.assurance.value)
        return [*notes, *self._series.notes()]

    def _paint(self, figure: Figure) -> None:
        axes, series = open_axes(figure), self._series
        axes.set_ylim(*self._span())
        self._draw_limits(axes)
        series.draw_target(axes, self._target)
        series.draw_line(axes, color=GREY, linewidth=1.5, zorder=3)
        self._draw_points(axes)
        series.draw_events(axes)
        name_axis(axes, self._axis, 22 if series.events else 10)
        axes.set_xlim(-0.6, len(series.points) - 0.4 + 0.32 * len(series.points))
        series.name_periods(axes)
        axes.grid(visible=False)
        number_axis(axes, "y")
        add_legend(figure, self._handles(), 2)

    def _span(self) -> tuple[float, float]:
        """The ends of the axis: points, limits and target, with room, and never below 0."""
        levels = [point.amount or 0 for _, point, _ in self._known]
        for phase in self.trend.analysis.phases:
            if phase.limits is not None:
                levels += [phase.limits.shown_upper, phase.limits.shown_lower]
        if self._target is not None:
            levels.append(self._target[0])
        room = _ROOM * max(max(levels) - min(levels), 1.0)
        return max(0.0, min(levels) - room), max(levels) + room

    def _draw_limits(self, axes: Axes) -> None:
        for phase in self.trend.analysis.phases:
            if phase.limits is None:
                continue
            ends = (phase.start - 0.4, phase.stop - 0.6)
            axes.plot(ends, [phase.limits.mean] * 2, color=GREY, linewidth=1.5)
            for level in (phase.limits.shown_lower, phase.limits.shown_upper):
                axes.plot(ends, [level] * 2, color=GREY, linewidth=1.5, linestyle=DASHED)
            if phase.stop == len(self._series.points):
                self._name_limits(axes, phase.limits)

    def _name_limits(self, axes: Axes, limits: Limits) -> None:
        """Name the three lines at their ends, pushed apart where they lie close together."""
        low, high = axes.get_ylim()
        gap = _LABEL_GAP * (high - low)
        middle = limits.mean
        levels = {
            "Upper": (limits.shown_upper, max(limits.shown_upper, middle + gap)),
            "Average": (middle, middle),
            "Lower": (limits.shown_lower, min(limits.shown_lower, middle - gap)),
        }
        for name, (level, position) in levels.items():
            axes.annotate(
                f"{name} {self._level_text(level)}", (len(self._series.points) - 0.5, position),
                xytext=(3, 0), textcoords="offset points", va="center", color=INK,
            )  # fmt: skip

    def _draw_points(self, axes: Axes) -> None:
        for kind in dict.fromkeys(kind for _, _, kind in self._known):
            alike = [(place, point.amount) for place, point, each in self._known if each is kind]
            look = _MARKERS[kind]
            sns.scatterplot(
                x=[place for place, _ in alike], y=[amount for _, amount in alike], ax=axes,
                legend=False, zorder=4, edgecolor=INK, linewidth=0.8, marker=look["marker"],
                color=look["color"], s=look["markersize"] ** 2,
            )  # fmt: skip

    def _handles(self) -> list[Line2D]:
        shown = {kind for _, _, kind in self._known}
        return [
            Line2D(
                [],
                [],
                linestyle="none",
                markeredgecolor=INK,
                label=self._name_of_kind(kind),
                **look,
            )
            for kind, look in _MARKERS.items()
            if kind in shown
        ]

    def _signals_at(self, index: int) -> str:
        signals = [signal for signal in Signal if signal in self.trend.analysis.signals[index]]
        return "; ".join([*signals, *self._series.events_at(index)]) or "nothing"

    def _words(self) -> str:
        series = self._series
        told = (
            f"Process control chart of {self._axis.lower()} over "
            f"{len(series.points)} periods: {self.title}. From {series.ends_words()}."
            f"{self._limit_words()}{target_words(self._target)}{self._signal_words()}"
        )
        return " ".join(filter(None, [told, series.gap_words(), self._latest_sentence()]))

    def _limit_words(self) -> str:
        limits = self.trend.analysis.last_phase.limits
        if limits is None:
            return ""
        lower, upper = map(self._level_text, (limits.shown_lower, limits.shown_upper))
        return (
            f" The average is {self._level_text(limits.mean)}, and the limits of usual variation "
            f"are {lower} and {upper}."
        )

    def _signal_words(self) -> str:
        stand_out = [
            f"{point.label} ({point.text}: {self._name_at(place, kind)})"
            for place, point, kind in self._known
            if kind not in (Variation.COMMON, Variation.UNKNOWN)
        ]
        return f" Signals at: {join_words(stand_out)}." if stand_out else " No point stands out."
