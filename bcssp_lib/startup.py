"""What the toolkit's own processes do before they import anything large."""

from __future__ import annotations

import gc
import os
import sys
from types import ModuleType
from typing import Any

_COLLECT_AFTER = 50_000  # new objects; imports make many, and hardly any to collect
_STATISTICS = "scipy.stats"


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


def import_seaborn() -> None:
    """Import seaborn without ``scipy.stats``, which it needs for densities alone.

    seaborn takes ``gaussian_kde`` from there as it is imported, and three hundred modules with
    it: a quarter of what a kernel takes to start. They are imported once a density is drawn.
    """
    if _STATISTICS in sys.modules:
        return
    stand_in: Any = ModuleType(_STATISTICS)
    stand_in.gaussian_kde = _gaussian_kde
    sys.modules[_STATISTICS] = stand_in
    try:
        import seaborn  # noqa: F401 - it is there now for whoever imports it
    finally:
        del sys.modules[_STATISTICS]


def _gaussian_kde(*arguments: Any, **settings: Any) -> Any:
    from scipy.stats import gaussian_kde

    return gaussian_kde(*arguments, **settings)
