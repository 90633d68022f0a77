"""What a section's process may do, and what it may take: files, processes, time, memory and output.

Python tells an audit hook of everything that touches the system before it happens, and a
hook cannot be taken off again; so a cell that does what no section should fails, by name,
before any harm. What extensions do in C is held by the memory limit, by the time limit, and
by the end of its whole process group.

Memory is limited by the system, as only Linux can. Some is held back until a cell
has failed, since even the error needs a little.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from bcssp_lib.build.request import CELL, HERE, HUNG, PROCESS, STDERR, SectionRun
from bcssp_lib.data.reads import FileReads
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import BcsspError
from bcssp_lib.model.records import Limits

if sys.platform == "linux":
    import resource

if TYPE_CHECKING:
    from nbformat import NotebookNode

MEGABYTE = 1 << 20
_ROOM_MEGABYTES = 64
_NEARLY_MEGABYTES = 2  # so near its limit a process may get no more
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


class Watch:
    """Tells whoever started this process at which cell it is, and ends a cell that takes long.

    ``reads`` are the files that cells have read, ``notebook`` is the one that runs: if it fails, it
    is shown as far as it came.

    The files are opened before the guard: what a cell writes is not written through them.
    """

    def __init__(self, run: SectionRun, folder: Path) -> None:
        (folder / HERE).mkdir()
        (folder / PROCESS).write_text(str(os.getpid()), "utf-8")
        self._seconds = run.limits.cell_seconds
        self.notebook: NotebookNode | None = None
        self._outputs: dict[str, list[NotebookNode]] = {}
        self.reads = FileReads(Project(run.root), folder / HERE)
        self._cell = (folder / CELL).open("w", encoding="utf-8")
        self._hung = (folder / HUNG).open("w", encoding="utf-8")
        self._stderr = (folder / STDERR).open("w", encoding="utf-8")
        os.dup2(self._stderr.fileno(), 2)
        faulthandler.enable(self._stderr)

    def ended(self, cell: str, outputs: list[NotebookNode]) -> None:
        """Keep what a cell has shown."""
        self._outputs[cell] = outputs

    def fill_outputs(self, notebook: NotebookNode) -> None:
        """Give the cells of a notebook what they have shown."""
        for cell in notebook.cells:
            if cell.get("id") in self._outputs:
                cell.outputs = self._outputs[cell.id]

    def begun(self, cell: str) -> None:
        """Note that a cell begins; with no name, that the last one has ended."""
        faulthandler.cancel_dump_traceback_later()
        _write_over(self._cell, cell)
        if cell:
            faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._hung)


def _write_over(file: TextIO, text: str) -> None:
    file.seek(0)
    file.truncate()
    file.write(text)
    file.flush()
