"""Keeping Ctrl-C from the processes of a build: the build alone handles it, and ends them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def interrupts_kept_from_children() -> Iterator[None]:
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


def slim_imports() -> None:
    """Leave out an import that takes a second, and threads that would not live through a fork.

    jsonschema looks for ``rfc3987_syntax``, to check addresses with letters beyond ASCII;
    notebooks hold none. To Python a module that is None is one that is not installed.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
