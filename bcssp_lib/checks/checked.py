"""What came of a check, and what of it can be told before every rule has been asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bcssp_lib.checks.coverage import Duty, coverage_finding, duties_met
from bcssp_lib.checks.report import ReportText
from bcssp_lib.model.finding import Finding
from bcssp_lib.narrative.review_record import text_mark


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


def duties_of(report: ReportText) -> tuple[Duty, ...]:
    """The duties of a report's edition; of those not covered, why an author keeps the gap."""
    return tuple(_duties(report))


def with_reason(finding: Finding, report: ReportText) -> Finding:
    """A finding with the reason for which an author keeps it, if one does."""
    review = report.reviews.get(finding.section)
    if review is None:
        return finding
    text = report.text_of(finding.section, finding.block)
    return replace(finding, accepted=review.reason(finding, text_mark(text)))


def _duties(report: ReportText) -> Iterator[Duty]:
    for duty in duties_met(report):
        found = with_reason(coverage_finding(duty, report), report) if duty.gap else None
        yield replace(duty, reason=found.accepted) if found else duty
