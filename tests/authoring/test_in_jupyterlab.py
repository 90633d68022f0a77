"""JupyterLab as an author uses it: open, write, save, build, and see it in the review copy."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bcssp_lib.authoring.home import save
from tests.authoring.test_home import built, review

PATIENCE = 60_000  # milliseconds


@pytest.fixture
def lab(desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a JupyterLab that shows the working notebooks."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    command = [
        sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root",
        f"--port={port}", "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token=",
        f"--ServerApp.root_dir={desk.working.parent}", "--LabApp.news_url=",
    ]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield f"{address}/lab/tree/{desk.working.name}?reset"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(address: str) -> None:
    ends = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < ends:
        try:
            urllib.request.urlopen(f"{address}/api", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError("JupyterLab did not start")


def test_an_author_writes_in_jupyterlab_and_reads_it_in_the_review_copy(lab, desk, browser):
    page: Page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(lab)
    prose = page.locator(".jp-MarkdownCell", has_text="Reports of missing children {{")
    expect(prose).to_be_visible(timeout=PATIENCE)
    table = page.locator(".jp-CodeCell", has_text="Repeat missing children")
    expect(table).to_be_visible()
    expect(page.locator(".jp-CodeCell .jp-InputPlaceholder")).to_have_count(5)  # code is folded
    prose.locator(".jp-MarkdownOutput").dblclick()
    editor = prose.locator(".cm-content")
    editor.click()
    expect(editor).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Typed by an author.")
    page.keyboard.press("Control+s")
    _until(lambda: b"Typed by an author." in desk.working.read_bytes())
    page.close()
    assert save(desk).refused == ()
    outcome, watched = built(desk)
    assert (outcome.failed_sections, watched.run) == ((), set())
    assert "Typed by an author." in review(desk)


def _until(done) -> None:
    ends = time.monotonic() + PATIENCE / 1000
    while not done():
        assert time.monotonic() < ends
        time.sleep(0.1)
