"""What a section's run may take: time, memory and output.

Memory is limited by the system, as only Linux can. Some is held back until a cell
has failed, since even the error needs a little.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from pathlib import Path

from bcssp_lib.model.records import Limits

if sys.platform == "linux":
    import resource

MEGABYTE = 1 << 20
_ROOM_MEGABYTES = 64
_NEARLY_MEGABYTES = 2  # so near its limit a process may get no more


def where_to_change(name: str) -> str:
    """Where the user can change a limit."""
    return f"the limit is {name} in params/settings.yaml"


def memory_message(limits: Limits) -> str:
    """What is said of a section that has used up its memory."""
    most = f"{limits.section_megabytes:,} MB"
    return f"it needed more than {most} of memory ({where_to_change('section_megabytes')})"


def time_message(limits: Limits) -> str:
    """What is said of a cell that was stopped for the time it took."""
    seconds, change = limits.cell_seconds, where_to_change("cell_seconds")
    return f"ran longer than {seconds} seconds and was stopped ({change})"


def count_cores() -> int:
    """As many cores as this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def limit_memory(megabytes: int) -> None:
    """Let this process take so much memory beyond what it has, and later some room more."""
    if sys.platform != "linux":
        return
    most = _memory_in_use() + megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_DATA, (most, most + _ROOM_MEGABYTES * MEGABYTE))


def give_room() -> None:
    """Let this process take what was held back, to say that it has used up the rest."""
    if sys.platform == "linux":
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def has_used_its_memory(process: int) -> bool:
    """Whether another process has used up what memory it may take; no, if it has ended.

    Python can go round in a circle where it finds no memory for an exception, and then only
    somebody outside can see it.
    """
    if sys.platform == "linux":
        with suppress(OSError, StopIteration):
            most, _ = resource.prlimit(process, resource.RLIMIT_DATA)
            if most != resource.RLIM_INFINITY:
                return _memory_in_use(str(process)) > most - _NEARLY_MEGABYTES * MEGABYTE
    return False


def _memory_in_use(process: str = "self") -> int:
    """The bytes of a process that count for its limit; a process that is ending tells none."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return next(1024 * int(line.split()[1]) for line in status.splitlines() if "VmData" in line)


@contextmanager
def block_interrupts() -> Iterator[None]:
    """Have Ctrl-C wait, and the processes and threads that begin inside never hear of it.

    A terminal sends it to every process.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # where it begins, it would have threads hear of it again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
