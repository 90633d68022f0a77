"""Runs of sections that tests write."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from bcssp_lib.build.request import SectionResult, SectionRun
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.records import Limits
from bcssp_lib.model.report_id import ReportId
from tests.projects import ROOT, parameters, prose, write_cells

REPORT = ReportId("banes", parse_period("2023-24"))
STAMP = REPORT.stamp("trial")
OPEN = 'from bcssp_lib import open_section\nsection = open_section("trial", area, period, edition)'
LIMITS = Limits(cell_seconds=60, section_megabytes=512, output_megabytes=2, outputs=50)


def section_run(folder: Path, *cells: NotebookNode, limits: Limits = LIMITS) -> SectionRun:
    """A run, in a folder, of a notebook of just these cells, after its parameters."""
    notebook = write_cells(
        folder / "01_trial.ipynb", prose("title", "# Trial"), parameters(), *cells
    )
    work = folder / "work"
    work.mkdir(exist_ok=True)
    return SectionRun(
        report=REPORT,
        section="trial",
        source=notebook.read_text("utf-8"),
        root=ROOT,
        work=work,
        limits=limits,
    )


def cell_of(result: SectionResult, name: str) -> NotebookNode:
    """A cell of the executed notebook."""
    made = nbformat.reads(result.notebook, as_version=4)
    return next(cell for cell in made.cells if cell.id == name)


def shown_by(cell: NotebookNode) -> str:
    """All that a cell has shown, as text."""
    found = [
        output.get("text") or output.get("data", {}).get("text/plain", "")
        for output in cell.outputs
    ]
    return "".join(found).strip()


def says(expression: str) -> str:
    """Code that tells a test what something is; what a cell prints is no part of a report."""
    return f"import sys\nprint({expression}, file=sys.stderr)"
