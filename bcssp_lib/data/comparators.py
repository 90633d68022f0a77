"""Figures of other areas, with which an area is compared, in and out of ``data/``.

They are those of the other areas of its police force, and those of the whole country in
``data/national/``: its figures, and places of areas among all authorities as they were published.
They are read when they are first asked for: most sections compare nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import csv_text, read_table
from bcssp_lib.data.disclosure import Disclosure, publication_folders, read_publications
from bcssp_lib.data.loader import Figures, list_folders, load_folders, read_folder
from bcssp_lib.data.observations import find_contradictions, find_repeated
from bcssp_lib.data.reads import read_cached
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Authority
from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.errors import Problem, raise_problems
from bcssp_lib.model.fact import Standing
from bcssp_lib.model.period import PeriodError
from bcssp_lib.model.value import Observation, Source

NATIONAL = "national"
AUTHORITIES = "authorities.csv"
_CODE = "code"  # which imports need, and nothing else
_AUTHORITY_COLUMNS = ("slug", "kind", "name", "region", _CODE)
STANDING = "standing.csv"
_KINDS = ("authority", "region", "nation")
_STANDING_COLUMNS = tuple(Standing.model_fields)


@dataclass(frozen=True)
class Comparators:
    """The figures of other areas, as they were supplied: they are protected when they are read."""

    catalogue: Catalogue
    area: str

    @cached_property
    def peers(self) -> Figures:
        """The figures of the other authorities of the same police force area."""
        slugs = tuple(peer.slug for peer in self.catalogue.peers(self.area))
        return load_folders(self.catalogue, slugs)

    def together(self, own: Callable[[], Figures]) -> Disclosure:
        """What is hidden of all that is published together with the area's own figures."""
        project, areas = self.catalogue.project, self.catalogue.areas_together(self.area)
        folders = sorted(list_folders(self.catalogue, areas))
        return Disclosure(
            self.catalogue,
            figures=lambda: (*own().observations, *self.peers.observations),
            members=self.catalogue.members_of_force_areas,
            earlier=lambda: read_publications(project, areas),
            folders=(
                project.params,
                *(project.data / folder for folder in folders),
                *publication_folders(project, areas),
            ),
            kept=_kept(project, self.catalogue.areas[self.area].force_area or self.area),
        )

    def nationally(self) -> Disclosure:
        """What is hidden of all that is published of the whole country."""
        project = self.catalogue.project
        return Disclosure(
            self.catalogue,
            figures=lambda: self.country.figures.observations,
            members=lambda: _members_of_regions(self.country.authorities),
            folders=(project.params, project.data / NATIONAL),
            kept=_kept(project, NATIONAL),
        )

    @cached_property
    def country(self) -> National:
        """The figures of the whole country."""
        return load_national(self.catalogue)


def _members_of_regions(authorities: Sequence[Authority]) -> dict[str, list[str]]:
    """The authorities of each region, and the regions of the nation."""
    slugs = {each.name: each.slug for each in authorities if each.kind == "region"}
    members: dict[str, list[str]] = {slug: [] for slug in slugs.values()}
    for each in authorities:
        if each.kind == "authority" and each.region in slugs:
            members[slugs[each.region]].append(each.slug)
    nations = {each.slug: list(slugs.values()) for each in authorities if each.kind == "nation"}
    return {**members, **nations}


def _kept(project: Project, name: str) -> Path:
    """Where it is kept which figures are hidden; it has no number in it."""
    return project.root / ".bcssp" / "disclosure" / f"{name}.json"


@dataclass(frozen=True)
class National:
    """The authorities, regions and nation that have figures, the figures, and published places."""

    authorities: tuple[Authority, ...]
    figures: Figures
    standings: tuple[Standing, ...] = ()


NO_COUNTRY = National((), Figures((), {}))


def load_national(catalogue: Catalogue) -> National:
    """Read data/national/; without that folder there is nothing to compare with."""
    folder = catalogue.project.data / NATIONAL
    if not folder.is_dir():
        return NO_COUNTRY
    return read_cached((folder,), catalogue, lambda: _read_national(catalogue))


def _read_national(catalogue: Catalogue) -> National:
    problems: list[Problem] = []
    authorities = _read_authorities(catalogue)
    slugs = tuple(authority.slug for authority in authorities)
    folder = f"{NATIONAL}/figures"
    observations, sources = read_folder(catalogue, folder, slugs, problems)
    standings = _read_standings(catalogue, sources, problems)
    problems.extend(find_repeated(observations) or find_contradictions(catalogue, observations))
    raise_problems(problems)
    return National(authorities, Figures(tuple(observations), {}), standings)


