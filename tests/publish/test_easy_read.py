"""An easy read report: large letters, and a picture at the left of each point, in every format."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from bcssp_lib.narrative.pictures import draw_symbol, symbol_file, symbol_markdown
from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.publication import render_pdf, render_word
from bcssp_lib.publish.quarto_book import write_project
from bcssp_lib.publish.review import render_page
from tests.publish.texts import page, pdf_alternatives, pdf_pages, small_report, words

POINT = f"{symbol_markdown('people')} We are people who work together."
TEXT = f"# Keeping people safe\n\n{POINT}\n\nNo picture here.\n\n## Help\n\n{POINT}\n"
BODY_STYLES = ("Normal", "Body Text", "First Paragraph", "Compact", "Point Text", "toc 1", "toc 2")


@pytest.fixture
def easy() -> Composed:
    composed = small_report(TEXT)
    (chapter,) = composed.chapters
    pictures = {symbol_file("people"): draw_symbol("people")}
    return replace(composed, easy_read=True, chapters=(replace(chapter, pictures=pictures),))


def test_the_page_has_large_letters_and_each_picture_with_its_words(easy: Composed, tmp_path: Path):
    made = page(render_page(easy, tmp_path))
    assert "body, body.nav-sidebar { font-size: 1.375rem;" in made.style.string
    points = made.main.select("p:has(> svg)")
    assert [point.svg["aria-label"] for point in points] == ["Two people"] * 2
    assert [words(point) for point in points] == ["We are people who work together."] * 2


def test_in_the_pdf_each_picture_is_described_and_each_topic_begins_a_page(
    easy: Composed, tmp_path: Path
):
    path = render_pdf(easy, tmp_path)
    assert pdf_alternatives(path) == ["Two people"] * 2
    told = [text for text in pdf_pages(path) if "We are people" in text]
    assert len(told) == 2
    style = (tmp_path / "house_style.typ").read_text("utf-8")
    assert style.startswith("#let easy-read = true\n")
    assert "#let text-size = if easy-read { 16pt }" in style


def test_in_word_a_point_is_a_row_without_rules_and_no_text_is_small(
    easy: Composed, tmp_path: Path
):
    document = docx.Document(str(render_word(easy, tmp_path)))
    assert len(document.tables) == 2
    for table in document.tables:
        slot, told = table.rows[0].cells
        assert slot._tc.xpath(".//wp:docPr/@descr") == ["Two people"]
        assert told.text == "We are people who work together."
        borders = table._tbl.tblPr.find(qn("w:tblBorders"))
        assert {side.get(qn("w:val")) for side in borders} == {"nil"}
    for name in BODY_STYLES:
        assert document.styles[name].font.size.pt >= 16
    assert document.styles["Heading 2"].paragraph_format.page_break_before
    assert any(each.text == "No picture here." for each in document.paragraphs)


def test_quartos_project_has_the_same_filter_and_styles(easy: Composed, tmp_path: Path):
    write_project(easy, tmp_path)
    look = tmp_path / "_extensions/bcssp"
    assert (look / "_extension.yml").read_text("utf-8").count("easy_read.lua") == 2
    assert (look / "easy_read.lua").is_file()
    assert "An easy read report: large letters" in (look / "book.css").read_text("utf-8")
    assert "#let easy-read = true" in (look / "typst-template.typ").read_text("utf-8")


def test_other_reports_have_none_of_it(tmp_path: Path):
    composed = small_report()
    write_project(composed, tmp_path)
    look = tmp_path / "_extensions/bcssp"
    assert "easy_read" not in (look / "_extension.yml").read_text("utf-8")
    assert not (look / "easy_read.lua").exists()
    assert "#let easy-read = false" in (look / "typst-template.typ").read_text("utf-8")
