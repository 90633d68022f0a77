from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nbformat import NotebookNode

from bcssp_lib.run.jobs import default_kernels
from bcssp_lib.run.limits import Limits
from bcssp_lib.run.runner import run_section
from bcssp_lib.run.section_run import SectionResult
from tests.run.runs import LIMITS, kernels_of, section_run

Runs = Callable[..., SectionResult]


@pytest.fixture(scope="module")
def kernels() -> Iterator[Path]:
    """Kernels of the kind that this system has them by default; the folder they share."""
    with kernels_of(default_kernels()) as folder:
        yield folder


@pytest.fixture
def run(kernels: Path, tmp_path: Path) -> Runs:
    """Run a section of just these cells."""

    def go(*cells: NotebookNode, limits: Limits = LIMITS) -> SectionResult:
        return run_section(section_run(tmp_path, *cells, limits=limits))

    return go
