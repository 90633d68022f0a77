"""The workbook: every table of a report, and the data of its charts, as a spreadsheet.

It is laid out as the government's guidance on releasing statistics in spreadsheets asks,
by gptables: a cover, a contents page, one table a sheet, notes above it. A number is a
number, with a format that shows it as the report does, to the letter.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import Any

import pandas as pd
from pandas.errors import Pandas4Warning

from bcssp_lib.publish.checks import check_workbook
from bcssp_lib.publish.compose import SYNTHETIC_WORDS, Composed
from bcssp_lib.section.table_kit import PlainTable

with warnings.catch_warnings():  # it leaves the file of its theme open
    warnings.simplefilter("ignore", ResourceWarning)
    import gptables

# No zeros lead, which would be a code: they must stay.
_NUMBER = re.compile(r"([+−]?)(0|[1-9]\d{0,2}(?:,\d{3})*|[1-9]\d*)(\.\d+)?(%?)")
_DIGIT = re.compile(r"\d")
_CONTENTS = {"column_names": ["Sheet", "Table"], "instructions": "This sheet lists the tables."}
_EMPTY = "no entry"
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
        )
    workbook.set_properties(
        {
            "title": f"{composed.title}, {composed.subtitle}",
            "subject": composed.stamp_text,
            "created": composed.date.replace(tzinfo=None),
        }
    )
    workbook.close()
    check_workbook(made, composed, len(sheets))
    return made


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
        title=f"{composed.title}: tables",
        intro=[composed.subtitle, composed.area, figures],
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
        title=table.title,
        subtitles=[where, *([SYNTHETIC_WORDS] if composed.synthetic else [])],
        instructions="This sheet holds one table.",
        legend=list(table.notes),
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
    return words if text else _EMPTY, ""


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
        texts.append(f"{name} ({number})" if name in texts else name)
    return texts
