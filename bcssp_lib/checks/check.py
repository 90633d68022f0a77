"""Checking one report: every rule over its text, and what its authors have accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from bcssp_lib.checks.bound_numbers import check_bound
from bcssp_lib.checks.claim_findings import check_claims, check_denials
from bcssp_lib.checks.consistency import check_points, check_repeats, check_twins
from bcssp_lib.checks.coverage import CheckResult, add_reason, check_coverage, list_duties
from bcssp_lib.checks.fact_index import FactIndex
from bcssp_lib.checks.language import check_easy_read, check_language
from bcssp_lib.checks.numbered import NumberedSentence, words_named
from bcssp_lib.checks.prose import BlockProse, ReportText, split_long_sentence
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.shares import check_shares
from bcssp_lib.checks.staleness import check_registers, check_staleness
from bcssp_lib.checks.told_changes import check_told_changes
from bcssp_lib.checks.told_comparisons import check_told_comparisons
from bcssp_lib.checks.totals import check_tables, check_totals
from bcssp_lib.checks.typed_numbers import check_replaced, check_typed
from bcssp_lib.data.comparators import folders_of_comparators
from bcssp_lib.data.loader import list_folders
from bcssp_lib.model.finding import Finding, Kind, Severity
from bcssp_lib.model.person_data import FalseAlarm
from bcssp_lib.model.value import words_of

_WHY_UNSHOWN = "The review copy shows this in place of it, and the report cannot be published."


def _check_unshown(report: ReportText) -> Iterator[Finding]:
    """Texts that cannot be shown: each problem stops a publication, and nobody may keep it."""
    for prose in report.unshown:
        for problem in prose.bound.problems:
            what = f"{prose.block.place}, {problem}"
            yield prose.finding(Kind.NOT_SHOWN, what, _WHY_UNSHOWN, "Correct the text.")


_WHY_HIDDEN = (
    "Nothing in a report may point to one person; it is not shown here, nor kept in any log."
)
_TAKE_OUT = (
    "Take it out of the text. Contact details that an organisation has published can be listed in "
    "params/checking/person_data.yaml."
)


def check_persons(report: ReportText) -> Iterator[Finding]:
    """What a text says of one person: hidden when it was read, each by its rule."""
    for prose in (*report.unshown, *report.blocks):
        for rule in prose.block.hidden:
            what = f"The text holds {rule.wording} ({rule})."
            yield prose.finding(Kind.PERSON, what, _WHY_HIDDEN, _TAKE_OUT)


def _check_clearance(report: ReportText) -> Iterator[Finding]:
    """The small numbers that can be worked out, whatever else is hidden."""
    for key in sorted(report.unprotected):
        what = f"A small number can be worked out from figures that are shown: {words_of(key)}."
        why = "It could lead back to a person, and no other figure can be hidden to protect it."
        suggestion = (
            "Change the policy of the figures that it is tied to (docs/disclosure.md), or "
            f"leave them out. See what they are: {report.command('disclosure')}"
        )
        yield Finding(Kind.DISCLOSURE, Severity.WRONG, "", "", "", what, why, suggestion)


def check_report(report: ReportText, index: FactIndex) -> CheckResult:
    """Check a report by every rule; ``index`` has the facts of its book."""
    found = chain(
        _check_unshown(report),
        check_persons(report),
        _check_words(report, index),
        check_staleness(report),
        check_language(report.blocks, report.catalogue),
        check_easy_read(report),
        check_coverage(report),
        check_registers(report),
        _check_clearance(report),
    )
    findings = dict.fromkeys(add_reason(finding, report) for finding in found)
    in_order = tuple(_reading_order(findings, report))
    return CheckResult(in_order, list_duties(report), list_false_alarms(report))


def _check_words(report: ReportText, index: FactIndex) -> Iterator[Finding]:
    """What its sentences are told; of a number typed in place of a figure, that alone."""
    replaced = {
        (each.section, each.block, each.sentence, each.words): each
        for each in check_replaced(report)
    }
    for finding in check_sentences(report.blocks, index):
        place = (finding.section, finding.block, finding.sentence, words_named(finding))
        if finding.kind is not Kind.FIGURE or place not in replaced:
            yield finding
    yield from replaced.values()


def list_false_alarms(report: ReportText) -> tuple[FalseAlarm, ...]:
    """The columns of the report's files that were let through, with the reasons."""
    catalogue, area = report.catalogue, report.area.slug
    folders = {
        *list_folders(catalogue, catalogue.areas_of_report(area)),
        *folders_of_comparators(catalogue, area),
    }
    places = [f"data/{folder}" for folder in sorted(folders)]
    return catalogue.screening.alarms_of([*places, f"reports/{area}"])


