"""Line charts: one series through time, or one small chart for each area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bcssp_lib.model.area import Area
from bcssp_lib.model.fact import Interval
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Observation
from bcssp_lib.section.benchmarks import measure_axis_name
from bcssp_lib.section.chart_kit import (
    DARK_BLUE,
    GREY,
    HouseChart,
    hold_names,
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
    point_with_interval,
    target_line,
    target_words,
)
from bcssp_lib.section.trends import AreaLine, Event, place_events
from bcssp_lib.stats.comparison import Measure
from bcssp_lib.stats.fact_wording import NO_FIGURE
from bcssp_lib.stats.wording import join_few, join_words

_ROOM = 1.15  # of the highest point, below the top
_PANEL_ROOM = 1.3
_PANEL_INCHES = 1.55


def trend_chart(
    title: str,
    indicator: Indicator,
    observations: Sequence[Observation],
    intervals: Sequence[Interval | None],
    events: Sequence[Event],
) -> TrendChart:
    """One indicator through time; ``intervals`` are those of percentages, where they are known."""
    pairs = zip(observations, intervals, strict=True)
    return TrendChart(
        title,
        Series(
            [point_with_interval(observation, indicator, limits) for observation, limits in pairs],
            place_events(events, [observation.period for observation in observations]),
        ),
        axis_name(indicator),
        target_line(indicator),
    )


@dataclass(frozen=True)
class TrendChart(HouseChart):
    """A line through time, broken where a period has no figure and where the series breaks."""

    series: Series
    axis: str
    target: Target | None = None

    _height = 3.6

    @property
    def _synthetic(self) -> bool:
        return self.series.synthetic

    def _data(self) -> Table:
        points = self.series.points
        interval = " (95% interval)" if any(point.interval_text for point in points) else ""
        columns = [Column("Period"), Column(f"{self.axis}{interval}", True)]
        return self._table(columns, [[each.label, each.text_with_interval] for each in points])

    @property
    def _bars(self) -> str:
        drawn = any(point.high for _, point in self.series.known)
        return "Grey bars show the 95% intervals." if drawn else ""

    def _notes(self) -> list[str]:
        return [*filter(None, [self._bars]), *self.series.notes()]

    def _paint(self, figure: Figure) -> None:
        axes, series, count = open_axes(figure), self.series, len(self.series.points)
        series.draw_line(axes, color=DARK_BLUE, marker="o", markersize=7)
        self._draw_intervals(axes)
        series.draw_events(axes)
        series.draw_target(axes, self.target)
        self._label_ends(axes)
        series.name_periods(axes)
        name_axis(axes, self.axis, 22 if series.events else 14)
        axes.set_ylim(0, _ROOM * self._highest())
        axes.set_xlim(-0.7, count - 1 + 0.12 * count)
        axes.grid(visible=False, axis="x")
        number_axis(axes, "y")

    def _highest(self) -> float:
        """The highest of the figures, their intervals and the target, and 1 at least."""
        levels = [point.high or point.amount or 0 for point in self.series.points]
        return max([1.0, self.target[0] if self.target else 0, *levels])

    def _draw_intervals(self, axes: Axes) -> None:
        for place, point in self.series.known:
            if point.amount is not None and point.low is not None and point.high is not None:
                axes.errorbar(
                    place, point.amount, [[point.amount - point.low], [point.high - point.amount]],
                    fmt="none", ecolor=GREY, elinewidth=1.5, capsize=4, zorder=1,
                )  # fmt: skip

    def _label_ends(self, axes: Axes) -> None:
        """Label the first and the last figure, which a reader compares first."""
        (start, first), *_ = self.series.known
        end, last = self.series.known[-1]
        look: dict[str, Any] = {"textcoords": "offset points", "weight": "bold"}
        top = first.high or first.amount or 0
        axes.annotate(first.text, (start, top), xytext=(0, 10), ha="center", **look)
        axes.annotate(last.text, (end, last.amount or 0), xytext=(9, -4), ha="left", **look)

    def _words(self) -> str:
        series = self.series
        shown = [point for _, point in series.known]
        low = min(shown, key=lambda point: point.amount or 0)
        high = max(shown, key=lambda point: point.amount or 0)

        def periods_of(extreme: Point) -> str:
            return join_few([point.label for point in shown if point.text == extreme.text])

        told = (
            f"Line chart of {self.axis.lower()} over {len(series.points)} periods: {self.title}. "
            f"From {series.ends_words()}; lowest {low.text} in {periods_of(low)}, highest "
            f"{high.text} in {periods_of(high)}.{target_words(self.target)}"
        )
        return " ".join(filter(None, [told, self._bars, series.gap_words()]))


def areas_chart(
    title: str, indicator: Indicator, area: Area, lines: Mapping[str, AreaLine]
) -> AreasChart:
    """One indicator in several areas, a small chart each; all have the periods of any."""
    measures = [measure for line in lines.values() for measure in line.measures]
    periods = sorted({measure.period for measure in measures})
    areas = {name: _area_series(line, periods) for name, line in lines.items()}
    return AreasChart(title, areas, area.name, measure_axis_name(indicator, measures[0]))


def _area_series(line: AreaLine, periods: Sequence[Period]) -> Series:
    figures = {measure.period: measure for measure in line.measures}
    points = [_figure_point(figures.get(period), period) for period in periods]
    return Series(points, place_events(line.events, periods))


def _figure_point(figure: Measure | None, period: Period) -> Point:
    """A figure as areas are compared by it, without whom it is of: the axis says that."""
    if figure is None:
        return Point(period.short, None, NO_FIGURE)
    return Point(period.short, figure.value.as_float, figure.number, figure.synthetic)


@dataclass(frozen=True)
class AreasChart(HouseChart):
    """The series of areas, by name, one below the other; all have the same periods.

    The line of the area ``own`` is dark, and its name bold.
    """

    areas: Mapping[str, Series]
    own: str
    axis: str

    @property
    def _height(self) -> float:
        return 0.5 + _PANEL_INCHES * len(self.areas)

    @property
    def _synthetic(self) -> bool:
        return any(series.synthetic for series in self.areas.values())

    @property
    def _labels(self) -> list[str]:
        return next(iter(self.areas.values())).labels

    def _data(self) -> Table:
        columns = [Column("Period"), *(Column(name, True) for name in self.areas)]
        rows = [
            [label, *(series.points[place].text for series in self.areas.values())]
            for place, label in enumerate(self._labels)
        ]
        return self._table(columns, rows)

    def _notes(self) -> list[str]:
        breaks = [
            f"{name}: the line is broken on {event.wording}."
            for name, series in self.areas.items()
            for _, event in series.breaks
        ]
        return [f"{self.axis}. All areas are drawn on the same scale.", *breaks]

    def _paint(self, figure: Figure) -> None:
        count = len(self._labels)
        points = [point for series in self.areas.values() for point in series.points]
        highest = max([1.0, *(point.amount or 0.0 for point in points)])
        panels = figure.subplots(len(self.areas), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
        for axes, (name, series) in zip(panels, self.areas.items(), strict=True):
            hold_names(axes)
            _paint_area(axes, name, series, own=name == self.own)
            axes.set_ylim(0, _PANEL_ROOM * highest)
            axes.set_xlim(-0.4, count - 1 + 0.14 * count)
            axes.grid(visible=False, axis="x")
            number_axis(axes, "y")
            axes.locator_params(axis="y", nbins=3)
        series.name_periods(panels[-1])

    def _words(self) -> str:
        results = "; ".join(f"{name}: {_ends(series)}" for name, series in self.areas.items())
        return (
            f"{len(self.areas)} small line charts, one for each of "
            f"{join_words(list(self.areas))}: {self.title}. {self.axis}. {results}."
        )


def _ends(series: Series) -> str:
    return f"from {series.ends_words()}" if series.known else "no figures"


def _paint_area(axes: Axes, name: str, series: Series, *, own: bool) -> None:
    colour, width, weight = (DARK_BLUE, 3, "bold") if own else (GREY, 2, "normal")
    series.draw_line(axes, color=colour, linewidth=width, marker="o", markersize=5)
    for place, point in series.known[-1:]:
        axes.annotate(
            point.text, (place, point.amount or 0.0), xytext=(8, 0), va="center",
            textcoords="offset points", weight=weight,
        )  # fmt: skip
    axes.set_title(name, weight=weight, pad=4)
