"""The start page as an author uses it: it runs by itself, and opens a section to write."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect

from bcssp_lib.app.overview import write_start_notebook
from benchmarks.typed import PATIENCE, edited, lab_served
from tests.app.test_in_jupyterlab import _until

pytestmark = pytest.mark.browser


def mark_of(files):
    while True:  # JupyterLab saves in place, so that a part of it may be there
        with suppress(json.JSONDecodeError):
            return json.loads(files.working.read_text("utf-8"))["metadata"]["bcssp"]["mark"]


@pytest.fixture
def page(files, browser, tmp_path):
    """The start page in JupyterLab."""
    project = files.project
    with lab_served(write_start_notebook(project), project.root, tmp_path) as address:
        page: Page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        yield page
        page.close()


@pytest.mark.soak  # test_in_jupyterlab.py has the usual run open a section and write in it
def test_a_section_is_opened_from_the_start_page_and_what_is_typed_is_saved_first(files, page):
    button = page.get_by_role("button", name=f"Open {files.section.title}", exact=True)
    button.press("Enter")
    editor = edited(page, "Reports of missing children")
    page.keyboard.type(" Not saved yet.")
    expect(editor).to_contain_text("Not saved yet.")
    before = mark_of(files)
    page.get_by_role("tab", name="start.ipynb").click()
    button.press("Enter")
    _until(lambda: mark_of(files) != before)  # it was made again
    expect(editor).to_contain_text("Not saved yet.")
    assert "Not saved yet." in files.narrative.read_text("utf-8")
    _until(lambda: "Not saved yet." in files.working.read_text("utf-8"))


@pytest.mark.soak  # test_panel.py has the usual run look at the panel of default text
def test_default_text_is_opened_from_the_start_page_with_its_panel(page):
    page.get_by_role("button", name="Default text").first.press("Enter")
    panel = page.locator(".bcssp-content", has=page.get_by_label("Facts of"))
    panel.wait_for()
    edited(page, "Reports of missing children")
    page.keyboard.type(" There were 282 missing children reports.")
    expect(panel.locator(".bcssp-problems")).to_contain_text("“282” is typed", timeout=PATIENCE)
