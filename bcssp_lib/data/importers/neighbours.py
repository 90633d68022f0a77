"""Statistical neighbours: from a file of the department to ``neighbours:`` of params/areas/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import AUTHORITIES, NATIONAL, list_authorities
from bcssp_lib.data.csv_tables import CellError
from bcssp_lib.data.importers.files import read_rows
from bcssp_lib.data.importers.formats import Recognised
from bcssp_lib.data.importers.grid import ProblemList
from bcssp_lib.data.importers.held import read_places
from bcssp_lib.data.importers.places import Place, name_places, own_place
from bcssp_lib.data.importers.plan import ImportPlan
from bcssp_lib.data.importers.source_entries import set_top_key
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Area, Neighbours
from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.errors import raise_problems
from bcssp_lib.model.import_format import NeighbourColumns

_Row = tuple[int, Mapping[str, str]]


def plan_neighbours(
    project: Project, catalogue: Catalogue, found: Recognised, areas: Sequence[str]
) -> ImportPlan:
    """What would change in params/areas/; neighbours are joined by the department's codes.

    Those that data/national/ does not list yet are entered there, so that figures of them that
    are imported later are theirs.
    """
    columns = found.format.neighbours
    assert columns is not None
    rows = _read_rows(found, columns, catalogue)
    wanted = [a for a in catalogue.authorities() if not areas or a.slug in areas]
    problems = ProblemList(found.grid)
    codes = {area.slug: _neighbours_of(area, rows, columns, problems) for area in wanted}
    raise_problems(problems.problems())
    held = read_places(project, catalogue)
    own = {str(area.department_code): area for area in catalogue.authorities()}
    places = {
        code: _place(code, rows, columns, own) for listed in codes.values() for code in listed
    }
    named = name_places(((place, "") for place in places.values()), held)
    slugs = {code: named[place.key].slug for code, place in places.items()}
    files: dict[Path, str] = {}
    told = []
    for area in wanted:
        listed = [slugs[code] for code in codes[area.slug]]
        now = {"model": columns.model, "authorities": listed}
        if not listed or Neighbours.model_validate(now) == area.neighbours:
            continue
        path = project.params / "areas" / f"{area.slug}.yaml"
        files[path] = set_top_key(path.read_text("utf-8"), "neighbours", now)
        told.append(_describe(project.shown(path), area, listed, columns.model))
    if new := [each for each in named.values() if each.slug not in {h.slug for h in held}]:
        files[project.data / NATIONAL / AUTHORITIES] = list_authorities((*held, *new))
        told.append(f"data/{NATIONAL}/{AUTHORITIES}: {len(new)} new")
    return ImportPlan(
        format=found.format,
        imported=found.grid.shown,
        notes=tuple(found.grid.notes.lines()),
        files=files,
        other_changes=tuple(told),
        areas=(*(area.slug for area in wanted), NATIONAL),
    )


def _read_rows(
    found: Recognised, columns: NeighbourColumns, catalogue: Catalogue
) -> dict[str, _Row]:
    """The row of each code; rows without a code are notes and headings."""
    rows: dict[str, _Row] = {}
    for line, cells in read_rows(found.grid, catalogue.screening):
        named = {
            name: cells[at].strip() if at < len(cells) else "" for name, at in found.columns.items()
        }
        code = named[columns.department_code].removesuffix(".0")
        if line > found.heading and code:
            rows.setdefault(code, (line, named))
    return rows


def _neighbours_of(
    area: Area, rows: Mapping[str, _Row], columns: NeighbourColumns, problems: ProblemList
) -> list[str]:
    """The codes of an area's neighbours, the nearest first."""
    line, cells = rows.get(str(area.department_code), (0, {}))
    codes = [cells[name].removesuffix(".0") for name in columns.neighbours] if cells else []
    for name, code in zip(columns.neighbours, codes, strict=False):
        wrong = f"{quote_text(cells[name])} is the code of no row"
        if code not in rows:
            problems.add(line, CellError(wrong, "the department's code of an authority", name))
        elif code == str(area.department_code) or codes.count(code) > 1:
            wrong = f"{code} is the area itself, or is there twice"
            problems.add(line, CellError(wrong, "each other authority once", name))
    return codes


def _place(
    code: str, rows: Mapping[str, _Row], columns: NeighbourColumns, own: Mapping[str, Area]
) -> Place:
    if code in own:
        return own_place(own[code])
    _, cells = rows[code]
    return Place(code, "authority", cells[columns.name], cells[columns.region], code)


def _describe(shown: str, area: Area, listed: Sequence[str], model: str) -> str:
    if area.neighbours is None:
        return f"{shown}: {len(listed)} neighbours, {model}"
    before = set(area.neighbours.authorities)
    same = len(before & set(listed))
    return f"{shown}: {area.neighbours.model} → {model}, {same} of {len(listed)} as before"
