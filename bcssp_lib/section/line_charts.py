"""Line charts: one series through time, or one small chart for each area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bcssp_lib.model.area import Area
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Observation
from bcssp_lib.section import time_axis
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
from bcssp_lib.section.events import Event
from bcssp_lib.section.indicator_result import NO_FIGURE
from bcssp_lib.section.table_kit import Column, Table
from bcssp_lib.section.time_axis import Happening, Point, Target
from bcssp_lib.section.trends import AreaLine
from bcssp_lib.stats.comparison import Figure as ComparedFigure
from bcssp_lib.stats.wording import join_words

_ROOM = 1.15  # of the highest point, below the top
_PANEL_ROOM = 1.3
_PANEL_INCHES = 1.55


def trend_chart(
    title: str,
    indicator: Indicator,
    observations: Sequence[Observation],
    counts: Sequence[tuple[int, int] | None],
    events: Sequence[Event],
) -> TrendChart:
    """One indicator through time; ``counts`` are those behind each percentage, where known."""
    pairs = zip(observations, counts, strict=True)
    return TrendChart(
        title,
        [time_axis.point_with_interval(observation, indicator, of) for observation, of in pairs],
        time_axis.axis_name(indicator),
        time_axis.target_line(indicator),
        time_axis.find_happenings(events, [observation.period for observation in observations]),
    )


@dataclass(frozen=True)
class TrendChart(HouseChart):
    """A line through time, broken where a period has no figure and where the series breaks."""

    points: Sequence[Point]
    axis: str
    target: Target | None = None
    happenings: Sequence[Happening] = ()

    _height = 3.6

    @property
    def _synthetic(self) -> bool:
        return any(point.synthetic for point in self.points)

    def _data(self) -> Table:
        interval = " (95% interval)" if any(point.interval_text for point in self.points) else ""
        columns = [Column("Period"), Column(f"{self.axis}{interval}", True)]
        return self._table(columns, [[each.label, each.text_with_interval] for each in self.points])

    def _notes(self) -> Sequence[str]:
        return time_axis.notes_of_happenings(self.happenings)

    def _paint(self, figure: Figure) -> None:
        axes, points = open_axes(figure), self.points
        stops = time_axis.line_stops(self.happenings)
        time_axis.draw_line(axes, points, stops, color=DARK_BLUE, marker="o", markersize=7)
        self._draw_intervals(axes)
        time_axis.draw_happenings(axes, self.happenings)
        if self.target is not None:
            time_axis.draw_target(axes, points, self.target)
        self._label_ends(axes)
        time_axis.name_periods(axes, [point.label for point in points])
        name_axis(axes, self.axis, 22 if self.happenings else 14)
        levels = [point.high or point.amount or 0 for point in points]
        axes.set_ylim(0, _ROOM * max([1.0, self.target[0] if self.target else 0, *levels]))
        axes.set_xlim(-0.7, len(points) - 1 + 0.12 * len(points))
        axes.grid(visible=False, axis="x")
        number_axis(axes, "y")

    def _draw_intervals(self, axes: Axes) -> None:
        for index, point in enumerate(self.points):
            if point.amount is not None and point.low is not None and point.high is not None:
                axes.errorbar(
                    index, point.amount, [[point.amount - point.low], [point.high - point.amount]],
                    fmt="none", ecolor=GREY, elinewidth=1.5, capsize=4, zorder=1,
                )  # fmt: skip

    def _label_ends(self, axes: Axes) -> None:
        """Label the first and the last figure, which a reader compares first."""
        (start, first), *_ = shown = time_axis.known_places(self.points)
        end, last = shown[-1]
        look: dict[str, Any] = {"textcoords": "offset points", "weight": "bold"}
        top = first.high or first.amount or 0
        axes.annotate(first.text, (start, top), xytext=(0, 10), ha="center", **look)
        axes.annotate(last.text, (end, last.amount or 0), xytext=(9, -4), ha="left", **look)

    def _words(self) -> str:
        shown = time_axis.known_points(self.points)
        low = min(shown, key=lambda point: point.amount or 0)
        high = max(shown, key=lambda point: point.amount or 0)
        drawn = any(point.high for point in self.points)
        bars = " Grey bars show the 95% intervals." if drawn else ""
        return (
            f"Line chart of {self.axis.lower()} over {len(self.points)} periods: "
            f"{self.title}. From {time_axis.ends_words(self.points)}; lowest {low.text} in "
            f"{low.label}, highest {high.text} in {high.label}."
            f"{time_axis.target_words(self.target)}{bars}{time_axis.gap_words(self.points)}"
        )


@dataclass(frozen=True)
class AreaSeries:
    """One area's series; all have the same periods. Its line ends before each of ``stops``."""

    label: str
    points: Sequence[Point]
    own: bool
    stops: Sequence[int] = ()


