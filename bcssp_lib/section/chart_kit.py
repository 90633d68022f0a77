"""What every chart shares: the house style, the picture, and the words and table with it.

A notebook's own matplotlib or seaborn figure becomes a chart here as well.
"""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import chain
from typing import Any

import matplotlib as mpl
import matplotlib.style
import numpy as np
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import Collection, PathCollection
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, LogFormatterMathtext, MaxNLocator, NullFormatter

from bcssp_lib.files.typeface import typeface_files
from bcssp_lib.model.errors import UserError
from bcssp_lib.section.outputs import CHART_TYPE, OF_CHART, Column, Table, alternative_text, table

# The Analysis Function palette's colours that pass 3:1 against white.
DARK_BLUE = "#12436D"
DARK_PINK = "#801650"
ORANGE = "#F46A25"
GREY = "#6B6B6B"
INK = "#0b0c0c"

DASHED = (0, (4, 3))
DOTTED = (0, (1, 1.5))

WIDTH_INCHES = 5.2  # so narrow that 12 point can still be read on a phone
TICKS = 6
_FEW_TICKS = 4  # side by side, of numbers in millions
_LONG = 1_000_000
_HEADLINE_WORDS = 15  # a longer headline is left out
_BLANK = " "
_UNDATED = {"Date": None, "Creator": None, "Format": None, "Type": None}
MOST_POINTS = 10_000
_STYLE = files("bcssp_lib.section") / "templates" / "house.mplstyle"


@dataclass(frozen=True)
class Chart:
    """A picture with the words and the table that carry the same content.

    ``headline`` says in a few words what it shows, and ``title`` what it is of.
    """

    title: str
    alternative: str
    svg: str
    data: Table
    notes: tuple[str, ...] = ()
    headline: str = ""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        content = {
            "title": self.title,
            "headline": self.headline if len(self.headline.split()) <= _HEADLINE_WORDS else "",
            "alternative": self.alternative,
            "table": self.data.to_html(),
            "notes": list(self.notes),
            "plain": self.data.to_plain(),
        }
        return {CHART_TYPE: content, "image/svg+xml": self.svg, "text/plain": self.alternative}


@dataclass(frozen=True)
class HouseChart(ABC):
    """A chart that can be drawn; each kind says what it paints, its words and its figures."""

    title: str

    @property
    def _height(self) -> float:
        """In inches."""
        return 4.2

    @property
    @abstractmethod
    def _synthetic(self) -> bool:
        """Whether it shows figures that are made up."""

    def draw(self) -> Chart:
        """The picture, with its words and its table; made-up figures are named on both."""
        with house_style():
            figure = Figure(figsize=(WIDTH_INCHES, self._height))
            self._paint(figure)
            _settle_names(figure)
            svg = to_svg(figure, self.title, synthetic=self._synthetic)
        words = alternative_text(self._words(), synthetic=self._synthetic)
        notes, headline = tuple(self._notes()), self._headline()
        return Chart(self.title, words, svg, self._data(), notes, headline)

    @abstractmethod
    def _paint(self, figure: Figure) -> None:
        """Draw on an empty figure."""

    @abstractmethod
    def _words(self) -> str:
        """What it shows, for readers who cannot see it."""

    @abstractmethod
    def _data(self) -> Table:
        """The figures behind it."""

    def _headline(self) -> str:
        """What it shows, in a few words; empty where it makes no one point."""
        return ""

    def _notes(self) -> Sequence[str]:
        """What to know about it, below the picture."""
        return ()

    def _table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Table:
        """A table whose title says that it holds the figures behind this chart."""
        return table(f"{OF_CHART}{self.title}", columns, rows)


def open_axes(figure: Figure) -> Axes:
    """Empty axes for a chart to draw on."""
    axes = figure.subplots()
    hold_names(axes)
    return axes


def hold_names(axes: Axes) -> None:
    """Give axes blank names until they get their own, or none.

    seaborn names axes that have no names, and makes all ticks first, which takes long.
    """
    axes.set(title="", xlabel=_BLANK, ylabel=_BLANK)


def _settle_names(figure: Figure) -> None:
    """Take blank names off; matplotlib need not work out where the name of such an axis goes."""
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            if not axis.get_label_text().strip():
                axis.set_label_text("")
                axis.set_label_coords(0, 0)


@cache
def _add_typeface() -> None:
    """Tell matplotlib of the typeface, which is in a package that it does not look into."""
    for path in typeface_files().values():
        font_manager.fontManager.addfont(path)


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style, and leave matplotlib's settings as they were."""
    _add_typeface()
    with as_file(_STYLE) as path, matplotlib.style.context(path, after_reset=True):
        yield


def to_svg(figure: Figure, title: str, *, synthetic: bool) -> str:
    """A figure as SVG whose text is text: the same bytes each time, without a date.

    The house style must hold. The ids in it depend on the title, since a page has many pictures.
    """
    buffer = io.StringIO()
    mark = _mark_synthetic(figure) if synthetic else None
    with mpl.rc_context({"svg.hashsalt": title}):
        draw: Any = FigureCanvasSVG(figure).print_svg  # savefig would draw all of it twice
        draw(buffer, metadata=_UNDATED)
    if mark is not None:
        mark.remove()
    return buffer.getvalue()


