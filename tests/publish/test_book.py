"""Quarto's book as readers meet it, on a wide and a narrow screen, and its PDF's pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from pypdf import PdfReader

pytestmark = [
    pytest.mark.quarto,
    pytest.mark.skipif(
        shutil.which("quarto") is None, reason="the Quarto program is not installed"
    ),
]

WIDE, NARROW = 1280, 320
A_COLUMN_FOR_EACH_TRAINING = "part-workforce-and-training.html"
CUT_TABLES = """() => [...document.querySelectorAll("main table")]
    .filter((one) => one.scrollWidth > one.clientWidth)
    .map((one) => one.caption.textContent)"""


def pages(book: Path) -> list[Path]:
    found = sorted((book / "publication/book").glob("*.html"))
    assert len(found) > 5
    return found


@pytest.mark.browser
def test_no_page_is_wider_than_the_screen_and_tables_fit_a_wide_one(banes_book, browser: Browser):
    for width in (WIDE, NARROW):
        page = browser.new_page(viewport={"width": width, "height": 800})
        for path in pages(banes_book):
            page.goto(path.as_uri())
            assert page.evaluate("() => document.documentElement.scrollWidth") == width, path.name
            if width == WIDE and path.name != A_COLUMN_FOR_EACH_TRAINING:
                assert page.evaluate(CUT_TABLES) == [], path.name
        page.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_book_has_no_barriers_that_a_machine_can_find(banes_book, browser: Browser, scheme):
    for width in (WIDE, NARROW):
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        for path in pages(banes_book):
            page.goto(path.as_uri())
            found = Axe().run(page).response["violations"]
            told = {one["id"]: one["nodes"][0]["html"] for one in found}
            assert told == {}, (path.name, width, told)
        page.close()


@pytest.mark.browser
def test_the_search_of_a_book_that_is_opened_from_a_folder_finds_words(
    banes_book, browser: Browser
):
    page = browser.new_page(viewport={"width": WIDE, "height": 800})
    page.goto((banes_book / "publication/book/index.html").as_uri())
    page.locator("#quarto-search input").press_sequentially("missing")
    hit = page.locator(".search-result-doc, .search-item").first
    hit.wait_for(timeout=5000)
    assert "issing" in hit.inner_text()
    page.close()


@pytest.mark.browser
def test_charts_are_in_the_typeface_of_the_page_below_their_titles(banes_book, browser: Browser):
    page = browser.new_page(viewport={"width": WIDE, "height": 800})
    page.goto((banes_book / "publication/book/12_adults.html").as_uri())
    charts = page.locator("figure").all()
    assert len(charts) >= 2
    for chart in charts:
        face = chart.locator("svg.chart text").first.evaluate("one => getComputedStyle(one).font")
        assert "Source Sans" in face
        title, picture = (
            chart.locator("figcaption").bounding_box(),
            chart.locator("svg").bounding_box(),
        )
        assert title is not None
        assert picture is not None
        assert title["y"] < picture["y"]
    page.close()


@pytest.mark.browser
def test_the_first_key_leads_past_the_frame_of_a_page(banes_book, browser: Browser):
    page = browser.new_page(viewport={"width": WIDE, "height": 800})
    page.goto((banes_book / "publication/book/part-notes.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the report"
    page.close()


def test_the_title_of_a_table_is_never_last_on_a_page_of_the_pdf(banes_book):
    reader = PdfReader(banes_book / "publication/book/report.pdf")
    texts = [page.extract_text().split("\n") for page in reader.pages]
    assert sum(line.startswith("Table ") for lines in texts for line in lines) > 10
    for number, lines in enumerate(texts, 1):
        words = [line for line in lines if line.strip() and not line.startswith("Version ")]
        body = [line for line in words if not line.startswith("Page ")]
        assert not body[-1].startswith("Table "), f"page {number} ends with a title"
