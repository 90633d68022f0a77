"""The workbook: every table of a report, and the data of its charts, as a spreadsheet.

It is laid out as the government's guidance on releasing statistics in spreadsheets asks,
by gptables: a cover, a contents page, one table a sheet, notes above it. A number is a
number, with a format that shows it as the report does, to the letter. A text is a text: what
gptables would read as a link or a note is kept from it by signs that are taken out of the file.
Panes are frozen below the headings, and each sheet prints on A4 paper with its name and page.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import Any
from zipfile import BadZipFile, ZipFile

import pandas as pd
from pandas.errors import Pandas4Warning

from bcssp_lib.files.folders import rewrite_archive
from bcssp_lib.model.errors import RenderError
from bcssp_lib.model.register import LONGEST_TEXT
from bcssp_lib.publish.block_texts import WrongReportError
from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.masthead import SYNTHETIC_WORDS
from bcssp_lib.section.outputs import OF_CHART, PlainTable

with warnings.catch_warnings():  # it leaves the file of its theme open
    warnings.simplefilter("ignore", ResourceWarning)
    import gptables

# No zeros lead, which would be a code: they must stay.
_NUMBER = re.compile(r"([+−]?)(0|[1-9]\d{0,2}(?:,\d{3})*|[1-9]\d*)(\.\d+)?(%?)")
_DIGIT = re.compile(r"\d")
_LATIN = re.compile(r"[a-zA-Z0-9]")
_CONTENTS = {"column_names": ["Sheet", "Table"], "instructions": "This sheet lists the tables."}
_EMPTY = "no entry"
COVER, MOST_UPRIGHT = "Cover", 5  # columns of a sheet that is printed upright
_FRONT_SHEETS = ("Cover", "Contents")
_LONGEST_LABEL = 31  # letters of the name of a sheet
_NOT_IN_LABELS = re.compile(r"[^\w ,.;()&%–’-]")
# A number with its rate: "141 (38.6 per 10,000)".
_WITH_RATE = re.compile(r"(?P<number>[\d,.]+) \((?P<rate>[\d,.]+) per (?P<per>[\d,]+)\)")
_LANGUAGE = {"</cp:coreProperties>": "<dc:language>en-GB</dc:language></cp:coreProperties>"}
_A4, _ACROSS = 9, 1
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False}
# "[words](page)" is a link to gptables and "$$word$$" a note; it refuses a cell without a Latin
# letter or a digit.
_SIGNS = {"[": "\ue010", "$": "\ue011"}
_LETTER = "\ue012x"
_HIDE = str.maketrans(_SIGNS)
_ONE_AT_A_TIME = Lock()  # the filters of warnings are those of all threads


@dataclass(frozen=True)
class Sheet:
    """A sheet of a table: its name, its table, and what is below the title."""

    label: str
    table: PlainTable
    subtitles: Sequence[str]


def render_workbook(composed: Composed, folder: Path) -> Path:
    """Write the workbook of a report into a folder, and look at what was written."""
    made = folder / "tables.xlsx"
    sheets = {sheet.label: _read_sheet(sheet, number) for number, sheet
              in enumerate(list_sheets(composed))}  # fmt: skip
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # Notes are above their own table, where a screen reader comes first.
        warnings.filterwarnings("ignore", message="No note text provided")
        warnings.simplefilter("ignore", Pandas4Warning)  # gptables uses what pandas will give up
        workbook = gptables.produce_workbook(
            str(made),
            sheets,
            cover=_cover(composed),
            contentsheet_label="Contents" if sheets else None,
            contentsheet_options=_CONTENTS,
            workbook_options=_AS_TEXT,
        )
    workbook.set_properties(
        {
            "title": f"{composed.title}, {composed.subtitle}",
            "subject": composed.stamp_text,
            "created": composed.masthead.date.replace(tzinfo=None),
        }
    )
    _set_up(workbook, sheets)
    workbook.close()
    made.write_bytes(rewrite_archive(made.read_bytes(), _show_signs))
    check_workbook(made, composed, len(sheets))
    return made


def _set_up(workbook: Any, sheets: Mapping[str, gptables.GPTable]) -> None:
    """Freeze the headings and names of each table, and set up how its sheet is printed."""
    for worksheet in workbook.worksheets():
        worksheet.set_paper(_A4)
        worksheet.fit_to_pages(_ACROSS, 0)
        worksheet.set_footer("&L&A&RPage &P of &N")
        sheet = sheets.get(worksheet.get_name())
        if sheet is not None:
            headings, first, _, last = sheet.data_range
            worksheet.freeze_panes(headings + 1, first + 1)
            worksheet.repeat_rows(headings)
            if last - first >= MOST_UPRIGHT:
                worksheet.set_landscape()


def check_workbook(path: Path, composed: Composed, sheets: int) -> None:
    """A workbook that opens, has every sheet, and is of the right report."""
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
            about = archive.read("docProps/core.xml").decode()
    except (OSError, KeyError, BadZipFile) as error:
        raise RenderError(
            f"The workbook cannot be read: {error}. It was not put in place."
        ) from error
    sheet_count = sum(name.startswith("xl/worksheets/sheet") for name in names)
    if sheet_count != (sheets + len(_FRONT_SHEETS) if sheets else 1):
        raise RenderError(
            f"The workbook has {sheet_count} sheets, of {sheets} tables. It was not kept."
        )
    for name, value in composed.report.stamp().items():
        if f"{name}: {value}" not in about:
            raise WrongReportError(f"{path} does not name the {name} that it was made for")


def check_lengths(composed: Composed) -> None:
    """Raise ``RenderError`` for a text that no cell of a workbook can hold, and name its place."""
    for chapter in composed.chapters:
        for table in chapter.tables:
            for place, text in _places(table):
                letters = len(text.encode("utf-16-le")) // 2  # as spreadsheets count them
                if letters > LONGEST_TEXT:
                    raise RenderError(
                        f"The table '{table.title[:80]}' (section '{chapter.title}') holds a text "
                        f"of {letters:,} letters, in {place}. A cell of its workbook may hold "
                        f"{LONGEST_TEXT:,}. Shorten the text; no file was put in place."
                    )


def _places(table: PlainTable) -> Iterator[tuple[str, str]]:
    """Every text of a table, and where it is."""
    yield "its title", table.title
    yield from (("its notes", note) for note in table.notes)
    for row in table.rows:
        for heading, text in zip(table.headings, row, strict=True):
            yield f"the column '{heading}' of the row '{row[0][:40]}'", text


def number_and_format(text: str) -> tuple[float, str] | None:
    """A text as a number, and the format in which a spreadsheet shows it as that very text.

    None where the text is no number, or would be shown otherwise.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    sign, whole, decimals, percent = match.groups(default="")
    amount = Decimal(f"{whole.replace(',', '')}{decimals}")
    if sign and not amount:
        return None  # zero has no sign in a format
    digits = "0" if amount >= 1000 and "," not in whole else "#,##0"
    shown = f"{digits}{_DIGIT.sub('0', decimals)}{percent}"
    value = -amount if sign == "−" else amount
    return (
        float(value / 100 if percent else value),
        f"+{shown};−{shown};{shown}" if sign else shown,
    )


