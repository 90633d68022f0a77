"""How right is the check of narrative on prose that others wrote? Precision and recall by class.

    python -m benchmarks.checker [--part held_out] [--show wrong] [--style minutes] [--markdown]

The sentences and their labels are in tests/checks/prose/, in thirteen styles; their writers had
not seen the rules. Every third sentence of the first seven styles is held out, and so is the last
style: only their scores are to be looked at. What was written later was scored before its misses
were looked at, as docs/checking.md says. The facts are those of the real report of an area for
2023-24, with more of national statistics.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from bcssp_lib.checks.check import check_sentences
from bcssp_lib.checks.fact_index import FactIndex, index_facts
from bcssp_lib.checks.measures import list_stems
from bcssp_lib.checks.prose import BlockProse, split_block
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind, Severity
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from benchmarks.common import ROOT

PROSE = ROOT / "tests" / "checks" / "prose"
STYLES = (
    "annual_report",
    "board_report",
    "committee_paper",
    "police_commentary",
    "minutes",
    "bulletin",
    "mixed_papers",
)
LATER = ("second_year_papers", "plain_reports")
LATEST = ("scrutiny_report", "partners_reviews", "board_chapters")
LATEST_HELD_OUT = ("agency_updates",)
PARTS = ("development", "held_out", "later", "latest", "latest_held_out")
_AREA = "banes"
_CHECKED = {Kind.FIGURE, Kind.CLAIM, Kind.CONSISTENCY}
QUOTED = re.compile("“([^”]*)”")
_FACT = re.compile(r"([a-z_]+)\.([a-z0-9_]+)")

CLASSES = {
    "contradiction": Severity.WRONG,
    "arithmetic": Severity.WRONG,
    "claim": Severity.WRONG,
    "chance": Severity.DOUBTFUL,
    "none-held": Severity.DOUBTFUL,
    "typed": Severity.TYPED,
}


@dataclass(frozen=True)
class Score:
    """How many planted errors were found and missed, and how many false alarms there were."""

    found: int = 0
    missed: int = 0
    false_alarms: int = 0

    @property
    def recall(self) -> float:
        """Of the planted errors, the share that was found."""
        return self.found / max(1, self.found + self.missed)

    @property
    def precision(self) -> float:
        """Of the findings, the share that named a planted error."""
        return self.found / max(1, self.found + self.false_alarms)


@dataclass(frozen=True)
class Label:
    """What a perfect check says of some words."""

    is_: Severity
    words: str
    means: str = ""  # the figure that a typed number is


@dataclass(frozen=True)
class Case:
    """A sentence, or a few that belong together, with its labels."""

    text: str
    section: str
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Marked:
    """A case as it was checked: what was missed, and what has no label."""

    case: Case
    missed: tuple[Label, ...]
    doubted: tuple[Label, ...]  # mistakes that are missed as wrong
    false_alarms: tuple[Finding, ...]
    bindings: tuple[bool, ...]  # of the typed numbers: whether the one suggested is right


@cache
def read_cases(path: Path) -> tuple[Case, ...]:
    """The labelled texts of one file."""
    content = yaml.safe_load(path.read_text("utf-8"))
    listed = content["cases"] if isinstance(content, dict) else content
    return tuple(map(_case, listed))


def _case(content: dict[str, Any]) -> Case:
    means = {str(words): str(figure) for words, figure in content.get("bind", {}).items()}
    labels = (
        Label(CLASSES[one["kind"]], words, str(one.get("bind", "")) or means.get(words, ""))
        for one in content["find"]
        for words in [str(one["words"])]
    )
    return Case(content["text"], content["section"], tuple(labels))


def cases_of(part: str, styles: Sequence[str] = STYLES) -> Iterator[Case]:
    """Every case of a part; what was written later has styles of its own."""
    ending = "_held_out" if part == "held_out" else ""
    own = {"later": LATER, "latest": LATEST, "latest_held_out": LATEST_HELD_OUT}
    for style in own.get(part, styles):
        yield from read_cases(PROSE / f"{style}{ending}.yaml")


def read_facts(path: Path, area: str, short: str) -> FactBook:
    """The facts in a file, as those of a report."""
    facts: dict[str, dict[str, Fact]] = {}
    for content in json.loads(path.read_text("utf-8")):
        fact = Fact.model_validate(content)
        facts.setdefault(fact.section, {})[fact.name] = fact
    return FactBook(facts, {"area": area, "area_short": short})


@cache
def read_book() -> FactBook:
    """The facts of the report that the sentences are about."""
    return read_facts(PROSE / "facts.json", "Bath and North East Somerset", "B&NES")


@cache
def the_index() -> FactIndex:
    """The facts of that report, indexed once."""
    catalogue = load_catalogue(Project(ROOT))
    return index_facts(read_book(), catalogue, catalogue.areas[_AREA])


def read_prose(text: str, section: str, name: str = "block") -> BlockProse:
    """A text as a block of a section of the report."""
    block = Block(name, text, "prose", 1, default=False)
    return split_block(section, bind_block(block, section, read_book()))


def mark(case: Case) -> Marked:
    """Check a case: a finding that names the words of no label of its class is a false alarm.

    A mistake may be doubted, but is not found then.
    """
    findings = check_sentences([read_prose(case.text, case.section)], the_index())
    named: set[Label] = set()
    doubted: set[Label] = set()
    false_alarms = []
    for finding in (each for each in findings if each.kind in _CHECKED):
        labels = [label for label in case.labels if _names(finding, label, case.text)]
        same = [label for label in labels if label.is_ is finding.severity]
        wrong = [label for label in labels if label.is_ is Severity.WRONG]
        named.update(same)
        if finding.severity is Severity.DOUBTFUL:
            doubted.update(wrong)
            same += wrong
        if not same:
            false_alarms.append(finding)
    missed = tuple(label for label in case.labels if label not in named)
    bindings = tuple(
        _is_meant(finding.binding, label.means)
        for finding in findings
        for label in case.labels
        if finding.binding and label.means and label.words == finding.words
    )
    return Marked(case, missed, tuple(doubted - named), tuple(false_alarms), bindings)


def _is_meant(binding: str, figure: str) -> bool:
    """Whether an expression is of the figure that a label tells by its name, code or title."""
    matched = _FACT.search(binding)
    assert matched is not None
    fact = read_book().facts[matched[1]][matched[2]]
    code = re.sub(r"^kpi_(\d)_0?(\d+)$", r"\1.\2", fact.name)
    if fact.name in figure or code in figure:
        return True
    title = set(list_stems(fact.title))
    return len(title & set(list_stems(figure.replace("_", " ")))) >= len(title) / 2


def _names(finding: Finding, label: Label, text: str) -> bool:
    """Whether a finding quotes the words of a label, or some that overlap them in the text."""
    quoted, wanted = QUOTED.findall(finding.what) or [finding.what], label.words.lower()
    named = [words.lower() for words in quoted]
    return any(one in wanted or wanted in one or overlap(one, wanted, text) for one in named)


def overlap(words: str, others: str, text: str) -> bool:
    """Whether some words of a text share a place with others."""
    places = [
        [match.span() for match in re.finditer(re.escape(each), text, re.IGNORECASE)]
        for each in (words, others)
    ]
    return any(one[0] < other[1] and other[0] < one[1] for one in places[0] for other in places[1])


def scores(results: Sequence[Marked]) -> dict[Severity, Score]:
    """The scores of several cases together, by class."""
    return {
        each: _score(results, each) for each in (Severity.WRONG, Severity.DOUBTFUL, Severity.TYPED)
    }


def _score(results: Sequence[Marked], of: Severity) -> Score:
    labels = sum(label.is_ is of for result in results for label in result.case.labels)
    missed = sum(label.is_ is of for result in results for label in result.missed)
    alarms = sum(one.severity is of for result in results for one in result.false_alarms)
    return Score(labels - missed, missed, alarms)


def main() -> None:
    """Mark a part, and print the scores."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--part", choices=PARTS, default="development")
    parser.add_argument("--style", choices=STYLES, nargs="+", default=STYLES)
    parser.add_argument("--file", type=Path, help="another file of the same form")
    parser.add_argument("--show", type=Severity, help="what was missed or is a false alarm")
    parser.add_argument("--markdown", action="store_true", help="the table of docs/checking.md")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.markdown:
        print(markdown_table())
        return
    cases = read_cases(options.file) if options.file else cases_of(options.part, options.style)
    results = list(map(mark, cases))
    if options.show:
        _show(results, options.show)
    found = scores(results)
    table = Table("class", "found", "missed", "false alarms", "recall", "precision")
    for name, score in found.items():
        rates = f"{score.recall:.3f}", f"{score.precision:.3f}"
        table.add_row(name, *map(str, asdict(score).values()), *rates)
    Console().print(table)
    print("suggested bindings right and wrong:", *_count_bindings(results))
    if options.json:
        content = {name.value: asdict(score) for name, score in found.items()}
        options.json.write_text(json.dumps(content, indent=2), "utf-8")


