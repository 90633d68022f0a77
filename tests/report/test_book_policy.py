"""What Quarto's own pages do under their security policy, as a web server would send them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page

from tests.report.conftest import QUARTO

pytestmark = [
    pytest.mark.browser,
    pytest.mark.quarto,
    pytest.mark.skipif(QUARTO is None, reason="the Quarto program is not installed"),
]


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def address(banes_book: Path) -> Iterator[str]:
    """Where the book is served."""
    book = str(banes_book / "publication/book")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=book))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def said(browser: Browser, address: str) -> Iterator[tuple[Page, list[str]]]:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    heard: list[str] = []
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.on("console", lambda one: heard.append(one.text))
    page.on("pageerror", lambda one: heard.append(str(one)))
    page.on("request", lambda one: one.url.startswith((address, "data:")) or heard.append(one.url))
    yield page, heard
    page.close()


def test_every_page_has_the_policy_first_and_breaks_it_nowhere(said, address, banes_book):
    page, heard = said
    for path in sorted((banes_book / "publication/book").glob("*.html")):
        text = path.read_text("utf-8")
        policy = text.index("Content-Security-Policy")
        assert policy < min(text.index("<script"), text.index("<link"))
        assert "unsafe-inline'; img" in text  # of styles alone
        assert not re.search(r"script-src[^;]*(unsafe|https?:)", text)
        assert not re.search(r"\son[a-z]+=", re.sub(r"(?s)<script.*?</script>", "", text))
        page.goto(f"{address}/{path.name}")
    assert heard == []


def test_the_search_finds_words_and_leads_to_them(said, address):
    page, heard = said
    page.goto(f"{address}/index.html")
    page.locator("#quarto-search input").fill("missing")
    hit = page.locator(".search-result-doc, .search-item").first
    hit.wait_for(timeout=5000)
    assert "issing" in hit.inner_text()
    assert heard == []


def test_contents_and_sidebar_work(said, address):
    page, heard = said
    page.goto(f"{address}/part-community-safety.html")
    links = page.locator("#TOC a")
    assert links.count() > 1
    links.nth(1).click()
    assert "#" in page.url
    page.locator("#quarto-sidebar a", has_text="Notes").click()
    assert page.url.endswith("part-notes.html")
    assert heard == []


def test_the_menu_opens_on_a_narrow_screen(said, address):
    page, heard = said
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{address}/part-community-safety.html")
    entry = page.locator("#quarto-sidebar a", has_text="Notes")
    assert not entry.is_visible()
    page.locator(".quarto-btn-toggle").click()
    entry.wait_for(state="visible", timeout=5000)
    page.locator(".quarto-search-button").click()
    assert heard == []
