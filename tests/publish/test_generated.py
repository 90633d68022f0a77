"""What the toolkit makes is put in place of its marks, each once, or not at all."""

from __future__ import annotations

from dataclasses import replace

import docx
import pytest

from bcssp_lib.model.errors import RenderError
from bcssp_lib.narrative.binding import escape_markdown
from bcssp_lib.publish.generated import (
    chart_html,
    fill_marks,
    fit_columns,
    label_cells,
    make_mark,
    mark_entries,
    message_html,
    table_html,
    without_like_columns,
)
from bcssp_lib.publish.publication import render_pdf, render_word
from bcssp_lib.publish.review import render_review
from bcssp_lib.section.outputs import Cell, Column, Message, PlainTable, table
from tests.publish.texts import html_tables, page, pdf_pages, small_report, squeezed, word_tables
from tests.report.planted import HELD_BACK, TEXTS, plain

FENCE = "First line\n\n```\nafter the fence\n```\nlast"
FIRST_SIGNS = [
    "+ three more", "- as last year", "/ see above", "= as last year", "1. one", "# x", "*", "_",
    "@", "~", "\\", "+", "-", "/", "=", "//", "/* x", "$x$", "<a>", "`x`",
]  # fmt: skip


def report_of(rows: list[list[str]], before: str = "Words.", after: str = "After."):
    made = table("A table", [Column("One"), Column("Two")], rows)
    report = small_report(f"# Police\n\n{before}\n\n{make_mark('one')}\n\n{after}\n")
    chapter = replace(report.chapters[0], generated={"one": table_html(made.to_html())})
    return replace(report, chapters=(chapter,))


@pytest.mark.parametrize("text", [FENCE, *TEXTS[:3]])
def test_a_cell_of_any_lines_ends_no_table(tmp_path, text):
    report = report_of([["Action T01", text], ["Action T02", "An ordinary row"]])
    wanted = [
        ["One", "Two"],
        ["ActionT01", squeezed(text)],
        ["ActionT02", squeezed("An ordinary row")],
    ]
    assert html_tables(page(render_review(report, tmp_path))) == [wanted]
    assert word_tables(render_word(report, tmp_path)) == [wanted]
    assert squeezed(text) in squeezed("".join(pdf_pages(render_pdf(report, tmp_path))))


def test_the_first_sign_of_a_cell_is_that_sign(tmp_path):
    report = report_of([[sign, f"{sign} so"] for sign in FIRST_SIGNS])
    wanted = [squeezed(cell) for sign in FIRST_SIGNS for cell in (sign, f"{sign} so")]
    pdf = squeezed("".join(pdf_pages(render_pdf(report, tmp_path))))
    assert "".join(wanted) in pdf
    cells = [cell for row in word_tables(render_word(report, tmp_path))[0][1:] for cell in row]
    assert cells == wanted


@pytest.mark.parametrize("text", [*FIRST_SIGNS, "$a$ + $b$", '"x" \\', "#panic()"])
def test_titles_of_a_report_are_texts(tmp_path, text):
    report = replace(small_report(), title=f"{text} 2023-24", subtitle=text)
    assert squeezed(f"{text} 2023-24") in squeezed("".join(pdf_pages(render_pdf(report, tmp_path))))
    (title,) = page(render_review(report, tmp_path))("h1")
    assert title.get_text() == f"{text} 2023-24"


@pytest.mark.parametrize(
    ("before", "after"),
    [("```\nopen", "```"), ("- item\n\n~~~", "~~~\nx"), ("<!--", "-->"), ("<pre>", "</pre>")],
)
def test_a_table_that_texts_around_it_would_swallow_is_an_error(tmp_path, before, after):
    with pytest.raises(RenderError, match="leaves a fence, a list or a tag open"):
        render_review(report_of([["a", "b"]], before, after), tmp_path)


@pytest.mark.parametrize("before", ["```\nopen", "- item\n\n  ~~~\n  x", "> x\n> ```"])
def test_a_table_after_what_is_left_open_is_there(tmp_path, before):
    made = render_review(report_of([["a", "b"]], before), tmp_path)
    assert html_tables(page(made)) == [[["One", "Two"], ["a", "b"]]]


def test_marks_must_be_there_once_and_in_order():
    one, two = (f"<p>{make_mark(name)}</p>" for name in ("one", "two"))
    generated = {"one": "<b>1</b>", "two": "<b>2</b>"}
    assert fill_marks(f"{one}{two}", generated) == "<b>1</b><b>2</b>"
    for html in (one, two, f"{two}{one}", f"{one}{two}{two}", ""):
        with pytest.raises(RenderError, match="leaves a fence"):
            fill_marks(html, generated)


@pytest.mark.parametrize(
    "text", ["</details>\n", "<details><summary>Data for this chart</summary>\n"]
)
def test_a_text_that_looks_like_what_folds_data_is_kept(text):
    content = {
        "title": text,
        "headline": "",
        "alternative": text,
        "table": "<table></table>",
        "notes": [text],
    }
    shown = fill_marks(f"<p>{make_mark('c')}</p>", {"c": chart_html("c", content, with_data=True)})
    assert "<details>" not in shown
    assert shown.count("details&gt;") >= 3
    assert "&lt;b&gt;" in message_html(Message("warning", "<b>"))


def test_names_in_prose_hold_none_of_the_toolkits_marks():
    assert escape_markdown(f"a{make_mark('b')}c") == "a\ufffdb\ufffdc"


