"""Drafting a map of a table by looking at it; what only a person can know is left as "?".

Of a table that nobody has described it is found where its heading is, and what columns hold.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice, pairwise
from pathlib import Path

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import CellError
from bcssp_lib.data.importers.figure_reading import DEFAULT_SYMBOLS, NumberStyle, read_cell
from bcssp_lib.data.importers.files import open_file, read_rows
from bcssp_lib.data.importers.formats import name_columns
from bcssp_lib.data.importers.grid import HEADING_WITHIN, Grid, Line
from bcssp_lib.data.importers.times import Stretch, read_stretch
from bcssp_lib.model.area import Area, slugs_by_name
from bcssp_lib.model.characters import fold_name
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.import_format import UNDECIDED, PeriodColumns
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import PeriodKind, financial_year
from bcssp_lib.model.person_data import Screening

_LOOKED_AT = 2000  # rows
_MOST = 0.7  # of the cells of a column say what it holds
_STYLE = NumberStyle({}, (Unit.PERCENT, Unit.POUNDS))
# What says why there is no number: "<5", "*", "n/a".
_SYMBOL = re.compile(r"[<>≤]\W*[0-9]+|\W{1,3}|\[?[a-z]{1,4}\]?|n/a|not available", re.IGNORECASE)
_DEPARTMENT, _ONS = re.compile(r"[2-9][0-9]{2}(?:\.0)?"), re.compile(r"[EKNSW][0-9]{8}")


@dataclass(frozen=True)
class _Column:
    """A column: its name, and the cells below it that are not blank."""

    name: str
    cells: tuple[str, ...]

    def share(self, matches: Iterable[bool]) -> float:
        """How many of its cells are of a kind."""
        return sum(matches) / len(self.cells) if self.cells else 0.0

    @property
    def is_figures(self) -> bool:
        """Whether most of its cells are numbers, or stand in place of one."""
        numbers = [_is_number(cell) for cell in self.cells]
        symbols = [bool(_SYMBOL.fullmatch(cell.strip())) for cell in self.cells]
        return any(numbers) and self.share(map(any, zip(numbers, symbols, strict=True))) > _MOST

    @property
    def is_times(self) -> bool:
        """Whether its cells are years, quarters or dates."""
        return self.share(_read_time(cell) is not None for cell in self.cells) > _MOST

    @property
    def is_department_codes(self) -> bool:
        """Whether its cells are the department's codes of authorities."""
        codes = self.share(bool(_DEPARTMENT.fullmatch(cell.strip())) for cell in self.cells)
        named = re.search(r"\b(?:code|la|lea|number)\b", self.name.replace("_", " "), re.IGNORECASE)
        return codes > _MOST and bool(named)

    @property
    def is_official_codes(self) -> bool:
        """Whether its cells are official codes, such as E06000022."""
        return self.share(bool(_ONS.fullmatch(cell.strip())) for cell in self.cells) > _MOST

    @property
    def symbols(self) -> Counter[str]:
        """What stands in it in place of numbers, and how often."""
        return Counter(cell.strip() for cell in self.cells if not _is_number(cell))

    @property
    def is_shares(self) -> bool:
        """Whether a percentage is written as a share of 1, as Excel keeps "58%"."""
        numbers = [
            read_cell(cell, _STYLE).value.as_float for cell in self.cells if _is_number(cell)
        ]
        named = re.search(r"%|percent|proportion|share|rate", self.name, re.IGNORECASE)
        return bool(named) and bool(numbers) and all(0 <= (each or 0) <= 1 for each in numbers)


@dataclass(frozen=True)
class _Sight:
    """What a look at a sheet shows: the rows of its heading, and its columns."""

    grid: Grid
    heading: int
    heading_rows: int
    columns: tuple[_Column, ...]


def _is_number(text: str) -> bool:
    """Whether a cell is a number in any usual form."""
    try:
        return read_cell(text, _STYLE).value.known
    except CellError:
        return False


def _read_time(text: str) -> Stretch | None:
    """The year, quarter, month or date that a cell is, in any usual form."""
    try:
        stretch = read_stretch(text, None, PeriodColumns(column="-", bare_years="end"))
    except CellError:
        return None
    is_year = not re.fullmatch(r"\s*[0-9]{4}\s*", text) or 1990 <= int(text) <= 2060
    return stretch if is_year else None


def _look_at(grid: Grid, allowed: Screening) -> _Sight | None:
    """Look at a sheet; none where no row of it looks like a heading."""
    rows = list(islice(read_rows(grid, allowed), _LOOKED_AT))
    at = _find_heading(rows)
    if at is None:
        return None
    count = 2 if at and _is_upper_heading(rows[at - 1][1], rows[at][1]) else 1
    names = name_columns(rows, at, count)
    below = [cells for _, cells in rows[at + 1 :] if sum(map(bool, map(str.strip, cells))) > 1]
    columns = tuple(
        _Column(name, tuple(c[index] for c in below if len(c) > index and c[index].strip()))
        for index, name in enumerate(names)
    )
    return _Sight(grid, rows[at][0], count, columns)


