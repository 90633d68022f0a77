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
            force = self._catalogue.areas[area].force_area
            homes = {area}
            if force:
                homes.add(self._catalogue.areas[force].figures_in or force)
            paths = [path for home in homes for path in (self._project.data / home).rglob("*.*")]
            self._figures[area] = digest(paths)
        return self._figures[area]


def digest(paths: Iterable[Path]) -> str:
    """A short hash of the names and bytes of files; those that are missing do not count."""
    total = hashlib.sha256()
    for path in sorted(paths):
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
