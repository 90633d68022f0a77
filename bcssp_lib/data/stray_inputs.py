"""Input under a name that nobody knows, which would drop out without a word.

A file that no reader looks for would be taken for input never given. A region or a statistical
neighbour that an area's file names, and nobody knows, has no figures to compare with. Known are
the places of ``data/national/authorities.csv``, the project's own areas, and the authorities of
England with their regions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import AUTHORITIES, NATIONAL, STANDING, read_places
from bcssp_lib.data.looks import BRAND
from bcssp_lib.data.looks import FOLDER as LOOKS
from bcssp_lib.data.person_data import hide_persons
from bcssp_lib.data.quarto_extras import FOLDER as QUARTO
from bcssp_lib.data.yaml_files import Path_, read_yaml
from bcssp_lib.files.folders import is_empty, list_entries, suggest_name
from bcssp_lib.files.known_authorities import read_known_authorities
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Area, Authority
from bcssp_lib.model.characters import make_slug
from bcssp_lib.model.errors import Problem, raise_problems

# README.md, SOURCES.md, scripts of the analyst, and what bcssp init --update puts next to a file
_FOR_PEOPLE = (".md", ".py", ".new")
_PARTS = ("areas", "editions", "imports", "indicators", "registers")
_TOP = (
    BRAND,
    "disclosure.yaml",
    "glossary.yaml",
    "law.yaml",
    "periods.yaml",
    "ratings.yaml",
    "requirements.yaml",
    "settings.yaml",
)
_CHECKING = ("claims.yaml", "figures.yaml", "language.yaml", "person_data.yaml")


@dataclass(frozen=True)
class _Expected:
    """What a folder may hold: files with an ending, files and folders of these names."""

    ending: str = ""
    names: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()

    def holds(self, path: Path) -> bool:
        """Whether an entry is expected, and is a file or folder as it should be."""
        if path.is_dir():
            return path.name in self.folders
        return path.is_file() and self.names_file(path)

    def names_file(self, path: Path) -> bool:
        """Whether a file of this name is expected."""
        by_ending = bool(self.ending) and path.name.endswith(self.ending)
        return by_ending or path.name in self.names or path.name.endswith(_FOR_PEOPLE)

    def suggest(self, path: Path) -> str:
        """What an entry should probably be called; empty if that cannot be told."""
        near = suggest_name(path.name, [*self.names, *self.folders])
        if near or not self.ending or path.is_dir():
            return near
        return f"{path.name.split('.')[0].strip().lower()}{self.ending}"

    def __str__(self) -> str:
        endings = [f"*{self.ending}"] if self.ending else []
        return ", ".join([*endings, *self.names, *(f"{name}/" for name in self.folders)])


def refuse_stray_inputs(catalogue: Catalogue) -> None:
    """Raise ``InputProblemsError`` for input that nobody would read."""
    raise_problems([*_find_stray_params(catalogue.project), *_find_stray_inputs(catalogue)])


def _find_stray_params(project: Project) -> Iterator[Problem]:
    """Files of params/ that nobody would read."""
    folders = (*_PARTS, "checking", LOOKS, QUARTO)
    yield from _strays(project, project.params, _Expected(names=_TOP, folders=folders))
    yield from _strays(project, project.params / "checking", _Expected(names=_CHECKING))
    for part in _PARTS:
        yield from _strays(project, project.params / part, _Expected(".yaml"))


def _find_stray_inputs(catalogue: Catalogue) -> Iterator[Problem]:
    """Files and folders of data/ that hold figures or registers, and that nobody would read."""
    project = catalogue.project
    areas = catalogue.areas.values()
    folders = {name for area in areas for name in (area.slug, area.figures_in) if name}
    top = _Expected(names=("confirmed.csv",), folders=(*sorted(folders), NATIONAL))
    yield from _strays(project, project.data, top)
    figures = _Expected(".csv", ("sources.yaml",), ("registers",))
    registers = _Expected(names=tuple(f"{name}.csv" for name in catalogue.registers))
    for folder in sorted(folders):
        yield from _strays(project, project.data / folder, figures)
        yield from _strays(project, project.data / folder / "registers", registers)
    national = project.data / NATIONAL
    yield from _strays(
        project, national, _Expected(names=(AUTHORITIES, STANDING), folders=("figures",))
    )
    yield from _strays(project, national / "figures", replace(figures, folders=()))


def _strays(project: Project, folder: Path, expected: _Expected) -> Iterator[Problem]:
    for path in list_entries(folder):
        unused = path.is_dir() and is_empty(path) and not expected.names_file(path)
        if not unused and not expected.holds(path):
            yield _stray(project, path, expected)


def _stray(project: Project, path: Path, expected: _Expected) -> Problem:
    """An entry that nobody would read, with what its name should probably be."""
    shown, allowed = hide_persons(project.shown(path)), str(expected)
    if expected.names_file(path):
        wrong = "it is a folder, a pipe, a device, or a link to what is not there"
        return Problem(shown, None, "", wrong, f"an ordinary file: {allowed}")
    name = hide_persons(expected.suggest(path))
    mend = f"; should it be '{name}'? Save it in that form" if name else ""
    return Problem(shown, None, "", f"nothing of this name is read{mend}", allowed)


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
