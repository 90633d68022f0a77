"""What the toolkit's own processes do before they import anything large."""

from __future__ import annotations

import sys


def skip_slow_imports() -> None:
    """Leave out a module that takes over a second to import and is never used here.

    jsonschema, which checks notebooks, imports ``rfc3987_syntax`` wherever it is installed,
    for schemas that hold international addresses; the schema of notebooks holds none.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
