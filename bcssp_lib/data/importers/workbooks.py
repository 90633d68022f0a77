"""Workbooks (.xlsx, .xls, .ods) as rows of text: what a cell holds, not how it looks.

Their reader does not tell which rows and columns are hidden, and what nobody sees misleads: the
Ministry's tables of homelessness keep two columns hidden, with the names of regions that the rows
are not of.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile, is_zipfile

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum
from xlsxwriter.utility import xl_col_to_name

from bcssp_lib.data.importers.grid import Grid, Line, Notes, refuse_file, trim_line
from bcssp_lib.model.characters import quote_text

WORKBOOK = "xl/workbook.xml"
DOCUMENT = "content.xml"
_BLOCK = 1 << 22
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_SAYS_HIDDEN = {WORKBOOK: (b"hidden=",), DOCUMENT: (b'"collapse"', b'"filter"')}
_YES = ("1", "true")


@dataclass(frozen=True)
class Hidden:
    """What is hidden of a sheet: rows by their numbers from 1, columns by their place from 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


_NOTHING_HIDDEN = Hidden()


def find_hidden(path: Path) -> dict[str, Hidden] | None:
    """What is hidden of each sheet, by the sheet's name; sheets that show all are left out.

    Returns None for kinds of workbooks that do not say it in XML (.xls, .xlsb). Raises
    ``InputProblemsError`` for a workbook that is not whole.
    """
    if not is_zipfile(path):
        return None
    try:
        with ZipFile(path) as file:
            names = file.namelist()
            if WORKBOOK in names:
                return dict(_in_excel(file))
            return dict(_in_open_document(file)) if DOCUMENT in names else None
    except (etree.XMLSyntaxError, KeyError) as error:
        wrong = f"which of its rows and columns are hidden cannot be read: {error}"
        raise refuse_file(path, wrong, "the workbook as Excel or LibreOffice saves it") from error


def sheet_parts(file: ZipFile) -> Iterator[tuple[str, str]]:
    """The sheets of an Excel workbook: the name of each, and the file in it that holds it."""
    relations = etree.fromstring(file.read("xl/_rels/workbook.xml.rels"))
    parts = {each.get("Id"): each.get("Target") for each in relations}
    for sheet in etree.fromstring(file.read(WORKBOOK)).iter("{*}sheet"):
        target = parts[sheet.get(_RELATION) or sheet.get(_STRICT_RELATION)] or ""
        part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        yield sheet.get("name") or "", part


def _in_excel(file: ZipFile) -> Iterator[tuple[str, Hidden]]:
    for name, part in sheet_parts(file):
        if _mentions(file, part, _SAYS_HIDDEN[WORKBOOK]):
            with file.open(part) as xml:
                yield name, _hidden_in_sheet(xml)


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
    if not _mentions(file, DOCUMENT, _SAYS_HIDDEN[DOCUMENT]):
        return
    hidden: dict[str, set[int]] = {"row": set(), "column": set()}
    counts = {"row": 0, "column": 0}
    tags = tuple(f"{TABLE}{name}" for name in ("table", "table-column", "table-row"))
    with file.open(DOCUMENT) as xml:
        for _, element in etree.iterparse(xml, tag=tags):
            kind = etree.QName(element).localname.removeprefix("table-")
            if kind == "table":
                name = element.get(f"{TABLE}name") or ""
                yield name, Hidden(frozenset(hidden["row"]), frozenset(hidden["column"]))
                hidden, counts = {"row": set(), "column": set()}, {"row": 0, "column": 0}
                continue
            first = counts[kind] + (kind == "row")
            counts[kind] += int(element.get(f"{TABLE}number-{kind}s-repeated") or 1)
            if element.get(f"{TABLE}visibility") in ("collapse", "filter"):
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


ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_PLACES = 9  # of a decimal, as data/ takes them
LARGEST = 200_000_000  # bytes
_TEXTS = 40  # of a hidden column: its name is among them


