"""One house style for every chart: palette, type sizes and a deterministic SVG."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure

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
    """The figure as SVG, the same bytes each time: no date, no random ids.

    ``savefig`` would lay the figure out and draw it twice, and measure each text anew.
    """
    buffer = io.StringIO()
    with mpl.rc_context(_SETTINGS):
        canvas = _Canvas(figure, buffer)
        _settle_missing_labels(figure)
        layout = figure.get_layout_engine()
        if layout is not None:
            layout.execute(figure)
        figure.set_layout_engine("none")
        canvas.draw_to_end()
    return buffer.getvalue()


def _settle_missing_labels(figure: Figure) -> None:
    """Give an axis without a label a place for it: matplotlib would measure its ticks for one."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if not axis.get_label_text():
                axis.set_label_coords(0, 0)


class _Canvas(FigureCanvasSVG):
    """A canvas whose figure is laid out by the measures of what draws it."""

    def __init__(self, figure: Figure, file: io.StringIO) -> None:
        super().__init__(figure)
        figure.dpi = self.fixed_dpi
        width, height = figure.bbox.size
        undated = {"Date": None, "Creator": None}
        made: Any = RendererSVG
        self._renderer = made(width, height, file, image_dpi=self.fixed_dpi, metadata=undated)

    def get_renderer(self) -> Any:
        """What measures the texts for a layout, and remembers them."""
        return self._renderer

    def draw_to_end(self) -> None:
        """Draw the figure, and end the file."""
        self.figure.draw(self._renderer)
        self._renderer.finalize()
