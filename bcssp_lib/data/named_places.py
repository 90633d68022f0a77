"""Regions and statistical neighbours that an area's file names: each must be a known place.

A place that nobody knows has no figures, so that a misspelt one would drop out of a comparison
without a word. Known are the places of ``data/national/authorities.csv``, the project's own
areas, and the authorities of England with their regions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import AUTHORITIES, NATIONAL, read_places
from bcssp_lib.data.yaml_files import Path_, read_yaml
from bcssp_lib.files.folders import suggest_name
from bcssp_lib.files.known_authorities import read_known_authorities
from bcssp_lib.model.area import Area, Authority
from bcssp_lib.model.characters import make_slug
from bcssp_lib.model.errors import Problem, raise_problems


def refuse_unknown_places(catalogue: Catalogue) -> None:
    """Raise ``InputProblemsError`` for regions and neighbours that are not known."""
    listed = read_places(catalogue)
    regions = {row["region"] for row in read_known_authorities()}
    regions |= {each.name for each in listed if each.kind == "region"}
    known = {"region": frozenset(regions)}
    if any(each.kind == "authority" for each in listed):  # else no neighbour is compared with
        known["authority"] = _known_neighbours(catalogue, listed)
    raise_problems(
        [
            _not_known(catalogue, area, kind, path, name, known[kind])
            for area in catalogue.areas.values()
            for kind, path, name in _named_places(area)
            if kind in known and name not in known[kind]
        ]
    )


def _named_places(area: Area) -> Iterator[tuple[str, Path_, str]]:
    """The places that an area's file names: their kind, their key in the file, their name."""
    if area.region:
        yield "region", ("region",), area.region
    for number, slug in enumerate(area.neighbours.authorities if area.neighbours else ()):
        yield "authority", ("neighbours", "authorities", number), slug


def _known_neighbours(catalogue: Catalogue, listed: Sequence[Authority]) -> frozenset[str]:
    """The slugs of authorities; one that is listed or described under another slug has that."""
    authorities = [each for each in listed if each.kind == "authority"]
    slugs = {each.slug for each in authorities}
    slugs |= {area.slug for area in catalogue.authorities()}
    codes = {code for each in authorities for code in each.codes}
    codes |= {code for area in catalogue.authorities() for code in area.all_codes}
    slugs |= {
        make_slug(row["name"])
        for row in read_known_authorities()
        if not codes & {row["department_code"], row["code"]}
    }
    return frozenset(slugs)


def _not_known(
    catalogue: Catalogue, area: Area, kind: str, path: Path_, name: str, known: frozenset[str]
) -> Problem:
    """A name that is not known, at its line, with the nearest that is."""
    project = catalogue.project
    place = project.params / "areas" / f"{area.slug}.yaml"
    near = suggest_name(name, sorted(known))
    listing = f"one that data/{NATIONAL}/{AUTHORITIES} lists"
    allowed = f"{near} (the nearest), or {listing}" if near else listing
    wrong = f"there is no {kind} '{name}'"
    problems: list[Problem] = []
    file = read_yaml(place, project.shown(place), problems, catalogue.screening)
    raise_problems(problems)
    assert file is not None  # without a problem there is a file
    return file.problem(path, wrong, allowed)
