"""Keeping a section's notebook to its own folder and its own process.

Python tells an audit hook of everything that touches the system before it happens, and a
hook cannot be taken off again; so a cell that does what no section should fails, by name,
before any harm. What extensions do in C is held by the memory limit, by the time limit, and
by the end of its whole process group.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bcssp_lib.data.reads import FileReads
from bcssp_lib.model.errors import BcsspError

_STARTS_A_PROCESS = frozenset(
    {"os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system",
     "pty.spawn", "subprocess.Popen"}
)  # fmt: skip
_CHANGES_A_PATH = frozenset(
    {"os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir",
     "os.symlink", "os.truncate", "os.utime", "shutil.move", "shutil.rmtree", "sqlite3.connect"}
)  # fmt: skip
_PROCESS_MODULES = "multiprocessing.popen_"  # some start processes that no hook is told of
_IN_MEMORY = ":memory:"  # what sqlite3 calls a database that is in no file
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)

_Judge = Callable[[str, tuple[Any, ...]], None]


class NotAllowedError(BcsspError):
    """Something that a section notebook may not do."""


class NotWritableError(NotAllowedError, PermissionError):
    """A place where it may not write: a library that only keeps a cache there goes on."""


def confine_process(folder: str, reads: FileReads) -> None:
    """From now on, refuse processes, other working folders, and writing outside a folder.

    What may be read is for ``reads`` to judge and to record.
    """
    os.environ["TMPDIR"] = folder
    sys.dont_write_bytecode = True
    sys.addaudithook(_Guard(folder, reads).hear)


class _Guard:
    def __init__(self, folder: str, reads: FileReads) -> None:
        self._reads = reads
        self._home = os.path.realpath(folder)
        self._started_in = os.path.realpath(os.getcwd())
        self._judges: dict[str, _Judge] = {
            **dict.fromkeys(_STARTS_A_PROCESS, _refuse_process),
            **dict.fromkeys(_CHANGES_A_PATH, self._judge_paths),
            "open": self._judge_open,
            "import": _judge_import,
            "os.chdir": self._judge_folder,
            "os.kill": _judge_signal,
            "os.killpg": _judge_signal,
            "ctypes.dlopen": _refuse_library,
            "ctypes.dlsym": _judge_symbol,
        }

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Refuse an event that no section has need of."""
        judge = self._judges.get(event)
        if judge is not None:
            judge(event, arguments)

    def _judge_open(self, event: str, arguments: tuple[Any, ...]) -> None:
        path, _, flags = arguments
        if isinstance(flags, int) and flags & _TO_WRITE:
            self._judge_paths(event, (path,))
            return
        if isinstance(path, (str, bytes, os.PathLike)):
            refusal = self._reads.judge_read(Path(os.fsdecode(path)))
            if refusal:
                raise NotAllowedError(refusal)

    def _judge_paths(self, _: str, arguments: tuple[Any, ...]) -> None:
        """Hold paths to the folder; an open file's number was judged when it was opened."""
        for argument in arguments:
            if isinstance(argument, (str, bytes, os.PathLike)) and argument not in {
                os.devnull,
                _IN_MEMORY,
            }:
                whole = os.path.realpath(os.fsdecode(argument))
                if whole != self._home and not whole.startswith(self._home + os.sep):
                    raise NotWritableError(
                        f"a section notebook may not write outside its own folder ({whole}); "
                        "what it shows is kept with it, and the build puts it in place"
                    )

    def _judge_folder(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Let papermill go to the folder in which the notebook runs already."""
        if os.path.realpath(os.fsdecode(arguments[0])) != self._started_in:
            raise NotAllowedError(
                f"a section notebook may not change its working folder ({event}); name the "
                "figures by their indicators, and files by their whole path"
            )


def _refuse_process(event: str, _: tuple[Any, ...]) -> None:
    raise NotAllowedError(
        f"a section notebook may not start a process ({event}); do such work before, and put "
        "what it finds into data/"
    )


def _judge_import(_: str, arguments: tuple[Any, ...]) -> None:
    if arguments[0].startswith(_PROCESS_MODULES):
        _refuse_process(arguments[0], arguments)


def _judge_signal(event: str, arguments: tuple[Any, ...]) -> None:
    if arguments[0] != os.getpid():
        raise NotAllowedError(f"a section notebook may not signal other processes ({event})")


def _refuse_library(event: str, _: tuple[Any, ...]) -> None:
    raise NotAllowedError(
        f"a section notebook may not call the system's libraries ({event}); use packages that "
        "are made for Python"
    )


def _judge_symbol(event: str, arguments: tuple[Any, ...]) -> None:
    """Let Python's own functions be called, which libraries do through ctypes.pythonapi."""
    if not str(arguments[1]).startswith("Py"):
        _refuse_library(event, arguments)


def end_with_parent() -> None:
    """Have this process killed when the one that began it ends; only Linux allows it."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