def markdown_table() -> str:
    """The scores of both parts, as docs/checking.md shows them."""
    rows = [
        ["part", "class", "labels", "found", "false alarms", "recall", "precision"],
        ["---"] * 7,
    ]
    for part in PARTS:
        results = list(map(mark, cases_of(part)))
        for name, score in scores(results).items():
            counts = map(str, (score.found + score.missed, score.found, score.false_alarms))
            rates = f"{score.recall:.2f}", f"{score.precision:.2f}"
            rows.append([part.replace("_", " "), name.value, *counts, *rates])
        doubted = str(sum(len(each.doubted) for each in results))
        rows.append([part.replace("_", " "), "wrong, but doubted", "", doubted, "", "", ""])
        right, wrong = _count_bindings(results)
        share = f"{right / (right + wrong):.2f}"
        counts = map(str, (right + wrong, right, wrong))
        rows.append([part.replace("_", " "), "suggested binding", *counts, "", share])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _count_bindings(results: Sequence[Marked]) -> tuple[int, int]:
    """How many expressions were suggested that are right, and that are not."""
    suggested = [right for result in results for right in result.bindings]
    return sum(suggested), len(suggested) - sum(suggested)


def _show(results: Sequence[Marked], of: Severity) -> None:
    for result in results:
        missed = [f"missed: {label.words}" for label in result.missed if label.is_ is of]
        alarms = [f"false alarm: {one.what}" for one in result.false_alarms if one.severity is of]
        if missed or alarms:
            print(result.case.text, *missed, *alarms, sep="\n    ")


if __name__ == "__main__":
    main()
