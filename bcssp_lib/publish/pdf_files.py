"""Finished PDFs: whether each is whole and of its report, and the tags that it lacks.

Neither Typst nor Quarto marks the names of rows as headers: Typst can only as an experiment that
its Python package cannot switch on. Without the mark a screen reader says a figure with the name
of its column, and not with that of its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from bcssp_lib.files.typeface import LAST_RESORT
from bcssp_lib.model.errors import RenderError
from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.masthead import Masthead

_MARKUP = re.compile(r"<[^>]*>")
_AROUND = "“”‘’\"'.,;:!?()*_"
_TEXT = "/ToUnicode"  # of a font: which letters its glyphs represent
_CODES = re.compile(r"^<[0-9A-F]+> <([0-9A-F]+)>$", re.MULTILINE)
_KIND, _KIDS, _ATTRIBUTES, _OWNER = "/S", "/K", "/A", "/O"
_ROW = {_OWNER: "/Table", "/Scope": "/Row"}


def check_pdf(path: Path, masthead: Masthead) -> None:
    """A PDF that opens, has pages, and names the report's area and period."""
    try:
        reader = PdfReader(path)
        about = (reader.metadata and reader.metadata.subject) or ""
        pages = () if masthead.is_stamped_on(about) else reader.pages[:3]  # slow to read
        text = " ".join(page.extract_text() for page in pages)
    except (OSError, PyPdfError) as error:
        raise RenderError(f"The PDF cannot be read: {error}. It was not put in place.") from error
    masthead.check_names(path, text, about)


def name_undrawn_letters(path: Path, composed: Composed) -> str:
    """Which words of a report have letters that its PDF shows as boxes, and where; else nothing."""
    letters = _undrawn_letters(path, composed.missing_letters)
    places: dict[str, list[str]] = {}
    for place, text in composed.placed_texts if letters else ():
        words = (word for word in _MARKUP.sub(" ", text).split() if not letters.isdisjoint(word))
        places.setdefault(place, []).extend(word.strip(_AROUND) for word in words)
    listed = "; ".join(
        f"{place}: {', '.join(dict.fromkeys(words))}" for place, words in places.items() if words
    )
    return listed and (
        "In the PDF, and in charts of the Word document, boxes stand for letters that no font of "
        f"this machine has, and read aloud they are wrong: {listed}. Install a font that has "
        "them, or change the words, and publish again."
    )


def _undrawn_letters(path: Path, letters: frozenset[str]) -> frozenset[str]:
    """Those of the letters that no font of a PDF has, but the one that draws boxes."""
    if not letters:
        return letters
    reader, drawn = PdfReader(path), ""
    size: Any = reader.trailer["/Size"]
    for number in range(1, size):
        font = reader.get_object(number)
        if isinstance(font, dict) and _TEXT in font and LAST_RESORT not in font["/BaseFont"]:
            codes = _CODES.findall(font[_TEXT].get_data().decode())
            drawn += "".join(bytes.fromhex(code).decode("utf-16-be") for code in codes)
    return letters - set(drawn)


def mark_row_headers(path: Path) -> None:
    """Mark the first cell of each row of each table with a caption: it names the row.

    Tables that authors write in a text have no caption, and their first column may hold anything.
    """
    writer = PdfWriter(clone_from=path)
    for table in list(find_tags(writer.root_object.get("/StructTreeRoot", {}), "/Table")):
        if any(find_tags(table, "/Caption")):
            for body in find_tags(table, "/TBody"):
                for row in find_tags(body, "/TR"):
                    _mark_row(list(list_kids(row)))
    writer.write(path)


def _mark_row(cells: list[Any]) -> None:
    if len(cells) < 2:
        return
    for cell in cells:
        others = list(filter(None, map(_without_headers, _attributes(cell))))
        scope = {NameObject(key): NameObject(value) for key, value in _ROW.items()}
        # Without a list of its own, a cell has the headers of its column and of its row.
        own = [DictionaryObject(scope)] if cell is cells[0] else []
        cell[NameObject(_ATTRIBUTES)] = ArrayObject([*own, *others])
    cells[0][NameObject(_KIND)] = NameObject("/TH")


def _without_headers(attributes: Any) -> Any:
    """Attributes of a cell, such as how many columns it spans, without what it is a header of."""
    kept = {key: value for key, value in attributes.items() if key not in {"/Scope", "/Headers"}}
    return DictionaryObject(kept) if kept.keys() - {_OWNER} else None


def find_tags(element: Any, kind: str) -> Iterator[Any]:
    """The elements of a kind below an element of a PDF's tree of tags, in the order of reading.

    Example: ``list(find_tags(PdfReader(path).root_object["/StructTreeRoot"], "/Figure"))``
    """
    for kid in list_kids(element):
        if kid.get(_KIND) == kind:
            yield kid
        yield from find_tags(kid, kind)


def list_kids(element: Any) -> Iterator[Any]:
    """The elements right below an element of a PDF's tree of tags."""
    kids = element.get(_KIDS)
    kids = kids.get_object() if kids is not None else []
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object()
        if isinstance(found, DictionaryObject) and _KIND in found:
            yield found


def _attributes(cell: Any) -> list[Any]:
    found = cell.get(_ATTRIBUTES, ArrayObject()).get_object()
    return [each.get_object() for each in (found if isinstance(found, list) else [found])]
