"""Series through time on a chart: points, gaps, targets and known events."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Observation
from bcssp_lib.section.chart_kit import DOTTED, INK, ORANGE
from bcssp_lib.section.events import Event, place_events
from bcssp_lib.section.tables import target_of, value_of
from bcssp_lib.stats.intervals import count_interval, proportion_interval
from bcssp_lib.stats.wording import interval_text, join_words

_NAMED = 4  # names that have room side by side

Target = tuple[float, str]  # where it is, and its name


@dataclass(frozen=True)
class Point:
    """One point of a series; ``amount`` is None if the period has no figure.

    ``low`` and ``high`` are the limits of its interval, where it has one, and
    ``interval_text`` how a reader sees them. ``synthetic``: it is made up.
    """

    label: str
    amount: float | None
    text: str
    synthetic: bool = False
    low: float | None = None
    high: float | None = None
    interval_text: str = ""

    @property
    def text_with_interval(self) -> str:
        """The figure as a reader sees it, with its interval where it has one."""
        return f"{self.text} ({self.interval_text})" if self.interval_text else self.text


def plain_point(observation: Observation, indicator: Indicator) -> Point:
    """A figure as a point."""
    return Point(
        observation.period.short,
        observation.value.as_float,
        value_of(observation, indicator),
        observation.synthetic,
    )


def point_with_interval(
    observation: Observation, indicator: Indicator, counts: tuple[int, int] | None
) -> Point:
    """A figure as a point, with its interval: of a count that is not planned, or of ``counts``.

    ``counts`` are the part and the whole behind a percentage, where they are known.
    """
    point = plain_point(observation, indicator)
    if point.amount is None:
        return point
    if counts is not None:
        interval = proportion_interval(*counts).scaled(100)
    elif indicator.unit is Unit.COUNT and not indicator.planned:
        interval = count_interval(int(point.amount))
    else:
        return point
    text = interval_text(interval, indicator.unit, indicator.decimals + 1)
    return replace(point, low=interval.lower, high=interval.upper, interval_text=text)


@dataclass(frozen=True)
class Happening:
    """A known event, at the place of the first point that it concerns.

    ``stops_line``: what came before may not be joined with what came since.
    """

    place: int
    text: str
    stops_line: bool


def known_places(points: Sequence[Point]) -> list[tuple[int, Point]]:
    """The points that have an amount, with their places."""
    return [(place, point) for place, point in enumerate(points) if point.amount is not None]


def known_points(points: Sequence[Point]) -> list[Point]:
    """The points that have an amount."""
    return [point for _, point in known_places(points)]


def axis_name(indicator: Indicator) -> str:
    """The name of an axis that counts what an indicator counts."""
    return "Percent" if indicator.unit is Unit.PERCENT else f"Number of {indicator.counts}"


def draw_line(axes: Axes, points: Sequence[Point], stops: Sequence[int] = (), **look: Any) -> None:
    """Join the points, but for gaps and breaks; ``look`` goes to matplotlib's line."""
    frame = pd.DataFrame(
        [
            (place, points[place].amount, run)
            for run, (start, stop) in enumerate(runs(points, stops))
            for place in range(start, stop)
        ],
        columns=["place", "amount", "run"],
    )
    if frame.empty:  # seaborn fails to draw no line
        return
    sns.lineplot(
        frame, x="place", y="amount", units="run", estimator=None, ax=axes, legend=False,
        markeredgewidth=0, **look,
    )  # fmt: skip


def runs(points: Sequence[Point], stops: Sequence[int] = ()) -> list[tuple[int, int]]:
    """The stretches of points that may be joined by a line: no gap, no break between."""
    stretches: list[tuple[int, int]] = []
    start: int | None = None
    for index, point in enumerate(points):
        if start is not None and (point.amount is None or index in stops):
            stretches.append((start, index))
            start = None
        if point.amount is not None and start is None:
            start = index
    if start is not None:
        stretches.append((start, len(points)))
    return stretches


