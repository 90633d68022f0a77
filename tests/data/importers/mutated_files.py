"""Files of the department's, spoiled in the ways that people and programs spoil files."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import openpyxl

from tests.data.importers.files import CATEGORY, HEADER

Rows = list[list[str]]
PLACES = (
    ("National", "E92000001", "England", "", "", "", "", ""),
    ("Regional", "E92000001", "England", "E12000009", "South West", "", "", ""),
    *(
        ("Local authority", "E92000001", "England", "E12000009", "South West", *codes)
        for codes in (
            ("800", "E06000022", "Bath and North East Somerset"),
            ("801", "E06000023", "Bristol, City of"),
            ("802", "E06000024", "North Somerset"),
            ("803", "E06000025", "South Gloucestershire"),
            ("933", "E10000027", "Somerset"),
            ("865", "E06000054", "Wiltshire"),
            ("884", "E06000019", "Herefordshire, County of"),
        )
    ),
)
YEARS = (2020, 2021, 2022)
TIME, IDENTIFIER, LEVEL, CODE, ONS, NAME, GROUP, VALUE = 0, 1, 2, 7, 8, 9, 10, 11


@dataclass(frozen=True)
class Mutation:
    """A spoiled file, and what must come of it: ``right`` figures, ``refused``, or either."""

    name: str
    content: bytes
    outcome: str


def good_rows() -> Rows:
    """The heading, and a row for each place and year."""
    rows = [HEADER.split(",")]
    for year in YEARS:
        for number, place in enumerate(PLACES):
            value = {0: 50780, 1: 4310}.get(number, 1100 + 7 * number + 13 * (year - 2019))
            text = "c" if (number, year) == (7, 2021) else str(value)
            rows.append([str(year), "Reporting year", *place, CATEGORY, text])
    return rows


def write(
    rows: Rows, separator: str = ",", end: str = "\n", encoding: str = "utf-8", tail: str = ""
) -> bytes:
    """Rows as a file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return (text.getvalue() + tail).encode(encoding)


def _workbooks() -> Iterator[Mutation]:
    """The same table as a workbook, with cells of other kinds."""

    def book(change: Callable[[int, str], object], above: Sequence[str] = ()) -> bytes:
        made, content = openpyxl.Workbook(), io.BytesIO()
        if above:
            made.active.append(list(above))
        for number, row in enumerate(good_rows()):
            cells = [change(at, text) if number else text for at, text in enumerate(row)]
            made.active.append(cells)
        made.save(content)
        return content.getvalue()

    def numbers(kind: Callable[[str], object]) -> Callable[[int, str], object]:
        return lambda _, text: kind(text) if text.isdigit() else text

    def dates(at: int, text: str) -> object:
        return date(int(text), 3, 31) if at == TIME else text

    yield Mutation("a workbook of texts", book(lambda _, text: text), "right")
    yield Mutation("a workbook of numbers", book(numbers(int)), "right")
    yield Mutation("a workbook of decimals", book(numbers(float)), "right")
    yield Mutation("a workbook without blanks", book(lambda _, text: text or None), "right")
    yield Mutation("a workbook with a title", book(numbers(int), ["Plans", "2025"]), "right")
    yield Mutation("a workbook with dates for years", book(dates), "refused")
    yield Mutation("half a workbook", book(numbers(int))[:2000], "refused")


def mutations() -> Iterator[Mutation]:
    """Every mutation, the same each time."""
    yield from _workbooks()
    yield from _written_otherwise()
    yield from _laid_out_otherwise()
    for number in range(6):
        yield from _cells(random.Random(number))
        yield from _lines(random.Random(number))
    yield from _headings()


def _written_otherwise() -> Iterator[Mutation]:
    """The same table by other programs."""
    ways = product(
        (",", ";", "\t", "|"), ("\n", "\r\n"), ("utf-8", "utf-8-sig", "utf-16"), ("", "\n\n")
    )
    for separator, end, encoding, tail in ways:
        name = f"{separator!r} {end!r} {encoding} {tail!r}"
        yield Mutation(name, write(good_rows(), separator, end, encoding, tail), "right")


