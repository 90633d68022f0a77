"""Running sections side by side, each in a process of its own.

papermill changes the working folder of its whole process, so threads would run
notebooks in one another's folders.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from bcssp_lib.run.runner import SectionResult, SectionRun, run_section


def default_jobs() -> int:
    """As many jobs as this process may use cores."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def run_all(runs: Sequence[SectionRun], jobs: int) -> Iterator[SectionResult]:
    """Run sections on so many processes; yield each result as it comes."""
    if not runs:
        return
    workers = min(jobs, len(runs))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(run_section, run) for run in runs]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
