"""Starting a project in an empty folder, and following newer defaults later.

What a project was given is kept by hash in ``.bcssp/given.json``, so that an update can tell a
file that nobody has changed from one that somebody has.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

import yaml

from bcssp_lib.files.folders import UNREADABLE, output_errors, put_bytes, walk_files
from bcssp_lib.files.known_authorities import read_known_authorities
from bcssp_lib.files.project import Project
from bcssp_lib.model.characters import make_slug
from bcssp_lib.model.commands import type_words
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.records import SLUG
from bcssp_lib.version import VERSION

GIVEN = ".bcssp/given.json"
_BEGUN = ".bcssp/begun"  # there while a project is written: what was asked for
NEW = ".new"  # a newer default lies next to the file that somebody has changed
_MAY_BE_THERE = (".git", ".gitattributes", ".venv", ".vscode", ".idea")
_MEND = "Choose another folder, or allow it"
_PACKAGE = Path(__file__).resolve().parents[1]
_TEMPLATES = files("bcssp_lib.files") / "templates"
_AREAS = "params/areas/"  # whose areas they are is for each project to say
_YAML = (".yaml", ".yml")
_CODES = ("code", "first", "last")
_OF_PROJECT = {
    "README.md": "project_readme.md",
    ".gitignore": "project_gitignore",
    "data/README.md": "data_readme.md",
}


@dataclass(frozen=True)
class NewProject:
    """A project that was begun: how many files it was given, and its own area's.

    ``codes``: whether the area's file has its codes, by which files of figures know it. ``nearest``
    are authorities of England that are called nearly as an area that is none of them.
    """

    project: Project
    files: int
    area: str = ""
    codes: bool = False
    nearest: tuple[str, ...] = ()


@dataclass
class Update:
    """What an update did to each file that the project was given, by what became of it."""

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # the newer one lies next to it
    no_longer_given: list[str] = field(default_factory=list)  # changed by somebody, so it stays
    deleted: list[str] = field(default_factory=list)  # by somebody, so it stays away


def start_project(folder: Path, area: str = "", *, example: bool = False) -> NewProject:
    """Write a new project into an empty folder: with one area of a name, or the example's.

    ``area`` may name a YAML file that describes it. A project that was begun so and cut off is
    finished. Raises ``UserError`` for a folder that holds anything else, and for a name that makes
    no slug; nothing is written then.
    """
    check_empty(folder)
    files = read_starter(example=example)
    described = {} if example else _describe_area(area)
    project = Project(folder)
    asked = "--example" if example else type_words("--area", area)
    check_begun(folder, asked)
    with output_errors(folder, _MEND):
        put_bytes(asked.encode(), folder / _BEGUN)
        for place, content in (files | described).items():
            if not (folder / place).exists():  # what was written before it was cut off is whole
                put_bytes(content, folder / place)
        _keep_given(project, example=example, files=files)
        (folder / _BEGUN).unlink()
    total, codes = len(files | described), any(b"\ncodes:" in one for one in described.values())
    slug = next((Path(place).stem for place in described), "")
    nearest = () if codes or example or area.endswith(_YAML) else _nearest_authorities(area)
    return NewProject(project, total, slug, codes, nearest)


def check_begun(folder: Path, asked: str) -> None:
    """Refuse to finish a project that was begun as another one, whose files lie there."""
    begun = folder / _BEGUN
    before = begun.read_text("utf-8") if begun.exists() else asked
    if before != asked:
        raise UserError(
            f"A project was begun in {folder.resolve()} with {before}, and cut off. To finish it: "
            f"{type_words('bcssp', 'init', folder)} {before}. To begin another, delete that folder "
            "first, or choose another; nothing was written."
        )


def update_project(project: Project) -> Update:
    """Give a project the newer defaults of this version, and change nothing of its own.

    A file that is as it was given is replaced. One that somebody has changed stays, and the
    newer one is put next to it; one that somebody has deleted stays away.
    """
    example, hashes = _read_given(project)
    files = read_starter(example=example)
    update = Update()
    with output_errors(project.root, _MEND):
        for place, content in files.items():
            _follow(project, place, content, hashes, update)
        for place in sorted(hashes.keys() - files.keys()):
            _leave_out(project, place, hashes, update)
        _keep_given(project, example=example, files=files)
    return update


def _follow(
    project: Project, place: str, content: bytes, hashes: Mapping[str, str], update: Update
) -> None:
    """Bring one file up to what is given now, three ways: was given, is there, is given."""
    path = project.root / place
    if not path.exists():
        if place in hashes:
            update.deleted.append(place)
        else:
            put_bytes(content, path)
            update.added.append(place)
        return
    there, was, now = _hash(path.read_bytes()), hashes.get(place), _hash(content)
    if now in (there, was):  # it is the newer one already, or there is no newer one
        return
    if there == was:
        put_bytes(content, path)
        update.replaced.append(place)
    else:
        put_bytes(content, path.with_name(path.name + NEW))
        update.kept.append(place)


def _leave_out(project: Project, place: str, hashes: Mapping[str, str], update: Update) -> None:
    """Take away a file that is given no longer, unless somebody has changed it."""
    path = project.root / place
    if not path.exists():
        return
    if _hash(path.read_bytes()) == hashes[place]:
        path.unlink()
        update.removed.append(place)
    else:
        update.no_longer_given.append(place)


def _hash(content: bytes) -> str:
    """The hash of a text, whatever line ends git or an editor gave it."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _keep_given(project: Project, *, example: bool, files: Mapping[str, bytes]) -> None:
    hashes = {place: _hash(content) for place, content in sorted(files.items())}
    kept = {"version": VERSION, "example": example, "files": hashes}
    put_bytes((json.dumps(kept, indent=1) + "\n").encode(), project.root / GIVEN)


