"""A new year starts from last year's words, each marked until somebody has reviewed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.loader import load_figures
from bcssp_lib.files.folders import put_bytes
from bcssp_lib.files.project import Project
from bcssp_lib.model.period import Period
from bcssp_lib.narrative.blocks import blocks_text, read_blocks
from bcssp_lib.narrative.desk import Desk
from bcssp_lib.narrative.history import write_kept
from bcssp_lib.section.registers import RegisterView


def roll_forward(desks: Sequence[Desk]) -> tuple[list[Path], list[Path]]:
    """Copy the narrative of the year before; what is there already is left as it is.

    Returns the files that were written, and those that were there.
    """
    written, there = [], []
    for desk in desks:
        before = desk.year_before()
        blocks = read_blocks(before.narrative, desk.project.shown(before.narrative))
        if desk.narrative.exists():
            there.append(desk.narrative)
        elif blocks:
            _copy_pictures(before, desk)
            text = blocks_text([replace(block, carried=block.has_text) for block in blocks])
            write_kept(desk.narrative, text.encode(), desk.history)
            written.append(desk.narrative)
    return written, there


def _copy_pictures(before: Desk, desk: Desk) -> None:
    """The texts name them; one that is there already is left as it is."""
    for path in before.pictures.glob("*.*"):
        if path.is_file() and not (desk.pictures / path.name).exists():
            put_bytes(path.read_bytes(), desk.pictures / path.name)


@dataclass(frozen=True)
class CarriedEntries:
    """How many entries of an area's register were open when the period before ended."""

    area: str
    records: str
    open: int
    overdue: int

    def __str__(self) -> str:
        return f"{self.area}: open {self.records}: {self.open} (overdue: {self.overdue})"


def count_carried_entries(
    project: Project, catalogue: Catalogue, areas: tuple[str, ...], period: Period
) -> list[CarriedEntries]:
    """What each area's registers carry over into a period, where they carry anything."""
    carried = []
    for area in areas:
        figures = load_figures(project, catalogue, (area,))
        for name, schema in catalogue.registers.items():
            if schema.follow_up is None:
                continue
            view = RegisterView(schema, figures.register(name, area), period.previous())
            left = [entry for entry in view.follow() if not entry.done]
            late = sum(mention.overdue for mention in left)
            if left:
                carried.append(CarriedEntries(area, schema.records, len(left), late))
    return carried
