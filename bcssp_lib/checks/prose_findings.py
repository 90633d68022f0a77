"""What is wrong with the figures and claims of a report's narrative, in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bcssp_lib.checks.amounts import amounts_in
from bcssp_lib.checks.claim_findings import claim_findings
from bcssp_lib.checks.dates_of_figures import date_findings
from bcssp_lib.checks.figure_findings import figure_findings
from bcssp_lib.checks.known import Known, what_is_known
from bcssp_lib.checks.points import points_findings
from bcssp_lib.checks.prose import BlockProse
from bcssp_lib.checks.reading import Read, pieces
from bcssp_lib.checks.repeats import Counted, counted_in, repeat_findings, twin_findings
from bcssp_lib.checks.sums import sum_findings
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.model.area import Area
from bcssp_lib.model.finding import Finding
from bcssp_lib.model.period import Period
from bcssp_lib.narrative.binding import FactBook


def prose_findings(
    blocks: Sequence[BlockProse], book: FactBook, catalogue: Catalogue, area: Area, period: Period
) -> list[Finding]:
    """Check every number and claim of a report's blocks; see docs/checking.md for the rules.

    Findings come in the order of reading, and within a sentence figures before claims before
    consistency. Nothing is looked up anew for a sentence: the facts are indexed once.
    """
    known = what_is_known(book, catalogue, area, period)
    reads = [read for block in blocks for read in _reads(block)]
    found: list[tuple[int, Finding]] = []
    counted: list[Counted] = []
    before: Read | None = None
    for place, read in enumerate(reads):
        follows = before is not None and (read.section, read.block) == (
            before.section,
            before.block,
        )
        previous = before if follows else None
        found.extend((place, one) for one in _of_sentence(read, known, previous, counted))
        before = read
    found.extend(_placed(reads, repeat_findings(counted), twin_findings(reads)))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _of_sentence(
    read: Read, known: Known, before: Read | None, counted: list[Counted]
) -> Iterator[Finding]:
    yield from figure_findings(read, known)
    yield from date_findings(read)
    yield from claim_findings(read, known, before)
    amounts = amounts_in(read, known)
    if amounts:
        yield from sum_findings(read, amounts)
        yield from points_findings(read, amounts, known)
        counted.extend(counted_in(read, amounts))


def _reads(block: BlockProse) -> Iterator[Read]:
    """The sentences of a block, each with the heading and the sentence before it."""
    heading = last = ""
    for sentence in (piece for one in block.sentences for piece in pieces(one)):
        yield Read(block.section, block.block.id, sentence, f"{heading} {last}".strip())
        if sentence.kind == "heading":
            heading, last = sentence.text, ""
        else:
            last = sentence.text


def _placed(reads: Sequence[Read], *several: Iterator[Finding]) -> Iterator[tuple[int, Finding]]:
    """Findings about the whole report, each put where its sentence stands."""
    places = {
        (read.section, read.block, read.sentence.text): place for place, read in enumerate(reads)
    }
    for findings in several:
        for one in findings:
            yield places[one.section, one.block, one.sentence], one
