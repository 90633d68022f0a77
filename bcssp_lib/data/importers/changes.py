"""What an import would change in a file or register: what is new, revised, lost or the same.

It is tried before it is written: what a build would refuse of it is refused here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import Table, csv_text
from bcssp_lib.data.importers.held import COUNTRY, HeldFigures, HeldFolder, Row
from bcssp_lib.data.loader import areas_in
from bcssp_lib.data.observations import (
    COLUMNS,
    Scope,
    find_contradictions,
    find_larger_members,
    parse_observations,
)
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.value import Key, Observation, Source, Value

Cells = Mapping[str, str]  # of a row of a register, by column
Item = TypeVar("Item")  # a figure, or the cells of a row of a register
Origin = tuple[str, int | None]  # a file, with its sheet, and a row
IsImported = Callable[[str, str], bool]  # whether figures of an indicator and a period are
_PLACE = re.compile(r"\((?P<file>data/[^():]+):(?P<row>[0-9]+)\)")  # of the other row, in words
_INDICATOR, _PERIOD = COLUMNS.index("indicator"), COLUMNS.index("period")


@dataclass(frozen=True)
class FileChange(Generic[Item]):
    """One file of figures or register, and what changes in it. ``rows`` are all that it will hold.

    ``origins`` give, for each of these, the imported file and its row; none for a row that was
    there and stays. ``revised`` are pairs of an item before and after. ``elsewhere`` counts
    figures that another file of the folder holds already.
    """

    file: str
    columns: Sequence[str]
    rows: tuple[Row, ...]
    origins: tuple[Origin | None, ...]
    new: tuple[Item, ...]
    revised: tuple[tuple[Item, Item], ...]
    lost: tuple[Item, ...]
    same: int
    elsewhere: int = 0

    @property
    def changes(self) -> bool:
        """Whether the file will hold something else than before."""
        return bool(self.new or self.revised or self.lost)

    def text(self) -> str:
        """The file as it will be."""
        return csv_text(self.columns, self.rows)


def describe_item(item: Observation | Cells) -> str:
    """A figure, or a row of a register, in a few words: of a row what its first cells hold."""
    if isinstance(item, Observation):
        return item.words
    texts = [text for text in list(item.values())[:3] if text]
    return ", ".join(text if len(text) <= 60 else f"{text[:60]} …" for text in texts)


def describe_revision(before: Any, after: Observation | Cells) -> str:
    """What was there, and what is: of a row in its first cell that differs."""
    if isinstance(after, Observation):
        return f"{after.words}: {value_text(before.value)} → {value_text(after.value)}"
    column = next(name for name in after if before[name] != after[name])
    return f"{describe_item(after)}: {column}: {before[column] or 'empty'} → {after[column]}"


def compare_file(
    file: str,
    held: HeldFolder,
    figures: Sequence[Observation],
    is_imported: IsImported,
    *,
    as_written: bool = False,
) -> tuple[FileChange[Observation], list[Problem]]:
    """What changes in a file, and the figures that another file holds with another value.

    ``is_imported`` says of which indicators and periods figures are imported: rows of others stay
    as they are, to the letter. ``as_written`` the file has the order and the notes that somebody
    gave it, else a row that stays the same keeps its note.
    """
    incoming, elsewhere, problems = _leave_out_held(file, held, figures)
    replaced = {
        each.key: each
        for each in held.figures
        if each.file == file and is_imported(each.indicator, each.period.label)
    }
    rows: list[tuple[Row, Origin | None]] = [
        (cells, None)
        for _, cells in held.files.get(file, ())
        if not is_imported(cells[_INDICATOR], cells[_PERIOD])
    ]
    for key, each in incoming.items():
        before = replaced.get(key)
        stays = before if before and not as_written and _is_same(before, each) else each
        rows.append((figure_cells(stays), (each.file, each.row)))
    if not as_written:
        rows.sort(key=lambda pair: pair[0][:4])
    return _make_change(file, incoming, replaced, rows, elsewhere), problems


def add_to_file(
    file: str, held: HeldFolder, figures: Sequence[Observation]
) -> tuple[FileChange[Observation], list[Problem]]:
    """What changes in a file if these figures are added to it, and all else stays.

    A figure that is held is revised where it stands; without a note it keeps the one that it has.
    """
    incoming, elsewhere, problems = _leave_out_held(file, held, figures)
    here = {each.row: each for each in held.figures if each.file == file}
    replaced = {each.key: each for each in here.values() if each.key in incoming}
    rows: list[tuple[Row, Origin | None]] = []
    for line, cells in held.files.get(file, ()):
        new = incoming.get(here[line].key) if line in here else None
        if new is not None and not _is_same(replaced[new.key], new):
            rows.append((figure_cells(new), (new.file, new.row)))
        elif new is not None and new.note:
            rows.append(((*cells[:-1], new.note), (new.file, new.row)))
        else:
            rows.append((cells, None))
    added = [each for key, each in incoming.items() if key not in replaced]
    rows += [(figure_cells(each), (each.file, each.row)) for each in added]
    change = _make_change(file, incoming, replaced, rows, elsewhere)
    if made_up := sum(before.synthetic for before, _ in change.revised):
        wrong = f"it holds made-up figures for {made_up:,} of these"
        problems.append(Problem(file, None, "", wrong, "delete them"))
    return change, problems


def _leave_out_held(
    file: str, held: HeldFolder, figures: Sequence[Observation]
) -> tuple[dict[Key, Observation], int, list[Problem]]:
    """The figures by key that no other file of the folder holds, and how many another one does.

    A figure that another file holds with another value is a problem, and so is a made-up one.
    """
    others = {each.key: each for each in held.figures if each.file != file}
    problems: list[Problem] = []
    incoming: dict[Key, Observation] = {}
    elsewhere = 0
    made_up: Counter[str] = Counter()
    for each in figures:
        before = others.get(each.key)
        if before is None:
            incoming[each.key] = each
            continue
        elsewhere += 1
        if before.synthetic:
            made_up[before.file] += 1
        elif not _is_same(before, each):
            now = value_text(each.value)
            wrong = f"{each.words} is {now}, and another file holds another value"
            where = f"{before.file}:{before.row}: {value_text(before.value)}"
            allowed = f"one figure; delete the row there to take this one ({where})"
            problems.append(Problem(each.file, each.row, "", wrong, allowed))
    problems += [
        Problem(file, None, "", f"it holds made-up figures for {count:,} of these", "delete it")
        for file, count in made_up.items()
    ]
    return incoming, elsewhere, problems


def _make_change(
    file: str,
    incoming: Mapping[Key, Observation],
    replaced: Mapping[Key, Observation],
    rows: Sequence[tuple[Row, Origin | None]],
    elsewhere: int,
) -> FileChange[Observation]:
    """What changes where figures stand in place of some that the file holds."""
    pairs = [(replaced[key], each) for key, each in incoming.items() if key in replaced]
    revised = tuple(pair for pair in pairs if not _is_same(*pair))
    return FileChange(
        file=file,
        columns=COLUMNS,
        rows=tuple(cells for cells, _ in rows),
        origins=tuple(origin for _, origin in rows),
        new=tuple(each for key, each in incoming.items() if key not in replaced),
        revised=revised,
        lost=tuple(each for key, each in replaced.items() if key not in incoming),
        same=len(pairs) - len(revised),
        elsewhere=elsewhere,
    )


def _is_same(one: Observation, other: Observation) -> bool:
    values = (one.value.amount, one.value.reason, one.value.mark)
    return values == (other.value.amount, other.value.reason, other.value.mark)


def figure_cells(figure: Observation) -> Row:
    """A figure as a row of data/."""
    assert figure.source is not None  # as every figure of data/ and of a format has
    return (
        figure.area,
        figure.indicator,
        figure.period.label,
        figure.category,
        value_text(figure.value),
        str(figure.value.mark or ""),
        figure.source.id,
        figure.note,
    )


def value_text(value: Value) -> str:
    """A value as data/ holds it."""
    if value.amount is None:
        return value.printed or str(value.reason)
    text = f"{value.amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def find_refused(
    catalogue: Catalogue,
    held: HeldFigures,
    changes: Mapping[str, FileChange[Observation]],
    related: Container[str],
    places: Sequence[str],
    sources: Iterable[Source],
) -> list[Problem]:
    """What the loader would refuse of data/ as it would be, at the rows of the imported file.

    ``changes`` are by folder, ``related`` the indicators that may contradict the imported ones,
    ``places`` the slugs of data/national/ as they would be, ``sources`` those that are new.
    """
    problems: list[Problem] = []
    after = {folder: [*each.figures] for folder, each in held.folders.items()}
    for folder, change in changes.items():
        areas = areas_in(catalogue, folder) or tuple(places)
        its = held.in_folder(folder)
        others = [each for each in its.figures if each.file != change.file]
        tables = [*_tables_of_categories(others), _table_of(change, related)]
        wrong: list[Problem] = []
        scope = Scope(catalogue, areas, {**its.sources, **{each.id: each for each in sources}})
        figures = parse_observations(tables, scope, wrong)
        after[folder] = [*others, *(each for each in figures if each.file == change.file)]
        problems += wrong or find_contradictions(catalogue, after[folder])
    own = [each for folder, figures in after.items() if folder != COUNTRY for each in figures]
    problems += [] if problems else find_larger_members(catalogue, own)
    by_file = {change.file: change for change in changes.values()}
    # What is wrong with a row is found in each folder that the row goes to.
    return list(dict.fromkeys(_point_to_import(problem, by_file) for problem in problems))


def _table_of(change: FileChange[Observation], related: Container[str]) -> Table:
    """A file as it would be, each row of these indicators with its line."""
    rows = (
        (line, dict(zip(COLUMNS, cells, strict=True)))
        for line, cells in enumerate(change.rows, start=2)
    )
    return Table(change.file, COLUMNS, tuple(row for row in rows if row[1]["indicator"] in related))


def _tables_of_categories(figures: Sequence[Observation]) -> Iterator[Table]:
    """Rows of other files with a category, with which a new one may only seem to differ."""
    for each in figures:
        if each.category and each.row is not None:
            cells = dict(zip(COLUMNS, figure_cells(each), strict=True))
            yield Table(each.file, COLUMNS, ((each.row, cells),))


def _point_to_import(problem: Problem, changes: Mapping[str, FileChange[Observation]]) -> Problem:
    """The problem at the row of the imported file that the row of data/ would be made from."""

    def find_origin(file: str, row: int | None) -> Origin:
        origins = changes[file].origins if file in changes else ()
        if row is None or not 2 <= row < len(origins) + 2:
            return file, row
        return origins[row - 2] or (file, row)

    def point(match: re.Match[str]) -> str:
        file, row = find_origin(match["file"], int(match["row"]))
        return f"({file}:{row})"

    wrong = _PLACE.sub(point, problem.wrong)
    return Problem(*find_origin(problem.file, problem.row), problem.column, wrong, problem.allowed)
