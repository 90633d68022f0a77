"""Every kind of chart as it is drawn: no text cut off, none over another, none too small."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from playwright.sync_api import Browser

from bcssp_lib.files.typeface import FAMILY
from bcssp_lib.publish.look import font_face_css
from tests.section.pictures import KINDS

pytestmark = pytest.mark.browser

POINTS = 12
_SLACK = 1.0  # of a pixel: letters are not measured more exactly
_BETWEEN_LINES = 5.0  # pixels: boxes are taller than letters
_PIXELS_PER_POINT = 96 / 72
_MEASURED = """
[...document.querySelectorAll('svg text')].map(one => {
  const box = one.getBoundingClientRect(), svg = one.closest('svg').getBoundingClientRect();
  return {
    text: one.textContent,
    left: box.left - svg.left, right: box.right - svg.left,
    top: box.top - svg.top, bottom: box.bottom - svg.top,
    width: svg.width, height: svg.height,
    size: parseFloat(getComputedStyle(one).fontSize),
    transform: one.getAttribute('transform') || '',
  };
})
"""
_SELECTED = """
() => { getSelection().selectAllChildren(document.querySelector('svg'));
        return getSelection().toString(); }
"""


def page_of(svg: str) -> str:
    """A page with a chart and the fonts that a report has."""
    return f'<style>{font_face_css()}</style><body style="margin:0">{svg}</body>'


@pytest.fixture(scope="module")
def texts(browser: Browser) -> dict[str, list[dict[str, Any]]]:
    """Where each text of each kind of chart stands."""
    page = browser.new_page(viewport={"width": 800, "height": 1200})
    found = {}
    for name, draw in KINDS.items():
        page.set_content(page_of(draw().svg))
        page.evaluate("document.fonts.ready")
        found[name] = page.evaluate(_MEASURED)
    page.close()
    return found


def test_text_can_be_selected_and_is_as_wide_as_it_was_laid_out(browser: Browser):
    chart = KINDS["before and after"]()
    page = browser.new_page()
    page.set_content(page_of(chart.svg))
    page.evaluate("document.fonts.ready")
    assert "Contacts that ended in advice" in page.evaluate(_SELECTED)
    assert page.evaluate("[...document.fonts].every(one => one.status == 'loaded')")
    text = "12 months to 31 March 2023"
    found = next(one for one in page.evaluate(_MEASURED) if one["text"] == text)
    laid_out = TextPath((0, 0), text, size=12, prop=FontProperties(FAMILY))
    width = laid_out.get_extents().width * _PIXELS_PER_POINT
    assert found["right"] - found["left"] == pytest.approx(width, abs=3)
    page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_is_cut_off(texts, kind):
    assert len(texts[kind]) > 3
    for text in texts[kind]:
        assert text["left"] >= -_SLACK, text
        assert text["top"] >= -_SLACK, text
        assert text["right"] <= text["width"] + _SLACK, text
        assert text["bottom"] <= text["height"] + _SLACK, text


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_stands_over_another(texts, kind):
    for one, other in combinations(texts[kind], 2):
        across = min(one["right"], other["right"]) - max(one["left"], other["left"])
        down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
        assert across <= _SLACK or down <= _BETWEEN_LINES, (one["text"], other["text"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_is_level_and_of_twelve_points_or_more(texts, kind):
    for text in texts[kind]:
        assert not re.search(r"rotate\(-?[1-9]", text["transform"]), text
        assert text["size"] >= POINTS, text  # in units of the picture, which are points
