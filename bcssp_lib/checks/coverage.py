"""What the law and guidance ask of a report: where each duty is covered, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeAlias

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.params_reader import REQUIREMENTS
from bcssp_lib.data.yaml_files import read_yaml
from bcssp_lib.files.project import Project
from bcssp_lib.model.checking import Requirement
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.finding import Finding, Kind, Severity
from bcssp_lib.model.person_data import FalseAlarm
from bcssp_lib.narrative.review_record import text_hash
from bcssp_lib.narrative.section_notebook import SectionNotebook, section_paths

if TYPE_CHECKING:  # its parser is slow to import, and each build looks for wrong places
    from bcssp_lib.checks.prose import BlockProse, ReportText

_Blocks: TypeAlias = "Mapping[tuple[str, str], BlockProse]"
_NOTHING_SAID = re.compile(r"\b(?:was|were) not supplied\b|\bNo figures? (?:was|were) supplied\b")
_NOT_SHOWN = re.compile(r"\bThe figures? for .{1,400} (?:is|are) not shown\b")


@dataclass(frozen=True)
class Duty:
    """A duty as a report meets it: the sections that cover it, or why none does.

    ``reason`` is why an author keeps the gap; empty while nobody does.
    """

    requirement: Requirement
    sections: tuple[str, ...]
    gap: str = ""
    reason: str = ""


def trace_duties(report: ReportText) -> tuple[Duty, ...]:
    """Every duty of a report's edition, and where it is covered."""
    blocks = {(block.section, block.block.id): block for block in report.texts}
    return tuple(_trace_duty(duty, blocks, report) for duty in report.duties)


def check_coverage(report: ReportText) -> Iterator[Finding]:
    """The duties that no reviewed text of the report covers."""
    for duty in trace_duties(report):
        if duty.gap:
            yield _coverage_finding(duty, report)


def _coverage_finding(duty: Duty, report: ReportText) -> Finding:
    asked = duty.requirement
    section, block = asked.home
    words = "" if asked.checked else ", wording to be confirmed"
    return Finding(
        kind=Kind.COVERAGE,
        severity=Severity.DOUBTFUL,
        section=section,
        block=block,
        sentence="",
        what=f"{asked.id}, “{asked.requirement}”, is not covered: {duty.gap}.",
        why=f"It is asked for ({asked.source}; {asked.body}{words}).",
        suggestion=f"Write it: {report.command('author', section)}",
    )


def _trace_duty(duty: Requirement, blocks: _Blocks, report: ReportText) -> Duty:
    gaps = _find_gaps(duty, blocks, report)
    sections = tuple(
        dict.fromkeys(place.partition(".")[0] for place, gap in gaps.items() if not gap)
    )
    gap = "" if sections else "; ".join(f"{place} {gap}" for place, gap in gaps.items())
    return Duty(duty, sections, gap)


def _find_gaps(duty: Requirement, blocks: _Blocks, report: ReportText) -> dict[str, str]:
    """Each place of a duty, and why it does not cover the duty; empty where it does."""
    known = {place for place in duty.facts if _is_known(place, report)}
    if not duty.blocks:
        return {place: "" if place in known else "is not known" for place in duty.facts}
    needs_figure = bool(duty.facts) and not known
    return {place: _why_not(place, needs_figure, blocks, report) for place in duty.blocks}


def _why_not(place: str, needs_figure: bool, blocks: _Blocks, report: ReportText) -> str:
    """Why a block does not cover a duty; empty where it does."""
    section, _, name = place.partition(".")
    if section in report.book.failed:
        return "could not be built"
    prose = blocks.get((section, name))
    if prose is None:
        return "is not in this report"
    if prose.block.carried:
        return "is last year’s text, which nobody has reviewed"
    if _says_nothing(prose):
        hidden = any(lack.supplied for lack in prose.bound.gaps) or _says(_NOT_SHOWN, prose)
        what = "its figures are not shown" if hidden else "nothing was supplied"
        return f"only says that {what}"
    if prose.block.default and needs_figure:
        return "has only the text that every area has, and none of its figures"
    return ""


