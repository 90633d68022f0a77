"""What an import would change in a file or register: what is new, revised, lost or the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bcssp_lib.data.figure_names import Key, key_of
from bcssp_lib.data.importers.held import HeldFolder
from bcssp_lib.data.observations import COLUMNS
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.value import Observation, Value

Cells = Mapping[str, str]  # of a row, by column


@dataclass(frozen=True)
class RecordChange:
    """One register of an area, and what changes in it. ``rows`` are all that it will hold.

    ``origins`` give, for each of these, the row of the imported file; none for a row that was
    there and stays. ``revised`` are pairs of a row before and after.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    origins: tuple[int | None, ...]
    new: tuple[Cells, ...] = ()
    revised: tuple[tuple[Cells, Cells], ...] = ()
    lost: tuple[Cells, ...] = ()
    same: int = 0

    @property
    def changes(self) -> bool:
        """Whether the register will hold other rows than before."""
        return bool(self.new or self.revised or self.lost)

    def text(self) -> str:
        """The file as it will be."""
        return csv_text(self.columns, [[row[name] for name in self.columns] for row in self.rows])

    def first_revised(self) -> str:
        """The first row that is revised: what was in its first cell that differs, and what is."""
        before, after = self.revised[0]
        column = next(name for name in self.columns if before[name] != after[name])
        return f"{describe_row(after)}: {column}: {before[column] or 'empty'} → {after[column]}"


def describe_row(cells: Cells) -> str:
    """A row in a few words: what its first cells hold."""
    texts = [text for text in list(cells.values())[:3] if text]
    return ", ".join(text if len(text) <= 60 else f"{text[:60]} …" for text in texts)


Row = tuple[str, ...]  # the cells of a row of data/, in the order of COLUMNS
Origin = tuple[str, int | None]  # a file, with its sheet, and a row
IsImported = Callable[[str, str], bool]  # whether figures of an indicator and a period are
_INDICATOR, _PERIOD = COLUMNS.index("indicator"), COLUMNS.index("period")


@dataclass(frozen=True)
class Revision:
    """A figure before and after."""

    before: Observation
    after: Observation


@dataclass(frozen=True)
class FileChange:
    """One file of figures, and what changes in it. ``rows`` are all that it will hold.

    ``origins`` give, for each of these, the imported file and its row; none for a row that was
    there and stays. ``elsewhere`` counts figures that another file of the folder holds already.
    """

    file: str
    rows: tuple[Row, ...]
    origins: tuple[Origin | None, ...]
    new: tuple[Observation, ...]
    revised: tuple[Revision, ...]
    lost: tuple[Observation, ...]
    same: int
    elsewhere: int

    @property
    def changes(self) -> bool:
        """Whether the file will hold other figures than before."""
        return bool(self.new or self.revised or self.lost)

    def text(self) -> str:
        """The file as it will be."""
        return csv_text(COLUMNS, self.rows)


def csv_text(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows as a file of data/ has them."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def compare_file(
    file: str,
    held: HeldFolder,
    figures: Sequence[Observation],
    is_imported: IsImported,
    *,
    as_written: bool = False,
) -> tuple[FileChange, list[Problem]]:
    """What changes in a file, and the figures that another file holds with another value.

    ``is_imported`` says of which indicators and periods figures are imported: rows of others stay
    as they are, to the letter. ``as_written`` the file has the order and the notes that somebody
    gave it, else a row that stays the same keeps its note.
    """
    others = {key_of(each): each for each in held.figures if each.file != file}
    problems, taken, elsewhere = _leave_out_held(figures, others)
    incoming = {key_of(each): each for each in taken}
    replaced = {
        key_of(each): each
        for each in held.figures
        if each.file == file and is_imported(each.indicator, each.period.label)
    }
    same = {
        key: replaced[key]
        for key, each in incoming.items()
        if key in replaced and _is_same(replaced[key], each)
    }
    rows: list[tuple[Row, Origin | None]] = [
        (cells, None)
        for _, cells in held.files.get(file, ())
        if not is_imported(cells[_INDICATOR], cells[_PERIOD])
    ]
    kept = {} if as_written else same
    rows += [
        (figure_cells(kept.get(key, each)), (each.file, each.row)) for key, each in incoming.items()
    ]
    if not as_written:
        rows.sort(key=lambda pair: pair[0][:4])
    change = FileChange(
        file=file,
        rows=tuple(cells for cells, _ in rows),
        origins=tuple(origin for _, origin in rows),
        new=tuple(each for key, each in incoming.items() if key not in replaced),
        revised=tuple(
            Revision(replaced[key], each)
            for key, each in incoming.items()
            if key in replaced and key not in same
        ),
        lost=tuple(each for key, each in replaced.items() if key not in incoming),
        same=len(same),
        elsewhere=elsewhere,
    )
    return change, problems


