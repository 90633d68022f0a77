"""Running sections side by side, each in a process of its own.

papermill changes the working folder of its whole process, so threads would run
notebooks in one another's folders.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess

from bcssp_lib.run.runner import SectionResult, SectionRun, run_section


def default_jobs() -> int:
    """As many jobs as this process may use cores."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def run_all(runs: Sequence[SectionRun], jobs: int) -> Generator[SectionResult]:
    """Run sections on so many processes; yield each result as it comes.

    Whoever stops early (an error, Ctrl-C) stops the sections that still run, and waits
    for their end: none of them may put a file in place afterwards.
    """
    if not runs:
        return
    workers = min(jobs, len(runs))
    others = set(active_children())
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_end_with_parent)
    with pool:
        futures = [pool.submit(run_section, run) for run in runs]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            for worker in set(active_children()) - others:
                worker.terminate()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _end_with_parent() -> None:
    """End this worker if its parent is killed; it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
