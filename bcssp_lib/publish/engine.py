"""Which program makes publications: Quarto where it is installed, else Typst and pandoc.

It has a module of its own, since each build asks for it, and what publishes imports pandas.
"""

from __future__ import annotations

import shutil
from pathlib import Path

GET_QUARTO = (
    "Quarto was not found, so there is no HTML book. To get Quarto: pip install .[quarto], or "
    "conda env create -f environment.yml, or the installer on quarto.org."
)


def find_quarto() -> str | None:
    """The path of the Quarto program, as the quarto package finds it."""
    import quarto  # only where something is published

    path = quarto.path()
    return shutil.which(path) if path else None


def engine_fingerprint() -> str:
    """What changes when Quarto is installed, removed, or another one; empty without it."""
    program = find_quarto()
    if program is None:
        return ""
    stat = Path(program).stat()
    return f"{program} {stat.st_size} {stat.st_mtime_ns}"
