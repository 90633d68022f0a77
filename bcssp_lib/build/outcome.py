"""The outcome of each report of a build, and who hears how the build goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bcssp_lib.build.plan import Plan, ReportPlan
from bcssp_lib.build.section_run import SectionResult, SectionRun
from bcssp_lib.model.finding import Tally


@dataclass(frozen=True)
class ReportOutcome:
    """The outcome of one report; ``found`` counts the findings of its check."""

    plan: ReportPlan
    sections: tuple[SectionResult, ...]
    review: Path | None = None
    publication: dict[str, Path] = field(default_factory=dict)
    engine: str = ""
    advice: str = ""
    warnings: tuple[str, ...] = ()
    found: Tally = field(default_factory=Tally)
    error: str = ""

    @property
    def failed_sections(self) -> tuple[SectionResult, ...]:
        """The sections that did not verifiably run."""
        return tuple(section for section in self.sections if not section.ok)


class Watcher(Protocol):
    """Who hears how a build goes on."""

    def on_message(self, message: str) -> None:
        """Something that the user should know."""

    def on_plan(self, plan: Plan, runs: Sequence[SectionRun], usual: dict[str, float]) -> None:
        """The build is settled; ``usual`` are the seconds that sections have taken before."""

    def on_section_start(self, run: SectionRun) -> None:
        """A section begins to run."""

    def on_section_end(self, result: SectionResult) -> None:
        """A section has ended, well or not, or is up to date."""

    def on_report_end(self, outcome: ReportOutcome) -> None:
        """A report has been rendered, is up to date, or could not be rendered."""
