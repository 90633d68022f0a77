"""Building reports: run their sections, compose them, render them, put them in place."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from bcssp_lib.batch.inputs import changed_inputs, digest
from bcssp_lib.batch.plan import Plan, ReportPlan, Request, make_plan, narrative_file
from bcssp_lib.batch.record import BuildRecord, SectionRecord, read_record, write_record
from bcssp_lib.errors import SyntheticFiguresError, UserError
from bcssp_lib.figures.project import Project
from bcssp_lib.narrative.binding import FactBook, Mark, escape_markdown
from bcssp_lib.publish.compose import Composed, SectionText, compose_chapters
from bcssp_lib.publish.executed import Executed, read_executed
from bcssp_lib.publish.fills import undefined_abbreviations
from bcssp_lib.publish.manifest import manifest_text
from bcssp_lib.publish.publication import Published, render_publication
from bcssp_lib.publish.review import render_review
from bcssp_lib.run.folders import (
    build_lock,
    output_errors,
    put_file,
    put_folder,
    put_text,
    working_folder,
)
from bcssp_lib.run.pool import default_jobs, run_all
from bcssp_lib.run.runner import SectionResult, SectionRun
from bcssp_lib.run.sections import SectionNotebook
from bcssp_lib.section.facts import Fact


@dataclass(frozen=True)
class Options:
    """How to build, beside what to build."""

    jobs: int = 0
    publish: bool = False
    allow_synthetic: bool = False
    fresh: bool = False


@dataclass(frozen=True)
class ReportOutcome:
    """What became of one report."""

    plan: ReportPlan
    sections: tuple[SectionResult, ...]
    review: Path | None = None
    published: Published | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""

    @property
    def failed_sections(self) -> tuple[SectionResult, ...]:
        """The sections that did not verifiably run."""
        return tuple(one for one in self.sections if not one.ok)


class Watcher(Protocol):
    """Who is told how a build goes on."""

    def planned(self, plan: Plan) -> None:
        """The build is settled and about to begin."""

    def section_done(self, result: SectionResult) -> None:
        """A section has ended, well or not."""

    def report_done(self, outcome: ReportOutcome) -> None:
        """A report has been rendered, or could not be."""


def build(
    project: Project, request: Request, options: Options, watcher: Watcher
) -> tuple[ReportOutcome, ...]:
    """Build reports; each is independent of the others' failures."""
    plan = make_plan(project, request)
    _refuse_synthetic(plan, options)
    with build_lock(plan.out), working_folder(plan.out) as work:
        watcher.planned(plan)
        return _build(plan, options, work, watcher)


def _build(plan: Plan, options: Options, work: Path, watcher: Watcher) -> tuple[ReportOutcome, ...]:
    """Run what is not up to date; render each report once its last section has ended."""
    results = {report.area.slug: [*_up_to_date(plan, report, options)] for report in plan.reports}
    runs = [
        _run(plan, report, section, work)
        for report in plan.reports
        for section in report.sections
        if section.name not in {one.section for one in results[report.area.slug]}
    ]
    outcomes: dict[str, ReportOutcome] = {}

    def finish(report: ReportPlan) -> None:
        found = results[report.area.slug]
        if len(found) == len(report.sections):
            outcome = _finish_report(plan, report, found, options, work)
            outcomes[report.area.slug] = outcome
            watcher.report_done(outcome)

    for report in plan.reports:
        for result in results[report.area.slug]:
            watcher.section_done(result)
        finish(report)
    by_area = {report.area.slug: report for report in plan.reports}
    with closing(run_all(runs, options.jobs or default_jobs())) as ended:
        for result in ended:
            results[result.area].append(result)
            watcher.section_done(result)
            finish(by_area[result.area])
    return tuple(outcomes[report.area.slug] for report in plan.reports)


def _up_to_date(plan: Plan, report: ReportPlan, options: Options) -> list[SectionResult]:
    """The sections whose last run was made from what is there now, and is intact."""
    record = read_record(report.folder)
    if record is None or options.fresh:
        return []
    return [
        SectionResult(section.name, report.area.slug, 0.0, place, reused=True)
        for section in report.sections
        if section.name not in plan.wanted and why_run(plan, report, section, record) == ""
        for place in [report.place(section)]
    ]


