"""Checking one report: every rule over its text, and what its authors have accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from bcssp_lib.checks.claim_findings import claim_findings
from bcssp_lib.checks.consistency import (
    Counted,
    counted_in,
    repeat_findings,
    sum_findings,
    twin_findings,
)
from bcssp_lib.checks.coverage import CheckResult, coverage_findings, duties_of, with_reason
from bcssp_lib.checks.fact_index import FactIndex, index_facts
from bcssp_lib.checks.figures import amounts_in, figure_findings
from bcssp_lib.checks.language import language_findings
from bcssp_lib.checks.prose import BlockProse, ReportText, SentenceContext, pieces
from bcssp_lib.checks.stale import register_findings, stale_findings
from bcssp_lib.checks.units_and_dates import date_findings, points_findings, wrong_noun_findings
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.model.area import Area
from bcssp_lib.model.finding import Finding
from bcssp_lib.model.period import Period
from bcssp_lib.narrative.binding import FactBook

Rule = Callable[[ReportText], Iterable[Finding]]


def _said(report: ReportText) -> Iterable[Finding]:
    """Figures, claims and consistency."""
    return prose_findings(report.blocks, report.book, report.catalogue, report.area, report.period)


def _worded(report: ReportText) -> Iterable[Finding]:
    return language_findings(report.blocks, report.catalogue)


def _left_open(report: ReportText) -> Iterable[Finding]:
    schemas = report.catalogue.registers
    return register_findings(report.registers, schemas, report.area.slug, report.period)


RULES: tuple[Rule, ...] = (
    _said,
    stale_findings,
    _worded,
    coverage_findings,
    _left_open,
)


def check_report(report: ReportText) -> CheckResult:
    """Check a report by every rule."""
    found = [with_reason(one, report) for rule in RULES for one in rule(report)]
    return CheckResult(tuple(_in_order(dict.fromkeys(found), report)), duties_of(report))


def _in_order(findings: Iterable[Finding], report: ReportText) -> list[Finding]:
    """By section and block as they are read; those of no block of the report come last."""
    places: dict[tuple[str, str], int] = {}
    for number, prose in enumerate(report.blocks):
        places.setdefault((prose.section, ""), number)
        places[prose.section, prose.block.id] = number
    return sorted(findings, key=lambda one: places.get((one.section, one.block), len(places)))


def prose_findings(
    blocks: Sequence[BlockProse], book: FactBook, catalogue: Catalogue, area: Area, period: Period
) -> list[Finding]:
    """Check every number and claim of a report's blocks; see docs/checking.md for the rules.

    Findings come in the order of reading, and within a sentence figures before claims before
    consistency. Nothing is looked up anew for a sentence: the facts are indexed once.
    """
    index = index_facts(book, catalogue, area, period)
    contexts = [context for block in blocks for context in _contexts(block)]
    found: list[tuple[int, Finding]] = []
    counted: list[Counted] = []
    before: SentenceContext | None = None
    for place, context in enumerate(contexts):
        follows = before is not None and (context.section, context.block) == (
            before.section,
            before.block,
        )
        previous = before if follows else None
        found.extend((place, one) for one in _of_sentence(context, index, previous, counted))
        before = context
    found.extend(_placed(contexts, repeat_findings(counted), twin_findings(contexts)))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _of_sentence(
    context: SentenceContext,
    index: FactIndex,
    before: SentenceContext | None,
    counted: list[Counted],
) -> Iterator[Finding]:
    yield from figure_findings(context, index)
    yield from wrong_noun_findings(context, index)
    yield from date_findings(context)
    yield from claim_findings(context, index, before)
    amounts = amounts_in(context, index)
    if amounts:
        yield from sum_findings(context, amounts)
        yield from points_findings(context, amounts, index)
        counted.extend(counted_in(context, amounts))


def _contexts(block: BlockProse) -> Iterator[SentenceContext]:
    """The sentences of a block, each with the heading and the sentence before it."""
    heading = last = ""
    for sentence in (piece for one in block.sentences for piece in pieces(one)):
        yield SentenceContext(block.section, block.block.id, sentence, f"{heading} {last}".strip())
        if sentence.kind == "heading":
            heading, last = sentence.text, ""
        else:
            last = sentence.text


def _placed(
    contexts: Sequence[SentenceContext], *several: Iterator[Finding]
) -> Iterator[tuple[int, Finding]]:
    """Findings about the whole report, each put where its sentence stands."""
    places = {
        (context.section, context.block, context.sentence.text): place
        for place, context in enumerate(contexts)
    }
    for findings in several:
        for one in findings:
            yield places[one.section, one.block, one.sentence], one
