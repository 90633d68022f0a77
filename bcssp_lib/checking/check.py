"""Checking one report: every rule over its text, and what its authors have accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from bcssp_lib.checking.coverage import (
    Duty,
    coverage_finding,
    coverage_findings,
    duties_met,
)
from bcssp_lib.checking.finding import Finding
from bcssp_lib.checking.language import language_findings
from bcssp_lib.checking.prose_findings import prose_findings
from bcssp_lib.checking.record import text_mark
from bcssp_lib.checking.registers import register_findings
from bcssp_lib.checking.report import ReportText
from bcssp_lib.checking.stale import stale_findings

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


@dataclass(frozen=True)
class Checked:
    """What came of a check: the findings in the order of reading, and the duties."""

    findings: tuple[Finding, ...] = ()
    duties: tuple[Duty, ...] = ()

    @property
    def open_errors(self) -> tuple[Finding, ...]:
        """What stands in the way of a publication."""
        return tuple(one for one in self.findings if one.is_open_error)

    @property
    def accepted(self) -> tuple[Finding, ...]:
        """What authors keep, with their reasons."""
        return tuple(one for one in self.findings if one.accepted)


def check_report(report: ReportText) -> Checked:
    """Check a report by every rule."""
    found = [_with_reason(one, report) for rule in RULES for one in rule(report)]
    return Checked(tuple(_in_order(dict.fromkeys(found), report)), tuple(_duties(report)))


def _with_reason(finding: Finding, report: ReportText) -> Finding:
    review = report.reviews.get(finding.section)
    if review is None:
        return finding
    text = report.text_of(finding.section, finding.block)
    return replace(finding, accepted=review.reason(finding, text_mark(text)))


def _duties(report: ReportText) -> Iterator[Duty]:
    for duty in duties_met(report):
        found = _with_reason(coverage_finding(duty, report), report) if duty.gap else None
        yield replace(duty, reason=found.accepted) if found else duty


def _in_order(findings: Iterable[Finding], report: ReportText) -> list[Finding]:
    """By section and block as they are read; those of no block of the report come last."""
    places: dict[tuple[str, str], int] = {}
    for number, prose in enumerate(report.blocks):
        places.setdefault((prose.section, ""), number)
        places[prose.section, prose.block.id] = number
    return sorted(findings, key=lambda one: places.get((one.section, one.block), len(places)))