def name_periods(axes: Axes, labels: Sequence[str]) -> None:
    """Names under the points, left out where they would run into each other.

    The year is below the rest of a name: side by side they would touch on a phone's chart.
    """
    shown = range(0, len(labels), _step(len(labels)))
    axes.set_xticks(list(shown), ["\n".join(labels[index].rsplit(" ", 1)) for index in shown])


def _step(count: int) -> int:
    """Every how many-th of so many points is named: at most four are."""
    if count <= _NAMED:
        return 1
    return 2 if count <= 2 * _NAMED else _NAMED * math.ceil(count / _NAMED**2)


def target_line(indicator: Indicator) -> Target | None:
    """Where an indicator's target is, with its name; None if it has none."""
    if indicator.target is None:
        return None
    return float(indicator.target), f"Target {target_of(indicator)}"


def draw_target(axes: Axes, points: Sequence[Point], target: Target) -> None:
    """A dotted line with its name, on the side of it where the series does not begin."""
    amounts = [point.amount for point in points if point.amount is not None]
    below = bool(amounts) and amounts[0] > target[0]
    axes.axhline(target[0], color=ORANGE, linewidth=2, linestyle=DOTTED)
    axes.annotate(
        target[1], (0, target[0]), xycoords=("axes fraction", "data"),
        xytext=(3, -4 if below else 4), textcoords="offset points", va="top" if below else "bottom",
    )  # fmt: skip


def find_happenings(events: Sequence[Event], periods: Sequence[Period]) -> list[Happening]:
    """The events within a series, at their places."""
    return [
        Happening(place, event.wording, event.stops_line)
        for place, event in place_events(events, periods)
    ]


def line_stops(happenings: Sequence[Happening]) -> list[int]:
    """The places before which a line ends."""
    return [happening.place for happening in happenings if happening.stops_line]


def draw_happenings(axes: Axes, happenings: Sequence[Happening]) -> None:
    """Mark each place with a dotted line, and the letters of its events above it."""
    letters: dict[int, list[str]] = {}
    for number, happening in enumerate(happenings):
        letters.setdefault(happening.place, []).append(_letter(number))
    for place, names in letters.items():
        axes.axvline(place - 0.5, color=INK, linewidth=1, linestyle=(0, (1, 2)))
        axes.annotate(
            ", ".join(names), (place - 0.5, 1), xycoords=("data", "axes fraction"),
            xytext=(0, 3), textcoords="offset points", ha="center", va="bottom", weight="bold",
        )  # fmt: skip


def notes_of_happenings(happenings: Sequence[Happening]) -> tuple[str, ...]:
    """What each letter means."""
    return tuple(
        f"{_letter(number)}: {happening.text}." for number, happening in enumerate(happenings)
    )


def happenings_at(happenings: Sequence[Happening], place: int) -> list[str]:
    """The events that begin with the point at a place, with their letters."""
    return [
        f"{_letter(number)}: {happening.text}"
        for number, happening in enumerate(happenings)
        if happening.place == place
    ]


def _letter(number: int) -> str:
    """The letter of an event: A for the first."""
    return chr(ord("A") + number % 26)


def ends_words(points: Sequence[Point]) -> str:
    """The first and the last known figure, with their periods; there is one at least."""
    shown = known_points(points)
    first, last = shown[0], shown[-1]
    return f"{first.text} in {first.label} to {last.text} in {last.label}"


def gap_words(points: Sequence[Point]) -> str:
    """A sentence that names the periods without a figure; nothing where there are none."""
    gaps = [point.label for point in points if point.amount is None]
    return f" There is no figure for {join_words(gaps)}." if gaps else ""


def target_words(target: Target | None) -> str:
    """A sentence that names the target; nothing where there is none."""
    return f" A dotted line shows the {target[1].lower()}." if target else ""
