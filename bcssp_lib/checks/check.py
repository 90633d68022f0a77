"""Checking one report: every rule over its text, and what its authors have accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bcssp_lib.checks.checked import Checked, duties_of, with_reason
from bcssp_lib.checks.coverage import coverage_findings
from bcssp_lib.checks.language import language_findings
from bcssp_lib.checks.prose_findings import prose_findings
from bcssp_lib.checks.registers import register_findings
from bcssp_lib.checks.report import ReportText
from bcssp_lib.checks.stale import stale_findings
from bcssp_lib.model.finding import Finding

Rule = Callable[[ReportText], Iterable[Finding]]


def _said(report: ReportText) -> Iterable[Finding]:
    """Figures, claims and consistency."""
    return prose_findings(report.blocks, report.book, report.catalogue, report.area, report.period)


def _worded(report: ReportText) -> Iterable[Finding]:
    return language_findings(report.blocks, report.catalogue)


def _left_open(report: ReportText) -> Iterable[Finding]:
    schemas = report.catalogue.registers
    return register_findings(report.registers, schemas, report.area.slug, report.period)


RULES: tuple[Rule, ...] = (
    _said,
    stale_findings,
    _worded,
    coverage_findings,
    _left_open,
)


def check_report(report: ReportText) -> Checked:
    """Check a report by every rule."""
    found = [with_reason(one, report) for rule in RULES for one in rule(report)]
    return Checked(tuple(_in_order(dict.fromkeys(found), report)), duties_of(report))


def _in_order(findings: Iterable[Finding], report: ReportText) -> list[Finding]:
    """By section and block as they are read; those of no block of the report come last."""
    places: dict[tuple[str, str], int] = {}
    for number, prose in enumerate(report.blocks):
        places.setdefault((prose.section, ""), number)
        places[prose.section, prose.block.id] = number
    return sorted(findings, key=lambda one: places.get((one.section, one.block), len(places)))
