"""The tags of a PDF that neither Typst nor Quarto writes: the names of rows as headers.

Typst can mark them only as an experiment that its Python package cannot switch on. Without the
mark a screen reader says a figure with the name of its column, and not with that of its row.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

_KIND, _KIDS, _ATTRIBUTES, _OWNER = "/S", "/K", "/A", "/O"
_ROW = {_OWNER: "/Table", "/Scope": "/Row"}


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
