"""Files in the shapes of official ones, spoiled as people and programs spoil files."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import product

import openpyxl

from tests.data.importers.shapes import (
    Rows,
    Shape,
    csv_file,
    homelessness_sheets,
    open_document,
    workbook,
)

Content = bytes | Callable[[], bytes]


@dataclass(frozen=True)
class SpoiledFile:
    """A spoiled file, and what must come of it: ``right`` figures, ``refused``, or either.

    Workbooks are made once they are asked for: to collect the tests would take long.
    """

    shape: Shape
    name: str
    made: Content
    outcome: str
    ending: str = "csv"

    def __str__(self) -> str:
        return f"{self.shape.format}: {self.name}"

    @property
    def content(self) -> bytes:
        return self.made if isinstance(self.made, bytes) else self.made()


@dataclass(frozen=True)
class Marks:
    """Where a shape has what is spoiled: columns by name, and a row that is taken.

    ``codes`` are columns each of which is needed; ``time`` is a column of years. ``loose`` columns
    may be absent, and nobody can tell.
    """

    row: int
    code: str
    time: str = ""
    loose: tuple[str, ...] = ()
    kind: str = "count"  # of the numbers: count, percent or rate
    blank: str = "refused"  # what a blank figure is


MARKS = {
    "dfe_child_protection_plans": Marks(3, "old_la_code", "time_period"),
    "dfe_workforce": Marks(3, "old_la_code", "time_period", ("inpost_fte",), kind="percent"),
    "dfe_interactive_tool": Marks(
        1, "LA Number", loose=("2023", "2024", "2025", "Change from previous year", "Rank"),
        kind="percent", blank="either",
    ),
    "ohid_injuries": Marks(
        5, "Area Code", "Time period", kind="count", blank="either",
        loose=("Indicator Name", "Parent Code", "Parent Name", "Area Type", "Age", "Category",
               "Lower CI 95.0 limit", "Upper CI 95.0 limit", "Lower CI 99.8 limit",
               "Upper CI 99.8 limit", "Denominator", "Value note", "Recent Trend",
               "Compared to England value or percentiles", "Compared to percentiles",
               "Time period Sortable", "New data", "Compared to goal", "Time period range"),
    ),
    "nomis_population": Marks(65, "GEOGRAPHY_CODE", "DATE_NAME", loose=("OBS_STATUS_NAME",)),
    "home_office_crime": Marks(
        1, "CSP Name", "Financial Year",
        loose=("Police Force", "Offence Description", "Offence Subgroup"),
    ),
    "safeguarding_adults_collection": Marks(
        1, "ONS_CODE",
        loose=("GEOGRAPHY", "COUNCIL_TYPE", "REGION_CODE", "REGION_NAME", "LA_CODE", "CATEGORY",
               "SUBCATEGORY"),
    ),
    "mhclg_homelessness_duties": Marks(10, "A"),
}  # fmt: skip
Cell = Callable[[str], str]
NUMBERS: tuple[tuple[str, Cell, str], ...] = (
    ("a no-break space after", lambda text: f"{text}\u00a0", "right"),
    ("a blank before", lambda text: f" {text}", "right"),
    ("a zero at the end", lambda text: f"{text}0" if "." in text else f"{text}.0", "right"),
    ("a decimal comma", lambda text: f"{text.split('.')[0]},5", "refused"),
    ("an exponent", lambda text: f"{text[0]}e3", "refused"),
    ("an error of Excel", lambda _: "#N/A", "refused"),
    ("another error of Excel", lambda _: "#REF!", "refused"),
    ("a question mark", lambda _: "?", "refused"),
    ("words", lambda _: "not yet known", "refused"),
    ("fewer than", lambda _: "<5", "refused"),
    ("a letter O", lambda text: f"{text[:-1]}O", "refused"),
    ("full-width digits", lambda text: "".join(chr(ord(c) + 0xFEE0) for c in text), "refused"),
    ("a zero-width blank", lambda text: f"{text}\u200b", "refused"),
    ("pounds", lambda text: f"£{text}", "refused"),
    ("two numbers", lambda text: f"{text} ({text})", "refused"),
    ("a formula", lambda text: f"={text}", "refused"),
)
OF_COUNTS: tuple[tuple[str, Cell, str], ...] = (
    ("a decimal", lambda text: f"{text}.5", "refused"),
    ("a percent sign", lambda text: f"{text}%", "refused"),
    ("thousands", lambda text: f"{int(text):,}", "right"),
    ("thousands parted by blanks", lambda text: f"{int(text):,}".replace(",", "\u202f"), "right"),
)
OF_PERCENT: tuple[tuple[str, Cell, str], ...] = (
    ("a percent sign", lambda text: f"{text}%", "right"),
    ("a percent sign after a blank", lambda text: f"{text} %", "right"),
    ("more than a hundred", lambda text: f"1{text}00"[:5], "refused"),
    ("a minus", lambda text: f"-{text}", "refused"),
)


def spoil(shape: Shape) -> Iterator[SpoiledFile]:
    """Every mutation of a shape, the same each time."""
    if shape.ending == "csv" or shape.format == "home_office_crime":
        for name, content, outcome in spoil_text(shape, MARKS[shape.format]):
            yield SpoiledFile(shape, name, content, outcome)
    for name, content, outcome in _of_books(shape):
        yield SpoiledFile(shape, name, content, outcome, "xlsx")
    if shape.format == "mhclg_homelessness_duties":
        yield from _of_homelessness(shape)


def spoil_text(shape: Shape, marks: Marks) -> Iterator[tuple[str, bytes, str]]:
    """Every mutation of a shape as a CSV file: its name, the file, and what must come of it."""
    rows = [row for n, sheet in enumerate(shape.sheets.values()) for row in sheet[n > 0 :]]
    yield from _written(rows)
    yield from _laid_out(rows, marks)
    yield from _with_lines(rows, shape, marks)
    yield from _with_headings(rows, marks)
    yield from _with_cells(rows, shape, marks)


def _written(rows: Rows) -> Iterator[tuple[str, bytes, str]]:
    """The same table by other programs."""
    for separator, end, encoding in product(",;\t|", ("\n", "\r\n"), ("utf-8-sig", "utf-16")):
        name = f"{separator!r} {end!r} {encoding}"
        yield name, csv_file(rows, separator, end, encoding), "right"
    yield "what parts the cells is named", b"sep=;\r\n" + csv_file(rows, ";", "\r\n"), "right"
    yield "half of a character", csv_file(rows) + b"\xc3", "right"
    yield "zeros", csv_file(rows) + b"\0\0", "refused"
    yield "nothing", b"", "refused"
    yield "the heading alone", csv_file(rows[:1]), "refused"


def _laid_out(rows: Rows, marks: Marks) -> Iterator[tuple[str, bytes, str]]:
    """Columns and rows in another order, and more of them."""
    for number in range(3):
        chance = random.Random(number)
        order = list(range(len(rows[0])))
        chance.shuffle(order)
        moved = csv_file([[row[at] for at in order] for row in rows])
        yield f"columns in another order {number}", moved, "right"
        body = rows[1:]
        chance.shuffle(body)
        yield f"rows in another order {number}", csv_file([rows[0], *body]), "right"
        at = chance.randrange(len(rows[0]) + 1)
        wider = [[*row[:at], "", *row[at:]] for row in rows]
        yield f"a blank column {number}", csv_file(wider), "right"
    wider = [[*row, "", "", ""] for row in rows]
    wider.insert(2, [""] * len(wider[0]))
    yield "blank columns at the end, and a blank row", csv_file(wider), "right"
    titled = csv_file([["Figures"], [], ["Published in October"], *rows])
    yield "titles above", titled, "right"
    noted = csv_file([*rows, [], ["Source: the publisher"], ["Figures are rounded, see notes"]])
    yield "notes below", noted, "right"
    yield "the heading twice", csv_file([rows[0], *rows]), "refused"
    yield "the table twice", csv_file([*rows, *rows[1:]]), "right"
    yield "codes as numbers of Excel", csv_file(_with_decimals(rows, marks)), "right"


def _with_decimals(rows: Rows, marks: Marks) -> Rows:
    """Codes of the department's as 800.0; other codes have letters, and stay."""
    at = rows[0].index(marks.code)
    return [
        [*row[:at], f"{row[at]}.0" if row[at].isdigit() else row[at], *row[at + 1 :]]
        for row in rows
    ]


