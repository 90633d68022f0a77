"""The helper library of the safeguarding partnerships' reporting toolkit.

Section notebooks import from here only, by the names declared in ``__all__``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bcssp_lib.section import Section, open_section

if TYPE_CHECKING:
    from bcssp_lib.studio.explorer import Explorer

__all__ = ["Section", "open_explorer", "open_section"]


def open_explorer() -> Explorer:
    """Open the explorer of the project's figures: what ``notebooks/explore.ipynb`` shows."""
    from bcssp_lib.studio import explorer  # it needs ipywidgets, and sections do not

    return explorer.open_explorer()
