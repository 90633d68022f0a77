"""Coverage: what a report is asked to hold, where it is, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bcssp_lib.checks.prose import BlockProse
from bcssp_lib.checks.report import ReportText
from bcssp_lib.model.finding import Finding, Kind, Severity
from bcssp_lib.model.requirement import Requirement

_NOTHING_SAID = re.compile(r"\b(?:was|were) not supplied\b|\bNo figures? (?:was|were) supplied\b")
_Blocks = Mapping[tuple[str, str], BlockProse]


@dataclass(frozen=True)
class Duty:
    """A duty as a report meets it: the sections that cover it, or why none does.

    ``reason`` is why an author keeps the gap; empty while nobody does.
    """

    requirement: Requirement
    sections: tuple[str, ...]
    gap: str = ""
    reason: str = ""


def duties_met(report: ReportText) -> tuple[Duty, ...]:
    """Every duty of a report's edition, and where it is covered."""
    blocks = {(one.section, one.block.id): one for one in report.blocks}
    return tuple(_met(one, blocks, report) for one in report.duties)


def coverage_findings(report: ReportText) -> Iterator[Finding]:
    """The duties that no reviewed text of the report covers."""
    for duty in duties_met(report):
        if duty.gap:
            yield coverage_finding(duty, report)


def coverage_finding(duty: Duty, report: ReportText) -> Finding:
    """The finding that a duty is not covered."""
    asked = duty.requirement
    section, block = asked.home
    words = "" if asked.checked else ", wording to be confirmed"
    return Finding(
        kind=Kind.COVERAGE,
        severity=Severity.WARNING,
        section=section,
        block=block,
        sentence="",
        what=f"{asked.id}, “{asked.requirement}”, is not covered: {duty.gap}.",
        why=f"It is asked for ({asked.source}; {asked.body}{words}).",
        suggestion=f"Write it: {report.command('author', section)}",
    )


def _met(requirement: Requirement, blocks: _Blocks, report: ReportText) -> Duty:
    known = [place for place in requirement.facts if _is_known(place, report)]
    needs_figure = bool(requirement.facts) and not known
    covering, gaps = [], []
    for place in requirement.blocks:
        gap = _why_not(place, needs_figure, blocks, report)
        if gap:
            gaps.append(f"{place} {gap}")
        else:
            covering.append(place)
    if not requirement.blocks:
        covering, gaps = known, [f"{place} is not known" for place in requirement.facts]
    sections = tuple(dict.fromkeys(place.partition(".")[0] for place in covering))
    return Duty(requirement, sections, "" if covering else "; ".join(gaps))


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
        return "only says that nothing was supplied"
    if prose.block.default and needs_figure:
        return "has only the text that every area has, and none of its figures"
    return ""


def _says_nothing(prose: BlockProse) -> bool:
    """Whether a text holds no more than a heading, or says in place of a figure that it is not."""
    said = [one for one in prose.sentences if one.kind != "heading"]
    if any(span.fact.known for one in said for span in one.spans):
        return False
    return not said or any(_NOTHING_SAID.search(one.text) for one in said)


def _is_known(place: str, report: ReportText) -> bool:
    section, _, name = place.partition(".")
    fact = report.book.facts.get(section, {}).get(name)
    return fact is not None and fact.known
