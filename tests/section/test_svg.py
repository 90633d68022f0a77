"""Charts are drawn byte by byte as matplotlib draws them, whatever is remembered of others."""

from __future__ import annotations

import io
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure

from bcssp_lib.section import style, svg
from bcssp_lib.section.style import house_style, new_figure, to_svg


def picture() -> Figure:
    """A figure with texts of many kinds: of lines, turned, bold, of signs, of formulas, empty."""
    with house_style():
        figure = new_figure(5, 4)
        upper, lower = figure.subplots(2)
        upper.plot([1, 2, 3], [1_000, 2_500, 900], label="Recorded offences")
        upper.set_title("Offences\nin each year", loc="left")
        upper.annotate("−12.5% – “fewer”", (2, 2_500), xytext=(4, 4), textcoords="offset points")
        upper.legend()
        lower.bar(["one", "another of more words", ""], [1, 2, 3])
        lower.tick_params(axis="x", rotation=30)
        lower.set_ylabel("Number, $x^2$", weight="bold", size=9)
        lower.text(0, 1, "")
        style.mark_synthetic(figure)
    return figure


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered of texts."""
    monkeypatch.setattr(svg, "_shapes", {})
    for one in (svg._size, svg._places, svg._line):
        one.cache_clear()


def test_texts_are_measured_and_drawn_as_matplotlib_does(monkeypatch):
    remembering = [to_svg(picture()) for _ in range(2)]
    monkeypatch.setattr(svg, "_Renderer", RendererSVG)
    assert remembering == [to_svg(picture())] * 2


def test_texts_that_were_never_seen_are_drawn_alike(forgetful):
    assert [to_svg(picture()), to_svg(picture())] == [to_svg(picture())] * 2


def test_what_is_remembered_depends_on_the_fonts_size():
    assert len({svg._size("Offences", mpl.font_manager.FontProperties(size=size), False)
                for size in (9, 12)}) == 2  # fmt: skip


def test_letters_are_shaped_as_matplotlib_shapes_them():
    plain: Any = svg._plain
    font = plain._get_font(mpl.font_manager.FontProperties())
    for whole in (False, True):
        places, shapes, boxes = svg._Letters().get_glyphs_with_font(font, "fiancé", None, whole)
        wanted = plain.get_glyphs_with_font(font, "fiancé", None, whole)
        assert (places, list(shapes), boxes) == (wanted[0], list(wanted[1]), wanted[2])


def test_a_figure_without_a_layout_is_drawn_as_it_stands():
    figure = Figure(figsize=(2, 1), layout="none")
    figure.text(0.5, 0.5, "here")
    assert "<!-- here -->" in svg.drawn(figure)
    assert isinstance(figure.canvas, svg._Canvas)


def test_the_picture_holds_no_date():
    assert "<dc:date>" not in svg.drawn(Figure())
    buffer = io.StringIO()
    Figure().savefig(buffer, format="svg")
    assert "<dc:date>" in buffer.getvalue()
