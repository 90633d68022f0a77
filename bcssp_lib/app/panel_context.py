"""What the panel speaks of: a section of a built report, a text that is typed, and findings in it.

A text is bound by the same function as in a build: braces that cannot be bound stay as they were
typed, and the rest is shown all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from bcssp_lib.build.built_facts import read_report
from bcssp_lib.build.plan import ReportPlan
from bcssp_lib.build.request import Request
from bcssp_lib.checks.check import check_persons, check_sentences
from bcssp_lib.checks.coverage import add_reason
from bcssp_lib.checks.fact_index import FactIndex, index_facts
from bcssp_lib.checks.language import check_language
from bcssp_lib.checks.prose import BlockProse, ReportText, split_block
from bcssp_lib.checks.staleness import check_staleness
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import not_known
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind, Severity
from bcssp_lib.narrative.author_files import AuthorFiles
from bcssp_lib.narrative.binding import (
    MARKED,
    BoundBlock,
    FactBook,
    Span,
    bind_block,
)
from bcssp_lib.narrative.blocks import Block, hide_in_block
from bcssp_lib.narrative.expressions import PRIVATE, TextProblem
from bcssp_lib.narrative.review_record import SectionReview
from bcssp_lib.narrative.saving import read_given_names
from bcssp_lib.narrative.section_notebook import SectionNotebook, section_paths
from bcssp_lib.publish.allowlist import find_disallowed
from bcssp_lib.publish.block_texts import BlockText
from bcssp_lib.stats.wording import absence_sentences, capitalise

_PRIVATE = re.compile(f"[{PRIVATE}]")
_PASTED = re.compile(r"!\[([^\]]*)\]\(attachment:[^)]*\)")
_NOT_SHOWN = "The review copy shows this in place of the text, and the report cannot be published."
_WEIGHTS = [*Severity]


@dataclass(frozen=True)
class Preview:
    """A block as HTML, sentences on what has no figure, and the block with its facts put in."""

    html: str
    absent: tuple[str, ...]
    bound: BoundBlock


def preview_block(block: Block, section: str, book: FactBook) -> Preview:
    """Bind a block's text and render it, its facts and its problems marked."""
    bound = bind_block(block, section, book)
    return Preview(_html(bound), tuple(_absent_words(bound)), bound)


def _absent_words(bound: BoundBlock) -> list[str]:
    """Which figures were not supplied or are not shown; default text says so by itself."""
    return [] if bound.block.default else list(absence_sentences(bound.lacks))


