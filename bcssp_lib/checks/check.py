"""Checking one report: every rule over its text, and what its authors have accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from bcssp_lib.checks.claim_findings import check_claims
from bcssp_lib.checks.consistency import (
    CountedThing,
    check_repeats,
    check_sums,
    check_twins,
    find_counted_things,
)
from bcssp_lib.checks.coverage import CheckResult, add_reason, check_coverage, list_duties
from bcssp_lib.checks.fact_index import FactIndex, index_facts
from bcssp_lib.checks.figures import check_figures, find_amounts
from bcssp_lib.checks.language import check_language
from bcssp_lib.checks.prose import BlockProse, ReportText, SentenceContext, split_long_sentence
from bcssp_lib.checks.staleness import check_registers, check_staleness
from bcssp_lib.checks.units_and_dates import check_dates, check_nouns, check_points
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.model.area import Area
from bcssp_lib.model.finding import Finding
from bcssp_lib.model.period import Period
from bcssp_lib.narrative.binding import FactBook

Rule = Callable[[ReportText], Iterable[Finding]]


def _check_blocks(report: ReportText) -> Iterable[Finding]:
    """Figures, claims and consistency."""
    return check_prose(report.blocks, report.book, report.catalogue, report.area, report.period)


def _check_words(report: ReportText) -> Iterable[Finding]:
    return check_language(report.blocks, report.catalogue)


def _check_open_entries(report: ReportText) -> Iterable[Finding]:
    schemas = report.catalogue.registers
    return check_registers(report.registers, schemas, report.area.slug, report.period)


RULES: tuple[Rule, ...] = (
    _check_blocks,
    check_staleness,
    _check_words,
    check_coverage,
    _check_open_entries,
)


def check_report(report: ReportText) -> CheckResult:
    """Check a report by every rule."""
    findings = [add_reason(finding, report) for rule in RULES for finding in rule(report)]
    return CheckResult(tuple(_reading_order(dict.fromkeys(findings), report)), list_duties(report))


def _reading_order(findings: Iterable[Finding], report: ReportText) -> list[Finding]:
    """By section and block as they are read; those of no block of the report come last."""
    places: dict[tuple[str, str], int] = {}
    for number, prose in enumerate(report.blocks):
        places.setdefault((prose.section, ""), number)
        places[prose.section, prose.block.id] = number
    return sorted(
        findings, key=lambda finding: places.get((finding.section, finding.block), len(places))
    )


def check_prose(
    blocks: Sequence[BlockProse], book: FactBook, catalogue: Catalogue, area: Area, period: Period
) -> list[Finding]:
    """Check every number and claim of a report's blocks; see docs/checking.md for the rules.

    Findings come in the order of reading, and within a sentence figures before claims before
    consistency. Nothing is looked up again for a sentence: the facts are indexed once.
    """
    index = index_facts(book, catalogue, area, period)
    contexts = [context for block in blocks for context in _contexts(block)]
    placed: list[tuple[int, Finding]] = []
    counted: list[CountedThing] = []
    before: SentenceContext | None = None
    for place, context in enumerate(contexts):
        follows = before is not None and (context.section, context.block) == (
            before.section,
            before.block,
        )
        previous = before if follows else None
        placed.extend(
            (place, finding) for finding in _of_sentence(context, index, previous, counted)
        )
        before = context
    placed.extend(_place_findings(contexts, check_repeats(counted), check_twins(contexts)))
    return [one for _, one in sorted(placed, key=lambda pair: pair[0])]


def _of_sentence(
    context: SentenceContext,
    index: FactIndex,
    before: SentenceContext | None,
    counted: list[CountedThing],
) -> Iterator[Finding]:
    yield from check_figures(context, index)
    yield from check_nouns(context, index)
    yield from check_dates(context)
    yield from check_claims(context, index, before)
    amounts = find_amounts(context, index)
    if amounts:
        yield from check_sums(context, amounts)
        yield from check_points(context, amounts, index)
        counted.extend(find_counted_things(context, amounts))


def _contexts(block: BlockProse) -> Iterator[SentenceContext]:
    """The sentences of a block, each with the heading and the sentence before it."""
    heading = last = ""
    for sentence in (piece for whole in block.sentences for piece in split_long_sentence(whole)):
        yield SentenceContext(block.section, block.block.id, sentence, f"{heading} {last}".strip())
        if sentence.kind == "heading":
            heading, last = sentence.text, ""
        else:
            last = sentence.text


def _place_findings(
    contexts: Sequence[SentenceContext], *several: Iterator[Finding]
) -> Iterator[tuple[int, Finding]]:
    """Findings about the whole report, each put where its sentence is."""
    places = {
        (context.section, context.block, context.sentence.text): place
        for place, context in enumerate(contexts)
    }
    for findings in several:
        for finding in findings:
            yield places[finding.section, finding.block, finding.sentence], finding
