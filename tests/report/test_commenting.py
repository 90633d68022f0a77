"""A reviewer comments in a browser and exports; the author takes it in; axe and keys agree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.projects import bcssp, make_small_project, sampled, write_yaml

pytestmark = pytest.mark.browser
SELECT = """text => {
    const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const at = walk.currentNode.textContent.indexOf(text);
        if (at < 0) continue;
        getSelection().setBaseAndExtent(walk.currentNode, at, walk.currentNode, at + text.length);
        return;
    }
    throw new Error(`${text} is not there`);
}"""
WORDS = "sessions were held"
PART = "Workforce and learning"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    made = make_small_project(tmp_path_factory.mktemp("commented") / "project")
    parts = [{"sections": ["police"]}, {"title": PART, "sections": ["training"]}]
    edition = {"title": "Annual report", "readers": "Testers", "parts": parts}
    write_yaml(made.params / "editions/annual.yaml", edition)
    assert bcssp(made, "build", "banes").returncode == 0
    return made


@pytest.fixture
def page(browser: Browser, project) -> Iterator[Page]:
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.told = []  # type: ignore[attr-defined]
    page.on("console", lambda one: page.told.append(one.text))
    page.on("pageerror", lambda one: page.told.append(str(one)))
    page.goto((project.reports / "banes/2023-24/review/report.html").as_uri())
    yield page
    assert page.told == []
    context.close()


def write_comment(page: Page, text: str) -> None:
    """Write a comment on the selected words, with keys alone."""
    page.keyboard.press("Alt+Shift+C")
    page.keyboard.type(text)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_a_comment_goes_from_the_reviewer_to_the_author_and_back(page, project, tmp_path):
    page.evaluate(SELECT, WORDS)
    write_comment(page, "How many people came?")
    assert page.locator("#comment-status").inner_text() == "Comment saved in this page."
    page.reload()
    assert page.locator("#comment-count").inner_text() == "1 comment of yours"
    page.locator("#comment-export").click()
    assert page.evaluate("document.activeElement.id") == "comment-by", "a name comes first"
    page.keyboard.type("Scrutiny panel")
    with page.expect_download() as download:
        page.locator("#comment-export").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    (comment,) = json.loads(path.read_text("utf-8"))["comments"]
    assert (comment["section"], comment["block"]) == ("training", "overview")
    assert comment["quote"] == WORDS

    done = bcssp(project, "review", "import", str(path))
    assert "How many people came?" in done.stdout, done.stderr
    answered = bcssp(project, "review", "answer", "banes", comment["id"], "--text", "Now said.")
    assert answered.returncode == 0
    assert bcssp(project, "build", "banes").returncode == 0
    page.reload()
    shown = page.locator("#block-training-overview .comment").inner_text()
    assert "How many people came?" in shown
    assert "Now said." in shown
    assert "no longer there" not in shown


def test_without_words_a_passage_is_chosen(page):
    page.locator("#comment-open").click()
    page.locator("#comment-place").select_option(label="Police (what-changed)")
    page.locator("#comment-save").click()
    assert page.locator("#comment-problem").inner_text() == "Write a comment first."
    page.keyboard.type("Why?")
    page.locator("#comment-save").click()
    assert re.search(r"Why\?", page.locator("#comment-list").inner_text())
    page.get_by_role("button", name="Remove the comment: Why?").click()
    assert not page.locator("#comment-mine").is_visible()


def test_keys_at_once_after_a_selection_are_about_the_selected_words(page):
    keys = "{altKey: true, shiftKey: true, code: 'KeyC'}"
    press = f"document.dispatchEvent(new KeyboardEvent('keydown', {keys}))"
    page.evaluate(f"text => {{ ({SELECT})(text); {press}; }}", WORDS)
    assert page.locator("#comment-quote").inner_text() == WORDS


def test_a_comment_on_the_heading_of_a_part_is_on_its_first_text(page):
    page.evaluate(SELECT, PART)
    write_comment(page, "Why this order?")
    assert page.locator("#comment-list a").get_attribute("href") == "#block-training-title"


def test_escape_leaves_the_dialog_and_nothing_is_kept(page):
    page.keyboard.press("Alt+Shift+C")
    page.keyboard.type("Not this")
    page.keyboard.press("Escape")
    assert not page.locator("#comment-dialog").is_visible()
    page.reload()
    assert "Not this" not in page.content()


@pytest.mark.parametrize("width", sampled([1280, 320], {1280}))
def test_axe_finds_nothing_in_the_tool_or_its_dialog(browser, project, width):
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto((project.reports / "banes/2023-24/review/report.html").as_uri())
    page.evaluate(SELECT, WORDS)
    write_comment(page, "A comment")
    for _ in range(2):
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        page.keyboard.press("Alt+Shift+C")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_no_script_but_the_pages_own_may_run(page):
    policy = page.locator("meta[http-equiv]").get_attribute("content")
    assert re.search(r"^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src", policy)
    assert page.locator("script").count() == 1
    page.told.clear()
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
    }""")
    assert page.evaluate("window.ran === undefined")
    assert any("Content Security Policy" in text for text in page.told)
    page.told.clear()


def test_the_page_of_all_reports_leads_to_the_review_copy(page, project):
    page.goto((project.reports / "index.html").as_uri())
    assert page.locator("tbody tr").count() == 1
    page.set_viewport_size({"width": 320, "height": 800})
    right = "each => Math.max(...each.map(link => link.getBoundingClientRect().right))"
    assert page.locator("tbody a").evaluate_all(right) <= 320
    page.get_by_role("link", name="Review copy, Bath").press("Enter")
    assert page.locator("h1").inner_text() == "Annual report 2023-24"


def test_on_a_phone_the_button_covers_neither_fields_nor_the_end_of_the_report(page):
    page.set_viewport_size({"width": 320, "height": 600})
    page.locator("#comment-by").focus()
    place = "each => each.getBoundingClientRect()"
    bar = page.locator("#comment-bar").evaluate(place)
    assert (bar["left"], bar["right"]) == (0, 320)
    assert page.locator("#comment-by").evaluate(place)["bottom"] <= bar["top"]
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    last = page.locator("footer p").evaluate(place)["bottom"]
    assert last <= page.locator("#comment-bar").evaluate(place)["top"]


def test_it_prints_without_its_tools(page):
    page.emulate_media(media="print")
    assert not page.locator("#comment-bar").is_visible()
    assert not page.locator("#comment-tool").is_visible()
