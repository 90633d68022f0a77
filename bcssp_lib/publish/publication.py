"""The publication: by Quarto where it is installed, else PDF by Typst and Word by pandoc.

A workbook of all tables goes with either.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.engine import GET_QUARTO, find_quarto
from bcssp_lib.publish.quarto_book import render_book
from bcssp_lib.publish.single_files import render_pdf, render_word
from bcssp_lib.publish.workbook import render_workbook


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
