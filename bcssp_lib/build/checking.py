"""Checking the text of a report with the facts that it is bound to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bcssp_lib.build.plan import Plan, ReportPlan
from bcssp_lib.checks.coverage import CheckResult, make_place_problem
from bcssp_lib.checks.prose import ReportText, read_prose
from bcssp_lib.data.loader import load_registers
from bcssp_lib.model.area import Area
from bcssp_lib.model.checking import Requirement
from bcssp_lib.model.errors import InputProblemsError, Problem
from bcssp_lib.model.period import Period
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.publish.block_texts import ExecutedSection, read_executed
from bcssp_lib.publish.compose import SectionText


def make_report_text(
    plan: Plan, report: ReportPlan, sections: Sequence[SectionText], book: FactBook
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
        registers=load_registers(plan.project, plan.catalogue, report.area.slug),
    )


def check_text(text: ReportText) -> CheckResult:
    """Check a report by every rule."""
    from bcssp_lib.checks.check import check_report

    return check_report(text)


def _unknown_facts(plan: Plan, duties: Sequence[Requirement], book: FactBook) -> Iterator[Problem]:
    for duty in duties:
        for index, place in enumerate(duty.facts):
            section, _, name = place.partition(".")
            known = book.facts.get(section)
            if known is not None and name not in known:
                yield make_place_problem(
                    plan.project, duty, "facts", index, "fact", name, list(known)
                )


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
