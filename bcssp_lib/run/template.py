"""The template: a process that has imported everything once, and forks a kernel on request.

Starting Python and importing pandas and matplotlib is nearly all that a fresh kernel
costs. A kernel forked from here has them already, and nothing else: the template runs no
notebook, opens no figure, reads no figures and starts no thread, so each kernel begins
from the same clean state.

It ends when its standard input does, so that it never outlives the build that began it.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from typing import Any, NoReturn

READY = b"ready\n"
_KERNEL_MODULES = (
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "IPython.core.completerlib",
    "IPython.extensions.storemagic",
    "matplotlib_inline.backend_inline",
)
_PIECE = 1 << 16
_PATIENCE_SECONDS = 10


def main(arguments: Sequence[str]) -> None:
    """Import what sections use, then serve requests on a socket file until told to end."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(arguments[0])
        listener.listen(64)
        _prepare()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # kernels that end leave no zombies
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the build to handle
        sys.stdout.buffer.write(READY)
        sys.stdout.flush()
        _serve(listener)


def _prepare() -> None:
    """Import and warm up everything that a kernel and the sections use."""
    import matplotlib as mpl

    mpl.use("agg")
    for name in _KERNEL_MODULES:
        importlib.import_module(name)
    from matplotlib.figure import Figure

    from bcssp_lib.section import charts  # noqa: F401
    from bcssp_lib.show.style import house_style, to_svg

    with house_style():  # finds and reads the fonts
        figure = Figure()
        figure.subplots().plot([0, 1])
        to_svg(figure)
    if threading.active_count() != 1:
        raise RuntimeError(f"threads before the fork: {threading.enumerate()}")
    gc.collect()
    gc.freeze()


def _serve(listener: socket.socket) -> None:
    while True:
        readable, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in readable:
            return
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(_PATIENCE_SECONDS)
            request, descriptors = _received(connection)
            if os.fork() == 0:
                listener.close()
                _become_kernel(json.loads(request), connection)
            for descriptor in descriptors:
                os.close(descriptor)


def _received(connection: socket.socket) -> tuple[bytes, list[int]]:
    """A whole request, which may come in pieces, and the descriptor that came with it."""
    request, descriptors, _, _ = socket.recv_fds(connection, _PIECE, 1)
    while piece := connection.recv(_PIECE):
        request += piece
    return request, descriptors


def _become_kernel(request: dict[str, Any], connection: socket.socket) -> NoReturn:
    """Be a kernel: in a session, environment and folder of its own, with its own randomness.

    The answer, its process number, is given once its sockets are there: a client that
    connects earlier waits a tenth of a second before it tries again.
    """
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        _replace_streams()
        _reseed()
        from ipykernel.kernelapp import IPKernelApp

        kernel: Any = IPKernelApp.instance()
        kernel.initialize(request["arguments"])
        with connection:
            connection.sendall(str(os.getpid()).encode())
        kernel.start()
        code = 0
    finally:
        os._exit(code)


def _replace_streams() -> None:
    """A kernel reads nothing, and prints only through its messages."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = io.TextIOWrapper(open(1, "wb", closefd=False))  # noqa: SIM115


def _reseed() -> None:
    """Kernels forked from one process would otherwise draw the same random numbers."""
    import random

    import numpy as np

    random.seed()
    np.random.seed()


if __name__ == "__main__":
    main(sys.argv[1:])