def test_every_text_is_words_to_markdown(tmp_path):
    texts = [plain(text) for text in TEXTS + HELD_BACK]
    items = "\n".join(f"- {escape_markdown(text)}" for text in texts)
    starts = "\n\n".join(escape_markdown(text) for text in texts)
    links = "\n".join(f"- [{escape_markdown(text)}](#x){{.fact}} end" for text in texts)
    made = page(render_review(small_report(f"# P\n\n{items}\n\n{starts}\n\n{links}\n"), tmp_path))
    found = [plain(item.get_text()) for item in made.main("li")]
    assert found == [*texts, *(f"{text} end" for text in texts)]
    assert [plain(text.get_text()) for text in made.main("p")] == texts


ALIKE = table(
    "Plans",
    [Column("Measure"), Column("Target", True), Column("Value", True)],
    [["one", "85%", "80%"], ["two", "85%", "90%"]],
    under=["First.", "Second."],
)


def test_a_column_that_says_the_same_in_every_row_becomes_a_note():
    html, fewer, notes = without_like_columns(ALIKE.to_html(), PlainTable(**ALIKE.to_plain()))
    assert notes == ["Target, in every row: 85%."]
    assert fewer.headings == ["Measure", "Value"]
    assert "85%" not in html
    assert 'colspan="2"' in html


@pytest.mark.parametrize(
    "rows", [[["one", "85%", "80%"]], [["a", "1", "1"], ["b", "1", "1"]]], ids=["one", "all"]
)
def test_a_table_that_would_lose_what_it_is_about_stays_whole(rows):
    made = table("Plans", [Column("M"), Column("T"), Column("V")], rows)
    plain = PlainTable(**made.to_plain())
    assert without_like_columns(made.to_html(), plain) == (made.to_html(), plain, [])


def test_the_cells_of_a_table_name_their_columns_so_that_a_phone_shows_cards():
    made = table("A", [Column("Who"), Column("Said"), Column("Did")], [["Ann", "<b>", "2"]])
    labelled = label_cells(made.to_html(), PlainTable(**made.to_plain()))
    assert '<table class="figures cards">' in labelled
    assert '<td class="text" data-label="Said">&lt;b&gt;</td>' in labelled
    for columns in (2, 11):
        other = table("A", [Column(f"C{each}") for each in range(columns)], [["a"] * columns])
        assert label_cells(other.to_html(), PlainTable(**other.to_plain())) == other.to_html()


LONG = "What was learnt. " * 10
REGISTER = table(
    "Reviews",
    [Column("Reference"), Column("Rating"), Column("Theme"), Column("Learning")],
    [
        ["R1", Cell("R Red", tone="red"), LONG, "Share early; Write it down; see others."],
        ["R2", Cell("G Green", tone="green"), "Neglect", "none recorded"],
    ],
)


def test_on_paper_an_entry_of_a_register_has_its_texts_below_each_other(tmp_path):
    marked = mark_entries(REGISTER.to_html(), PlainTable(**REGISTER.to_plain()))
    report = small_report(f"# P\n\n```{{=html}}\n{marked}\n```\n")
    document = docx.Document(str(render_word(report, tmp_path)))
    head, first, second = ([cell.text for cell in row.cells] for row in document.tables[0].rows)
    assert head == ["Reference, rating, learning", "Theme"]
    assert first == [
        "R1\nRating: R Red\nLearning: \nShare early\nWrite it down; see others",
        f"Theme: {LONG.strip()}",
    ]
    assert second == ["R2\nRating: G Green\nLearning: none recorded", "Theme: Neglect"]
    assert document.tables[0]._tbl.xpath(".//w:rStyle[contains(@w:val, 'Chip')]")
    assert "Theme:Neglect" in squeezed("".join(pdf_pages(render_pdf(report, tmp_path))))


def test_parts_of_a_long_text_are_points_of_a_list(tmp_path):
    parts = "First they met and agreed what to do next; Then they wrote down what was agreed"
    text = f"{parts}."
    rows = [["A1", "x", LONG, text]]
    made = table("A", [Column(name) for name in ("Name", "State", "Aim", "Done")], rows)
    marked = mark_entries(made.to_html(), PlainTable(**made.to_plain()))
    path = render_word(small_report(f"# P\n\n```{{=html}}\n{marked}\n```\n"), tmp_path)
    texts = docx.Document(str(path)).tables[0].cell(1, 1).text.splitlines()
    assert texts[1:] == ["Done:", *parts.split("; ")]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Share early; Write it down.", ["Share early", "Write it down"]),
        ("Share early; write it down.", ["Share early; write it down."]),
        ("They differ. Police: 3; Council: 4.", ["They differ. Police: 3; Council: 4."]),
    ],
)
def test_only_a_text_of_parts_alone_is_a_list_of_points(text, points):
    assert Cell(text).points == points
    assert ("<li>" in table("A", [Column("B"), Column("C")], [["x", text]]).to_html()) == (
        len(points) > 1
    )


@pytest.mark.parametrize("columns", [3, 4])
def test_a_table_with_room_for_its_texts_stays_as_it_is(columns):
    texts = [LONG] if columns == 3 else ["short"]
    cells = [*texts, *["x"] * (columns - 1)]
    made = table("A", [Column(f"C{each}") for each in range(columns)], [cells])
    assert mark_entries(made.to_html(), PlainTable(**made.to_plain())) == made.to_html()


def test_what_a_rank_is_of_stays_in_its_line():
    made = table("A", [Column("Measure"), Column("Rank")], [["lowest of 2", "joint lowest of 151"]])
    fitted = fit_columns(made.to_html(), PlainTable(**made.to_plain()))
    assert ">joint lowest\u00a0of\u00a0151<" in fitted
    assert ">lowest of 2<" in fitted
