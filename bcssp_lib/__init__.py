"""The helper library of the safeguarding partnerships' reporting toolkit.

Section notebooks import from here only, by the names declared in ``__all__``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bcssp_lib.app.explorer import Explorer
    from bcssp_lib.section.section import Section, open_section

__all__ = ["Section", "open_explorer", "open_section"]


def __getattr__(name: str) -> Any:
    """What sections use is imported when it is asked for: the ``bcssp`` command needs little."""
    if name not in {"Section", "open_section"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("bcssp_lib.section.section"), name)


def open_explorer() -> Explorer:
    """Open the explorer of the project's figures: what ``notebooks/explore.ipynb`` shows."""
    from bcssp_lib.app import explorer  # it needs ipywidgets, and sections do not

    return explorer.open_explorer()
