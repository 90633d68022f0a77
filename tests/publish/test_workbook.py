"""The workbook: the same tables and the same numbers as the report, on sheets of their own."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.errors import RenderError
from bcssp_lib.model.indicator import Unit
from bcssp_lib.publish.block_texts import WrongReportError
from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.publication import render_publication
from bcssp_lib.publish.workbook import (
    check_lengths,
    check_workbook,
    list_sheets,
    number_and_format,
    render_workbook,
)
from bcssp_lib.section.outputs import PlainTable
from bcssp_lib.stats.wording import amount_text, number_text
from tests.publish.texts import html_tables, page, small_report, squeezed


def shown(value: float | str, number_format: str) -> str:
    """What a spreadsheet shows of a number in one of the formats that the workbook uses."""
    if isinstance(value, str):
        return value
    parts = number_format.split(";")
    signed = parts[0] if value > 0 or len(parts) == 1 else parts[1] if value < 0 else parts[2]
    sign, digits, places, percent = re.fullmatch(r"([+−]?)([#,0]+)(\.0+)?(%?)", signed).groups()
    amount = abs(Decimal(repr(value))) * (100 if percent else 1)
    decimals = len(places) - 1 if places else 0
    text = f"{amount:,.{decimals}f}" if "," in digits else f"{amount:.{decimals}f}"
    return f"{sign}{text}{percent}"


@pytest.mark.parametrize(
    ("text", "value", "number_format"),
    [
        ("282", 282, "#,##0"),
        ("1,603", 1603, "#,##0"),
        ("1603", 1603, "0"),
        ("58.4%", 0.584, "#,##0.0%"),
        ("+104", 104, "+#,##0;−#,##0;#,##0"),
        ("−11.1%", -0.111, "+#,##0.0%;−#,##0.0%;#,##0.0%"),
        ("0", 0, "#,##0"),
    ],
)
def test_a_number_is_a_number_with_a_format(text, value, number_format):
    assert number_and_format(text) == (value, number_format)
    assert shown(value, number_format) == text


@pytest.mark.parametrize(
    "text",
    ["", "c", "not available", "90% G", "007", "+0", "2023-24", "1.13 Child", "£1,200", "1,23"],
)
def test_what_is_no_number_stays_text(text):
    assert number_and_format(text) is None


@given(st.decimals(0, 10**7, places=1, allow_nan=False), st.sampled_from(list(Unit)))
def test_every_number_is_shown_as_the_report_writes_it(amount, unit):
    for text in (amount_text(amount, unit, 1), number_text(amount, 1), str(amount)):
        found = number_and_format(text)
        if found is not None:
            assert shown(*found) == text


def test_every_table_of_the_report_is_in_the_workbook_cell_by_cell(banes_annex):
    book = openpyxl.load_workbook(banes_annex / "publication-annex/tables.xlsx")
    assert book.sheetnames[:2] == ["Cover", "Contents"]
    sheets = [sheet_table(book[name]) for name in book.sheetnames[2:]]
    review = page(banes_annex / "review-annex/report.html")
    for own in review("table"):  # those that authors write in prose are no figures
        if "figures" not in own.get("class", []):
            own.decompose()
    for point in review.select("td li:not(:last-child)"):
        point.append(";")
    wanted = html_tables(review)
    assert len(wanted) > 30
    shown_on_page = [[list(map(named, row)) for row in plain_rows(table)] for table in wanted]
    once = [table for at, table in enumerate(shown_on_page) if table not in shown_on_page[:at]]
    assert [[list(map(unended, row)) for row in with_rates(sheet)] for sheet in sheets] == once


def test_only_the_data_of_a_chart_is_left_out_where_its_table_is_there():
    def plain(title):
        return PlainTable(title, ["Period", "Number"], [False, True], [["2023-24", "0"]], [])

    report = small_report()
    titles = ["Plans", "Data for the chart: Plans", "Enquiries"]
    chapter = replace(report.chapters[0], tables=tuple(map(plain, titles)))
    sheets = list_sheets(replace(report, chapters=(chapter, chapter)))
    assert [sheet.label for sheet in sheets] == ["Plans", "Enquiries", "Plans (2)", "Enquiries (2)"]


def test_numbers_of_the_workbook_can_be_reckoned_with(banes):
    book = openpyxl.load_workbook(banes / "publication/tables.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {282, 178, 0.584} <= {cell.value for cell in cells if not isinstance(cell.value, str)}


def test_the_workbook_of_made_up_figures_says_so_on_every_sheet(made_up):
    book = openpyxl.load_workbook(made_up / "publication/tables.xlsx")
    for name in {*book.sheetnames} - {"Contents"}:
        texts = [str(cell.value) for row in book[name].iter_rows(max_row=6) for cell in row]
        assert any("Synthetic figures: made up" in text for text in texts), name


def test_a_report_without_tables_has_a_cover_alone(tmp_path):
    book = openpyxl.load_workbook(render_workbook(small_report(), tmp_path))
    assert book.sheetnames == ["Cover"]


def test_a_table_has_a_sheet_of_its_own(tmp_path):
    told = PlainTable(
        "Reports", ["Kind", "Number"], [False, True], [["Missing", "282"]], ["A note."]
    )
    report = small_report()
    report = replace(report, chapters=(replace(report.chapters[0], tables=(told,)),))
    book = openpyxl.load_workbook(render_workbook(report, tmp_path))
    assert sheet_table(book[book.sheetnames[2]]) == [["Kind", "Number"], ["Missing", "282"]]


TEXTS = [
    "=SUM(A1:A9) of the plan is done", "{=no change}", "=1+1", "+1", "-1+1", "@SUM(1)",
    "[x](page 3)",
    "[a](b) and [c](d)", "[x](https://harm.invalid/)", "$$note$$", "$$", "mailto:a@harm.invalid",
    "internal:Cover!A1", "Größe", "中文", "a\tb", "_x0041_", "[c]", "£5 [z]", " ",
]  # fmt: skip


def with_table(*tables: PlainTable) -> Composed:
    report = small_report()
    return replace(report, chapters=(replace(report.chapters[0], tables=tables),))


def test_a_text_is_a_text_wherever_it_is_in_the_workbook(tmp_path):
    rows = [[f"Row {number}", text] for number, text in enumerate(TEXTS)]
    report = with_table(
        *(
            PlainTable(f"{text}.", ["Row", text], [False, False], rows, [f"{text}."])
            for text in TEXTS
        )
    )
    book = openpyxl.load_workbook(render_workbook(report, tmp_path))
    for sheet, text in zip(book.worksheets[2:], TEXTS, strict=True):
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        assert [cell.value for cell in cells if cell.hyperlink] == []
        values = [cell.value for cell in cells]
        assert f"{text}." in values
        assert values[-len(TEXTS) * 2 :][1::2] == [
            {"$$": "the sign $$", " ": "no entry"}.get(one, one) for one in TEXTS
        ]


@pytest.mark.parametrize("place", ["title", "note", "cell"])
def test_a_text_too_long_for_a_cell_is_refused_before_anything_is_built(tmp_path, place):
    long = dict.fromkeys(("title", "note", "cell"), "x") | {place: "😀" * 16_384}
    told = PlainTable(
        long["title"], ["Row", "Words"], [False, False], [["A", long["cell"]]], [long["note"]]
    )
    where = {"cell": "the column 'Words' of the row 'A'", "note": "its notes", "title": "its title"}
    with pytest.raises(RenderError, match=f"32,768 letters, in {where[place]}.*32,767"):
        render_publication(with_table(told), tmp_path)
    assert list(tmp_path.iterdir()) == []
    check_lengths(with_table(replace(told, title="x", rows=[["A", "x" * 32_767]], notes=[])))


def test_a_workbook_of_another_report_or_a_broken_one_is_refused(tmp_path):
    report = small_report()
    made = render_workbook(report, tmp_path)
    report = replace(report, report=replace(report.report, area="elsewhere"))
    with pytest.raises(WrongReportError, match="area"):
        check_workbook(made, report, 0)
    made.write_bytes(made.read_bytes()[:500])
    with pytest.raises(RenderError, match="cannot be read"):
        check_workbook(made, report, 0)


def sheet_table(sheet) -> list[list[str]]:
    """The texts of a sheet's table as a reader sees them, headings first."""
    (table,) = sheet.tables.values()
    return [
        [squeezed(shown(cell.value, cell.number_format)) for cell in row]
        for row in sheet[table.ref]
    ]


def with_rates(table: list[list[str]]) -> list[list[str]]:
    """A sheet's table with each rate behind its number, as the page has it: "141 (38.6 per …)"."""
    rates = [at for at, name in enumerate(table[0]) if name.endswith(":rate")]
    for at in reversed(rates):
        for row in table[1:]:
            if row[at] != named(""):
                row[at - 1] += f"({row[at]}per{row[at + 1]})"
        table = [[*row[:at], *row[at + 2 :]] for row in table]
    return table


def unended(text: str) -> str:
    """A cell's text as a page has it, where its parts are points that end without a sign."""
    is_list = re.search(";[A-Z]", text) and not re.search(r"\.[A-Z]", text)
    return text.removesuffix(".") if is_list else text


def plain_rows(table: list[list[str]]) -> list[list[str]]:
    """A table of the page without the sentences below its rows."""
    return [row for row in table if len(row) == len(table[0])]


def named(text: str) -> str:
    """A cell's text as the workbook has it: empty ones and lone signs are put into words."""
    if not text:
        return squeezed("no entry")
    return text if any(map(str.isalnum, text)) else squeezed(f"the sign {text}")
