"""Series through time on a chart: points, gaps, targets and known events."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from bcssp_lib.model.fact import Interval
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.value import Observation
from bcssp_lib.section.chart_kit import DOTTED, INK, ORANGE
from bcssp_lib.section.indicator_result import target_of, value_of
from bcssp_lib.section.trends import Event, PlacedEvent
from bcssp_lib.stats.intervals import count_interval
from bcssp_lib.stats.wording import interval_text, join_words

_DAY = re.compile(r"\d+ [A-Z]")  # "30 Jun 2018", on which a figure was counted
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
    def known(self) -> bool:
        """Whether there is an amount to draw."""
        return self.amount is not None

    @property
    def text_with_interval(self) -> str:
        """The figure as a reader sees it, with its interval where it has one."""
        return f"{self.text} ({self.interval_text})" if self.interval_text else self.text


def plain_point(observation: Observation, indicator: Indicator) -> Point:
    """A figure as a point."""
    return Point(
        observation.period.short,
        observation.value.as_float,
        value_of(observation.value, indicator),
        observation.synthetic,
    )


def point_with_interval(
    observation: Observation, indicator: Indicator, interval: Interval | None
) -> Point:
    """A figure as a point, with its interval: that of a percentage, or of a count.

    What is planned does not change by chance, and has none.
    """
    point = plain_point(observation, indicator)
    if point.amount is None:
        return point
    if interval is None and indicator.unit is Unit.COUNT and not indicator.planned:
        interval = count_interval(int(point.amount))
    if interval is None:
        return point
    text = interval_text(interval, indicator.unit, indicator.decimals + 1)
    return replace(point, low=interval.lower, high=interval.upper, interval_text=text)


@dataclass(frozen=True)
class Series:
    """Points through time, with the known events among them."""

    points: Sequence[Point]
    events: Sequence[PlacedEvent] = ()

    @property
    def labels(self) -> list[str]:
        """The names of the periods."""
        return [point.label for point in self.points]

    @property
    def synthetic(self) -> bool:
        """Whether any figure is made up."""
        return any(point.synthetic for point in self.points)

    @cached_property
    def known(self) -> list[tuple[int, Point]]:
        """The points that have an amount, with their places."""
        return [(place, point) for place, point in enumerate(self.points) if point.known]

    @property
    def breaks(self) -> list[PlacedEvent]:
        """The events before which the line ends."""
        return [(place, event) for place, event in self.events if event.stops_line]

    @property
    def runs(self) -> list[list[int]]:
        """The places of points that a line may join: no gap, no break between."""
        stops = {place for place, _ in self.breaks}
        stretches: list[list[int]] = [[]]
        for place, point in enumerate(self.points):
            if place in stops or not point.known:
                stretches.append([])
            if point.known:
                stretches[-1].append(place)
        return [stretch for stretch in stretches if stretch]

    def draw_line(self, axes: Axes, **look: Any) -> None:
        """Join the points, but for gaps and breaks; ``look`` goes to matplotlib's line."""
        rows = [
            (place, self.points[place].amount, run)
            for run, places in enumerate(self.runs)
            for place in places
        ]
        if not rows:  # seaborn fails to draw no line
            return
        sns.lineplot(
            pd.DataFrame(rows, columns=["place", "amount", "run"]), x="place", y="amount",
            units="run", estimator=None, ax=axes, legend=False, markeredgewidth=0, **look,
        )  # fmt: skip

    def draw_target(self, axes: Axes, target: Target | None) -> None:
        """A dotted line with its name, on the side of it where the series does not begin."""
        if target is None:
            return
        level, name = target
        below = any((point.amount or 0) > level for _, point in self.known[:1])
        axes.axhline(level, color=ORANGE, linewidth=2, linestyle=DOTTED)
        axes.annotate(
            name, (0, level), xycoords=("axes fraction", "data"), xytext=(3, -4 if below else 4),
            textcoords="offset points", va="top" if below else "bottom",
        )  # fmt: skip

    def draw_events(self, axes: Axes) -> None:
        """Mark each place with a dotted line, and the letters of its events above it."""
        for place in dict.fromkeys(place for place, _ in self.events):
            letters = ", ".join(letter for letter, at, _ in self._lettered if at == place)
            axes.axvline(place - 0.5, color=INK, linewidth=1, linestyle=(0, (1, 2)))
            axes.annotate(
                letters, (place - 0.5, 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
                textcoords="offset points", ha="center", va="bottom", weight="bold",
            )  # fmt: skip

    def name_periods(self, axes: Axes) -> None:
        """Names under the points, left out where they would run into each other.

        The year is below the rest of a name: next to it they would touch on a phone's chart.
        """
        shown = range(0, len(self.points), _step(len(self.points)))
        labels = ["\n".join(self.labels[place].rsplit(" ", 1)) for place in shown]
        axes.set_xticks(list(shown), labels)

    @property
    def _lettered(self) -> list[tuple[str, int, Event]]:
        """The events with their letters, A for the first, and their places."""
        return [
            (chr(ord("A") + number % 26), place, event)
            for number, (place, event) in enumerate(self.events)
        ]

    def notes(self) -> list[str]:
        """Which periods have no figure, and what each letter means."""
        events = [f"{letter}: {event.wording}." for letter, _, event in self._lettered]
        return [*filter(None, [self.gap_words()]), *events]

    def events_at(self, place: int) -> list[str]:
        """The events that begin with the point at a place, with their letters."""
        return [f"{letter}: {event.wording}" for letter, at, event in self._lettered if at == place]

    def ends_words(self) -> str:
        """The first and the last known figure, with their periods; there is one at least."""
        (_, first), *_ = self.known
        _, last = self.known[-1]
        ends = (
            f"{point.text} {'on' if _DAY.match(point.label) else 'in'} {point.label}"
            for point in (first, last)
        )
        return " to ".join(ends)

    def gap_words(self) -> str:
        """A sentence that names the periods without a figure; nothing where there are none."""
        gaps = [point.label for point in self.points if not point.known]
        return f"There is no figure for {join_words(gaps)}." if gaps else ""


def _step(count: int) -> int:
    """Every how many-th of so many points is named: at most four are."""
    if count <= _NAMED:
        return 1
    return 2 if count <= 2 * _NAMED else _NAMED * math.ceil(count / _NAMED**2)


def axis_name(indicator: Indicator) -> str:
    """The name of an axis that counts what an indicator counts."""
    return "Percent" if indicator.unit is Unit.PERCENT else f"Number of {indicator.counts}"


def target_line(indicator: Indicator) -> Target | None:
    """Where an indicator's target is, with its name; None if it has none."""
    if indicator.target is None:
        return None
    return float(indicator.target), f"Target {target_of(indicator)}"


def target_words(target: Target | None) -> str:
    """A sentence that names the target; nothing where there is none."""
    return f" A dotted line shows the {target[1].lower()}." if target else ""
