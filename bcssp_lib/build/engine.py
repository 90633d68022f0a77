"""The papermill engine that executes a section's cells in the process that it runs in.

A kernel of its own would give a section two processes, sockets between them and a second to
start. The process is the section's alone, so nothing of one section reaches the next.
"""

from __future__ import annotations

import faulthandler
import os
import platform
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import Any, TextIO

from IPython.core.compilerop import CachingCompiler
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets import Type
from traitlets.config import Config

from bcssp_lib.build.cell_outputs import (
    CellOutputs,
    CollectedStream,
    CollectingHook,
    CollectingPublisher,
)
from bcssp_lib.build.limits import give_room, memory_message
from bcssp_lib.build.section_run import CELL, HERE, HUNG, PROCESS, STDERR, SectionRun
from bcssp_lib.data.reads import FileReads
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import SectionFailedError, UserError
from bcssp_lib.model.records import Limits

ENGINE = "bcssp"
_LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": platform.python_version(),
}


class Watch:
    """Tells whoever started this process at which cell it is, and ends a cell that takes long.

    ``reads`` are the files that cells have read, ``notebook`` is the one that runs: if it fails, it
    is shown as far as it came.

    The files are opened before the guard: what a cell writes is not written through them.
    """

    def __init__(self, run: SectionRun, folder: Path) -> None:
        (folder / HERE).mkdir()
        (folder / PROCESS).write_text(str(os.getpid()), "utf-8")
        self._seconds = run.limits.cell_seconds
        self.notebook: NotebookNode | None = None
        self._outputs: dict[str, list[NotebookNode]] = {}
        self.reads = FileReads(Project(run.root), folder / HERE)
        self._cell = (folder / CELL).open("w", encoding="utf-8")
        self._hung = (folder / HUNG).open("w", encoding="utf-8")
        self._stderr = (folder / STDERR).open("w", encoding="utf-8")
        os.dup2(self._stderr.fileno(), 2)
        faulthandler.enable(self._stderr)

    def ended(self, cell: str, outputs: list[NotebookNode]) -> None:
        """Keep what a cell has shown."""
        self._outputs[cell] = outputs

    def fill_outputs(self, notebook: NotebookNode) -> None:
        """Give the cells of a notebook what they have shown."""
        for cell in notebook.cells:
            if cell.get("id") in self._outputs:
                cell.outputs = self._outputs[cell.id]

    def begun(self, cell: str) -> None:
        """Note that a cell begins; with no name, that the last one has ended."""
        faulthandler.cancel_dump_traceback_later()
        _write_over(self._cell, cell)
        if cell:
            faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._hung)


