"""JupyterLab as an author uses it: open, write, look at the panel, save, build, read the copy."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bcssp_lib.build.authoring import list_author_files
from bcssp_lib.narrative.author_files import AuthorFiles
from bcssp_lib.narrative.saving import save
from benchmarks.typed import PATIENCE, PROMISED, edited, lab_served, latencies, summary
from tests.narrative.test_saving import built, review
from tests.projects import copied_project, processes_for

pytestmark = pytest.mark.browser

PROSE = "Reports of missing children"
BUSY = 4  # times the promise, on a machine that does other things too


@pytest.fixture(scope="module")
def own_files(opened_project: Path, tmp_path_factory: pytest.TempPathFactory) -> AuthorFiles:
    """The files of one section, for all tests here."""
    project = copied_project(opened_project, tmp_path_factory.mktemp("lab"))
    (found,) = list_author_files(project, ("banes",), "2023-24", "police")
    return found


@pytest.fixture(scope="module")
def page(own_files: AuthorFiles, browser: Browser, tmp_path_factory) -> Iterator[Page]:
    """JupyterLab on the working notebook, as ``bcssp author`` opens it; it leaves nothing."""
    own = tmp_path_factory.mktemp("jupyter")
    with lab_served(own_files.working, own_files.project.root, own) as address:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900},
            permissions=["clipboard-read", "clipboard-write"],
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        page.goto(address)
        page.locator(".bcssp-facts").wait_for()
        yield page
        context.close()
        expect.set_options(timeout=5_000)
    _until(lambda: processes_for(own_files.project.root) == [])


def test_the_panel_opens_by_itself_and_lists_the_facts(page):
    panel = page.locator(".bcssp-content")
    expect(panel.locator(".bcssp-facts > li")).to_have_count(10)
    expect(panel).to_contain_text("282 Missing children reports")
    expect(page.locator(".jp-CodeCell .jp-InputPlaceholder")).to_have_count(5)  # code is folded
    expect(page.locator(".jp-CodeCell", has_text="Repeat missing children")).to_be_visible()
    expect(page.get_by_text("Jupyter news")).to_have_count(0)


def test_facts_are_searched_and_copied(page):
    panel = page.locator(".bcssp-content")
    panel.get_by_label("Search the facts").press_sequentially("missing repo")
    expect(panel.locator(".bcssp-facts > li")).to_have_count(1)
    panel.get_by_text("Ways to word it").click()
    expect(panel).to_contain_text("rose by 104 (58.4%) to 282")
    for name in ("{{ missing_reports }}", '{{ change("missing_reports") }}'):
        button = panel.get_by_role("button", name=name, exact=True)
        button.press("Enter")
        expect(button.locator("xpath=following-sibling::span[1]")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == name
    panel.get_by_label("Search the facts").fill("")
    expect(panel.locator(".bcssp-facts > li")).to_have_count(10)


def test_the_panel_follows_what_is_typed(page, capsys):
    edited(page, PROSE)
    expect(page.locator(".bcssp-text")).to_have_text(
        "Reports of missing children rose by 104 (58.4%) to 282."
    )
    found = summary(latencies(page, 30))
    with capsys.disabled():
        told = ", ".join(f"{name} {figure:.0f}" for name, figure in found.items())
        print(f"\nmilliseconds from key to panel (promised {PROMISED}): {told}")
    assert found["median"] < PROMISED * BUSY, found


def write(page: Page, text: str) -> None:
    """Replace the text of the section's last block."""
    edited(page, PROSE)
    page.keyboard.press("Control+a")
    page.keyboard.type(f"{PROSE} {text}")


def test_problems_are_marked_where_they_are(page):
    panel = page.locator(".bcssp-content")
    write(page, "{{ missing_reports }} and {{ mising_reports }}.")
    expect(panel.locator(".bcssp-text mark")).to_have_text("{{ mising_reports }}")
    expect(panel.locator(".bcssp-fact")).to_have_text("282")
    expect(panel.locator(".bcssp-problems")).to_contain_text(
        "Line 1: there is no fact 'mising_reports' (nearest: missing_reports"
    )
    write(page, "![A map](map.png)")
    expect(panel.locator(".bcssp-problems")).to_contain_text("holds the picture 'map.png'")
    write(page, "matter.")
    expect(panel.locator(".bcssp-well")).to_have_text("No problem found.")


def test_a_number_is_bound_in_the_cell_and_the_report_opens_at_the_text(page, own_files):
    panel = page.locator(".bcssp-content")
    write(page, "were made: 282 reports of missing children.")
    panel.get_by_role("button", name="Bind", exact=True).press("Enter")
    expect(panel.get_by_text("After:")).to_be_visible()
    panel.get_by_role("button", name="Change the text", exact=True).press("Enter")
    expect(page.locator(".jp-mod-active .cm-content")).to_contain_text(
        "were made: {{ police.missing_reports }} reports"
    )
    panel.get_by_role("button", name="Build and open", exact=True).press("Enter")
    link = panel.get_by_role("link", name="Open the report at this text")
    expect(link).to_be_visible()
    assert "were made: {{ police.missing_reports }} reports" in own_files.narrative.read_text(
        "utf-8"
    )
    with page.expect_popup() as opened:
        link.press("Enter")
    expect(opened.value.locator("#section-police")).to_be_attached()
    expect(opened.value.locator("body")).to_contain_text("were made: 282 reports of missing")
    opened.value.close()


@pytest.mark.soak
def test_the_panel_comes_back_after_the_kernel_was_restarted(page):
    write(page, "were written down.")
    expect(page.locator(".bcssp-text")).to_have_text(f"{PROSE} were written down.")
    page.get_by_role("button", name="Restart the kernel", exact=True).click()
    page.locator(".bcssp-content").evaluate("one => one.classList.add('before')")
    page.locator(".jp-Dialog .jp-mod-accept").click()
    expect(page.locator(".bcssp-content:not(.before) .bcssp-text")).to_have_text(
        f"{PROSE} were written down."
    )
    write(page, "{{ missing_reports }}")
    expect(page.locator(".bcssp-text")).to_have_text(f"{PROSE} 282")


def test_what_was_typed_is_saved_built_and_read_in_the_review_copy(page, own_files):
    write(page, "typed by an author: {{ missing_reports }}.")
    page.keyboard.press("Control+s")
    _until(lambda: b"typed by an author" in own_files.working.read_bytes())
    kept = own_files.working.read_text("utf-8")
    assert "bcssp-facts" not in kept  # the panel never enters the notebook
    assert "widget" not in kept
    assert save(own_files).refused == ()
    outcome, watched = built(own_files)
    assert (outcome.failed_sections, watched.run) == ((), set())
    assert "typed by an author: " in review(own_files)
    page.get_by_role("button", name="Read the facts of the last build again").click()
    expect(page.locator(".bcssp-text")).to_have_text(f"{PROSE} typed by an author: 282.")


def _until(done) -> None:
    ends = time.monotonic() + PATIENCE / 1000
    while not done():
        assert time.monotonic() < ends
        time.sleep(0.1)
