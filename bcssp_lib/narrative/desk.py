"""The files of one section's author."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from bcssp_lib.files.project import Project
from bcssp_lib.files.report_paths import ReportPaths
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.section_notebook import SectionNotebook


@dataclass(frozen=True)
class Desk:
    """Narrative, review record, working notebook and history of a section of one report."""

    project: Project
    report: ReportId
    section: SectionNotebook

    @property
    def narrative(self) -> Path:
        """The author's text."""
        return self._paths.text(self.section.name)

    @property
    def review(self) -> Path:
        """What was confirmed and accepted of the author's text."""
        return self._paths.review_record(self.section.name)

    @property
    def working(self) -> Path:
        """The working notebook, if there is one."""
        return self._paths.working_notebook(self.section.stem)

    @property
    def pictures(self) -> Path:
        """The pictures of the author's text."""
        return self._paths.pictures

    @property
    def history(self) -> Path:
        """The versions of the author's text that were overwritten."""
        return self._paths.history(self.section.name)

    @property
    def seen(self) -> Path:
        """What was last taken from the working notebook."""
        return self._paths.last_saved(self.section.stem)

    def year_before(self) -> Desk:
        """The desk of the same section a year earlier."""
        return replace(self, report=replace(self.report, period=self.report.period.previous()))

    @property
    def _paths(self) -> ReportPaths:
        return ReportPaths(self.report, self.project.reports, self.project.reports)