def _write_over(file: TextIO, text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()


class _SectionEngine(Engine):  # type: ignore[misc]
    """Runs the cells of a notebook in this process, until one fails."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,  # noqa: ARG003 - there is no kernel
        *,
        limits: Limits,
        watch: Watch,
        **_: Any,
    ) -> NotebookNode:
        """Run every code cell, in the shell that was opened before.

        The outputs go to ``watch``, and only those of a cell that fails into the notebook:
        papermill makes a text of it in the end, which takes longer than most cells do.
        """
        watch.notebook = nb_man.nb
        shell = SectionShell.instance()
        sys.modules["__main__"] = shell.user_module  # multiprocessing has put the command's there
        threads = _Threads()
        with _collect_streams():
            for index, cell in enumerate(nb_man.nb.cells):
                if cell.cell_type != "code" or not cell.source.strip():
                    continue
                watch.begun(cell.id)
                nb_man.cell_start(cell, index)
                outputs, failed = _run_cell(shell, cell, limits)
                watch.ended(cell.id, outputs)
                nb_man.cell_complete(cell, cell_index=index)
                threads.note(cell.id)
                if failed:
                    cell.outputs = outputs
                    nb_man.cell_exception(cell, cell_index=index)
                    break
            else:
                watch.begun("")
                threads.refuse_running()
        nb_man.nb.metadata["language_info"] = _LANGUAGE
        return nb_man.nb  # type: ignore[no-any-return]


papermill_engines.register(ENGINE, _SectionEngine)


class _CellCompiler(CachingCompiler):
    """Names a cell by its number, in warnings and in tracebacks."""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:  # noqa: ARG002
        """The name of a cell's code; the usual one is a hash."""
        return f"cell {number}"


class SectionShell(InteractiveShell):
    """IPython without a terminal; what cells show is collected as the outputs of a notebook."""

    displayhook_class = Type(CollectingHook)
    display_pub_class = Type(CollectingPublisher)
    compiler_class = Type(_CellCompiler)

    def showtraceback(self, *_: Any, **__: Any) -> None:
        """Nothing: the error is in the result of the cell, and becomes an output."""

    def showsyntaxerror(self, *_: Any, **__: Any) -> None:
        """Nothing, in the same way."""

    def enable_gui(self, gui: Any = None) -> None:
        """Nothing: there is no window."""

    def ask_exit(self) -> None:
        """What ``exit`` in a cell comes to."""
        raise SystemExit


def open_shell(folder: Path) -> None:
    """Open the one shell of this process, unless it was forked from one that has opened it.

    It has nobody's own settings, start-up files or history; IPython keeps a profile in ``folder``.
    """
    if SectionShell.initialized():
        return
    settings = Config()
    settings.HistoryManager.enabled = False
    shell = SectionShell.instance(config=settings, ipython_dir=str(folder))

    def tell_with_room(shell: Any, *error: Any, **__: Any) -> None:  # noqa: ARG001
        give_room()

    shell.set_custom_exc((MemoryError,), tell_with_room)  # type: ignore[no-untyped-call]


@contextmanager
def _collect_streams() -> Iterator[None]:
    streams = sys.stdout, sys.stderr
    screen = CollectingPublisher.screen
    sys.stdout, sys.stderr = CollectedStream("stdout", screen), CollectedStream("stderr", screen)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = streams


def _run_cell(
    shell: SectionShell, cell: NotebookNode, limits: Limits
) -> tuple[list[NotebookNode], bool]:
    """Run one cell; return what it shows, and whether it failed."""
    screen = CollectingPublisher.screen
    screen.cell = outputs = CellOutputs(limits)
    try:
        result: Any = shell.run_cell(cell.source, store_history=True)  # type: ignore[no-untyped-call]
    finally:
        screen.cell = None
    error = result.error_before_exec or result.error_in_exec
    if outputs.exceeded:
        raise SectionFailedError(f"cell '{cell.id}' {outputs.exceeded}", cell=cell.id)
    if isinstance(error, SystemExit):  # papermill forgives it
        raise SectionFailedError(
            f"cell '{cell.id}' ended the notebook (sys.exit?), so that later cells did not run",
            cell=cell.id,
        )
    if isinstance(error, MemoryError):
        raise SectionFailedError(f"cell '{cell.id}': {memory_message(limits)}", cell=cell.id)
    if error is not None:
        outputs.add_error(type(error).__name__, str(error), _traceback(shell, error, cell))
    cell.execution_count = result.execution_count
    return outputs.shown, error is not None


def _traceback(shell: SectionShell, error: BaseException, cell: NotebookNode) -> list[str]:
    """An error as a notebook shows it, after the line of the cell at which it happened.

    One that is the user's to fix shows its message alone.
    """
    cell_name = f"cell {shell.execution_count - 1}"
    line_numbers = [line for name, line, *_ in extract_tb(error.__traceback__) if name == cell_name]
    lines = cell.source.splitlines()
    first = (
        [f"cell '{cell.id}', line {line_numbers[0]}: {lines[line_numbers[0] - 1].strip()}"]
        if line_numbers
        else []
    )
    if isinstance(error, UserError):
        return [*first, str(error)]
    trace = shell.InteractiveTB.structured_traceback(type(error), error, error.__traceback__)
    return [*first, *trace]


class _Threads:
    """The threads that cells have begun: one that still runs could print into any cell."""

    def __init__(self) -> None:
        self._before = set(threading.enumerate())
        self._begun_in: dict[threading.Thread, str] = {}

    def note(self, cell: str) -> None:
        """Note the threads that are new since the cell before."""
        for thread in set(threading.enumerate()) - self._before:
            self._begun_in.setdefault(thread, cell)

    def refuse_running(self) -> None:
        """Raise ``SectionFailedError`` if a thread of a cell is still running."""
        for thread, cell in self._begun_in.items():
            if thread.is_alive():
                raise SectionFailedError(
                    f"cell '{cell}' left a thread running ('{thread.name}'), whose output could "
                    "land in any cell; wait for its end with join()",
                    cell=cell,
                )
