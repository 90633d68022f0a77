"""What registers carry over into a new period: nothing is copied, and nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.loader import load_figures
from bcssp_lib.files.project import Project
from bcssp_lib.model.period import Period
from bcssp_lib.section.follow_up import followed


@dataclass(frozen=True)
class Carried:
    """How many entries of an area's register were open when the period before ended."""

    area: str
    records: str
    open: int
    overdue: int

    def __str__(self) -> str:
        return f"{self.area}: open {self.records}: {self.open} (overdue: {self.overdue})"


def carried_entries(
    project: Project, catalogue: Catalogue, areas: tuple[str, ...], period: Period
) -> list[Carried]:
    """What each area's registers carry over into a period, where they carry anything."""
    found = []
    for area in areas:
        figures = load_figures(project, catalogue, (area,))
        for name, schema in catalogue.registers.items():
            if schema.follow_up is None:
                continue
            entries = followed(schema, figures.register(name, area), period.previous())
            left = [one for one in entries if not one.done]
            late = sum(one.overdue for one in left)
            if left:
                found.append(Carried(area, schema.records, len(left), late))
    return found
