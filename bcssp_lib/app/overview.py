"""What there is to write: areas, their sections, and what the last build found in each.

``bcssp author`` shows it, as a page in JupyterLab or as a list. What pages do about it, they do by
running commands.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bcssp_lib.build.plan import list_reports, load_checked_catalogue, read_findings
from bcssp_lib.build.request import Request
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.files.folders import output_errors, put_bytes
from bcssp_lib.files.project import ROOT_VARIABLE, Project, ReportPaths
from bcssp_lib.model.finding import (
    Finding,
    Tally,
    count_findings,
    list_waiting,
)
from bcssp_lib.model.period import long_date
from bcssp_lib.narrative.section_notebook import SectionNotebook, load_section
from bcssp_lib.narrative.working_notebook import who_opened

_START = "start.ipynb"  # in reports/, which git leaves out
_CODE = "from bcssp_lib.app.start_page import open_start_page\n\nopen_start_page()"
BUILT = (0, 3)  # exit codes of a build that has made a review copy
_LAST_LINES = 12
_FORMAT = {"nbformat": 4, "nbformat_minor": 5}


@dataclass(frozen=True)
class SectionState:
    """A section of a report: what the last build found in it, and its working notebook."""

    name: str
    title: str
    tally: Tally
    to_confirm: int
    working: Path

    @property
    def saved(self) -> str:
        """When its working notebook was last saved; empty if there is none."""
        if not self.working.is_file():
            return ""
        when = datetime.fromtimestamp(self.working.stat().st_mtime).astimezone()
        return f"{long_date(when.date())}, {when:%H:%M}"

    @property
    def editor(self) -> str:
        """Who last opened its working notebook; empty if there is none, or it does not say."""
        return who_opened(self.working) if self.working.is_file() else ""


@dataclass(frozen=True)
class ReportState:
    """A report, what its last build found in all, and its sections; whether it was built."""

    area: str
    name: str
    built: bool
    tally: Tally
    sections: tuple[SectionState, ...]

    @property
    def to_confirm(self) -> int:
        """How many texts wait to be confirmed."""
        return sum(section.to_confirm for section in self.sections)


def read_overview(
    project: Project, areas: Sequence[str] = (), period: str = ""
) -> tuple[ReportState, ...]:
    """The reports of some areas, or of all, and what the last build of each found."""
    request = Request(tuple(areas), (period,) if period else ())
    catalogue = load_checked_catalogue(project, request)
    edition = catalogue.edition_of("", areas)
    sections = [load_section(project, name) for name in edition.shown]
    reports = list_reports(catalogue, request)
    return tuple(_read_report(catalogue, paths, sections) for paths in reports)


def _read_report(
    catalogue: Catalogue, paths: ReportPaths, sections: Sequence[SectionNotebook]
) -> ReportState:
    findings = read_findings(paths)
    states = (_section(paths, section, findings or ()) for section in sections)
    name = catalogue.area(paths.report.area).name
    built, tally = findings is not None, count_findings(findings or ())
    return ReportState(paths.report.area, name, built, tally, tuple(states))


def _section(
    paths: ReportPaths, section: SectionNotebook, findings: Sequence[Finding]
) -> SectionState:
    found = [finding for finding in findings if finding.section == section.name]
    working, to_confirm = paths.working_notebook(section.stem), len(list_waiting(found))
    return SectionState(section.name, section.title, count_findings(found), to_confirm, working)


def list_rows(reports: Sequence[ReportState]) -> Iterator[dict[str, str]]:
    """A row for each section of the reports that were built, as a command prints them."""
    for report in filter(lambda each: each.built, reports):
        for section in report.sections:
            yield {
                "report": report.area,
                "section": section.name,
                "found": tally_words(section.tally, section.to_confirm),
                "notebook_saved": section.saved,
                "opened_by": section.editor,
            }


def tally_words(tally: Tally, to_confirm: int) -> str:
    """What is open, in words: "2 wrong, 1 to confirm"; empty where nothing is."""
    counts = {
        "wrong": tally.wrong,
        "typed": tally.typed,
        "doubtful": tally.doubtful,
        "to confirm": to_confirm,
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def write_start_notebook(project: Project) -> Path:
    """Write the notebook of the start page, and return its place."""
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "start",
        "metadata": {"jupyter": {"source_hidden": True}},
        "execution_count": None,
        "outputs": [],
        "source": _CODE,
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel, "bcssp_start": True}
    notebook = {"cells": [cell], "metadata": metadata, **_FORMAT}
    path = project.reports / _START
    with output_errors(project.reports):
        project.reports.mkdir(parents=True, exist_ok=True)
        put_bytes((json.dumps(notebook, indent=1) + "\n").encode(), path)
    return path


def run_command(project: Project, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ``bcssp`` in a process of its own, and wait until it ends."""
    return subprocess.run(
        [sys.executable, "-m", "bcssp_lib", *words],
        cwd=project.root,
        env={**os.environ, ROOT_VARIABLE: str(project.root), "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def last_words(done: subprocess.CompletedProcess[str]) -> str:
    """The last lines that a command has said of errors."""
    return "\n".join(done.stderr.splitlines()[-_LAST_LINES:])
