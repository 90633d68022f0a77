"""Composing and rendering one report, from its executed sections and its narrative."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bcssp_lib.build.built_facts import make_fact_book
from bcssp_lib.build.losses import Facts, describe_lost_facts, held_facts, read_published_facts
from bcssp_lib.build.plan import Plan, ReportPlan
from bcssp_lib.checks.check import check_report
from bcssp_lib.checks.coverage import CheckResult, list_duties, make_place_problem
from bcssp_lib.checks.persons import list_false_alarms
from bcssp_lib.checks.prose import ReportText, read_prose
from bcssp_lib.data.data_store import open_disclosure
from bcssp_lib.data.loader import Registers, load_figures
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.report_paths import FINDINGS, MANIFEST
from bcssp_lib.model.area import Area
from bcssp_lib.model.checking import Requirement
from bcssp_lib.model.disclosure_policy import Protection
from bcssp_lib.model.errors import InputProblemsError, LeakError, Problem, UserError
from bcssp_lib.model.finding import Finding, findings_text
from bcssp_lib.narrative.binding import (
    BoundBlock,
    FactBook,
    Show,
    Span,
    bind_block,
    escape_markdown,
)
from bcssp_lib.narrative.helpers import find_undefined_abbreviations
from bcssp_lib.narrative.section_notebook import SectionNotebook
from bcssp_lib.publish.block_texts import ExecutedSection, read_executed
from bcssp_lib.publish.compose import Composed, SectionText, compose_chapters
from bcssp_lib.publish.manifest import manifest_text
from bcssp_lib.publish.review import render_review

if TYPE_CHECKING:
    from bcssp_lib.build.leak_check import LeakCheck
    from bcssp_lib.publish.leaks import Leak
    from bcssp_lib.publish.publication import Published

_FEW = 5  # findings that a message names


@dataclass(frozen=True)
class RenderedReport:
    """A report's rendered files, still in a folder of their own; without them, the error.

    ``leaking`` are the files in which a hidden figure was found, so that the last good copy stays.
    """

    review: Path | None = None
    published: Published | None = None
    publication: Path | None = None
    warnings: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    facts: Facts = field(default_factory=dict)
    error: str = ""
    leaking: tuple[str, ...] = ()


def render_report(
    plan: Plan,
    report: ReportPlan,
    errors: Mapping[str, str],
    folder: Path,
    *,
    publish: bool,
    had: Facts | None,
) -> RenderedReport:
    """Render a report; ``errors`` by section say which have failed, and why.

    ``had`` are the facts of the last good copy, which may be None if only its manifest knows
    them: without one of them, nothing is rendered. What the user must correct is kept with what
    was made before it was found.
    """
    rendered = RenderedReport()
    try:
        with output_errors(plan.out), ThreadPoolExecutor(1) as executor:
            sections = [
                _section_text(report, section, errors.get(section.name, ""))
                for section in report.sections
            ]
            had = read_published_facts(report.paths.manifest) if had is None else had
            facts = held_facts(each.executed for each in sections if each.executed is not None)
            failed = {name: had.get(name, ()) for name, error in errors.items() if error}
            rendered = RenderedReport(facts={**facts, **failed})
            if lost := describe_lost_facts(had, rendered.facts):
                return replace(rendered, error=lost)
            text = _bind_text(plan, report, sections, executor)
            rendered = replace(_render_review(text, folder), facts=rendered.facts)
            if publish:
                rendered = _render_publication(text, folder, rendered)
    except UserError as error:
        leaking = error.files if isinstance(error, LeakError) else ()
        rendered = replace(rendered, error=str(error), leaking=leaking)
    return rendered


def render_section(plan: Plan, report: ReportPlan, executed: ExecutedSection, folder: Path) -> Path:
    """Render one section as a page of its own, which looks like the review copy.

    The other sections, whose facts its text may name, are as they were last built.
    """

    def section_text(section: SectionNotebook) -> SectionText:
        if section.name == executed.section:
            return _section_text(report, section, executed=executed)
        built = report.paths.executed(section.stem).exists()
        return _section_text(report, section, "" if built else "it is not built")

    with ThreadPoolExecutor(1) as executor:
        text = _bind_text(plan, report, list(map(section_text, report.sections)), executor)
        whole = text.composed(name_fact, linked=False)
    chapters = tuple(chapter for chapter in whole.chapters if chapter.name == executed.section)
    return render_review(replace(whole, chapters=chapters), folder)


def _section_text(
    report: ReportPlan,
    section: SectionNotebook,
    error: str = "",
    executed: ExecutedSection | None = None,
) -> SectionText:
    """A section before its narrative is bound; its results are read, unless they are given."""
    name = section.name
    if not error and executed is None:
        executed = read_executed(report.paths.executed(section.stem), report.id.stamp(name))
    folder = report.paths.narrative
    return SectionText(name, section.stem, section.title, (), executed, error, folder)


def _bind_text(
    plan: Plan, report: ReportPlan, sections: Sequence[SectionText], executor: Executor
) -> _Text:
    """A report with its narrative bound to the facts of all its sections."""
    executed = [section.executed for section in sections if section.executed is not None]
    failed = {section.name: section.title for section in sections if section.error}
    book = make_fact_book(report, executed, failed)
    bound = [_bind(section, report, book) for section in sections]
    hidden = open_disclosure(plan.project, plan.catalogue, report.area.slug).protection
    figures = load_figures(plan.project, plan.catalogue, (report.area.slug,))
    to_check = _make_report_text(plan, report, bound, book, figures.registers)
    to_check = replace(to_check, unprotected=hidden.unprotected)
    synthetic = figures.synthetic(report.area.slug)
    return _Text(plan, report, bound, to_check, hidden, synthetic, executor)


def _bind(text: SectionText, report: ReportPlan, book: FactBook) -> SectionText:
    """A section with its narrative bound to the facts of the report; not one that has failed."""
    if text.executed is None:
        return text
    blocks = report.narrative[text.name]
    return replace(text, narrative=tuple(bind_block(block, text.name, book) for block in blocks))


@dataclass(frozen=True)
class _Text:
    """A report before it is composed: its sections, and what a check will find.

    Whether it is ``synthetic`` is asked of the figures themselves, and of its facts.
    """

    plan: Plan
    report: ReportPlan
    sections: Sequence[SectionText]
    to_check: ReportText
    hidden: Protection
    synthetic: bool
    executor: Executor

    @cached_property
    def check(self) -> Future[CheckResult]:
        """Its check, which begins when it is first asked for."""
        return self.executor.submit(check_report, self.to_check)

    @property
    def checked(self) -> CheckResult:
        """What the check found; it is waited for."""
        return self.check.result()

    @property
    def shown(self) -> CheckResult:
        """What a report shows of its check: only what authors keep has to be waited for."""
        if any(review.accepts for review in self.report.reviews.values()):
            return self.checked
        alarms = list_false_alarms(self.to_check)
        return CheckResult(duties=list_duties(self.to_check), false_alarms=alarms)

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
            synthetic=self.synthetic or any(fact.synthetic for fact in whole.facts),
            chapters=chapters,
            facts=whole.facts,
            text=whole.text,
            images=whole.images,
            clearance=_clearance(report.area, self.hidden),
        )


def _clearance(area: Area, hidden: Protection) -> str:
    """Whether a report is cleared for publication, for its reviewers."""
    if hidden.unprotected:
        return (
            "Not cleared for publication: small numbers of people can be worked out from what "
            "is shown. The check names them."
        )
    count = sum(key.split("|")[1] == area.slug for key in hidden.hidden)
    found = "no figure had to be hidden"
    if count:
        counted = "1 figure is hidden" if count == 1 else f"{count} figures are hidden"
        found = f"{counted}, and none can be worked out from what is shown"
    return f"Disclosure control: cleared for publication; {found}."


def _render_review(text: _Text, folder: Path) -> RenderedReport:
    """Compose a report and make its review copy; what the check found is kept next to it."""
    composed = text.composed(link_fact, linked=True)
    made = folder / "review"
    made.mkdir(parents=True)
    check = text.check  # it takes as long as pandoc does, and another core
    in_sections = text.executor.submit(_look_at_sections, text, composed)  # so does this
    review, findings_file = render_review(composed, made), made / FINDINGS
    findings = check.result().findings
    findings_file.write_text(findings_text(text.report.id.stamp(), findings), "utf-8", newline="\n")
    manifest = manifest_text(composed, [review, findings_file])
    (made / MANIFEST).write_text(manifest, "utf-8", newline="\n")
    leaks, found = in_sections.result()
    leaks.refuse(made, found)
    warnings = tuple(_warnings(text.plan, text.sections, composed))
    return RenderedReport(review=review, warnings=warnings, findings=findings)


def _look_at_sections(text: _Text, composed: Composed) -> tuple[LeakCheck, list[Leak]]:
    """Look for hidden figures in the executed notebooks."""
    from bcssp_lib.build.leak_check import LeakCheck  # compiles for a while

    leaks = LeakCheck(text.plan, text.report, composed.facts)
    return leaks, leaks.find_in_sections()


def _render_publication(text: _Text, folder: Path, rendered: RenderedReport) -> RenderedReport:
    """Make the publication; none is made of a report with gaps, or with open errors."""
    if why := _why_not_published(text):
        return replace(rendered, error=why)
    from bcssp_lib.build.leak_check import LeakCheck
    from bcssp_lib.publish.publication import render_publication  # slow to import

    composed = text.composed(name_fact, linked=False)
    made = folder / "publication"
    made.mkdir(parents=True)
    try:
        published = render_publication(composed, made)
        manifest = manifest_text(composed, published.files.values())
        (made / MANIFEST).write_text(manifest, "utf-8", newline="\n")
        LeakCheck(text.plan, text.report, composed.facts, anew=True).refuse(made)
    except UserError as error:
        return replace(rendered, error=str(error))
    return replace(rendered, published=published, publication=made)


def _why_not_published(text: _Text) -> str:
    """Why a report may not be published; empty where it may."""
    return (
        _failed_sections(text)
        or _carried_blocks(text.report)
        or _not_proven(text)
        or _open_errors(text)
    )


def _not_proven(text: _Text) -> str:
    """Why what is hidden does not hold; it is worked out anew, and not taken from what was kept."""
    report = text.report
    if text.hidden.unprotected:
        names = "; ".join(
            key.strip("|").replace("|", ", ") for key in sorted(text.hidden.unprotected)
        )
        return (
            f"The report of {report.area.name} is not cleared for publication: these small numbers "
            f"can be worked out from figures that are shown: {names}. "
            f"See: bcssp disclosure {report.area.slug}"
        )
    disclosure = open_disclosure(text.plan.project, text.plan.catalogue, report.area.slug)
    if disclosure.prove() == text.hidden:
        return ""
    return (
        f"What is hidden in the report of {report.area.name} is not what its figures ask for now. "
        "Remove the folder .bcssp/disclosure, build the report again, then publish it."
    )


def _failed_sections(text: _Text) -> str:
    if all(section.executed is not None for section in text.sections):
        return ""
    return (
        f"The report of {text.report.area.name} has failed sections and was not published. "
        "Correct them (the review copy says which), then publish again."
    )


def _carried_blocks(report: ReportPlan) -> str:
    carried = [
        f"{name} ({block.id})"
        for name, blocks in report.narrative.items()
        for block in blocks
        if block.carried
    ]
    if not carried:
        return ""
    return (
        f"The report of {report.area.name} holds last year's text that was not reviewed: "
        f"{', '.join(carried)}. Change it, or confirm it with: bcssp confirm "
        f"{report.area.slug} SECTION --period {report.period.label}"
    )


def _open_errors(text: _Text) -> str:
    report, errors = text.report, text.checked.open_errors
    if not errors:
        return ""
    listed = "; ".join(f"{error.place}: {error.what.rstrip('.')}" for error in errors[:_FEW])
    more = f"; and {len(errors) - _FEW} more" if len(errors) > _FEW else ""
    count = "an open error" if len(errors) == 1 else f"{len(errors)} open errors"
    return (
        f"The report of {report.area.name} has {count} in its text and was not published. "
        f"{listed}{more}. See them with: bcssp check {report.area.slug} "
        f"--period {report.period.label}; correct each, or accept it with a reason."
    )


def _make_report_text(
    plan: Plan,
    report: ReportPlan,
    sections: Sequence[SectionText],
    book: FactBook,
    registers: Registers,
) -> ReportText:
    """A report as its check reads it; what a duty names must be a fact of what was built."""
    duties = plan.catalogue.duties(report.edition)
    if problems := list(_unknown_facts(plan, duties, book)):
        raise InputProblemsError(problems)
    return ReportText(
        blocks=read_prose({section.name: section.narrative for section in sections}),
        book=book,
        catalogue=plan.catalogue,
        area=report.area,
        period=report.period,
        duties=duties,
        reviews=report.reviews,
        registers=registers,
    )


def _unknown_facts(plan: Plan, duties: Sequence[Requirement], book: FactBook) -> Iterator[Problem]:
    for duty in duties:
        for index, place in enumerate(duty.facts):
            section, _, name = place.partition(".")
            known = book.facts.get(section)
            if known is not None and name not in known:
                yield make_place_problem(
                    plan.project, duty, "facts", index, "fact", name, list(known)
                )


def link_fact(span: Span) -> str:
    """A fact in the review copy: a link to where it came from, if that was built."""
    words = escape_markdown(span.words)
    return f"[{words}](#{span.facts[0].anchor}){{.fact}}" if span.facts else words


def name_fact(span: Span) -> str:
    """A fact in the publication: text that carries the fact's name."""
    return f'[{escape_markdown(span.words)}]{{.fact data-fact="{span.names[0]}"}}'


