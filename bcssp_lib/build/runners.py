"""Running sections side by side: on this machine, each in a process of its own.

A process that dies, by its own fault or killed from outside, takes only its section with it.
pebble starts each process and hands over its result, by a pipe of that process alone.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import active_children, forkserver, get_context, parent_process
from multiprocessing.context import BaseContext
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import Protocol

import psutil
from pebble import ProcessExpired, concurrent

from bcssp_lib.build.limits import (
    block_interrupts,
    count_cores,
    has_used_its_memory,
    memory_message,
    time_message,
)
from bcssp_lib.build.request import (
    CELL,
    HUNG,
    PROCESS,
    SERVER_FOLDER_VARIABLE,
    STDERR,
    SectionResult,
    SectionRun,
    Start,
)
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.packages import slim_imports
from bcssp_lib.files.project import ROOT_VARIABLE, Project

ATTEMPTS = 3  # of a section whose process was killed from outside
_PRELOAD = "bcssp_lib.build.preload"
_NAME = "bcssp-section"
_KILLED = (-9, -15, 255)  # the exit codes of a process that was killed; 255: nobody knows
_LONGEST_FOLDER = 70  # letters of a temporary folder in which a socket's path is not too long
_AGAIN_SECONDS = 0.05
_PATIENT_LOOKS = 10  # until a fork server is ended that has not answered
_LOOK_SECONDS = 0.2  # how often a section that runs is looked at: has it memory left?
_FULL_LOOKS = 5  # in a row, after which one that has none is given up
_Begun = Callable[[SectionRun], None]


def default_start() -> Start:
    """Forked where the system can: Linux can, safely."""
    return Start.FORK if sys.platform == "linux" else Start.SPAWN


class Runners(Protocol):
    """Whoever runs sections: the processes of this machine, or those of a cluster."""

    @property
    def size(self) -> int:
        """How many runs may be under way at once."""

    def submit(self, run: SectionRun) -> Future[SectionResult]:
        """Have a section run."""

    def stop(self) -> None:
        """Stop every run that is under way, and wait for its end."""


def run_all(
    runs: Sequence[SectionRun], runners: Runners, begun: _Begun
) -> Iterator[tuple[SectionRun, SectionResult]]:
    """Run sections; yield each run with its result as it comes.

    ``begun`` is called with each run before it begins. No more runs are under way than there
    are runners, so that memory does not grow with the number of runs. Whoever stops early
    (an error, Ctrl-C) stops the sections that still run.
    """
    waiting = iter(runs)
    under_way: dict[Future[SectionResult], SectionRun] = {}

    def begin_next() -> None:
        run = next(waiting, None)
        if run is not None:
            begun(run)
            under_way[runners.submit(run)] = run

    try:
        for _ in range(runners.size):
            begin_next()
        while under_way:
            ended, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in ended:
                run = under_way.pop(future)
                begin_next()
                yield run, future.result()
    except BaseException:
        runners.stop()
        raise


class LocalRunners:
    """Runs each section in a process of its own, on this machine."""

    def __init__(
        self,
        project: Project,
        start: Start | None = None,
        jobs: int = 0,
        folder: Path | None = None,
    ) -> None:
        """``jobs`` run at once, by default as many as there are cores.

        Spawned processes import for longer than they run, so twice as many are under way.
        ``folder`` is removed when the fork server ends, even if this process was killed.
        """
        self._start = start or default_start()
        self.size = jobs or (count_cores() if self._start is Start.FORK else 2 * count_cores())
        self._root = project.root
        self._folder = folder
        self._threads = ThreadPoolExecutor(self.size)
        self._stopped = threading.Event()
        self._starting = threading.Lock()  # the environment is the whole command's
        self._context = self._open_context()

    def submit(self, run: SectionRun) -> Future[SectionResult]:
        """Have a section run, again if its process was killed from outside."""
        return self._threads.submit(self._run, run)

    def stop(self) -> None:
        """Kill what still runs, and wait for its end."""
        self._stopped.set()
        ended = threading.Thread(target=self._threads.shutdown, kwargs={"cancel_futures": True})
        ended.start()
        for look in itertools.count():  # a process may be starting meanwhile
            for process in active_children():
                if process.name == _NAME:
                    process.kill()
            ended.join(_AGAIN_SECONDS)
            if not ended.is_alive():
                return
            if look == _PATIENT_LOOKS:
                _kill_fork_server()

    def _run(self, run: SectionRun) -> SectionResult:
        result = SectionResult(run.report, run.section)
        for _ in range(ATTEMPTS):
            if self._stopped.is_set():
                raise CancelledError
            with output_errors(run.work):
                folder = Path(tempfile.mkdtemp(dir=run.work))
            try:
                return self._result(self._begin(run, folder), run, folder)
            except ProcessExpired as expired:
                result = _result_of_a_dead_process(run, folder, expired.exitcode)
                if expired.exitcode not in _KILLED or _text(folder / HUNG):
                    return result
            except (EOFError, OSError) as failure:  # the fork server was killed just now
                result = replace(result, error=f"its process could not be started ({failure})")
                self._stopped.wait(_LOOK_SECONDS)  # until it is gone, no other takes its place
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        return replace(result, error=f"{result.error}, {ATTEMPTS} times")

    def _result(
        self, future: Future[SectionResult], run: SectionRun, folder: Path
    ) -> SectionResult:
        """Wait for a section, but for none that has no memory left to say so."""
        looks = 0
        while looks < _FULL_LOOKS:
            with suppress(TimeoutError):
                return future.result(_LOOK_SECONDS)
            process = _text(folder / PROCESS)
            looks = looks + 1 if process and has_used_its_memory(int(process)) else 0
        with suppress(psutil.NoSuchProcess):
            psutil.Process(int(process)).kill()
        wait([future])
        cell = _text(folder / CELL)
        error = f"cell '{cell}': {memory_message(run.limits)}"
        return SectionResult(run.report, run.section, error=error, cell=cell)

    def _begin(self, run: SectionRun, folder: Path) -> Future[SectionResult]:
        """Start a process for a run; a fork server that was killed is started again with it."""
        with self._starting, _variables(self._server_variables()):
            start = concurrent.process(name=_NAME, daemon=False, context=self._context)(  # type: ignore[call-overload]
                _run_section
            )
            future: Future[SectionResult] = start(run, folder)
            return future

    def _open_context(self) -> BaseContext:
        """How processes are started; the fork server begins to import at once, in the back."""
        context = get_context("forkserver" if self._start is Start.FORK else "spawn")
        if self._start is Start.FORK:
            context.set_forkserver_preload([_PRELOAD])
            with _variables(self._server_variables()), block_interrupts():
                forkserver.ensure_running()
        return context

    def _server_variables(self) -> dict[str, str]:
        """What the environment tells processes that start.

        With a safe path no file of the working folder is taken for a module of its name. As in
        JupyterLab, a figure that is left open is displayed, once matplotlib is imported.
        """
        variables = {
            ROOT_VARIABLE: str(self._root),
            "PYTHONSAFEPATH": "1",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        }
        if self._start is Start.FORK:
            folder = _server_folder()
            if self._folder or parent_process() is None:  # else it is shared with the parent
                variables[SERVER_FOLDER_VARIABLE] = str(self._folder or folder)
        return variables


def _run_section(run: SectionRun, folder: Path) -> SectionResult:
    slim_imports()
    from bcssp_lib.build.worker import run_section  # slow to import: the preload has done so

    return run_section(run, folder)


def _result_of_a_dead_process(run: SectionRun, folder: Path, code: int) -> SectionResult:
    """The outcome of a section whose process ended without a result, from what it left."""
    cell, hung, log = (_text(folder / name) for name in (CELL, HUNG, STDERR))
    where = f"cell '{cell}'" if cell else "the notebook, before its first cell or after its last,"
    if hung:
        error, log = f"{where} {time_message(run.limits)}", hung
    elif code in _KILLED:
        error = f"the process that ran {where} was killed (was there memory enough?)"
    else:
        error = f"the process that ran {where} ended (exit code {code})"
    return SectionResult(run.report, run.section, error=error, cell=cell, log=log)


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace").strip() if path.exists() else ""


def _kill_fork_server() -> None:
    """End a fork server that is still importing: who waits for a process of it waits as long."""
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if "multiprocessing.forkserver" in " ".join(child.cmdline()):
                child.kill()


def _server_folder() -> str:
    """The folder of the fork server's socket, which multiprocessing makes and removes."""
    usual = tempfile.gettempdir()
    if len(usual) > _LONGEST_FOLDER:
        tempfile.tempdir = "/tmp"  # noqa: S108 - the folder made there is this user's alone
    try:
        return get_temp_dir()
    finally:
        tempfile.tempdir = usual


@contextmanager
def _variables(variables: Mapping[str, str]) -> Iterator[None]:
    """The environment with these variables, for processes that start meanwhile."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
