"""Reading what was built: the facts of a report, and whether each part still holds."""

from __future__ import annotations

from collections.abc import Iterator

from bcssp_lib.batch.build import narrative_digest, why_run
from bcssp_lib.batch.plan import Plan, ReportPlan, Request, make_plan
from bcssp_lib.batch.record import BuildRecord, read_record
from bcssp_lib.errors import UserError
from bcssp_lib.figures.project import Project
from bcssp_lib.publish.executed import all_facts, read_executed
from bcssp_lib.run.sections import SectionNotebook
from bcssp_lib.section.facts import Fact

Row = dict[str, str]
WHOLE = "(whole report)"


def built_facts(project: Project, request: Request) -> tuple[Fact, ...]:
    """The facts of one built report."""
    report = make_plan(project, request).reports[0]
    places = [(report.place(one), one) for one in report.sections]
    built = [(place, one) for place, one in places if place.is_file()]
    if not built:
        raise UserError(
            f"No report of {report.area.name} for {report.period.label} is built yet, so there "
            f"are no facts to list. Run: bcssp build {report.area.slug} "
            f"--period {report.period.label}"
        )
    return all_facts([read_executed(place, report.stamp(one.name)) for place, one in built])


def status_rows(project: Project, request: Request) -> list[Row]:
    """A row for each report and each of its sections."""
    plan = make_plan(project, request)
    return [row for report in plan.reports for row in _report_rows(plan, report)]


def _report_rows(plan: Plan, report: ReportPlan) -> Iterator[Row]:
    record = read_record(report.folder)
    reasons = {one.name: why_run(plan, report, one, record) for one in report.sections}
    yield _whole_row(plan, report, record, reasons)
    for section in report.sections:
        yield _section_row(report, section, record, reasons[section.name])


def _whole_row(
    plan: Plan, report: ReportPlan, record: BuildRecord | None, reasons: dict[str, str]
) -> Row:
    made = "synthetic figures" if report.synthetic else "real figures"
    if record is None:
        return _row(report, WHOLE, "not built", "", "bcssp build was not run for it", made)
    why = record.error
    if not why and any(reasons.values()):
        why = f"not up to date: {', '.join(name for name, each in reasons.items() if each)}"
    if not why and not (report.folder.review / "report.html").is_file():
        why = "the review copy is missing"
    if not why and record.narrative != narrative_digest(plan, report):
        why = "changed since: narrative"
    return _row(report, WHOLE, "ok" if not why else "not ok", record.built, why, made)


def _section_row(
    report: ReportPlan, section: SectionNotebook, record: BuildRecord | None, why: str
) -> Row:
    found = record.section(section.name) if record else None
    if found is None:
        return _row(report, section.name, "not built", "", why, "")
    state = "ok" if not why else "failed" if found.state != "ok" else "out of date"
    made = ", ".join(f"{kind} {digest[:6]}" for kind, digest in found.made_from.items())
    return _row(report, section.name, state, found.built, found.error or why, made)


def _row(report: ReportPlan, section: str, state: str, built: str, why: str, made_from: str) -> Row:
    return {
        "report": f"{report.area.slug} {report.period.label} {report.edition.id}",
        "section": section,
        "state": state,
        "built": built,
        "why": why,
        "made_from": made_from,
    }
