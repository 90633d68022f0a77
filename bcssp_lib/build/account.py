"""What a section's run says of itself at its end: what it read, used and left running."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable
from itertools import count, takewhile
from typing import Any
from weakref import WeakKeyDictionary

from bcssp_lib.section.material import Reads
from bcssp_lib.section.section import opened_sections

# Threads of these begin when the kernel first needs them, and are no cell's doing.
_OF_THE_KERNEL = ("IPython", "debugpy", "ipykernel", "tornado", "zmq", "_pydevd_bundle")
_cells = count()
_imported: set[str] = set()
_last: list[str] = []
_begun_in: WeakKeyDictionary[threading.Thread, int] = WeakKeyDictionary()


def note_threads(_: object = None) -> None:
    """Before a cell: note the cell before it, 0 for none, for each thread that is new."""
    cell = next(_cells)
    for one in threading.enumerate():
        _begun_in.setdefault(one, cell)


def account() -> dict[str, Any]:
    """What this kernel's notebook has read, the packages it imported, its threads."""
    reads: Reads = {}
    for section in opened_sections():
        reads.update(section.reads)
    return {"reads": reads, "packages": _packages(), "threads": _own_threads()}


def note_packages() -> None:
    """Note the packages that are imported by now, and the last module of all."""
    _imported.clear()
    _imported.update(_packages_of(sys.modules))
    _last.append(next(reversed(sys.modules)))


def _packages() -> list[str]:
    """The top-level modules that are imported, but those of Python itself.

    Only what came after the last one that was noted is looked at: to look at all would have
    a kernel copy a thousand pages of memory that it shares with its template.
    """
    new = takewhile(lambda name: name not in _last[-1:], reversed(sys.modules))
    return sorted(_imported | _packages_of(new))


def _packages_of(modules: Iterable[str]) -> set[str]:
    roots = {name.partition(".")[0] for name in list(modules)}
    return {
        name for name in roots - sys.stdlib_module_names if not name.startswith(("_", "bcssp_lib"))
    }


def _own_threads() -> list[tuple[int, str]]:
    """The threads that cells have started and that still run, each with its cell."""
    return sorted(
        (_begun_in[one], one.name)
        for one in threading.enumerate()
        if _begun_in.get(one) and not type(one).__module__.startswith(_OF_THE_KERNEL)
    )
