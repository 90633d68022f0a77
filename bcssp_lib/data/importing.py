"""Importing figures of the whole country from the Department for Education's files."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import write_national
from bcssp_lib.data.csv_tables import (
    parse_csv,
    plain_number,
    screen_lines,
    separator_problems,
)
from bcssp_lib.data.import_protection import hide_what_gives_away
from bcssp_lib.data.loader import raise_problems
from bcssp_lib.data.screening import Rows
from bcssp_lib.data.yaml_files import parse_record, read_yaml
from bcssp_lib.files.folders import read_utf8
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Authority
from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.errors import InputProblemsError, Problem, UserError, not_known
from bcssp_lib.model.period import Period, PeriodKind, period_ending
from bcssp_lib.model.person_data import NOTHING_ALLOWED, Screening
from bcssp_lib.model.records import Record
from bcssp_lib.model.value import Observation, Reason, Source, Value, known, missing

_LEVELS: Mapping[str, Literal["nation", "region", "authority"]] = {
    "National": "nation",
    "Regional": "region",
    "Local authority": "authority",
}
_NAMES = {"nation": "country_name", "region": "region_name", "authority": "la_name"}
_PLACE_COLUMNS = ("time_period", "geographic_level", "country_name", "region_name", "la_name",
                  "old_la_code")  # fmt: skip
_LARGEST = 500_000_000  # bytes: the department's own are large
_SYMBOLS = {**{reason.value: reason for reason in Reason}, "k": Reason.ROUNDS_TO_ZERO}


class ImportedColumn(Record):
    """A column of one of the department's files, and the indicator that it is imported as.

    ``month`` and ``day`` say at which day of each year its figures were counted.
    """

    file: str = Field(pattern=r"^\w[\w .()-]*$")  # a name next to the YAML file, and no path
    column: str
    indicator: str
    years: tuple[int, ...] = Field(min_length=1)
    month: int = Field(ge=1, le=12)
    day: int = Field(ge=1, le=31)
    where: dict[str, str] = {}

    @model_validator(mode="after")
    def _day_of_every_year(self) -> Self:
        date(2023, self.month, self.day)  # raises ValueError, as for 31 June
        return self


class Import(Record):
    """What is imported, and its source. The places are those of the first file."""

    source: Source
    figures: tuple[ImportedColumn, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Imported:
    """How many figures were written by indicator, and how many suppressed to protect others."""

    figures: dict[str, int]
    suppressed: int


def import_national(project: Project, catalogue: Catalogue, path: Path) -> Imported:
    """Write the figures that a YAML file asks for into data/national/.

    Files are looked for next to the YAML file. What together would give away a figure that its
    source has suppressed is suppressed as well. Raises ``UserError`` for a file that is not there
    and ``InputProblemsError`` for one that cannot be read; then nothing is written.
    """
    wanted = _read_import(path, catalogue.screening)
    codes = _slugs_by_code(catalogue)
    places: tuple[Authority, ...] = ()
    figures: list[Observation] = []
    for column in wanted.figures:
        catalogue.indicator(column.indicator)
        statistics = _read_named_file(path, column.file, codes, catalogue.screening)
        places = places or statistics.places(column.years)
        days = snapshots_on(column.years, column.month, column.day)
        figures += statistics.observations(
            column.indicator, column.column, days, wanted.source, column.where
        )
    slugs = {place.slug for place in places}
    kept, suppressed = hide_what_gives_away(
        catalogue, [figure for figure in figures if figure.area in slugs]
    )
    write_national(project, places, kept)
    names = [figure.indicator for figure in wanted.figures]
    counts = {name: sum(item.indicator == name for item in kept) for name in names}
    return Imported(counts, suppressed)


def _read_named_file(
    path: Path, name: str, codes: Mapping[str, str], allowed: Screening
) -> Statistics:
    """A file of figures that a YAML file names, next to it."""
    file = path.parent / name
    if not file.is_file():
        raise UserError(f"There is no file {file}, which {path.name} names. Put it there.")
    return read_statistics(file, codes, allowed)


def _slugs_by_code(catalogue: Catalogue) -> dict[str, str]:
    """The areas by the department's codes."""
    areas = [area for area in catalogue.areas.values() if area.department_code]
    return {str(area.department_code): area.slug for area in areas}


def _read_import(path: Path, allowed: Screening) -> Import:
    problems: list[Problem] = []
    file = read_yaml(path, path.as_posix(), problems, allowed)
    wanted = parse_record(Import, file.content, file, (), problems) if file else None
    raise_problems(problems)
    assert wanted is not None  # or there would have been a problem
    return wanted


@dataclass(frozen=True)
class Row:
    """One place in one year: its cells by column, and the line of the file."""

    place: Authority
    year: int
    cells: Mapping[str, str]
    line: int


