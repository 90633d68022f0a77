"""The library's own outputs in an executed notebook."""

from __future__ import annotations

from typing import Any

from bcssp_lib.section.mime_types import PRIVATE_PREFIX


def private_outputs(cell: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The outputs of the library's own types in a cell, with their types."""
    return [
        (kind, content)
        for output in cell.get("outputs", [])
        for kind, content in output.get("data", {}).items()
        if kind.startswith(PRIVATE_PREFIX)
    ]
