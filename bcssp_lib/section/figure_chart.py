"""A notebook's own matplotlib or seaborn figure as a chart of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PathCollection
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import LogFormatterMathtext, NullFormatter

from bcssp_lib.model.errors import UserError
from bcssp_lib.section.chart_kit import (
    Chart,
    house_style,
    number_formatter,
    to_svg,
)
from bcssp_lib.section.outputs import alternative_text
from bcssp_lib.section.table_kit import Table

MOST_POINTS = 10_000


class DrawingStyle:
    """The house style, from a figure that a notebook asks for until that figure is shown.

    It must hold while the notebook draws: seaborn and matplotlib take colours, widths and text
    sizes from the settings at the moment of drawing.
    """

    def __init__(self) -> None:
        self._held = ExitStack()
        self._figure: Figure | None = None

    def new_figure(self, width: float, height: float) -> tuple[Figure, Axes]:
        """An empty figure of so many inches, and the house style from now on."""
        self._held.close()
        self._held.enter_context(house_style())
        self._figure = Figure(figsize=(width, height))
        return self._figure, self._figure.subplots()

    @contextmanager
    def showing(self, figure: Any) -> Iterator[None]:
        """Show a figure; afterwards matplotlib has its settings back, if it was made last."""
        try:
            yield
        finally:
            if _figure_in(figure) is self._figure:
                self._held.close()
                self._figure = None


def chart_from_figure(
    title: str, figure: Any, alt: str, data: Table, notes: Sequence[str], *, synthetic: bool
) -> Chart:
    """Make a chart of a figure, of axes, or of a seaborn grid; it cannot be drawn on after that.

    Raises ``UserError`` without alternative text, for a figure with nothing on it, and for one
    of more than 10,000 points.
    """
    import matplotlib.pyplot as plt  # slow to import: only where a chart is drawn

    check_words(title, alt)
    drawn = _figure_of(title, figure)
    _check_points(title, drawn)
    for text in drawn.findobj(Text):
        text.set_usetex(False)  # whatever the machine's matplotlibrc asks for
        text.set_parse_math(False)
    for axes in drawn.axes:
        _write_plain_numbers(axes)
    if drawn.get_layout_engine() is None:
        drawn.set_layout_engine("constrained")
    with house_style():
        svg = to_svg(drawn, title, synthetic=synthetic)
    plt.close(drawn)  # otherwise Jupyter would show it once more, without its words
    words = alternative_text(alt.strip(), synthetic=synthetic)
    return Chart(title, words, svg, data, tuple(notes))


def _write_plain_numbers(axes: Axes) -> None:
    """An axis of powers has numbers and not formulas, which are shown as they are written."""
    for axis in (axes.xaxis, axes.yaxis):
        if isinstance(axis.get_major_formatter(), LogFormatterMathtext):
            axis.set_major_formatter(number_formatter())
            axis.set_minor_formatter(NullFormatter())


def check_words(title: str, alt: Any) -> None:
    """Refuse a chart that a reader who cannot see it would learn nothing from."""
    if not isinstance(alt, str) or not alt.strip():
        raise UserError(
            f"The chart '{title}' has no alternative text, which a reader who cannot see it "
            'needs. Say what it shows: alt="Bars: stops rose in each age group, from … to …".'
        )


def _figure_of(title: str, figure: Any) -> Figure:
    drawn = _figure_in(figure)
    if drawn is None:
        raise UserError(
            f"The chart '{title}' needs a matplotlib figure, its axes, or a seaborn grid, and was "
            f"given a {type(figure).__name__}."
        )
    return drawn


def _figure_in(figure: Any) -> Figure | None:
    found = figure if isinstance(figure, Figure) else getattr(figure, "figure", None)
    return found if isinstance(found, Figure) else None


def _check_points(title: str, figure: Figure) -> None:
    drawn = [child for axes in figure.axes for child in axes.get_children()]
    points = sum(map(_points_of, drawn))
    if not any(axes.has_data() for axes in figure.axes):
        raise UserError(f"Nothing is drawn on the figure of the chart '{title}'.")
    if points > MOST_POINTS:
        raise UserError(
            f"The chart '{title}' has {points:,} points, and may have {MOST_POINTS:,}. "
            "Add figures up, or show fewer of them."
        )


def _points_of(artist: Artist) -> int:
    """How many points an artist adds to the picture, roughly as many as numbers in its file."""
    if isinstance(artist, Line2D):
        return int(np.size(artist.get_xdata()))
    if isinstance(artist, AxesImage):
        height, width = artist.get_size()
        return int(height) * int(width)
    if isinstance(artist, PathCollection):
        return int(np.shape(artist.get_offsets())[0])
    if isinstance(artist, Collection):
        return sum(int(np.shape(path.vertices)[0]) for path in artist.get_paths())
    return 1
