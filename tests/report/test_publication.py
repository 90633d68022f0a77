"""The publication: PDF, Word and the HTML book, by both engines, with the same figures in each."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from tests.report.conftest import QUARTO, facts_of, parsed

quarto = [
    pytest.mark.quarto,
    pytest.mark.skipif(QUARTO is None, reason="the Quarto program is not installed"),
]
PLAIN = pytest.param("banes", "publication", id="Typst and pandoc")
BOOK = pytest.param("banes_book", "publication/book", id="Quarto", marks=quarto)
both = pytest.mark.parametrize(("name", "folder"), [PLAIN, BOOK])


@pytest.fixture
def place(request: pytest.FixtureRequest, name: str, folder: str) -> Path:
    """The folder that holds the rendered files."""
    return request.getfixturevalue(name) / folder


def pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def dense(text: str) -> str:
    """A text without spaces and line ends, which a PDF puts where it likes."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


@pytest.fixture
def public(banes: Path) -> BeautifulSoup:
    """The page that is published without Quarto."""
    return parsed(banes / "publication/report.html")


@both
def test_the_pdf_has_a_contents_list_and_every_chapter(place, public):
    text = dense(" ".join(pages(place / "report.pdf")))
    for one in public.main.find_all("section", recursive=False):
        assert dense(one.h2.get_text()) in text


@both
def test_the_word_document_opens_with_title_headings_tables_and_pictures(place, public):
    document = docx.Document(str(place / "report.docx"))
    text = [paragraph.text for paragraph in document.paragraphs]
    assert "Annual report 2023-24" in text
    headings = [
        dense(paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style.name.startswith("Heading")
    ]
    for one in public.main.find_all("section", recursive=False):
        assert dense(one.h2.get_text()) in headings
    assert len(document.tables) > 20
    assert len(document.inline_shapes) >= len(public.find_all("img"))


@both
def test_the_manifests_of_review_copy_and_publication_hold_the_same_facts(
    request, name, folder, facts
):
    report = request.getfixturevalue(name)
    assert (report / folder).is_dir()
    wanted = {full: dense(fact["text"]) for full, fact in facts.items()}
    assert wanted["police.missing_reports"] == "282"
    for manifest in ("review/manifest.json", "publication/manifest.json"):
        found = facts_of(report / manifest)
        assert {full: dense(fact["text"]) for full, fact in found.items()} == wanted


@both
def test_the_figures_that_readers_look_for_are_in_pdf_and_word(place):
    document = docx.Document(str(place / "report.docx"))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    word = dense(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))
    pdf = dense(" ".join(pages(place / "report.pdf")))
    for text in (word, pdf):
        for wanted in ("282", "178", "+104", "+58.4%", "+5.6%", "1,603", "1,086", "343", "21.4%"):
            assert wanted in text, wanted
        assert dense("343 + 673 + 517 is 1,533, which is 70 fewer than 1,603") in text
        assert dense("rose by 104 (58.4%) to 282") in text


@pytest.fixture
def chapters(banes_book: Path) -> dict[str, BeautifulSoup]:
    found = (banes_book / "publication/book").glob("*.html")
    return {path.stem: parsed(path) for path in found}


@pytest.mark.quarto
def test_the_book_has_a_page_a_part_stamped_with_its_report(chapters):
    assert {"index", "part-children-and-young-people", "part-notes"} <= set(chapters)
    for stem, page in chapters.items():
        assert page.find("meta", attrs={"name": "bcssp-area"})["content"] == "banes"
        assert page.html["lang"] == "en-GB"
        assert len(page.find_all("h1")) == (2 if stem == "index" else 1)


@pytest.mark.quarto
def test_the_pages_of_the_book_name_each_fact_and_show_its_value(chapters, facts):
    shown = [tag for page in chapters.values() for tag in page.find_all(class_="fact")]
    assert len(shown) > 50
    spans = [
        tag for tag in shown if dense(tag.get_text()) == dense(facts[tag["data-fact"]]["text"])
    ]
    assert len(spans) > 50
