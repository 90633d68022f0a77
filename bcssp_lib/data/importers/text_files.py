"""CSV files as Excel and others write them: their encoding and separator are found, and told."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from bcssp_lib.data.importers.grid import Grid, Line, Notes, trim_line
from bcssp_lib.model.errors import InputProblemsError, Problem

LARGEST = 4_000_000_000  # bytes
_BLOCK = 1 << 22
_ROWS = 5000  # read at once
_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright bars"}
_WINDOWS = "the text is in Windows-1252, and was read as such"
_MARKED = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CSV = "a CSV file with balanced quotes"
_TEXT = "a CSV file in UTF-8 or Windows-1252, or a workbook"


def read_text_file(path: Path) -> Grid:
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


def _refuse(path: Path, row: int | None, wrong: str, allowed: str) -> InputProblemsError:
    return InputProblemsError([Problem(path.name, row, "", wrong, allowed)])


def _find_encoding(path: Path, notes: Notes) -> str:
    """The encoding of a file; every byte is looked at."""
    size = path.stat().st_size
    if size > LARGEST:
        raise _refuse(path, None, f"the file has {size:,} bytes", f"{LARGEST:,} at most")
    with path.open("rb") as file:
        start = file.read(4)
    for mark, name in _MARKED.items():
        if start.startswith(mark):
            notes.add("the text is in UTF-16, and was read as such")
            return name
    if start.startswith(codecs.BOM_UTF8):
        notes.add("the byte order mark at the start was left out")
    wrong = _first_wrong_byte(path, "utf-8")
    if wrong is None:
        return "utf-8-sig"
    wrong = _first_wrong_byte(path, "cp1252")
    if wrong is None:
        notes.add(_WINDOWS)
        return "cp1252"
    raise _refuse(path, None, f"byte {wrong + 1:,} is neither UTF-8 nor Windows-1252", _TEXT)


def _first_wrong_byte(path: Path, encoding: str) -> int | None:
    """The place of the first byte that an encoding does not have, or none."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if b"\0" in block:
                raise _refuse(path, None, "the file is not text", _TEXT)
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
        raise _refuse(path, None, "the file is empty", "a file with its content")
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
                    begins += 1 if one_line_each else _count_lines(cells)
        except csv.Error as error:
            wrong = f"the row cannot be read: {error}"
            raise _refuse(path, skipped + reader.line_num, wrong, _CSV) from error


def _count_lines(cells: Sequence[str]) -> int:
    """How many lines a row takes, with those within its cells."""
    return 1 + sum(cell.count("\n") for cell in cells)
