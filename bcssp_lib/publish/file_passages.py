"""Passages of whole files: pages, pictures, notebooks, Word documents, workbooks and PDFs."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from bcssp_lib.publish.leaks import Passage
from bcssp_lib.publish.named_periods import ANY_PERIOD, find_periods
from bcssp_lib.publish.passages import (
    read_code,
    read_html,
    read_json,
    read_lines,
    read_table,
    read_text,
)

_Concerns = Callable[[str], bool]
_TYPST_TABLE = re.compile(r"(?=^#figure\()", re.MULTILINE)
_TYPST_STRING = re.compile(r'#"((?:[^"\\]|\\.)*)";?')  # a text that is no markup
_ESCAPED = re.compile(r"\\(.)")
_TYPST_CELL = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\],?")
_TYPST_CAPTION = re.compile(r", caption: \[(.*?)\]\s*\n\s*, kind: table", re.DOTALL)
_SEARCH = "search.json"  # Quarto's: the words of each page, a cell of a table in each line
_DIGIT = re.compile(r"\d")
# A line of prose that does not end there.
_GOES_ON = re.compile(r"(?:,|\b(?:of|the|an?|in|and|or|to|for|by|with|from|were|was|are|is|had))$")
_SHORT = 300  # letters; what is longer is no property, and is read as a page is
_PDF_WORDS = ("/Alt", "/ActualText", "/Title", "/T", "/E")
_PDF_PARTS = ("/K", "/First", "/Next")
_HYPHEN = "noBreakHyphen"
_SHOWN = ("t", "delText", "instrText", _HYPHEN)  # elements of Word that hold a text
# The texts of a workbook are read once; where a spreadsheet's panes are frozen, the sheets say too.
_READ_OTHERWISE = ("xl/sharedStrings.xml", "settings.xml")


def read_file(path: Path, concerns: _Concerns) -> Iterator[Passage]:
    """The passages of a file; pictures of dots have none."""
    match path.suffix.lower():
        case ".docx" | ".xlsx" | ".ods":
            yield from _read_archive(path, concerns)
        case ".pdf":
            yield from _read_pdf(path, concerns)
        case ".png" | ".jpg" | ".jpeg" | ".gif" | ".woff" | ".woff2" | ".ttf":
            return
        case suffix:
            text = path.read_text("utf-8", "replace")
            if concerns(text):
                yield from _read_text_file(
                    text, path.name if path.name == _SEARCH else suffix, concerns
                )


def _read_text_file(text: str, suffix: str, concerns: _Concerns) -> Iterator[Passage]:
    match suffix:
        case ".html" | ".htm" | ".xml" | ".qmd" | ".md" | ".svg":
            yield from read_html(text, concerns)
        case ".ipynb":
            yield from _read_notebook(json.loads(text), concerns)
        case ".json":
            yield from _read_json_file(text, concerns)
        case ".csv":
            yield from read_table("", list(csv.reader(text.splitlines())), "line")
        case ".js":
            yield from read_lines(text)
        case ".css":  # Quarto's own is one line of 370,000 letters
            yield from read_lines(text.replace("}", "}\n"))
        case name if name == _SEARCH:
            for page in json.loads(text):
                yield from read_lines(page.get("text", ""))
        case ".typ":
            yield from _read_typst(text, concerns)
        case _:
            yield from read_text(text, "sentence")


def _read_json_file(text: str, concerns: _Concerns) -> Iterator[Passage]:
    """A JSON file; of a manifest, whose lines are objects of their own, only those concerned."""
    lines = [line.rstrip(",") for line in text.splitlines() if concerns(line)]
    try:
        contents = list(map(json.loads, lines))
    except ValueError:
        contents = [json.loads(text)]
    yield from read_json(contents, concerns)


def _read_typst(text: str, concerns: _Concerns) -> Iterator[Passage]:
    """The source of a PDF: its tables as such, and the rest as text."""
    plain = _TYPST_STRING.sub(lambda string: _ESCAPED.sub(r"\1", string[1]), text)
    for part in _TYPST_TABLE.split(plain):
        if not concerns(part):
            continue
        head, found, body = part.partition("table.header(")
        if not found:
            yield from read_text(part, "sentence")
            continue
        heading, _, cells = body.partition("table.hline(),")
        texts = [_plain_cell(cell) for cell in _TYPST_CELL.findall(cells)]
        headings = [_plain_cell(cell) for cell in _TYPST_CELL.findall(heading)]
        width = max(1, len(headings))
        rows = [texts[start : start + width] for start in range(0, len(texts), width)]
        caption = _TYPST_CAPTION.search(part)
        title = _plain_cell(caption[1]) if caption else ""
        yield from read_table(title, [headings, *rows], f"table “{title}”")
        yield from read_text(head, "sentence")


def _plain_cell(text: str) -> str:
    return " ".join(text.split())


def _read_notebook(notebook: dict[str, Any], concerns: _Concerns) -> Iterator[Passage]:
    """A notebook: its metadata, and the source, outputs and metadata of each cell of code.

    Cells of prose are read where they are shown: a change in them runs no notebook.
    """
    rest = {name: part for name, part in notebook.items() if name != "cells"}
    yield from read_json(rest, concerns, "notebook, ")
    for cell in notebook.get("cells", []):
        if cell.get("cell_type") != "code" or not concerns(json.dumps(cell, ensure_ascii=False)):
            continue
        place = f"cell '{cell.get('id', '')}', "
        yield from read_code("".join(cell.get("source", "")), concerns, f"{place}source, ")
        others = {name: part for name, part in cell.items() if name != "source"}
        yield from read_json(others, concerns, place)


def _read_archive(path: Path, concerns: _Concerns) -> Iterator[Passage]:
    """Every part of a Word document, workbook or spreadsheet that is XML."""
    with ZipFile(path) as archive:
        shared = _shared_strings(archive)
        for name in sorted(archive.namelist()):
            if not name.endswith((".xml", ".rels")) or name in _READ_OTHERWISE:
                continue
            root = ElementTree.fromstring(archive.read(name))  # noqa: S314 - we have written it
            if name.startswith("xl/worksheets/"):
                rows = [_row_cells(row, shared) for row in root.iterfind(".//{*}row")]
                yield from _read_sheet(rows, f"{name}, ")
            elif path.suffix == ".ods" and name == "content.xml":
                yield from _read_spreadsheet(root, f"{name}, ")
            elif name.startswith("word/"):
                _name_hyphens(root)
                yield from _read_word(root, f"{name}, ")
            if not name.startswith(("xl/worksheets/", "xl/styles")):
                yield from _read_xml(root, concerns, f"{name}, ")
        for words in shared:
            yield from read_text(words, "shared strings, text")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _read_xml(root: ElementTree.Element, concerns: _Concerns, place: str) -> Iterator[Passage]:
    """The texts and attributes of properties, comments and whatever else is short."""
    for element in root.iter():
        words = "".join(element.itertext()).strip()
        values = [
            f"{_local(name)}: {value}"
            for name, value in element.attrib.items()
            if not value.isdigit()
        ]  # fmt: skip - sizes, places and ids
        said = "; ".join((*values, words)) if len(words) < _SHORT else "; ".join(values)
        if concerns(said):
            yield from read_text(said, f"{place}{_local(element.tag)}")
            yield Passage(f"{place}{_local(element.tag)}", said, said)


def _name_hyphens(root: ElementTree.Element) -> None:
    """Word's hyphens at which no line ends are signs of their own; those of periods are."""
    for element in root.iterfind(f".//{{*}}{_HYPHEN}"):
        element.text = "-"


