"""What a section is made from, as short hashes, so that nothing stale is ever reused."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from bcssp_lib.figures.catalogue import Catalogue
from bcssp_lib.figures.project import Project

_LETTERS = 12


class Inputs:
    """Hashes of the inputs of sections; what many sections share is read once."""

    def __init__(self, project: Project, catalogue: Catalogue) -> None:
        self._project = project
        self._catalogue = catalogue
        self._figures: dict[str, str] = {}
        self._shared = {
            "params": digest(project.params.rglob("*.yaml")),
            "toolkit": _toolkit(),
            "packages": _packages(),
        }

    def of_section(self, area: str, notebook: Path) -> dict[str, str]:
        """By the kind of input, the hash of what a section would be made from now."""
        return {"notebook": digest([notebook]), "figures": self._of_area(area), **self._shared}

    def _of_area(self, area: str) -> str:
        if area not in self._figures:
            paths = [*(self._project.data / area).rglob("*.*")]
            force = self._catalogue.areas[area].force_area
            if force:
                home = self._project.data / (self._catalogue.areas[force].figures_in or force)
                paths += [path for path in home.rglob("*.*") if _is_about(path, force)]
            self._figures[area] = digest(paths)
        return self._figures[area]


def _is_about(path: Path, area: str) -> bool:
    """Whether a file in another area's folder concerns an area: a CSV only if it has its rows."""
    return path.suffix != ".csv" or f"\n{area},".encode() in path.read_bytes()


def digest(paths: Iterable[Path]) -> str:
    """A short hash of the names and bytes of files; those that are missing do not count."""
    total = hashlib.sha256()
    for path in sorted(set(paths)):
        if path.is_file():
            content = path.read_bytes()
            total.update(f"{path.name} {len(content)} ".encode())
            total.update(content)
    return total.hexdigest()[:_LETTERS]


def changed_inputs(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """The kinds of input that differ."""
    return [kind for kind, found in now.items() if before.get(kind) != found]


@cache
def _toolkit() -> str:
    package = Path(__file__).parents[1]
    return digest(path for path in package.rglob("*") if path.suffix != ".pyc")


@cache
def _packages() -> str:
    found = sorted(f"{one.metadata['Name']} {one.version}" for one in distributions())
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:_LETTERS]