def _mark_synthetic(figure: Figure) -> Any:
    """Write on the picture itself that its figures are made up."""
    return figure.text(
        0.5, 0.5, "SYNTHETIC", ha="center", va="center", rotation=20,
        fontsize=44, color=DARK_PINK, alpha=0.16, weight="bold", zorder=0,
    )  # fmt: skip


def number_axis(axes: Axes, which: str) -> None:
    """Ticks with thousands separators, as many as stay legible."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    long = which == "x" and axis.get_view_interval()[1] >= _LONG
    axis.set_major_locator(MaxNLocator(integer=True, nbins=_FEW_TICKS if long else TICKS))
    axis.set_major_formatter(_number_formatter())


def _number_formatter() -> FuncFormatter:
    """What writes ticks in plain numbers: matplotlib makes formulas of powers of ten."""
    return FuncFormatter(lambda tick, _: f"{tick:,.10g}".replace("-", "−"))


def finish_rows(axes: Axes, rows: int, top: float, ends: tuple[float, float], name: str) -> None:
    """Finish axes with a row a thing, named within, from the top down, on a level scale."""
    axes.set_ylim(rows - 0.5, top)
    axes.set_yticks([])
    axes.set_xlim(*ends)
    axes.set(xlabel=name, ylabel="")
    number_axis(axes, "x")
    axes.spines["left"].set_visible(False)


def name_axis(axes: Axes, name: str, pad: float = 10) -> None:
    """Name the upright axis above it, where a name is level."""
    axes.set_title(name, pad=pad)
    axes.set_ylabel("")


def add_legend(figure: Figure, handles: Sequence[Any], columns: int = 1) -> None:
    """A legend above the axes, far enough from the name of an axis not to take it for an entry."""
    figure.legend(handles=handles, loc="outside upper left", ncols=columns, borderpad=0.9)


# A notebook's own figure


class DrawingStyle:
    """The house style, from a figure that a notebook asks for until that figure is shown.

    It must hold while the notebook draws: seaborn and matplotlib take colours, widths and text
    sizes from the settings at the moment of drawing.
    """

    def __init__(self) -> None:
        self._held = ExitStack()
        self._figure: Figure | None = None
        self.not_shown: list[Figure] = []

    def new_figure(self, width: float, height: float) -> tuple[Figure, Axes]:
        """An empty figure of so many inches, and the house style from now on."""
        self._held.close()
        self._held.enter_context(house_style())
        self._figure = Figure(figsize=(width, height))
        self.not_shown.append(self._figure)
        return self._figure, self._figure.subplots()

    @contextmanager
    def showing(self, figure: Any) -> Iterator[None]:
        """Show a figure; afterwards matplotlib has its settings back, if it was made last."""
        try:
            yield
        finally:
            shown = _figure_in(figure)
            self.not_shown = [each for each in self.not_shown if each is not shown]
            if shown is self._figure:
                self._held.close()
                self._figure = None


def chart_from_figure(
    title: str,
    figure: Any,
    alt: str,
    data: Table,
    notes: Sequence[str],
    *,
    names: Mapping[str, str],
    synthetic: bool,
) -> Chart:
    """Make a chart of a figure, of axes, or of a seaborn grid; it cannot be drawn on after that.

    ``names`` are what readers know the ids by that stand on it, as names of its axes.

    Raises ``UserError`` for a figure with nothing on it, and for one of more than 10,000 points.
    """
    import matplotlib.pyplot as plt  # slow to import: only where a chart is drawn

    drawn = _figure_of(title, figure)
    _check_points(title, drawn)
    for text in drawn.findobj(Text):
        text.set_usetex(False)  # whatever the machine's matplotlibrc asks for
        text.set_parse_math(False)
        if name := names.get(text.get_text()):
            text.set_text(name)
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
            axis.set_major_formatter(_number_formatter())
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
    lines = chain.from_iterable(axes.lines for axes in figure.axes)
    others = any(axes.patches or axes.collections or axes.images for axes in figure.axes)
    if not others and not any(map(_is_visible, lines)):
        raise UserError(
            f"Nothing can be seen on the figure of the chart '{title}': a line needs two figures "
            'next to each other, or a marker for one alone, such as marker="o".'
        )
    if points > MOST_POINTS:
        raise UserError(
            f"The chart '{title}' has {points:,} points, and may have {MOST_POINTS:,}. "
            "Add figures up, or show fewer of them."
        )


def _is_visible(line: Line2D) -> bool:
    """Whether a line has two points next to each other, or one and a marker."""
    there = np.isfinite(np.asarray(line.get_xydata(), dtype=float)).all(axis=1)
    if str(line.get_marker()) not in _NO_MARKER:
        return bool(there.any())
    return bool((there[1:] & there[:-1]).any())


_NO_MARKER = {"None", "none", " ", ""}


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
