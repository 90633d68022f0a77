"""What a check is given: one report's text and facts, and what its authors said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bcssp_lib.checks.prose import BlockProse
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.loader import Registers
from bcssp_lib.model.area import Area
from bcssp_lib.model.period import Period
from bcssp_lib.model.requirement import Requirement
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.review_record import SectionReview


@dataclass(frozen=True)
class ReportText:
    """One report as its check reads it; ``blocks`` are in the order of reading.

    ``duties`` are those that its edition answers to, ``reviews`` by section what was
    confirmed and accepted, ``registers`` those of its area.
    """

    blocks: tuple[BlockProse, ...]
    book: FactBook
    catalogue: Catalogue
    area: Area
    period: Period
    duties: tuple[Requirement, ...]
    reviews: Mapping[str, SectionReview]
    registers: Registers

    def text_of(self, section: str, block: str) -> str:
        """The text of a block as it is written; empty, where the report has no such block."""
        wanted = (section, block)
        found = (one for one in self.blocks if (one.section, one.block.id) == wanted)
        return next((one.block.source for one in found), "")

    def command(self, name: str, *words: str) -> str:
        """A command of ``bcssp`` for this report."""
        parts = ("bcssp", name, self.area.slug, *filter(None, words))
        return f"{' '.join(parts)} --period {self.period.label}"