def _texts(element: ElementTree.Element) -> str:
    """What an element of Word shows."""
    return "".join(
        part.text or "" if _local(part.tag) in _SHOWN else " "
        for part in element.iter()
        if _local(part.tag) in (*_SHOWN, "tab", "br", "p")
    ).strip()


def _read_word(root: ElementTree.Element, place: str) -> Iterator[Passage]:
    """The tables and paragraphs of a part of a Word document, in the order of reading."""
    caption = ""
    for element in root.iter():
        kind = _local(element.tag)
        if kind == "tbl":
            rows = [list(map(_texts, row.iterfind("{*}tc"))) for row in element.iterfind("{*}tr")]
            yield from read_table(caption, rows, f"{place}table “{caption}”")
        elif kind == "p":
            words = _texts(element)
            caption = words or caption
            yield from read_text(words, f"{place}sentence")


def _shared_strings(archive: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314 - ours
    return [_join_texts(item) for item in root]


def _join_texts(element: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in element.iterfind(".//{*}t"))


def _read_sheet(rows: Sequence[list[str]], place: str) -> Iterator[Passage]:
    """A sheet as a table: what is above its first row of two cells is its caption."""
    first = next((n for n, row in enumerate(rows) if sum(map(bool, row)) > 1), len(rows))
    above = list(chain.from_iterable(rows[:first]))
    caption, title = " ".join(filter(None, above)), next(chain.from_iterable(rows[:1]), "")
    for words in above:
        yield from read_text(words, f"{place}text")
    yield from read_table(caption, rows[first:], f"{place}table “{title}”")


def _read_spreadsheet(root: ElementTree.Element, place: str) -> Iterator[Passage]:
    """The sheets of an OpenDocument spreadsheet, each as a table."""
    for sheet in root.iterfind(".//{*}table"):
        rows = [
            ["".join(cell.itertext()) for cell in row.iterfind("{*}table-cell")]
            for row in sheet.iterfind(".//{*}table-row")
        ]
        yield from _read_sheet(rows, place)


def _row_cells(row: ElementTree.Element, shared: list[str]) -> list[str]:
    """The texts of a row, of which the file leaves out cells that are empty."""
    from xlsxwriter.utility import xl_cell_to_rowcol  # only publications need it

    cells = {
        xl_cell_to_rowcol(cell.get("r", ""))[1]: _cell_text(cell, shared)
        for cell in row.iterfind("{*}c")
    }
    return [cells.get(number, "") for number in range(max(cells, default=-1) + 1)]


def _cell_text(cell: ElementTree.Element, shared: list[str]) -> str:
    value = cell.findtext("{*}v", "")
    if cell.get("t") == "s" and value:
        return shared[int(value)]
    return value or _join_texts(cell)


def _read_pdf(path: Path, concerns: _Concerns) -> Iterator[Passage]:
    """The lines of a PDF's pages, the words of its pictures and bookmarks, and its properties."""
    from pypdf import PdfReader  # only publications need it

    reader = PdfReader(path)
    for name, value in (reader.metadata or {}).items():
        yield from read_text(str(value), f"property {name.strip('/')}")
    if reader.xmp_metadata is not None:
        stream = reader.xmp_metadata.stream.get_data().decode("utf-8", "replace")
        yield from read_html(stream, concerns, "metadata, ")
    for words in _pdf_words(reader.root_object):
        yield from read_text(words, "words of a picture or bookmark")
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        if concerns(text):
            yield from _read_page(text, f"page {number}, ")


def _pdf_words(root: Any) -> Iterator[str]:
    """What the parts of a PDF are called or described by: its structure and its bookmarks."""
    from pypdf.generic import DictionaryObject

    waiting = [root.get("/StructTreeRoot"), root.get("/Outlines")]
    while waiting:
        part = waiting.pop()
        part = part.get_object() if hasattr(part, "get_object") else part
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, DictionaryObject):
            yield from (str(part[name]) for name in _PDF_WORDS if name in part)
            waiting.extend(part.raw_get(name) for name in _PDF_PARTS if name in part)


def _read_page(text: str, place: str) -> Iterator[Passage]:
    """Each line, as a row of a table with the headings above it; and sentences over lines."""
    heading, sentence = "", ""
    for line in text.splitlines():
        if find_periods(line) and not _DIGIT.search(ANY_PERIOD.sub("", line)):
            heading = line
        around = "" if line.endswith(".") else heading
        yield Passage(f"{place}line “{line}”", line, line, around, prose=True)
        goes_on = sentence and (line[:1].islower() or _GOES_ON.search(sentence))
        if goes_on:
            sentence = f"{sentence} {line}"
            yield from read_text(sentence, f"{place}sentence")
        else:
            sentence = line
