"""A Word document: its header, and tables whose columns have room and do not leave the paper."""

from __future__ import annotations

import docx
import pytest

from bcssp_lib.publish.compose import SYNTHETIC_WORDS
from bcssp_lib.publish.publication import render_word
from bcssp_lib.publish.word_document import column_widths
from tests.publish.test_look import RATED
from tests.publish.texts import small_report, word_headers

PAPER = 9638  # twips between the margins

NARROW = [["Measure", "2022-23"], ["Reports", "178"]]
LONG = [["Figure", "What it counts", "2022-23"], ["Missing children", "words " * 40, "282"]]
CROWDED = [[f"{number}. agency-of-a-long-name" for number in range(12)]] * 2
TABLE = "|Measure|Kind|\n|---|---|\n|Missing children|reports|\n"


def test_a_small_table_has_each_text_in_a_line_and_is_no_wider_than_that():
    widths = column_widths(NARROW, PAPER)
    assert sum(widths) < PAPER / 2
    assert widths[0] == widths[1]  # seven letters each


@pytest.mark.parametrize("rows", [NARROW, LONG, CROWDED], ids=["narrow", "long", "crowded"])
def test_no_table_is_wider_than_the_paper(rows):
    widths = column_widths(rows, PAPER)
    assert sum(widths) <= PAPER
    assert min(widths) > 0


def test_a_column_of_long_text_takes_what_is_left_and_breaks_no_word_beside_it():
    name, text, figure = column_widths(LONG, PAPER)
    assert text > name > figure
    assert figure >= column_widths(NARROW, PAPER)[1]


@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_column_is_there_too(text):
    assert min(column_widths([["Name", text], ["Value", text]], PAPER)) > 0


def test_cells_that_go_over_columns_are_as_wide_as_these_and_rows_stay_whole(tmp_path):
    text = f"# P\n\n```{{=html}}\n{RATED.to_html()}\n```\n\n{TABLE}"
    document = docx.Document(str(render_word(small_report(text), tmp_path)))
    assert len(document.tables) == 2
    for table in document.tables:
        columns = [one.w for one in table._tbl.tblGrid.gridCol_lst]
        for row in table._tbl.tr_lst:
            assert row.xpath("w:trPr/w:cantSplit")
            assert sum(cell.width for cell in row.tc_lst) == sum(columns)
            assert all(cell.tcPr[0].tag.endswith("tcW") for cell in row.tc_lst)
    assert document.sections[0].page_width.mm == pytest.approx(210, abs=0.1)


def test_titles_stand_above_tables_and_pictures_and_stay_with_them(tmp_path):
    text = '# P\n\n![A chart](figures/one){alt="A triangle."}\n\nAfter it.\n\n'
    text += f"```{{=html}}\n{RATED.to_html()}\n```\n"
    document = docx.Document(str(render_word(small_report(text), tmp_path)))
    shown = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    title = shown.index(("Image Caption", "A chart"))
    assert shown[title + 1][0] == "Captioned Figure"
    for name in ("Image Caption", "Table Caption"):
        assert document.styles[name].paragraph_format.keep_with_next


@pytest.mark.parametrize("synthetic", [True, False])
def test_the_header_of_a_word_document_tells_of_made_up_figures_and_of_no_others(
    tmp_path, synthetic
):
    path = render_word(small_report(synthetic=synthetic), tmp_path)
    assert word_headers(path) == ([SYNTHETIC_WORDS] if synthetic else [""])