def _laid_out_otherwise() -> Iterator[Mutation]:
    """The same table with columns and rows in another order, and with more of them."""
    for number in range(10):
        chance = random.Random(number)
        rows = good_rows()
        order = list(range(len(rows[0])))
        chance.shuffle(order)
        moved = [[row[at] for at in order] for row in rows]
        yield Mutation(f"columns {number}", write(moved), "right")
        body = rows[1:]
        chance.shuffle(body)
        yield Mutation(f"rows {number}", write([rows[0], *body]), "right")
        at = chance.randrange(len(rows[0]) + 1)
        wider = [
            [*row[:at], "extra" if n == 0 else str(n), *row[at:]] for n, row in enumerate(rows)
        ]
        yield Mutation(f"another column {number}", write(wider), "right")
        blank = [[*row, "", ""] for row in rows]
        blank.insert(chance.randrange(1, len(rows)), [""] * len(blank[0]))
        yield Mutation(f"blank columns and a blank row {number}", write(blank), "right")


CELLS: tuple[tuple[str, int, Callable[[str], str], str], ...] = (
    ("no-break space after", VALUE, lambda text: f"{text}\u00a0", "right"),
    ("blank before", VALUE, lambda text: f" {text}", "right"),
    ("thousands", VALUE, lambda text: f"{int(text):,}", "right"),
    ("blank thousands", VALUE, lambda text: f"{int(text):,}".replace(",", "\u202f"), "right"),
    ("a whole decimal", VALUE, lambda text: f"{text}.0", "right"),
    ("a decimal comma", VALUE, lambda text: f"{text},5", "refused"),
    ("a decimal", VALUE, lambda text: f"{text}.5", "refused"),
    ("an exponent", VALUE, lambda text: f"{text[0]}e3", "refused"),
    ("an error of Excel", VALUE, lambda _: "#N/A", "refused"),
    ("nothing", VALUE, lambda _: "", "refused"),
    ("a dash", VALUE, lambda _: "-", "refused"),
    ("words", VALUE, lambda _: "not yet known", "refused"),
    ("fewer than", VALUE, lambda _: "<5", "refused"),
    ("a letter O", VALUE, lambda text: f"{text[:-1]}O", "refused"),
    ("full-width digits", VALUE, lambda text: "".join(chr(ord(c) + 0xFEE0) for c in text),
     "refused"),
    ("a minus", VALUE, lambda text: f"-{text}", "refused"),
    ("a percent sign", VALUE, lambda text: f"{text}%", "refused"),
    ("a zero-width blank", VALUE, lambda text: f"{text}\u200b", "refused"),
    ("a zero-width blank in the code", CODE, lambda text: f"\u200b{text}", "refused"),
    ("a soft hyphen in the name", NAME, lambda text: f"{text[:3]}\u00ad{text[3:]}", "refused"),
    ("a byte order mark in the level", LEVEL, lambda text: f"\ufeff{text}", "refused"),
    ("a no-break space in the level", LEVEL, lambda text: f"{text}\u00a0", "right"),
    ("another case of the level", LEVEL, str.upper, "right"),
    ("a level that is none", LEVEL, lambda text: f"{text}s", "refused"),
    ("a year with a decimal", TIME, lambda text: f"{text}.0", "right"),
    ("two digits of the year", TIME, lambda text: text[2:], "refused"),
    ("two years", TIME, lambda text: f"{text}{int(text[2:]) + 1}", "refused"),
    ("a date", TIME, lambda text: f"31/03/{text}", "refused"),
    ("a date of Excel", TIME, lambda text: f"Mar-{text[2:]}", "refused"),
    ("another case of the identifier", IDENTIFIER, str.lower, "right"),
    ("two blanks in the identifier", IDENTIFIER, lambda text: text.replace(" ", "  "), "right"),
    ("a calendar year", IDENTIFIER, lambda _: "Calendar year", "refused"),
    ("an academic year", IDENTIFIER, lambda _: "Academic year", "refused"),
    ("a week", IDENTIFIER, lambda _: "Week 12", "refused"),
    ("no identifier", IDENTIFIER, lambda _: "", "refused"),
    ("a code with a decimal", CODE, lambda text: f"{text}.0", "right"),
    ("a code with a blank", CODE, lambda text: f" {text}", "right"),
    ("no code of the department", CODE, lambda _: "", "right"),
    ("a code with a zero", CODE, lambda text: f"0{text}", "refused"),
    ("a code with a letter", CODE, lambda text: f"{text[0]}O{text[2:]}", "refused"),
    ("the code of another area", CODE, lambda text: "801" if text != "801" else "802", "refused"),
    ("no official code", ONS, lambda _: "", "right"),
    ("another case of the official code", ONS, str.lower, "right"),
    ("a short official code", ONS, lambda text: text[:-1], "refused"),
    ("another case of the category", GROUP, str.upper, "right"),
    ("a blank after the category", GROUP, lambda text: f"{text} ", "right"),
    ("another category", GROUP, lambda text: f"{text}s", "refused"),
    ("no category", GROUP, lambda _: "", "refused"),
)  # fmt: skip


