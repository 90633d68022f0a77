"""Runs of sections that tests write, and kernels to run them in."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil
import pytest
from bcssp_lib.build.jobs import Kernels, kernel_variables
from bcssp_lib.build.template_process import Template
from nbformat import NotebookNode

from bcssp_lib.build import ahead
from bcssp_lib.build.limits import Limits
from bcssp_lib.build.section_run import SectionResult, SectionRun
from tests.projects import ROOT, command_line, parameters, prose, write_cells

STAMP = {"area": "banes", "period": "2023-24", "edition": "annual", "section": "trial"}
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
        section="trial",
        source=notebook.read_text("utf-8"),
        stamp=STAMP,
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
    found = [one.get("text") or one.get("data", {}).get("text/plain", "") for one in cell.outputs]
    return "".join(found).strip()


@contextmanager
def kernels_of(kind: Kernels) -> Iterator[Path]:
    """Have this process's kernels come from where they should; yield the folder they share."""
    folder = Path(tempfile.mkdtemp(prefix="bcssp-"))
    template = Template(folder / "kernels", ROOT) if kind is Kernels.WARM else None
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            **kernel_variables(kind, folder),
            **(template.variables if template else {}),
        }.items():
            patch.setenv(name, value)
        try:
            yield folder
        finally:
            _end_those_ahead()
            if template is not None:
                template.end()
            shutil.rmtree(folder, ignore_errors=True)


def _end_those_ahead() -> None:
    """End the kernels that were started ahead and that nobody has asked."""
    while ahead._waiting:
        with ahead._waiting.popleft() as process:
            process.kill()


def template_process(folder: Path | str = "") -> psutil.Process:
    """The template that this process began, for something in a folder.

    For a moment after it was begun, a process has no command line yet.
    """
    until = time.monotonic() + 5
    while True:
        found = [
            one
            for one in psutil.Process(os.getpid()).children()
            if "bcssp_lib.build.template" in (command := command_line(one))
            and str(folder) in command[3]
        ]
        if found or time.monotonic() > until:
            (only,) = found
            return only
