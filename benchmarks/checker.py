"""How good is the check of narrative? Its precision and recall on a labelled corpus.

    python -m benchmarks.checker [--show development] [--json FILE]

The corpus is in tests/checks/corpus/: facts of an invented report, a part that the rules
were developed against, and a part that was held out. ``--show`` lists what was missed and
what was reported falsely in a part; the held-out part is not to be looked at.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from bcssp_lib.checks.check import check_prose
from bcssp_lib.checks.prose import split_block
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from benchmarks.common import ROOT

CORPUS = ROOT / "tests" / "checks" / "corpus"
PARTS = ("development", "held_out")
KINDS = (Kind.FIGURE, Kind.CLAIM, Kind.CONSISTENCY)
_COLUMNS = [
    "part",
    "kind",
    "texts",
    "clean",
    "planted",
    "found",
    "false alarms",
    "recall",
    "precision",
]
_SECTION = "police"
_AREA = "bristol"


@dataclass(frozen=True)
class Entry:
    """A text of the corpus, as one or more blocks, and what its findings must name."""

    texts: tuple[str, ...]
    expected: Mapping[Kind, tuple[str, ...]]


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

    def __add__(self, other: Score) -> Score:
        return Score(
            self.found + other.found,
            self.missed + other.missed,
            self.false_alarms + other.false_alarms,
        )


@dataclass(frozen=True)
class Marked:
    """One text as it was checked: what was missed, and what was reported falsely."""

    kind: Kind
    score: Score
    missed: tuple[str, ...]
    false_alarms: tuple[Finding, ...]
    texts: tuple[str, ...]


def read_corpus(part: str) -> tuple[Entry, ...]:
    """The labelled texts of one part."""
    return tuple(
        _entry(one) for one in yaml.safe_load((CORPUS / f"{part}.yaml").read_text("utf-8"))
    )


def read_facts(folder: Path = CORPUS, area: str = "Exshire", short: str = "Exshire") -> FactBook:
    """The facts of the report that a corpus is written for."""
    facts: dict[str, dict[str, Fact]] = {}
    for content in json.loads((folder / "facts.json").read_text("utf-8")):
        fact = Fact.model_validate(content)
        facts.setdefault(fact.section, {})[fact.name] = fact
    return FactBook(facts, {"area": area, "area_short": short})


def marked(part: str, book: FactBook, catalogue: Catalogue) -> Iterator[Marked]:
    """Each text of a part with what was found in it, by kind."""
    for entry in read_corpus(part):
        blocks = [
            split_block(_SECTION, bind_block(block, _SECTION, book))
            for block in _blocks(entry.texts, part)
        ]
        findings = check_prose(blocks, book, catalogue, catalogue.areas[_AREA])
        for kind in KINDS:
            of_kind = [finding for finding in findings if finding.kind is kind]
            yield _mark(entry, kind, of_kind)


def _blocks(texts: Sequence[str], part: str) -> Iterator[Block]:
    for place, text in enumerate(texts):
        yield Block(f"block-{place}", text, part, 1, default=False)


def scores(results: Sequence[Marked]) -> dict[Kind, Score]:
    """The scores of several texts together, by kind."""
    return {
        kind: sum((result.score for result in results if result.kind is kind), Score())
        for kind in KINDS
    }


def _entry(content: str | dict[str, Any]) -> Entry:
    if isinstance(content, str):
        return Entry((content,), {})
    said = content["say"]
    texts = tuple(said) if isinstance(said, list) else (said,)
    expected = {kind: tuple(content[kind.value]) for kind in KINDS if kind.value in content}
    known = {"say", *(kind.value for kind in KINDS)}
    assert content.keys() <= known, content.keys() - known
    return Entry(texts, expected)


def _mark(entry: Entry, kind: Kind, findings: Sequence[Finding]) -> Marked:
    """A planted error counts as found once; a finding that names none is a false alarm."""
    expected = entry.expected.get(kind, ())
    left, false_alarms = list(expected), []
    for finding in findings:
        named = [one for one in expected if one.lower() in finding.what.lower()]
        if not named:
            false_alarms.append(finding)
        for one in [one for one in named if one in left][:1]:
            left.remove(one)
    score = Score(len(expected) - len(left), len(left), len(false_alarms))
    return Marked(kind, score, tuple(left), tuple(false_alarms), entry.texts)


def main() -> None:
    """Mark both parts of the corpus, and print the scores."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--show", choices=PARTS)
    parser.add_argument("--markdown", action="store_true", help="the table of docs/checking.md")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    book, catalogue = read_facts(), load_catalogue(Project(ROOT))
    results = {part: list(marked(part, book, catalogue)) for part in PARTS}
    if options.show:
        _show(results[options.show])
    found = {part: scores(each) for part, each in results.items()}
    if options.markdown:
        print(markdown_table(found))
    else:
        _print(found)
    if options.json:
        content = {
            part: {kind.value: asdict(score) for kind, score in each.items()}
            for part, each in found.items()
        }
        options.json.write_text(json.dumps(content, indent=2), "utf-8")


def _show(results: Sequence[Marked]) -> None:
    for result in results:
        if result.missed or result.false_alarms:
            print(f"{result.kind.value}: {' | '.join(result.texts)}")
            print(*(f"    missed: {text}" for text in result.missed), sep="\n", end="")
            print(*(f"    false alarm: {each.what}" for each in result.false_alarms), sep="\n")


def markdown_table(found: Mapping[str, Mapping[Kind, Score]]) -> str:
    """The scores as docs/checking.md shows them."""
    rows = [_COLUMNS, ["---"] * len(_COLUMNS), *_rows(found)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _rows(found: Mapping[str, Mapping[Kind, Score]]) -> Iterator[list[str]]:
    for part, each in found.items():
        entries = read_corpus(part)
        clean = sum(not entry.expected for entry in entries)
        for kind, one in each.items():
            counts = (len(entries), clean, one.found + one.missed, one.found, one.false_alarms)
            rates = [f"{one.recall:.3f}", f"{one.precision:.3f}"]
            yield [part.replace("_", " "), kind.value, *map(str, counts), *rates]


def _print(found: Mapping[str, Mapping[Kind, Score]]) -> None:
    table = Table(*_COLUMNS)
    for row in _rows(found):
        table.add_row(*row)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
