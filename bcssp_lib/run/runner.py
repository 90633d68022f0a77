"""Running one section's notebook with papermill, in a folder of its own."""

from __future__ import annotations

import logging
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from bcssp_lib.errors import SectionFailedError
from bcssp_lib.figures.project import ROOT_VARIABLE
from bcssp_lib.run.folders import output_errors, put_file
from bcssp_lib.run.seal import Stamp, add_seal, judge, remove_seal

KERNEL_MANAGER = "bcssp_lib.run.kernels.LocalKernelManager"
_RUN_METADATA = ("papermill", "execution", "widgets")
_INJECTED = "injected-parameters"  # the tag that papermill gives the cell with the values


@dataclass(frozen=True)
class SectionRun:
    """One section to run: which notebook, for whom, and where the result goes."""

    section: str
    notebook: Path
    stamp: Stamp
    root: Path
    work: Path
    place: Path
    cell_seconds: int


@dataclass(frozen=True)
class SectionResult:
    """What became of a run: the place of the executed notebook, or an error in a line."""

    section: str
    area: str
    seconds: float
    place: Path
    error: str = ""
    reused: bool = False

    @property
    def ok(self) -> bool:
        """Whether every cell verifiably ran."""
        return not self.error


def run_section(run: SectionRun) -> SectionResult:
    """Run a section; its result is put in place only if it verifiably ran."""
    started = time.monotonic()
    error = ""
    try:
        notebook = _executed(run)
        _put(notebook, run)
    except SectionFailedError as failure:
        error = str(failure)
        run.place.unlink(missing_ok=True)  # a result of an earlier run must not stand for this one
    seconds = time.monotonic() - started
    return SectionResult(run.section, run.stamp["area"], seconds, run.place, error)


def _executed(run: SectionRun) -> NotebookNode:
    """Execute a sealed copy of the notebook; return it judged, cleaned and unsealed."""
    token = uuid.uuid4().hex
    folder = run.work / f"{run.stamp['area']}-{run.notebook.stem}"
    with output_errors(run.work):
        folder.mkdir()
    notebook = nbformat.read(run.notebook, as_version=4)  # type: ignore[no-untyped-call]
    add_seal(notebook, token)
    with _kernel_environment(run.root):
        done = _execute(notebook, run, folder)
    judge(done, run.stamp, token)
    remove_seal(done)
    _clean(done, run.stamp)
    return done


def _execute(notebook: NotebookNode, run: SectionRun, folder: Path) -> NotebookNode:
    parameters = {name: run.stamp[name] for name in ("area", "period", "edition")}
    try:
        return papermill.execute_notebook(  # type: ignore[no-any-return]
            notebook,
            None,
            parameters=parameters,
            progress_bar=False,
            cwd=folder,
            execution_timeout=run.cell_seconds,
            kernel_name="python3",
            kernel_manager_class=KERNEL_MANAGER,
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        )
    except PapermillExecutionError as error:
        line = f"{error.ename}: {error.evalue}"
        raise SectionFailedError(f"cell '{_cell_name(notebook, error)}': {line}") from error
    except CellTimeoutError as error:
        raise SectionFailedError(
            f"a cell ran longer than {run.cell_seconds} seconds and was stopped "
            "(the limit is cell_seconds in params/settings.yaml)"
        ) from error
    except DeadKernelError as error:
        raise SectionFailedError(
            "the kernel died while a cell ran (it was killed, or ran out of memory)"
        ) from error


def _cell_name(notebook: NotebookNode, error: PapermillExecutionError) -> str:
    """The id of the cell that failed; papermill numbers the cells it added itself too."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source == error.source:
            return str(cell.id)
    return f"number {error.cell_index}"


def _clean(notebook: NotebookNode, stamp: Stamp) -> None:
    """Leave only what depends on the notebook and the figures: no times, paths, random ids."""
    for name in _RUN_METADATA:
        notebook.metadata.pop(name, None)
    notebook.metadata["bcssp"] = dict(stamp)
    for cell in notebook.cells:
        if _INJECTED in cell.metadata.get("tags", []):
            cell.id = _INJECTED
        for name in _RUN_METADATA:
            cell.metadata.pop(name, None)


def _put(notebook: NotebookNode, run: SectionRun) -> None:
    made = run.work / f"{run.stamp['area']}-{run.notebook.stem}.ipynb"
    with output_errors(run.place.parent):
        nbformat.write(notebook, made)  # type: ignore[no-untyped-call]
        put_file(made, run.place)


@contextmanager
def _kernel_environment(root: Path) -> Iterator[None]:
    """Tell the kernel which project it works for, and keep papermill's log to itself."""
    before = os.environ.get(ROOT_VARIABLE)
    os.environ[ROOT_VARIABLE] = str(root)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        yield
    finally:
        if before is None:
            del os.environ[ROOT_VARIABLE]
        else:
            os.environ[ROOT_VARIABLE] = before
