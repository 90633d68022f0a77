"""Running sections side by side on this machine, each worker a process of its own.

papermill changes the working folder of its whole process, so threads would run notebooks
in one another's folders. A worker that is killed takes only its own section with it, and
that section is run again.

Results come through files: of a long message in a pipe the rest would be waited for in vain
when a worker is killed while it writes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing import (
    active_children,
    forkserver,
    get_context,
    parent_process,
)
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter

from bcssp_lib.build import fork_server
from bcssp_lib.build.interrupts import interrupts_kept_from_children
from bcssp_lib.build.jobs import KERNELS_VARIABLE, Kernels, can_fork, kernel_variables
from bcssp_lib.build.section_run import SectionResult, SectionRun
from bcssp_lib.build.template_process import Template
from bcssp_lib.files.folders import output_errors, temporary_folder
from bcssp_lib.files.project import Project

ATTEMPTS = 3  # of a section whose worker or template was killed
_PATIENCE_SECONDS = 0.5
_RESULTS = TypeAdapter(SectionResult)
Begun = Callable[[SectionRun], None]


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
    runs: Sequence[SectionRun], runners: Runners, begun: Begun
) -> Iterator[tuple[SectionRun, SectionResult]]:
    """Run sections; yield each run with its result as it comes.

    ``begun`` is told of each run before it begins. No more runs are under way than there
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


@contextmanager
def local_runners(jobs: int, kernels: Kernels, project: Project, work: Path) -> Iterator[Runners]:
    """So many worker processes of this machine, whose kernels come from where they should.

    ``work`` is the build's working folder.
    """
    with temporary_folder(work, Path(get_temp_dir())) as folder, ExitStack() as afterwards:
        template = None
        if kernels is Kernels.WARM:
            template = Template(folder, project.root)
            afterwards.callback(template.end)
        pool = _LocalRunners(jobs, kernels, folder, template)
        afterwards.callback(pool.stop)
        yield pool


@dataclass
class _Slot:
    """One worker: a pool of a single process, so that no other is lost with it."""

    executor: ProcessPoolExecutor
    free: bool = True


@dataclass
class _Attempt:
    """A run under way: what it is promised to, and how often it was begun."""

    run: SectionRun
    promise: Future[SectionResult] = field(default_factory=Future)
    count: int = 0


class _LocalRunners:
    def __init__(
        self, jobs: int, kernels: Kernels, folder: Path, template: Template | None
    ) -> None:
        self._variables = kernel_variables(kernels, folder)
        self._template = template
        if template is not None:
            self._variables |= template.variables
        self._context = _context()
        self._others = set(active_children())
        self._stopped = False
        self._lock = threading.RLock()  # nothing is begun once it is stopped
        # Not the main thread: Ctrl-C there would leave a worker half begun, and unknown.
        self._starter = ThreadPoolExecutor(1)
        self._slots = [_Slot(self._executor()) for _ in range(jobs)]

    @property
    def size(self) -> int:
        return len(self._slots)

    def submit(self, run: SectionRun) -> Future[SectionResult]:
        attempt = _Attempt(run)
        self._starter.submit(self._begin, attempt)
        return attempt.promise

    def stop(self) -> None:
        """End the workers; their kernels end with them."""
        with self._lock:
            self._stopped = True
            for worker in set(active_children()) - self._others:
                worker.terminate()
        self._starter.shutdown(wait=True)
        for slot in self._slots:
            slot.executor.shutdown(wait=True, cancel_futures=True)

    def _begin(self, attempt: _Attempt) -> None:
        try:
            with self._lock:
                if self._stopped:
                    attempt.promise.cancel()
                    return
                slot = next(one for one in self._slots if one.free)
                starts = self._template.check() if self._template else 0
                future = self._submit(slot, attempt.run)
                slot.free = False  # last, so that no slot is lost to an error
                attempt.count += 1
        except BaseException as error:  # noqa: BLE001 - whoever waits for the result is told
            attempt.promise.set_exception(error)
            return
        future.add_done_callback(lambda done: self._ended(attempt, slot, starts, done))

    def _ended(self, attempt: _Attempt, slot: _Slot, starts: int, done: Future[str]) -> None:
        """Hand the result on, or run the section again if it was lost through no fault of it."""
        try:
            result = self._result(slot, done)
            if attempt.count < ATTEMPTS and self._hung_on(result, starts):
                self._begin(attempt)
            elif result is None:
                attempt.promise.set_result(_killed(attempt.run))
            else:
                attempt.promise.set_result(result)
        except BaseException as error:  # noqa: BLE001 - whoever waits for the result is told
            attempt.promise.set_exception(error)

    def _result(self, slot: _Slot, done: Future[str]) -> SectionResult | None:
        """What came of a run, and a free slot again; none, if its worker was killed."""
        try:
            return None if done.cancelled() else _from_file(done.result())
        except BrokenProcessPool:
            with self._lock:
                if not self._stopped:
                    self._replace(slot)
            return None
        finally:
            slot.free = True

    def _hung_on(self, result: SectionResult | None, starts: int) -> bool:
        """Whether a run was lost because its worker, or its kernel's template, was killed."""
        if result is None or self._template is None:
            return result is None
        return result.lost and self._template.check(_PATIENCE_SECONDS) > starts

    def _submit(self, slot: _Slot, run: SectionRun) -> Future[str]:
        """Have a slot's worker run a section; one that was killed while idle is replaced."""
        try:
            return slot.executor.submit(_run_into_file, run)
        except BrokenProcessPool:
            self._replace(slot)
            return slot.executor.submit(_run_into_file, run)

    def _replace(self, slot: _Slot) -> None:
        slot.executor.shutdown(wait=False)
        slot.executor = self._executor()

    def _executor(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            1, self._context, initializer=_begin_worker, initargs=(self._variables,)
        )


def _run_into_file(run: SectionRun) -> str:
    """Run a section in a worker; return the path of a file that holds its result."""
    from bcssp_lib.build.runner import run_section  # slow to import, and only workers need it

    result = run_section(run)
    with output_errors(run.work):
        handle, path = tempfile.mkstemp(dir=run.work)
        with open(handle, "wb") as file:
            file.write(_RESULTS.dump_json(result))
    return path


def _from_file(path: str) -> SectionResult:
    file = Path(path)
    result = _RESULTS.validate_json(file.read_bytes())
    file.unlink()
    return result


def _killed(run: SectionRun) -> SectionResult:
    error = f"the process that ran it was killed, {ATTEMPTS} times (was there memory enough?)"
    return SectionResult(run.section, run.stamp, error=error)


def _context() -> BaseContext:
    """Workers are forked from a server that has papermill imported, where that can be."""
    if not can_fork():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([fork_server.__name__, __name__, "bcssp_lib.build.runner"])
    os.environ[fork_server.FOLDER_VARIABLE] = get_temp_dir()
    try:
        with interrupts_kept_from_children():
            forkserver.ensure_running()
    finally:
        del os.environ[fork_server.FOLDER_VARIABLE]
    return context


def _begin_worker(variables: dict[str, str]) -> None:
    """Take the environment on, and end if the parent is killed: it would wait for ever."""
    os.environ.update(variables)
    folder = tempfile.tempdir = variables["JUPYTER_RUNTIME_DIR"]  # removed with all that is in it
    if variables[KERNELS_VARIABLE] == Kernels.FRESH:
        from bcssp_lib.build.ahead import start_one_ahead

        start_one_ahead()
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent, folder), daemon=True).start()


def _watch(parent: BaseProcess, folder: str) -> None:
    parent.join()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)
