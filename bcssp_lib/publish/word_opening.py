"""Opening a Word file that somebody sends: is it one, is it safe, and has bcssp send made it?"""

from __future__ import annotations

import io
import zlib
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from lxml import etree

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.publish.word_record import NAMESPACE

LARGEST_BYTES, LARGEST_UNPACKED, MOST_MEMBERS = 50_000_000, 200_000_000, 5_000
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
    if path.stat().st_size > LARGEST_BYTES:
        raise _NotTakenError(f"it has more than {LARGEST_BYTES:,} bytes")
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
    if unpacked > LARGEST_UNPACKED or len(members) > MOST_MEMBERS:
        raise _NotTakenError(
            f"unpacked it has {unpacked:,} bytes in {len(members):,} files, and may have "
            f"{LARGEST_UNPACKED:,} in {MOST_MEMBERS:,}"
        )


def _find_record(document: Document) -> str:
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.CUSTOM_XML and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            if root.tag == f"{{{NAMESPACE}}}sent":
                return root.text or ""
    return ""
