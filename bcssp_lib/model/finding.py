"""What a check found, in the words of whoever must correct it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
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
    """How much a finding weighs, the heaviest first.

    What is wrong, and what is typed and can be bound, must be mended or accepted with a reason
    before a report is published; what is doubtful need not.
    """

    WRONG = "wrong"  # it contradicts the data, itself, or a rule
    TYPED = "typed"  # a number that the data hold: to be bound
    DOUBTFUL = "doubtful"  # chance explains it, nothing is held of it, or it may be put better


@dataclass(frozen=True)
class Finding:
    """One thing to fix: where it is, what was found, why it matters, what to do.

    ``sentence`` is as a reader sees it, and empty where a finding is about no sentence.
    ``accepted`` is the reason for which an author keeps it; empty while nobody has. ``words`` are
    those of the sentence that it is about, from letter ``at`` on, and ``binding`` the expression
    that shows a typed number.
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
    words: str = ""
    at: int = -1
    binding: str = ""

    @property
    def is_open_error(self) -> bool:
        """Whether it prevents a publication."""
        accepted = self.accepted and self.kind is not Kind.DISCLOSURE  # nobody may keep that
        to_mend = self.severity is Severity.WRONG or bool(self.binding)
        return to_mend and not accepted

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
    """How many findings a report has: those that are open, by weight, and accepted ones."""

    wrong: int = 0
    typed: int = 0
    doubtful: int = 0
    accepted: int = 0

    @property
    def errors(self) -> int:
        """How many prevent a publication."""
        return self.wrong + self.typed

    def __str__(self) -> str:
        typed = f", {self.typed} typed" if self.typed else ""
        kept = f", {self.accepted} accepted" if self.accepted else ""
        return f"{self.wrong} wrong{typed}, {self.doubtful} doubtful{kept}"


def count_findings(findings: Iterable[Finding]) -> Tally:
    """Count findings."""
    listed = tuple(findings)
    counts = Counter(
        item.severity.value for item in listed if item.is_open_error or not item.accepted
    )
    accepted = sum(bool(item.accepted) and not item.is_open_error for item in listed)
    return Tally(accepted=accepted, **counts)


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


def _finding(content: Mapping[str, Any]) -> Finding:
    fields = {name: value for name, value in content.items() if name != "id"}
    kind, severity = Kind(fields.pop("kind")), Severity(fields.pop("severity"))
    return Finding(kind=kind, severity=severity, **fields)
