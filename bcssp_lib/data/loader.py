"""One loader: params/ and data/ in, validated figures out; never a partial load."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import read_table
from bcssp_lib.data.observations import (
    COLUMNS,
    Scope,
    find_contradictions,
    find_larger_members,
    find_repeated,
    parse_observations,
)
from bcssp_lib.data.reads import read_cached
from bcssp_lib.data.registers import optional_columns, parse_register, register_columns
from bcssp_lib.data.yaml_files import parse_named, read_yaml
from bcssp_lib.files.folders import list_files
from bcssp_lib.model.errors import InputProblemsError, Problem, raise_problems
from bcssp_lib.model.period import Period
from bcssp_lib.model.records import group_by
from bcssp_lib.model.register import Entry
from bcssp_lib.model.value import Key, Observation, Source, missing
from bcssp_lib.stats.wording import count_phrase

_SOURCES = "sources.yaml"
Registers = dict[tuple[str, str], tuple[Entry, ...]]  # by the register's id, and the area


@dataclass(frozen=True)
class Figures:
    """The validated observations and registers of some areas."""

    observations: tuple[Observation, ...]
    registers: Registers

    @cached_property
    def _by_key(self) -> dict[Key, Observation]:
        return {observation.key: observation for observation in self.observations}

    @cached_property
    def _categories(self) -> dict[tuple[str, str, str], list[Observation]]:
        categories = (each for each in self.observations if each.category)
        return group_by(categories, lambda each: each.key[:3])

    def observation(self, indicator: str, area: str, period: Period) -> Observation:
        """The total of an indicator; where there is no row, one whose value is not available."""
        key = (indicator, area, period.label, "")
        return self._by_key.get(key) or Observation(indicator, area, period, missing())

    def series(self, indicator: str, area: str) -> tuple[Observation, ...]:
        """Every total of an indicator in an area, oldest first."""
        rows = self._rows(indicator, area)
        totals = [observation for observation in rows if not observation.category]
        return tuple(sorted(totals, key=lambda total: total.period))

    def periods(self, indicator: str, area: str = "") -> tuple[Period, ...]:
        """The periods in which an area (or any) has a row of an indicator, oldest first."""
        rows = self._rows(indicator, area) if area else self._by_indicator.get(indicator, [])
        return tuple(sorted({row.period for row in rows}))

    def _rows(self, indicator: str, area: str) -> list[Observation]:
        return [row for row in self._by_indicator.get(indicator, []) if row.area == area]

    @cached_property
    def _by_indicator(self) -> dict[str, list[Observation]]:
        return group_by(self.observations, lambda each: each.indicator)

    def breakdown(self, indicator: str, area: str, period: Period) -> tuple[Observation, ...]:
        """The categories of an indicator in one period, in the order of the file."""
        return tuple(self._categories.get((indicator, area, period.label), ()))

    def categories(self, indicator: str, area: str) -> tuple[Observation, ...]:
        """The categories of an indicator in every period, oldest first, else as in the file."""
        rows = [row for row in self._rows(indicator, area) if row.category]
        return tuple(sorted(rows, key=lambda row: row.period))

    def register(self, name: str, area: str) -> tuple[Entry, ...]:
        """Every entry of an area's register, in the order of the file."""
        return self.registers.get((name, area), ())

    def synthetic(self, area: str) -> bool:
        """Whether any figure or register entry of an area is made up."""
        entries = [each for (_, home), each in self.registers.items() if home == area]
        figures = [each for each in self.observations if each.area == area]
        return any(figure.synthetic for figure in figures) or any(
            entry.source.synthetic for register in entries for entry in register
        )


def load_figures(catalogue: Catalogue, areas: tuple[str, ...]) -> Figures:
    """Read the folders of these areas; every problem in them is reported together."""
    return load_folders(catalogue, list_folders(catalogue, areas))


def load_folders(catalogue: Catalogue, folders: tuple[str, ...]) -> Figures:
    """Read folders of data/, each with the figures of its own areas."""
    paths = tuple(catalogue.project.data / folder for folder in folders)
    return read_cached(paths, catalogue, lambda: _together(catalogue, folders))


def _together(catalogue: Catalogue, folders: tuple[str, ...]) -> Figures:
    """The figures of some folders; one that several areas share is read and kept by itself."""
    problems: list[Problem] = []
    observations: list[Observation] = []
    registers: Registers = {}
    for folder in folders:
        try:
            figures = _read(catalogue, folder)
        except InputProblemsError as error:
            problems.extend(error.problems)
            continue
        observations.extend(figures.observations)
        registers.update(figures.registers)
    areas = [area for folder in folders for area in areas_in(catalogue, folder)]
    if len(set(areas)) < len(areas):  # no folder repeats itself
        problems.extend(find_repeated(observations))
    problems.extend(find_larger_members(catalogue, observations))
    raise_problems(problems)
    return Figures(tuple(observations), registers)


