"""No line of a Word document ends within a period, and what reads the file finds a hyphen there."""

from __future__ import annotations

import docx

from bcssp_lib.publish.file_passages import read_file
from bcssp_lib.publish.generated import table_html
from bcssp_lib.publish.publication import render_word
from tests.publish.test_boxes import RATED
from tests.publish.texts import small_report, word_paragraphs

TEXT = "The year 2023-24, as 2022-23: of *those aged* 16-17, and tel. 0117-2023-2456."


def test_periods_of_a_text_stay_in_a_line_and_are_read_as_they_were(tmp_path):
    path = render_word(small_report(f"# Police in 2023-24\n\n{TEXT}\n"), tmp_path)
    document = docx.Document(str(path))
    plain = TEXT.replace("*", "")
    (paragraph,) = (each for each in document.paragraphs if each.text == plain)
    assert len(paragraph._p.xpath(".//w:noBreakHyphen")) == 2
    (heading,) = (each for each in document.paragraphs if each.style.name == "Heading 1")
    assert not heading._p.xpath(".//w:noBreakHyphen")  # a search for it finds it there
    assert "".join(plain.split()) in word_paragraphs(path)


def test_the_look_for_hidden_figures_reads_the_period(tmp_path):
    path = render_word(small_report(f"# Police\n\n{TEXT}\n"), tmp_path)
    passages = [passage.text for passage in read_file(path, lambda _: True)]
    assert not any("202324" in text for text in passages)
    assert any("The year 2023-24, as 2022-23" in text for text in passages)


def test_a_short_table_stays_on_a_page_and_a_long_one_ends_with_three_rows(tmp_path):
    rows = "".join(f"|{number}|x|\n" for number in range(20))
    text = f"# P\n\n```{{=html}}\n{RATED.to_html()}\n```\n\n|One|Two|\n|---|---|\n{rows}"
    short, long = docx.Document(str(render_word(small_report(text), tmp_path))).tables
    assert short._tbl.xpath(".//w:keepNext")
    kept = [bool(row.xpath(".//w:keepNext")) for row in long._tbl.tr_lst]
    assert kept == [*[False] * 18, True, True, False]


def test_the_last_texts_of_a_chapter_stay_together_and_a_table_with_its_notes(tmp_path):
    table = f"```{{=html}}\n{table_html(RATED.to_html(), ['A note.'])}\n```"
    text = f"# One\n\nFirst.\n\nSecond.\n\nThird.\n\nLast.\n\n# Two\n\n{table}\n"
    document = docx.Document(str(render_word(small_report(text), tmp_path)))
    kept = [each.text for each in document.paragraphs if each._p.xpath("w:pPr/w:keepNext")]
    assert [text for text in kept if text in ("First.", "Second.", "Third.", "Last.")] == [
        "Second.", "Third.",
    ]  # fmt: skip
    (last,) = document.tables[0]._tbl.xpath("./w:tr[last()]")
    assert last.xpath("./w:tc/w:p/w:pPr/w:keepNext")


def test_a_text_that_leads_to_a_table_stays_with_it(tmp_path):
    table = f"```{{=html}}\n{RATED.to_html()}\n```"
    text = f"# P\n\n## One\n\nIt leads.\n\n{table}\n\n## Two\n\nA text.\n\nMore.\n\n{table}\n"
    document = docx.Document(str(render_word(small_report(text), tmp_path)))
    kept = [each.text for each in document.paragraphs if each._p.xpath("w:pPr/w:keepNext")]
    assert [each for each in kept if each in ("It leads.", "A text.", "More.")] == ["It leads."]
