"""Reading a Word file back that bcssp send has made: what each block says now.

Tracked changes count as accepted. What is outside any block, in text boxes or in comments is
kept apart and named.
"""

from __future__ import annotations

import copy
import hashlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from bcssp_lib.files.folders import rewrite_archive
from bcssp_lib.files.project import PICTURES
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.expressions import PRIVATE
from bcssp_lib.narrative.pictures import name_by_content, why_refused
from bcssp_lib.publish.programs import read_word_tree, write_markdown
from bcssp_lib.publish.word_parts import (
    BodyPart,
    Comment,
    bookmarked_texts,
    drop_deleted_rows,
    end_paragraph,
    open_boxes,
    open_sent,
    remove_element,
    shows_nothing,
    split_body,
    tag_of,
    tell_tracked,
    words_of,
)
from bcssp_lib.publish.word_record import Sent, field_tag, parse_record
from bcssp_lib.publish.word_sending import START, START_OF, split_tree
from bcssp_lib.publish.word_text import (
    FIELD,
    FIELD_CLOSE,
    FIELD_OPEN,
    WordWriter,
    number_notes,
)

_MARKS = str.maketrans(dict.fromkeys(PRIVATE, "\ufffd"))  # the toolkit's own, if somebody has them
_ANY_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTES = (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES)


@dataclass(frozen=True)
class FieldText:
    """A field of a Word file: its tag, and the words that it holds now."""

    tag: str
    words: str


@dataclass(frozen=True)
class WordPart:
    """A part of a Word file: a block by its number, or text that is outside any (None).

    ``text`` is Markdown, with a mark for each of ``fields``. ``remarks`` say what is special.
    ``loose``: its control is gone, and its bookmark says where it begins.
    """

    number: int | None
    text: str
    fields: Mapping[int, FieldText]
    comments: tuple[Comment, ...] = ()
    remarks: tuple[str, ...] = ()
    loose: bool = False

    @property
    def own_fields(self) -> list[FieldText]:
        """Its fields in the order of reading."""
        return [self.fields[int(number)] for number in FIELD.findall(self.text)]

    def render(self, show: Callable[[FieldText], str]) -> str:
        """The text with each field as it is to be written."""
        return FIELD.sub(lambda match: show(self.fields[int(match[1])]), self.text)


@dataclass(frozen=True)
class WordFile:
    """A Word file that was read: its sending, its parts in order, and its pictures by name.

    ``comments`` are those that are at no part, such as in a note.
    """

    sent: Sent
    parts: tuple[WordPart, ...]
    pictures: Mapping[str, bytes]
    comments: tuple[Comment, ...] = ()


def read_word(path: Path) -> WordFile:
    """Read a Word file; raises ``NarrativeError`` if it is none of bcssp send."""
    document, record = open_sent(path)
    try:
        return _Reader(document, parse_record(record)).read()
    except (NarrativeError, etree.XMLSyntaxError) as error:
        raise NarrativeError(
            f"{path.name}: {error}. Nothing was taken, and the file is as it was."
        ) from error


