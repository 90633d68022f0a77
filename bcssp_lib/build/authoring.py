"""What authors do with a built report: open a section, confirm its texts, accept findings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product
from operator import attrgetter
from pathlib import Path

from bcssp_lib.build.build import build
from bcssp_lib.build.built_facts import read_fact_book
from bcssp_lib.build.plan import (
    ReportPlan,
    Watcher,
    load_checked_catalogue,
    plan_report,
    read_findings,
)
from bcssp_lib.build.request import Options, Request
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.data.loader import load_figures
from bcssp_lib.files.folders import built_file
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import NarrativeError, UserError, not_known
from bcssp_lib.model.finding import (
    NOT_A_FIGURE,
    Finding,
    FindingFilter,
    Kind,
    LeftFinding,
    Severity,
)
from bcssp_lib.model.records import group_by
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.author_files import AuthorFiles, Changes, accept, confirm
from bcssp_lib.narrative.blocks import override_defaults
from bcssp_lib.narrative.saving import SaveResult, narrative_lock, replace_working, save
from bcssp_lib.narrative.section_notebook import load_section
from bcssp_lib.narrative.working_notebook import working_text
from bcssp_lib.section.registers import RegisterView

_TRIES = 3
_ALL = FindingFilter()


def list_author_files(
    project: Project, areas: tuple[str, ...], period: str, section: str = ""
) -> list[AuthorFiles]:
    """The files of authors: of the areas named or all, of one section or all."""
    request = Request(areas, (period,) if period else (), sections=(section,) if section else ())
    catalogue = load_checked_catalogue(project, request)
    chosen = catalogue.period(period or catalogue.settings.default_period)
    edition = catalogue.edition_of("", areas, request.sections)
    sections = [load_section(project, name) for name in request.sections or edition.shown]
    slugs = _slugs(catalogue, areas)
    return [
        AuthorFiles(project, ReportId(slug, chosen), each)
        for slug, each in product(slugs, sections)
    ]


def find_author_files(project: Project, area: str, period: str, section: str) -> AuthorFiles:
    """The files of authors of one section of an area's report."""
    return list_author_files(project, (area,), period, section)[0]


def _slugs(catalogue: Catalogue, areas: tuple[str, ...]) -> tuple[str, ...]:
    """The areas named, or all that have reports."""
    return areas or tuple(authority.slug for authority in catalogue.authorities())


def _request_for(project: Project, area: str, period: str, section: str) -> Request:
    """A report of an area that has a section: of the usual edition, or else of another."""
    edition = load_catalogue(project).edition_of("", (area,), (section,))
    return Request.for_report(area, period, edition.id)


def list_carried_registers(project: Project, areas: tuple[str, ...], period: str) -> list[str]:
    """What the registers of the areas named, or of all, carry over into a period, in words."""
    catalogue = load_checked_catalogue(project, Request(areas, (period,)))
    before = catalogue.period(period).previous()
    carried = []
    for area in _slugs(catalogue, areas):
        figures = load_figures(catalogue, (area,))
        for name, schema in catalogue.registers.items():
            view = RegisterView(schema, figures.register(name, area), before)
            left = [entry for entry in view.follow() if not entry.done] if schema.follow_up else []
            if left:
                overdue = sum(entry.overdue for entry in left)
                carried.append(f"{area}: open {schema.records}: {len(left)} (overdue: {overdue})")
    return carried


def open_working_notebook(
    project: Project, area: str, section: str, period: str, watcher: Watcher
) -> tuple[Path, list[SaveResult]]:
    """Build the report of an area, and write a section's working notebook again.

    What its author wrote is saved first; nothing is written over a text that was not.
    """
    files = find_author_files(project, area, period, section)
    request = _request_for(project, area, period, section)
    (outcome,) = build(project, request, Options(), watcher)
    outcome.refuse_failed([section])
    with narrative_lock(project, watcher.on_message):
        for _ in range(_TRIES):
            saved = _try_to_replace(files, outcome.plan)
            if saved is not None:
                return files.working, saved
    raise UserError(
        f"{project.shown(files.working)} is saved by another program all the time, so that it "
        "cannot be written again. Close it in JupyterLab, then run bcssp author again."
    )


def _try_to_replace(files: AuthorFiles, report: ReportPlan) -> list[SaveResult] | None:
    """Save a working notebook and write it again; None if somebody has saved it meanwhile."""
    before = files.working.read_bytes() if files.working.exists() else None
    saved = [] if before is None else [save(files)]
    if any(result.stopped for result in saved):
        raise UserError(saved[0].stopped)
    kept = replace_working(files, before, _text(files, report), saved)
    if kept:
        saved = [replace(saved[0], refused=(*saved[0].refused, kept))]
    return None if kept is None else saved


