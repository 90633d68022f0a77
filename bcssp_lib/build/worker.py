"""Running one section in a process of its own: what happens in that process.

The process is the section's alone and ends with it. It has a folder of its own, made and
removed by whoever started it, so that nothing stays behind wherever it ends.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import random
import re
import sys
import threading
import time
import traceback
import zlib
from collections.abc import Iterator
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient
from papermill.exceptions import PapermillExecutionError

from bcssp_lib.build.engine import ENGINE, SectionShell, open_shell
from bcssp_lib.build.limits import (
    Watch,
    confine_process,
    end_with_parent,
    limit_memory,
    memory_message,
)
from bcssp_lib.build.request import (
    HERE,
    INJECTED,
    EngineName,
    ReadRecord,
    SectionResult,
    SectionRun,
)
from bcssp_lib.build.verification import (
    WORKING,
    verify_notebook,
    verify_parameters,
    verify_privacy,
)
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.comparators import receive_figures
from bcssp_lib.data.person_data import find_person_data, hide_found
from bcssp_lib.data.reads import Reads
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.packages import installed_modules
from bcssp_lib.files.project import ROOT_VARIABLE, Project
from bcssp_lib.model.errors import SectionFailedError, UserError
from bcssp_lib.model.person_data import NOTHING_ALLOWED
from bcssp_lib.model.report_id import Stamp
from bcssp_lib.narrative.clean_notebook import cell_tags
from bcssp_lib.section.section import opened_sections

_RUN_METADATA = ("papermill", "execution", "widgets")
_FAILED = "failed.ipynb"  # where its cells work: the notebook as far as it ran
_POINTER = "papermill-error-cell-tag"
_OUT_OF_MEMORY = ("MemoryError", "_ArrayMemoryError")
_START_SECONDS = 60
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # of a terminal, in a traceback


def run_section(run: SectionRun, folder: Path) -> SectionResult:
    """Run a section in this process; its notebook is handed back only if it verifiably ran."""
    started = time.monotonic()
    end_with_parent()
    _end_with_command()
    watch = None
    try:
        with output_errors(run.work):
            watch = Watch(run, folder)
            notebook, account = _execute_notebook(run, folder, watch)
            _validate(notebook)
        return _result(run, started, notebook=_notebook_text(notebook), account=account)
    except SectionFailedError as failure:
        error, cell, log = str(failure), failure.cell, _log(failure)
    except UserError:  # it concerns the whole build, as a full disk does
        raise
    except Exception as failure:  # noqa: BLE001 - told with its log; the other sections go on
        error, cell = f"it could not be run ({_in_a_line(failure)})", ""
        log = traceback.format_exc()
    return _result(
        run,
        started,
        error=_hide(error),
        cell=cell,
        log=_hide(log),
        failed_notebook=_failed_text(run, watch) if watch else "",
    )


def _log(failure: SectionFailedError) -> str:
    """The whole of an error: the cell's own, from its line on, or ours."""
    if isinstance(failure.__cause__, PapermillExecutionError):
        return _COLOURS.sub("", "\n".join(failure.__cause__.traceback)) + "\n"
    return traceback.format_exc()


def _hide(text: str) -> str:
    """An error without what it may quote of one person: logs and the ledger keep it."""
    return hide_found(text, find_person_data(text, NOTHING_ALLOWED))


def _result(run: SectionRun, started: float, **fields: Any) -> SectionResult:
    seconds = time.monotonic() - started
    worker = str(os.getpid())
    return SectionResult(run.report, run.section, seconds=seconds, worker=worker, **fields)


def _execute_notebook(
    run: SectionRun, folder: Path, watch: Watch
) -> tuple[NotebookNode, ReadRecord | None]:
    """Execute the notebook; return it judged and cleaned, with what it read."""
    _prepare_process(run, folder)
    execute = _execute_here if run.engine is EngineName.OWN else _execute_in_a_kernel
    notebook = execute(run, folder, watch)
    watch.fill_outputs(notebook)
    verify_notebook(notebook, run.stamp)
    verify_privacy(notebook, load_catalogue(Project(run.root)).screening)
    account = None
    if run.engine is EngineName.OWN:
        verify_parameters(SectionShell.instance().user_ns, run.stamp)
        account = _account(watch.reads.reads)
    _clean(notebook, run.stamp)
    return notebook, account


