"""Composing and rendering one report, from its executed sections and its narrative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bcssp_lib.build.checking import checked, text_to_check
from bcssp_lib.build.fact_book import fact_book
from bcssp_lib.build.plan import Plan, ReportPlan
from bcssp_lib.checks.coverage import CheckResult, duties_of
from bcssp_lib.checks.prose import ReportText
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.report_paths import FINDINGS, MANIFEST
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.finding import Finding, findings_text
from bcssp_lib.narrative.binding import FactBook, Show, Span, bind_block, escape_markdown
from bcssp_lib.narrative.terms import undefined_abbreviations
from bcssp_lib.publish.compose import Composed, SectionText, compose_chapters
from bcssp_lib.publish.executed import Executed, read_executed
from bcssp_lib.publish.manifest import manifest_text
from bcssp_lib.publish.review import render_review

if TYPE_CHECKING:
    from bcssp_lib.publish.publication import Published

_FEW = 5  # findings that a message names


@dataclass(frozen=True)
class Rendered:
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
) -> Rendered:
    """Render a report; ``errors`` by section say which have failed, and why.

    What the user must mend is kept with what was made before it was found.
    """
    rendered = Rendered()
    try:
        with output_errors(plan.out):
            sections = [_section_text(report, one.name, errors) for one in report.sections]
            book = _book(report, sections)
            sections = [_bind(one, report, book) for one in sections]
            to_check = text_to_check(plan, report, sections, book)
            with ThreadPoolExecutor(1) as beside:
                text = _Text(plan, report, sections, to_check, beside)
                rendered = _reviewed(text, folder)
                if publish:
                    rendered = _published(text, folder, rendered)
    except UserError as error:
        rendered = replace(rendered, error=str(error))
    return rendered


def render_section(plan: Plan, report: ReportPlan, executed: Executed, folder: Path) -> Path:
    """Render one section as a page of its own, which looks like the review copy.

    The other sections, whose facts its text may name, are as they were last built.
    """
    name, missing = executed.section, "it is not built"
    others = [one for one in report.sections if not report.paths.executed(one.stem).exists()]
    errors = {one.name: missing for one in others} | {name: missing}
    sections = [_section_text(report, one.name, errors) for one in report.sections]
    sections = [
        replace(one, executed=executed, error="") if one.name == name else one for one in sections
    ]
    book = _book(report, sections)
    sections = [_bind(one, report, book) for one in sections]
    with ThreadPoolExecutor(1) as beside:
        to_check = text_to_check(plan, report, sections, book)
        whole = _Text(plan, report, sections, to_check, beside).composed(named_fact, linked=False)
    chapters = tuple(one for one in whole.chapters if one.name == name)
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
    return replace(text, narrative=tuple(bind_block(one, text.name, book) for one in blocks))


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
        return self.beside.submit(checked, self.to_check)

    @property
    def checked(self) -> CheckResult:
        """What the check found; it is waited for."""
        return self.check.result()

    @property
    def shown(self) -> CheckResult:
        """What a report shows of its check: only what authors keep has to be waited for."""
        if any(one.accepts for one in self.report.reviews.values()):
            return self.checked
        return CheckResult(duties=duties_of(self.to_check))

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
    executed = [one.executed for one in sections if one.executed is not None]
    return fact_book(report, executed, {one.name: one.title for one in sections if one.error})


def _reviewed(text: _Text, folder: Path) -> Rendered:
    """Compose a report and make its review copy; what the check found is kept beside it."""
    composed = text.composed(linked_fact, linked=True)
    made = folder / "review"
    made.mkdir(parents=True)
    check = text.check  # it takes as long as pandoc does, and another core
    review, found = render_review(composed, made), made / FINDINGS
    findings = check.result().findings
    found.write_text(findings_text(text.report.id.stamp(), findings), "utf-8", newline="\n")
    manifest = manifest_text(composed, [review, found])
    (made / MANIFEST).write_text(manifest, "utf-8", newline="\n")
    warnings = tuple(_warnings(text.plan, text.sections, composed))
    return Rendered(review=review, warnings=warnings, findings=findings)


def _published(text: _Text, folder: Path, rendered: Rendered) -> Rendered:
    """Make the publication; none is made of a report with gaps, or with open errors."""
    if why := _why_not_published(text):
        return replace(rendered, error=why)
    from bcssp_lib.publish.publication import render_publication  # slow to import

    composed = text.composed(named_fact, linked=False)
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
    if any(one.executed is None for one in text.sections):
        return (
            f"{of} has failed sections and was not published. Mend them (the review copy says "
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
    listed = "; ".join(f"{one.place}: {one.what.rstrip('.')}" for one in errors[:_FEW])
    more = f"; and {len(errors) - _FEW} more" if len(errors) > _FEW else ""
    count = "an open error" if len(errors) == 1 else f"{len(errors)} open errors"
    return (
        f"{of} has {count} in its text and was not published. {listed}{more}. See them with: "
        f"bcssp check {report.area.slug} {period}; mend each, or accept it with a reason."
    )


def linked_fact(span: Span) -> str:
    """A fact in the review copy: a link to where it came from, if that was built."""
    words = escape_markdown(span.words)
    return f"[{words}](#{span.facts[0].anchor}){{.fact}}" if span.facts else words


def named_fact(span: Span) -> str:
    """A fact in the publication: text that carries the fact's name."""
    return f'[{escape_markdown(span.words)}]{{.fact data-fact="{span.names[0]}"}}'


def _warnings(plan: Plan, sections: Sequence[SectionText], composed: Composed) -> list[str]:
    listed = [
        f"{one.title}: {text}"
        for one in sections
        if one.executed is not None
        for text in one.executed.warnings
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
    narrative = "\n".join(one.text for chapter in composed.chapters for one in chapter.bound)
    told = undefined_abbreviations(narrative, explained)
    return [one for one in undefined_abbreviations(composed.text, explained) if one not in told]
