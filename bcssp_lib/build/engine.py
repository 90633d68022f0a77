"""The papermill engine that executes a section's cells in the process that it runs in.

A kernel of its own would give a section two processes, sockets between them and a second to
start. The process is the section's alone, so nothing of one section reaches the next. What cells
show is collected as nbformat, in the order in which it is shown.
"""

from __future__ import annotations

import base64
import io
import platform
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

import nbformat
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets import Type
from traitlets.config import Config

from bcssp_lib.build.limits import MEGABYTE, Watch, give_room, memory_message, where_to_change
from bcssp_lib.build.verification import WORKING
from bcssp_lib.model.errors import SectionFailedError, UserError
from bcssp_lib.model.records import Limits
from bcssp_lib.narrative.clean_notebook import cell_tags
from bcssp_lib.section.section import opened_sections

if TYPE_CHECKING:
    from matplotlib.figure import Figure

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


class _OutputLimitError(BaseException):
    """A cell showed more than anybody could read; no ``except Exception`` of its may keep it."""


class _CellOutputs:
    """The outputs of one cell; once they pass a limit, nothing more is kept."""

    def __init__(self, limits: Limits) -> None:
        self.shown: list[NotebookNode] = []
        self.exceeded = ""
        self._limits = limits
        self._size = self._pieces = 0

    def add_text(self, stream: str, text: str) -> None:
        """Add printed text; what is printed in a row becomes one output."""
        last = self.shown[-1] if self.shown else None
        follows = last is not None and last.output_type == "stream" and last.name == stream
        self._count(len(text), pieces=0 if follows else 1)
        if last is not None and follows:
            last.text += text
        else:
            self.shown.append(_node(output_type="stream", name=stream, text=text))

    def add_display(self, data: dict[str, Any], metadata: dict[str, Any] | None) -> None:
        """Add what a cell displays."""
        data = _writable(data)
        self._count(_length(data))
        self.shown.append(_node(output_type="display_data", data=data, metadata=metadata or {}))

    def add_result(
        self, data: dict[str, Any], metadata: dict[str, Any] | None, number: int
    ) -> None:
        """Add the value of a cell's last line."""
        self.add_display(data, metadata)
        self.shown[-1]["output_type"] = "execute_result"
        self.shown[-1]["execution_count"] = number

    def add_error(self, name: str, value: str, traceback: list[str]) -> None:
        """Add the error that ended a cell, whatever else it has shown."""
        self.shown.append(_node(output_type="error", ename=name, evalue=value, traceback=traceback))

    def clear(self) -> None:
        """Take off what the cell has shown so far."""
        self.shown.clear()

    def _count(self, size: int, pieces: int = 1) -> None:
        self._size += size
        self._pieces += pieces
        if self._size > self._limits.output_megabytes * MEGABYTE:
            self._exceed(f"{self._limits.output_megabytes} MB of output", "output_megabytes")
        if self._pieces > self._limits.outputs:
            self._exceed(f"{self._limits.outputs:,} outputs", "outputs")

    def _exceed(self, most: str, limit: str) -> None:
        self.exceeded = f"showed more than {most} and was stopped ({where_to_change(limit)})"
        raise _OutputLimitError(self.exceeded)


class _Screen:
    """Where the outputs of the cell that runs now go; between cells, nowhere."""

    cell: _CellOutputs | None = None


class _CollectedStream(io.TextIOBase):
    """Replaces ``sys.stdout`` or ``sys.stderr`` while cells run."""

    encoding = "utf-8"

    def __init__(self, name: str, screen: _Screen) -> None:
        self.name = name
        self._screen = screen

    def writable(self) -> bool:
        """Whether it can be written to: always."""
        return True

    def write(self, text: str) -> int:
        """Collect printed text."""
        if self._screen.cell is not None and text:
            self._screen.cell.add_text(self.name, text)
        return len(text)


class _CollectingPublisher(DisplayPublisher):
    """IPython's publisher of what ``display`` is given."""

    screen = _Screen()

    def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
        """Collect what is displayed."""
        if self.screen.cell is not None:
            self.screen.cell.add_display(data, metadata)

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002 - nobody watches
        """Take off what the cell has shown so far."""
        if self.screen.cell is not None:
            self.screen.cell.clear()


class _CollectingHook(DisplayHook):
    """IPython's hook for the value of a cell's last line."""

    screen = _CollectingPublisher.screen

    def write_output_prompt(self) -> None:
        """Nothing: there is no terminal."""

    def write_format_data(
        self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None
    ) -> None:
        """Collect the value, in every format that it has."""
        if self.screen.cell is not None:
            self.screen.cell.add_result(format_dict, md_dict, self.prompt_count)

    def finish_displayhook(self) -> None:
        """Nothing: there is no terminal."""


def _node(**fields: Any) -> NotebookNode:
    """A part of a notebook; the whole notebook is validated once, at its end."""
    return nbformat.from_dict(fields)  # type: ignore[no-untyped-call, no-any-return]


def _writable(data: dict[str, Any]) -> dict[str, Any]:
    """Displayed data as JSON can hold it: pictures are bytes, and become base64."""
    return {
        kind: base64.b64encode(content).decode("ascii") if isinstance(content, bytes) else content
        for kind, content in data.items()
    }


def _length(content: Any) -> int:
    """The characters in what is displayed."""
    if isinstance(content, str):
        return len(content)
    if isinstance(content, dict):
        return sum(map(_length, content.values()))
    return 0


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
        threads, figures = _Threads(), _Figures()
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
                figures.note(cell)
                if failed:
                    cell.outputs = outputs
                    nb_man.cell_exception(cell, cell_index=index)
                    break
            else:
                watch.begun("")
                threads.refuse_running()
                figures.refuse_lost()
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

    displayhook_class = Type(_CollectingHook)
    display_pub_class = Type(_CollectingPublisher)
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
    screen = _CollectingPublisher.screen
    sys.stdout, sys.stderr = _CollectedStream("stdout", screen), _CollectedStream("stderr", screen)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = streams


def _run_cell(
    shell: SectionShell, cell: NotebookNode, limits: Limits
) -> tuple[list[NotebookNode], bool]:
    """Run one cell; return what it shows, and whether it failed."""
    screen = _CollectingPublisher.screen
    screen.cell = outputs = _CellOutputs(limits)
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


class _Figures:
    """The figures that cells have opened: what is drawn on one that no chart shows is lost."""

    def __init__(self) -> None:
        self._opened_in: dict[Figure, str] = {}

    def note(self, cell: NotebookNode) -> None:
        """Note the figures that are new since the cell before; one for the analyst needs none."""
        name = "" if WORKING in cell_tags(cell) else cell.id
        for figure in _figures_not_shown():
            self._opened_in.setdefault(figure, name)

    def refuse_lost(self) -> None:
        """Raise ``SectionFailedError`` if something is drawn on a figure that was never shown."""
        for figure in _figures_not_shown():
            cell = self._opened_in[figure]
            if cell and any(axes.has_data() for axes in figure.axes):
                raise SectionFailedError(
                    f"cell '{cell}' opened a figure with section.figure(), and what is drawn on "
                    "it is in no report. Show it with section.chart(title, figure, data=frame, "
                    'alt="…").',
                    cell=cell,
                )


def _figures_not_shown() -> list[Figure]:
    return [figure for section in opened_sections() for figure in section.figures_not_shown]