def _prepare_process(run: SectionRun, folder: Path) -> None:
    """Give this process its project, folder, streams and randomness."""
    os.environ[ROOT_VARIABLE] = str(run.root)
    if run.figures:
        receive_figures(pickle.loads(zlib.decompress(run.figures)))  # noqa: S301 - the build has sent them
    logging.getLogger("papermill").setLevel(logging.ERROR)
    os.chdir(folder / HERE)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - it stays open
    import numpy as np

    random.seed()  # processes forked from one server would all draw the same numbers
    np.random.seed()


def _execute_here(run: SectionRun, folder: Path, watch: Watch) -> NotebookNode:
    """Run the cells in this process, guarded and within limits."""
    open_shell(folder)  # before the guard, since IPython makes a folder there
    limit_memory(run.limits.section_megabytes)
    confine_process(str(folder / HERE), watch.reads)
    return _execute(
        run,
        None,  # papermill takes longer to write a notebook than most take to run
        engine_name=ENGINE,
        limits=run.limits,
        watch=watch,
    )


def _execute_in_a_kernel(run: SectionRun, folder: Path, watch: Watch) -> NotebookNode:
    """Run the cells in an ordinary Jupyter kernel, by papermill's own engine."""
    path = folder / HERE / _FAILED
    seconds = run.limits.cell_seconds
    try:
        return _execute(run, str(path), execution_timeout=seconds, start_timeout=_START_SECONDS)
    except SectionFailedError:
        if path.exists():
            watch.notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        raise


def _execute(run: SectionRun, output: str | None, **settings: Any) -> NotebookNode:
    notebook = nbformat.reads(run.source, as_version=4)  # type: ignore[no-untyped-call]
    try:
        return papermill.execute_notebook(  # type: ignore[no-any-return]
            notebook,
            output,
            parameters=run.report.stamp(),
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            **settings,
        )
    except PapermillExecutionError as error:
        cell = _cell_name(notebook, error)
        line = f"{error.ename}: {error.evalue}"
        if error.ename in _OUT_OF_MEMORY:
            line = memory_message(run.limits)
        raise SectionFailedError(f"cell '{cell}': {line}", cell=cell) from error


def _cell_name(notebook: NotebookNode, error: PapermillExecutionError) -> str:
    """The id of the cell that failed; papermill numbers the cells it added itself too."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.source == error.source:
            return str(cell.id)
    return f"number {error.cell_index}"


def _account(files: Reads) -> ReadRecord:
    """What this process's notebook has read, ``files`` too, and the packages it imported."""
    reads: Reads = dict(files)
    for section in opened_sections():
        reads.update(section.reads)
    packages = [name for name in installed_modules() if name in sys.modules]
    return ReadRecord(reads, tuple(sorted(packages)))


def _end_with_command() -> None:
    """End this process if the command that started it is killed: it would run on for nobody."""
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="bcssp-parent", daemon=True).start()


def _notebook_text(notebook: NotebookNode) -> str:
    """A notebook as the text of its file; nbformat's indents would take ten times as long."""
    lines = split_lines(strip_transient(notebook))  # type: ignore[no-untyped-call]
    return json.dumps(lines, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _failed_text(run: SectionRun, watch: Watch) -> str:
    """A notebook as far as it ran, without the cells in which papermill points at the error."""
    notebook = watch.notebook
    if notebook is None:
        return ""
    watch.fill_outputs(notebook)
    notebook.cells = [cell for cell in notebook.cells if _POINTER not in cell_tags(cell)]
    _clean(notebook, run.stamp)
    return _notebook_text(notebook)


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
    message = str(error).strip()
    return f"{type(error).__name__}: {message.splitlines()[0]}" if message else type(error).__name__


def _clean(notebook: NotebookNode, stamp: Stamp) -> None:
    """Leave only what depends on the notebook and the figures: no times, paths, random ids."""
    for name in _RUN_METADATA:
        notebook.metadata.pop(name, None)
    notebook.metadata["bcssp"] = dict(stamp)
    for cell in notebook.cells:
        if INJECTED in cell_tags(cell):
            cell.id = INJECTED
        for name in _RUN_METADATA:
            cell.metadata.pop(name, None)
        if WORKING in cell_tags(cell):
            cell.outputs = []
        elif cell.cell_type == "code":
            cell.outputs = list(_join_outputs(cell.outputs))


def _join_outputs(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Make one output of what was printed in a row: a kernel sends it in pieces."""
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
