"""How right is the check of narrative on whole reports, nearly all of whose numbers are true?

    python -m benchmarks.whole_reports [NAME …] [--show]

The reports and the mistakes planted in them are in tests/checks/prose/reports/; their writers had
not seen the rules, and had every other number from the data. Whatever else is called wrong is a
false alarm. Each was marked before anybody looked at what was missed, as docs/checking.md says;
of those held out nobody has looked since.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass

import yaml

from bcssp_lib.checks.check import check_sentences, read_contexts
from bcssp_lib.checks.prose import BlockProse
from bcssp_lib.model.finding import Finding, Severity
from benchmarks.checker import PROSE, QUOTED, overlap, read_prose, the_index

REPORTS = PROSE / "reports"
HELD_OUT = frozenset(
    {
        "adults_board",
        "health_contribution",
        "community_safety_review",
        "police_superintendent_report",
        "improvement_board_report",
        "housing_and_refuge_report",
        "board_minutes_spring",
        "youth_justice_plan",
        "members_review",
        "care_quality_account",
        "emergency_services_review",
        "adults_manager_report",
        "plain_summary",
        "health_and_adults_paper",
        "training_and_audit_report",
        "adults_board_overview",
        "board_minutes_june",
        "lead_nurse_update",
        "business_unit_half_year",
        "scrutiny_chair_statement",
        "public_health_chapter",
    }
)
_NEXT = 120  # letters to the next sentence
_SECTION = "headlines"  # its figures are of every section


@dataclass(frozen=True)
class ReportMarks:
    """What was found in a report: ``numbers`` are its figures, without times and sizes of text.

    ``doubted`` are the mistakes that are no more than doubted.
    """

    name: str
    numbers: int
    planted: tuple[str, ...]
    found: frozenset[str]
    doubted: frozenset[str]
    false_alarms: tuple[Finding, ...]


def list_reports() -> list[str]:
    """The names of the reports, those held out last."""
    return sorted((path.stem for path in REPORTS.glob("*.md")), key=lambda name: name in HELD_OUT)


def read_planted(name: str) -> tuple[str, ...]:
    """The wrong words of a report."""
    listed = yaml.safe_load((REPORTS / f"{name}.yaml").read_text("utf-8"))
    return tuple(each["words"] for each in listed)


def read_text(name: str) -> str:
    """A report as it was written."""
    return (REPORTS / f"{name}.md").read_text("utf-8")


def mark_report(name: str) -> ReportMarks:
    """Check a report, and tell what is planted in it from false alarms."""
    text, planted = read_text(name), read_planted(name)
    blocks = _read_blocks(text)
    found: set[str] = set()
    doubted: set[str] = set()
    false_alarms = []
    for finding in check_sentences(blocks, the_index()):
        if finding.severity is Severity.TYPED:
            continue
        named = {words for words in planted if _names(finding, words, text)}
        if finding.severity is Severity.DOUBTFUL:
            doubted |= named
            continue
        found |= named
        false_alarms += [] if named else [finding]
    contexts = (each for block in blocks for each in read_contexts(block, the_index()))
    numbers = sum(len(each.matched) for each in contexts)
    only_doubted = frozenset(doubted - found)
    return ReportMarks(name, numbers, planted, frozenset(found), only_doubted, tuple(false_alarms))


def _names(finding: Finding, words: str, text: str) -> bool:
    """Whether a finding quotes wrong words, or some that overlap them, in the sentence of both.

    Or in the one before, whose total the parts of this one do not make.
    """
    place = text.find(finding.sentence)
    same = place < 0 or overlap(finding.sentence, words, text)
    quoted = QUOTED.findall(finding.what)
    if 0 < place - text.find(words) < _NEXT and any(each in words for each in quoted[-1:]):
        return True
    return same and any(overlap(each, words, text) for each in quoted)


def _read_blocks(text: str) -> list[BlockProse]:
    """Each part below a heading as a block of its own."""
    parts = [part for part in re.split(r"(?m)^(?=## )", text) if part.strip()]
    return [read_prose(part, _SECTION, f"part-{at}") for at, part in enumerate(parts)]


def markdown_table(marks: list[ReportMarks]) -> str:
    """The marks as docs/checking.md shows them."""
    rows = [
        ["report", "numbers", "mistakes", "found wrong", "doubted", "false alarms"],
        ["---"] * 6,
    ]
    rows += [
        [
            each.name.replace("_", " ") + (" (held out)" if each.name in HELD_OUT else ""),
            *map(str, _count(each)),
        ]
        for each in marks
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _count(marks: ReportMarks) -> tuple[int, ...]:
    named = (marks.planted, marks.found, marks.doubted, marks.false_alarms)
    return (marks.numbers, *map(len, named))


def main() -> None:
    """Mark the reports, and print how many mistakes were found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", default=list_reports())
    parser.add_argument("--show", action="store_true", help="what was missed or is a false alarm")
    options = parser.parse_args()
    marks = [mark_report(name) for name in options.names]
    print(markdown_table(marks))
    for each in marks if options.show else ():
        print(f"\n{each.name}")
        print(
            *(f"  missed: {words}" for words in each.planted if words not in each.found),
            *(f"  but doubted: {words}" for words in each.doubted),
            sep="\n",
        )
        for finding in each.false_alarms:
            print(f"  false alarm: {finding.what}\n      {finding.sentence}")


if __name__ == "__main__":
    main()
