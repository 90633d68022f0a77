"""The template: a process that has imported everything once, and forks a kernel on request.

Starting Python and importing pandas and matplotlib is nearly all that a fresh kernel
costs. A kernel forked from here has them already, and nothing else: the template runs no
notebook, opens no figure and starts no thread, so each kernel begins from the same clean
state.

A request is one line on a connection to the template's socket file. The connection lives
as long as the kernel does: on it come the kernel's process number once it is ready and, when
it has ended, its exit status; and when whoever asked hangs up, or is killed, so is the kernel.
The template itself ends when its standard input does, and leaves nothing behind: no
kernel, no socket, no folder, whatever has become of the build.
"""

from __future__ import annotations

import json
import os
import selectors
import shutil
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from bcssp_lib.build.memory import share_one_heap
from bcssp_lib.build.warm import KernelRequest, become_kernel, prepare, read_ahead

if TYPE_CHECKING:
    from bcssp_lib.build.kernel_app import TwoStepApp

ENDED = b"ended "  # before the exit status of a kernel
_PIECE = 1 << 16
_PATIENCE_SECONDS = 10
_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)


@dataclass
class _Kernel:
    """A kernel that runs: its process, and the connection of whoever asked for it."""

    pid: int
    handle: int
    connection: socket.socket


def main(path: Path, handle: int) -> None:
    """Import what sections use, then serve requests on a socket until told to end.

    ``path`` is the socket's file, in the build's folder for temporary files, which is
    removed at the end.
    """
    with socket.socket(fileno=handle) as listener:
        kernel = _prepared(path.parent)
        if kernel is None:
            return
        _adopt_orphans()
        share_one_heap()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the build to handle
        _Template(listener, kernel).serve()
        shutil.rmtree(path.parent, ignore_errors=True)


def _prepared(folder: Path) -> TwoStepApp | None:
    """A kernel that is yet to be connected; none if the build was killed meanwhile.

    IPython takes a temporary folder of its own where it does not find the one it was given,
    which goes with all others of the build when that is killed.
    """
    tempfile.tempdir = str(folder)
    try:
        return prepare()
    except FileNotFoundError:
        if folder.exists():
            raise
        return None
    finally:
        tempfile.tempdir = None


class _Template:
    def __init__(self, listener: socket.socket, kernel: TwoStepApp) -> None:
        self._listener = listener
        self._kernel = kernel
        self._kernels: dict[int, _Kernel] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(listener, selectors.EVENT_READ, self._asked)
        self._selector.register(sys.stdin, selectors.EVENT_READ, None)

    def serve(self) -> None:
        """Answer until the standard input ends, then see every kernel ended."""
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is sys.stdin:
                    self._end_kernels()
                    return
                key.data(key.fileobj)

    def _end_kernels(self) -> None:
        for kernel in list(self._kernels.values()):
            _kill(kernel.pid)
            self._ended(kernel)

    def _asked(self, listener: socket.socket) -> None:
        """Fork a kernel for whoever has connected."""
        connection, _ = listener.accept()
        connection.settimeout(_PATIENCE_SECONDS)
        try:
            request = KernelRequest(**json.loads(_line(connection)))
        except (OSError, ValueError, TypeError):  # gone already, or nobody of ours
            connection.close()
            return
        read_ahead(request.environment)
        template, pid = os.getpid(), os.fork()
        if pid == 0:
            self._become(request, connection, template)
        kernel = _Kernel(pid, os.pidfd_open(pid), connection)
        self._kernels[pid] = kernel
        self._selector.register(kernel.handle, selectors.EVENT_READ, lambda _: self._ended(kernel))
        self._selector.register(connection, selectors.EVENT_READ, lambda _: _kill(pid))

    def _become(self, request: KernelRequest, connection: socket.socket, template: int) -> None:
        self._listener.close()
        self._selector.close()
        for other in self._kernels.values():
            other.connection.close()
            os.close(other.handle)

        def answer() -> None:
            if os.getppid() != template:  # it was killed before this was bound to its end
                os._exit(1)
            connection.sendall(f"{os.getpid()}\n".encode())
            connection.close()

        signal.signal(signal.SIGINT, signal.default_int_handler)
        become_kernel(self._kernel, request, answer)

    def _ended(self, kernel: _Kernel) -> None:
        """Tell how a kernel ended, and end what it may have started."""
        _, status = os.waitpid(kernel.pid, 0)
        _kill(kernel.pid)
        self._selector.unregister(kernel.handle)
        self._selector.unregister(kernel.connection)
        os.close(kernel.handle)
        with suppress(OSError), kernel.connection:  # whoever asked may be gone
            kernel.connection.sendall(ENDED + f"{os.waitstatus_to_exitcode(status)}\n".encode())
        del self._kernels[kernel.pid]
        self._end_strays()

    def _end_strays(self) -> None:
        """End what a kernel started in a session of its own: such orphans come to us.

        Those of a stray that is ended come only then, so it is looked for more until none is left.
        """
        while strays := [
            one for one in psutil.Process().children() if one.pid not in self._kernels
        ]:
            for stray in strays:
                with suppress(psutil.NoSuchProcess):
                    stray.kill()
                    stray.wait(_PATIENCE_SECONDS)


def _line(connection: socket.socket) -> bytes:
    """A whole request, which may come in pieces."""
    request = b""
    while not request.endswith(b"\n"):
        piece = connection.recv(_PIECE)
        if not piece:
            raise ConnectionError("hung up")
        request += piece
    return request


def _kill(pid: int) -> None:
    """End a kernel and all of its process group."""
    for end in (os.killpg, os.kill):  # it may not have its own group yet
        with suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)


def _adopt_orphans() -> None:
    import ctypes

    library: Any = ctypes.CDLL(None)
    library.prctl(_ADOPT_ORPHANS, 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
    os._exit(0)  # Python would take all that was imported apart, for a tenth of a second
