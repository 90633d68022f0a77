"""Reading data/<area>/registers/*.csv, as params/registers/ declares them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise

from bcssp_lib.data.csv_tables import Table, plain_number
from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.errors import Problem, find_unknown
from bcssp_lib.model.period import PeriodError, parse_period
from bcssp_lib.model.register import (
    LONGEST_TEXT,
    ROUGH_FORMS,
    STANDING,
    Cell,
    Entry,
    RegisterColumn,
    RegisterSchema,
    RoughDate,
    first_day,
)
from bcssp_lib.model.value import Source

_FOLLOW_UP_TYPES = {
    "due": ("date",),
    "due_after.column": ("date",),
    "done_in": ("period",),
    "done.column": ("choice", "date"),
}


def register_columns(schema: RegisterSchema) -> tuple[str, ...]:
    """The columns that a register's file must have."""
    return (*schema.columns, "source")


def optional_columns(schema: RegisterSchema) -> tuple[str, ...]:
    """The columns that a register's file may lack, such as boards, which few areas tell apart."""
    columns = schema.columns.items()
    return tuple(name for name, column in columns if column.optional or column.type == "board")


def follow_up_problems(schema: RegisterSchema, file: str) -> Iterator[Problem]:
    """Columns that a register's follow-up names, and that are not there or of another type."""
    columns = schema.columns
    if STANDING in columns:
        wrong = "the name is reserved for the progress of an entry"
        yield Problem(file, None, f"columns.{STANDING}", wrong, "another name")
    if schema.follow_up is None:
        return
    for field, column in schema.follow_up.named.items():
        yield from find_unknown(file, None, f"follow_up.{field}", "column", [column], columns)
        types = _FOLLOW_UP_TYPES.get(field, ())
        if types and column in columns and columns[column].type not in types:
            wrong = f"'{column}' is of the type {columns[column].type}"
            yield Problem(file, None, f"follow_up.{field}", wrong, " or ".join(types))
    if "period" not in columns and not schema.date_order:
        wrong = "nothing says to which period an entry belongs"
        yield Problem(file, None, "follow_up", wrong, "a column 'period', or a date_order")


def form_problems(schema: RegisterSchema, file: str) -> Iterator[Problem]:
    """Columns that the form of a register names, and that are not there."""
    for field, column in schema.form.named if schema.form else ():
        yield from find_unknown(file, None, f"form.{field}", "column", [column], schema.columns)


def parse_register(
    table: Table, schema: RegisterSchema, sources: dict[str, Source], problems: list[Problem]
) -> tuple[Entry, ...]:
    """Check every cell of a register; return its rows as entries."""
    before = len(problems)
    entries = []
    for line, cells in table.rows:
        parsed: dict[str, Cell] = {}
        for name, column in schema.columns.items():
            try:
                parsed[name] = _parse_cell(cells[name], column)
            except ValueError as error:
                problems.append(Problem(table.shown, line, name, _found(cells[name]), str(error)))
        if cells["source"] not in sources:
            allowed = f"in sources.yaml: {', '.join(sources)}"
            wrong_cell = f"found {quote_text(cells['source'])}"
            problems.append(Problem(table.shown, line, "source", wrong_cell, allowed))
        elif len(parsed) == len(schema.columns):
            source = sources[cells["source"]]
            entries.append(Entry(schema.id, parsed, source, table.shown, line))
    for find in (_order_problems, _unique_problems, _done_problems, _repeated_problems):
        problems.extend(find(schema, entries))
    return tuple(entries) if len(problems) == before else ()


def _found(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return f"found {quote_text(text)}"
    return f"found {len(text):,} letters, from {quote_text(text[:40])}"


def _parse_cell(text: str, column: RegisterColumn) -> Cell:
    """Return a cell's value, or raise ``ValueError`` that says what is allowed."""
    if not text:
        if column.required:
            raise ValueError("a value; the cell may not be empty")
        return None
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"at most {LONGEST_TEXT:,} letters, which a cell of a workbook can hold")
    if column.type == "choice" and text not in column.choices:
        raise ValueError(f"one of: {', '.join(column.choices)}")
    return _PARSERS[column.type](text) if column.type in _PARSERS else text


