"""Texts that cannot be shown: each problem of each stops a publication, and nobody may keep it."""

from __future__ import annotations

from collections.abc import Iterator

from bcssp_lib.checks.prose import ReportText
from bcssp_lib.model.finding import Finding, Kind

_WHY = "The review copy shows this in place of the text, and the report cannot be published."


def check_unshown(report: ReportText) -> Iterator[Finding]:
    """What is wrong with each text that cannot be shown."""
    for prose in report.unshown:
        for problem in prose.bound.problems:
            what = f"{prose.block.place}, {problem}"
            yield prose.finding(Kind.NOT_SHOWN, what, _WHY, "Correct the text.")
