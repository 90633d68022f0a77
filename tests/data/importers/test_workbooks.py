"""Workbooks are read by what their cells hold."""

from __future__ import annotations

import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from bcssp_lib.data.importers.files import open_file
from bcssp_lib.model.errors import InputProblemsError


def make_book(path, rows, hidden=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name in hidden:
        book.create_sheet(name).sheet_state = "hidden"
    book.save(path)
    return path


def test_cells_are_written_as_a_csv_file_would_have_them(tmp_path):
    rows = [
        ["area", "day", "value", None],
        ["banes", date(2024, 3, 31), 282, None],
        [None, None, None],
        ["banes", datetime(2024, 3, 31), 58.400000000000006],  # noqa: DTZ001
        ["banes", "Mar-24", True],
        [None],
    ]
    (grid,) = open_file(make_book(tmp_path / "book.xlsx", rows))
    assert [(number, list(cells)) for number, cells in grid.lines()] == [
        (1, ["area", "day", "value"]),
        (2, ["banes", "2024-03-31", "282"]),
        (4, ["banes", "2024-03-31", "58.4"]),
        (5, ["banes", "Mar-24", "TRUE"]),
    ]
    assert grid.notes.lines() == []


def test_decimals_that_no_figure_has_are_cut_and_told(tmp_path):
    (grid,) = open_file(make_book(tmp_path / "book.xlsx", [["value"], [100 / 3]]))
    assert [list(cells) for _, cells in grid.lines()] == [["value"], ["33.333333333"]]
    (note,) = grid.notes.lines()
    assert note.startswith("decimals were kept to 9 places (row 2")


def test_hidden_sheets_are_left_out_and_told(tmp_path):
    grids = open_file(make_book(tmp_path / "book.xlsx", [["a"]], hidden=["Workings"]))
    assert [grid.sheet for grid in grids] == ["Sheet"]
    assert grids[0].notes.lines() == ["the hidden sheet 'Workings' was left out"]


def test_a_workbook_under_the_name_of_a_csv_file_is_read(tmp_path):
    make_book(tmp_path / "book.xlsx", [["a"], [1]]).rename(tmp_path / "book.csv")
    (grid,) = open_file(tmp_path / "book.csv")
    assert [list(cells) for _, cells in grid.lines()] == [["a"], ["1"]]


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Figures">
<table:table-row><table:table-cell office:value-type="string"><text:p>area</text:p>
</table:table-cell><table:table-cell office:value-type="string"><text:p>value</text:p>
</table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="string"><text:p>banes</text:p>
</table:table-cell><table:table-cell office:value-type="float" office:value="282"/>
</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>
"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/"
 manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>
"""


def write_open_document(path, content):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", MANIFEST)
        file.writestr("content.xml", content.replace("\n", ""))
    return path


def test_an_open_document_is_read(tmp_path):
    (grid,) = open_file(write_open_document(tmp_path / "book.ods", ODS))
    assert [list(cells) for _, cells in grid.lines()] == [["area", "value"], ["banes", "282"]]


def test_a_broken_workbook_is_refused(tmp_path):
    (tmp_path / "book.xlsx").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(InputProblemsError, match="cannot be read as a workbook"):
        open_file(tmp_path / "book.xlsx")


def hide(path, columns=(), rows=()):
    """Hide columns and rows of the first sheet, as Excel does."""
    book = openpyxl.load_workbook(path)
    for letters in columns:
        book.active.column_dimensions[letters].hidden = True
    for number in rows:
        book.active.row_dimensions[number].hidden = True
    book.save(path)
    return path


def test_hidden_columns_and_rows_are_left_out_and_told(tmp_path):
    rows = [["Old name", "x"], ["area", "region", "value"], ["banes", "East Midlands", 282]]
    path = hide(make_book(tmp_path / "book.xlsx", rows), columns="B", rows=[1])
    (grid,) = open_file(path)
    assert [(number, list(cells)) for number, cells in grid.lines()] == [
        (2, ["area", "", "value"]),
        (3, ["banes", "", "282"]),
    ]
    assert [number for number, _ in grid.hidden_rows] == [1]
    assert grid.notes.lines() == [
        "the hidden column B was left out: it holds 'x'",
        "hidden rows were left out (row 1)",
    ]


@pytest.mark.parametrize("visibility", ["collapse", "filter"])
def test_hidden_columns_and_rows_of_an_open_document(tmp_path, visibility):
    hidden = f'table:visibility="{visibility}"'
    columns = f"<table:table-column/><table:table-column {hidden}/>"
    text = ODS.replace('table:name="Figures">', f'table:name="Figures">{columns}')
    head, first, rest = text.split("<table:table-row>")
    text = f"{head}<table:table-row>{first}<table:table-row {hidden}>{rest}"
    path = write_open_document(tmp_path / "book.ods", text)
    (grid,) = open_file(path)
    assert [list(cells) for _, cells in grid.lines()] == [["area"]]
    assert [number for number, _ in grid.hidden_rows] == [2]
    assert "the hidden column B was left out: it holds 'value'" in grid.notes.lines()
