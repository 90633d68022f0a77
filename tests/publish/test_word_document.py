"""A Word document: its header, and tables whose columns have room and do not leave the paper."""

from __future__ import annotations

import docx
import pytest

from bcssp_lib.publish.compose import SYNTHETIC_WORDS
from bcssp_lib.publish.publication import render_word
from tests.publish.test_look import RATED
from tests.publish.texts import small_report, word_headers

TABLE = "|Measure|Kind|\n|---|---|\n|Missing children|reports|\n"


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
