"""A Word file as it is sent: what is locked in it, and what it holds."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from tests.narrative.pictures import picture
from tests.publish.word_files import control, find_paragraph, members, send

TEXTS = {
    "title": "# Police",
    "overview": "There were **{{ missing_reports }}** reports.[^1]\n\n"
    "[^1]: Of {{ missing_reports }}.",
    "html": "H<sub>2</sub>O",
    "table": "| A |\n|---|\n| {{ missing_reports }} |",
    "empty": "",
}


@pytest.fixture(scope="module")
def sent(tmp_path_factory) -> Path:
    return send(tmp_path_factory.mktemp("sent"), TEXTS)


def lock(found) -> str:
    return found.find(f"{qn('w:sdtPr')}/{qn('w:lock')}").get(qn("w:val"))


@pytest.fixture(scope="module")
def root(sent):
    return parse_xml(members(sent)["word/document.xml"])


def test_each_block_is_a_control_that_cannot_be_deleted(root):
    locks = {name: lock(control(root, f"police/{name}")) for name in TEXTS}
    assert locks.pop("html") == "sdtContentLocked"  # Word has no such elements
    assert set(locks.values()) == {"sdtLocked"}
    body = [each.tag for each in root[0]]
    assert body == [qn("w:sdt")] * 6 + [qn("w:sectPr")]


def test_each_figure_is_locked_bold_and_grey(root):
    found = control(root, "{{ missing_reports }}")
    assert lock(found) == "sdtContentLocked"
    properties = next(found.iter(qn("w:rPr")))
    assert properties[0].get(qn("w:val")) == "BoundFigure"
    assert properties.find(qn("w:b")) is not None
    assert [text.text for text in found.iter(qn("w:t"))] == ["282"]


def test_figures_in_notes_and_tables_are_locked_too(sent, root):
    notes = parse_xml(members(sent)["word/footnotes.xml"])
    assert lock(control(notes, "{{ missing_reports }}")) == "sdtContentLocked"
    (cell,) = (each for each in root.iter(qn("w:tc")) if each.find(f".//{qn('w:sdt')}") is not None)
    assert "282" in [text.text for text in cell.iter(qn("w:t"))]


def test_ids_and_bookmarks_are_each_others(root, sent):
    ids = [each.get(qn("w:val")) for each in root.iter(qn("w:id"))]
    names = [each.get(qn("w:name")) for each in root.iter(qn("w:bookmarkStart"))]
    assert len(ids) == len(set(ids)) == 6 + 2
    assert len(names) == len(set(names)) == 5 + 2
    assert not any(
        "\ue000" <= letter <= "\ue003" for letter in members(sent)["word/document.xml"].decode()
    )


def test_it_says_whose_it_is_and_what_it_is(sent, root):
    document = docx.Document(str(sent))
    assert document.core_properties.comments == "area: banes; period: 2023-24; edition: annual"
    assert find_paragraph(control(root, "bcssp-note"), "A note.") is not None


def test_only_pictures_of_the_narrative_are_put_in(tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(picture("red"))
    text = f"![a](images/map.png) ![b](../secret.png) ![c]({secret}) ![d](images/other.png)"
    parts = members(send(tmp_path, {"a": text}, {"map.png": picture()}))
    media = [each for name, each in parts.items() if name.startswith("word/media/")]
    assert media == [picture()]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_another_program_shows_it(sent, tmp_path):
    import subprocess

    from pypdf import PdfReader

    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(sent)], check=True, capture_output=True, timeout=120)
    text = PdfReader(tmp_path / "sent.pdf").pages[0].extract_text()
    assert "There were 282 reports." in text
