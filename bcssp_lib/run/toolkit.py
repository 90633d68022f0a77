"""The toolkit and the packages that run here, as short hashes."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from bcssp_lib.run.marks import digest, text_digest

# What notebooks can reach, and what runs them; the floors above only compose and render.
_FLOORS = ("domain", "figures", "numbers", "disclosure", "show", "section", "run")
_PACKAGE = Path(__file__).parents[1]


@cache
def library_digest() -> str:
    """A hash of the modules that notebooks can reach, or that run them."""
    return digest(_modules(_FLOORS))


@cache
def toolkit_digest() -> str:
    """A hash of the whole toolkit."""
    return digest(path for path in _PACKAGE.rglob("*") if path.suffix != ".pyc")


@cache
def packages_digest() -> str:
    """A hash of the names and versions of everything that is installed."""
    return text_digest(*(f"{name} {found}" for name, found in sorted(installed().items())))


@cache
def installed() -> dict[str, str]:
    """The installed packages and their versions, by the names of their folders."""
    found = {}
    for place in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for folder in Path(place).glob("*.dist-info"):
            name, _, number = folder.stem.rpartition("-")
            found[plain_name(name)] = number
    return found


def package_folder(name: str) -> Path | None:
    """Where a package is installed, without importing it; none, if it is not."""
    found = find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def _modules(floors: Iterable[str]) -> Iterable[Path]:
    yield from _PACKAGE.glob("*.py")
    for floor in floors:
        yield from (path for path in (_PACKAGE / floor).rglob("*") if path.suffix != ".pyc")


def plain_name(name: str) -> str:
    """A package's name as its folder spells it."""
    return name.lower().replace("-", "_").replace(".", "_")
