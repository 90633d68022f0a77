"""Findings as they are kept beside a review copy, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bcssp_lib.model.finding import Finding, Kind, Severity, tally


def findings_content(stamp: Mapping[str, str], findings: Iterable[Finding]) -> dict[str, Any]:
    """The findings of one report, and how many there are."""
    listed = tuple(findings)
    return {
        **stamp,
        **tally(listed).model_dump(),
        "findings": [{"id": one.id, **asdict(one)} for one in listed],
    }


def findings_text(stamp: Mapping[str, str], findings: Iterable[Finding]) -> str:
    """The text of the file that holds a report's findings."""
    return json.dumps(findings_content(stamp, findings), indent=1, ensure_ascii=False) + "\n"


def read_findings(path: Path) -> tuple[Finding, ...]:
    """The findings that were kept with a review copy; the ledger knows the file's hash."""
    listed = json.loads(path.read_text("utf-8"))["findings"]
    return tuple(_finding(one) for one in listed)


def _finding(content: Mapping[str, str]) -> Finding:
    fields = {name: text for name, text in content.items() if name != "id"}
    kind, severity = Kind(fields.pop("kind")), Severity(fields.pop("severity"))
    return Finding(kind=kind, severity=severity, **fields)
