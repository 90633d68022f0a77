"""Composing and rendering one report, from its executed sections and its narrative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bcssp_lib.build.checking import check_text, make_fact_book, make_report_text
from bcssp_lib.build.plan import Plan, ReportPlan
from bcssp_lib.checks.coverage import CheckResult, list_duties
from bcssp_lib.checks.prose import ReportText
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.report_paths import FINDINGS, MANIFEST
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.finding import Finding, findings_text
from bcssp_lib.narrative.binding import FactBook, Show, Span, bind_block, escape_markdown
from bcssp_lib.narrative.helpers import find_undefined_abbreviations
from bcssp_lib.publish.block_texts import ExecutedSection, read_executed
from bcssp_lib.publish.compose import Composed, SectionText, compose_chapters
from bcssp_lib.publish.manifest import manifest_text
from bcssp_lib.publish.review import render_review

if TYPE_CHECKING:
    from bcssp_lib.publish.publication import Published

_FEW = 5  # findings that a message names


@dataclass(frozen=True)
class RenderedReport:
    """A report's rendered files, still in a folder of their own; without them, the error."""

    review: Path | None = None
    published: Published | None = None
    publication: Path | None = None
    warnings: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    error: str = ""
    log: str = ""


def render_report(
    plan: Plan, report: ReportPlan, errors: Mapping[str, str], folder: Path, *, publish: bool
) -> RenderedReport:
    """Render a report; ``errors`` by section say which have failed, and why.

    What the user must correct is kept with what was made before it was found.
    """
    rendered = RenderedReport()
    try:
        with output_errors(plan.out):
            sections = [_section_text(report, section.name, errors) for section in report.sections]
            book = _book(report, sections)
            sections = [_bind(section, report, book) for section in sections]
            to_check = make_report_text(plan, report, sections, book)
            with ThreadPoolExecutor(1) as executor:
                text = _Text(plan, report, sections, to_check, executor)
                rendered = _render_review(text, folder)
                if publish:
                    rendered = _render_publication(text, folder, rendered)
    except UserError as error:
        rendered = replace(rendered, error=str(error))
    return rendered


def render_section(plan: Plan, report: ReportPlan, executed: ExecutedSection, folder: Path) -> Path:
    """Render one section as a page of its own, which looks like the review copy.

    The other sections, whose facts its text may name, are as they were last built.
    """
    name = executed.section
    paths = report.paths
    missing = [each for each in report.sections if not paths.executed(each.stem).exists()]
    errors = {section.name: "it is not built" for section in missing} | {name: "it is replaced"}
    sections = [_section_text(report, section.name, errors) for section in report.sections]
    sections = [
        replace(text, executed=executed, error="") if text.name == name else text
        for text in sections
    ]
    book = _book(report, sections)
    sections = [_bind(text, report, book) for text in sections]
    with ThreadPoolExecutor(1) as executor:
        to_check = make_report_text(plan, report, sections, book)
        text = _Text(plan, report, sections, to_check, executor)
        whole = text.composed(name_fact, linked=False)
    chapters = tuple(chapter for chapter in whole.chapters if chapter.name == name)
    return render_review(replace(whole, chapters=chapters), folder)


def _section_text(report: ReportPlan, name: str, errors: Mapping[str, str]) -> SectionText:
    section = report.section(name)
    error = errors.get(name, "")
    executed = None
    if not error:
        executed = read_executed(report.paths.executed(section.stem), report.id.stamp(name))
    folder = report.paths.narrative
    return SectionText(name, section.stem, section.title, (), executed, error, folder)


def _bind(text: SectionText, report: ReportPlan, book: FactBook) -> SectionText:
    """A section with its narrative bound to the facts of the report; not one that has failed."""
    if text.executed is None:
        return text
    blocks = report.narrative[text.name]
    return replace(text, narrative=tuple(bind_block(block, text.name, book) for block in blocks))


@dataclass(frozen=True)
class _Text:
    """A report before it is composed: its sections, and what a check will find."""

    plan: Plan
    report: ReportPlan
    sections: Sequence[SectionText]
    to_check: ReportText
    beside: Executor

    @cached_property
    def check(self) -> Future[CheckResult]:
        """Its check, which begins when it is first asked for."""
        return self.beside.submit(check_text, self.to_check)

    @property
    def checked(self) -> CheckResult:
        """What the check found; it is waited for."""
        return self.check.result()

    @property
    def shown(self) -> CheckResult:
        """What a report shows of its check: only what authors keep has to be waited for."""
        if any(review.accepts for review in self.report.reviews.values()):
            return self.checked
        return CheckResult(duties=list_duties(self.to_check))

    def composed(self, show: Show, *, linked: bool) -> Composed:
        """Set its narrative among its results, and fill what depends on the whole."""
        chapters, whole = compose_chapters(
            self.sections, self.plan.catalogue.glossary, show, self.shown, linked
        )
        report = self.report
        return Composed(
            title=f"{report.edition.title} {report.period.wording}",
            subtitle=report.area.partnership or report.area.name,
            area=report.area.name,
            report=report.id,
            synthetic=report.synthetic,
            chapters=chapters,
            facts=whole.facts,
            text=whole.text,
            images=whole.images,
        )