def _cells(chance: random.Random) -> Iterator[Mutation]:
    """One cell of an authority's row is changed."""
    for name, column, change, outcome in CELLS:
        rows = good_rows()
        able = [
            at
            for at, row in enumerate(rows)
            if row[LEVEL] == "Local authority" and row[VALUE] != "c"
        ]
        at = chance.choice(able)
        rows[at][column] = change(rows[at][column])
        yield Mutation(f"{name} in row {at + 1}", write(rows), outcome)


def _lines(chance: random.Random) -> Iterator[Mutation]:
    """A row is shifted, repeated or torn."""
    rows = good_rows()
    able = [at for at, row in enumerate(rows) if row[CODE]]
    at, cell = chance.choice(able), chance.randrange(len(rows[0]))

    def changed(row: list[str]) -> bytes:
        return write([*rows[:at], row, *rows[at + 1 :]])

    row = rows[at]
    shorter = [*row[:cell], *row[cell + 1 :]]
    yield Mutation(f"row {at + 1} lacks cell {cell}", changed(shorter), "refused")
    yield Mutation(
        f"row {at + 1} lacks cell {cell}, with a blank", changed([*shorter, ""]), "refused"
    )
    longer = [*row[:cell], "", *row[cell:]]
    yield Mutation(f"row {at + 1} has a blank more at {cell}", changed(longer), "refused")
    swapped = list(row)
    other = (cell + 1) % len(row)
    swapped[cell], swapped[other] = swapped[other], swapped[cell]
    yield Mutation(f"row {at + 1} has {cell} and {other} swapped", changed(swapped), "either")
    line = ",".join(row).encode()
    torn = write(rows[:at]) + line[: len(line) // 2] + b"\n" + write(rows[at + 1 :])
    yield Mutation(f"row {at + 1} is torn", torn, "refused")
    open_quote = write(rows[:at]) + b'"' + line + b"\n" + write(rows[at + 1 :])
    yield Mutation(f"row {at + 1} has an open quotation mark", open_quote, "refused")
    yield Mutation(f"row {at + 1} twice", write([*rows, row]), "right")
    again = [*row[:VALUE], "77"]
    yield Mutation(f"row {at + 1} twice, and otherwise", write([*rows, again]), "refused")
    note = write([*rows, ["Source: the department"]])
    yield Mutation("a note below", note, "right")
    yield Mutation("a title above", write([["Plans"], [""], *rows]), "right")


def _headings() -> Iterator[Mutation]:
    """The heading is changed."""
    rows = good_rows()
    needed = [at for at, name in enumerate(rows[0])]
    for at in needed:
        name = rows[0][at]
        for what, heading, outcome in (
            ("another case", name.upper(), "right"),
            ("a no-break space", f"{name}\u00a0", "right"),
            ("another name", f"{name}_x", "refused"),
            ("a zero-width blank", f"{name}\u200b", "refused"),
            ("no name", "", "refused"),
        ):
            header = [*rows[0][:at], heading, *rows[0][at + 1 :]]
            yield Mutation(f"{what} of {name}", write([header, *rows[1:]]), outcome)
        doubled = [[*row, row[at]] for row in rows]
        yield Mutation(f"{name} twice", write(doubled), "refused")
        other = (at + 1) % len(rows[0])
        header = list(rows[0])
        header[at], header[other] = header[other], header[at]
        yield Mutation(f"{name} swapped with the next", write([header, *rows[1:]]), "either")