def _find_heading(rows: Sequence[Line]) -> int | None:
    """The row of most names that is followed by a row with a number."""
    names = {
        at: sum(
            bool(cell.strip()) and (not _is_number(cell) or _read_time(cell) is not None)
            for cell in cells
        )
        for at, ((_, cells), (_, below)) in enumerate(pairwise(rows[: HEADING_WITHIN + 1]))
        if any(map(_is_number, below))
    }
    best = max(names, key=names.__getitem__, default=0)
    return best if names.get(best, 0) > 1 else None


def _is_upper_heading(upper: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a row above a heading has names that span several of its columns."""
    filled = [index for index, cell in enumerate(upper) if cell.strip()]
    blank = [index for index, cell in enumerate(names) if not cell.strip()]
    spans = filled and max(filled) > 0 and len(filled) < len(names)
    return (bool(spans) and len(filled) > 1) or bool(set(filled) & set(blank))


def _name_areas(cells: Iterable[str], areas: Iterable[Area]) -> dict[str, str]:
    """Which texts name which of the project's areas: by name, short name or slug."""
    by_name = slugs_by_name(areas)
    named = {}
    for text in dict.fromkeys(cells):
        folded = fold_name(text)
        begins = [name for name in by_name if folded == name or folded.startswith(f"{name} ")]
        if begins:
            named[text] = by_name[max(begins, key=len)]
    return named


_ASK = f'"{UNDECIDED}"'
_SUPPRESSED = ("*", "**", "~", "#", "s", "supp", "suppressed", "[c]")
_ABSENT = ("..", ".", ":", "n/a", "na", "not available", "no data", "tbc", "null")
_FEW = 12  # cells of a column that are listed
_THOUSANDS = re.compile(r"\b0{3}s?\b|thousand|£k\b", re.IGNORECASE)
_STANDARD = {
    "level": "geographic_level",
    "department_code": "old_la_code",
    "code": "new_la_code",
    "name": "la_name",
    "region_code": "region_code",
    "region": "region_name",
    "nation_code": "country_code",
    "nation": "country_name",
}


def draft_map(path: Path, catalogue: Catalogue) -> str:
    """The text of a map for a file, to be looked through and completed."""
    seen = [_look_at(grid, catalogue.screening) for grid in open_file(path)]
    sights = [sight for sight in seen if sight is not None]
    if not sights:
        raise UserError(f"No row of {path.name} looks like a heading with figures below it.")
    best = max(sights, key=lambda sight: sum(map(len, (c.cells for c in sight.columns))))
    return "\n".join(_lines(path, best, sights, catalogue)) + "\n"


def _lines(
    path: Path, sight: _Sight, sights: Sequence[_Sight], catalogue: Catalogue
) -> Iterator[str]:
    yield f"# A draft, made by looking at {path.name}. Replace each {_ASK}, and take out what is"
    yield "# not wanted. docs/importing.md explains the words."
    yield f"title: {json.dumps(path.stem.replace('_', ' '), ensure_ascii=False)}"
    if len(sights) > 1:
        names = ", ".join(each.grid.sheet for each in sights)
        yield f"sheet: {json.dumps(sight.grid.sheet, ensure_ascii=False)}  # of: {names}"
    yield f"# The heading is in row {sight.heading}."
    if sight.heading_rows > 1:
        yield f"heading_rows: {sight.heading_rows}"
    yield from ("source:", f"  id: {_ASK}  # small letters and _, such as police_return")
    yield from (f"  title: {_ASK}", f"  publisher: {_ASK}", f"  vintage: {_ASK}  # which release")
    yield "  synthetic: false"
    standard = _standard_columns(sight)
    if standard:
        yield from _standard_lines(standard)
        used = set(standard)
    else:
        places = [*_area_columns(sight, catalogue)]
        yield from ("areas:", *(f"  {line}" for _, line in places))
        used = {name for name, _ in places}
        times = [c for c in sight.columns if c.is_times and c.name not in used]
        yield from _period_lines(times[0] if times else None, sight)
        used |= {column.name for column in times[:1]}
    rest = [column for column in sight.columns if column.name.strip() and column.name not in used]
    yield from _figure_lines(rest, catalogue)
    yield from _symbol_lines([column for column in rest if column.is_figures])


def _standard_columns(sight: _Sight) -> list[str]:
    """The columns of place and time that every file of the department's has, if these are there."""
    names = {column.name for column in sight.columns}
    if not {"time_period", "time_identifier", "geographic_level"} <= names:
        return []
    return [
        name for name in ("time_period", "time_identifier", *_STANDARD.values()) if name in names
    ]


def _standard_lines(names: Sequence[str]) -> Iterator[str]:
    yield "areas:"
    yield from (f"  {word}: {name}" for word, name in _STANDARD.items() if name in names)
    yield from ("periods:", "  column: time_period", "  identifier: time_identifier")
    yield f"  year_ends: {_ASK}  # the day on which a year of this file ends, such as 31 March"


def _area_columns(sight: _Sight, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The lines that say of which area a row is, each with the column that it uses."""
    department = [each for each in sight.columns if each.is_department_codes]
    official = [each for each in sight.columns if each.is_official_codes]
    keys = {"department_code": department, "code" if department else "codes": official}
    for key, columns in keys.items():
        if columns:
            column = max(columns, key=lambda each: len(set(each.cells)))
            yield column.name, f"{key}: {_quote(column.name)}"
    has_codes = bool(department or official)
    for column in sight.columns:
        named = _name_areas(column.cells, catalogue.authorities())
        if named and not column.is_figures:
            # where there are codes, the names are those by which other areas are called
            yield column.name, f"{'name' if has_codes else 'text'}: {_quote(column.name)}"
            texts = () if has_codes else dict.fromkeys(column.cells)
            yield from [("", "areas:")] if texts else []
            yield from (("", f"  {_quote(text)}: {named.get(text, 'left out')}") for text in texts)
            return
    if not has_codes:
        slugs = ", ".join(area.slug for area in catalogue.authorities())
        yield "", f"all: {_ASK}  # the one area of the file: {slugs}"


def _period_lines(column: _Column | None, sight: _Sight) -> Iterator[str]:
    if column is not None:
        yield from ("periods:", f"  column: {_quote(column.name)}")
        if any(cell.strip().isdigit() and len(cell.strip()) == 4 for cell in column.cells):
            yield f'  bare_years: {_ASK}  # "2024" is the year with its end or begin in it'
    elif not any(_time_in(each.name) for each in sight.columns):
        yield from ("periods:", f"  all: {_ASK}  # such as 2023-24, or at 2024-03-31")


def _figure_lines(columns: Sequence[_Column], catalogue: Catalogue) -> Iterator[str]:
    texts = [each for each in columns if each.cells and not each.is_figures]
    figures = [each for each in columns if each.is_figures]
    if texts:
        yield "# Other columns, by which rows may be chosen (where: {name: cell}), or which may be"
        yield "# the category (category_column: name):"
    for column in texts:
        cells = list(dict.fromkeys(" ".join(cell.split()) for cell in column.cells))
        more = f" and {len(cells) - _FEW} more" if len(cells) > _FEW else ""
        yield f"#   {_quote(column.name)}: {', '.join(map(_quote, cells[:_FEW]))}{more}"
    yield "figures:" if figures else "figures: []  # no column of numbers was found"
    for column in figures:
        yield f"  - column: {_quote(column.name)}"
        yield f"    indicator: {_ASK}{_nearest(column.name, catalogue)}"
        at = _time_in(column.name)
        yield f"    period: {_ASK}  # {', '.join(PeriodKind)}"
        if at:
            yield f"    at: {_ASK}  # {at}"
        if column.is_shares:
            yield "    times: 100  # its cells are shares of 1: is that so?"
        if _THOUSANDS.search(column.name):
            yield "    times: 1000  # its name speaks of thousands: is that so?"


def _nearest(name: str, catalogue: Catalogue) -> str:
    titles = {indicator.title.casefold(): each for each, indicator in catalogue.indicators.items()}
    titles |= {each.replace("_", " "): each for each in catalogue.indicators}
    near = get_close_matches(name.replace("_", " ").casefold(), titles, n=2, cutoff=0.5)
    return f"  # such as {', '.join(dict.fromkeys(titles[each] for each in near))}" if near else ""


def _time_in(name: str) -> str:
    """The period that a column's name holds, as data/ would have it; empty without one."""
    for part in (name, *name.split(" / ")):
        if stretch := _read_time(part):
            year = financial_year(stretch.end).label
            kinds = {"year": f"{year}, at {stretch.end}", "quarter": f"{year} Q?"}
            return kinds.get(stretch.length, f"at {stretch.end}, 12 months to {stretch.end}")
    return ""


def _symbol_lines(columns: Sequence[_Column]) -> Iterator[str]:
    """What stands in place of numbers, with what it probably means."""
    symbols: Counter[str] = Counter()
    for column in columns:
        symbols += column.symbols
    unknown = [symbol for symbol in symbols if symbol not in DEFAULT_SYMBOLS]
    if not unknown:
        return
    yield "# c suppressed, x not available, z not applicable, low rounds to zero, u not reliable"
    yield "symbols:"
    for symbol in unknown:
        yield f"  {_quote(symbol)}: {_guess(symbol)}  # {symbols[symbol]} cells"


def _guess(symbol: str) -> str:
    plain = symbol.casefold()
    if plain in _SUPPRESSED or plain.startswith(("<", "less than", "fewer than")):
        return "c"
    return "x" if plain in _ABSENT else _ASK


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
