"""Workbooks (.xlsx, .xls, .ods) as rows of text: what a cell holds, not how it looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lxml import etree
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from bcssp_lib.data.importers.grid import Grid, Line, Notes, column_letters, trim_line
from bcssp_lib.data.importers.hidden import NOTHING_HIDDEN, Hidden, find_hidden
from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.errors import InputProblemsError, Problem

ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
_PLACES = 9  # of a decimal, as data/ takes them
LARGEST = 200_000_000  # bytes
_TEXTS = 40  # of a hidden column: its name is among them


def read_workbook(path: Path) -> list[Grid]:
    """What can be seen of a workbook; hidden sheets, rows and columns are told, and left out."""
    size = path.stat().st_size
    if size > LARGEST:
        raise _refuse(path, f"the file has {size:,} bytes", f"{LARGEST:,} at most; or a CSV file")
    try:
        with CalamineWorkbook.from_path(path) as book:
            return _read_sheets(path, book)
    except CalamineError as error:
        wrong = f"it cannot be read as a workbook: {error}"
        raise _refuse(
            path, wrong, f"a workbook without a password ({', '.join(ENDINGS)})"
        ) from error


def _refuse(path: Path, wrong: str, allowed: str) -> InputProblemsError:
    return InputProblemsError([Problem(path.name, None, "", wrong, allowed)])


def _read_sheets(path: Path, book: CalamineWorkbook) -> list[Grid]:
    sheets = [each for each in book.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
    hidden = [each.name for each in sheets if each.visible is not SheetVisibleEnum.Visible]
    hidden_parts = _find_hidden(path)
    grids = []
    for sheet in sheets:
        if sheet.name in hidden:
            continue
        notes = Notes()
        for name in hidden:
            notes.add(f"the hidden sheet '{name}' was left out")
        if hidden_parts is None:
            notes.add(f"{path.suffix} files do not say which rows and columns are hidden")
        rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        lines = _text_lines(rows, notes)
        shown = f"{path.name}, sheet {sheet.name}" if len(sheets) > 1 else path.name
        parts = (hidden_parts or {}).get(sheet.name, NOTHING_HIDDEN)
        grids.append(_make_grid(shown, sheet.name, lines, parts, notes))
    return grids


def _find_hidden(path: Path) -> dict[str, Hidden] | None:
    try:
        return find_hidden(path)
    except (etree.XMLSyntaxError, KeyError) as error:
        wrong = f"which of its rows and columns are hidden cannot be read: {error}"
        raise _refuse(path, wrong, "the workbook as Excel or LibreOffice saves it") from error


def _make_grid(shown: str, sheet: str, lines: Sequence[Line], hidden: Hidden, notes: Notes) -> Grid:
    """A sheet without what is hidden of it, which is told."""
    width = max((len(cells) for _, cells in lines), default=0)
    columns = sorted(index for index in hidden.columns if index < width)
    texts = {
        column_letters(at): [c[at] for _, c in lines if at < len(c) and c[at].strip()][:_TEXTS]
        for at in columns
    }
    texts = {letters: cells for letters, cells in texts.items() if cells}
    for letters, cells in texts.items():
        notes.add(f"the hidden column {letters} was left out: it holds {quote_text(cells[0])}")
    seen = [(number, _without(cells, columns)) for number, cells in lines]
    for number, _ in seen:
        if number in hidden.rows:
            notes.add("hidden rows were left out", row=number)
    return Grid(
        shown,
        _repeat([line for line in seen if line[0] not in hidden.rows and line[1]]),
        notes,
        sheet,
        hidden_rows=tuple(line for line in seen if line[0] in hidden.rows),
        hidden_columns=texts,
    )


def _without(cells: Sequence[str], columns: Sequence[int]) -> Sequence[str]:
    """A row whose cells in these columns are blank."""
    if not columns:
        return cells
    hidden = frozenset(columns)
    return trim_line(["" if at in hidden else cell for at, cell in enumerate(cells)])


def _repeat(lines: list[Line]) -> Any:
    def again() -> Iterator[Line]:
        return iter(lines)

    return again


def _text_lines(rows: list[list[Any]], notes: Notes) -> list[Line]:
    lines: list[Line] = []
    for number, cells in enumerate(rows, start=1):
        texts = trim_line([_cell_text(cell, number, notes) for cell in cells])
        if texts:
            lines.append((number, texts))
    return lines


def _cell_text(cell: Any, row: int, notes: Notes) -> str:
    """What a cell holds, as it would be written in a CSV file."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return _number_text(cell, row, notes)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def _number_text(number: float, row: int, notes: Notes) -> str:
    """A number in plain digits. Excel keeps 58.4 as 58.40000000000001 now and then."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    text = f"{number:.{_PLACES}f}".rstrip("0").rstrip(".")
    if abs(float(text) - number) > 1e-12 * max(1.0, abs(number)):
        notes.add(f"decimals were kept to {_PLACES} places", row=row, was=repr(number))
    return text
