"""Opening what is to be imported: a CSV file or a workbook, screened before it is used.

Of CSV files as Excel and others write them, encoding and separator are found, and told.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest
from pathlib import Path

from bcssp_lib.data.csv_tables import SEPARATORS, screen_lines
from bcssp_lib.data.importers.grid import Grid, Line, Notes, refuse_file, trim_line
from bcssp_lib.data.importers.workbooks import ENDINGS, read_workbook
from bcssp_lib.data.screening import Rows, screen_table
from bcssp_lib.model.characters import find_bad_characters
from bcssp_lib.model.errors import InputProblemsError, UserError, raise_problems
from bcssp_lib.model.person_data import Screening

LARGEST = 4_000_000_000  # bytes
_BLOCK = 1 << 22
_ROWS = 5000  # read at once
_NAMES = {",": "commas", **SEPARATORS}
_WINDOWS = "the text is in Windows-1252, and was read as such"
_CSV = "a CSV file with balanced quotes"
_TEXT = "a CSV file in UTF-8 or Windows-1252, or a workbook"


def _read_text_file(path: Path) -> Grid:
    """Look at a CSV file; raises ``InputProblemsError`` where it is none.

    The whole file is read once for its encoding. Its rows are read as they are asked for, so
    that a file of millions of rows needs no more memory than a small one.
    """
    notes = Notes()
    encoding = _find_encoding(path, notes)
    separator, skipped = _find_separator(path, encoding)
    if separator != ",":
        notes.add(f"the cells are separated by {_NAMES[separator]}, and were read as such")

    def lines() -> Iterator[Line]:
        return _read_lines(path, encoding, separator, skipped)

    return Grid(path.name, lines, notes, decimal_commas=separator != ",")


def _find_encoding(path: Path, notes: Notes) -> str:
    """The encoding of a file; every byte is looked at."""
    size = path.stat().st_size
    if size > LARGEST:
        raise refuse_file(path, f"the file has {size:,} bytes", f"{LARGEST:,} at most")
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        notes.add("the text is in UTF-16, and was read as such")
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8):
        notes.add("the byte order mark at the start was left out")
    wrong = _first_wrong_byte(path, "utf-8")
    if wrong is None:
        return "utf-8-sig"
    wrong = _first_wrong_byte(path, "cp1252")
    if wrong is None:
        notes.add(_WINDOWS)
        return "cp1252"
    raise refuse_file(path, f"byte {wrong + 1:,} is neither UTF-8 nor Windows-1252", _TEXT)


def _first_wrong_byte(path: Path, encoding: str) -> int | None:
    """The place of the first byte that an encoding does not have, or none."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if b"\0" in block:
                raise refuse_file(path, "the file is not text", _TEXT)
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return read + error.start
            read += len(block)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return read - 1
    return None


def _find_separator(path: Path, encoding: str) -> tuple[str, int]:
    """What parts the cells, and how many lines say so: Excel's own ``sep=;``."""
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline()
        if first.strip().lower().startswith("sep=") and first.strip()[4:] in _NAMES:
            return first.strip()[4:], 1
        filled = (line for line in chain([first], file) if line.strip())
        sample = list(islice(filled, 30))
    if not sample:
        raise refuse_file(path, "the file is empty", "a file with its content")
    widths = {each: _usual_width(sample, each) for each in _NAMES}
    return max(_NAMES, key=lambda each: widths[each]), 0  # the first of equals: commas


def _usual_width(sample: list[str], separator: str) -> int:
    """How many cells most of the first rows have, if this parts them."""
    try:
        widths = [len(cells) for cells in csv.reader(sample, delimiter=separator) if any(cells)]
    except csv.Error:  # told, with its row, when the file is read
        return 0
    usual = max(widths, key=lambda width: (widths.count(width), width), default=0)
    return usual if usual > 1 else 0


