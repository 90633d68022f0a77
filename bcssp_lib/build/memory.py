"""How kernels take memory, and how much; only Linux can be told so.

A kernel that has used all of it may not be able to say so: Python 3.11 can go round in a
circle where it finds no memory for an exception. So some is held back until a cell has failed,
and a kernel that stands at its limit and says nothing is seen from outside.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from bcssp_lib.build.limits import MEGABYTE

_ROOM_MEGABYTES = 64
_MOST_HEAPS = -8  # M_ARENA_MAX of mallopt(3)
_NEARLY_MEGABYTES = 2  # from its limit a process may get no more: it is given memory in pieces


def share_one_heap() -> None:
    """Have the threads of this process, and of its forks, take memory from the heap that is there.

    Each would begin a heap of its own, and pages that are new cost more than those of the heap,
    which a fork has already. Only glibc can be told so.
    """
    if sys.platform == "linux":
        import ctypes

        set_option = getattr(ctypes.CDLL(None), "mallopt", None)
        if set_option is not None:
            set_option(_MOST_HEAPS, 1)


def limit_memory(megabytes: int) -> None:
    """Let this process take so much memory beyond what it has, and later some room more."""
    if sys.platform != "linux":
        return
    import resource

    most = _held("self") + megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_DATA, (most, most + _ROOM_MEGABYTES * MEGABYTE))


def give_room() -> None:
    """Let this process take what was held back, to say that it has used up the rest."""
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def stands_at_its_limit(process: int) -> bool:
    """Whether another process has used up what memory it may take; no, if it has ended."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError, StopIteration):
            most, _ = resource.prlimit(process, resource.RLIMIT_DATA)
            if most != resource.RLIM_INFINITY:
                return _held(str(process)) > most - _NEARLY_MEGABYTES * MEGABYTE
    return False


def _held(process: str) -> int:
    """The bytes that count for the limit; none are told of a process that is ending."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return next(1024 * int(one.split()[1]) for one in status.splitlines() if "VmData" in one)
