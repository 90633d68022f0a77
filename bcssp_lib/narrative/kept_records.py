"""Reading what is kept of a section beside its text: the record of its review, and comments."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from bcssp_lib.data.yaml_files import parse_record, read_yaml
from bcssp_lib.model.errors import NarrativeError, Problem
from bcssp_lib.model.person_data import Screening
from bcssp_lib.model.records import Record

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