class _Reader:
    """Reads one document."""

    def __init__(self, document: Document, sent: Sent) -> None:
        self._document, self._sent = document, sent
        self._fields: dict[int, FieldText] = {}
        self._pictures: dict[str, bytes] = {}
        self._said = {
            str(comment.comment_id): Comment(comment.author, " ".join(comment.text.split()))
            for comment in document.comments
        }

    def read(self) -> WordFile:
        body = self._document.element.body
        for text in body.iter(qn("w:t"), qn("w:delText")):
            text.text = (text.text or "").translate(_MARKS)
        for fallback in list(body.iter(_ANY_FALLBACK)):
            remove_element(fallback)  # the same words again, for old programs
        sections = list(split_body(body, self._sent))
        for section in sections:
            self._settle(section)
        texts = self._texts(sections)
        parts = tuple(
            WordPart(
                section.number,
                text,
                self._fields,
                tuple(section.comments),
                tuple(section.remarks),
                section.loose,
            )
            for section, text in zip(sections, texts, strict=True)
        )
        return WordFile(self._sent, parts, self._pictures, tuple(self._said.values()))

    def _settle(self, section: BodyPart) -> None:
        """Mark the fields of a part, and take apart what is special in it."""
        for element in section.elements:
            for mark in element.iter(qn("w:commentReference")):
                if comment := self._said.pop(mark.get(qn("w:id"), ""), None):
                    section.comments.append(comment)
        section.remarks += tell_tracked(section.elements)
        drop_deleted_rows(section.elements)
        section.elements = [
            after for element in section.elements for after in open_boxes(element, section.remarks)
        ]
        for element in section.elements:
            self._mark_fields(element)
        end_paragraph(section.elements)

    def _mark_fields(self, element: Any) -> None:
        for control in list(element.iter(qn("w:sdt"))):
            tag = tag_of(control)
            if tag in self._sent.raw_by_tag and control.find(f".//{qn('w:p')}") is None:
                self._mark_field(control, tag)
        for mark in list(element.iter(qn("w:bookmarkStart"))):
            number = mark.get(qn("w:name"), "").removeprefix(self._sent.bookmarks[1])
            if number.isdecimal() and int(number) < len(self._sent.fields):
                self._mark_loose_field(mark, int(number))

    def _mark_loose_field(self, mark: Any, number: int) -> None:
        """A field whose control is gone is what its bookmark goes around."""
        texts = bookmarked_texts(mark)
        words = " ".join("".join(text.text or "" for text in texts).split())
        if words:
            texts[0].text = self._add_field(field_tag(number, self._sent.fields[number].raw), words)
            for text in texts[1:]:
                text.text = ""

    def _add_field(self, tag: str, words: str) -> str:
        number = len(self._fields)
        self._fields[number] = FieldText(tag, words)
        return f"{FIELD_OPEN}{number}{FIELD_CLOSE}"

    def _mark_field(self, control: Any, tag: str) -> None:
        words = words_of(control)
        if words and not shows_nothing(control):
            run = parse_xml(f"<w:r {nsdecls('w')}><w:t>{self._add_field(tag, words)}</w:t></w:r>")
            first = next(control.iter(qn("w:r")))
            if (look := first.find(qn("w:rPr"))) is not None:
                run.insert(0, copy.deepcopy(look))  # bold stays bold
            control.addprevious(run)
        remove_element(control)

    def _texts(self, sections: Sequence[BodyPart]) -> list[str]:
        """Each part as Markdown."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "parts.docx"
            self._write(sections, path)
            tree = read_word_tree(path)
        blocks: list[Any] = []
        for number, nodes in split_tree(tree["blocks"]):
            remarks = sections[number].remarks
            writer = WordWriter(partial(self._take_picture, remarks=remarks), remarks)
            mark = {"t": "RawBlock", "c": ["markdown", f"{START}{number}{START}"]}
            blocks += [mark, *writer.blocks(nodes)]
        text = write_markdown({**tree, "meta": {}, "blocks": blocks})
        pieces = re.split(f"{START_OF.pattern.replace('(', '(?:')}", text)[1:]
        return [number_notes(piece).strip("\n") for piece in pieces]

    def _write(self, sections: Sequence[BodyPart], path: Path) -> None:
        """The document with its parts one after the other, each after its number."""
        body = self._document.element.body
        last = body.find(qn("w:sectPr"))
        for element in list(body):
            body.remove(element)
        for number, section in enumerate(sections):
            words = f"<w:r><w:t>{START}{number}{START}</w:t></w:r>"
            body.append(parse_xml(f"<w:p {nsdecls('w')}>{words}</w:p>"))
            body.extend(section.elements)
        if last is not None:
            body.append(last)
        made = io.BytesIO()
        notes = self._mark_notes()
        self._document.save(made)
        path.write_bytes(rewrite_archive(made.getvalue(), notes.get))  # others as they are

    def _mark_notes(self) -> dict[str, bytes]:
        """The parts that hold notes, with their fields marked, by their names."""
        marked = {}
        for relation in self._document.part.rels.values():
            if relation.reltype in _NOTES and not relation.is_external:
                root = parse_xml(relation.target_part.blob)
                for text in root.iter(qn("w:t")):
                    text.text = (text.text or "").translate(_MARKS)
                self._mark_fields(root)
                marked[relation.target_part.partname.lstrip("/")] = etree.tostring(root)
        return marked

    def _take_picture(self, target: str, remarks: list[str]) -> str:
        """The name of a picture in a narrative; empty, and a remark, if it may not be there."""
        wanted = f"/word/{target}"
        parts = self._document.part.package.iter_parts()
        content = next((part.blob for part in parts if part.partname == wanted), b"")
        digest = hashlib.sha256(content).hexdigest()
        known = {digest: name for name, digest in self._sent.pictures.items()}
        if digest not in known and (why := why_refused(content)):
            remarks.append(f"a picture was not taken: it {why}")
            return ""
        name = known.get(digest) or name_by_content(content)
        self._pictures[name] = content
        return f"{PICTURES}/{name}"
