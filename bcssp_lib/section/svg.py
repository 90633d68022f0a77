"""Drawing a figure as SVG, laid out by the measures of what draws it."""

from __future__ import annotations

import io
from collections import OrderedDict
from functools import lru_cache
from typing import Any

from matplotlib.backends.backend_svg import FigureCanvasSVG, RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.textpath import TextToPath

_DPI = FigureCanvasSVG.fixed_dpi
_UNHINTED = LoadFlags.NO_HINTING
_KEPT = 4096  # texts


def drawn(figure: Figure) -> str:
    """The figure as SVG.

    ``savefig`` would lay the figure out and draw it twice, and measure each text anew.
    """
    buffer = io.StringIO()
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
        figure.dpi = _DPI
        width, height = figure.bbox.size
        undated = {"Date": None, "Creator": None}
        made: Any = _Renderer
        self._renderer = made(width, height, file, image_dpi=_DPI, metadata=undated)

    def get_renderer(self) -> Any:
        """What measures the texts for a layout, and remembers them."""
        return self._renderer

    def draw_to_end(self) -> None:
        """Draw the figure, and end the file."""
        self.figure.draw(self._renderer)
        self._renderer.finalize()


class _Letters(TextToPath):
    """Turns texts into shapes; of texts that were seen before, the shapes are known."""

    def get_glyphs_with_font(
        self,
        font: Any,
        s: str,
        glyph_map: Any = None,
        return_new_glyphs_only: bool = False,
        *,
        features: Any = None,
        language: Any = None,
    ) -> Any:
        """Where the letters of a text stand, and the shapes of those not in ``glyph_map``."""
        places = _places(font, s, features, language)
        found = OrderedDict() if glyph_map is None else glyph_map
        new = OrderedDict((one[0], _shapes[one[0]]) for one in places if one[0] not in found)
        if not return_new_glyphs_only:
            found.update(new)
        return places, new if return_new_glyphs_only else found, []


class _Renderer(RendererSVG):
    """Draws SVG, and measures and shapes the same text once for all figures."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)  # type: ignore[no-untyped-call]
        self._text2path = _Letters()

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> Any:
        """The size of a text."""
        return _size(s, prop.copy(), ismath)

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:
        """How far a line reaches above and below, and its gap: read once from the font."""
        return _line(prop.copy())


_plain: Any = TextToPath()
_shapes: OrderedDict[str, Any] = OrderedDict()


@lru_cache(maxsize=_KEPT)
def _size(text: str, prop: FontProperties, ismath: Any) -> Any:
    return _plain.get_text_width_height_descent(text, prop, ismath)


@lru_cache(maxsize=_KEPT)
def _places(
    font: Any, text: str, features: Any, language: Any
) -> list[tuple[str, float, float, float]]:
    """Where the letters of a text stand; the shapes of new ones are kept beside it."""
    found = []
    for one in font._layout(text, _UNHINTED, features=features, language=language):
        name = _plain._get_glyph_repr(one.ft_object, one.glyph_index)
        found.append((name, one.x, one.y, 1.0))
        if name not in _shapes:
            one.ft_object.load_glyph(one.glyph_index, flags=_UNHINTED)
            _shapes[name] = one.ft_object.get_path()
    return found


@lru_cache(maxsize=64)
def _line(prop: FontProperties) -> tuple[float, float, float]:
    font: Any = get_font(findfont(prop))
    lines = font.get_sfnt_table("OS/2")
    scale = 1 / font.get_sfnt_table("head")["unitsPerEm"] * prop.get_size_in_points() * _DPI / 72
    ascender, descender, gap = (
        lines[name] for name in ("sTypoAscender", "sTypoDescender", "sTypoLineGap")
    )
    return ascender * scale, -descender * scale, gap * scale
