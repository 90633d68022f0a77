"""The publication: by Quarto where it is installed, else PDF by Typst and Word by pandoc.

A workbook of all tables goes with either.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.quarto_book import render_book
from bcssp_lib.publish.single_files import render_pdf, render_word
from bcssp_lib.publish.workbook import render_workbook

GET_QUARTO = (
    "Quarto was not found, so there is no HTML book. To get Quarto: pip install .[quarto], or "
    "conda env create -f environment.yml, or the installer on quarto.org."
)


@dataclass(frozen=True)
class Published:
    """The files of a publication by kind, and the engine that made them."""

    files: dict[str, Path]
    engine: str
    advice: str = ""

    def moved(self, before: Path, after: Path) -> Published:
        """The same publication in another place."""
        files = {kind: after / path.relative_to(before) for kind, path in self.files.items()}
        return Published(files, self.engine, self.advice)


def render_publication(composed: Composed, folder: Path) -> Published:
    """Render a publication in a folder of its own, with the best engine there is."""
    program = find_quarto()
    if program is not None:
        files, engine, advice = render_book(composed, folder, program), "Quarto", ""
    else:
        files = {"PDF": render_pdf(composed, folder), "Word": render_word(composed, folder)}
        engine, advice = "Typst (PDF) and pandoc (Word)", GET_QUARTO
    return Published({**files, "Workbook": render_workbook(composed, folder)}, engine, advice)


def find_quarto() -> str | None:
    """The path of the Quarto program, as the quarto package finds it."""
    import quarto  # only where something is published

    path = quarto.path()
    return shutil.which(path) if path else None


def engine_fingerprint() -> str:
    """What changes when Quarto is installed, removed, or another one; empty without it."""
    program = find_quarto()
    if program is None:
        return ""
    stat = Path(program).stat()
    return f"{program} {stat.st_size} {stat.st_mtime_ns}"
