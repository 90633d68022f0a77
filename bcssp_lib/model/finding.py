"""What a check found, in the words of whoever must correct it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from bcssp_lib.model.errors import not_known
from bcssp_lib.model.records import Record

_FORMAT = 1  # of the file of findings, and of ``bcssp check --json``: see docs/checking.md
NOT_A_FIGURE = "not a figure"  # in place of a reason: the check took for a figure what is none
ACCEPTED, NO_FIGURES = "accepted", "no figures"  # what a finding counts as that is not open
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
    # It is likely to be wrong, chance explains it, nothing is held of it, or it may be put better.
    DOUBTFUL = "doubtful"


def wrong_if(certain: bool) -> Severity:
    """How much a mistake weighs: it is doubtful where it is likely, and not certain."""
    return Severity.WRONG if certain else Severity.DOUBTFUL


@dataclass(frozen=True)
class Finding:
    """One thing to fix: where it is, what was found, why it matters, what to do.

    ``sentence`` is as a reader sees it, and empty where a finding is about no sentence.
    ``accepted`` is the reason for which an author keeps it, or ``NOT_A_FIGURE``; empty while nobody
    has. ``words`` are those of the sentence that it is about, from letter ``at`` on, and
    ``binding`` the expression that shows a typed number.
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
    def state(self) -> str:
        """What it counts as: its weight while it is open, or else that it is kept."""
        if self.is_open_error or not self.accepted:
            return self.severity.value
        return NO_FIGURES if self.accepted == NOT_A_FIGURE else ACCEPTED

    @property
    def is_open(self) -> bool:
        """Whether nobody keeps it."""
        return self.state == self.severity

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
    """How many findings a report has: those that are open, by weight, and those that are kept.

    ``bindable`` are those of the typed numbers that an expression can take the place of.
    """

    wrong: int = 0
    typed: int = 0
    bindable: int = 0
    doubtful: int = 0
    accepted: int = 0
    no_figures: int = 0

    @property
    def errors(self) -> int:
        """How many prevent a publication."""
        return self.wrong + self.bindable

    def __str__(self) -> str:
        kept = f", {self.accepted} accepted" if self.accepted else ""
        none = f", {self.no_figures} no figures" if self.no_figures else ""
        return f"{self.wrong} wrong, {self.typed} typed, {self.doubtful} doubtful{kept}{none}"


@dataclass(frozen=True)
class LeftFinding:
    """A finding with which a command did nothing, and why."""

    finding: Finding
    why: str


def list_waiting(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """The sections and blocks whose texts wait to be confirmed, each once."""
    stale = (each for each in findings if each.kind is Kind.STALE and each.is_open)
    return sorted({(finding.section, finding.block) for finding in stale})


def count_findings(findings: Iterable[Finding]) -> Tally:
    """Count findings."""
    listed = tuple(findings)
    counts = Counter(finding.state.replace(" ", "_") for finding in listed)
    bindable = sum(one.is_open_error and one.severity is Severity.TYPED for one in listed)
    return Tally(bindable=bindable, **counts)


def findings_content(
    stamp: Mapping[str, str], findings: Sequence[Finding], listed: Iterable[Finding] | None = None
) -> dict[str, Any]:
    """How many findings a report has, and those that are ``listed``: all, if it is not said."""
    return {
        "format": _FORMAT,
        "report": dict(stamp),
        "counts": count_findings(findings).model_dump(),
        "findings": [
            {"id": finding.id, **asdict(finding)}
            for finding in (findings if listed is None else listed)
        ],
    }


def findings_text(stamp: Mapping[str, str], findings: Sequence[Finding]) -> str:
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


KINDS = (*map(str, Kind), *map(str, Severity), ACCEPTED, NO_FIGURES)


@dataclass(frozen=True)
class FindingFilter:
    """Findings of any of the sections, of any of the blocks, and of any of the kinds.

    An empty field means all. The weights (wrong, typed, doubtful) are kinds too; so are
    ``accepted`` and ``no figures``.
    """

    sections: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sections or self.kinds or self.blocks)

    def holds(self, finding: Finding) -> bool:
        """Whether a finding is one of those meant."""
        return (
            (not self.sections or finding.section in self.sections)
            and (not self.blocks or finding.block in self.blocks)
            and (not self.kinds or finding.kind in self.kinds or finding.state in self.kinds)
        )

    def refuse_unknown(self, sections: Iterable[str], blocks: Iterable[str]) -> None:
        """Raise ``NotKnownError``, with the nearest names, for one that reports do not have."""
        known = {"section": (self.sections, sections), "kind of finding": (self.kinds, KINDS)}
        for kind, (names, all_names) in (known | {"block": (self.blocks, blocks)}).items():
            existing = set(all_names)
            for name in names:
                if name not in existing:
                    raise not_known(kind, name, existing)


def read_kind(text: str) -> str:
    """A kind as it is typed: in any case, and with hyphens for blanks."""
    return text.strip().lower().replace("-", " ")
