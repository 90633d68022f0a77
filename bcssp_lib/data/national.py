"""Figures of the whole country, with which an area's own are compared: data/national/."""

from __future__ import annotations

from dataclasses import dataclass

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import read_table
from bcssp_lib.data.folder_cache import kept
from bcssp_lib.data.loader import Figures, FolderReader, problems_raised, repeated
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Authority
from bcssp_lib.model.errors import Problem

FOLDER = "national"
AUTHORITIES = "authorities.csv"
COLUMNS = ("slug", "kind", "name", "region")
_KINDS = ("authority", "region", "nation")


@dataclass(frozen=True)
class National:
    """The authorities, regions and nation that have figures, and the figures."""

    authorities: tuple[Authority, ...]
    figures: Figures


def load_national(project: Project, catalogue: Catalogue) -> National:
    """Read data/national/; without that folder there is nothing to compare with."""
    folder = project.data / FOLDER
    if not folder.is_dir():
        return National((), Figures((), {}))
    return kept((folder,), catalogue, lambda: _read_national(project, catalogue))


def _read_national(project: Project, catalogue: Catalogue) -> National:
    problems: list[Problem] = []
    authorities = _read_authorities(project, problems)
    problems_raised(problems)
    slugs = tuple(one.slug for one in authorities)
    found = FolderReader(project, catalogue, f"{FOLDER}/figures", slugs, problems).observations()
    problems.extend(repeated(found))
    problems_raised(problems)
    return National(authorities, Figures(tuple(found), {}))


def folders_beside(catalogue: Catalogue, area: str) -> tuple[str, ...]:
    """The folders of data/ that hold what an area is set beside."""
    return (*(one.slug for one in catalogue.peers(area)), FOLDER)


def _read_authorities(project: Project, problems: list[Problem]) -> tuple[Authority, ...]:
    path = project.data / FOLDER / AUTHORITIES
    shown = project.shown(path)
    table = read_table(path, shown, COLUMNS, problems)
    if table is None:
        return ()
    seen: dict[str, int] = {}
    found = []
    for line, cells in table.rows:
        if cells["kind"] not in _KINDS:
            wrong = f"found '{cells['kind']}'"
            problems.append(Problem(shown, line, "kind", wrong, ", ".join(_KINDS)))
            continue
        problems.extend(
            Problem(shown, line, column, "the cell is empty", "a text")
            for column in ("slug", "name")
            if not cells[column]
        )
        if cells["slug"] in seen:
            wrong = f"'{cells['slug']}' stands on line {seen[cells['slug']]} already"
            problems.append(Problem(shown, line, "slug", wrong, "each once"))
        seen.setdefault(cells["slug"], line)
        found.append(Authority.model_validate(cells))
    return tuple(found)