def _date(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return RoughDate.parse(text)
    if day.isoformat() != text:  # it also reads "20240331" and "2024-W13-7"
        raise ValueError(f"a date: {ROUGH_FORMS}")
    return day


def _period(text: str) -> str:
    try:
        return parse_period(text).label
    except PeriodError as error:
        raise ValueError("a period such as 2023-24") from error


def _number(text: str, allowed: str, *, whole: bool) -> Decimal:
    number = plain_number(text)
    if number is None or number < 0 or (whole and number != int(number)):
        raise ValueError(allowed)
    return number


_PARSERS: Mapping[str, Callable[[str], Cell]] = {
    "date": _date,
    "integer": lambda text: int(_number(text, "a whole number from 0", whole=True)),
    "pounds": lambda text: _number(text, "an amount in pounds from 0", whole=False),
    "period": _period,
}


def _order_problems(schema: RegisterSchema, entries: list[Entry]) -> Iterator[Problem]:
    for entry in entries:
        dates = [(name, entry[name]) for name in schema.date_order if entry[name] is not None]
        for (before, first), (after, second) in pairwise(dates):
            if isinstance(first, date) and isinstance(second, date) and second < first_day(first):
                wrong = f"{_shown(second)} is before '{before}', which is {_shown(first)}"
                allowed = f"dates in this order: {', '.join(schema.date_order)}"
                yield Problem(entry.file, entry.row, after, wrong, allowed)


def _shown(day: date) -> str:
    return day.text if isinstance(day, RoughDate) else str(day)


def _unique_problems(schema: RegisterSchema, entries: list[Entry]) -> Iterator[Problem]:
    for name, column in schema.columns.items():
        if column.unique:
            for entry, line in _find_repeats(entries, name):
                wrong = f"'{entry[name]}' is on line {line} already"
                yield Problem(entry.file, entry.row, name, wrong, "each value once")


def _repeated_problems(schema: RegisterSchema, entries: list[Entry]) -> Iterator[Problem]:
    """What is followed by a row for each period may have one row in each."""
    follow = schema.follow_up
    if follow is None or schema.columns[follow.reference].unique or "period" not in schema.columns:
        return
    name = follow.reference
    for entry, line in _find_repeats(entries, name, "period"):
        wrong = f"'{entry[name]}' has a row for {entry['period']} on line {line} already"
        yield Problem(entry.file, entry.row, name, wrong, "one row for each period")


def _find_repeats(entries: list[Entry], *names: str) -> Iterator[tuple[Entry, int]]:
    """Each entry whose cells of these columns are those of an earlier one, and the line of that."""
    lines: dict[tuple[Cell, ...], int] = {}
    for entry in entries:
        line = lines.setdefault(tuple(entry[name] for name in names), entry.row)
        if line != entry.row:
            yield entry, line


def _done_problems(schema: RegisterSchema, entries: list[Entry]) -> Iterator[Problem]:
    """What is done must say so in every column, and what is open in none."""
    follow = schema.follow_up
    if follow is None or not follow.done_in:
        return
    for entry in entries:
        done = entry[follow.done.column] in follow.done.values
        if not done and entry[follow.done.column] != follow.until_done.get(follow.done.column):
            continue  # half done: it has an answer, and is open all the same
        state = f"'{follow.done.column}' is '{entry[follow.done.column]}'"
        for column, until in follow.until_done.items():
            yield from _until_done_problems(entry, column, until, state, done=done)
        if done and _before(entry[follow.done_in], entry["period"]):
            wrong = f"{entry[follow.done_in]} is before 'period', which is {entry['period']}"
            yield Problem(
                entry.file, entry.row, follow.done_in, wrong, "that period or a later one"
            )


def _until_done_problems(
    entry: Entry, column: str, until: str, state: str, *, done: bool
) -> Iterator[Problem]:
    cell = entry[column]
    if done and cell is None:
        yield Problem(entry.file, entry.row, column, f"it is empty, and {state}", "a value")
    elif not done and cell != (until or None):
        wrong = f"found '{cell}', and {state}"
        yield Problem(entry.file, entry.row, column, wrong, until or "an empty cell")


def _before(one: Cell, other: Cell) -> bool:
    return None not in (one, other) and parse_period(str(one)) < parse_period(str(other))
