"""``bcssp explore`` as it is used: started for real, looked at in a browser, ended by Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from bcssp_lib.files.project import Project
from tests.projects import BCSSP, bcssp, copy_example, environment, processes_for

pytestmark = pytest.mark.browser

PATIENCE = 120_000  # milliseconds


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project, with a number so small that nobody may see it."""
    project = copy_example(tmp_path_factory.mktemp("explored"))
    path = project.root / "data/fairport/equalities.csv"
    rows = path.read_text("utf-8")
    year = "concerns_by_ethnicity,2023-24"
    for category, old, new in (("Other ethnic group", 9, 3), ("White", 2133, 2139)):
        assert f"{year},{category},{old}," in rows
        rows = rows.replace(f"{year},{category},{old},", f"{year},{category},{new},")
    path.write_text(rows, "utf-8")
    return project


@pytest.fixture(scope="module")
def server(project: Project) -> Iterator[str]:
    """The address that the command tells; Ctrl-C ends it with 0, and leaves no process."""
    running = subprocess.Popen(
        [str(BCSSP), "explore", "--no-open"],
        env=environment(project), cwd=project.root, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert running.stdout is not None
    told = running.stdout.readline()
    assert told.startswith("The explorer is at http://127.0.0.1:"), told
    yield told.split()[-1]
    running.send_signal(signal.SIGINT)
    assert running.wait(30) == 0
    running.stdout.close()
    ends = time.monotonic() + 30
    while processes_for(project.root):
        assert time.monotonic() < ends, processes_for(project.root)
        time.sleep(0.2)


@pytest.fixture(scope="module")
def page(server: str, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page.asked = []  # type: ignore[attr-defined]
    page.on("request", lambda one: page.asked.append(one.url))  # type: ignore[attr-defined]
    page.goto(server, wait_until="commit")
    expect(page.locator(".bcssp-figure")).to_be_visible()
    yield page
    context.close()
    expect.set_options(timeout=5_000)


def test_it_shows_no_code_and_asks_no_other_server(page, server):
    expect(page).to_have_title("Explore the figures")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Explore the figures")
    expect(page.get_by_text("open_explorer")).to_have_count(0)
    own = server.partition("//")[2].partition("?")[0]
    others = [url for url in page.asked if own not in url and not url.startswith(("data:", "blob"))]
    assert others == []


@pytest.mark.parametrize(
    ("label", "choice", "words"),
    [
        ("Indicator", "Missing children reports", "282"),
        ("Period", "2022-23", "178"),
        ("Area", "Fairport", "Synthetic"),
        ("Compared with", "England", "England"),
    ],
)
def test_each_picker_changes_what_is_shown(page, label, choice, words):
    before = page.locator(".bcssp-explored").first.inner_html()
    picker = page.get_by_label(label, exact=True)
    picker.focus()
    picker.select_option(label=choice)
    expect(page.locator(".bcssp-explored").first).to_contain_text(words)
    assert page.locator(".bcssp-explored").first.inner_html() != before


def test_a_picker_is_worked_by_keyboard(page):
    picker = page.get_by_label("Period", exact=True)
    picker.focus()
    page.keyboard.press("ArrowDown")
    expect(picker).to_have_value("2023-24")
    expect(page.locator(".bcssp-explored").first).to_contain_text("31 March 2024")


def test_small_numbers_stay_hidden(page):
    page.get_by_label("Compared with", exact=True).select_option(label="The year before")
    title = "People with a safeguarding concern raised, by ethnic group"
    page.get_by_label("Indicator", exact=True).select_option(label=title)
    expect(page.locator("main, body").first).to_contain_text("nobody can be recognised")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    cells = page.locator(".bcssp-explored td").all_inner_texts()
    assert "2,139" in cells
    assert not {"3", "68"} & set(cells)  # the second would give the first away
    assert any("not shown" in cell for cell in cells)
    assert page.locator("figure img").get_attribute("alt").startswith("Synthetic figures.")


def test_its_name_is_copied(page):
    page.get_by_label("Indicator", exact=True).select_option(label="Missing children reports")
    button = page.get_by_role("button", name="{{ missing_reports }}")
    button.press("Enter")
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "{{ missing_reports }}"


@pytest.mark.parametrize("width", [1280, 320])
def test_it_is_accessible_and_fits(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_port_that_is_taken_is_told(project):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = bcssp(project, "explore", "--no-open", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "cannot use the port" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_its_notebook_it_says_so(project, tmp_path: Path):
    copy = Project(tmp_path / "project")
    for name in ("params", "data", "notebooks"):
        (copy.root / name).mkdir(parents=True)
    done = bcssp(copy, "explore", "--no-open")
    assert done.returncode == 1
    assert "notebooks/explore.ipynb is missing" in " ".join(done.stderr.split())
    assert os.listdir(copy.notebooks) == []
