"""Importing everything that sections use, and becoming a kernel that has it already."""

from __future__ import annotations

import gc
import importlib
import io
import os
import random
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from bcssp_lib.errors import UserError
from bcssp_lib.run.guard import end_with_parent, keep_within, limit_memory
from bcssp_lib.run.limits import MEMORY_VARIABLE

_MODULES = (
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "ipywidgets",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "encodings.unicode_escape",
    "matplotlib_inline.backend_inline",
    "pandas",
    "sqlite3",
    "tornado.platform.asyncio",
    "bcssp_lib.run.account",
    "bcssp_lib.section.charts",
)


@dataclass(frozen=True)
class KernelRequest:
    """What a kernel is asked to be: its arguments, environment and working folder."""

    arguments: list[str]
    environment: Mapping[str, str]
    folder: str


def prepare() -> None:
    """Import what sections use, and rehearse: much is only loaded when it is first used."""
    import matplotlib as mpl

    mpl.use("agg")
    for name in _MODULES:
        importlib.import_module(name)
    _rehearse_drawing()
    _rehearse_reading()
    if threading.active_count() != 1:
        raise RuntimeError(f"threads before the fork: {threading.enumerate()}")
    gc.collect()
    gc.freeze()  # a collection would write to every page that kernels share


def become_kernel(request: KernelRequest, answer: Callable[[], None]) -> NoReturn:
    """Be a kernel: in a session, environment and folder of its own, with its own randomness.

    ``answer`` is called once the kernel's sockets are there: a client that connects earlier
    waits a tenth of a second before it tries again.
    """
    code = 1
    try:
        if hasattr(os, "setsid") and os.getpgrp() != os.getpid():
            os.setsid()
        end_with_parent()
        os.environ.clear()
        os.environ.update(request.environment)
        os.environ.pop("JPY_PARENT_PID", None)  # of a server that the build was begun from
        os.chdir(request.folder)
        _replace_streams()
        _reseed()
        from ipykernel.kernelapp import IPKernelApp

        from bcssp_lib.run.account import note_threads

        kernel: Any = IPKernelApp.instance()
        kernel.initialize(request.arguments)
        kernel.shell.events.register("pre_run_cell", note_threads)
        kernel.shell.compile.get_code_name = _cell_name
        if megabytes := os.environ.get(MEMORY_VARIABLE):
            limit_memory(int(megabytes))
            keep_within(request.folder)
        answer()
        kernel.start()
        code = 0
    finally:
        os._exit(code)


def _cell_name(raw: str, code: str, number: int) -> str:  # noqa: ARG001
    """What warnings call a cell: the usual name holds the kernel's process number."""
    return f"cell {number}"


def _rehearse_drawing() -> None:
    from matplotlib.figure import Figure

    from bcssp_lib.show.style import house_style, to_svg

    with house_style():  # finds and reads the fonts
        figure = Figure()
        figure.subplots().plot([0, 1])
        to_svg(figure)


def _rehearse_reading() -> None:
    """Read the project's figures once, and keep nothing of them."""
    from bcssp_lib.figures.catalogue import load_catalogue
    from bcssp_lib.figures.loader import load_figures
    from bcssp_lib.figures.project import ROOT_VARIABLE, find_project

    if ROOT_VARIABLE not in os.environ:
        return
    try:
        project = find_project()
        catalogue = load_catalogue(project)
        load_figures(project, catalogue, (catalogue.authorities()[0].slug,))
    except UserError as error:  # the sections will say so, each for itself
        print(f"the kernel template could not rehearse: {error}", file=sys.stderr)


def _replace_streams() -> None:
    """A kernel reads nothing, and prints only through its messages."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = io.TextIOWrapper(open(1, "wb", closefd=False))  # noqa: SIM115


def _reseed() -> None:
    """Kernels forked from one process would otherwise draw the same random numbers."""
    import numpy as np

    random.seed()
    np.random.seed()
