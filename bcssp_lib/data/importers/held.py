"""What data/ holds already, as an import compares it with what it brings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import NATIONAL, read_places
from bcssp_lib.data.csv_tables import Table, parse_csv
from bcssp_lib.data.loader import areas_in, list_folders, read_sources
from bcssp_lib.data.observations import COLUMNS, Scope, parse_observations
from bcssp_lib.files.folders import list_entries, list_files, read_utf8
from bcssp_lib.model.area import Authority
from bcssp_lib.model.errors import Problem, raise_problems
from bcssp_lib.model.value import Observation, Source

COUNTRY = f"{NATIONAL}/figures"
Row = tuple[str, ...]  # the cells of a row of data/, in the order of COLUMNS


@dataclass(frozen=True)
class HeldFolder:
    """A folder of data/: the rows of each file with their lines, and figures that are asked for.

    ``figures`` are those of indicators that an import has to do with; there may be a million
    others, which are only carried along.
    """

    files: Mapping[str, Sequence[tuple[int, Row]]]
    figures: Sequence[Observation]
    sources: Mapping[str, Source]


_NOTHING_HELD = HeldFolder({}, (), {})


@dataclass(frozen=True)
class HeldFigures:
    """What the folders of data/ hold, and the places of data/national/."""

    places: tuple[Authority, ...]
    folders: Mapping[str, HeldFolder]

    def in_folder(self, folder: str) -> HeldFolder:
        """What a folder holds; nothing where there is no such folder."""
        return self.folders.get(folder, _NOTHING_HELD)

    @property
    def figures(self) -> list[Observation]:
        """The figures of all folders that were asked for."""
        return [figure for folder in self.folders.values() for figure in folder.figures]


def read_held(
    catalogue: Catalogue,
    areas: Sequence[str],
    indicators: Iterable[str],
    leave_out: Path | None = None,
) -> HeldFigures:
    """Read what data/ holds of areas, of their police force area and of the country.

    ``leave_out`` is a file that is itself being imported. Raises ``InputProblemsError`` where
    figures of these indicators cannot be read as they are.
    """
    places = read_places(catalogue)
    wanted = frozenset(indicators)
    scopes = {name: areas_in(catalogue, name) for name in list_folders(catalogue, tuple(areas))}
    scopes[COUNTRY] = tuple(place.slug for place in places)
    problems: list[Problem] = []
    folders = {
        name: _read_folder(catalogue, name, slugs, wanted, problems, leave_out)
        for name, slugs in scopes.items()
        if list_entries(catalogue.project.data / name)
    }
    raise_problems(problems)
    return HeldFigures(places, folders)


def _read_folder(
    catalogue: Catalogue,
    name: str,
    areas: tuple[str, ...],
    wanted: frozenset[str],
    problems: list[Problem],
    leave_out: Path | None,
) -> HeldFolder:
    sources = read_sources(catalogue, name, problems)
    files = {}
    for path in list_files(catalogue.project.data / name, ".csv"):
        if leave_out is not None and path.resolve() == leave_out.resolve():
            continue
        shown = catalogue.project.shown(path)
        text = read_utf8(path, shown)
        if isinstance(text, Problem):
            problems.append(text)
            continue
        lines, unreadable = parse_csv(text, shown)
        problems.extend(unreadable or _shape_problems(shown, lines))
        files[shown] = [(line, tuple(cells)) for line, cells in lines[1:]]
    if problems:
        return HeldFolder(files, (), sources)
    at = COLUMNS.index("indicator")
    tables = [
        Table(shown, COLUMNS, tuple(
            (line, dict(zip(COLUMNS, cells, strict=True))) for line, cells in rows
            if cells[at] in wanted
        ))
        for shown, rows in files.items()
    ]  # fmt: skip
    figures = parse_observations(tables, Scope(catalogue, areas, sources), problems)
    return HeldFolder(files, figures, sources)


def _shape_problems(shown: str, lines: Sequence[tuple[int, Sequence[str]]]) -> list[Problem]:
    if tuple(lines[0][1]) != COLUMNS:
        return [Problem(shown, 1, "", "its columns are not those of figures", ", ".join(COLUMNS))]
    return [
        Problem(shown, line, "", f"the row has {len(cells)} cells", f"{len(COLUMNS)}")
        for line, cells in lines[1:]
        if len(cells) != len(COLUMNS)
    ]


def indicators_tied_to(catalogue: Catalogue, names: Iterable[str]) -> frozenset[str]:
    """Indicators that may contradict these, and the populations that they are divided by."""
    found = catalogue.linked_to(names, without=["rate"])
    rates = (catalogue.indicators[name].rate for name in found if name in catalogue.indicators)
    return found | {rate.population for rate in rates if rate}
