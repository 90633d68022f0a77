"""The formats of params/imports/, and which of them a file has."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bcssp_lib.data.importers.files import read_pieces
from bcssp_lib.data.importers.grid import Grid
from bcssp_lib.data.loader import raise_problems
from bcssp_lib.data.yaml_files import parse_record, read_yaml
from bcssp_lib.files.entries import list_files
from bcssp_lib.files.project import Project
from bcssp_lib.model.characters import fold_text, quote_text
from bcssp_lib.model.errors import InputProblemsError, Problem, UserError, not_known
from bcssp_lib.model.import_format import UNDECIDED, ImportFormat
from bcssp_lib.model.person_data import Screening

FOLDER = "imports"
_HEADING_WITHIN = 40  # rows: titles and notes stand above a table
_TWICE = "the column is there twice, and nobody can know which is meant"


@dataclass(frozen=True)
class Recognised:
    """A sheet, the format that it has, where its heading is, and the place of each column."""

    grid: Grid
    format: ImportFormat
    heading: int
    columns: Mapping[str, int]


def load_formats(project: Project, allowed: Screening) -> dict[str, ImportFormat]:
    """The formats that params/imports/ declares, by name."""
    problems: list[Problem] = []
    formats = {}
    for path in list_files(project.params / FOLDER, ".yaml"):
        read = _read_format(path, project.shown(path), problems, allowed)
        if read is not None:
            formats[path.stem] = read
    raise_problems(problems)
    return formats


def load_map(path: Path, allowed: Screening) -> ImportFormat:
    """A map of an analyst's own, as ``--draft-map`` writes it."""
    problems: list[Problem] = []
    read = _read_format(path, path.name, problems, allowed)
    raise_problems(problems)
    assert read is not None  # or there would have been a problem
    return read


def _read_format(
    path: Path, shown: str, problems: list[Problem], allowed: Screening
) -> ImportFormat | None:
    file = read_yaml(path, shown, problems, allowed)
    if file is None:
        return None
    lines = path.read_text("utf-8").splitlines()
    open_lines = [at for at, line in enumerate(lines, 1) if _is_undecided(line)]
    problems.extend(
        Problem(shown, at, lines[at - 1].split(":")[0].strip(), "it is not decided", "an answer")
        for at in open_lines
    )
    if open_lines:
        return None
    return parse_record(ImportFormat, {"id": path.stem, **file.content}, file, (), problems)


def _is_undecided(line: str) -> bool:
    value = line.split(" #")[0].rstrip().rpartition(": ")[2].strip("\"' ")
    return value == UNDECIDED and not line.lstrip().startswith("#")


def recognise(
    grids: Sequence[Grid], formats: Mapping[str, ImportFormat], allowed: Screening, wanted: str = ""
) -> Recognised:
    """The one sheet and format that fit each other, or an error that says how near others are."""
    if wanted and wanted not in formats:
        raise not_known("format", wanted, formats, "Formats are files in params/imports/.")
    candidates = [formats[wanted]] if wanted else list(formats.values())
    tops = {grid.shown: _top(grid, allowed) for grid in grids}
    found = [
        match
        for grid in grids
        for each in candidates
        if not each.sheet or each.sheet == grid.sheet
        for match in _match(grid, tops[grid.shown], each)
    ]
    if len(found) == 1:
        _refuse_hidden_rows(found[0])
        return found[0]
    if found:
        raise _several(found)
    raise InputProblemsError(_missing_columns(grids, tops, candidates, wanted))


def _refuse_hidden_rows(found: Recognised) -> None:
    """Rows of a table that a filter hides: nobody knows whether they are meant."""
    rows = [
        line
        for line, cells in found.grid.hidden_rows
        if line > found.heading and sum(map(bool, map(str.strip, cells))) > 1
    ]
    if rows:
        wrong = "the row is hidden" + (f", and {len(rows) - 1} more" if len(rows) > 1 else "")
        allowed = "rows that can be seen: take filters off, and delete what is not meant"
        raise InputProblemsError([found.grid.problem(rows[0], "", wrong, allowed)])


def _top(grid: Grid, allowed: Screening) -> list[tuple[int, list[str]]]:
    """The first rows of a sheet, where its heading must be."""
    first = next(read_pieces(grid, allowed))
    return [(line, list(cells)) for line, cells in first[:_HEADING_WITHIN]]


