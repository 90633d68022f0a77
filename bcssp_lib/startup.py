"""What the toolkit's own processes do before they import anything large."""

from __future__ import annotations

import gc
import os
import sys

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