def areas_chart(
    title: str, indicator: Indicator, area: Area, lines: Mapping[str, AreaLine]
) -> AreasChart:
    """One indicator in several areas, a small chart each; all have the periods of any."""
    measures = [measure for line in lines.values() for measure in line.measures]
    periods = sorted({measure.figure.period for measure in measures})
    series, notes = [], []
    for name, line in lines.items():
        figures = {measure.figure.period: measure.figure for measure in line.measures}
        points = [_figure_point(figures.get(period), period) for period in periods]
        happenings = time_axis.find_happenings(line.events, periods)
        stops = time_axis.line_stops(happenings)
        series.append(AreaSeries(name, points, name == area.name, stops))
        breaks = [each.text for each in happenings if each.stops_line]
        notes += [f"{name}: the line is broken on {text}." for text in breaks]
    return AreasChart(title, series, measure_axis_name(indicator, measures[0]), notes)


def _figure_point(figure: ComparedFigure | None, period: Period) -> Point:
    """A figure as areas are compared by it, without whom it is of: the axis says that."""
    if figure is None:
        return Point(period.short, None, NO_FIGURE)
    return Point(period.short, figure.value.as_float, figure.number, figure.synthetic)


@dataclass(frozen=True)
class AreasChart(HouseChart):
    """The areas one below the other; this area's own line is dark, its name bold."""

    series: Sequence[AreaSeries]
    axis: str
    breaks: Sequence[str] = ()

    @property
    def _height(self) -> float:
        return 0.5 + _PANEL_INCHES * len(self.series)

    @property
    def _synthetic(self) -> bool:
        return any(point.synthetic for each in self.series for point in each.points)

    def _data(self) -> Table:
        columns = [Column("Period"), *(Column(each.label, True) for each in self.series)]
        rows = [
            [label, *(each.points[row].text for each in self.series)]
            for row, label in enumerate(self._labels)
        ]
        return self._table(columns, rows)

    def _notes(self) -> Sequence[str]:
        return f"{self.axis}. All areas are drawn on the same scale.", *self.breaks

    @property
    def _labels(self) -> list[str]:
        return [point.label for point in self.series[0].points]

    def _paint(self, figure: Figure) -> None:
        count = len(self._labels)
        points = [point for each in self.series for point in each.points]
        highest = max([1.0, *(point.amount or 0.0 for point in points)])
        panels = figure.subplots(len(self.series), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
        for axes, each in zip(panels, self.series, strict=True):
            hold_names(axes)
            _paint_area(axes, each)
            axes.set_ylim(0, _PANEL_ROOM * highest)
            axes.set_xlim(-0.4, count - 1 + 0.14 * count)
            axes.grid(visible=False, axis="x")
            number_axis(axes, "y")
            axes.locator_params(axis="y", nbins=3)
        time_axis.name_periods(panels[-1], self._labels)

    def _words(self) -> str:
        names = join_words([each.label for each in self.series])
        results = "; ".join(f"{each.label}: {_ends(each.points)}" for each in self.series)
        return (
            f"{len(self.series)} small line charts, one for each of {names}: {self.title}. "
            f"{self.axis}. {results}."
        )


def _ends(points: Sequence[Point]) -> str:
    if not time_axis.known_points(points):
        return "no figures"
    return f"from {time_axis.ends_words(points)}"


def _paint_area(axes: Axes, series: AreaSeries) -> None:
    colour, width, weight = (DARK_BLUE, 3, "bold") if series.own else (GREY, 2, "normal")
    look = {"color": colour, "linewidth": width, "marker": "o", "markersize": 5}
    time_axis.draw_line(axes, series.points, series.stops, **look)
    for place, point in time_axis.known_places(series.points)[-1:]:
        axes.annotate(
            point.text, (place, point.amount or 0.0), xytext=(8, 0), va="center",
            textcoords="offset points", weight=weight,
        )  # fmt: skip
    axes.set_title(series.label, weight=weight, pad=4)
