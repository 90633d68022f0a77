"""Drafting a map of a table by looking at it; what only a person can know is left as "?"."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.importers.files import open_file
from bcssp_lib.data.importers.looking import Column, Sight, is_time, look_at, name_areas
from bcssp_lib.data.importers.numbers import DEFAULT_SYMBOLS, CellError
from bcssp_lib.data.importers.times import read_stretch
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.import_format import UNDECIDED, PeriodColumns
from bcssp_lib.model.period import PeriodKind, period_ending

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
    seen = [look_at(grid, catalogue.screening) for grid in open_file(path)]
    sights = [sight for sight in seen if sight is not None]
    if not sights:
        raise UserError(f"No row of {path.name} looks like a heading with figures below it.")
    best = max(sights, key=lambda sight: sum(map(len, (c.cells for c in sight.columns))))
    return "\n".join(_lines(path, best, sights, catalogue)) + "\n"


def _lines(
    path: Path, sight: Sight, sights: Sequence[Sight], catalogue: Catalogue
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


def _standard_columns(sight: Sight) -> list[str]:
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


def _area_columns(sight: Sight, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The lines that say of which area a row is, each with the column that it uses."""
    department = [each for each in sight.columns if each.is_department_codes]
    official = [each for each in sight.columns if each.is_official_codes]
    keys = {"department_code": department, "code" if department else "codes": official}
    for key, columns in keys.items():
        if columns:
            column = max(columns, key=lambda each: len(set(each.cells)))
            yield column.name, f"{key}: {_quote(column.name)}"
    if department or official:
        yield from _name_column(sight, catalogue)
        return
    for column in sight.columns:
        named = name_areas(column.cells, catalogue.authorities())
        if named and not column.is_figures:
            yield column.name, f"text: {_quote(column.name)}"
            yield "", "areas:"
            for text in dict.fromkeys(column.cells):
                yield "", f"  {_quote(text)}: {named.get(text, 'left out')}"
            return
    slugs = ", ".join(area.slug for area in catalogue.authorities())
    yield "", f"all: {_ASK}  # the one area of the file: {slugs}"


def _name_column(sight: Sight, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The line of the column with the names of areas, by which others are called."""
    for column in sight.columns:
        if not column.is_figures and name_areas(column.cells, catalogue.authorities()):
            yield column.name, f"name: {_quote(column.name)}"
            return


def _period_lines(column: Column | None, sight: Sight) -> Iterator[str]:
    if column is not None:
        yield from ("periods:", f"  column: {_quote(column.name)}")
        if any(cell.strip().isdigit() and len(cell.strip()) == 4 for cell in column.cells):
            yield f'  bare_years: {_ASK}  # "2024" is the year with its end or begin in it'
    elif not any(_time_in(each.name) for each in sight.columns):
        yield from ("periods:", f"  all: {_ASK}  # such as 2023-24, or at 2024-03-31")


def _figure_lines(columns: Sequence[Column], catalogue: Catalogue) -> Iterator[str]:
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
        if is_time(part):
            try:
                stretch = read_stretch(part, None, PeriodColumns(column="-", bare_years="end"))
            except CellError:
                continue
            year = period_ending(PeriodKind.YEAR, stretch.end).label
            kinds = {"year": f"{year}, at {stretch.end}", "quarter": f"{year} Q?"}
            return kinds.get(stretch.length, f"at {stretch.end}, 12 months to {stretch.end}")
    return ""


def _symbol_lines(columns: Sequence[Column]) -> Iterator[str]:
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