def _book(report: ReportPlan, sections: Sequence[SectionText]) -> FactBook:
    executed = [section.executed for section in sections if section.executed is not None]
    return make_fact_book(
        report, executed, {section.name: section.title for section in sections if section.error}
    )


def _render_review(text: _Text, folder: Path) -> RenderedReport:
    """Compose a report and make its review copy; what the check found is kept next to it."""
    composed = text.composed(link_fact, linked=True)
    made = folder / "review"
    made.mkdir(parents=True)
    check = text.check  # it takes as long as pandoc does, and another core
    review, findings_file = render_review(composed, made), made / FINDINGS
    findings = check.result().findings
    findings_file.write_text(findings_text(text.report.id.stamp(), findings), "utf-8", newline="\n")
    manifest = manifest_text(composed, [review, findings_file])
    (made / MANIFEST).write_text(manifest, "utf-8", newline="\n")
    warnings = tuple(_warnings(text.plan, text.sections, composed))
    return RenderedReport(review=review, warnings=warnings, findings=findings)


def _render_publication(text: _Text, folder: Path, rendered: RenderedReport) -> RenderedReport:
    """Make the publication; none is made of a report with gaps, or with open errors."""
    if why := _why_not_published(text):
        return replace(rendered, error=why)
    from bcssp_lib.publish.publication import render_publication  # slow to import

    composed = text.composed(name_fact, linked=False)
    made = folder / "publication"
    made.mkdir(parents=True)
    try:
        published = render_publication(composed, made)
    except UserError as error:
        return replace(rendered, error=str(error))
    manifest = manifest_text(composed, published.files.values())
    (made / MANIFEST).write_text(manifest, "utf-8", newline="\n")
    return replace(rendered, published=published, publication=made)


def _why_not_published(text: _Text) -> str:
    """Why a report may not be published; empty where it may."""
    report, errors = text.report, text.checked.open_errors
    of, period = f"The report of {report.area.name}", f"--period {report.period.label}"
    if any(section.executed is None for section in text.sections):
        return (
            f"{of} has failed sections and was not published. Correct them (the review copy says "
            "which), then publish again."
        )
    carried = [
        f"{name} ({block.id})"
        for name, blocks in report.narrative.items()
        for block in blocks
        if block.carried
    ]
    if carried:
        return (
            f"{of} holds last year's text that was not reviewed: {', '.join(carried)}. Change "
            f"it, or confirm it with: bcssp confirm {report.area.slug} SECTION {period}"
        )
    if not errors:
        return ""
    listed = "; ".join(f"{error.place}: {error.what.rstrip('.')}" for error in errors[:_FEW])
    more = f"; and {len(errors) - _FEW} more" if len(errors) > _FEW else ""
    count = "an open error" if len(errors) == 1 else f"{len(errors)} open errors"
    return (
        f"{of} has {count} in its text and was not published. {listed}{more}. See them with: "
        f"bcssp check {report.area.slug} {period}; correct each, or accept it with a reason."
    )


def link_fact(span: Span) -> str:
    """A fact in the review copy: a link to where it came from, if that was built."""
    words = escape_markdown(span.words)
    return f"[{words}](#{span.facts[0].anchor}){{.fact}}" if span.facts else words


def name_fact(span: Span) -> str:
    """A fact in the publication: text that carries the fact's name."""
    return f'[{escape_markdown(span.words)}]{{.fact data-fact="{span.names[0]}"}}'


def _warnings(plan: Plan, sections: Sequence[SectionText], composed: Composed) -> list[str]:
    listed = [
        f"{section.title}: {text}"
        for section in sections
        if section.executed is not None
        for text in section.executed.warnings
    ]
    if unexplained := _unexplained(plan, composed):
        listed.append(
            f"Abbreviations used but not in params/glossary.yaml: {', '.join(unexplained)}"
        )
    listed.extend(
        f"{bound.block.file}, block '{bound.block.id}': the text uses figures that were not "
        f"supplied: {', '.join(bound.absent)}"
        for chapter in composed.chapters
        for bound in chapter.bound
        if bound.absent and not bound.block.default
    )
    return listed


def _unexplained(plan: Plan, composed: Composed) -> list[str]:
    """Abbreviations of tables and charts that nothing explains; of narrative, the check tells."""
    explained = [*plan.catalogue.glossary, *plan.catalogue.names]
    narrative = "\n".join(block.text for chapter in composed.chapters for block in chapter.bound)
    abbreviations = find_undefined_abbreviations(narrative, explained)
    return [
        abbreviation
        for abbreviation in find_undefined_abbreviations(composed.text, explained)
        if abbreviation not in abbreviations
    ]
