"""Boxes around notes and the colours of ratings: in PDF and Word they are those of the page."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from bcssp_lib.publish.generated import chart_html, table_html
from bcssp_lib.publish.publication import render_pdf, render_word
from bcssp_lib.publish.review import render_review
from bcssp_lib.section.outputs import Cell, Column, table
from tests.publish.texts import pdf_pages, small_report, squeezed, word_tables

SHEETS = [files("bcssp_lib.publish") / "templates" / name for name in ("review.css", "shared.css")]
CSS = "".join(sheet.read_text("utf-8") for sheet in SHEETS)
NAMED = dict(re.findall(r"--(\w+): (#\w{6});", CSS))
NAMED["accent"] = NAMED["blue"]
TONES = {tone: NAMED[tone] for tone in ("green", "amber", "red")}
_KINDS = "synthetic|failed|warning|statement|advice-tip|advice-caution"
FRAMED = {
    kind: NAMED.get(colour.removeprefix("var(--").rstrip(")"), colour)
    for kind, colour in re.findall(rf"\.({_KINDS}) {{ border-color: (\S+); }}", CSS)
}
RATED = table(
    "Ratings",
    [Column("Measure"), Column("Rating")],
    [[tone, Cell(f"{tone[0].upper()} {tone}", tone)] for tone in TONES],
    under=["Why it is green.", "Why it is amber.", "Why it is red."],
)


def box(kind: str) -> str:
    return f"# Police\n\n::: {{.{kind}}}\n\nTold in a box.\n\n:::\n"


def ratings() -> str:
    return f"# Police\n\n```{{=html}}\n{RATED.to_html()}\n```\n\n::: {{.notes}}\n\nA note.\n\n:::\n"


def pdf_colours(path: Path) -> set[str]:
    """Every colour that something is filled or drawn with, as in ``#f3f2f1``."""
    operators = b" ".join(page.get_contents().get_data() for page in PdfReader(path).pages)
    found = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:scn|SCN|rg|RG)\b", operators)
    return {"#" + "".join(f"{round(float(part) * 255):02x}" for part in one) for one in found}


def shading(properties) -> str:
    return f"#{properties.find(qn('w:shd')).get(qn('w:fill'))}".lower()


@pytest.mark.parametrize("sheet", ["shared.css", "review.css", "book.css", "easy_read.css"])
def test_each_block_of_a_style_sheet_ends(sheet):
    text = (files("bcssp_lib.publish") / "templates" / sheet).read_text("utf-8")
    assert text.count("{") == text.count("}")


def test_each_kind_of_box_is_found_on_the_page():
    own = {"synthetic", "failed", "warning", "statement"}
    assert set(FRAMED) == own | {"advice-tip", "advice-caution"}


@pytest.mark.parametrize("kind", [*FRAMED, "no-figures"])
def test_a_box_is_filled_and_edged_in_both_files_as_on_the_page(tmp_path, kind):
    report = small_report(box(kind))
    pdf = render_pdf(report, tmp_path)
    edge = FRAMED.get(kind, NAMED["quiet"])
    wanted = {edge, NAMED["panel"]} if kind in FRAMED else {edge}
    assert wanted <= pdf_colours(pdf)
    assert "Told in a box." in " ".join(pdf_pages(pdf))
    document = docx.Document(str(render_word(report, tmp_path)))
    (told,) = [paragraph for paragraph in document.paragraphs if paragraph.text == "Told in a box."]
    look = told.style.element.pPr
    edges = {
        one.tag.rpartition("}")[2]: f"#{one.get(qn('w:color'))}".lower()
        for one in look.find(qn("w:pBdr"))
    }
    if kind in FRAMED:  # what is above and below its words is of its own colour
        assert edges == {"left": edge, "top": NAMED["panel"], "bottom": NAMED["panel"]}
    else:
        assert edges == dict.fromkeys(("top", "left", "bottom", "right"), edge)
    if kind in FRAMED:
        assert shading(look) == NAMED["panel"]
    order = [qn(f"w:{name}") for name in ("pBdr", "shd", "spacing", "ind")]
    found = [one.tag for one in look if one.tag in order]
    assert found == sorted(found, key=order.index)  # Word refuses a file with another order


def test_ratings_have_their_colours_and_letters_in_both_files(tmp_path):
    report = small_report(ratings())
    pdf = render_pdf(report, tmp_path)
    assert set(TONES.values()) <= pdf_colours(pdf)
    shown = squeezed(" ".join(pdf_pages(pdf)))
    word = render_word(report, tmp_path)
    rows = word_tables(word)[0]
    (cells,) = [
        [row.cells[1] for row in one.rows if row.cells[1].text in ("G green", "A amber", "R red")]
        for one in docx.Document(str(word)).tables
    ]
    assert [shading(cell._tc.tcPr) for cell in cells] == list(TONES.values())
    for tone in TONES:
        assert f"{tone}{tone[0].upper()}{tone}" in shown
        assert [tone, f"{tone[0].upper()}{tone}"] in rows


