"""Writing a form as a workbook: a sheet to fill in, how to do so, and the words to choose from."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from math import ceil

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_range

from bcssp_lib.data.returns.forms import Form, FormColumn
from bcssp_lib.files.folders import rewrite_archive

ANSWERS, GUIDANCE, WORDS = "Answers", "How to fill in", "Words to choose from"
HEADING_ROW = 4  # counted from 0
_LONGEST_INLINE = 250  # letters that a list in a cell may have
_LINE = 14.5  # points
_LANGUAGE = "en-GB"
_Looks = Mapping[str, object]
_EDITABLE = {
    "format_columns": True,
    "format_rows": True,
    "autofilter": True,
    "sort": True,
    "insert_hyperlinks": False,
}
_STEPS = (
    "Fill in the yellow cells of the sheet 'Answers', and send this workbook back as it came.",
    "Nothing to count: write 0, nil or none.",
    "It does not apply to you: write N/A.",
    "You do not know it yet: write TBC. We will ask again.",
    "A figure is a figure alone: 12, and not 'about a dozen' or 'see attached'.",
    "Write percentages with their sign: 90%.",
    "Do not change headings, or the line in brackets below the title: we find your answers by "
    "them. Rows may be moved, and rows may stay empty.",
    "No names of people, and nothing that shows who somebody is. A workbook with such is not "
    "taken.",
)


def write_form(form: Form) -> bytes:
    """A form as an .xlsx workbook."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": form.title, "subject": form.identity.text})
    looks = _looks(book)
    _write_answers(book.add_worksheet(ANSWERS), form, looks)
    _write_guidance(book.add_worksheet(GUIDANCE), form, looks)
    if form.last_year:
        sheet = book.add_worksheet(f"Returned for {form.last_period}")
        _write_last_year(sheet, form, looks)
    listed = [each for each in form.columns if each.choices]
    if listed:
        _write_words(book.add_worksheet(WORDS), listed, looks)
    book.close()
    return rewrite_archive(made.getvalue(), _set_language)


def _looks(book: xlsxwriter.Workbook) -> _Looks:
    """The formats of cells."""
    wrapped = {"text_wrap": True, "valign": "top", "font_name": "Arial"}
    edged = {**wrapped, "border": 1, "border_color": "#808080"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "font_name": "Arial"}),
        "plain": book.add_format({"font_name": "Arial", "valign": "top"}),
        "heading": book.add_format(
            {**edged, "bold": True, "bg_color": "#1F3864", "color": "#FFFFFF"}
        ),
        "shown": book.add_format({**edged, "bg_color": "#EDEDED"}),
        # a text, so that Excel makes no date of 1/2 and keeps the sign of 90%
        "entry": book.add_format(
            {**edged, "num_format": "@", "bg_color": "#FFFBE0", "locked": False}
        ),
    }