class _Renderer(RendererHTML):
    """Facts and wrong passages become marked text; pictures their alternative text."""

    def text(self, tokens: Sequence[Token], idx: int, _: Any, env: MutableMapping[str, Any]) -> str:
        spans: Sequence[Span] = env["spans"]

        def element(match: re.Match[str]) -> str:
            span = spans[int(match[1])]
            if not span.names and span.citation is None:
                return f"<mark>{match[2]}</mark>"
            title = escape(span.citation.words) if span.citation else span.names[0]
            return f'<span class="bcssp-fact" title="{title}">{match[2]}</span>'

        return MARKED.sub(element, escape(tokens[idx].content))

    def image(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        words = self.renderInlineAsText(tokens[idx].children, options, env)
        return f"<mark>[picture: {escape(words)}]</mark>"


_markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable(
    ["table", "strikethrough"]
)


def _html(bound: BoundBlock) -> str:
    """Markdown as HTML in which nothing can run: tags are shown as they were typed."""
    html: str = _markdown.render(bound.marked, {"spans": bound.spans})
    return _PRIVATE.sub("", html)  # those within code or a link's title


@dataclass(frozen=True)
class PanelContext:
    """A section of a report as it was last built, with the facts of the whole report.

    ``written`` is the narrative file as it is, ``review`` what was confirmed and accepted, and
    ``names`` are those of cells whose own ids are random numbers. ``of_notebook`` says that what is
    typed is the default text of the section, in its notebook, and no area's own.
    """

    report: ReportPlan
    section: SectionNotebook
    book: FactBook
    catalogue: Catalogue
    files: AuthorFiles
    written: tuple[Block, ...] = ()
    review: SectionReview = field(default_factory=SectionReview)
    names: Mapping[str, str] = field(default_factory=dict)
    of_notebook: bool = False

    @property
    def folder(self) -> Path:
        """The folder of the notebook that is written in."""
        project = self.files.project
        return project.notebooks if self.of_notebook else self.files.working.parent

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact of the report, those of the section first."""
        section_name = self.section.name
        names = [section_name, *(name for name in self.book.facts if name != section_name)]
        return tuple(fact for name in names for fact in self.book.facts.get(name, {}).values())

    @cached_property
    def index(self) -> FactIndex:
        """The facts as a check looks them up; made once, since that takes longer than a check."""
        return index_facts(self.book, self.catalogue, self.report.area)

    def block(self, cell: str, kept: str, text: str) -> Block:
        """The text of a cell as a block; ``kept`` is the id that the cell was written with."""
        block = self.typed_block(cell, kept, text)
        return block if block.default else hide_in_block(block, self.catalogue.screening)

    def typed_block(self, cell: str, kept: str, text: str) -> Block:
        """The same to the letter, with what a report hides: only to be edited and given back."""
        defaults = {block.id: block.source for block in self.section.blocks}
        name = kept if kept and cell not in defaults else self.names.get(cell, cell)
        if self.of_notebook or defaults.get(name) == text:
            return Block(name, text, self.section.shown, 1, default=True)
        return Block(name, f"{text}\n", f"{self.section.name}.md", 0, default=False)

    def saved(self, block: Block) -> Block | None:
        """The block as the narrative file has it, if its text is the same to the letter."""
        same = (saved for saved in self.written if saved.id == block.id and saved.has_text)
        return next((saved for saved in same if saved.source == block.source), None)

    def unreviewed(self, block: Block) -> bool:
        """Whether a text is last year's, which nobody has reviewed since."""
        saved = self.saved(block)
        return saved is not None and saved.carried

    def read_again(self) -> PanelContext:
        """The same with the narrative file and its review record as they are now."""
        files = self.files
        return replace(
            self,
            written=files.read_blocks(),
            review=files.read_review(),
            names=read_given_names(files),
        )


def read_panel_context(
    project: Project, area: str, section: str, period: str = "", edition: str = ""
) -> PanelContext:
    """Read a built report, and find one of its sections."""
    report, book = read_report(project, Request.for_report(area, period, edition))
    by_name = {section.name: section for section in report.sections}
    if section not in by_name:
        raise not_known("section", section, by_name)
    catalogue = load_catalogue(project)
    _ = catalogue.checks  # a mistake there is told now, and not when the author pauses
    files = AuthorFiles(project, report.id, by_name[section])
    return PanelContext(report, by_name[section], book, catalogue, files).read_again()


def read_default_context(project: Project, area: str, notebook: str) -> PanelContext:
    """The default text in a notebook of notebooks/, as the report of an area shows it."""
    by_file = {path.name: name for name, path in section_paths(project).items()}
    if notebook not in by_file:
        raise not_known("notebook of a section", notebook, by_file)
    return replace(read_panel_context(project, area, by_file[notebook]), of_notebook=True)


def find_findings(bound: BoundBlock, context: PanelContext) -> list[Finding]:
    """Every finding that a build would have in one text, the heaviest first; facts are put in.

    Not those that compare it with other texts. It takes longer than showing the text, so that it
    is done when its author pauses.
    """
    prose = split_block(context.section.name, bound)
    shown = () if bound.problems else (prose,)  # what cannot be bound is no text yet
    report = _report_text(context, prose, shown)
    findings = [
        *find_unshown(prose, bound.problems),
        *_disallowed_content(prose, context),
        *check_persons(report),
        *check_sentences(shown, context.index),
        *check_language(shown, context.catalogue),
        *_find_stale(report, prose, context),
    ]
    with_reasons = (add_reason(finding, report) for finding in dict.fromkeys(findings))
    return sorted(with_reasons, key=lambda finding: _WEIGHTS.index(finding.severity))


def find_unshown(prose: BlockProse, problems: Iterable[TextProblem]) -> list[Finding]:
    """Why a text cannot be shown, without naming the block, which its author is looking at."""
    return [
        prose.finding(Kind.NOT_SHOWN, capitalise(str(problem)), _NOT_SHOWN, "Correct the text.")
        for problem in problems
    ]


def _disallowed_content(prose: BlockProse, context: PanelContext) -> list[Finding]:
    """What a text may not bring in; pictures pasted into the cell become files when it is saved."""
    text = _PASTED.sub(r"\1", prose.bound.text)
    found, _ = find_disallowed([BlockText(prose.bound, text, context.report.paths.narrative)])
    return find_unshown(prose, found.get(0, ()))


def _find_stale(report: ReportText, prose: BlockProse, context: PanelContext) -> list[Finding]:
    """What waits to be confirmed; what is typed now is noted with its figures when it is saved."""
    saved = context.saved(prose.block)
    if saved is None:
        return []
    as_saved = replace(prose, bound=replace(prose.bound, block=saved))
    return list(check_staleness(replace(report, blocks=(as_saved,) if report.blocks else ())))


def _report_text(
    context: PanelContext, prose: BlockProse, shown: tuple[BlockProse, ...]
) -> ReportText:
    """A report of one text, as rules read it."""
    return ReportText(
        blocks=shown,
        unshown=() if shown else (prose,),
        book=context.book,
        catalogue=context.catalogue,
        area=context.report.area,
        period=context.report.period,
        duties=(),
        reviews={context.section.name: context.review},
        registers={},
    )