def test_a_text_without_boxes_or_ratings_has_no_colour_of_theirs(tmp_path):
    found = pdf_colours(render_pdf(small_report(), tmp_path))
    assert not found & {*TONES.values(), *FRAMED.values(), NAMED["panel"]} - {NAMED["blue"]}


@pytest.mark.parametrize("markdown", [box("statement"), ratings()])
def test_the_source_of_a_pdf_is_the_same_each_time(tmp_path, markdown):
    made = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        folder.mkdir()
        render_pdf(small_report(markdown), folder)
        made.append((folder / "report.typ").read_bytes())
    assert made[0] == made[1]


def test_the_key_figures_of_a_short_report_follow_its_points_and_leave_no_page_half_empty(tmp_path):
    card = '<div class="card"><div class="card-title">Reports</div></div>'
    points = "\n".join(f"- Point {number}" for number in range(30))
    cards = f'```{{=html}}\n<div class="key-figures">{card * 45}</div>\n```'
    report = replace(small_report(f"# Main points\n\n{points}\n\n{cards}\n"), brief=True)
    first, second = pdf_pages(render_pdf(report, tmp_path))
    assert "Point 29" in first
    assert first.count("Reports") % 4 == 0  # whole rows of four
    assert first.count("Reports") + second.count("Reports") == 45
    (table,) = docx.Document(str(render_word(report, tmp_path))).tables
    kept = [cell.paragraphs[0].paragraph_format.keep_with_next for cell in table.columns[0].cells]
    assert kept == [*[None] * 43, True, True, None]


def test_a_row_of_key_figures_that_is_not_full_has_no_empty_boxes(tmp_path):
    filled = []
    for cards in (1, 3):
        card = '<div class="card"><div class="card-title">Reports</div></div>'
        folder = tmp_path / str(cards)
        folder.mkdir()
        text = f'```{{=html}}\n<div class="key-figures">{card * cards}</div>\n```'
        pdf = render_pdf(small_report(f"# Main points\n\n{text}\n"), folder)
        operators = b" ".join(page.get_contents().get_data() for page in PdfReader(pdf).pages)
        filled.append(len(re.findall(rb"\bf\b", operators)))
    assert filled[1] - filled[0] == 2


def test_a_short_table_stays_on_a_page(tmp_path):
    rows = "\n".join(f"|Row {number}|{number}|" for number in range(9))
    table = f"|Measure|Reports|\n|---|---|\n{rows}\n\n: What it counts\n"
    filler = "\n\n".join(f"Line {number}." for number in range(38))
    report = small_report(f"# Police\n\n{filler}\n\n{table}")
    with_table = [page for page in pdf_pages(render_pdf(report, tmp_path)) if "Row 0" in page]
    assert [page.count("Row ") for page in with_table] == [9]
    (made,) = docx.Document(str(render_word(report, tmp_path))).tables
    kept = [cell.paragraphs[0].paragraph_format.keep_with_next for cell in made.columns[0].cells]
    assert kept == [*[True] * 9, None]


def test_a_year_stays_in_a_line_on_a_page(tmp_path):
    page = render_review(small_report("# Police\n\nIn 2023-24 it rose.\n"), tmp_path)
    assert 'In <span class="whole">2023-24</span> it rose.' in page.read_text("utf-8")
    assert ".whole { white-space: nowrap; }" in page.read_text("utf-8")


def test_in_the_pdf_a_chart_has_its_notes_next_to_it_and_a_table_below(tmp_path):
    content = {"headline": "", "alternative": "A dot.", "table": "", "notes": ["N1.", "N2."]}
    chart = chart_html("one", {"title": "A chart", **content}, with_data=False)
    table = table_html(RATED.to_html(), ["T1.", "T2."])
    text = "\n\n".join(f"```{{=html}}\n{html}\n```" for html in (chart, table))
    render_pdf(small_report(f"# P\n\n## How many\n\nIt leads there.\n\n{text}\n"), tmp_path)
    source = "".join((tmp_path / "report.typ").read_text("utf-8").split())
    before, _, charted = source.partition("#chart-with([")
    assert "#block(sticky:true" in before
    notes, _, shown = charted.partition("])[")
    assert '#"N1.";\\#"N2.";' in notes
    assert shown.startswith("#figure(")
    notes, _, shown = source.partition("#table-with([")[2].partition("])[")
    assert '#"T1.";#"T2.";' in notes
    assert shown.startswith("#figure(")
    word = docx.Document(str(render_word(small_report(f"# P\n\n{text}\n"), tmp_path)))
    noted = [one.text for one in word.element.iter(qn("w:p")) if "2." in one.text]
    assert noted == ["N1.\nN2.", "T1. T2."]
