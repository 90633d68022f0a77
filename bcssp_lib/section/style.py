"""One house style for every chart: palette, type sizes and a deterministic SVG."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.figure import Figure

from bcssp_lib.section.svg import drawn

# The Analysis Function palette's colours that pass 3:1 against white.
DARK_BLUE = "#12436D"
DARK_PINK = "#801650"
ORANGE = "#F46A25"
GREY = "#6B6B6B"
INK = "#0b0c0c"

WIDTH_INCHES = 5.2  # so narrow that 12 point can still be read on a phone

_SETTINGS: Any = {
    "figure.dpi": 72,
    "figure.constrained_layout.use": True,
    "font.family": "DejaVu Sans",  # comes with matplotlib, so that every machine draws alike
    "font.size": 12,
    "axes.labelsize": 12,
    "axes.titlesize": 12,
    "axes.titley": 1.0,  # where it would come to stand: matplotlib would measure all ticks to see
    "xtick.labelsize": 12,
    "ytick.labelsize": 12,
    "axes.edgecolor": GREY,
    "axes.labelcolor": "#0b0c0c",
    "text.color": "#0b0c0c",
    "grid.color": "#d9d9d9",
    "svg.fonttype": "path",
    "svg.hashsalt": "bcssp",
}


def new_figure(width: float, height: float) -> Figure:
    """An empty picture, so many inches wide and high."""
    return Figure(figsize=(width, height))


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style, and leave matplotlib's settings as they were."""
    with sns.axes_style("whitegrid"), mpl.rc_context(_SETTINGS):
        yield


def mark_synthetic(figure: Figure) -> None:
    """Write on the picture itself that its figures are made up."""
    figure.text(
        0.5, 0.5, "SYNTHETIC", ha="center", va="center", rotation=20,
        fontsize=44, color=DARK_PINK, alpha=0.16, weight="bold", zorder=0,
    )  # fmt: skip


def to_svg(figure: Figure) -> str:
    """The figure as SVG in the house style, the same bytes each time: no date, no random ids."""
    with mpl.rc_context(_SETTINGS):
        return drawn(figure)
