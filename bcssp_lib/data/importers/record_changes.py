"""What an import would change in one register: which rows are new, revised, lost or the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bcssp_lib.data.importers.changes import csv_text

Cells = Mapping[str, str]  # of a row, by column


@dataclass(frozen=True)
class RecordChange:
    """One register of an area, and what changes in it. ``rows`` are all that it will hold.

    ``origins`` give, for each of these, the row of the imported file; none for a row that was
    there and stays. ``revised`` are pairs of a row before and after.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    origins: tuple[int | None, ...]
    new: tuple[Cells, ...] = ()
    revised: tuple[tuple[Cells, Cells], ...] = ()
    lost: tuple[Cells, ...] = ()
    same: int = 0

    @property
    def changes(self) -> bool:
        """Whether the register will hold other rows than before."""
        return bool(self.new or self.revised or self.lost)

    def text(self) -> str:
        """The file as it will be."""
        return csv_text(self.columns, [[row[name] for name in self.columns] for row in self.rows])

    def first_revised(self) -> str:
        """The first row that is revised: what was in its first cell that differs, and what is."""
        before, after = self.revised[0]
        column = next(name for name in self.columns if before[name] != after[name])
        return f"{describe_row(after)}: {column}: {before[column] or 'empty'} → {after[column]}"


def describe_row(cells: Cells) -> str:
    """A row in a few words: what its first cells hold."""
    texts = [text for text in list(cells.values())[:3] if text]
    return ", ".join(text if len(text) <= 60 else f"{text[:60]} …" for text in texts)
