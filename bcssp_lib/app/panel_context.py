"""What the panel speaks of: one section of one built report, and the facts of the report."""

from __future__ import annotations

from dataclasses import dataclass

from bcssp_lib.build.built_facts import read_report
from bcssp_lib.build.plan import ReportPlan
from bcssp_lib.build.request import Request
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import not_known
from bcssp_lib.model.fact import Fact
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.section_notebook import SectionNotebook


@dataclass(frozen=True)
class PanelContext:
    """A section of a report as it was last built, with the facts of the whole report."""

    report: ReportPlan
    section: SectionNotebook
    book: FactBook
    catalogue: Catalogue

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact of the report, those of the section first."""
        section_name = self.section.name
        names = [section_name, *(name for name in self.book.facts if name != section_name)]
        return tuple(fact for name in names for fact in self.book.facts.get(name, {}).values())

    def block(self, cell: str, kept: str, text: str) -> Block:
        """The text of a cell as a block; ``kept`` is the id that the cell was written with."""
        defaults = {block.id: block.source for block in self.section.blocks}
        name = kept if kept and cell not in defaults else cell
        if defaults.get(name) == text:
            return Block(name, text, self.section.shown, 1, default=True)
        return Block(name, f"{text}\n", f"{self.section.name}.md", 0, default=False)

    def unreviewed(self, block: Block) -> bool:
        """Whether a text is last year's, which nobody has reviewed since."""
        written = self.report.narrative[self.section.name]
        return any(
            last_year.carried and (last_year.id, last_year.source) == (block.id, block.source)
            for last_year in written
        )


def read_panel_context(
    project: Project, area: str, section: str, period: str, edition: str
) -> PanelContext:
    """Read a built report, and find one of its sections."""
    report, book = read_report(project, Request((area,), (period,), edition))
    by_name = {section.name: section for section in report.sections}
    if section not in by_name:
        raise not_known("section", section, by_name)
    return PanelContext(report, by_name[section], book, load_catalogue(project))
