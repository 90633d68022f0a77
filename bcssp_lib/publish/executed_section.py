"""Reading executed section notebooks: their facts, messages and places to fill."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bcssp_lib.model.errors import BcsspError, UserError
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.report_id import Stamp
from bcssp_lib.section.mime_types import FACTS_TYPE, MESSAGE_TYPE, private_outputs

STAMP_METADATA = "bcssp"  # of a notebook: the report and section that it was run for


class WrongReportError(BcsspError):
    """An executed notebook or rendered file that was made for another report: our bug."""


@dataclass(frozen=True)
class ExecutedSection:
    """One section as it ran."""

    section: str
    cells: tuple[dict[str, Any], ...]
    facts: dict[str, Fact]
    warnings: tuple[str, ...]


def read_executed(path: Path, stamp: Stamp) -> ExecutedSection:
    """Read an executed notebook, and make sure that it was run for this report.

    It is read as JSON: papermill wrote it, and the ledger knows its hash.
    """
    notebook = json.loads(path.read_text("utf-8"))
    metadata = notebook["metadata"].get(STAMP_METADATA, {})
    if metadata != stamp:
        raise WrongReportError(f"{path} was run for {metadata}, and is wanted for {stamp}")
    return executed_of(notebook["cells"], stamp, str(path))


def executed_of(cells: Sequence[dict[str, Any]], stamp: Stamp, shown: str) -> ExecutedSection:
    """A section as it ran, from the cells of its notebook."""
    contents = [pair for cell in cells for pair in private_outputs(cell)]
    listed = [fact for kind, each in contents if kind == FACTS_TYPE for fact in each["facts"]]
    try:
        facts = {fact["name"]: Fact.model_validate(fact) for fact in listed}
    except ValidationError as error:
        raise UserError(
            f"{shown} was made by another version of the toolkit, so that its figures cannot be "
            "read. Build the report again."
        ) from error
    warnings = [
        each["text"]
        for kind, each in contents
        if kind == MESSAGE_TYPE and each["kind"] == "warning"
    ]
    return ExecutedSection(stamp["section"], tuple(cells), facts, tuple(warnings))


def list_facts(sections: Sequence[ExecutedSection]) -> tuple[Fact, ...]:
    """Every fact of a report, in the order of its sections."""
    return tuple(fact for section in sections for fact in section.facts.values())