def read_workbook(path: Path) -> list[Grid]:
    """What can be seen of a workbook; hidden sheets, rows and columns are told, and left out."""
    size = path.stat().st_size
    if size > LARGEST:
        raise refuse_file(
            path, f"the file has {size:,} bytes", f"{LARGEST:,} at most; or a CSV file"
        )
    try:
        with CalamineWorkbook.from_path(path) as book:
            return _read_sheets(path, book)
    except CalamineError as error:
        wrong = f"it cannot be read as a workbook: {error}"
        raise refuse_file(
            path, wrong, f"a workbook without a password ({', '.join(ENDINGS)})"
        ) from error


def _read_sheets(path: Path, book: CalamineWorkbook) -> list[Grid]:
    sheets = [each for each in book.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
    hidden = [each.name for each in sheets if each.visible is not SheetVisibleEnum.Visible]
    hidden_parts = find_hidden(path)
    grids = []
    for sheet in sheets:
        if sheet.name in hidden:
            continue
        notes = Notes()
        for name in hidden:
            notes.add(f"the hidden sheet '{name}' was left out")
        if hidden_parts is None:
            notes.add(f"{path.suffix} files do not say which rows and columns are hidden")
        rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        lines = _text_lines(rows, notes)
        shown = f"{path.name}, sheet {sheet.name}" if len(sheets) > 1 else path.name
        parts = (hidden_parts or {}).get(sheet.name, _NOTHING_HIDDEN)
        grids.append(_make_grid(shown, sheet.name, lines, parts, notes))
    return grids


def _make_grid(shown: str, sheet: str, lines: Sequence[Line], hidden: Hidden, notes: Notes) -> Grid:
    """A sheet without what is hidden of it, which is told."""
    width = max((len(cells) for _, cells in lines), default=0)
    columns = sorted(index for index in hidden.columns if index < width)
    texts = {
        xl_col_to_name(at): [c[at] for _, c in lines if at < len(c) and c[at].strip()][:_TEXTS]
        for at in columns
    }
    texts = {letters: cells for letters, cells in texts.items() if cells}
    for letters, cells in texts.items():
        notes.add(f"the hidden column {letters} was left out: it holds {quote_text(cells[0])}")
    seen: list[Line] = []
    hidden_rows: list[Line] = []
    for number, row in lines:
        left = _without(row, columns)
        if number in hidden.rows:
            notes.add("hidden rows were left out", row=number)
            hidden_rows.append((number, left))
        elif left:
            seen.append((number, left))
    return Grid(
        shown,
        partial(iter, seen),
        notes,
        sheet,
        hidden_rows=tuple(hidden_rows),
        hidden_columns=texts,
    )


def _without(cells: Sequence[str], columns: Sequence[int]) -> Sequence[str]:
    """A row whose cells in these columns are blank."""
    if not columns:
        return cells
    hidden = frozenset(columns)
    return trim_line(["" if at in hidden else cell for at, cell in enumerate(cells)])


def _text_lines(rows: list[list[Any]], notes: Notes) -> list[Line]:
    lines = [
        (number, trim_line([_cell_text(cell, number, notes) for cell in cells]))
        for number, cells in enumerate(rows, start=1)
    ]
    return [line for line in lines if line[1]]


def _cell_text(cell: Any, row: int, notes: Notes) -> str:
    """What a cell holds, as it would be written in a CSV file."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return _number_text(cell, row, notes)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    return str(cell)  # such as a stretch of time


def _number_text(number: float, row: int, notes: Notes) -> str:
    """A number in plain digits. Excel keeps 58.4 as 58.40000000000001 now and then."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    text = f"{number:.{_PLACES}f}".rstrip("0").rstrip(".")
    if abs(float(text) - number) > 1e-12 * max(1.0, abs(number)):
        notes.add(f"decimals were kept to {_PLACES} places", row=row, was=repr(number))
    return text