def _read_lines(path: Path, encoding: str, separator: str, skipped: int) -> Iterator[Line]:
    """Rows with the lines on which they begin; without blank ones, and blanks at their ends."""
    with path.open(encoding=encoding, newline="") as file:
        for _ in range(skipped):
            file.readline()
        reader = csv.reader(file, delimiter=separator, strict=True)
        begins = skipped + 1
        try:
            while rows := list(islice(reader, _ROWS)):
                ends = skipped + reader.line_num + 1
                one_line_each = ends - begins == len(rows)
                for cells in rows:
                    if cells and cells[-1] and not cells[-1].isspace():
                        yield begins, cells
                    elif filled := trim_line(cells):
                        yield begins, filled
                    within = 0 if one_line_each else sum(cell.count("\n") for cell in cells)
                    begins += 1 + within
        except csv.Error as error:
            wrong = f"the row cannot be read: {error}"
            raise refuse_file(path, wrong, _CSV, skipped + reader.line_num) from error


_TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab")
_ZIPPED = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_PIECE = 20_000  # rows


def open_file(path: Path) -> list[Grid]:
    """The sheets of a file. What it is goes by its content: Excel opens a .csv that is none."""
    if path.is_dir():
        held = sorted(each.name for each in path.iterdir() if each.is_file())
        raise UserError(
            f"{path} is a folder. Name one of its files, each by a command of its own: "
            f"{', '.join(held) or 'it has none'}."
        )
    if not path.is_file():
        raise UserError(f"There is no file {path}. Look at its name, and at the folder.")
    with path.open("rb") as file:
        start = file.read(4)
    if start in (_ZIPPED, _OLD_WORKBOOK):
        return read_workbook(path)
    if path.suffix.lower() in ENDINGS:
        wrong = f"its name ends in {path.suffix}, and it is no workbook"
        raise refuse_file(path, wrong, "the file as it was made")
    if path.suffix.lower() not in _TEXT_ENDINGS:
        allowed = ", ".join((*_TEXT_ENDINGS, *ENDINGS))
        wrong = "files of this kind are not read"
        raise refuse_file(path, wrong, allowed)
    return [_read_text_file(path)]


def read_rows(grid: Grid, allowed: Screening) -> Iterator[Line]:
    """The rows of a sheet, screened some at a time before they are handed out.

    Raises ``InputProblemsError`` for data about one person, and for unseen characters.
    """
    lines = grid.lines()
    first = list(islice(lines, _PIECE))
    raise_problems(screen_lines(first, grid.shown, allowed))
    if not first:
        raise InputProblemsError([grid.problem(None, "", "it is empty", "a table with a heading")])
    yield from first
    seen: list[set[str]] = [set() for _ in first[0][1]]
    while piece := list(islice(lines, _PIECE)):
        if _may_hold_persons(first[0], _new_cells(piece, seen), grid, allowed):
            raise_problems(screen_lines([first[0], *piece], grid.shown, allowed))
        yield from piece


def _new_cells(piece: Sequence[Line], seen: list[set[str]]) -> Rows:
    """What the columns of a piece hold that none before did, as rows of a table.

    A million rows of official statistics hold few different texts, and each is looked at once.
    """
    rows = [cells for _, cells in piece]
    same = len(set(map(len, rows))) == 1
    columns = list(zip(*rows, strict=True) if same else zip_longest(*rows, fillvalue=""))
    seen += [set() for _ in columns[len(seen) :]]
    new = [
        [] if known.issuperset(column) else sorted(set(column) - known)
        for column, known in zip(columns, seen, strict=False)
    ]
    for known, cells in zip(seen, new, strict=False):
        if len(known) > 10 * _PIECE:
            known.clear()
        known.update(cells)
    return [(number, cells) for number, cells in enumerate(zip_longest(*new, fillvalue=""), 1)]


def _may_hold_persons(header: Line, cells: Rows, grid: Grid, allowed: Screening) -> bool:
    unseen = any(
        True for _, row in cells for cell in row for _ in islice(find_bad_characters(cell), 1)
    )
    return unseen or bool(screen_table(grid.shown, [header, *cells], allowed, cells_alone=True))
