"""Importing figures of the whole country from the Department for Education's files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import write_national
from bcssp_lib.data.department import read_statistics, snapshots_on
from bcssp_lib.data.loader import raise_problems
from bcssp_lib.data.yaml_files import parse_record, read_yaml
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Authority
from bcssp_lib.model.errors import Problem, UserError
from bcssp_lib.model.observation import Observation, Source
from bcssp_lib.model.records import Record


class ImportedColumn(Record):
    """A column of one of the department's files, and the indicator that it is imported as.

    ``month`` and ``day`` say at which day of each year its figures were counted.
    """

    file: str
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


def import_national(project: Project, catalogue: Catalogue, path: Path) -> dict[str, int]:
    """Write the figures that a YAML file asks for into data/national/.

    Files are looked for next to the YAML file. Returns how many figures were written, by
    indicator. Raises ``UserError`` for a file that is not there and ``InputProblemsError``
    for one that cannot be read; then nothing is written.
    """
    wanted = _read_import(path)
    codes = {
        str(area.department_code): area.slug
        for area in catalogue.areas.values()
        if area.department_code
    }
    places: tuple[Authority, ...] = ()
    figures: list[Observation] = []
    for column in wanted.figures:
        catalogue.indicator(column.indicator)
        file = path.parent / column.file
        if not file.is_file():
            raise UserError(f"There is no file {file}, which {path.name} names. Put it there.")
        statistics = read_statistics(file, codes)
        places = places or statistics.places(column.years)
        days = snapshots_on(column.years, column.month, column.day)
        figures += statistics.observations(
            column.indicator, column.column, days, wanted.source, column.where
        )
    slugs = {place.slug for place in places}
    kept = [figure for figure in figures if figure.area in slugs]
    write_national(project, places, kept)
    names = [figure.indicator for figure in wanted.figures]
    return {name: sum(item.indicator == name for item in kept) for name in names}


def _read_import(path: Path) -> Import:
    problems: list[Problem] = []
    file = read_yaml(path, path.as_posix(), problems)
    wanted = parse_record(Import, file.content, file, (), problems) if file else None
    raise_problems(problems)
    assert wanted is not None  # or there would have been a problem
    return wanted
