"""What a section's process does before it imports anything large."""

from __future__ import annotations

import os
import sys


def slim_imports() -> None:
    """Leave out an import that takes a second, and threads that would not live through a fork.

    jsonschema looks for ``rfc3987_syntax``, to check addresses with letters beyond ASCII;
    notebooks hold none. To Python a module that is None is one that is not installed.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
