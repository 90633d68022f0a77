"""What a check found, in the words of whoever must correct it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from bcssp_lib.model.records import Record

_LETTERS = 7


class Kind(StrEnum):
    """What a finding is about."""

    FIGURE = "figure"
    CLAIM = "claim"
    CONSISTENCY = "consistency"
    STALE = "out of date"
    COVERAGE = "coverage"
    REGISTER = "register"
    LANGUAGE = "language"
    PERSON = "about a person"
    DISCLOSURE = "disclosure"
    NOT_SHOWN = "not shown"


class Severity(StrEnum):
    """An error must be fixed, or accepted with a reason, before a report is published."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing to fix: where it is, what was found, why it matters, what to do.

    ``sentence`` is as a reader sees it, and empty where a finding is about no sentence.
    ``accepted`` is the reason for which an author keeps it; empty while nobody has.
    """

    kind: Kind
    severity: Severity
    section: str
    block: str
    sentence: str
    what: str
    why: str
    suggestion: str = ""
    accepted: str = ""

    @property
    def is_open_error(self) -> bool:
        """Whether it prevents a publication."""
        accepted = self.accepted and self.kind is not Kind.DISCLOSURE  # nobody may keep that
        return self.severity is Severity.ERROR and not accepted

    @property
    def id(self) -> str:
        """A short name by which it is accepted: the same as long as what was found is."""
        content = "\n".join((self.kind, self.section, self.block, self.sentence, self.what))
        return hashlib.sha256(content.encode()).hexdigest()[:_LETTERS]

    @property
    def place(self) -> str:
        """The section and block, as far as there is one."""
        return ", ".join(filter(None, (self.section, self.block)))


class Tally(Record):
    """How many findings a report has: errors and warnings that are open, and accepted ones."""

    errors: int = 0
    warnings: int = 0
    accepted: int = 0

    def __str__(self) -> str:
        noun = "error" if self.errors == 1 else "errors"
        others = "warning" if self.warnings == 1 else "warnings"
        kept = f", {self.accepted} accepted" if self.accepted else ""
        return f"{self.errors} {noun}, {self.warnings} {others}{kept}"


def count_findings(findings: Iterable[Finding]) -> Tally:
    """Count findings."""
    listed = tuple(findings)
    errors = sum(item.is_open_error for item in listed)
    accepted = sum(bool(item.accepted) for item in listed)
    return Tally(errors=errors, warnings=len(listed) - errors - accepted, accepted=accepted)


def findings_content(stamp: Mapping[str, str], findings: Iterable[Finding]) -> dict[str, Any]:
    """The findings of one report, and how many there are."""
    listed = tuple(findings)
    return {
        **stamp,
        **count_findings(listed).model_dump(),
        "findings": [{"id": item.id, **asdict(item)} for item in listed],
    }


def findings_text(stamp: Mapping[str, str], findings: Iterable[Finding]) -> str:
    """The text of the file that holds a report's findings."""
    return json.dumps(findings_content(stamp, findings), indent=1, ensure_ascii=False) + "\n"


def parse_findings(text: str) -> tuple[Finding, ...]:
    """The findings in the text of such a file; the ledger knows that it is as it was written."""
    listed = json.loads(text)["findings"]
    return tuple(_finding(item) for item in listed)


def _finding(content: Mapping[str, str]) -> Finding:
    fields = {name: text for name, text in content.items() if name != "id"}
    kind, severity = Kind(fields.pop("kind")), Severity(fields.pop("severity"))
    return Finding(kind=kind, severity=severity, **fields)
