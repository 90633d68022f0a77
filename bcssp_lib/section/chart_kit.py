"""What every chart is: a picture, and the words and the table that carry the same content."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bcssp_lib.section.mime_types import CHART_TYPE
from bcssp_lib.section.style import ORANGE, mark_synthetic, to_svg
from bcssp_lib.section.table_kit import Table

TICKS = 6
FEW_TICKS = 4  # side by side, of numbers in millions
_LONG = 1_000_000
_NAMED = 4  # names that have room side by side


@dataclass(frozen=True)
class Chart:
    """A picture with the words and the table that carry the same content."""

    title: str
    alternative: str
    svg: str
    data: Table
    notes: tuple[str, ...] = ()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        content = {
            "title": self.title,
            "alternative": self.alternative,
            "table": self.data.to_html(),
            "notes": list(self.notes),
            "plain": self.data.to_plain(),
        }
        return {
            CHART_TYPE: content,
            "image/svg+xml": self.svg,
            "text/plain": self.alternative,
        }


def draw_target(axes: Axes, points: Sequence[Point], target: tuple[float, str]) -> None:
    """A dotted line with its name, on the side of it where the series does not begin."""
    known = [one.amount for one in points if one.amount is not None]
    below = bool(known) and known[0] > target[0]
    axes.axhline(target[0], color=ORANGE, linewidth=2, linestyle=(0, (1, 1.5)))
    axes.annotate(
        target[1], (0, target[0]), xycoords=("axes fraction", "data"),
        xytext=(3, -4 if below else 4), textcoords="offset points", va="top" if below else "bottom",
    )  # fmt: skip


@dataclass(frozen=True)
class Point:
    """One point of a series; ``amount`` is none where the period has no figure.

    ``low`` and ``high`` are the limits of its interval, where it has one, and
    ``interval_text`` how a reader sees them.
    """

    label: str
    amount: float | None
    text: str
    low: float | None = None
    high: float | None = None
    interval_text: str = ""


def finish(figure: Figure, synthetic: bool) -> str:
    """The picture as SVG; made-up figures are marked on the picture itself."""
    if synthetic:
        mark_synthetic(figure)
    return to_svg(figure)


def synthetic_words(synthetic: bool) -> str:
    """How the alternative text of made-up figures begins."""
    return "Synthetic figures. " if synthetic else ""


def number_axis(axes: Axes, which: str, *, whole: bool = True) -> None:
    """Ticks with thousands separators, as many as stay legible."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    long = which == "x" and axis.get_view_interval()[1] >= _LONG
    axis.set_major_locator(MaxNLocator(integer=whole, nbins=FEW_TICKS if long else TICKS))
    axis.set_major_formatter(FuncFormatter(lambda tick, _: f"{tick:,.10g}".replace("-", "−")))


def name_periods(axes: Axes, labels: Sequence[str]) -> None:
    """Names under the points, left out where they would run into each other.

    The year stands below the rest of a name: side by side they would touch on a phone's chart.
    """
    shown = range(0, len(labels), _step(len(labels)))
    axes.set_xticks(list(shown), ["\n".join(labels[at].rsplit(" ", 1)) for at in shown])


def _step(count: int) -> int:
    """Every how many-th of so many points is named: at most four are."""
    if count <= _NAMED:
        return 1
    return 2 if count <= 2 * _NAMED else _NAMED * math.ceil(count / _NAMED**2)


def runs(points: Sequence[Point], stops: Sequence[int] = ()) -> list[tuple[int, int]]:
    """The stretches of points that may be joined by a line: no gap, no break between."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for at, one in enumerate(points):
        if start is not None and (one.amount is None or at in stops):
            found.append((start, at))
            start = None
        if one.amount is not None and start is None:
            start = at
    if start is not None:
        found.append((start, len(points)))
    return found
