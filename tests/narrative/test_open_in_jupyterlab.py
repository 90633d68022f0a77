"""A working notebook that stays open in JupyterLab while others save and build."""

from __future__ import annotations

import base64
import json

import pytest
from playwright.sync_api import Page, expect

from bcssp_lib.narrative.author_files import AuthorFiles
from bcssp_lib.narrative.pictures import clean_picture
from benchmarks.typed import PATIENCE, lab_served
from tests.app.test_in_jupyterlab import _until
from tests.narrative.pictures import picture
from tests.narrative.test_saving import built, in_file, review

WINDOWS = "# Police\r\n\r\nWords of Windows.\r\n"
_PASTE = """async ([element, data]) => {
    const bytes = await (await fetch(`data:image/png;base64,${data}`)).blob();
    const clip = new DataTransfer();
    clip.items.add(new File([bytes], 'image.png', {type: 'image/png'}));
    element.dispatchEvent(new ClipboardEvent('paste', {
        clipboardData: clip, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def lab(files, tmp_path):
    """The address of a JupyterLab that shows the working notebook."""
    with lab_served(files.working, files.project.root, tmp_path) as address:
        yield address


@pytest.mark.soak  # app/test_in_jupyterlab.py has the usual run write and build in JupyterLab
def test_it_is_built_meanwhile_and_takes_pictures(lab, files, browser):
    """Windows line ends stay as they are, a build changes nothing in it, a picture is taken."""
    notebook = json.loads(files.working.read_text("utf-8"))
    notebook["cells"][0]["source"] = notebook["metadata"]["bcssp"]["before"][0][2] = WINDOWS
    files.working.write_text(json.dumps(notebook), "utf-8")
    page: Page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(lab)
    prose = page.locator(".jp-MarkdownCell", has_text="Reports of missing children {{")
    expect(prose).to_be_visible(timeout=PATIENCE)
    prose.locator(".jp-MarkdownOutput").dblclick()
    editor = prose.locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Once.")
    page.keyboard.press("Control+s")
    _until(lambda: _saved(files, b"Once."))
    held = files.working.read_bytes()
    assert not built(files)[0].failed_sections
    assert files.working.read_bytes() == held
    text = files.narrative.read_text("utf-8")
    assert "title" not in text  # JupyterLab has left its line ends alone
    in_file(files, "title", "# Police and the community")
    files.narrative.write_text(files.narrative.read_text("utf-8") + "\n" + text, "utf-8")
    assert not built(files)[0].failed_sections
    page.keyboard.type(" Twice. ")
    content = picture()
    page.evaluate(_PASTE, [editor.element_handle(), base64.b64encode(content).decode()])
    _until(lambda: "attachment:" in editor.inner_text())
    page.keyboard.press("Control+s")
    _until(lambda: _saved(files, b"Twice."))
    assert page.locator(".jp-Dialog").count() == 0
    page.close()
    notebook = json.loads(files.working.read_text("utf-8"))
    assert any(one.get("attachments") for one in notebook["cells"])
    assert built(files)[0].tally.errors
    assert "without a description for those who cannot see it" in " ".join(review(files).split())
    narrative_text = files.narrative.read_text("utf-8")
    assert "Once. Twice." in narrative_text
    assert "# Police and the community" in narrative_text
    (kept,) = files.pictures.iterdir()
    assert kept.read_bytes() == content
    assert f"images/{kept.name}" in narrative_text
    described = narrative_text.replace("![image.png]", "![A teal box]")
    files.narrative.write_text(described, "utf-8")
    assert not built(files)[0].error
    assert base64.b64encode(clean_picture(content)).decode() in review(files)


def _saved(files: AuthorFiles, text: bytes) -> bool:
    """Whether JupyterLab has written a text, and the file to its end."""
    content = files.working.read_bytes()
    return text in content and content.endswith(b"}\n")
