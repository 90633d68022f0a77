"""The workbook: every table of a report, and the data of its charts, as a spreadsheet.

It is laid out as the government's guidance on releasing statistics in spreadsheets asks,
by gptables: a cover, a contents page, one table a sheet, notes above it. A number is a
number, with a format that shows it as the report does, to the letter. A text is a text: what
gptables would read as a link or a note is kept from it by signs that are taken out of the file.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd
from pandas.errors import Pandas4Warning

from bcssp_lib.model.errors import RenderError
from bcssp_lib.model.register import LONGEST_TEXT
from bcssp_lib.publish.checks import check_workbook
from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.masthead import SYNTHETIC_WORDS
from bcssp_lib.section.table_kit import PlainTable

with warnings.catch_warnings():  # it leaves the file of its theme open
    warnings.simplefilter("ignore", ResourceWarning)
    import gptables

# No zeros lead, which would be a code: they must stay.
_NUMBER = re.compile(r"([+−]?)(0|[1-9]\d{0,2}(?:,\d{3})*|[1-9]\d*)(\.\d+)?(%?)")
_DIGIT = re.compile(r"\d")
_LATIN = re.compile(r"[a-zA-Z0-9]")
_CONTENTS = {"column_names": ["Sheet", "Table"], "instructions": "This sheet lists the tables."}
_EMPTY = "no entry"
_AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False}
# "[words](page)" is a link to gptables and "$$word$$" a note; it refuses a cell without a Latin
# letter or a digit.
_SIGNS = {"[": "\ue010", "$": "\ue011"}
_LETTER = "\ue012x"
_HIDE = str.maketrans(_SIGNS)
_ONE_AT_A_TIME = Lock()  # the filters of warnings are those of all threads


def render_workbook(composed: Composed, folder: Path) -> Path:
    """Write the workbook of a report into a folder, and look at what was written."""
    made = folder / "tables.xlsx"
    sheets = dict(_sheets(composed))
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
            "created": composed.date.replace(tzinfo=None),
        }
    )
    workbook.close()
    _show_signs(made)
    check_workbook(made, composed, len(sheets))
    return made


def check_lengths(composed: Composed) -> None:
    """Raise ``RenderError`` for a text that no cell of a workbook can hold, and name its place."""
    for chapter in composed.chapters:
        for table in chapter.tables:
            for place, text in _places(table):
                if (letters := _length(text)) > LONGEST_TEXT:
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


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


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


def _cover(composed: Composed) -> gptables.Cover:
    figures = SYNTHETIC_WORDS if composed.synthetic else "Figures as published in the report."
    return gptables.Cover(
        title=_hide_signs(f"{composed.title}: tables"),
        intro=[_hide_signs(composed.subtitle), _hide_signs(composed.area), figures],
        about=[
            "Every table of the report, and the data of every chart, each on its own sheet.",
            "Numbers are shown as they are in the report.",
            "Words such as “not available” show where there is no figure.",
            "A cell that is empty in the report holds the words “no entry”.",
            composed.stamp_text,
        ],
    )


def _sheets(composed: Composed) -> Iterator[tuple[str, gptables.GPTable]]:
    for chapter in composed.chapters:
        for number, table in enumerate(chapter.tables, start=1):
            label = f"{chapter.stem.split('_')[0]}.{number}"
            yield label, _sheet(table, label, chapter.title, composed)


def _sheet(table: PlainTable, label: str, chapter: str, composed: Composed) -> gptables.GPTable:
    cells = [
        [_cell(text, figures) for text, figures in zip(row, table.figures, strict=True)]
        for row in table.rows
    ]
    frame = pd.DataFrame([[value for value, _ in row] for row in cells], dtype=object)
    frame.columns = pd.Index(_headings(table.headings))
    where = f"{composed.area}, {composed.report.period.label}. Section: {chapter}."
    return gptables.GPTable(
        table=frame,
        table_name=f"table_{label.replace('.', '_')}",
        title=_hide_signs(table.title),
        subtitles=[_hide_signs(where), *([SYNTHETIC_WORDS] if composed.synthetic else [])],
        instructions="This sheet holds one table.",
        legend=list(map(_hide_signs, table.notes)),
        index_columns={1: 0},
        additional_formatting=[_align(table), *_formats(cells)],
    )


def _cell(text: str, figures: bool) -> tuple[float | str, str]:
    """A cell's content, and its number format; none for text, such as a code.

    A sign alone is named as one, since screen readers pass over it.
    """
    if figures and (number := number_and_format(text)):
        return number
    words = text if any(map(str.isalnum, text)) else f"the sign {text}"
    return _hide_signs(words if text.strip() else _EMPTY), ""


def _hide_signs(text: str) -> str:
    """A text in which gptables finds nothing to read."""
    hidden = text.translate(_HIDE)
    return hidden if _LATIN.search(text) else f"{hidden}{_LETTER}"


def _show_signs(path: Path) -> None:
    """Put the hidden signs of a finished workbook back into its texts."""
    with ZipFile(path) as archive:
        members = [(member, archive.read(member)) for member in archive.infolist()]
    hidden = {_LETTER: "", **{private: sign for sign, private in _SIGNS.items()}}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for member, content in members:
            archive.writestr(member, _replace_all(content, hidden))


def _replace_all(content: bytes, texts: Mapping[str, str]) -> bytes:
    for text, other in texts.items():
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
    return list(map(_hide_signs, texts))