def _with_lines(rows: Rows, shape: Shape, marks: Marks) -> Iterator[tuple[str, bytes, str]]:
    """A row is repeated, shifted or torn."""
    row = rows[marks.row]

    def changed(*lines: list[str]) -> bytes:
        return csv_file([*rows[: marks.row], *lines, *rows[marks.row + 1 :]])

    yield "a row twice", changed(row, row), "right"
    other = [*row[: shape.value], "3", *row[shape.value + 1 :]]
    yield "a row twice, and otherwise", changed(row, other), "refused"
    code = rows[0].index(marks.code)
    shifted = changed([*row[:code], *row[code + 1 :]])
    yield "a row lacks its code, and what follows is shifted", shifted, "refused"
    longer = changed([*row[: shape.value], "1", *row[shape.value :]])
    yield "an unquoted comma", longer, "refused"
    line = csv_file([row]).strip()
    before, after = csv_file(rows[: marks.row]), csv_file(rows[marks.row + 1 :])
    yield "an open quotation mark", before + b'"' + line + b"\n" + after, "refused"


def _with_headings(rows: Rows, marks: Marks) -> Iterator[tuple[str, bytes, str]]:
    """A heading is changed."""
    for at, name in enumerate(rows[0]):
        needed = name not in marks.loose
        lacking = csv_file([[*row[:at], *row[at + 1 :]] for row in rows])
        yield f"without {name}", lacking, "refused" if needed else "either"
        if not needed:
            continue
        for what, heading, outcome in (
            ("other capitals in", name.upper(), "right"),
            ("a no-break space after", f"{name}\u00a0", "right"),
            ("another name for", f"{name}_x", "refused"),
        ):
            yield (
                f"{what} {name}",
                csv_file([[*rows[0][:at], heading, *rows[0][at + 1 :]], *rows[1:]]),
                outcome,
            )
        yield f"{name} twice", csv_file([[*row, row[at]] for row in rows]), "refused"


