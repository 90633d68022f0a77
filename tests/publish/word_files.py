"""Word files to send, and changes to them as people make them in Word."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.publish.word_record import Field, Sent, SentBlock
from bcssp_lib.publish.word_sending import make_word

WORDS = {"{{ missing_reports }}": "282", '{{ change("missing_reports") }}': "rose by 104"}
REPORT = ReportId("banes", parse_period("2023-24"))
_BRACES = re.compile(r"(\{\{.*?\}\})")


def sent_block(name: str, text: str, section: str = "police") -> SentBlock:
    """A block whose expressions are fields."""
    parts = [part for part in _BRACES.split(text) if part]
    pieces = (Field(part, WORDS[part]) if part in WORDS else part for part in parts)
    return SentBlock(section, name, tuple(pieces))


def sending(
    texts: Mapping[str, str], pictures: Mapping[str, bytes] | None = None, report: ReportId = REPORT
) -> Sent:
    """Blocks of the section of the police, by their names."""
    blocks = tuple(sent_block(name, text) for name, text in texts.items())
    hashes = {name: hashlib.sha256(each).hexdigest() for name, each in (pictures or {}).items()}
    return Sent(report, "Annual report", blocks, {}, ("A note.",), pictures=hashes)


def send(
    folder: Path,
    texts: Mapping[str, str],
    pictures: Mapping[str, bytes] | None = None,
    report: ReportId = REPORT,
) -> Path:
    """A Word file of blocks."""
    place = folder / "sent.docx"
    make_word(sending(texts, pictures, report), pictures or {}, place)
    return place


def members(path: Path) -> dict[str, bytes]:
    """The files in a Word file."""
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put_members(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write a Word file of these files."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def change(path: Path, edit: Callable[[Any], object], part: str = "word/document.xml") -> Path:
    """Change the text of a Word file in place."""
    files = members(path)
    root = parse_xml(files[part])
    edit(root)
    return put_members(path, {**files, part: etree.tostring(root)})


def element(xml: str) -> Any:
    """An element of a text in Word."""
    return parse_xml(re.sub(r"^<(w:\w+)", lambda start: f"<{start[1]} {nsdecls('w')}", xml))


def paragraph(words: str) -> Any:
    return element(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")


def find_paragraph(root: Any, words: str) -> Any:
    """The first paragraph with these words."""
    texts = (
        (each, "".join(t.text or "" for t in each.iter(qn("w:t")))) for each in root.iter(qn("w:p"))
    )
    return next(each for each, text in texts if words in text)


def type_over(root: Any, words: str, typed: str) -> None:
    """Type other words in place of some."""
    text = next(each for each in root.iter(qn("w:t")) if words in (each.text or ""))
    text.text = text.text.replace(words, typed)


def control(root: Any, ending: str) -> Any:
    """The control whose tag ends so."""
    path = f"{qn('w:sdtPr')}/{qn('w:tag')}"
    return next(
        each for each in root.iter(qn("w:sdt")) if each.find(path).get(qn("w:val")).endswith(ending)
    )


def remove(part: Any) -> None:
    part.getparent().remove(part)


def remove_control(found: Any, *, bookmarks: bool = False) -> None:
    """Take a control away and leave what is in it; with its ``bookmarks``, or without."""
    if bookmarks:
        for mark in [*found.iter(qn("w:bookmarkStart")), *found.iter(qn("w:bookmarkEnd"))]:
            remove(mark)
    for inner in list(found[-1]):
        found.addprevious(inner)
    remove(found)


def copy_after(found: Any) -> Any:
    """Copy and paste a part after itself."""
    made = copy.deepcopy(found)
    found.addnext(made)
    return made


def replace_report(report: ReportId, area: str) -> ReportId:
    """The same report of another area."""
    return ReportId(area, report.period, report.edition)
