"""What every chart is: a picture, and the words and the table that carry the same content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bcssp_lib.show.kinds import CHART_TYPE
from bcssp_lib.show.style import mark_synthetic, to_svg
from bcssp_lib.show.tables import Table

TICKS = 6


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


@dataclass(frozen=True)
class Point:
    """One point of a series; ``amount`` is none where the period has no figure.

    ``low`` and ``high`` are the limits of its interval, where it has one.
    """

    label: str
    amount: float | None
    text: str
    low: float | None = None
    high: float | None = None


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
    axis.set_major_locator(MaxNLocator(integer=whole, nbins=TICKS))
    axis.set_major_formatter(FuncFormatter(lambda tick, _: f"{tick:,.10g}".replace("-", "−")))


def name_periods(axes: Axes, labels: Sequence[str]) -> None:
    """Names under the points, left out where they would run into each other."""
    step = 1 if len(labels) <= 4 else 2 if len(labels) <= 8 else 4
    shown = range(0, len(labels), step)
    axes.set_xticks(list(shown), [labels[at] for at in shown])


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