def _with_cells(rows: Rows, shape: Shape, marks: Marks) -> Iterator[tuple[str, bytes, str]]:
    """A cell of a row that is taken is changed."""

    def changed(column: int, change: Cell) -> bytes:
        row = list(rows[marks.row])
        row[column] = change(row[column])
        return csv_file([*rows[: marks.row], row, *rows[marks.row + 1 :]])

    more = OF_PERCENT if marks.kind == "percent" else OF_COUNTS
    for name, change, outcome in (*NUMBERS, *more):
        yield f"{name} in a figure", changed(shape.value, change), outcome
    yield "a blank figure", changed(shape.value, lambda _: ""), marks.blank
    code = rows[0].index(marks.code)
    yield "a zero-width blank in the code", changed(code, lambda t: f"\u200b{t}"), "refused"
    yield "blanks around the code", changed(code, lambda t: f" {t} "), "right"
    if marks.code == "CSP Name":
        yield "other capitals in the name", changed(code, str.upper), "right"
    else:
        yield "a short code", changed(code, lambda t: t[:-1]), "refused"
        yield (
            "the code of another area",
            changed(code, lambda t: "E06000024" if t[0] == "E" else "802"),
            "refused",
        )
    if marks.time:
        time = rows[0].index(marks.time)
        yield "two digits of the year", changed(time, lambda t: t[2:4]), "refused"
        yield "a week", changed(time, lambda _: "Week 12"), "refused"
        yield "no year", changed(time, lambda _: ""), "refused"