def _read_given(project: Project) -> tuple[bool, dict[str, str]]:
    """Whether a project was given the example, and the hashes of what it was given."""
    path = project.root / GIVEN
    if not path.exists():
        raise UserError(
            f"{project.root} has no {GIVEN}, which bcssp init writes, so that nobody can tell "
            "what of it you have changed. Only a project that bcssp init has begun can be updated."
        )
    try:
        content = json.loads(path.read_text("utf-8"))
        hashes = {str(place): str(digest) for place, digest in content["files"].items()}
        version, example = str(content["version"]), bool(content["example"])
        newer = _numbers(version) > _numbers(VERSION)
    except UNREADABLE as error:
        raise UserError(
            f"{path} is damaged, and cannot be read ({type(error).__name__}). Put it back from a "
            "copy or from git, then run the command again."
        ) from error
    if newer:
        raise UserError(
            f"This project has the defaults of bcssp {version}, and this is {VERSION}. "
            "Install that version or a later one, then run the command again."
        )
    return example, hashes


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def check_empty(folder: Path) -> None:
    """Refuse a folder that holds anything but what git and editors keep there.

    One in which a project was begun and cut off can be gone on with.
    """
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file. Name a folder that is empty, or a new one.")
    if (folder / _BEGUN).exists():
        return
    there = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    if found := [name for name in there if name not in _MAY_BE_THERE]:
        if (folder / GIVEN).exists():
            raise UserError(
                f"{folder.resolve()} is a project already. Newer defaults of the toolkit are taken "
                "over with: bcssp init --update"
            )
        more = ", …" if len(found) > 3 else ""
        raise UserError(
            f"{folder.resolve()} is not empty: it holds {', '.join(found[:3])}{more}. A project "
            "is begun in a folder that is empty or new; nothing was written."
        )


def _describe_area(area: str) -> dict[str, bytes]:
    """An area's file for params/areas/, and a folder for its figures."""
    if area.endswith(_YAML):
        source = Path(area)
        if not source.is_file():
            raise UserError(f"There is no file {area} that describes an area.")
        slug, content = source.stem, source.read_bytes()
    else:
        slug = make_slug(area)
        quoted = yaml.safe_dump(area, allow_unicode=True, width=1000).splitlines()[0]
        content = _AREA.format(name=quoted, slug=slug, **_known_of(area)).encode()
    if not SLUG.fullmatch(slug) or len(slug) > 60:
        raise UserError(
            f"'{area}' cannot name an area: expected letters, digits and blanks (at most 60), "
            "such as Wiltshire."
        )
    return {f"params/areas/{slug}.yaml": content}


def _known_of(area: str) -> dict[str, str]:
    """The region and the codes of an authority of this name, as its file says them."""
    found = [row for row in read_known_authorities() if _is_called(row["name"], area)]
    if not found:
        return {"region": '""  # such as South West, to be compared with it', "codes": _NO_CODES}
    given = [[f"{key}: {row[key]}" for key in _CODES if row[key]] for row in found]
    codes = "".join(f"  - {{{', '.join(each)}}}\n" for each in given)
    department = f"department_code: {found[0]['department_code']}"
    return {"region": found[0]["region"], "codes": f"codes:\n{codes}{department}"}


def _nearest_authorities(area: str) -> tuple[str, ...]:
    """The names of authorities that are nearly this one, the nearest first."""
    names = {
        make_slug(part): part
        for row in read_known_authorities()
        for part in (row["name"].partition(", ")[0], row["name"])
    }
    return tuple(names[slug] for slug in get_close_matches(make_slug(area), names, cutoff=0.8))


def _is_called(name: str, area: str) -> bool:
    """Whether an authority has this name: "Bristol" is "Bristol, City of"."""
    return make_slug(area) in {make_slug(name), make_slug(name.partition(", ")[0])}


_NO_CODES = """\
# codes:
#   - {code: E06000000}  # of the Office for National Statistics
# department_code: 999  # of the Department for Education"""
_AREA = """\
# Your area. Its figures go into data/{slug}/ (see data/README.md).
name: {name}
short_name: {name}
region: {region}
# What reports name if you say it here: take out the "# ", and put your own in.
# partnership: Safeguarding Partnership of Your Area
# partnership_short: SPYA
# boards:
#   - Safeguarding Children Partnership of Your Area
#   - Safeguarding Adults Board of Your Area
{codes}
# statutory_partners:
#   - Council of Your Area
#   - NHS Integrated Care Board of Your Area
#   - Police of Your Area
# terms:  # abbreviations of local bodies, for the glossary
#   SPYA: Safeguarding Partnership of Your Area
# Whom bcssp template asks for returns, by the names that they have in tables:
# agencies: [Police, Hospital Trust]
"""


def find_starter() -> Path:
    """The folder with params/, notebooks/ and example/: the package's, or the checkout's."""
    packed = _PACKAGE / "starter"
    return packed if packed.is_dir() else _PACKAGE.parent


def read_starter(*, example: bool) -> dict[str, bytes]:
    """Every file that a project is given, by its place in the project.

    The example's areas and figures come with it, if they are asked for; other areas never.
    """
    root = find_starter()
    given = {place: (_TEMPLATES / name).read_bytes() for place, name in _OF_PROJECT.items()}
    for folder in ("params", "notebooks"):
        given.update(_read_folder(root, folder))
    given = {place: content for place, content in given.items() if not place.startswith(_AREAS)}
    if example:
        for folder in ("params", "data"):
            given.update(_read_folder(root / "example", folder))
    return given


def _read_folder(root: Path, folder: str) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in walk_files(root / folder)
    }
