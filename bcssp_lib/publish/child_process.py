"""Running a program that ends when whoever wanted it does, even if that one was killed.

Quarto takes many seconds and starts programs of its own. This file is run as a script
between the build and the program: both are in a process group of their own, which is
killed as soon as the pipe from the build breaks.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path


def run_child(
    command: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, tied to this process; return its exit code and its words."""
    between = [] if os.name == "nt" else [sys.executable, "-I", "-S", __file__]
    reader, writer = os.pipe()
    try:
        return subprocess.run(
            [*between, *command],
            stdin=reader,
            cwd=folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            check=False,
        )
    finally:
        os.close(reader)
        os.close(writer)


def _main(command: Sequence[str]) -> None:
    threading.Thread(target=_end_with_pipe, daemon=True).start()
    code = subprocess.call(command, stdin=subprocess.DEVNULL)
    if code < 0:  # of a signal: end of the same
        os.kill(os.getpid(), -code)
    os._exit(code)


def _end_with_pipe() -> None:
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    _main(sys.argv[1:])