def why_run(
    plan: Plan, report: ReportPlan, section: SectionNotebook, record: BuildRecord | None
) -> str:
    """Why a section has to be run; empty where its last run still holds."""
    found = record.section(section.name) if record else None
    if found is None:
        return "it was never run"
    if found.state != "ok":
        return "its last run failed"
    changed = changed_inputs(
        found.made_from, plan.inputs.of_section(report.area.slug, section.path)
    )
    if changed:
        return f"changed since: {', '.join(changed)}"
    if digest([report.place(section)]) != found.output:
        return "its executed notebook is missing or was changed"
    return ""


def _run(plan: Plan, report: ReportPlan, section: SectionNotebook, work: Path) -> SectionRun:
    return SectionRun(
        section=section.name,
        notebook=section.path,
        stamp=report.stamp(section.name),
        root=plan.project.root,
        work=work,
        place=report.place(section),
        cell_seconds=plan.catalogue.settings.cell_seconds,
    )


def _refuse_synthetic(plan: Plan, options: Options) -> None:
    made_up = [report.area.name for report in plan.reports if report.synthetic]
    if options.publish and made_up and not options.allow_synthetic:
        raise SyntheticFiguresError(
            f"Synthetic figures cannot be published: those of {', '.join(made_up)} are made up "
            "(see sources.yaml in their folders of data/). Name an area with real figures, or "
            "add --allow-synthetic for a trial run that is watermarked on every page."
        )


def _finish_report(
    plan: Plan,
    report: ReportPlan,
    results: Sequence[SectionResult],
    options: Options,
    work: Path,
) -> ReportOutcome:
    """Compose and render a report; what the user must mend is kept with its outcome."""
    outcome = ReportOutcome(report, tuple(results))
    sections = _section_texts(report, results)
    try:
        with output_errors(plan.out):
            outcome = _reviewed(plan, outcome, sections, work)
            if options.publish:
                outcome = replace(outcome, published=_publish(plan, outcome, sections, work))
    except UserError as error:
        outcome = replace(outcome, error=str(error))
    if outcome.review is None:  # an older copy must not be taken for this one
        (report.folder.review / "report.html").unlink(missing_ok=True)
    _record(plan, outcome)
    return outcome


def _section_texts(report: ReportPlan, results: Sequence[SectionResult]) -> list[SectionText]:
    """Every section of a report: as it ran, or why it did not."""
    errors = {one.section: one.error for one in results}
    return [_section_text(report, one, errors[one.name]) for one in report.sections]


def _section_text(report: ReportPlan, section: SectionNotebook, error: str) -> SectionText:
    executed: Executed | None = None
    if not error:
        executed = read_executed(report.place(section), report.stamp(section.name))
    blocks = report.narrative[section.name]
    return SectionText(section.name, section.stem, section.title, blocks, executed, error)


def _reviewed(
    plan: Plan, outcome: ReportOutcome, sections: Sequence[SectionText], work: Path
) -> ReportOutcome:
    """Compose a report and put its review copy in place."""
    composed = compose_report(plan, outcome.plan, sections, linked_fact)
    review = _put_review(outcome.plan, composed, work)
    warnings = tuple(_warnings(plan, sections, composed))
    return replace(outcome, review=review, warnings=warnings)


def compose_report(
    plan: Plan, report: ReportPlan, sections: Sequence[SectionText], mark: Mark
) -> Composed:
    """Bind the narrative of a report to its facts, and fill what depends on the whole."""
    executed = [one.executed for one in sections if one.executed is not None]
    failed = {one.name: one.title for one in sections if one.executed is None}
    book = FactBook({one.section: one.facts for one in executed}, _report_names(report), failed)
    chapters, whole = compose_chapters(sections, book, plan.catalogue.glossary, mark)
    return Composed(
        title=f"{report.edition.title} {report.period.wording}",
        subtitle=report.area.partnership or report.area.name,
        area=report.area.name,
        stamp=report.stamp(),
        synthetic=report.synthetic,
        chapters=chapters,
        facts=whole.facts,
        text=whole.text,
    )