def _write_answers(sheet: xlsxwriter.worksheet.Worksheet, form: Form, looks: _Looks) -> None:
    columns, last = form.columns, HEADING_ROW + len(form.rows)
    sheet.write_string(0, 0, form.title, looks["title"])
    sheet.write_string(1, 0, "Fill in the yellow cells. The next sheet says how.", looks["plain"])
    sheet.write_string(2, 0, f"Please leave this line: {form.identity.text}", looks["plain"])
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(HEADING_ROW, at, column.heading, looks["heading"])
    widths = [column.width for column in columns]
    names = [f"{column.heading}  " for column in columns]  # in bold, which is wider
    sheet.set_row(HEADING_ROW, _height(names, widths))
    for row, content in enumerate(form.rows, start=HEADING_ROW + 1):
        texts = [content.cells.get(column.heading, "") for column in columns]
        sheet.set_row(row, _height(texts, widths))
        for at, (column, text) in enumerate(zip(columns, texts, strict=True)):
            is_entry = column.name and column.heading not in content.fixed
            sheet.write(row, at, text or None, looks["entry"] if is_entry else looks["shown"])
    for at, column in enumerate(columns):
        _validate(sheet, column, at, last, columns)
    area = (HEADING_ROW + 1, 0, last, len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": xl_range(*area)})
    sheet.freeze_panes(HEADING_ROW + 1, 1)
    sheet.repeat_rows(HEADING_ROW)
    _set_up_page(sheet)


def _height(texts: Sequence[str], widths: Sequence[int]) -> float:
    """How high a row must be for its texts: not every program works that out by itself."""
    lines = [ceil(len(text) / width) for text, width in zip(texts, widths, strict=True)]
    return min(_LINE * max(1, *lines), 400)  # Excel takes 409 at most


def _validate(
    sheet: xlsxwriter.worksheet.Worksheet,
    column: FormColumn,
    at: int,
    last: int,
    columns: Sequence[FormColumn],
) -> None:
    """A list to choose from, and a word on what to write, for each cell of a column."""
    rule: dict[str, object] = {"validate": "any"}
    if column.choices:
        source: object = list(column.choices)
        if len(",".join(column.choices)) > _LONGEST_INLINE or "," in "".join(column.choices):
            source = f"='{WORDS}'!{_words_range(column, columns)}"
        rule = {
            "validate": "list",
            "source": source,
            "error_type": "information" if column.open_list else "stop",
            "error_title": "Not in the list",
            "error_message": f"Choose one of the words under '{WORDS}', or leave the cell empty.",
        }
    if column.hint:
        rule |= {"input_title": column.heading[:32], "input_message": column.hint[:255]}
    if column.choices or column.hint:
        sheet.data_validation(HEADING_ROW + 1, at, last, at, rule)


def _words_range(column: FormColumn, columns: Sequence[FormColumn]) -> str:
    listed = [each for each in columns if each.choices]
    letter = xl_col_to_name(listed.index(column), True)
    return f"{letter}$2:{letter}${len(column.choices) + 1}"


def _write_guidance(sheet: xlsxwriter.worksheet.Worksheet, form: Form, looks: _Looks) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, "How to fill in this form", looks["title"])
    sheet.write_string(1, 0, form.title, looks["plain"])
    sheet.write_string(2, 0, form.identity.text, looks["plain"])
    for at, text in enumerate(("Step", "What to do")):
        sheet.write_string(HEADING_ROW, at, text, looks["heading"])
    lines = [(str(number), text) for number, text in enumerate(_STEPS, start=1)]
    lines += [
        (column.heading, column.hint + ("" if not column.required else " Please answer this."))
        for column in form.columns
        if column.name and column.hint
    ]
    for row, texts in enumerate(lines, start=HEADING_ROW + 1):
        sheet.set_row(row, _height(texts, (28, 90)))
        for at, text in enumerate(texts):
            sheet.write_string(row, at, text, looks["shown"])
    _set_up_page(sheet)


def _write_last_year(sheet: xlsxwriter.worksheet.Worksheet, form: Form, looks: _Looks) -> None:
    sheet.write_string(
        0, 0, f"For reference: what was returned for {form.last_period}", looks["title"]
    )
    named = [each for each in form.columns if each.name]
    for at, column in enumerate(named):
        sheet.set_column(at, at, column.width)
        sheet.write_string(1, at, column.heading, looks["heading"])
        for row, cells in enumerate(form.last_year, start=2):
            sheet.write_string(row, at, cells.get(column.heading, ""), looks["shown"])
    sheet.freeze_panes(2, 0)
    _set_up_page(sheet)


def _write_words(
    sheet: xlsxwriter.worksheet.Worksheet, columns: Sequence[FormColumn], looks: _Looks
) -> None:
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 36)
        sheet.write_string(0, at, column.heading, looks["heading"])
        for row, word in enumerate(column.choices, start=1):
            sheet.write_string(row, at, word, looks["shown"])
    _set_up_page(sheet)


def _set_up_page(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RPage &P of &N")
    sheet.protect("", _EDITABLE)


def _set_language(name: str, content: bytes) -> bytes:
    """A part of the workbook with its language, which XlsxWriter cannot say."""
    if name != "docProps/core.xml":
        return content
    said = f"<dc:language>{_LANGUAGE}</dc:language></cp:coreProperties>"
    return content.replace(b"</cp:coreProperties>", said.encode())