def _of_books(shape: Shape) -> Iterator[tuple[str, Content, str]]:
    """The same table as a workbook: hidden parts, merged cells, another sheet."""
    sheets = {name or "Figures": rows for name, rows in shape.sheets.items()}
    yield "a workbook", partial(workbook, sheets), "right"
    more = {**sheets, "Notes": [["See the website"], ["", "for more"]]}
    yield "a workbook with a sheet of notes", partial(workbook, more), "right"
    yield "half a workbook", lambda: workbook(sheets)[:2500], "refused"
    yield "a title above, merged", partial(_merged, sheets), "right"
    marks = MARKS[shape.format]
    letters = openpyxl.utils.get_column_letter(shape.value + 1)
    is_loose = shape.format == "dfe_interactive_tool"  # a year may be absent
    yield (
        "a hidden column of figures",
        partial(workbook, sheets, columns=[letters]),
        ("either" if is_loose else "refused"),
    )
    hidden = partial(workbook, sheets, rows=[marks.row + 1])
    yield "a hidden row of figures", hidden, "refused"
    beside = {name: [[*row, "a note"] for row in rows] for name, rows in sheets.items()}
    width = max(len(row) for rows in beside.values() for row in rows)
    if shape.format != "mhclg_homelessness_duties":
        last = openpyxl.utils.get_column_letter(width)
        yield "a hidden column of notes", partial(workbook, beside, columns=[last]), "right"
    yield "dates for figures", partial(_with_dates, sheets, marks, shape.value), "refused"


def _merged(sheets: dict[str, Rows]) -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(workbook(sheets)))
    for sheet in made.worksheets:
        sheet.insert_rows(1)
        sheet.cell(1, 1, "Figures of the year")
        sheet.merge_cells("A1:D1")
    return _saved(made)


def _with_dates(sheets: dict[str, Rows], marks: Marks, column: int) -> bytes:
    made = openpyxl.load_workbook(io.BytesIO(workbook(sheets)))
    made.worksheets[0].cell(marks.row + 1, column + 1, date(2024, 3, 31))
    return _saved(made)


def _saved(made: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def _of_homelessness(shape: Shape) -> Iterator[SpoiledFile]:
    """Columns that move from quarter to quarter, hidden ones, open documents."""
    for moved in range(4):
        sheets = homelessness_sheets(moved=moved, hidden=True)
        name = f"columns moved by {moved}, hidden ones of regions"
        book = partial(workbook, sheets, columns="CD")
        yield SpoiledFile(shape, name, book, "right", "xlsx")
        yield SpoiledFile(shape, name, partial(open_document, sheets, [2, 3]), "right", "ods")
    for name in ("A1", "A3", "TA1"):
        sheets = homelessness_sheets()
        sheets[f"{name} - Jan-Mar 24"] = sheets.pop(name)
        book = partial(workbook, sheets)
        yield SpoiledFile(shape, f"a longer name of {name}", book, "right", "xlsx")
        sheets = homelessness_sheets()
        sheets[name][0] = ["Table, England, April to June 2024 and 30 June 2024"]
        book = partial(workbook, sheets)
        yield SpoiledFile(shape, f"another quarter in {name}", book, "either", "xlsx")
        for text in ("n/k", "1,5", "12.5", "E06", "~", "#VALUE!"):
            book = partial(workbook, _with_bath(name, 5, text))
            yield SpoiledFile(shape, f"{text} in {name}", book, "refused", "xlsx")
        book = partial(workbook, _with_bath(name, 0, "E06000023"))
        told = f"the code of another area in {name}"
        yield SpoiledFile(shape, told, book, "refused", "xlsx")


def _with_bath(name: str, column: int, text: str) -> dict[str, Rows]:
    """The sheets with another cell in the row of Bath and North East Somerset of one of them."""
    sheets = homelessness_sheets()
    next(row for row in sheets[name] if row[:1] == ["E06000022"])[column] = text
    return sheets
