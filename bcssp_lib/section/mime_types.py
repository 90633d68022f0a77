"""The names of the outputs that notebooks show, by which later steps find them."""

from typing import Any

PRIVATE_PREFIX = "application/vnd.bcssp."
CHART_TYPE = f"{PRIVATE_PREFIX}chart+json"
FACTS_TYPE = f"{PRIVATE_PREFIX}facts+json"
PLACEHOLDER_TYPE = f"{PRIVATE_PREFIX}fill+json"
MESSAGE_TYPE = f"{PRIVATE_PREFIX}message+json"
TABLE_TYPE = f"{PRIVATE_PREFIX}table+json"
STAMP_KEY = "stamp"  # in each of them: the report that it was made for


def private_outputs(cell: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The outputs of the library's own types in a cell, with their types."""
    return [
        (kind, content)
        for output in cell.get("outputs", [])
        for kind, content in output.get("data", {}).items()
        if kind.startswith(PRIVATE_PREFIX)
    ]
