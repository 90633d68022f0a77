"""What is kept of a section beside its text, the record of its review and comments, as YAML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml

from bcssp_lib.data.yaml_files import parse_record, read_yaml
from bcssp_lib.model.errors import NarrativeError, Problem
from bcssp_lib.model.person_data import Screening
from bcssp_lib.model.records import Record

_WIDTH = 1000  # a sentence stays on its line
Kept = TypeVar("Kept", bound=Record)


def read_kept(
    model: type[Kept], path: Path, shown: str, allowed: Screening, *, cannot: str, remedy: str
) -> Kept:
    """Read a record from its YAML file; an empty one, if there is none.

    Raises ``NarrativeError`` for a file that cannot be read: that it ``cannot``, every problem,
    and the ``remedy``.
    """
    if not path.exists():
        return model()
    problems: list[Problem] = []
    file = read_yaml(path, shown, problems, allowed)
    kept = parse_record(model, file.content, file, (), problems) if file else None
    if kept is None:
        text = "; ".join(str(problem) for problem in problems)
        raise NarrativeError(f"{cannot} {text}. {remedy}")
    return kept


def kept_text(head: str, content: Mapping[str, Any]) -> str:
    """A record as its file holds it, below the comment that says what it is."""
    written = yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=_WIDTH)
    return f"{head}{written}"
