"""The facts of reports as they were last built, read back from their executed sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bcssp_lib.build.plan import ReportPlan, plan_report
from bcssp_lib.build.request import Request
from bcssp_lib.files.folders import built_file
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Area
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.period import Period
from bcssp_lib.model.report_id import Stamp
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.publish.block_texts import ExecutedSection, WrongReportError, read_executed


def read_facts(project: Project, request: Request) -> tuple[Fact, ...]:
    """The facts of one built report."""
    _, book = read_report(project, request)
    return tuple(fact for facts in book.facts.values() for fact in facts.values())


def read_report(project: Project, request: Request) -> tuple[ReportPlan, FactBook]:
    """One built report, and its facts as narrative is bound to them."""
    report = plan_report(project, request)
    book = read_whole_book(report)
    if not book.facts:
        raise UserError(
            f"No report of {report.area.name} for {report.period.label} is built yet, so there "
            f"are no facts to list. Run: bcssp build {report.id.typed}"
        )
    return report, book


def read_whole_book(report: ReportPlan) -> FactBook:
    """The facts of a report as it was last built, and the sections that have none."""
    built = _read_built_sections(report)
    names = {section.section for section in built}
    lost = {section.name: section.title for section in report.sections if section.name not in names}
    return make_fact_book(report, built, lost)


def make_fact_book(
    report: ReportPlan, executed: Sequence[ExecutedSection], failed: Mapping[str, str]
) -> FactBook:
    """The facts of sections that ran; ``failed`` are the titles of the others by name."""
    names = report_names(report.area, report.period)
    return FactBook({section.section: section.facts for section in executed}, names, failed)


def read_fact_book(report: ReportPlan) -> FactBook:
    """The facts of a report as it was last built: none of what was never built."""
    return make_fact_book(report, _read_built_sections(report), {})


def _read_built_sections(report: ReportPlan) -> list[ExecutedSection]:
    """The executed sections of a report that are in their places."""
    built = [(report.executed(section.stem), section.name) for section in report.sections]
    return [_read(path, report.stamp(name)) for path, name in built if path.is_file()]


def _read(path: Path, stamp: Stamp) -> ExecutedSection:
    with built_file(path, WrongReportError):
        return read_executed(path, stamp)


def report_names(area: Area, period: Period) -> dict[str, str]:
    """The names in prose that belong to the report itself."""
    return {
        "area": area.name,
        "area_short": area.short_name,
        "partnership": area.partnership or area.name,
        "partnership_short": area.partnership_short or area.partnership or area.name,
        "region": area.region or "not available",
        "period": period.wording,
        "months": f"{period.start:%B %Y} to {period.end:%B %Y}",
        "previous_period": period.previous().wording,
        "next_period": period.following().wording,
    }
