"""What authors do with a built report: open a section, confirm its texts, accept findings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from bcssp_lib.build.build import build
from bcssp_lib.build.built_facts import read_fact_book
from bcssp_lib.build.plan import ReportPlan, Watcher, load_checked_catalogue, open_plan
from bcssp_lib.build.request import Options, Request
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import NarrativeError, UserError, not_known
from bcssp_lib.model.finding import Finding, Kind, parse_findings
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.blocks import override_defaults, read_blocks
from bcssp_lib.narrative.desk import Desk
from bcssp_lib.narrative.review import ConfirmedBlock, accept, confirm
from bcssp_lib.narrative.roll_forward import CarriedEntries, count_carried_entries
from bcssp_lib.narrative.saving import SaveResult, narrative_lock, replace_working, save
from bcssp_lib.narrative.section_notebook import load_section
from bcssp_lib.narrative.working_notebook import working_text

_TRIES = 3


def list_desks(
    project: Project, areas: tuple[str, ...], period: str, section: str = ""
) -> list[Desk]:
    """The files of authors: of the areas named or all, of one section or all."""
    request = Request(areas, (period,) if period else (), sections=(section,) if section else ())
    catalogue = load_checked_catalogue(project, request)
    chosen = catalogue.period(period or catalogue.settings.default_period)
    edition = catalogue.edition(catalogue.settings.default_edition)
    sections = [load_section(project, name) for name in request.sections or edition.sections]
    slugs = _slugs(catalogue, areas)
    return [Desk(project, ReportId(slug, chosen), each) for slug, each in product(slugs, sections)]


def _slugs(catalogue: Catalogue, areas: tuple[str, ...]) -> tuple[str, ...]:
    """The areas named, or all that have reports."""
    return areas or tuple(authority.slug for authority in catalogue.authorities())


def list_carried_registers(
    project: Project, areas: tuple[str, ...], period: str
) -> list[CarriedEntries]:
    """What the registers of the areas named, or of all, carry over into a period."""
    catalogue = load_checked_catalogue(project, Request(areas, (period,)))
    slugs = _slugs(catalogue, areas)
    return count_carried_entries(project, catalogue, slugs, catalogue.period(period))


def open_working_notebook(
    project: Project, area: str, section: str, period: str, watcher: Watcher
) -> tuple[Path, list[SaveResult]]:
    """Build the report of an area, and write a section's working notebook again.

    What its author wrote is taken home first; nothing is written over a text that was not.
    """
    (desk,) = list_desks(project, (area,), period, section)
    request = Request.for_report(area, period)
    (outcome,) = build(project, request, Options(), watcher)
    failed = {section.section: section.error for section in outcome.failed_sections}
    if section in failed:
        raise UserError(f"The section '{section}' could not be built: {failed[section]}")
    with narrative_lock(project, watcher.on_message):
        for _ in range(_TRIES):
            saved = _try_to_replace(desk, outcome.plan)
            if saved is not None:
                return desk.working, saved
    raise UserError(
        f"{project.shown(desk.working)} is saved by another program all the time, so that it "
        "cannot be written again. Close it in JupyterLab, then run bcssp author again."
    )


def _try_to_replace(desk: Desk, report: ReportPlan) -> list[SaveResult] | None:
    """Save a working notebook and write it again; None if somebody has saved it meanwhile."""
    before = desk.working.read_bytes() if desk.working.exists() else None
    saved = [] if before is None else [save(desk)]
    if any(result.stopped for result in saved):
        raise UserError(saved[0].stopped)
    kept = replace_working(desk, before, _text(desk, report), saved)
    if kept:
        saved = [replace(saved[0], refused=(*saved[0].refused, kept))]
    return None if kept is None else saved


def _text(desk: Desk, report: ReportPlan) -> bytes:
    """The working notebook of a section, from its results and its words as they are now."""
    written = read_blocks(desk.narrative, desk.project.shown(desk.narrative))
    blocks = override_defaults(desk.section.blocks, written, desk.section.cells)
    executed = json.loads(report.paths.executed(desk.section.stem).read_text("utf-8"))
    stamp = report.id.stamp(desk.section.name)
    book, folder = read_fact_book(report), desk.narrative.parent
    return working_text(executed, blocks, stamp, book, folder).encode()


def confirm_blocks(
    project: Project, area: str, section: str, period: str, wanted: Sequence[str]
) -> list[ConfirmedBlock]:
    """Confirm an author's texts with the facts of the report as it was last built."""
    (desk,) = list_desks(project, (area,), period, section)
    report = _report(project, Request.for_report(area, period))
    book = read_fact_book(report)
    names_facts = any(
        "{{" in block.text for block in report.narrative[section] if not block.default
    )
    if names_facts and not any(book.facts.values()):
        raise NarrativeError(
            f"The report of {report.area.name} is not built yet, so that there are no figures to "
            f"confirm. Run: bcssp build {area} --period {report.period.label}"
        )
    return confirm(desk, wanted, book)


def accept_findings(
    project: Project, request: Request, wanted: Sequence[str], reason: str
) -> list[Finding]:
    """Accept findings of the last check of a report, by what it calls them."""
    report = _report(project, request)
    by_id = {finding.id: finding for finding in _last_findings(report)}
    for name in wanted:
        _check_acceptable(report, name, by_id)
    accepted = [by_id[name] for name in dict.fromkeys(wanted)]
    for section in dict.fromkeys(finding.section for finding in accepted):
        (desk,) = list_desks(project, (report.area.slug,), report.period.label, section)
        blocks = {block.id: block for block in report.narrative.get(section, ())}
        in_section = [finding for finding in accepted if finding.section == section]
        accept(desk, in_section, reason, blocks)
    return accepted


def _check_acceptable(report: ReportPlan, name: str, by_id: Mapping[str, Finding]) -> None:
    if name not in by_id:
        see = f"See: bcssp check {report.area.slug} --period {report.period.label}"
        raise not_known(f"finding of {report.area.name}", name, by_id, see)
    if by_id[name].kind is Kind.STALE:
        raise NarrativeError(
            f"The finding '{name}' is about figures that have changed: it is confirmed, and "
            f"not accepted. {by_id[name].suggestion}"
        )


def _report(project: Project, request: Request) -> ReportPlan:
    """The one report of a request as it is; nothing is built."""
    with open_plan(project, request) as (plan, _):
        return plan.reports[0]


def _last_findings(report: ReportPlan) -> tuple[Finding, ...]:
    path = report.paths.findings
    if not path.is_file():
        raise NarrativeError(
            f"The report of {report.area.name} was not checked yet. Run: bcssp check "
            f"{report.area.slug} --period {report.period.label}"
        )
    return parse_findings(path.read_text("utf-8"))
