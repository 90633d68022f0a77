"""What the toolkit's own processes do before they import anything large."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from types import ModuleType
from typing import Any

_COLLECT_AFTER = 50_000  # new objects; imports make many, and hardly any to collect


def skip_slow_imports() -> None:
    """Leave out what takes long to import or to look for, and is never used here.

    jsonschema, which checks notebooks, imports ``rfc3987_syntax`` wherever it is installed,
    for schemas that hold international addresses; the schema of notebooks holds none.
    pydantic looks for plugins in the metadata of every package that is installed.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def collect_seldom() -> None:
    """Have Python look for unreachable objects less often than it does by itself."""
    gc.set_threshold(_COLLECT_AFTER)


def import_matplotlib() -> None:
    """Import matplotlib without a list of all properties in the help of each kind of artist."""
    from matplotlib import artist as module

    artist: Any = module
    listed = artist.kwdoc
    artist.kwdoc = lambda _: ""
    try:
        import matplotlib.pyplot  # noqa: F401 - it is there now for whoever imports it
    finally:
        artist.kwdoc = listed


def import_seaborn() -> None:
    """Import seaborn without what it needs for densities, clusters and choosing colours alone.

    With that come five hundred modules: a third of what a kernel takes to start. They are
    imported once any of it is used.
    """
    statistics = _standing_for("scipy.stats", "gaussian_kde")
    widgets = _standing_for("ipywidgets", "interact", "FloatSlider", "IntSlider")
    clusters: Any = ModuleType("scipy.cluster")
    clusters.hierarchy = _Later("scipy.cluster.hierarchy")
    with _found(statistics, clusters, widgets):
        import seaborn  # noqa: F401 - it is there now for whoever imports it


def import_special_functions() -> None:
    """Import ``scipy.special`` without parts of numpy that it lists and never uses."""
    import numpy as np  # noqa: F401 - its parts can be stood for once it is there

    with _found(ModuleType("numpy.f2py"), ModuleType("numpy.testing")):
        import scipy.special  # noqa: F401 - it is there now for whoever imports it


def import_kernel() -> None:
    """Import Jupyter's Python kernel without its debugger: nobody steps through a batch."""
    sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]
    import ipykernel.debugger  # noqa: F401 - it looks for debugpy now, and goes without

    if sys.modules["debugpy"] is None:
        del sys.modules["debugpy"]


@contextmanager
def _found(*stand_ins: ModuleType) -> Iterator[None]:
    """Have these found by whoever imports modules of their names that are not there yet."""
    with ExitStack() as afterwards:
        for one in stand_ins:
            package, _, name = one.__name__.rpartition(".")
            if one.__name__ in sys.modules:
                continue
            sys.modules[one.__name__] = one
            afterwards.callback(sys.modules.pop, one.__name__)
            if package in sys.modules:
                setattr(sys.modules[package], name, one)
                afterwards.callback(delattr, sys.modules[package], name)
        yield


def _standing_for(module: str, *functions: str) -> ModuleType:
    """A module of functions that import what they stand for once they are called."""
    stand_in = ModuleType(module)
    for name in functions:
        setattr(stand_in, name, partial(_call, module, name))
    return stand_in


def _call(module: str, function: str, *arguments: Any, **settings: Any) -> Any:
    return getattr(importlib.import_module(module), function)(*arguments, **settings)


class _Later(ModuleType):
    """Stands for a module that is imported once anything of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self.__name__), name)
