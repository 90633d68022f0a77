"""What a check found, in the words of whoever must mend it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

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


class Severity(StrEnum):
    """An error must be mended, or accepted with a reason, before a report is published."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing to mend: where it stands, what was found, why it matters, what to do.

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
        """Whether it stands in the way of a publication."""
        return self.severity is Severity.ERROR and not self.accepted

    @property
    def id(self) -> str:
        """A short name by which it is accepted: the same as long as what was found is."""
        told = "\n".join((self.kind, self.section, self.block, self.sentence, self.what))
        return hashlib.sha256(told.encode()).hexdigest()[:_LETTERS]

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


def tally(findings: Iterable[Finding]) -> Tally:
    """Count findings."""
    listed = tuple(findings)
    errors = sum(one.is_open_error for one in listed)
    accepted = sum(bool(one.accepted) for one in listed)
    return Tally(errors=errors, warnings=len(listed) - errors - accepted, accepted=accepted)
