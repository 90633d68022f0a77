"""PDF by Typst and Word by pandoc: what is refused, and what an author may write."""

from __future__ import annotations

import pytest

from bcssp_lib.model.errors import RenderError
from bcssp_lib.publish.single_files import render_pdf, render_word
from tests.publish.texts import (
    pdf_alternatives,
    pdf_pages,
    small_report,
    word_alternatives,
    word_paragraphs,
)

TOLD = "A triangle in the lower left corner."


def picture(alternative: str) -> str:
    return f'# Police\n\n![Title](figures/one){{.chart alt="{alternative}"}}\n'


def test_a_picture_with_alternative_text_keeps_it_in_both_files(tmp_path):
    report = small_report(picture(TOLD))
    assert pdf_alternatives(render_pdf(report, tmp_path)) == [TOLD]
    assert word_alternatives(render_word(report, tmp_path)) == [TOLD]


@pytest.mark.parametrize(
    "markdown",
    ["![](figures/one)", '![](figures/one){alt=""}', '<img src="figures/one.svg">'],
    ids=["no words", "empty words", "raw HTML"],
)
def test_a_picture_without_alternative_text_is_refused_by_typst(tmp_path, markdown):
    with pytest.raises(RenderError, match="Typst could not make the PDF") as refused:
        render_pdf(small_report(f"# Police\n\n{markdown}\n"), tmp_path)
    assert "alt" in str(refused.value)
    assert not (tmp_path / "report.pdf").exists()


@pytest.mark.parametrize(
    "text",
    [
        'Quotes " and \\ strokes', "#set page(width: 1pt)", "$x$ and £5 & 5% _not_ *so* @here",
        "#eval(\"1 + 1\")", "<label> // no comment", "café – “naïve” −5 ½",
    ],
)  # fmt: skip
def test_what_means_something_to_typst_is_shown_as_it_stands(tmp_path, text):
    shown = text.replace("\\", "\\\\").replace("*", r"\*").replace("_", r"\_")
    shown = shown.replace("<", r"\<").replace("#", r"\#").replace('"', r"\"").replace("$", r"\$")
    found = " ".join(
        " ".join(pdf_pages(render_pdf(small_report(f"# P\n\n{shown}\n"), tmp_path))).split()
    )
    assert text in found


def test_alternative_text_with_quotes_and_strokes_is_kept(tmp_path):
    told = "It says 'yes' \\ and #no $5"
    report = small_report(picture(told.replace("\\", "\\\\")))
    assert pdf_alternatives(render_pdf(report, tmp_path)) == [told]


def test_a_picture_that_is_not_there_is_refused_and_named(tmp_path):
    for render in (render_pdf, render_word):
        with pytest.raises(RenderError, match="nowhere"):
            render(small_report("# P\n\n![A map](nowhere.png)\n"), tmp_path)


def test_no_source_or_half_made_file_is_left_for_readers_beside_the_pdf_and_word(tmp_path):
    render_pdf(small_report(), tmp_path)
    render_word(small_report(), tmp_path)
    left = {one.name for one in tmp_path.iterdir()}
    assert {"report.pdf", "report.docx"} <= left
    assert left <= {"report.pdf", "report.docx", "report.typ", "house_style.typ", "figures"}


@pytest.mark.parametrize("synthetic", [True, False])
def test_every_page_of_a_pdf_tells_of_made_up_figures_and_of_no_others(tmp_path, synthetic):
    long = "# Police\n\n" + "A line of text.\n\n" * 120
    pages = pdf_pages(render_pdf(small_report(long, synthetic=synthetic), tmp_path))
    assert len(pages) > 2
    assert [synthetic] * len(pages) == ["Synthetic figures" in page for page in pages]


def test_made_up_figures_are_told_of_in_the_text_of_a_word_document_too(tmp_path):
    shown = word_paragraphs(render_word(small_report(synthetic=True), tmp_path))
    assert any("Syntheticfigures:" in one for one in shown)


def test_a_number_in_a_narrow_cell_is_never_broken(tmp_path):
    """As "46.4" on two lines it would be read as 46; a long name may break."""
    cells = (
        "+1,013 (+14.6%)",
        "137.9 to 146.4",
        "3,824 (1,069.2 per 100,000)",
        "police.missing_reports",
    )
    widths = "|".join(["-" * 3] * len(cells) + ["-" * 60])
    table = f"|{'|'.join('abcd')}|e|\n|{widths}|\n|{'|'.join(cells)}|{'words ' * 40}|\n"
    pages = pdf_pages(render_pdf(small_report(f"# P\n\n{table}"), tmp_path))
    lines = [line for page in pages for line in page.splitlines()]
    words = [word for line in lines for word in line.split()]
    assert {"137.9", "146.4", "1,069.2", "100,000)"} <= {word.lstrip("(") for word in words}
    assert any("14.6%)" in word for word in words)
    assert "police.missing_reports" not in words
