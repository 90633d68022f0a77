"""Process control charts: a series, its average, its limits, and the points that stand out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
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
    Chart,
    add_legend,
    data_table,
    draw_chart,
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
    happenings_at,
    known_points,
    line_stops,
    name_periods,
    notes_of_happenings,
    target_words,
)
from bcssp_lib.stats.spc import Limits, Phase, SpcAnalysis
from bcssp_lib.stats.wording import join_words

# Each kind of point has a shape and a word of its own; the colour only helps.
_MARKERS: Mapping[Variation, dict[str, Any]] = {
    Variation.COMMON: {"marker": "o", "color": GREY, "markersize": 7},
    Variation.IMPROVING: {"marker": "^", "color": DARK_BLUE, "markersize": 10},
    Variation.WORSENING: {"marker": "v", "color": ORANGE, "markersize": 10},
    Variation.HIGHER: {"marker": "D", "color": DARK_PINK, "markersize": 8},
    Variation.LOWER: {"marker": "s", "color": DARK_PINK, "markersize": 8},
    Variation.UNKNOWN: {"marker": "o", "color": "white", "markersize": 7},
}
_NAMES = {
    Variation.COMMON: "usual variation",
    Variation.IMPROVING: "better than usual",
    Variation.WORSENING: "worse than usual",
    Variation.HIGHER: "higher than usual",
    Variation.LOWER: "lower than usual",
    Variation.UNKNOWN: "no limits yet",
}
_ROOM = 0.15  # of the range, above and below
_LABEL_GAP = 0.075  # of the height, between the names of two lines


@dataclass(frozen=True)
class SpcResult:
    """What a control chart shows besides its points."""

    analysis: SpcAnalysis
    kinds: Sequence[Variation]
    variation: Variation
    assurance: Assurance
    phrase: str
    happenings: Sequence[Happening]


def spc_chart(
    title: str,
    points: Sequence[Point],
    judged: SpcResult,
    axis: str,
    texts: Mapping[float, str],
    *,
    target: tuple[float, str] | None = None,
    synthetic: bool,
) -> Chart:
    """Draw a series with its limits; ``texts`` are the wordings of averages and limits."""
    return draw_chart(
        title,
        partial(_paint, points=points, judged=judged, axis=axis, texts=texts, target=target),
        height=4.2,
        words=_words(title, points, judged, axis, texts, target),
        data=data_table(
            title,
            [Column("Period"), Column(axis, True), Column("Signal")],
            [
                [point.label, point.text, _signals_at(judged, index)]
                for index, point in enumerate(points)
            ],
        ),
        notes=chart_notes(judged),
        synthetic=synthetic,
    )


def chart_notes(judged: SpcResult) -> tuple[str, ...]:
    """The chart in words: its icons with their meanings, and the events that it marks."""
    icons = [f"Variation ({judged.variation.letter}): {judged.variation.meaning}"]
    if judged.assurance is not Assurance.NONE:
        icons.append(f"Target ({judged.assurance.letter}): {judged.assurance.meaning}")
    trial = ["Trial limits: there are fewer than 12 figures."] * judged.analysis.last_phase.trial
    return (*icons, *trial, *notes_of_happenings(judged.happenings))


def _paint(
    figure: Figure,
    points: Sequence[Point],
    judged: SpcResult,
    axis: str,
    texts: Mapping[float, str],
    target: tuple[float, str] | None,
) -> None:
    axes = open_axes(figure)
    axes.set_ylim(*_span(points, judged.analysis, target))
    _draw_limits(axes, judged.analysis.phases, len(points), texts)
    if target is not None:
        draw_target(axes, points, target)
    draw_line(axes, points, line_stops(judged.happenings), color=GREY, linewidth=1.5, zorder=3)
    _draw_points(axes, points, judged)
    draw_happenings(axes, judged.happenings)
    name_axis(axes, axis, 22)
    axes.set_xlim(-0.6, len(points) - 0.4 + 0.32 * len(points))
    name_periods(axes, [point.label for point in points])
    axes.grid(visible=False)
    number_axis(axes, "y")
    add_legend(figure, _handles(points, judged), 2)


def _draw_limits(
    axes: Axes, phases: Sequence[Phase], count: int, texts: Mapping[float, str]
) -> None:
    for phase in phases:
        if phase.limits is None:
            continue
        ends = (phase.start - 0.4, phase.stop - 0.6)
        limits = phase.limits
        axes.plot(ends, [limits.mean] * 2, color=GREY, linewidth=1.5)
        for level in (limits.shown_lower, limits.shown_upper):
            axes.plot(ends, [level] * 2, color=GREY, linewidth=1.5, linestyle=DASHED)
        if phase.stop == count:
            _name_limits(axes, limits, count, texts)


def _name_limits(axes: Axes, limits: Limits, count: int, texts: Mapping[float, str]) -> None:
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
            f"{name} {texts[level]}", (count - 0.5, position), xytext=(3, 0),
            textcoords="offset points", va="center", color=INK,
        )  # fmt: skip


def _draw_points(axes: Axes, points: Sequence[Point], judged: SpcResult) -> None:
    places: dict[Variation, list[int]] = {}
    for place, (point, kind) in enumerate(zip(points, judged.kinds, strict=True)):
        if point.amount is not None:
            places.setdefault(kind, []).append(place)
    for kind, there in places.items():
        look = _MARKERS[kind]
        sns.scatterplot(
            x=there, y=[points[place].amount for place in there], ax=axes, legend=False, zorder=4,
            edgecolor=INK, linewidth=0.8, marker=look["marker"], color=look["color"],
            s=look["markersize"] ** 2,
        )  # fmt: skip


def _handles(points: Sequence[Point], judged: SpcResult) -> list[Line2D]:
    pairs = zip(points, judged.kinds, strict=True)
    shown = {kind for point, kind in pairs if point.amount is not None}
    return [
        Line2D([], [], linestyle="none", markeredgecolor=INK, label=_NAMES[kind], **look)
        for kind, look in _MARKERS.items()
        if kind in shown
    ]


def _span(
    points: Sequence[Point], analysis: SpcAnalysis, target: tuple[float, str] | None
) -> tuple[float, float]:
    """The ends of the axis: all points, limits and the target, with room, and never below 0."""
    levels = [point.amount for point in points if point.amount is not None]
    for phase in analysis.phases:
        if phase.limits is not None:
            levels += [phase.limits.shown_upper, phase.limits.shown_lower]
    levels += [target[0]] if target else []
    room = _ROOM * max(max(levels) - min(levels), 1.0)
    return max(0.0, min(levels) - room), max(levels) + room


def _signals_at(judged: SpcResult, index: int) -> str:
    signals = [signal for signal in Signal if signal in judged.analysis.signals[index]]
    return "; ".join([*signals, *happenings_at(judged.happenings, index)]) or "nothing"


def _words(
    title: str,
    points: Sequence[Point],
    judged: SpcResult,
    axis: str,
    texts: Mapping[float, str],
    target: tuple[float, str] | None,
) -> str:
    shown = known_points(points)
    return (
        f"Process control chart of {axis.lower()} over "
        f"{len(points)} periods: {title}. From {shown[0].text} in {shown[0].label} to "
        f"{shown[-1].text} in {shown[-1].label}.{_limit_words(judged.analysis, texts)}"
        f"{target_words(target)}{_signal_words(points, judged)}{gap_words(points)} "
        f"The latest figure {judged.phrase}."
    )


def _limit_words(analysis: SpcAnalysis, texts: Mapping[float, str]) -> str:
    limits = analysis.last_phase.limits
    if limits is None:
        return ""
    return (
        f" The average is {texts[limits.mean]}, and the limits of usual variation are "
        f"{texts[limits.shown_lower]} and {texts[limits.shown_upper]}."
    )


def _signal_words(points: Sequence[Point], judged: SpcResult) -> str:
    stand_out = [
        f"{point.label} ({point.text}: {_NAMES[kind]})"
        for point, kind in zip(points, judged.kinds, strict=True)
        if point.amount is not None and kind not in (Variation.COMMON, Variation.UNKNOWN)
    ]
    return f" Signals at: {join_words(stand_out)}." if stand_out else " No point stands out."
