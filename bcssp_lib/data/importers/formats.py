"""The formats of params/imports/, and which of them a file has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name

from bcssp_lib.data.csv_tables import screen_lines
from bcssp_lib.data.importers.grid import HEADING_WITHIN, Grid, Line
from bcssp_lib.data.yaml_files import parse_record, read_yaml
from bcssp_lib.files.folders import list_files
from bcssp_lib.files.project import Project
from bcssp_lib.model.characters import fold_text, quote_text
from bcssp_lib.model.errors import InputProblemsError, Problem, UserError, not_known, raise_problems
from bcssp_lib.model.import_format import UNDECIDED, ImportFormat
from bcssp_lib.model.person_data import (
    NOTHING_ALLOWED,
    FalseAlarm,
    PersonRule,
    PublishedContact,
    Screening,
)

FOLDER = "imports"
_LETTERED = re.compile(r"column ([a-z]{1,2})")
_NOTE_NUMBERS = re.compile(
    r"(?<=[a-z)])\s?(?:[0-9]{1,2}(?:, ?[0-9]{1,2})*|(?:\[note [0-9]+\] ?)+)$"
)
_Top = Sequence[Line]  # the first rows of a sheet
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
    grids: Sequence[Grid], formats: Mapping[str, ImportFormat], wanted: str = ""
) -> tuple[Recognised, ...]:
    """The sheet and format that fit each other, or an error that says how near others are.

    Several sheets are read together only where their formats say so: ``every_sheet``.
    """
    if wanted and wanted not in formats:
        raise not_known("format", wanted, formats, "Formats are files in params/imports/.")
    candidates = [formats[wanted]] if wanted else list(formats.values())
    # where a heading must be; a sheet is screened when it is read as a whole
    tops = {grid.shown: list(islice(grid.lines(), HEADING_WITHIN)) for grid in grids}
    found = [
        match
        for grid, each in _pair_by_sheet(grids, candidates)
        for match in _match(grid, tops[grid.shown], each)
    ]
    sources = {match.format.source.id for match in found if match.format.source}
    together = all(match.format.every_sheet for match in found) and len(sources) == 1
    if len(found) == 1 or (found and together):
        for match in found:
            refuse_hidden_rows(match.grid, match.heading)
        _note_absent(found, candidates)
        return tuple(found)
    if found:
        raise _several(found)
    raise InputProblemsError(_missing_columns(grids, tops, candidates, wanted))


def _note_absent(found: Sequence[Recognised], candidates: Sequence[ImportFormat]) -> None:
    """Tell which other tables of the same workbook were looked for in vain."""
    first = found[0].format
    present = {match.format.id for match in found}
    for form in candidates:
        related = form.sheet and form.every_sheet and form.source == first.source
        if related and first.sheet and form.id not in present:
            found[0].grid.notes.add(f"no sheet {form.sheet} has the form of {form.id}")


def _pair_by_sheet(
    grids: Iterable[Grid], formats: Sequence[ImportFormat]
) -> Iterator[tuple[Grid, ImportFormat]]:
    """Each sheet with the formats that it may have by its name.

    A format that names "A1" is also one of "A1 - Apr-Jun 18", and not of "A10".
    """
    for grid in grids:
        for form in formats:
            wanted = re.escape(fold_text(form.sheet))
            if not wanted or re.match(rf"{wanted}(?![a-z0-9])", fold_text(grid.sheet)):
                yield grid, form


def refuse_hidden_rows(grid: Grid, heading: int) -> None:
    """Refuse rows of a table that a filter hides: nobody knows whether they are meant."""
    rows = [
        line
        for line, cells in grid.hidden_rows
        if line > heading and sum(map(bool, map(str.strip, cells))) > 1
    ]
    if rows:
        wrong = "the row is hidden" + (f", and {len(rows) - 1} more" if len(rows) > 1 else "")
        allowed = "rows that can be seen: take filters off, and delete what is not meant"
        raise InputProblemsError([grid.problem(rows[0], "", wrong, allowed)])


def allow_published(found: Recognised, allowed: Screening) -> Screening:
    """What a file may hold besides: its publisher's own address, and columns of places' names."""
    reason = f"as published in files of the format {found.format.id}"
    contacts = [
        PublishedContact(text=f"{name}@{domain}", reason=reason)
        for domain, name in found.format.mailboxes.items()
    ]
    alarms = [
        FalseAlarm(file="*.*", column=each, rule=PersonRule.NAME_COLUMN, reason=reason)
        for each in found.format.names_of_places
    ]
    return Screening(
        published_contacts=(*allowed.published_contacts, *contacts),
        false_alarms=(*allowed.false_alarms, *alarms),
    )


def name_columns(top: _Top, last: int, rows: int) -> list[str]:
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


def _find_headings(
    top: _Top, form: ImportFormat
) -> Iterator[tuple[int, list[str], dict[str, int]]]:
    """Each row as a heading: its line, the names of columns, and the places of those wanted."""
    for at, (line, _) in enumerate(top):
        header = name_columns(top, at, form.heading_rows)
        yield line, header, _find_columns(header, form.columns, form.heading_rows)


def _match(grid: Grid, top: _Top, form: ImportFormat) -> Iterator[Recognised]:
    """The sheet with the format, if a row of it holds all of its columns, each once.

    It is the first such row; of a heading of several rows the last, since its upper rows may name
    columns too.
    """
    fitting = [each for each in _find_headings(top, form) if len(each[2]) == len(form.columns)]
    if fitting:
        line, header, columns = fitting[0 if form.heading_rows == 1 else -1]
        more = _find_columns(header, form.optional_columns, form.heading_rows)
        found = Recognised(grid, form, line, {**columns, **more})
        _note_headings(found, header)
        yield found


def _find_columns(header: Sequence[str], names: Iterable[str], rows: int) -> dict[str, int]:
    """The places of the columns that are found, each once."""
    cells = [fold_text(name) for name in header]
    places = {name: _find_column(cells, fold_text(name), rows) for name in names}
    return {name: at for name, at in places.items() if at is not None}


def _find_column(cells: Sequence[str], name: str, rows: int) -> int | None:
    """The place of a column by its name; in a heading of several rows by the end of it.

    The numbers of notes, which change from one release to the next, may follow the name there:
    "households in area5,6".
    """
    if name in cells:
        return cells.index(name)
    if match := _LETTERED.fullmatch(name):
        letters = [xl_col_to_name(at).lower() for at in range(len(cells))]
        return letters.index(match[1]) if match[1] in letters else None
    if rows == 1:
        return None
    plain = [f" / {_NOTE_NUMBERS.sub('', cell)}" for cell in cells]
    ends = [at for at, cell in enumerate(plain) if cell.endswith(f" / {name}")]
    return ends[0] if len(ends) == 1 else None


def _note_headings(found: Recognised, header: Sequence[str]) -> None:
    """Tell what of the heading was read as something else than what is there."""
    for name in found.format.optional_columns:
        if name not in found.columns:
            found.grid.notes.add("the file has no such column", name)
    for name, index in found.columns.items():
        was = header[index]
        if not f" / {was}".endswith(f" / {name}") and not _LETTERED.fullmatch(fold_text(name)):
            last = was.rpartition(" / ")[2]
            found.grid.notes.add(f"the heading was read as '{name}'", row=found.heading, was=last)


def _several(found: Sequence[Recognised]) -> UserError:
    names = [f"{match.format.id} ({match.grid.shown})" for match in found]
    if len({match.format.id for match in found}) == 1:
        return UserError(
            f"More than one sheet has this form: {', '.join(names)}. Name one in the map: 'sheet'."
        )
    return UserError(f"The file may be {' or '.join(names)}. Say which: --as {found[0].format.id}.")


def _missing_columns(
    grids: Sequence[Grid], tops: Mapping[str, _Top], candidates: Sequence[ImportFormat], wanted: str
) -> list[Problem]:
    """What the file lacks of the format that comes nearest, or of the one that was named.

    Each column with the headings that come near it, of those that are no other column.
    """
    near = []
    for grid, form in _pair_by_sheet(grids, candidates):
        for line, _, found in _find_headings(tops[grid.shown], form):
            lacking = [name for name in form.columns if name not in found]
            near.append((len(lacking) / len(form.columns), form.id, line, lacking, grid, form))
    if wanted and not near:
        sheet = candidates[0].sheet
        return [grids[0].problem(None, "", f"it has no sheet {sheet}", f"a sheet named {sheet}")]
    half = 1.0 if wanted else 0.5
    nearest = min((e for e in near if e[0] < half), key=lambda each: each[:3], default=None)
    if nearest is None:
        wrong = "its columns are those of no format in params/imports/"
        allowed = (
            f"a file of: {', '.join(form.id for form in candidates)}; for any other, write a map: "
            "bcssp import FILE --draft-map map.yaml"
        )
        return [grids[0].problem(None, "", wrong, allowed)]
    _, name, line, lacking, grid, form = nearest
    allowed = f"as in the format {name}; if it has another form, --draft-map writes a map of it"
    header = name_columns(
        tops[grid.shown], [number for number, _ in tops[grid.shown]].index(line), 1
    )
    claimed = {fold_text(each) for each in (*form.columns, *form.optional_columns)}
    # the file is not screened yet, so a heading that may be about a person is not shown
    held = {
        fold_text(each): each
        for each in header
        if fold_text(each) not in claimed
        and not screen_lines([(line, [each])], grid.shown, NOTHING_ALLOWED)
    }
    return [_missing_column(grid, line, column, held, allowed) for column in lacking]


def _missing_column(
    grid: Grid, line: int, column: str, held: Mapping[str, str], allowed: str
) -> Problem:
    if f"{fold_text(column)} #1" in held:
        return grid.problem(line, column, _TWICE, "once")
    for letters, texts in grid.hidden_columns.items():
        if fold_text(column) in map(fold_text, texts):
            wrong = f"the column {quote_text(column)} is hidden (column {letters})"
            return grid.problem(line, column, wrong, "a column that can be seen: unhide it")
    close = get_close_matches(fold_text(column), filter(None, held), n=3, cutoff=0.5)
    near = ", ".join(quote_text(held[each].strip()) for each in close)
    wrong = f"the column {quote_text(column)} is missing"
    return grid.problem(line, column, f"{wrong}; near it is {near}" if near else wrong, allowed)