def _reading_order(findings: Iterable[Finding], report: ReportText) -> list[Finding]:
    """By section and block as they are read, those of texts that are not shown before the others.

    Those of no block of the report come last.
    """
    places = {(prose.section, prose.block.id): -1 for prose in report.unshown}
    for number, prose in enumerate(report.blocks):
        places.setdefault((prose.section, ""), number)
        places[prose.section, prose.block.id] = number
    return sorted(
        findings, key=lambda finding: places.get((finding.section, finding.block), len(places))
    )


def check_sentences(blocks: Sequence[BlockProse], index: FactIndex) -> list[Finding]:
    """Check every number and claim of a report's blocks; see docs/checking.md for the rules.

    Findings come in the order of reading, and within a sentence figures before claims before
    consistency. Nothing is looked up again for a sentence: the facts are indexed once.
    """
    contexts = [context for block in blocks for context in read_contexts(block, index)]
    crowded = [len(_DIGITS.findall(each.sentence.text)) > _MOST_NUMBERS for each in contexts]
    findings = [
        [_not_checked(context)] if too_many else [*_check_sentence(context)]
        for context, too_many in zip(contexts, crowded, strict=True)
    ]
    places = {
        (context.prose.section, context.prose.block.id, context.sentence.text): place
        for place, context in enumerate(contexts)
    }
    read = [each for each, too_many in zip(contexts, crowded, strict=True) if not too_many]
    for finding in chain(check_tables(read), check_repeats(read), check_twins(read)):
        findings[places[finding.section, finding.block, finding.sentence]].append(finding)
    return list(chain.from_iterable(findings))


_DIGITS = re.compile(r"\d+")
_MOST_NUMBERS = 100  # of a sentence: what is looked up grows with the square of them


def _not_checked(context: SentenceContext) -> Finding:
    what = f"a sentence has more than {_MOST_NUMBERS} numbers, and none of them was checked"
    why, mend = "Nobody can read so many in a row.", "Put them in a table, or in sentences."
    return context.finding(Kind.FIGURE, what, why, mend, severity=Severity.DOUBTFUL)


def _check_sentence(context: SentenceContext) -> Iterator[Finding]:
    """All that is found in a sentence; of two findings that name the same words, the heavier."""
    figures = [*check_typed(context), *check_denials(context), *check_bound(context)]
    yield from figures
    claims, sums = list(check_claims(context)), _check_own_numbers(context)
    for finding in claims:
        heavier = finding.severity is Severity.WRONG
        if heavier or not any(words_named(finding) in words_named(each) for each in sums):
            yield finding
    wrong = [words_named(each) for each in claims if each.severity is Severity.WRONG]
    contradicted = {words_named(each) for each in figures if each.severity is Severity.WRONG}
    for finding in sums:
        words = words_named(finding)
        if words not in contradicted and not any(words in each for each in wrong):
            yield finding
    yield from check_points(context)


_INTERVAL = re.compile(r"\bCI\b|confidence (?:interval|limit)")  # whose ends are no figures


def _check_own_numbers(context: SentenceContext) -> list[Finding]:
    """What the text's own numbers contradict, with no data needed; each words are named once."""
    numbered = NumberedSentence(context)
    nothing = not numbered.figures and not numbered.figures_before
    if nothing or _INTERVAL.search(context.typed):
        return []
    rules = (check_told_comparisons, check_told_changes, check_shares, check_totals)
    found: dict[str, Finding] = {}
    for finding in chain.from_iterable(rule(numbered) for rule in rules):
        found.setdefault(words_named(finding), finding)
    return list(found.values())


def read_contexts(block: BlockProse, index: FactIndex) -> Iterator[SentenceContext]:
    """The sentences of a block, each with the heading and the sentence before it."""
    heading, last, context = "", "", None
    for sentence in chain.from_iterable(map(split_long_sentence, block.sentences)):
        follows = f"{heading} {last}".strip()
        context = SentenceContext(block, sentence, index, follows, previous=context)
        yield context
        if sentence.kind == "heading":
            heading, last = sentence.text, ""
        else:
            last = sentence.text
