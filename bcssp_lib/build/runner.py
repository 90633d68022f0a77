"""Running one section's notebook with papermill, in a folder of its own."""

from __future__ import annotations

import json
import logging
import os
import shutil
import tempfile
import threading
import time
import traceback
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import nbformat
import papermill
from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from bcssp_lib.build.ahead import AheadError
from bcssp_lib.build.engine import ENGINE, KernelLostError, SectionEngine
from bcssp_lib.build.forked import TemplateError
from bcssp_lib.build.limits import MEMORY_VARIABLE, out_of_memory
from bcssp_lib.build.seal import add_seal, judge, remove_seal
from bcssp_lib.build.section_run import Account, SectionResult, SectionRun
from bcssp_lib.build.warm import AREA_VARIABLE
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.project import ROOT_VARIABLE
from bcssp_lib.model.errors import SectionFailedError, UserError
from bcssp_lib.model.report_id import Stamp

_RUN_METADATA = ("papermill", "execution", "widgets")
_INJECTED = "injected-parameters"  # the tag that papermill gives the cell with the values
_OUT_OF_MEMORY = ("MemoryError", "_ArrayMemoryError")
_one_at_a_time = threading.Lock()  # papermill changes the working folder of its process


def run_section(run: SectionRun) -> SectionResult:
    """Run a section; its notebook is handed back only if it verifiably ran."""
    started = time.monotonic()
    notebook, error, log, cell, lost = "", "", "", "", False
    account = Account()
    try:
        done, account = _executed(run)
        notebook = _text(done)
    except (SectionFailedError, TemplateError, AheadError) as failure:
        error, log = str(failure), traceback.format_exc()
        cell = failure.cell if isinstance(failure, SectionFailedError) else ""
        lost = isinstance(failure, (KernelLostError, TemplateError, AheadError))
    except UserError:  # it concerns the whole build, as a full disk does
        raise
    except Exception as failure:  # noqa: BLE001 - told with its log; the other sections go on
        error, log = f"it could not be run ({_in_a_line(failure)})", traceback.format_exc()
    return SectionResult(
        section=run.section,
        stamp=run.stamp,
        seconds=time.monotonic() - started,
        notebook=notebook,
        error=error,
        cell=cell,
        log=log,
        account=account,
        worker=str(os.getpid()),
        lost=lost,
    )


def _executed(run: SectionRun) -> tuple[NotebookNode, Account]:
    """Execute a sealed copy of the notebook; return it judged, cleaned and unsealed."""
    token = uuid.uuid4().hex
    notebook = nbformat.reads(run.source, as_version=4)  # type: ignore[no-untyped-call]
    add_seal(notebook, token)
    with output_errors(run.work):
        folder = Path(tempfile.mkdtemp(dir=run.work))
    try:
        done = _execute(notebook, run, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    account = judge(done, run.stamp, token)
    remove_seal(done)
    _clean(done, run.stamp)
    return done, account


def _execute(notebook: NotebookNode, run: SectionRun, folder: Path) -> NotebookNode:
    parameters = {name: run.stamp[name] for name in ("area", "period", "edition")}
    variables = {
        ROOT_VARIABLE: str(run.root),
        MEMORY_VARIABLE: str(run.limits.section_megabytes),
        AREA_VARIABLE: run.stamp["area"],
    }
    papermill_engines.register(ENGINE, SectionEngine)
    done: list[NotebookNode] = []
    try:
        with _one_at_a_time, _environment(variables):
            papermill.execute_notebook(
                notebook,
                None,
                parameters=parameters,
                engine_name=ENGINE,
                progress_bar=False,
                cwd=folder,
                kernel_name="python3",
                limits=run.limits,
                done=done.append,
            )
        return done[0]
    except PapermillExecutionError as error:
        cell = _cell_name(notebook, error)
        line = f"{error.ename}: {error.evalue}"
        if error.ename in _OUT_OF_MEMORY:
            line = out_of_memory(run.limits)
        raise SectionFailedError(f"cell '{cell}': {line}", cell=cell) from error


def _cell_name(notebook: NotebookNode, error: PapermillExecutionError) -> str:
    """The id of the cell that failed; papermill numbers the cells it added itself too."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source == error.source:
            return str(cell.id)
    return f"number {error.cell_index}"


def _text(notebook: NotebookNode) -> str:
    """A notebook as the text of its file; nbformat's indents would take ten times as long."""
    _validate(notebook)
    lines = split_lines(strip_transient(notebook))  # type: ignore[no-untyped-call]
    return json.dumps(lines, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _validate(notebook: NotebookNode) -> None:
    """Hold an executed notebook to its format, and tell which cell breaks it."""
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError:
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                _validate_output(output, cell.id)
        raise


def _validate_output(output: NotebookNode, cell: str) -> None:
    try:
        nbformat.validate(output, ref=output.output_type, version=4)
    except nbformat.ValidationError as error:
        place = ", ".join(map(str, error.absolute_path))
        wrong = f"cell '{cell}' displayed what a notebook cannot hold ({place}: {error.message})"
        raise SectionFailedError(wrong, cell=cell) from error


def _in_a_line(error: Exception) -> str:
    told = str(error).strip()
    return f"{type(error).__name__}: {told.splitlines()[0]}" if told else type(error).__name__


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
        if cell.cell_type == "code":
            cell.outputs = list(_joined(cell.outputs))


def _joined(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Make one output of what was printed in a row: it comes in pieces by the moment."""
    streams: dict[str, NotebookNode] = {}
    for output in outputs:
        if output.output_type != "stream":
            streams.clear()
            yield output
        elif output.name in streams:
            streams[output.name].text += output.text
        else:
            streams[output.name] = output
            yield output


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Tell the kernel what it works for, and keep papermill's log to itself."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