def _says_nothing(prose: BlockProse) -> bool:
    """Whether a text holds no more than a heading, or that what was asked for has no figure.

    What an author writes says something, unless it is that alone.
    """
    body = [sentence for sentence in prose.sentences if sentence.kind != "heading"]
    if any(span.fact.known for sentence in body for span in sentence.spans):
        return False
    said = [
        any(words.search(sentence.text) for words in (_NOTHING_SAID, _NOT_SHOWN))
        for sentence in body
    ]
    if prose.block.default:
        return bool(prose.bound.gaps) or not body or any(said)
    return all(said)


def _says(words: re.Pattern[str], prose: BlockProse) -> bool:
    return any(words.search(sentence.text) for sentence in prose.sentences)


def _is_known(place: str, report: ReportText) -> bool:
    section, _, name = place.partition(".")
    fact = report.book.facts.get(section, {}).get(name)
    return fact is not None and fact.known


@dataclass(frozen=True)
class CheckResult:
    """The result of a check: the findings in the order of reading, and the duties.

    ``false_alarms`` are columns of the report's files that were let through, and why.
    """

    findings: tuple[Finding, ...] = ()
    duties: tuple[Duty, ...] = ()
    false_alarms: tuple[FalseAlarm, ...] = ()

    @property
    def open_errors(self) -> tuple[Finding, ...]:
        """What prevents a publication."""
        return tuple(finding for finding in self.findings if finding.is_open_error)

    @property
    def accepted(self) -> tuple[Finding, ...]:
        """What authors keep, with their reasons."""
        return tuple(finding for finding in self.findings if finding.accepted)


def list_duties(report: ReportText) -> tuple[Duty, ...]:
    """The duties of a report's edition; of those not covered, why an author keeps the gap."""
    return tuple(
        replace(duty, reason=add_reason(_coverage_finding(duty, report), report).accepted)
        if duty.gap
        else duty
        for duty in trace_duties(report)
    )


def add_reason(finding: Finding, report: ReportText) -> Finding:
    """A finding with the reason for which an author keeps it, if one does."""
    review = report.reviews.get(finding.section)
    if review is None or finding.kind in {Kind.PERSON, Kind.NOT_SHOWN}:  # nobody may keep that
        return finding
    text = report.text_of(finding.section, finding.block)
    return replace(finding, accepted=review.reason(finding, text_hash(text)))


_FEW = 12


def find_wrong_places(
    project: Project, catalogue: Catalogue, sections: Sequence[SectionNotebook]
) -> Iterator[Problem]:
    """Duties that name a section which is not there, or a block that a section has not."""
    names = section_paths(project)
    blocks = {section.name: [block.id for block in section.blocks] for section in sections}
    for duty in catalogue.requirements.values():
        for kind, index, place in _named_places(duty):
            section, _, name = place.partition(".")
            if section not in names:
                what, wrong, known = "section", section, list(names)
            elif kind == "blocks" and name not in blocks.get(section, [name]):
                what, wrong, known = "block", name, blocks[section]
            else:
                continue
            yield make_place_problem(project, duty, kind, index, what, wrong, known)


def _named_places(duty: Requirement) -> Iterator[tuple[str, int, str]]:
    """The places of a duty, each with the list that names it and its number there."""
    for kind, places in (("blocks", duty.blocks), ("facts", duty.facts)):
        for index, place in enumerate(places):
            yield kind, index, place


def make_place_problem(
    project: Project,
    duty: Requirement,
    kind: str,
    index: int,
    what: str,
    name: str,
    known: Sequence[str],
) -> Problem:
    """What is wrong with a place that a duty names, with the line that names it."""
    path = project.params / REQUIREMENTS
    shown = project.shown(path)
    file = read_yaml(path, shown, [])
    row = file.line(("requirements", duty.id, kind, index)) if file else None
    near = get_close_matches(name, known, n=3, cutoff=0.5) or known[:_FEW]
    return Problem(
        shown, row, f"{duty.id}.{kind}", f"there is no {what} '{name}'", ", ".join(near) or "none"
    )
