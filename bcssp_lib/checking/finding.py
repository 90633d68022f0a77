"""What a check found, in the words of whoever must mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
