"""The workbook as an OpenDocument spreadsheet: the same sheets and cells as the other."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from bcssp_lib.publish.file_passages import read_file
from bcssp_lib.publish.open_document import render_open_document
from bcssp_lib.publish.workbook import render_workbook
from bcssp_lib.section.outputs import PlainTable
from tests.publish.test_workbook import TEXTS, with_table

NUMBERS = ["282", "1,603", "1603", "58.4%", "+104", "−11.1%", "0", "not available", ""]
REPORT = with_table(
    PlainTable("Reports", ["Kind", "Number"], [False, True],
               [[f"Row {number}", text] for number, text in enumerate(NUMBERS)], ["A <note>."]),
    PlainTable("A child’s plan: [what] it is, compared with others", ["Row", "Text"],
               [False, False], [[f"Row {n}", text] for n, text in enumerate(TEXTS)], []),
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render_open_document(REPORT, tmp_path_factory.mktemp("ods"))


def part(path: Path, name: str) -> str:
    with ZipFile(path) as archive:
        return archive.read(name).decode()


def test_it_has_the_sheets_and_cells_of_the_workbook(made, tmp_path):
    other = openpyxl.load_workbook(render_workbook(REPORT, tmp_path))
    book = CalamineWorkbook.from_path(made)
    assert book.sheet_names == other.sheetnames
    assert book.sheet_names[2:] == ["Reports", "A child’s plan what it is"]
    for name in book.sheet_names[2:]:
        cells = [[cell.value for cell in row if cell.value is not None]
                 for row in other[name].iter_rows()]  # fmt: skip
        own = [[cell for cell in row if cell != ""]
               for row in book.get_sheet_by_name(name).to_python()]  # fmt: skip
        assert [list(map(_plain, row)) for row in own] == [list(map(_plain, row)) for row in cells]


def _plain(cell: object) -> object:
    """A text without the blanks at its ends, which XML does not keep."""
    return " ".join(cell.split()) if isinstance(cell, str) else cell


def test_numbers_have_formats_that_show_them_as_the_report_does(made):
    content = part(made, "content.xml")
    for text in NUMBERS[:7]:
        assert f"<text:p>{text}</text:p>" in content
    assert 'office:value-type="percentage" office:value="0.584"' in content
    assert 'style:condition="value()&lt;0"' in content


def test_it_is_in_british_english_with_frozen_panes_on_a4_and_the_same_each_time(made, tmp_path):
    assert "<dc:language>en-GB</dc:language>" in part(made, "meta.xml")
    assert 'fo:country="GB"' in part(made, "styles.xml")
    assert 'fo:page-width="210mm"' in part(made, "styles.xml")
    settings = part(made, "settings.xml")
    assert 'config:name="VerticalSplitPosition" config:type="int">5<' in settings
    assert settings.count("HorizontalSplitPosition") == 3, "the contents too"
    with ZipFile(made) as archive:
        assert archive.namelist()[0] == "mimetype"
        for name in archive.namelist()[1:]:
            ElementTree.fromstring(archive.read(name))
    assert render_open_document(REPORT, tmp_path).read_bytes() == made.read_bytes()


def test_the_look_for_hidden_figures_reads_its_tables(made):
    passages = list(read_file(made, lambda _: True))
    assert any("Row 0" in passage.text and "282" in passage.text for passage in passages)
