"""Which rows and columns of a workbook are hidden, which its reader does not tell.

What nobody sees misleads: the Ministry's tables of homelessness keep two columns hidden, with the
names of regions that the rows are not of.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import ZipFile, is_zipfile

from lxml import etree

_WORKBOOK = "xl/workbook.xml"
_DOCUMENT = "content.xml"
_BLOCK = 1 << 22
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_SAYS_HIDDEN = {_WORKBOOK: (b"hidden=",), _DOCUMENT: (b'"collapse"', b'"filter"')}
_YES = ("1", "true")


@dataclass(frozen=True)
class Hidden:
    """What is hidden of a sheet: rows by their numbers from 1, columns by their place from 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


NOTHING_HIDDEN = Hidden()


def find_hidden(path: Path) -> dict[str, Hidden] | None:
    """What is hidden of each sheet, by the sheet's name; sheets that show all are left out.

    Returns None for kinds of workbooks that do not say it in XML (.xls, .xlsb). Raises
    ``lxml.etree.XMLSyntaxError`` or ``KeyError`` for a workbook that is not whole.
    """
    if not is_zipfile(path):
        return None
    with ZipFile(path) as file:
        names = file.namelist()
        if _WORKBOOK in names:
            return dict(_in_excel(file))
        if _DOCUMENT in names:
            return dict(_in_open_document(file))
    return None


def _in_excel(file: ZipFile) -> Iterator[tuple[str, Hidden]]:
    relations = etree.fromstring(file.read("xl/_rels/workbook.xml.rels"))
    parts = {each.get("Id"): each.get("Target") for each in relations}
    for sheet in etree.fromstring(file.read(_WORKBOOK)).iter("{*}sheet"):
        target = parts[sheet.get(_RELATION) or sheet.get(_STRICT_RELATION)] or ""
        part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        if _mentions(file, part, _SAYS_HIDDEN[_WORKBOOK]):
            with file.open(part) as xml:
                yield sheet.get("name") or "", _hidden_in_sheet(xml)


def _hidden_in_sheet(xml: IO[bytes]) -> Hidden:
    rows: set[int] = set()
    columns: set[int] = set()
    row = 0
    for _, element in etree.iterparse(xml, tag=("{*}col", "{*}row")):
        is_row = etree.QName(element).localname == "row"
        row = int(element.get("r") or row + 1) if is_row else row
        if element.get("hidden") in _YES:
            if is_row:
                rows.add(row)
            else:
                columns.update(range(int(element.get("min")) - 1, int(element.get("max"))))
        element.clear()
    return Hidden(frozenset(rows), frozenset(columns))


def _in_open_document(file: ZipFile) -> Iterator[tuple[str, Hidden]]:
    if not _mentions(file, _DOCUMENT, _SAYS_HIDDEN[_DOCUMENT]):
        return
    hidden: dict[str, set[int]] = {"row": set(), "column": set()}
    counts = {"row": 0, "column": 0}
    tags = tuple(f"{_TABLE}{name}" for name in ("table", "table-column", "table-row"))
    with file.open(_DOCUMENT) as xml:
        for _, element in etree.iterparse(xml, tag=tags):
            kind = etree.QName(element).localname.removeprefix("table-")
            if kind == "table":
                name = element.get(f"{_TABLE}name") or ""
                yield name, Hidden(frozenset(hidden["row"]), frozenset(hidden["column"]))
                hidden, counts = {"row": set(), "column": set()}, {"row": 0, "column": 0}
                continue
            first = counts[kind] + (kind == "row")
            counts[kind] += int(element.get(f"{_TABLE}number-{kind}s-repeated") or 1)
            if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
                hidden[kind].update(range(first, counts[kind] + (kind == "row")))
            element.clear()


def _mentions(file: ZipFile, part: str, words: tuple[bytes, ...]) -> bool:
    """Whether a part of a workbook has one of these words: most have none, and need no reading."""
    before = b""
    with file.open(part) as content:
        while block := content.read(_BLOCK):
            if any(word in before + block for word in words):
                return True
            before = block[-20:]
    return False
