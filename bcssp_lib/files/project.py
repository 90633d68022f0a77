"""The project folder: where params/, data/, notebooks/ and reports/ are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from bcssp_lib.model.errors import UserError

ROOT_VARIABLE = "BCSSP_ROOT"
_MARKERS = ("params", "notebooks", "data")


@dataclass(frozen=True)
class Project:
    """The folders of one project."""

    root: Path

    @property
    def params(self) -> Path:
        """Areas, periods, editions, indicators, ratings: no figures."""
        return self.root / "params"

    @property
    def data(self) -> Path:
        """Figures as tidy CSV."""
        return self.root / "data"

    @property
    def notebooks(self) -> Path:
        """One notebook a section."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """Narrative (kept in git) and everything that is built (ignored)."""
        return self.root / "reports"

    def shown(self, path: Path) -> str:
        """A path as messages show it: from the project's root, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()


def find_project(start: Path | None = None) -> Project:
    """Find the project from ``BCSSP_ROOT``, or from a folder and those above it."""
    named = os.environ.get(ROOT_VARIABLE)
    if start is None and named:
        return _check_folder(Path(named))
    start_folder = (start or Path.cwd()).resolve()
    for folder in (start_folder, *start_folder.parents):
        if _is_project(folder):
            return Project(folder)
    raise UserError(
        f"No project was found in {start_folder} or above it: a project folder holds "
        f"{', '.join(_MARKERS)}. Change to the project's folder, or set {ROOT_VARIABLE} to it. "
        "To start a project in an empty folder: bcssp init"
    )


def _check_folder(folder: Path) -> Project:
    if _is_project(folder):
        return Project(folder.resolve())
    raise UserError(
        f"{ROOT_VARIABLE} names {folder}, which is no project folder (it must hold "
        f"{', '.join(_MARKERS)}). Correct the variable, or unset it."
    )


def _is_project(folder: Path) -> bool:
    return all((folder / marker).is_dir() for marker in _MARKERS)