def _warnings(plan: Plan, sections: Sequence[SectionText], composed: Composed) -> Iterator[str]:
    for section in sections:
        texts = section.executed.warnings if section.executed is not None else ()
        yield from (f"{section.title}: {text}" for text in texts)
    if unexplained := _unexplained(plan, composed):
        yield f"Abbreviations used but not in params/glossary.yaml: {', '.join(unexplained)}"
    for bound in _bound_blocks(composed):
        if bound.absent and not bound.block.default:
            yield (
                f"{bound.block.file}, block '{bound.block.id}': the text uses figures that were "
                f"not supplied: {', '.join(bound.absent)}"
            )


def _bound_blocks(composed: Composed) -> list[BoundBlock]:
    return [bound for chapter in composed.chapters for bound in chapter.bound]


def _unexplained(plan: Plan, composed: Composed) -> list[str]:
    """Abbreviations of tables and charts that nothing explains; of narrative, the check tells."""
    explained = [*plan.catalogue.glossary, *plan.catalogue.names]
    narrative = "\n".join(bound.text for bound in _bound_blocks(composed))
    abbreviations = find_undefined_abbreviations(narrative, explained)
    return [
        abbreviation
        for abbreviation in find_undefined_abbreviations(composed.text, explained)
        if abbreviation not in abbreviations
    ]
