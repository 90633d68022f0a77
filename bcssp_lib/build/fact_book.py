"""The facts of a report as prose may name them, from its executed sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bcssp_lib.build.plan import ReportPlan
from bcssp_lib.model.area import Area
from bcssp_lib.model.period import Period
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.publish.executed_section import ExecutedSection, read_executed


def make_fact_book(
    report: ReportPlan, executed: Sequence[ExecutedSection], failed: Mapping[str, str]
) -> FactBook:
    """The facts of sections that ran; ``failed`` are the titles of the others by name."""
    names = report_names(report.area, report.period)
    return FactBook({section.section: section.facts for section in executed}, names, failed)


def read_fact_book(report: ReportPlan) -> FactBook:
    """The facts of a report as it was last built: none of what was never built."""
    return make_fact_book(report, read_built_sections(report), {})


def read_built_sections(report: ReportPlan) -> list[ExecutedSection]:
    """The executed sections of a report that are in their places."""
    built = [(report.paths.executed(section.stem), section.name) for section in report.sections]
    return [read_executed(path, report.id.stamp(name)) for path, name in built if path.is_file()]


def report_names(area: Area, period: Period) -> dict[str, str]:
    """The names in prose that belong to the report itself."""
    return {
        "area": area.name,
        "area_short": area.short_name,
        "partnership": area.partnership or area.name,
        "region": area.region or "not available",
        "period": period.wording,
        "previous_period": period.previous().wording,
    }