@dataclass(frozen=True)
class Statistics:
    """One file: its name, and a row for each place and year."""

    file: str
    rows: tuple[Row, ...]

    def places(self, years: Container[int]) -> tuple[Authority, ...]:
        """Every place that has a row in one of these years, each once."""
        return tuple({row.place.slug: row.place for row in self.rows if row.year in years}.values())

    def observations(
        self,
        indicator: str,
        column: str,
        period_of: Mapping[int, Period],
        source: Source,
        where: Mapping[str, str] | None = None,
    ) -> tuple[Observation, ...]:
        """The figures of a column for the years of ``period_of``, where the cells are as asked.

        A symbol is a figure's reason for its absence. Anything else that is no number is an
        error, with every such line.
        """
        problems: list[Problem] = []
        figures = []
        for row in self.rows:
            if row.year not in period_of or not self._is_wanted(row, where or {}):
                continue
            value = _value(self._cell(row, column))
            if value is None:
                wrong = f"{quote_text(row.cells[column])} is neither a number nor a known symbol"
                allowed = f"a number, or {', '.join(_SYMBOLS)}"
                problems.append(Problem(self.file, row.line, column, wrong, allowed))
                continue
            figures.append(
                Observation(
                    indicator, row.place.slug, period_of[row.year], value, source,
                    file=self.file, row=row.line,
                )
            )  # fmt: skip
        raise_problems(problems)
        return tuple(figures)

    def _is_wanted(self, row: Row, where: Mapping[str, str]) -> bool:
        return all(self._cell(row, name) == wanted for name, wanted in where.items())

    def _cell(self, row: Row, column: str) -> str:
        if column not in row.cells:
            raise not_known(f"column of {self.file}", column, row.cells)
        return row.cells[column]


def read_statistics(
    path: Path, areas: Mapping[str, str], allowed: Screening = NOTHING_ALLOWED
) -> Statistics:
    """Read a file of figures; ``areas`` gives the toolkit's slugs by the department's codes.

    The department's codes are kept when an authority's other code changes (Somerset: 933).
    """
    (_, header), *lines = _read_lines(path, allowed)
    problems: list[Problem] = []
    rows_read = []
    for line, cells in lines:
        if not any(cells):
            continue
        row = _read_row(path, line, header, cells, areas)
        if isinstance(row, Problem):
            problems.append(row)
        else:
            rows_read.append(row)
    raise_problems(problems)
    return Statistics(path.name, tuple(map(_separate_names(rows_read), rows_read)))


def _read_lines(path: Path, allowed: Screening) -> Rows:
    """The lines of a file, its heading first; it is screened before anything else reads it."""
    text = read_utf8(path, path.name, _LARGEST, marked=True)  # as these files are
    if isinstance(text, Problem):
        raise InputProblemsError([text])
    lines, unreadable = parse_csv(text, path.name)
    raise_problems(screen_lines(lines, path.name, allowed) or unreadable)
    header = lines[0][1]
    raise_problems(separator_problems(path.name, header, _PLACE_COLUMNS))
    missing_columns = [name for name in _PLACE_COLUMNS if name not in header]
    raise_problems(
        [
            Problem(path.name, 1, name, "the column is missing", ", ".join(_PLACE_COLUMNS))
            for name in missing_columns
        ]
    )
    return lines


def _read_row(
    path: Path, line: int, header: Sequence[str], row: Sequence[str], areas: Mapping[str, str]
) -> Row | Problem:
    if len(row) != len(header):
        wrong = "the row is longer or shorter than the first"
        return Problem(path.name, line, "", wrong, "a cell for each column")
    cells = dict(zip(header, row, strict=True))
    level = _LEVELS.get(cells["geographic_level"])
    year = re.match(r"[0-9]{4}", cells["time_period"])
    if level is None or year is None:
        found = quote_text(cells["geographic_level"])
        wrong = f"found {found} in {quote_text(cells['time_period'])}"
        allowed = f"{', '.join(_LEVELS)}, in a year"
        return Problem(path.name, line, "geographic_level", wrong, allowed)
    return Row(_place(level, cells, areas), int(year[0]), cells, line)


def snapshots_on(years: Sequence[int], month: int, day: int) -> dict[int, Period]:
    """The snapshot of each year at one day: 31 March for plans, 30 June for populations."""
    return {year: period_ending(PeriodKind.SNAPSHOT, date(year, month, day)) for year in years}


def _place(
    level: Literal["nation", "region", "authority"],
    cells: Mapping[str, str],
    areas: Mapping[str, str],
) -> Authority:
    name = cells[_NAMES[level]]
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if level == "authority":
        slug = areas.get(cells["old_la_code"], slug)
    return Authority(
        slug=slug,
        kind=level,
        name=name,
        region=cells["region_name"] if level == "authority" else "",
    )


def _separate_names(rows: Sequence[Row]) -> Callable[[Row], Row]:
    """Give a name that passed from one authority to another (Dorset) to the latest one alone."""
    latest: dict[str, tuple[int, str]] = {}
    for one in rows:
        year_and_code = (one.year, one.cells["old_la_code"])
        latest[one.place.slug] = max(year_and_code, latest.get(one.place.slug, year_and_code))

    def separate(row: Row) -> Row:
        code = row.cells["old_la_code"]
        if row.place.kind != "authority" or latest[row.place.slug][1] == code:
            return row
        slug = f"{row.place.slug}-{code}"
        return replace(row, place=row.place.model_copy(update={"slug": slug}))

    return separate


def _value(text: str) -> Value | None:
    if text in _SYMBOLS:
        return missing(_SYMBOLS[text])
    amount = plain_number(text.replace(",", ""))
    return None if amount is None else known(amount)