def _leave_out_held(
    figures: Sequence[Observation], others: Mapping[Key, Observation]
) -> tuple[list[Problem], list[Observation], int]:
    """The figures that no other file of the folder holds; one with another value is a problem."""
    problems: list[Problem] = []
    taken = []
    made_up: dict[str, int] = {}
    for each in figures:
        before = others.get(key_of(each))
        if before is None:
            taken.append(each)
        elif before.synthetic:
            made_up[before.file] = made_up.get(before.file, 0) + 1
        elif not _is_same(before, each):
            what = ", ".join(filter(None, (each.indicator, each.area, each.period.label,
                                           each.category)))  # fmt: skip
            wrong = f"{what} is {value_text(each.value)}, and another file holds another value"
            where = f"{before.file}:{before.row}: {value_text(before.value)}"
            allowed = f"one figure; delete the row there to take this one ({where})"
            problems.append(Problem(each.file, each.row, "", wrong, allowed))
    problems += [
        Problem(file, None, "", f"it holds made-up figures for {count:,} of these", "delete it")
        for file, count in made_up.items()
    ]
    return problems, taken, len(figures) - len(taken)


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


def add_to_file(
    file: str, held: HeldFolder, figures: Sequence[Observation]
) -> tuple[FileChange, list[Problem]]:
    """What changes in a file if these figures are added to it, and all else stays.

    A figure that is held is revised where it stands; without a note it keeps the one that it has.
    A figure that another file holds with another value is a problem, and so is a made-up one.
    """
    others = {key_of(each): each for each in held.figures if each.file != file}
    problems, taken, elsewhere = _leave_out_held(figures, others)
    incoming = {key_of(each): each for each in taken}
    here = {each.row: each for each in held.figures if each.file == file}
    there = {key_of(each): each for each in here.values()}
    revised = {
        key: Revision(there[key], each)
        for key, each in incoming.items()
        if key in there and not _is_same(there[key], each)
    }
    made_up = sum(1 for each in revised.values() if each.before.synthetic)
    if made_up:
        wrong = f"it holds made-up figures for {made_up:,} of these"
        problems.append(Problem(file, None, "", wrong, "delete them"))
    rows: list[tuple[Row, Origin | None]] = []
    for line, cells in held.files.get(file, ()):
        key = key_of(here[line]) if line in here else None
        new = incoming.get(key) if key else None
        if key in revised and new is not None:
            rows.append((figure_cells(new), (new.file, new.row)))
        elif new is not None and new.note:
            rows.append(((*cells[:-1], new.note), (new.file, new.row)))
        else:
            rows.append((cells, None))
    added = [each for key, each in incoming.items() if key not in there]
    rows += [(figure_cells(each), (each.file, each.row)) for each in added]
    change = FileChange(
        file=file,
        rows=tuple(cells for cells, _ in rows),
        origins=tuple(origin for _, origin in rows),
        new=tuple(added),
        revised=tuple(revised.values()),
        lost=(),
        same=len(incoming) - len(added) - len(revised),
        elsewhere=elsewhere,
    )
    return change, problems
