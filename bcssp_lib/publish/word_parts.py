"""Opening a Word file that somebody sends, and taking its body apart into blocks."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.publish.word_record import BLOCK_TAG, NAMESPACE, Sent

_LARGEST_BYTES, LARGEST_UNPACKED, _MOST_MEMBERS = 50_000_000, 200_000_000, 5_000
_KINDS = {
    b"\xd0\xcf\x11\xe0": "it is of an old Word (.doc), or protected by a password. Save it in Word "
    "as .docx, without a password",
    b"%PDF": "it is a PDF. Take the Word file that it was made from",
}
_WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SEND = "Only a file that bcssp send has made can be taken."
_UNREADABLE = (
    OSError, KeyError, ValueError, RuntimeError, EOFError, NotImplementedError, AttributeError,
    BadZipFile, OpcError, zlib.error, etree.XMLSyntaxError,
)  # fmt: skip


class _NotTakenError(Exception):
    """Why a file is not one that can be read."""


def open_sent(path: Path) -> tuple[Document, str]:
    """A Word file of bcssp send, and what it notes of its sending.

    Raises ``NarrativeError`` if it is another file.
    """
    try:
        document = docx.Document(io.BytesIO(_read_archive(path)))
        record = _find_record(document)
    except PermissionError as error:
        raise NarrativeError(
            f"{path.name} cannot be read ({error.strerror}). It may be open in Word: save and "
            "close it there, then run the command again."
        ) from error
    except (_NotTakenError, *_UNREADABLE) as error:
        broken = f"it is cut short or broken ({type(error).__name__})"
        why = error if isinstance(error, _NotTakenError) else broken
        raise NarrativeError(
            f"{path.name} is not a Word file that can be read: {why}. {_SEND} Nothing was taken, "
            "and the file is as it was."
        ) from error
    if not record:
        raise NarrativeError(
            f"{path.name} was not made by bcssp send, or another program has left out what that "
            f"noted in it. {_SEND} Send the texts again, and paste into the new file what was "
            "changed in this one. Nothing was taken, and the file is as it was."
        )
    return document, record


def _read_archive(path: Path) -> bytes:
    """A file that is a Word document of moderate size, without entities."""
    if not path.is_file():
        raise _NotTakenError("there is no such file")
    if path.stat().st_size > _LARGEST_BYTES:
        raise _NotTakenError(f"it has more than {_LARGEST_BYTES:,} bytes")
    content = path.read_bytes()
    for start, why in _KINDS.items():
        if content.startswith(start):
            raise _NotTakenError(why)
    if not content.startswith(b"PK"):
        raise _NotTakenError("it is of another kind, whatever its name says")
    with ZipFile(io.BytesIO(content)) as archive:
        _check_size(archive.infolist())
        if _WORD not in archive.read("[Content_Types].xml"):
            raise _NotTakenError("it is no .docx. Save it in Word as one, without macros")
        for name in archive.namelist():
            picture = name.startswith("word/media/")
            if not picture and b"<!DOCTYPE" in archive.read(name).replace(b"\0", b""):
                raise _NotTakenError(f"{name} defines entities, as no Word does")
    return content


def _check_size(members: list[ZipInfo]) -> None:
    """No more is read of a part than the archive says that it has, so what it says is enough."""
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST_UNPACKED or len(members) > _MOST_MEMBERS:
        raise _NotTakenError(
            f"unpacked it has {unpacked:,} bytes in {len(members):,} files, and may have "
            f"{LARGEST_UNPACKED:,} in {_MOST_MEMBERS:,}"
        )


def _find_record(document: Document) -> str:
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.CUSTOM_XML and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            if root.tag == f"{{{NAMESPACE}}}sent":
                return root.text or ""
    return ""


@dataclass(frozen=True)
class Comment:
    """A comment that somebody made in Word."""

    author: str
    words: str


@dataclass
class BodyPart:
    """The elements of a block, by its number, or between two; ``loose``: its control is gone."""

    number: int | None
    elements: list[Any]
    loose: bool = False
    remarks: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)

    def if_any(self) -> Iterator[BodyPart]:
        """Itself, unless it is empty."""
        if self.number is not None or self.elements or self.remarks:
            yield self


def split_body(body: Any, sent: Sent) -> Iterator[BodyPart]:
    """The blocks of a document, and what is between them, without the notes at its head.

    A block whose control is gone begins at its bookmark, and ends where the next begins.
    """
    controlled = {sent.tags[tag] for tag in map(tag_of, body) if tag in sent.tags}
    seen: set[int] = set()
    now = BodyPart(None, [])
    for element in body:
        tag = tag_of(element)
        number = sent.tags.get(tag)
        begun = _find_bookmarked(element, sent)
        if number is not None and number not in seen:
            seen.add(number)
            yield from now.if_any()
            yield BodyPart(number, [] if shows_nothing(element) else _content(element))
            now = BodyPart(None, [])
        elif begun is not None and begun not in controlled | seen:
            seen.add(begun)
            yield from now.if_any()
            now = BodyPart(begun, _content(element), loose=True)
        else:
            now.elements += [each for each in _content(element) if _is_text(each, sent)]
            now.remarks += _tell_foreign(tag, number)
    yield from now.if_any()


def _is_text(element: Any, sent: Sent) -> bool:
    """Whether an element is no setting of the page, and no note at the head of the file."""
    return element.tag != qn("w:sectPr") and words_of(element) not in {sent.title, *sent.notes}


def _find_bookmarked(element: Any, sent: Sent) -> int | None:
    """The number of the block that begins in an element, as its bookmark says."""
    for mark in element.iter(qn("w:bookmarkStart")):
        name = mark.get(qn("w:name"), "")
        number = name.removeprefix(sent.bookmarks[0])
        if name != number and number.isdecimal() and int(number) < len(sent.blocks):
            return int(number)
    return None


def _tell_foreign(tag: str, number: int | None) -> list[str]:
    name = tag.rpartition(":")[2]
    if number is not None:
        return [f"the block {name} is there twice: this is its copy"]
    if tag.startswith(BLOCK_TAG):
        return [f"the block {name} was copied from another Word file: its figures are of that one"]
    return []


def _content(element: Any) -> list[Any]:
    inner = element.find(qn("w:sdtContent"))
    return [element] if inner is None else list(inner)


def tag_of(control: Any) -> str:
    """The tag of a control; empty if it is none, or has none."""
    if control.tag != qn("w:sdt"):
        return ""
    tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
    return "" if tag is None else str(tag.get(qn("w:val"), ""))


def shows_nothing(control: Any) -> bool:
    """Whether Word shows an invitation to write in place of words."""
    return control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None


def words_of(element: Any) -> str:
    """The words of an element, in one line, without what was moved away or deleted."""
    words = ""
    for text in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:p")):
        if next(text.iterancestors(qn("w:moveFrom")), None) is None:
            words += text.text or "" if text.tag == qn("w:t") else " "
    return " ".join(words.split())


def bookmarked_texts(mark: Any) -> list[Any]:
    """The words between a bookmark's beginning and its end in the same paragraph."""
    paragraph = next(mark.iterancestors(qn("w:p")), None)
    inside, texts = False, list[Any]()
    for element in () if paragraph is None else paragraph.iter():
        if element is mark:
            inside = True
        elif inside and element.tag == qn("w:bookmarkEnd"):
            if element.get(qn("w:id")) == mark.get(qn("w:id")):
                return texts
        elif inside and element.tag == qn("w:t"):
            texts.append(element)
    return []


