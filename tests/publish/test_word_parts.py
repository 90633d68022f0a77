"""Files that are no Word files of bcssp send, and what is said of each."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.publish.word_parts import LARGEST_UNPACKED
from bcssp_lib.publish.word_reading import read_word
from tests.publish.word_files import members, put_members, send

TEXTS = {"title": "# Police", "overview": "There were {{ missing_reports }}."}


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    return send(tmp_path, TEXTS)


def refused(path: Path) -> str:
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(NarrativeError) as error:
        read_word(path)
    if before is not None:
        assert path.read_bytes() == before
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "of an old Word (.doc), or protected by a password"),
        (b"%PDF-1.7", "it is a PDF"),
        (b"just text", "of another kind"),
        (b"", "of another kind"),
        (b"PK\x03\x04", "cut short or broken (BadZipFile)"),
    ],
)
def test_another_kind_of_file_is_named(tmp_path, content, words):
    path = tmp_path / "report.docx"
    path.write_bytes(content)
    assert words in refused(path)
    assert "Nothing was taken" in refused(path)


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path):
    assert "there is no such file" in refused(tmp_path / "no.docx")
    assert "there is no such file" in refused(tmp_path)


def test_a_file_that_is_cut_short(sent):
    sent.write_bytes(sent.read_bytes()[:-200])
    assert "cut short or broken" in refused(sent)


@pytest.mark.parametrize("name", ["word/document.xml", "[Content_Types].xml", "_rels/.rels"])
def test_a_file_without_a_part_that_matters(sent, name):
    put_members(sent, {other: each for other, each in members(sent).items() if other != name})
    assert "is not a Word file that can be read" in refused(sent)


@pytest.mark.parametrize(
    "name", ["document", "styles", "numbering", "footnotes", "comments", "settings"]
)
def test_a_file_with_a_broken_part(sent, name):
    files, part = members(sent), f"word/{name}.xml"
    put_members(sent, {**files, part: files[part][:-30]})
    if part != "word/settings.xml":  # nothing of that is read
        assert "Nothing was taken" in refused(sent)


def test_a_word_file_of_another_template(tmp_path):
    path = tmp_path / "mine.docx"
    document = docx.Document()
    document.add_paragraph("Words of mine.")
    document.save(str(path))
    assert "was not made by bcssp send" in refused(path)


def test_a_file_with_macros(sent):
    files = members(sent)
    kinds = files["[Content_Types].xml"].replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
        b"vnd.ms-word.document.macroEnabled.main",
    )
    put_members(sent, {**files, "[Content_Types].xml": kinds})
    assert "without macros" in refused(sent)


def test_a_bomb_is_not_unpacked(sent, tmp_path):
    with ZipFile(sent, "a", ZIP_DEFLATED) as archive:
        archive.writestr("word/media/bomb.png", b"\0" * (LARGEST_UNPACKED + 1))
    assert "unpacked it has" in refused(sent)


def test_a_bomb_that_lies_about_its_size(sent):
    """The archive says that a part has ten bytes; no more than these are read."""
    packed = zlib.compress(b"<a/>" * 100_000)[2:-4]
    with ZipFile(sent, "a", ZIP_DEFLATED) as archive:
        archive.writestr("word/more.xml", b"<a/>" * 100_000)
    content = bytearray(sent.read_bytes())
    place = content.rindex(b"PK\x01\x02")
    assert packed[:4] in content
    content[place + 24 : place + 28] = struct.pack("<I", 10)
    sent.write_bytes(bytes(content))
    assert "cut short or broken" in refused(sent)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", ["word/document.xml", "word/numbering.xml", "customXml/item1.xml"])
def test_entities_are_refused(sent, name, encoding):
    files = members(sent)
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><w>&a;&b;</w>'
    put_members(sent, {**files, name: bomb.encode(encoding)})
    assert "defines entities" in refused(sent)


def test_a_file_that_may_not_be_read_may_be_open(sent, monkeypatch):
    def locked(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(NarrativeError, match="may be open in Word: save and close it"):
        read_word(sent)