def cover_lines(composed: Composed) -> list[str]:
    """What the first sheet says, the title first."""
    figures = SYNTHETIC_WORDS if composed.synthetic else "Figures as published in the report."
    return [
        f"{composed.title}: tables",
        composed.subtitle,
        composed.area,
        figures,
        "Every table of the report, and the data of every chart, each on its own sheet.",
        "Numbers are shown as they are in the report; a rate has columns of its own.",
        "Words such as “not available” show where there is no figure.",
        "A cell that is empty in the report holds the words “no entry”.",
        composed.stamp_text,
    ]


def _cover(composed: Composed) -> gptables.Cover:
    title, subtitle, area, *others = map(_hide_signs, cover_lines(composed))
    return gptables.Cover(title=title, intro=[subtitle, area, others[0]], about=others[1:])


def list_sheets(composed: Composed) -> list[Sheet]:
    """Every table of a report once, in the order of reading, as its sheet has it."""
    sheets: dict[str, Sheet] = {}
    for chapter in composed.chapters:
        seen: list[PlainTable] = []
        where = f"{composed.area}, {composed.report.period.label}. Section: {chapter.title}."
        for table in chapter.tables:
            if any(_shows_the_same(table, each) for each in seen):
                continue
            seen.append(table)
            label = _make_label(table, sheets)
            subtitles = [where, *([SYNTHETIC_WORDS] if composed.synthetic else [])]
            headings = _headings(table.headings)
            sheets[label] = Sheet(label, _part_rates(replace(table, headings=headings)), subtitles)
    return list(sheets.values())


def _shows_the_same(table: PlainTable, other: PlainTable) -> bool:
    """Whether one of them is the data of a chart that the other has too."""
    of_chart = any(each.title.startswith(OF_CHART) for each in (table, other))
    return of_chart and (table.headings, table.rows) == (other.headings, other.rows)


