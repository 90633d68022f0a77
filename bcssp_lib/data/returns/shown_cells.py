"""What cells of a returned workbook show, where the reader of workbooks gives less than that.

A formula without a result would look like a question that nobody has answered, and 0.93 in a cell
that shows 93% like a percentage below 1. The old kinds .xls and .xlsb are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from lxml import etree
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from bcssp_lib.data.importers.grid import Grid, Line
from bcssp_lib.data.importers.workbooks import DOCUMENT, TABLE, WORKBOOK, sheet_parts

_STYLES = "xl/styles.xml"
_PERCENT_FORMATS = ("9", "10")  # of Excel itself: 0% and 0.00%
_LITERAL = re.compile(r'"[^"]*"|\\.')  # in a format of numbers: text that is only shown
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_Cells = Mapping[int, Mapping[int, str]]  # of a sheet, by row from 1 and column from 0


def show_cells(path: Path, grids: Sequence[Grid]) -> list[Grid]:
    """The sheets of a workbook with errors, formulas without a result, and percentages."""
    if not is_zipfile(path):
        return list(grids)
    with ZipFile(path) as file:
        cells = dict(_in_excel(file) if WORKBOOK in file.namelist() else _in_open_document(file))
    return [_place(grid, cells.get(grid.sheet, {})) for grid in grids]


def _in_excel(file: ZipFile) -> Iterator[tuple[str, _Cells]]:
    percents = _percent_styles(file)
    for name, part in sheet_parts(file):
        yield name, _read_cells(file, part, percents)


def _percent_styles(file: ZipFile) -> frozenset[int]:
    """The styles of cells whose numbers are shown as percentages."""
    if _STYLES not in file.namelist():
        return frozenset()
    styles = etree.fromstring(file.read(_STYLES))
    formats = {
        each.get("numFmtId")
        for each in styles.iter("{*}numFmt")
        if "%" in _LITERAL.sub("", each.get("formatCode") or "")
    }
    used = styles.find("{*}cellXfs")
    return frozenset(
        number
        for number, each in enumerate([] if used is None else used)
        if each.get("numFmtId") in {*_PERCENT_FORMATS, *formats}
    )


def _read_cells(file: ZipFile, part: str, percents: frozenset[int]) -> _Cells:
    cells: dict[int, dict[int, str]] = {}
    with file.open(part) as xml:
        for _, cell in etree.iterparse(xml, tag="{*}c"):
            text = _read_cell(cell, percents)
            if text and cell.get("r"):
                row, column = xl_cell_to_rowcol(cell.get("r"))
                cells.setdefault(row + 1, {})[column] = text
            cell.clear()
    return cells


def _read_cell(cell: etree._Element, percents: frozenset[int]) -> str:
    """What a cell shows, if that is something else than its value."""
    kind, value = cell.get("t", "n"), cell.findtext("{*}v") or ""
    formula = cell.find("{*}f")
    if kind == "e":
        return value
    if formula is not None and not value and kind != "str":  # the result of "str" may be empty
        return f"={formula.text or '...'}"
    if kind == "n" and value and int(cell.get("s") or 0) in percents:
        return _percent_text(value)
    return ""


def _percent_text(value: str) -> str:
    """A share as a percentage: to nine places, since Excel keeps 0.29 as 0.28999999999999998."""
    return f"{float(value) * 100:.9f}".rstrip("0").rstrip(".") + "%"


def _in_open_document(file: ZipFile) -> Iterator[tuple[str, _Cells]]:
    """Like cells that are next to each other are one element, and so are like rows."""
    if DOCUMENT not in file.namelist():
        return
    cells: dict[int, dict[int, str]] = {}
    row = 0
    with file.open(DOCUMENT) as xml:
        for _, element in etree.iterparse(xml, tag=(f"{TABLE}table", f"{TABLE}table-row")):
            if element.tag == f"{TABLE}table":
                yield element.get(f"{TABLE}name") or "", cells
                cells, row = {}, 0
                continue
            if shown := _read_open_row(element):
                cells[row + 1] = shown
            row += int(element.get(f"{TABLE}number-rows-repeated") or 1)
            element.clear()


def _read_open_row(row: etree._Element) -> dict[int, str]:
    shown = {}
    column = 0
    for cell in row:
        width = int(cell.get(f"{TABLE}number-columns-repeated") or 1)
        if text := _read_open_cell(cell):
            shown.update(dict.fromkeys(range(column, column + width), text))
        column += width
    return shown


def _read_open_cell(cell: etree._Element) -> str:
    if cell.get(_ERROR_TYPE) == "error":
        return cell.findtext("{*}p") or ""
    value = cell.get(f"{_OFFICE}value")
    is_percentage = cell.get(f"{_OFFICE}value-type") == "percentage"
    return _percent_text(value) if is_percentage and value else ""


def _place(grid: Grid, cells: _Cells) -> Grid:
    """The sheet with these cells, but for hidden ones."""
    lines: list[Line] = []
    for number, row in grid.lines():
        placed = list(row)
        for column, text in sorted(cells.get(number, {}).items()):
            if xl_col_to_name(column) not in grid.hidden_columns:
                placed += [""] * (column + 1 - len(placed))
                placed[column] = text
                if text.endswith("%"):
                    what = "the number of a cell that shows percent was read as it is shown"
                    grid.notes.add(what, row=number, was=text)
        lines.append((number, placed))
    return replace(grid, lines=partial(iter, lines))
