"""Opening what is to be imported: a CSV file or a workbook, screened before it is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice, zip_longest
from pathlib import Path

from bcssp_lib.data.csv_tables import screen_lines
from bcssp_lib.data.importers.grid import Grid, Line
from bcssp_lib.data.importers.text_files import read_text_file
from bcssp_lib.data.importers.workbooks import ENDINGS, read_workbook
from bcssp_lib.data.loader import raise_problems
from bcssp_lib.data.screening import Rows, screen_table
from bcssp_lib.model.characters import find_bad_characters
from bcssp_lib.model.errors import InputProblemsError, Problem, UserError
from bcssp_lib.model.person_data import Screening

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
        raise InputProblemsError([Problem(path.name, None, "", wrong, "the file as it was made")])
    if path.suffix.lower() not in _TEXT_ENDINGS:
        allowed = ", ".join((*_TEXT_ENDINGS, *ENDINGS))
        wrong = "files of this kind are not read"
        raise InputProblemsError([Problem(path.name, None, "", wrong, allowed)])
    return [read_text_file(path)]


def take_digest(path: Path) -> str:
    """The SHA-256 of a file, by which a reader can tell that it is the same."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            digest.update(block)
    return digest.hexdigest()


def read_pieces(grid: Grid, allowed: Screening) -> Iterator[Sequence[Line]]:
    """The rows of a sheet, some at a time, each piece screened before it is handed out.

    Raises ``InputProblemsError`` for data about one person, and for unseen characters.
    """
    lines = grid.lines()
    first = list(islice(lines, _PIECE))
    raise_problems(screen_lines(first, grid.shown, allowed))
    if not first:
        raise InputProblemsError([grid.problem(None, "", "it is empty", "a table with a heading")])
    yield first
    seen: list[set[str]] = [set() for _ in first[0][1]]
    while piece := list(islice(lines, _PIECE)):
        if _may_hold_persons(first[0], _new_cells(piece, seen), grid, allowed):
            raise_problems(screen_lines([first[0], *piece], grid.shown, allowed))
        yield piece


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
