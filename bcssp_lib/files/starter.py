"""What a new project is given: the parameters, notebooks and example that the package brings."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from bcssp_lib.files.entries import list_entries

_PACKAGE = Path(__file__).resolve().parents[1]
_TEMPLATES = files("bcssp_lib.files") / "templates"
_AREAS = "params/areas/"  # whose areas they are is for each project to say
_OF_PROJECT = {
    "README.md": "project_readme.md",
    ".gitignore": "project_gitignore",
    "data/README.md": "data_readme.md",
}


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
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in _walk(root / folder)}


def _walk(folder: Path) -> Iterator[Path]:
    """The files of a folder, however deep; none that an editor or a system has left behind."""
    for path in list_entries(folder):
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path
