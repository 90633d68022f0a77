"""Every kind of chart as it is drawn: no text cut off, none over another, none too small."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.section.pictures import KINDS

pytestmark = pytest.mark.browser

POINTS = 12
_SLACK = 1.0  # of a pixel: boxes of glyphs are not measured more exactly
_MEASURED = """
[...document.querySelectorAll('svg g[id^="text_"]')].map(one => {
  const box = one.getBoundingClientRect(), svg = one.closest('svg').getBoundingClientRect();
  const inner = one.querySelector('g[transform*="scale"]');
  const words = document.createNodeIterator(one, NodeFilter.SHOW_COMMENT).nextNode();
  return {
    text: words ? words.data.trim() : '',
    left: box.left - svg.left, right: box.right - svg.left,
    top: box.top - svg.top, bottom: box.bottom - svg.top,
    width: svg.width, height: svg.height,
    transform: inner ? inner.getAttribute('transform') : '',
  };
})
"""


@pytest.fixture(scope="module")
def texts(browser: Browser) -> dict[str, list[dict[str, Any]]]:
    """Where each text of each kind of chart stands."""
    page = browser.new_page(viewport={"width": 800, "height": 1200})
    found = {}
    for name, draw in KINDS.items():
        page.set_content(f'<body style="margin:0">{draw().svg}</body>')
        found[name] = page.evaluate(_MEASURED)
    page.close()
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_is_cut_off(texts, kind):
    assert len(texts[kind]) > 3
    for one in texts[kind]:
        assert one["left"] >= -_SLACK, one
        assert one["top"] >= -_SLACK, one
        assert one["right"] <= one["width"] + _SLACK, one
        assert one["bottom"] <= one["height"] + _SLACK, one


@pytest.mark.parametrize("kind", KINDS)
def test_no_text_stands_over_another(texts, kind):
    for one, other in combinations(texts[kind], 2):
        across = min(one["right"], other["right"]) - max(one["left"], other["left"])
        down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
        assert across <= _SLACK or down <= _SLACK, (one["text"], other["text"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_is_level_and_of_twelve_points_or_more(texts, kind):
    for one in texts[kind]:
        assert "rotate" not in one["transform"], one
        scale = float(one["transform"].partition("scale(")[2].split()[0])
        assert 100 * scale >= POINTS - 0.01, one  # glyphs are drawn at 100 points
