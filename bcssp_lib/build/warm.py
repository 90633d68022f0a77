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
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from bcssp_lib.build.guard import end_with_parent, keep_within
from bcssp_lib.build.limits import MEMORY_VARIABLE
from bcssp_lib.build.memory import give_room, limit_memory
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.comparators import Beside
from bcssp_lib.data.loader import load_figures
from bcssp_lib.files.project import ROOT_VARIABLE, Project
from bcssp_lib.model.errors import UserError
from bcssp_lib.startup import (
    import_kernel,
    import_matplotlib,
    import_seaborn,
    import_special_functions,
)

if TYPE_CHECKING:
    from bcssp_lib.build.kernel_app import TwoStepApp

AREA_VARIABLE = "BCSSP_AREA"  # whose section it is; only speed depends on it
_COLLECT_AFTER = 20_000  # new objects: a section is over before there is much to collect
_MODULES = (
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
    "bcssp_lib.build.account",
    "bcssp_lib.section.charts",
)


@dataclass(frozen=True)
class KernelRequest:
    """What a kernel is asked to be: its connection file, environment and working folder."""

    connection_file: str
    environment: Mapping[str, str]
    folder: str


def prepare() -> TwoStepApp:
    """Import what sections use, rehearse, and make a kernel that is yet to be connected.

    Much is only loaded when it is first used, so it is used once.
    """
    gc.disable()  # there is hardly any garbage to find meanwhile, and a tenth of the time to gain
    import matplotlib as mpl

    mpl.use("agg")
    import_matplotlib()
    import_seaborn()
    import_special_functions()
    for name in _MODULES:
        importlib.import_module(name)
    _rehearse_drawing()
    _rehearse_tables()
    _rehearse_reading()
    kernel = _made()
    if threading.active_count() != 1:
        raise RuntimeError(f"threads before the fork: {threading.enumerate()}")
    gc.collect()
    gc.freeze()  # a collection would write to every page that kernels share
    gc.set_threshold(_COLLECT_AFTER)
    gc.enable()
    return kernel


def _made() -> TwoStepApp:
    import_kernel()
    from bcssp_lib.build.account import note_packages, note_threads
    from bcssp_lib.build.kernel_app import TwoStepApp  # slow to import: workers need it not

    kernel: Any = TwoStepApp.instance()
    kernel.make()
    kernel.shell.events.register("pre_run_cell", note_threads)
    kernel.shell.compile.get_code_name = _cell_name
    once = lru_cache(maxsize=1)(kernel.shell.transform_cell)
    kernel.shell.transform_cell = once  # each cell is asked of it twice in a row
    kernel.shell.set_custom_exc((MemoryError,), _tell_with_room)
    note_packages()
    return kernel  # type: ignore[no-any-return]


def become_kernel(
    kernel: TwoStepApp, request: KernelRequest, answer: Callable[[], None]
) -> NoReturn:
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
        kernel.connect(request.connection_file)
        if megabytes := os.environ.get(MEMORY_VARIABLE):
            limit_memory(int(megabytes))
            keep_within(request.folder)
        answer()
        kernel.start()  # type: ignore[no-untyped-call]
        code = 0
    finally:
        os._exit(code)


def _cell_name(raw: str, code: str, number: int) -> str:  # noqa: ARG001
    """What warnings call a cell: the usual name holds the kernel's process number."""
    return f"cell {number}"


def _tell_with_room(shell: Any, *error: Any, tb_offset: int | None = None) -> None:
    """Show that a cell has used up its memory, which takes some too."""
    give_room()
    shell.showtraceback(error, tb_offset)


def _rehearse_drawing() -> None:
    from matplotlib.figure import Figure

    from bcssp_lib.section.chart_kit import house_style, to_svg

    with house_style():  # finds and reads the fonts
        figure = Figure()
        figure.subplots().plot([0, 1])
        to_svg(figure, "", synthetic=False)


def _rehearse_tables() -> None:
    from bcssp_lib.section.table_kit import Column, table

    table("", [Column("")], [[""]]).to_html()  # reads and compiles the template


def _rehearse_reading() -> None:
    """Read the figures of the project's first area."""
    root = os.environ.get(ROOT_VARIABLE)
    if root is None:
        return
    try:
        first = load_catalogue(Project(Path(root))).authorities()[0]
        _read(root, first.slug)
    except UserError as error:  # the sections will say so, each for itself
        print(f"the kernel template could not rehearse: {error}", file=sys.stderr)


def read_ahead(environment: Mapping[str, str]) -> None:
    """Read the figures that a kernel's section may read, so that it need only look them up.

    What is wrong with them is for the section to say, which reads them itself then.
    """
    if ROOT_VARIABLE in environment and AREA_VARIABLE in environment:
        with suppress(UserError, OSError):
            _read(environment[ROOT_VARIABLE], environment[AREA_VARIABLE])


@lru_cache(maxsize=4)
def _read(root: str, area: str) -> None:
    """Have an area's figures kept; if they change, each kernel sees that for itself."""
    project = Project(Path(root))
    catalogue = load_catalogue(project)
    load_figures(project, catalogue, (area,))
    Beside(project, catalogue, area).read()
    gc.freeze()


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