def name_columns(top: Sequence[tuple[int, Sequence[str]]], last: int, rows: int) -> list[str]:
    """The names of columns by a heading whose last row is ``top[last]``.

    A cell of an upper row stands for the blank ones that follow it, as merged cells do. Names
    that are there several times are numbered.
    """
    names = list(top[last][1])
    for _, upper in reversed(top[max(0, last - rows + 1) : last]):
        filled = ""
        for index, name in enumerate(names):
            filled = (upper[index].strip() if index < len(upper) else "") or filled
            names[index] = " / ".join(filter(None, (filled, name.strip())))
    folded = [fold_text(name) for name in names]
    return [
        f"{name} #{folded[: at + 1].count(folded[at])}"
        if folded[at] and folded.count(folded[at]) > 1
        else name
        for at, name in enumerate(names)
    ]


def _match(
    grid: Grid, top: Sequence[tuple[int, list[str]]], form: ImportFormat
) -> Iterable[Recognised]:
    """The sheet with the format, if a row of it holds all of its columns, each once."""
    names = {name: fold_text(name) for name in form.columns}
    for at, (line, _) in enumerate(top):
        header = name_columns(top, at, form.heading_rows)
        cells = [fold_text(name) for name in header]
        if not set(names.values()) <= set(cells):
            continue
        for name in form.optional_columns:
            if fold_text(name) in cells:
                names[name] = fold_text(name)
            else:
                grid.notes.add("the file has no such column", name)
        columns = {name: cells.index(folded) for name, folded in names.items()}
        for name, index in columns.items():
            if header[index] != name:
                grid.notes.add(f"the heading was read as '{name}'", row=line, was=header[index])
        yield Recognised(grid, form, line, columns)
        return


def _several(found: Sequence[Recognised]) -> UserError:
    names = [f"{match.format.id} ({match.grid.shown})" for match in found]
    if len({match.format.id for match in found}) == 1:
        return UserError(
            f"More than one sheet has this form: {', '.join(names)}. Name one in the map: 'sheet'."
        )
    return UserError(f"The file may be {' or '.join(names)}. Say which: --as {found[0].format.id}.")


def _missing_columns(
    grids: Sequence[Grid],
    tops: Mapping[str, Sequence[tuple[int, list[str]]]],
    candidates: Sequence[ImportFormat],
    wanted: str,
) -> list[Problem]:
    """What the file lacks of the formats that come nearest, or of the one that was named."""
    near = []
    for grid in grids:
        for form in candidates:
            for at, (line, _) in enumerate(tops[grid.shown]):
                header = name_columns(tops[grid.shown], at, form.heading_rows)
                held = {fold_text(name) for name in header}
                lacking = [name for name in form.columns if fold_text(name) not in held]
                near.append((len(lacking) / len(form.columns), form.id, line, lacking, grid))
    near.sort(key=lambda each: each[:3])
    half = 1.0 if wanted else 0.5
    nearest = [each for each in near if each[0] < half][:1]
    if not nearest:
        wrong = "its columns are those of no format in params/imports/"
        allowed = (
            f"a file of: {', '.join(form.id for form in candidates)}; for any other, write a map: "
            "bcssp import FILE --draft-map map.yaml"
        )
        return [grids[0].problem(None, "", wrong, allowed)]
    _, name, line, lacking, grid = nearest[0]
    allowed = f"as in the format {name}; if it has another form, --draft-map writes a map of it"
    header = name_columns(
        tops[grid.shown], [number for number, _ in tops[grid.shown]].index(line), 1
    )
    held = {fold_text(each) for each in header}
    return [_missing_column(grid, line, column, held, allowed) for column in lacking]


def _missing_column(
    grid: Grid, line: int, column: str, held: Container[str], allowed: str
) -> Problem:
    if f"{fold_text(column)} #1" in held:
        return grid.problem(line, column, _TWICE, "once")
    for letters, texts in grid.hidden_columns.items():
        if fold_text(column) in map(fold_text, texts):
            wrong = f"the column {quote_text(column)} is hidden (column {letters})"
            return grid.problem(line, column, wrong, "a column that can be seen: unhide it")
    return grid.problem(line, column, f"the column {quote_text(column)} is missing", allowed)