def _text(files: AuthorFiles, report: ReportPlan) -> bytes:
    """The working notebook of a section, from its results and its words as they are now."""
    written = files.read_blocks()
    blocks = override_defaults(files.section.blocks, written, files.section.cells)
    place = report.executed(files.section.stem)
    with built_file(place):
        executed = json.loads(place.read_text("utf-8"))
    stamp = report.stamp(files.section.name)
    book, folder = read_fact_book(report), files.narrative.parent
    return working_text(executed, blocks, stamp, book, folder).encode()


def confirm_blocks(
    project: Project, area: str, section: str, period: str, wanted: Sequence[str]
) -> Changes:
    """Confirm an author's texts with the facts of the report as it was last built."""
    files = find_author_files(project, area, period, section)
    report = plan_report(project, _request_for(project, area, period, section))
    book = read_fact_book(report)
    names_facts = any(
        "{{" in block.text for block in report.narrative[section] if not block.default
    )
    if names_facts and not any(book.facts.values()):
        raise NarrativeError(
            f"The report of {report.area.name} is not built yet, so that there are no figures to "
            f"confirm. Run: bcssp build {report.id.typed}"
        )
    return confirm(files, wanted, book)


def accept_findings(
    project: Project,
    request: Request,
    wanted: Sequence[str],
    reason: str,
    meant: FindingFilter = _ALL,
) -> tuple[list[Finding], list[LeftFinding]]:
    """Accept findings of the last check of a report: those named, or all open ones that are meant.

    Returns those that were accepted, and those that nobody may accept in this way.
    Raises ``NarrativeError`` for one that is named and may not be accepted.
    """
    report = plan_report(project, request)
    chosen = choose_findings(report, _last_findings(report), wanted, meant)
    why = {finding: why_not_acceptable(finding, reason) for finding in chosen}
    left = [LeftFinding(finding, why[finding]) for finding in chosen if why[finding]]
    if left and wanted:
        raise NarrativeError(f"The finding '{left[0].finding.id}' {left[0].why}")
    accepted = [finding for finding in chosen if not why[finding]]
    for section, in_section in group_by(accepted, attrgetter("section")).items():
        files = find_author_files(project, report.area.slug, report.period.label, section)
        blocks = {block.id: block for block in report.narrative.get(section, ())}
        accept(files, in_section, reason, blocks)
    return accepted, left


def choose_findings(
    report: ReportPlan, findings: Sequence[Finding], wanted: Sequence[str], meant: FindingFilter
) -> list[Finding]:
    """The findings that are named, or else all open ones; of both, those that are meant."""
    refuse_unknown(meant, [(report, findings)])
    held = {finding: finding.id for finding in findings if meant.holds(finding)}
    for name in wanted:
        if name not in held.values():
            see = f"See: bcssp check {report.id.typed}"
            raise not_known(f"finding of {report.area.name}", name, held.values(), see)
    if wanted:  # one name may be of two numbers of a sentence
        return [finding for finding, name in held.items() if name in wanted]
    return [finding for finding in held if finding.is_open]


def refuse_unknown(
    meant: FindingFilter, reports: Iterable[tuple[ReportPlan, Sequence[Finding]]]
) -> None:
    """Raise ``NotKnownError`` for a section, kind or block that none of some reports has."""
    sections: set[str] = set()
    blocks: set[str] = set()
    for report, findings in reports:
        sections |= {section.name for section in report.sections}
        blocks |= {block.id for each in report.narrative.values() for block in each}
        sections |= {finding.section for finding in findings if finding.section}
        blocks |= {finding.block for finding in findings if finding.block}
    meant.refuse_unknown(sections, blocks)


def why_not_acceptable(finding: Finding, reason: str) -> str:
    """Why a finding may not be accepted for a reason; empty where it may."""
    if reason == NOT_A_FIGURE and finding.kind is not Kind.FIGURE:
        return "is about no figure: give the reason why it is kept, which readers see."
    if reason == NOT_A_FIGURE and finding.severity is Severity.WRONG:
        return "contradicts what is held: give the reason why it is kept, which readers see."
    reasons = {
        Kind.PERSON: f"is about a person, and nobody may accept that. {finding.suggestion}",
        Kind.NOT_SHOWN: "is about a text that cannot be shown: it is corrected, and never "
        f"accepted. {finding.what}",
        Kind.DISCLOSURE: "is about people who could be identified: it is mended, and never "
        f"accepted. {finding.suggestion}",
        Kind.STALE: "is about figures that have changed: it is confirmed, and not accepted. "
        f"{finding.suggestion}",
    }
    return reasons.get(finding.kind, "")


def _last_findings(report: ReportPlan) -> tuple[Finding, ...]:
    findings = read_findings(report.paths)
    if findings is None:
        raise NarrativeError(
            f"The report of {report.area.name} was not checked yet. Run: bcssp check "
            f"{report.id.typed}"
        )
    return findings