def _read(catalogue: Catalogue, folder: str) -> Figures:
    """The figures of one folder."""
    path = catalogue.project.data / folder
    return read_cached((path,), catalogue, lambda: _read_anew(catalogue, folder))


def _read_anew(catalogue: Catalogue, folder: str) -> Figures:
    problems: list[Problem] = []
    areas = areas_in(catalogue, folder)
    observations, sources = read_folder(catalogue, folder, areas, problems)
    registers = _read_registers(catalogue, folder, sources, problems)
    problems.extend(find_repeated(observations) or find_contradictions(catalogue, observations))
    raise_problems(_without_effects(problems))
    return Figures(tuple(observations), registers)


def _without_effects(problems: list[Problem]) -> list[Problem]:
    """Problems, without the rows that name a source of a file of sources with a fault.

    The first fault of that file says how many they are.
    """
    causes = [each for each in problems if each.file.endswith(f"/{_SOURCES}")]
    effects = {each for each in problems if each.column == "source" and each.row is not None}
    if not (causes and effects):
        return problems
    count = count_phrase(f"{len(effects):,}", "row depends", "rows depend")
    first = replace(causes[0], wrong=f"{causes[0].wrong} ({count} on its sources)")
    rest = [each for each in problems if each not in effects and each != causes[0]]
    return [first, *rest]


def areas_in(catalogue: Catalogue, folder: str) -> tuple[str, ...]:
    """The areas whose figures a folder holds."""
    return tuple(
        area.slug for area in catalogue.areas.values() if folder in (area.slug, area.figures_in)
    )


def list_folders(catalogue: Catalogue, areas: tuple[str, ...]) -> tuple[str, ...]:
    """The folders of data/ that hold the figures of these areas and their force areas."""
    with_forces = (name for slug in areas for name in (slug, catalogue.areas[slug].force_area))
    wanted = (catalogue.areas[name].figures_in or name for name in with_forces if name)
    return tuple(dict.fromkeys(wanted))


def read_folder(
    catalogue: Catalogue, folder: str, areas: tuple[str, ...], problems: list[Problem]
) -> tuple[list[Observation], dict[str, Source]]:
    """The figures of a folder of data/, and its sources; of a file with a fault, no figures."""
    sources = read_sources(catalogue, folder, problems)
    read = (
        read_table(path, catalogue.project.shown(path), COLUMNS, problems, catalogue.screening)
        for path in list_files(catalogue.project.data / folder, ".csv")
    )
    tables = [table for table in read if table is not None]
    return parse_observations(tables, Scope(catalogue, areas, sources), problems), sources


def _read_registers(
    catalogue: Catalogue, folder: str, sources: dict[str, Source], problems: list[Problem]
) -> Registers:
    """The entries of each register of a folder."""
    by_name = {}
    for path in list_files(catalogue.project.data / folder / "registers", ".csv"):
        schema, shown = catalogue.registers.get(path.stem), catalogue.project.shown(path)
        if schema is None:
            allowed = ", ".join(catalogue.registers)
            wrong = f"there is no register '{path.stem}'"
            problems.append(Problem(shown, None, "", wrong, allowed))
            continue
        columns, optional = register_columns(schema), optional_columns(schema)
        table = read_table(path, shown, columns, problems, catalogue.screening, optional)
        if table is not None:
            schema = schema.with_boards(catalogue.areas[folder].known_boards)
            by_name[(schema.id, folder)] = parse_register(table, schema, sources, problems)
    return by_name


def read_sources(catalogue: Catalogue, folder: str, problems: list[Problem]) -> dict[str, Source]:
    """The sources of a folder of data/ by id; what is wrong is added to ``problems``."""
    path = catalogue.project.data / folder / _SOURCES
    if not path.parent.is_dir():
        return {}
    file = read_yaml(path, catalogue.project.shown(path), problems, catalogue.screening)
    if file is None:
        return {}
    listed = file.content.get("sources")
    if not isinstance(listed, dict):
        wrong = "there is no mapping 'sources:'"
        problems.append(Problem(file.shown, 1, "sources", wrong, "see docs/data.md"))
        return {}
    return parse_named(Source, listed, file, "sources", problems)
