"""Whether a report may be published at all: nothing that it hides may be worked out."""

from __future__ import annotations

from collections.abc import Iterator

from bcssp_lib.checks.prose import ReportText
from bcssp_lib.data.figure_names import words_of
from bcssp_lib.model.finding import Finding, Kind, Severity


def check_clearance(report: ReportText) -> Iterator[Finding]:
    """The small numbers that can be worked out, whatever else is hidden."""
    for key in sorted(report.unprotected):
        yield Finding(
            kind=Kind.DISCLOSURE,
            severity=Severity.WRONG,
            section="",
            block="",
            sentence="",
            what=f"A small number can be worked out from figures that are shown: {words_of(key)}.",
            why="It could lead back to a person, and no other figure can be hidden to protect it.",
            suggestion=(
                "Change the policy of the figures that it is tied to (docs/disclosure.md), or "
                f"leave them out. See what they are: {report.command('disclosure')}"
            ),
        )