def _make_label(table: PlainTable, others: Mapping[str, Sheet]) -> str:
    """The name of a sheet in words: "From referral to plan", and "From referral to plan (2)"."""
    title = _NOT_IN_LABELS.sub(" ", table.title.removeprefix(OF_CHART))
    words = (title if _LATIN.search(title) else f"Table {title}").split()
    known = {"cover", "contents", "history", *(label.casefold() for label in others)}
    for end in ("", *(f" ({count})" for count in range(2, len(others) + 3))):
        label = ""
        for word in words:
            if len(f"{label} {word}{end}") > _LONGEST_LABEL:
                break
            label = f"{label} {word}".strip()
        label = (label or words[0][: _LONGEST_LABEL - len(end)]).rstrip(",;.–-")
        if f"{label}{end}".casefold() not in known:
            return f"{label}{end}"
    raise AssertionError("there are fewer sheets than names")


def _part_rates(table: PlainTable) -> PlainTable:
    """A table with the rates of its numbers in columns of their own: they can be reckoned with."""
    headings: list[str] = []
    figures: list[bool] = []
    columns: list[Sequence[str]] = []
    for heading, is_figures, texts in zip(
        table.headings, table.figures, zip(*table.rows, strict=True), strict=True
    ):
        found = list(map(_WITH_RATE.fullmatch, texts))
        if not any(found):
            headings, figures = [*headings, heading], [*figures, is_figures]
            columns.append(texts)
            continue
        headings += [heading, f"{heading}: rate", f"{heading}: rate for every"]
        figures += [True, True, True]
        columns.append([match["number"] if match else text
                        for match, text in zip(found, texts, strict=True)])  # fmt: skip
        columns += [[match[name] if match else "" for match in found] for name in ("rate", "per")]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return replace(table, headings=headings, figures=figures, rows=rows)


def _read_sheet(sheet: Sheet, number: int) -> gptables.GPTable:
    table = sheet.table
    cells = [
        [_cell(text, figures) for text, figures in zip(row, table.figures, strict=True)]
        for row in table.rows
    ]
    frame = pd.DataFrame([[value for value, _ in row] for row in cells], dtype=object)
    frame.columns = pd.Index(list(map(_hide_signs, table.headings)))
    return gptables.GPTable(
        table=frame,
        table_name=f"table_{number}",
        title=_hide_signs(table.title),
        subtitles=list(map(_hide_signs, sheet.subtitles)),
        instructions="This sheet holds one table.",
        legend=list(map(_hide_signs, table.notes)),
        index_columns={1: 0},
        additional_formatting=[_align(table), *_formats(cells)],
    )


def _cell(text: str, figures: bool) -> tuple[float | str, str]:
    """A cell's content, and its number format; none for text, such as a code."""
    if figures and (number := number_and_format(text)):
        return number
    return _hide_signs(cell_words(text)), ""


def cell_words(text: str) -> str:
    """The words of a cell; a sign alone is named as one, since screen readers pass over it."""
    words = text if any(map(str.isalnum, text)) else f"the sign {text}"
    return words if text.strip() else _EMPTY


def _hide_signs(text: str) -> str:
    """A text in which gptables finds nothing to read."""
    hidden = text.translate(_HIDE)
    return hidden if _LATIN.search(text) else f"{hidden}{_LETTER}"


def _show_signs(_: str, content: bytes) -> bytes:
    """A part of a finished workbook with the hidden signs back in its texts, and its language."""
    hidden = {_LETTER: "", **{private: sign for sign, private in _SIGNS.items()}, **_LANGUAGE}
    for text, other in hidden.items():
        content = content.replace(text.encode(), other.encode())
    return content


def _align(table: PlainTable) -> dict[str, Any]:
    """Columns of figures are right-aligned with their headings, as they are in the report."""
    columns = [number for number, figures in enumerate(table.figures) if figures]
    return {"column": {"columns": columns, "include_names": True, "format": {"align": "right"}}}


def _formats(cells: Sequence[Sequence[tuple[float | str, str]]]) -> Iterator[dict[str, Any]]:
    """A format for each number; the row of headings counts as the first."""
    for row, cell in enumerate(cells, start=1):
        for column, (_, shown) in enumerate(cell):
            if shown:
                yield {"cell": {"cells": (row, column), "format": {"num_format": shown}}}


def _headings(headings: Sequence[str]) -> list[str]:
    """Headings that are neither empty nor the same: a spreadsheet's table needs both."""
    texts: list[str] = []
    for number, heading in enumerate(headings, start=1):
        name = heading or f"Column {number}"
        known = {text.casefold() for text in texts}
        texts.append(f"{name} ({number})" if name.casefold() in known else name)
    return texts
