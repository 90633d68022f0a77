"""The toolkit and the packages that run here, as short hashes."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from bcssp_lib.files.fingerprints import digest, text_digest

# What notebooks can reach, and what runs them; the other rooms only compose and render.
_ROOMS = ("model", "files", "stats", "data", "section", "build")
_PACKAGE = Path(__file__).parents[1]


@cache
def library_digest() -> str:
    """A hash of the modules that notebooks can reach, or that run them."""
    return digest(_modules(_ROOMS))


@cache
def toolkit_digest() -> str:
    """A hash of the whole toolkit, without what an installed one brings for new projects."""
    paths = (path for path in _PACKAGE.rglob("*") if _PACKAGE / "starter" not in path.parents)
    return digest(path for path in paths if path.suffix != ".pyc")


@cache
def packages_digest() -> str:
    """A hash of the names and versions of everything that is installed."""
    return text_digest(
        *(f"{name} {version}" for name, version in sorted(installed_packages().items()))
    )


@cache
def installed_packages() -> dict[str, str]:
    """The installed packages and their versions, by the names of their folders."""
    return dict(map(_name_and_version, _descriptions()))


@cache
def packages_by_module() -> dict[str, frozenset[str]]:
    """The packages that each top-level module comes from, by the files they say are theirs.

    ``importlib.metadata.packages_distributions`` tells the same, in many times the time.
    """
    by_module: dict[str, set[str]] = {}
    for folder in _descriptions():
        name, _ = _name_and_version(folder)
        for module in _modules_of(folder):
            by_module.setdefault(module, set()).add(name)
    return {module: frozenset(names) for module, names in by_module.items()}


@cache
def installed_modules() -> frozenset[str]:
    """The names of the top-level modules that packages have installed."""
    names = (name.partition(".")[0] for folder in _install_folders() for name in os.listdir(folder))
    return frozenset(name for name in names if not name.startswith("_")) - {_PACKAGE.name}


def _descriptions() -> Iterator[Path]:
    """The folders in which installed packages describe themselves."""
    for folder in _install_folders():
        yield from folder.glob("*.dist-info")


def _install_folders() -> set[Path]:
    return {Path(sysconfig.get_path(kind)) for kind in ("purelib", "platlib")}


def _name_and_version(description: Path) -> tuple[str, str]:
    name, _, number = description.stem.rpartition("-")
    return _plain_name(name), number


def _modules_of(description: Path) -> set[str]:
    """The top-level modules of a package."""
    if named := _text(description / "top_level.txt").split():
        return set(named)
    files = [line.partition(",")[0] for line in _text(description / "RECORD").splitlines()]
    return {file.partition("/")[0].removesuffix(".py") for file in files if file.endswith(".py")}


def _text(path: Path) -> str:
    """What a file holds; nothing, where there is none."""
    return path.read_text("utf-8") if path.is_file() else ""


def package_folder(name: str) -> Path | None:
    """Where a package is installed, without importing it; None if it is not."""
    spec = find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _modules(rooms: Iterable[str]) -> Iterable[Path]:
    yield from _PACKAGE.glob("*.py")
    for room in rooms:
        yield from (path for path in (_PACKAGE / room).rglob("*") if path.suffix != ".pyc")


def _plain_name(name: str) -> str:
    """A package's name as its folder spells it."""
    return name.lower().replace("-", "_").replace(".", "_")


def slim_imports() -> None:
    """Leave out an import that takes a second, and threads that would not live through a fork.

    jsonschema looks for ``rfc3987_syntax``, to check addresses with letters beyond ASCII;
    notebooks hold none. To Python a module that is None is one that is not installed. pydantic
    would look for plugins in the description of every package.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