def folders_of_comparators(catalogue: Catalogue, area: str) -> tuple[str, ...]:
    """The folders of data/ that hold what an area is compared with."""
    return (*(peer.slug for peer in catalogue.peers(area)), NATIONAL)


def read_places(catalogue: Catalogue) -> tuple[Authority, ...]:
    """The places that data/national/ lists, if it lists any."""
    listed = (catalogue.project.data / NATIONAL / AUTHORITIES).is_file()
    return _read_authorities(catalogue) if listed else ()


def _read_authorities(catalogue: Catalogue) -> tuple[Authority, ...]:
    """The places that data/national/ has figures of, as its authorities.csv lists them."""
    path = catalogue.project.data / NATIONAL / AUTHORITIES
    shown = catalogue.project.shown(path)
    allowed = catalogue.screening
    problems: list[Problem] = []
    table = read_table(path, shown, _AUTHORITY_COLUMNS, problems, allowed, (_CODE,))
    seen: dict[str, int] = {}
    authorities = []
    for line, cells in table.rows if table else ():
        if cells["kind"] not in _KINDS:
            wrong = f"found {quote_text(cells['kind'])}"
            problems.append(Problem(shown, line, "kind", wrong, ", ".join(_KINDS)))
            continue
        problems.extend(
            Problem(shown, line, column, "the cell is empty", "a text")
            for column in ("slug", "name")
            if not cells[column]
        )
        if cells["slug"] in seen:
            wrong = f"'{cells['slug']}' is on line {seen[cells['slug']]} already"
            problems.append(Problem(shown, line, "slug", wrong, "each once"))
        seen.setdefault(cells["slug"], line)
        authorities.append(Authority.model_validate(cells))
    raise_problems(problems)
    return tuple(authorities)


def list_authorities(places: Iterable[Authority]) -> str:
    """The text of an authorities.csv with these places."""
    rows = [[p.slug, p.kind, p.name, p.region, p.code] for p in places]
    return csv_text(_AUTHORITY_COLUMNS, rows)


def _read_standings(
    catalogue: Catalogue, sources: Mapping[str, Source], problems: list[Problem]
) -> tuple[Standing, ...]:
    """Published places of areas among all authorities; a file that is not there holds none."""
    path = catalogue.project.data / NATIONAL / STANDING
    shown = catalogue.project.shown(path)
    if not path.is_file():
        return ()
    names: dict[str, Collection[str]] = {
        "area": catalogue.areas,
        "indicator": catalogue.indicators,
        "source": sources,
    }
    standings: dict[tuple[str, str, str], Standing] = {}
    table = read_table(path, shown, _STANDING_COLUMNS, problems, catalogue.screening)
    for line, cells in table.rows if table else ():
        unknown = [
            Problem(shown, line, column, f"{quote_text(cells[column])} is not known", _words(known))
            for column, known in names.items()
            if cells[column] not in known
        ]
        problems.extend(unknown)
        if unknown:
            continue
        try:
            standing = Standing.model_validate({**cells, "source": sources[cells["source"]]})
        except ValidationError as error:
            found = error.errors()[0]
            column = str(found["loc"][0]) if found["loc"] else ""
            problems.append(Problem(shown, line, column, found["msg"], "see docs/data.md"))
            continue
        except PeriodError as error:
            problems.append(Problem(shown, line, "period", str(error), "see docs/data.md"))
            continue
        key = (standing.area, standing.indicator, standing.period.label)
        if key in standings:
            problems.append(Problem(shown, line, "", "this place is given already", "each once"))
        standings[key] = standing
    return tuple(standings.values())


def _words(known: Collection[str]) -> str:
    return ", ".join(known) if len(known) < 10 else "a name that is declared in params/"


@dataclass(frozen=True)
class ProtectedFigures:
    """All that the sections of one area may read; only ``DataStore.protect_all`` makes it.

    They were protected where they are kept, so that they may go to another machine. There, the
    figures that made others hidden are not known, so disclosure control cannot be done again:
    what arrives is shown as it is.
    """

    area: str
    own: Figures
    peers: Figures
    country: National

    def protect(self, observation: Observation) -> Observation:
        """The figure itself: it is protected."""
        return observation


_received: list[ProtectedFigures] = []


def receive_figures(figures: ProtectedFigures) -> None:
    """From now on, the sections of this process read these figures, and no files."""
    _received[:] = [figures]


def received_figures(area: str) -> ProtectedFigures | None:
    """The figures that this process was given, if it was.

    Raises ``ValueError`` for another area than theirs.
    """
    if not _received:
        return None
    (figures,) = _received
    if figures.area != area:
        raise ValueError(f"this section was given the figures of {figures.area}, not of {area}")
    return figures
