"""The workbook as an OpenDocument spreadsheet: the same sheets, for LibreOffice and others.

No library that writes such files is among those that the toolkit needs anyway, and those there
are leave number formats, frozen panes and printing to their caller: so it is five texts in a zip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.generated import render_template
from bcssp_lib.publish.table_widths import column_widths
from bcssp_lib.publish.workbook import (
    COVER,
    MOST_UPRIGHT,
    Sheet,
    cell_words,
    cover_lines,
    list_sheets,
    number_and_format,
)

_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_PARTS = ("content.xml", "styles.xml", "settings.xml", "meta.xml")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # so that the same report gives the same bytes
_SCREEN, _LETTER, _MARGINS = 300, 2.3, 5  # millimetres


@dataclass(frozen=True)
class _Cell:
    """A cell: its words, and its number with the format that shows it so."""

    text: str
    value: str = ""
    format: str = ""
    figures: bool = False
    link: bool = False


@dataclass(frozen=True)
class _Page:
    """A sheet as its file has it; ``widths`` are those of its columns, in millimetres."""

    label: str
    above: Sequence[str]
    headings: Sequence[str] = ()
    rows: Sequence[Sequence[_Cell]] = ()
    widths: Sequence[int] = (_SCREEN,)


def render_open_document(composed: Composed, folder: Path) -> Path:
    """Write the workbook of a report as ``tables.ods`` into a folder."""
    sheets = list_sheets(composed)
    pages = [_Page(COVER, cover_lines(composed)), *_contents(sheets), *map(_page, sheets)]
    formats = dict.fromkeys(cell.format for page in pages for row in page.rows for cell in row)
    names = {shown: str(number) for number, shown in enumerate(filter(None, formats))}
    content = {
        "sheets": pages,
        "names": names,
        "formats": {name: _read_format(shown) for shown, name in names.items()},
        "widths": sorted({width for page in pages for width in page.widths}),
        "most_upright": MOST_UPRIGHT,
        "title": f"{composed.title}, {composed.subtitle}",
        "stamp": composed.stamp_text,
        "date": composed.masthead.date.replace(tzinfo=None).isoformat(),
    }
    texts = {name: render_template(f"ods_{name}", **content) for name in _PARTS}
    manifest = render_template("ods_manifest.xml", kind=_KIND, names=_PARTS)
    made = folder / "tables.ods"
    with ZipFile(made, "w") as archive:
        archive.writestr(ZipInfo("mimetype", _LONG_AGO), _KIND, ZIP_STORED)  # first, and as it is
        for name, text in {**texts, "META-INF/manifest.xml": manifest}.items():
            archive.writestr(ZipInfo(name, _LONG_AGO), text.strip(), ZIP_DEFLATED)
    return made


def _contents(sheets: Sequence[Sheet]) -> list[_Page]:
    if not sheets:
        return []
    rows = [[_Cell(sheet.label, link=True), _Cell(sheet.table.title)] for sheet in sheets]
    lines = ["Table of contents", "This sheet lists the tables."]
    return [_Page("Contents", lines, ["Sheet", "Table"], rows, (80, 180))]


def _page(sheet: Sheet) -> _Page:
    table = sheet.table
    above = [table.title, *sheet.subtitles, "This sheet holds one table.", *table.notes]
    rows = [list(map(_cell, row, table.figures)) for row in table.rows]
    widths = column_widths([table.headings, *table.rows], _SCREEN, _LETTER, _MARGINS)
    return _Page(sheet.label, above, table.headings, rows, tuple(map(round, widths)))


def _cell(text: str, figures: bool) -> _Cell:
    cell = _Cell(cell_words(text), figures=figures)
    if figures and (number := number_and_format(text)):
        return replace(cell, value=repr(number[0]), format=number[1])
    return cell


def _read_format(shown: str) -> dict[str, Any]:
    """A format of the workbook: ``+#,##0.0%;−#,##0.0%;#,##0.0%`` is signed, of one decimal."""
    plain = shown.rpartition(";")[2].rstrip("%")
    return {
        "kind": "percentage" if "%" in shown else "number",
        "decimals": len(plain.partition(".")[2]),
        "grouped": "," in plain,
        "signed": ";" in shown,
    }
