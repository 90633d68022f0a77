"""Composing and rendering one report, from its executed sections and its narrative."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bcssp_lib.build.bound_report import BoundReport, bind_report, link_fact, name_fact
from bcssp_lib.build.built_facts import (
    Facts,
    changed_facts,
    describe_lost_facts,
    held_facts,
    read_published_facts,
)
from bcssp_lib.build.clearance import LeakCheck, why_not_published
from bcssp_lib.build.kept_copies import Frozen, freeze, number_draft
from bcssp_lib.build.ledger import FactChange
from bcssp_lib.build.plan import Plan, ReportPlan
from bcssp_lib.build.reviewing import sign_offs_of, wants_sign_off, why_not_signed
from bcssp_lib.data.quarto_extras import read_quarto_extras
from bcssp_lib.files.fingerprints import record_made
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.project import FINDINGS, MANIFEST
from bcssp_lib.model.errors import LeakError, UserError
from bcssp_lib.model.finding import Finding, findings_text
from bcssp_lib.model.records import Part
from bcssp_lib.model.report_id import Format
from bcssp_lib.narrative.binding import BoundBlock
from bcssp_lib.narrative.helpers import find_undefined_abbreviations
from bcssp_lib.narrative.section_notebook import SectionNotebook
from bcssp_lib.publish.block_texts import ExecutedSection, read_executed
from bcssp_lib.publish.compose import Composed, Layout, SectionText
from bcssp_lib.publish.leaks import Leak
from bcssp_lib.publish.manifest import Manifest, hash_files, make_manifest
from bcssp_lib.publish.report_changes import compare_manifests
from bcssp_lib.publish.review import render_review
from bcssp_lib.publish.review_notes import ReviewNotes
from bcssp_lib.stats.wording import absence_sentences

if TYPE_CHECKING:
    from bcssp_lib.publish.publication import Published


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
    changes: tuple[FactChange, ...] = ()
    error: str = ""
    manifest: Manifest | None = None
    frozen: Frozen | None = None
    leaking: tuple[str, ...] = ()


def render_report(
    plan: Plan,
    report: ReportPlan,
    errors: Mapping[str, str],
    folder: Path,
    *,
    publish: Sequence[Format],
    had: Facts | None,
    outdated: Collection[str] = (),
) -> RenderedReport:
    """Render a report; ``errors`` by section say which have failed, and why.

    ``publish`` are the formats of its publication; without any, there is none. ``outdated`` are
    sections that are shown as they were last built, with a word on that.

    ``had`` are the facts of the last good copy, which may be None if only its manifest knows
    them: without one of them, nothing is rendered. What the user must correct is kept with what
    was made before it was found.
    """
    rendered = RenderedReport()
    try:
        with output_errors(plan.out), ThreadPoolExecutor(1) as executor:
            sections = [
                replace(
                    _section_text(report, section, errors.get(section.name, "")),
                    outdated=section.name in outdated,
                )
                for section in report.sections
            ]
            had = read_published_facts(report.paths.manifest) if had is None else had
            facts = held_facts(each.executed for each in sections if each.executed is not None)
            failed = {name: had.get(name, ()) for name, error in errors.items() if error}
            rendered = RenderedReport(facts={**facts, **failed})
            if lost := describe_lost_facts(had, rendered.facts, report.id.area):
                return replace(rendered, error=lost)
            bound = bind_report(plan, report, sections, executor, link_fact)
            rendered = replace(_render_review(bound, folder), facts=rendered.facts)
            if publish:
                rendered = _render_publication(bound, folder, rendered, tuple(publish))
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
        built = report.executed(section.stem).exists()
        return _section_text(report, section, "" if built else "it is not built")

    with ThreadPoolExecutor(1) as executor:
        sections = list(map(section_text, report.sections))
        bound = bind_report(plan, report, sections, executor, name_fact)
        layout = Layout((Part(sections=(executed.section,)),), detailed=True)
        return render_review(bound.composed(name_fact, layout), folder)


def _section_text(
    report: ReportPlan,
    section: SectionNotebook,
    error: str = "",
    executed: ExecutedSection | None = None,
) -> SectionText:
    """A section before its narrative is bound; its results are read, unless they are given."""
    name = section.name
    if not error and executed is None:
        executed = read_executed(report.executed(section.stem), report.stamp(name))
    folder = report.paths.narrative
    return SectionText(name, section.stem, section.title, (), executed, error, folder)


def _render_review(bound: BoundReport, folder: Path) -> RenderedReport:
    """Compose a report and make its review copy; what the check found is kept next to it."""
    composed = bound.composed(link_fact, bound.review_layout)
    made = folder / "review"
    made.mkdir(parents=True)
    check = bound.check  # it takes as long as pandoc does, and another core
    in_sections = bound.executor.submit(_look_at_sections, bound, composed)  # so does this
    report = bound.report
    draft, before = number_draft(report.paths, composed.mark)
    manifest = make_manifest(composed, draft)

    def take_notes() -> ReviewNotes:
        changes = compare_manifests(before, manifest) if before else None
        sign_offs = sign_offs_of(report, manifest) if wants_sign_off(report) else ()
        return ReviewNotes(draft, changes, check.result().findings, sign_offs, report.comments)

    review, findings_file = render_review(composed, made, take_notes), made / FINDINGS
    findings = check.result().findings
    findings_file.write_text(
        findings_text(bound.report.id.stamp(), findings), "utf-8", newline="\n"
    )
    text = manifest.to_text(files=hash_files([review, findings_file]))
    (made / MANIFEST).write_text(text, "utf-8", newline="\n")
    leaks, found = in_sections.result()
    leaks.refuse(made, found)
    warnings = tuple(_warnings(bound.plan, bound.sections, composed))
    changed = changed_facts(bound.report.paths.manifest, composed.facts)
    return RenderedReport(
        review=review, warnings=warnings, findings=findings, changes=changed, manifest=manifest,
    )  # fmt: skip


def _look_at_sections(bound: BoundReport, composed: Composed) -> tuple[LeakCheck, list[Leak]]:
    """Look for hidden figures in the executed notebooks."""
    leaks = LeakCheck(bound.plan, bound.report, composed.facts)
    return leaks, leaks.find_in_sections()


def _render_publication(
    bound: BoundReport, folder: Path, rendered: RenderedReport, formats: tuple[Format, ...]
) -> RenderedReport:
    """Make the publication; none is made of a report with gaps, or with open findings."""
    unsigned = why_not_signed(bound.report, rendered.manifest) if rendered.manifest else ""
    if why := why_not_published(bound, unsigned):
        return replace(rendered, error=why)
    from bcssp_lib.publish.publication import render_publication  # slow to import

    composed = bound.composed(name_fact, bound.layout)
    made = folder / "publication"
    made.mkdir(parents=True)
    try:
        catalogue, area = bound.plan.catalogue, bound.report.area.slug
        extras = read_quarto_extras(catalogue.project, area, catalogue.areas, catalogue.screening)
        composed = replace(composed, extras=extras, formats=formats)
        published = render_publication(composed, made)
        manifest, files = make_manifest(composed), published.files.values()
        text = manifest.to_text(files=hash_files(files))
        (made / MANIFEST).write_text(text, "utf-8", newline="\n")
        draft = rendered.manifest or manifest
        frozen = freeze(bound.plan, bound.report, manifest, draft, files, published.engine)
        LeakCheck(bound.plan, bound.report, composed.facts, anew=True).refuse(made)
        record_made(made)
    except UserError as error:
        return replace(rendered, error=str(error))
    return replace(rendered, published=published, publication=made, frozen=frozen)


def _warnings(plan: Plan, sections: Sequence[SectionText], composed: Composed) -> Iterator[str]:
    for section in sections:
        texts = section.executed.warnings if section.executed is not None else ()
        yield from (f"{section.title}: {text}" for text in texts)
    if unexplained := _unexplained(plan, composed):
        yield f"Abbreviations used but not in params/glossary.yaml: {', '.join(unexplained)}"
    for bound in _bound_blocks(composed):
        if bound.lacks and not bound.block.default:
            told = " ".join(absence_sentences(bound.lacks))
            yield (
                f"{bound.block.file}, block '{bound.block.id}': the text uses figures without a "
                f"number. {told}"
            )


def _bound_blocks(composed: Composed) -> list[BoundBlock]:
    return [bound for chapter in composed.chapters for bound in chapter.bound]


def _unexplained(plan: Plan, composed: Composed) -> list[str]:
    """Abbreviations of tables, charts and facts that nothing explains.

    The check tells of those that authors type.
    """
    explained = [*plan.catalogue.glossary, *plan.catalogue.names]
    narrative = "\n".join(bound.render(lambda _: "") for bound in _bound_blocks(composed))
    abbreviations = find_undefined_abbreviations(narrative, explained)
    return [
        abbreviation
        for abbreviation in find_undefined_abbreviations(composed.text, explained)
        if abbreviation not in abbreviations
    ]
