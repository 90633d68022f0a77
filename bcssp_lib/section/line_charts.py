"""Line charts: one series through time, or one small chart for each area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bcssp_lib.section.chart_kit import (
    DARK_BLUE,
    GREY,
    Chart,
    data_table,
    draw_chart,
    hold_names,
    name_axis,
    number_axis,
    open_axes,
)
from bcssp_lib.section.table_kit import Column
from bcssp_lib.section.time_axis import (
    Happening,
    Point,
    draw_happenings,
    draw_line,
    draw_target,
    gap_words,
    known_points,
    line_stops,
    name_periods,
    notes_of_happenings,
    target_words,
)
from bcssp_lib.stats.wording import join_words

_ROOM = 1.15  # of the highest point, below the top
_PANEL_ROOM = 1.3
_PANEL_INCHES = 1.55


@dataclass(frozen=True)
class AreaSeries:
    """One area's series; all have the same periods. Its line ends before each of ``stops``."""

    label: str
    points: tuple[Point, ...]
    own: bool
    stops: tuple[int, ...] = ()


def trend_chart(
    title: str,
    points: Sequence[Point],
    axis: str,
    *,
    target: tuple[float, str] | None = None,
    happenings: Sequence[Happening] = (),
    synthetic: bool,
) -> Chart:
    """A line through time, broken where a period has no figure and where the series breaks."""
    interval = " (95% interval)" if any(point.interval_text for point in points) else ""
    return draw_chart(
        title,
        partial(_paint_trend, points=points, axis=axis, target=target, happenings=happenings),
        height=3.6,
        words=_trend_words(title, points, axis, target),
        data=data_table(
            title,
            [Column("Period"), Column(f"{axis}{interval}", True)],
            [[point.label, _with_interval(point)] for point in points],
        ),
        notes=notes_of_happenings(happenings),
        synthetic=synthetic,
    )


def areas_chart(
    title: str, series: Sequence[AreaSeries], axis: str, notes: Sequence[str], *, synthetic: bool
) -> Chart:
    """Draw the areas one below the other; this area's own line is dark, its name bold."""
    labels = [point.label for point in series[0].points]
    return draw_chart(
        title,
        partial(_paint_areas, series=series, labels=labels),
        height=0.5 + _PANEL_INCHES * len(series),
        words=_areas_words(title, series, axis),
        data=data_table(
            title,
            [Column("Period"), *(Column(observation.label, True) for observation in series)],
            [
                [label, *(observation.points[at].text for observation in series)]
                for at, label in enumerate(labels)
            ],
        ),
        notes=(f"{axis}. All areas are drawn on the same scale.", *notes),
        synthetic=synthetic,
    )


def _with_interval(point: Point) -> str:
    return f"{point.text} ({point.interval_text})" if point.interval_text else point.text


def _paint_trend(
    figure: Figure,
    points: Sequence[Point],
    axis: str,
    target: tuple[float, str] | None,
    happenings: Sequence[Happening],
) -> None:
    axes = open_axes(figure)
    draw_line(axes, points, line_stops(happenings), color=DARK_BLUE, marker="o", markersize=7)
    _draw_intervals(axes, points)
    draw_happenings(axes, happenings)
    if target is not None:
        draw_target(axes, points, target)
    _label_ends(axes, points)
    name_periods(axes, [point.label for point in points])
    name_axis(axes, axis, 22 if happenings else 14)
    levels = [point.high or point.amount for point in points] + [target[0] if target else 0]
    axes.set_ylim(0, _ROOM * max([1.0, *(level for level in levels if level is not None)]))
    axes.set_xlim(-0.7, len(points) - 1 + 0.12 * len(points))
    axes.grid(visible=False, axis="x")
    number_axis(axes, "y")


def _draw_intervals(axes: Axes, points: Sequence[Point]) -> None:
    for index, point in enumerate(points):
        if point.amount is not None and point.low is not None and point.high is not None:
            axes.errorbar(
                index, point.amount, [[point.amount - point.low], [point.high - point.amount]],
                fmt="none", ecolor=GREY, elinewidth=1.5, capsize=4, zorder=1,
            )  # fmt: skip


def _label_ends(axes: Axes, points: Sequence[Point]) -> None:
    """Label the first and the last figure, which a reader compares first."""
    shown = [(index, point) for index, point in enumerate(points) if point.amount is not None]
    for (index, one), offset, side in ((shown[0], (0, 10), "center"), (shown[-1], (9, -4), "left")):
        axes.annotate(
            one.text, (index, (one.high if side == "center" else None) or one.amount or 0),
            xytext=offset, textcoords="offset points", ha=side, weight="bold",
        )  # fmt: skip


def _paint_areas(figure: Figure, series: Sequence[AreaSeries], labels: Sequence[str]) -> None:
    highest = max([1.0, *(p.amount or 0.0 for observation in series for p in observation.points)])
    panels = figure.subplots(len(series), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    for axes, area_series in zip(panels, series, strict=True):
        hold_names(axes)
        _paint_area(axes, area_series)
        axes.set_ylim(0, _PANEL_ROOM * highest)
        axes.set_xlim(-0.4, len(labels) - 1 + 0.14 * len(labels))
        axes.grid(visible=False, axis="x")
        number_axis(axes, "y")
        axes.locator_params(axis="y", nbins=3)
    name_periods(panels[-1], labels)


def _paint_area(axes: Axes, series: AreaSeries) -> None:
    colour, width = (DARK_BLUE, 3) if series.own else (GREY, 2)
    weight = "bold" if series.own else "normal"
    draw_line(
        axes, series.points, series.stops, color=colour, linewidth=width, marker="o", markersize=5
    )
    shown = [
        (index, point) for index, point in enumerate(series.points) if point.amount is not None
    ]
    for index, point in shown[-1:]:
        axes.annotate(
            point.text, (index, point.amount or 0.0), xytext=(8, 0), va="center",
            textcoords="offset points", weight=weight,
        )  # fmt: skip
    axes.set_title(series.label, weight=weight, pad=4)


def _trend_words(
    title: str, points: Sequence[Point], axis: str, target: tuple[float, str] | None
) -> str:
    shown = known_points(points)
    low = min(shown, key=lambda row: row.amount or 0)
    high = max(shown, key=lambda row: row.amount or 0)
    bars = " Grey bars show the 95% intervals." if any(point.high for point in points) else ""
    return (
        f"Line chart of {axis.lower()} over {len(points)} periods: "
        f"{title}. From {shown[0].text} in {shown[0].label} to {shown[-1].text} in "
        f"{shown[-1].label}; lowest {low.text} in {low.label}, highest {high.text} in "
        f"{high.label}.{target_words(target)}{bars}{gap_words(points)}"
    )


def _areas_words(title: str, series: Sequence[AreaSeries], axis: str) -> str:
    names = join_words([observation.label for observation in series])
    results = "; ".join(
        f"{observation.label}: {_ends(known_points(observation.points))}" for observation in series
    )
    return f"{len(series)} small line charts, one for each of {names}: {title}. {axis}. {results}."


def _ends(shown: Sequence[Point]) -> str:
    if not shown:
        return "no figures"
    return f"from {shown[0].text} in {shown[0].label} to {shown[-1].text} in {shown[-1].label}"
