"""The noun, the unit and the period that a text gives a figure are those of the figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bcssp_lib.checks.change_tests import measure_movement
from bcssp_lib.checks.consistency import make_points_finding
from bcssp_lib.checks.fact_index import FactIndex, binding_expression
from bcssp_lib.checks.figures import Amount, find_subjects
from bcssp_lib.checks.numbers import Form, join_alternatives
from bcssp_lib.checks.prose import PlacedSpan, SentenceContext
from bcssp_lib.checks.subjects import (
    counted_noun,
    find_clause,
    list_stems,
    noun_phrase,
    split_clauses,
)
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.model.indicator import Unit
from bcssp_lib.stats.fact_wording import FactWords

_MONTHS = {
    name: number
    for number, name in enumerate(
        join_alternatives(
            "january february march april may june july august september october november december"
        ),
        start=1,
    )
}
_YEAR = re.compile(r"\b((?:19|20)\d\d) ?[-–/] ?(?:20)?(\d\d)\b")
_DAY = re.compile(
    r"\b(?P<how>as at|as of|at|to|ending|ended|until|on) (?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)? "
    rf"(?P<month>{'|'.join(_MONTHS)}),? (?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:from|since|than|with|against|compared|before|after|previous|last|unlike|as in|"
    r"up on|down on)\b(?:\W+\w+){0,4}\W*$",
    re.IGNORECASE,
)
_LAST_YEAR = re.compile(
    r"\b(?P<when>last year|the (?:year before|year earlier|previous year|preceding year)),? "
    r"(?:(?:it|this|that|they|there|the (?:figure|number|rate|total|count)) )?"
    r"(?:was|were|had been|stood at|came to) (?:only |just |about |around |nearly |over )?$",
    re.IGNORECASE,
)
_MONTH_ENDS = {(31, 3), (30, 6), (30, 9), (31, 12)}


def check_dates(context: SentenceContext) -> Iterator[Finding]:
    """Where a figure that is bound is given a period that is not its own."""
    if not context.sentence.spans:
        return
    yield from _of_last_year(context)
    parts = split_clauses(context.typed)
    for start, text, end in _ends(context.typed):
        clause = find_clause(start, parts)
        spans = context.spans_in(clause.start, clause.end)
        if not spans and len(context.sentence.spans) == 1:
            spans = list(context.sentence.spans)
        dated = [(span, _ends_of(span)) for span in spans]
        compared = _BESIDE.search(context.typed[:start])
        if not dated or compared or any(end in ends for _, ends in dated):
            continue
        fact = dated[0][0].fact
        words = FactWords(fact)
        yield context.finding(
            Kind.FIGURE,
            f"“{text}” is given as the time of “{fact.title}”, whose figure is for "
            f"{fact.period.label}",
            f"The text shows {words.text}, which was counted {words.when}.",
            binding_expression(fact, "period"),
        )


def _of_last_year(context: SentenceContext) -> Iterator[Finding]:
    """Where a figure of this period is said to be that of the year before."""
    text = context.sentence.text
    for span in context.sentence.spans:
        fact, words = span.fact, FactWords(span.fact)
        last_year = _LAST_YEAR.search(text[: span.start])
        if last_year and span.is_value and words.text != words.previous:
            yield context.finding(
                Kind.FIGURE,
                f"“{last_year['when']}” is said of {words.text}, the figure of “{fact.title}” for "
                f"{fact.period.label}",
                f"The year before it was {words.previous}.",
                binding_expression(fact, "previous"),
            )


def _ends(text: str) -> Iterator[tuple[int, str, date]]:
    """Each period in a text: where it is, its text, and its last day."""
    for match in _YEAR.finditer(text):
        first, last = int(match[1]), int(match[2])
        if (first + 1) % 100 == last:
            yield match.start(), match[0], date(first + 1, 3, 31)
    for match in _DAY.finditer(text):
        day, month = int(match["day"]), _MONTHS[match["month"].lower()]
        month_end = (day, month) in _MONTH_ENDS
        if match["how"].lower() == "on" and not month_end:
            continue
        try:
            end = date(int(match["year"]), month, day)
        except ValueError:  # no real date: the sentence names no period
            continue
        yield match.start(), match[0].split(" ", 1)[1], end


def _ends_of(placed: PlacedSpan) -> set[date]:
    """The last days of the periods that a bound text is of."""
    end, before = placed.fact.period.end, placed.fact.period.previous().end
    if placed.is_value:
        return {end}
    words = FactWords(placed.fact)
    if placed.span.helper == "previous" and words.previous != words.text:
        return {before}
    return {end, before}


_CHANGED_BY = re.compile(
    r"\b(?:rose|risen|fell|fallen|increased?|decreased?|dropped?|grew|grown|declined?|reduced|"
    r"improved|up|down|rise|increase|fall|drop|decrease|reduction|change)\b[^.;,]{0,30}"
    r"\b(?:by|of)\W*(?:\w+\W+)?$",
    re.IGNORECASE,
)


def check_points(
    context: SentenceContext, amounts: Sequence[Amount], index: FactIndex
) -> Iterator[Finding]:
    """Changes whose unit is not that of the fact that they are changes of."""
    parts = split_clauses(context.typed)
    for amount in amounts:
        if amount.form not in {Form.PERCENT, Form.POINTS} or not amount.typed:
            continue
        if not _CHANGED_BY.search(context.typed[: amount.start]):
            continue
        spoken = [
            each.fact for each in find_subjects(context, find_clause(amount.start, parts), index)
        ]
        bound = [span.fact for span in context.sentence.spans]
        fact = next(iter([*spoken, *bound]), None)
        if fact is None or not fact.known:
            continue
        percentage = fact.unit is Unit.PERCENT
        if amount.form is Form.POINTS and not percentage:
            yield _points_of_count(context, amount, fact)
        elif amount.form is Form.PERCENT and percentage and measure_movement(fact).points:
            yield make_points_finding(
                context, amount.text, f"{fact.title} {FactWords(fact).change_phrase}"
            )


def _points_of_count(context: SentenceContext, amount: Amount, fact: Fact) -> Finding:
    return context.finding(
        Kind.CONSISTENCY,
        f"“{amount.text}” is said of “{fact.title}”, which is no percentage",
        f"{fact.title} counts {fact.counts}; only a percentage changes by percentage points.",
        binding_expression(fact, "change"),
    )


def check_nouns(context: SentenceContext, index: FactIndex) -> Iterator[Finding]:
    """A bound number that is said to count something else: 282 reports are not 282 children."""
    for span in context.sentence.spans:
        fact = span.fact
        if not span.is_value or not fact.known or fact.unit is not Unit.COUNT:
            continue
        words = list_stems(noun_phrase(context.typed, span.end))
        last_noun = words[-1] if words else ""
        own_nouns = {counted_noun(fact), *list_stems(fact.singular)}
        if last_noun in index.subjects.nouns and own_nouns.isdisjoint(words):
            noun = noun_phrase(context.typed, span.end).split()[-1]
            yield context.finding(
                Kind.FIGURE,
                f"“{FactWords(fact).text}” is said of “{noun}”, and counts {fact.counts}",
                f"{fact.title} counts {fact.counts}, and one may be several of the other.",
                f'{{{{ counted("{fact.full_name}") }}}}',
            )
