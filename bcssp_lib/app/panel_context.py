"""What the panel speaks of: a section of a built report, its facts, and problems of its texts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bcssp_lib.app.preview import problem_sentence
from bcssp_lib.build.built_facts import read_report
from bcssp_lib.build.plan import ReportPlan
from bcssp_lib.build.request import Request
from bcssp_lib.checks.check import check_prose
from bcssp_lib.checks.language import check_language
from bcssp_lib.checks.persons import find_persons
from bcssp_lib.checks.prose import split_block
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import not_known
from bcssp_lib.model.fact import Fact
from bcssp_lib.narrative.binding import BoundBlock, FactBook
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.privacy import hide_in_block
from bcssp_lib.narrative.section_notebook import SectionNotebook
from bcssp_lib.publish.allowlist import find_disallowed
from bcssp_lib.publish.block_texts import BlockText

_PASTED = re.compile(r"!\[([^\]]*)\]\(attachment:[^)]*\)")


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
        block = Block(name, f"{text}\n", f"{self.section.name}.md", 0, default=False)
        return hide_in_block(block, self.catalogue.screening)

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
    catalogue = load_catalogue(project)
    _ = catalogue.checks  # a mistake there is told now, and not when the author pauses
    return PanelContext(report, by_name[section], book, catalogue)


def find_problems(bound: BoundBlock, context: PanelContext) -> list[str]:
    """Sentences about what a build would refuse in a block, or its check find; facts are put in.

    It takes longer than showing the block, so that it is done when its author pauses.
    """
    return [*_disallowed_content(bound, context), *_findings(bound, context)]


def _disallowed_content(bound: BoundBlock, context: PanelContext) -> list[str]:
    """What a text may not bring in; pictures pasted into the cell become files when it is saved."""
    text = _PASTED.sub(r"\1", bound.text)
    found, _ = find_disallowed([BlockText(bound, text, context.report.paths.narrative)])
    return list(map(problem_sentence, found.get(0, ())))


def _findings(bound: BoundBlock, context: PanelContext) -> list[str]:
    """What the check of a report would say of this block's figures, claims and language."""
    report = context.report
    prose = [split_block(context.section.name, bound)]
    findings = list(find_persons(prose))
    if not bound.problems:  # what cannot be bound is no text yet
        findings += check_prose(prose, context.book, context.catalogue, report.area)
        findings += check_language(prose, context.catalogue)
    return [
        f"{finding.severity.capitalize()}: "
        + " ".join(filter(None, (finding.what, finding.why, finding.suggestion)))
        for finding in findings
    ]
