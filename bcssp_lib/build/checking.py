"""Checking the text of a report with what it is made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bcssp_lib.build.plan import Plan, ReportPlan
from bcssp_lib.checks.coverage import CheckResult, make_place_problem
from bcssp_lib.checks.prose import ReportText, read_prose
from bcssp_lib.data.loader import load_registers
from bcssp_lib.model.errors import InputProblemsError, Problem
from bcssp_lib.model.requirement import Requirement
from bcssp_lib.narrative.binding import FactBook
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