def remove_element(element: Any) -> None:
    """Take an element out."""
    element.getparent().remove(element)


def tell_tracked(elements: Iterable[Any]) -> list[str]:
    """Whose tracked changes were taken, and how many."""
    kinds = {"ins": "insertion", "moveTo": "insertion", "del": "deletion", "moveFrom": "deletion"}
    counts: Counter[tuple[str, str]] = Counter()
    for element in elements:
        for change in element.iter(*(qn(f"w:{kind}") for kind in kinds)):
            if change.find(f".//{qn('w:r')}") is not None:
                kind = kinds[etree.QName(change).localname]
                counts[change.get(qn("w:author"), "somebody"), kind] += 1
    done = {"insertion": "accepted", "deletion": "deleted"}
    return [
        f"{count} tracked {kind}{'' if count == 1 else 's'} of {author} taken as {done[kind]}"
        for (author, kind), count in counts.items()
    ]


def end_paragraph(elements: Sequence[Any]) -> None:
    """Let the last paragraph end, even if its end was deleted: what follows is another part."""
    path = "/".join(qn(f"w:{name}") for name in ("pPr", "rPr", "del"))
    for mark in list(elements[-1].iterfind(path)) if elements else ():
        remove_element(mark)


def drop_deleted_rows(elements: Iterable[Any]) -> None:
    """Take out the rows of tables that a tracked change has deleted."""
    for element in elements:
        for mark in list(element.iterfind(f".//{qn('w:trPr')}/{qn('w:del')}")):
            remove_element(next(mark.iterancestors(qn("w:tr"))))


def open_boxes(element: Any, remarks: list[str]) -> Iterator[Any]:
    """An element, and after it as paragraphs what its text boxes hold."""
    boxes = list(element.iter(qn("w:txbxContent")))
    yield element
    for box in boxes:
        words = words_of(box)
        remarks.append(f"a text box says “{words}”: taken as a paragraph of its own")
        for run in list(box.iterancestors(qn("w:r")))[:1]:
            remove_element(run)
        yield from list(box)