def _report_names(report: ReportPlan) -> dict[str, str]:
    area = report.area
    return {
        "area": area.name,
        "area_short": area.short_name,
        "partnership": area.partnership or area.name,
        "region": area.region or "not available",
        "period": report.period.wording,
        "previous_period": report.period.previous().wording,
    }


def linked_fact(fact: Fact, text: str) -> str:
    """A fact in the review copy: a link to where it came from."""
    return f"[{escape_markdown(text)}](#{fact.anchor}){{.fact}}"


def named_fact(fact: Fact, text: str) -> str:
    """A fact in the publication: text that carries the fact's name."""
    return f'[{escape_markdown(text)}]{{.fact data-fact="{fact.section}.{fact.name}"}}'


def _put_review(report: ReportPlan, composed: Composed, work: Path) -> Path:
    folder = work / f"{report.area.slug}-review"
    folder.mkdir()
    made = render_review(composed, folder)
    place = report.folder.review / "report.html"
    put_text(manifest_text(composed, [made]), report.folder.review / "manifest.json")
    put_file(made, place)
    return place


def _publish(
    plan: Plan, outcome: ReportOutcome, sections: Sequence[SectionText], work: Path
) -> Published:
    """Make the publication and put it in place; none is made of a report with gaps."""
    report = outcome.plan
    if outcome.failed_sections:
        raise UserError(
            f"The report of {report.area.name} has failed sections and was not published. "
            "Mend them (the review copy says which), then publish again."
        )
    composed = compose_report(plan, report, sections, named_fact)
    folder = work / f"{report.area.slug}-publication"
    folder.mkdir()
    published = render_publication(composed, folder)
    manifest = manifest_text(composed, published.files.values())
    (folder / "manifest.json").write_text(manifest, "utf-8")
    put_folder(folder, report.folder.publication)
    return published.moved(folder, report.folder.publication)


def _warnings(plan: Plan, sections: Sequence[SectionText], composed: Composed) -> list[str]:
    listed = [
        f"{one.title}: {text}"
        for one in sections
        if one.executed is not None
        for text in one.executed.warnings
    ]
    explained = [*plan.catalogue.glossary, *plan.catalogue.names]
    unexplained = undefined_abbreviations(composed.text, explained)
    if unexplained:
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


def _record(plan: Plan, outcome: ReportOutcome) -> None:
    """Write down how a report ended; a reused section keeps the record of its run."""
    report = outcome.plan
    now = datetime.now(UTC).isoformat(timespec="seconds")
    before = read_record(report.folder)
    kept = {one.section: one for one in before.sections} if before else {}
    for result in outcome.sections:
        if not result.reused:
            kept[result.section] = _section_record(plan, report, result, now)
    published = outcome.published
    files = published.files if published else {}
    record = BuildRecord(
        area=report.area.slug,
        period=report.period.label,
        edition=report.edition.id,
        built=now,
        synthetic=report.synthetic,
        review=outcome.review.name if outcome.review else "",
        publication={kind: path.name for kind, path in files.items()},
        engine=published.engine if published else "",
        error=outcome.error,
        narrative=narrative_digest(plan, report),
        warnings=outcome.warnings,
        sections=tuple(kept[name] for name in report.edition.sections if name in kept),
    )
    with output_errors(plan.out):
        write_record(report.folder, record)


def narrative_digest(plan: Plan, report: ReportPlan) -> str:
    """A short hash of what the area's authors have written."""
    names = [section.name for section in report.sections]
    area = report.area.slug
    return digest(narrative_file(plan.project, area, report.period, name) for name in names)


def _section_record(
    plan: Plan, report: ReportPlan, result: SectionResult, now: str
) -> SectionRecord:
    section = next(one for one in report.sections if one.name == result.section)
    return SectionRecord(
        section=result.section,
        state="ok" if result.ok else "failed",
        error=result.error,
        seconds=round(result.seconds, 1),
        built=now,
        made_from=plan.inputs.of_section(report.area.slug, section.path),
        output=digest([result.place]),
    )
