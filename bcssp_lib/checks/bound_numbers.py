"""Checks that a bound number is said of the right noun, place and period."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from contextlib import suppress
from datetime import date

from bcssp_lib.checks.fact_index import binding_expression, show_others
from bcssp_lib.checks.measures import counted_noun, list_stems, noun_phrase
from bcssp_lib.checks.mention_reading import find_places
from bcssp_lib.checks.prose import PlacedSpan
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.times import find_times
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import PeriodError, parse_period
from bcssp_lib.narrative.helpers import HELD_HELPERS
from bcssp_lib.stats.fact_wording import FactWords


def check_bound(context: SentenceContext) -> Iterator[Finding]:
    """What is wrong with the bound numbers of a sentence."""
    if not context.sentence.spans:
        return
    yield from _check_nouns(context)
    yield from _check_places(context)
    yield from _check_dates(context)


_WORDS_NEAR = 5


def _check_places(context: SentenceContext) -> Iterator[Finding]:
    """A figure of the area itself that is said to be of the force area, the region or England."""
    text = context.index.mark_places(context.typed)
    places = find_places(text, context.index.named_places)
    if len({place.whose for place in places}) != 1 or places[0].whose is None:
        return
    place = places[0]
    for span in context.sentence.spans:
        between = text[min(span.end, place.end) : max(span.start, place.start)]
        words = len(between.split())
        clause = context.clause_at(span.start)
        if not span.is_value or not clause.holds(place.start) or words > _WORDS_NEAR:
            continue
        if _COMPARED.search(text[: place.start]):
            continue
        fact, said = span.fact, context.sentence.text[place.start : place.end]
        yield context.finding(
            Kind.FIGURE,
            f"“{span.span.words}” is said of “{said}”, and is the area’s own figure",
            f"{fact.title} is bound, whose figure is of the area alone.",
            show_others(fact, place.whose),
        )


def _check_nouns(context: SentenceContext) -> Iterator[Finding]:
    """A bound number that is said to count something else: 282 reports are not 282 children."""
    for span in context.sentence.spans:
        fact = span.fact
        if not span.is_value or not fact.known or fact.unit is not Unit.COUNT:
            continue
        phrase = noun_phrase(context.typed, span.end)
        if _is_of_another_noun(phrase, fact, context.index.nouns):
            yield context.finding(
                Kind.FIGURE,
                f"“{FactWords(fact).text}” is said of “{phrase.split()[-1]}”, "
                f"and counts {fact.counts}",
                f"{fact.title} counts {fact.counts}, and one may be several of the other.",
                f'{{{{ counted("{fact.full_name}") }}}}',
            )


def _is_of_another_noun(phrase: str, fact: Fact, nouns: Set[str]) -> bool:
    words = list_stems(phrase)
    nouns_of_fact = {counted_noun(fact), *list_stems(fact.singular)}
    return bool(words) and words[-1] in nouns and nouns_of_fact.isdisjoint(words)


# Periods

_HOW = re.compile(
    r"\b(?:as at|as of|at|to|ending|ended|until|(?P<on>on)) (?:the )?$", re.IGNORECASE
)
_COMPARED = re.compile(
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
_QUARTER_ENDS = {(31, 3), (30, 6), (30, 9), (31, 12)}


def _check_dates(context: SentenceContext) -> Iterator[Finding]:
    """Where a figure that is bound is given a period that is not its own."""
    yield from _check_last_year(context)
    for start, text, end in _find_period_ends(context.typed):
        spans = _dated_spans(context, start)
        compared = _COMPARED.search(context.typed[:start])
        if not spans or compared or any(end in _ends_of(span) for span in spans):
            continue
        fact, words = spans[0].fact, FactWords(spans[0].fact)
        yield context.finding(
            Kind.FIGURE,
            f"“{text}” is given as the time of “{fact.title}”, whose figure is for "
            f"{fact.period.label}",
            f"The text shows {spans[0].span.words}, which was counted {words.when}.",
            binding_expression(fact, "period"),
        )


def _dated_spans(context: SentenceContext, place: int) -> Sequence[PlacedSpan]:
    """The facts that a date is about: those of its clause, or the only one of its sentence."""
    clause = context.clause_at(place)
    alone = context.sentence.spans if len(context.sentence.spans) == 1 else ()
    return context.spans_in(clause.start, clause.end) or alone


def _check_last_year(context: SentenceContext) -> Iterator[Finding]:
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


def _find_period_ends(text: str) -> Iterator[tuple[int, str, date]]:
    """Where a period is named, its words, and its last day; "on" it, only if it ends a quarter."""
    for time in find_times(text):
        end, day = time.when.end, time.when.month is not None
        how = _HOW.search(text[: time.start])
        on = how and how["on"] and end and (end.day, end.month) not in _QUARTER_ENDS
        if end is not None and not on and (how or not day or text[time.start].isalpha()):
            yield time.start, text[time.start : time.end], end


def _ends_of(placed: PlacedSpan) -> set[date]:
    """The last days of the periods that a bound text is of."""
    end, before = placed.fact.period.end, placed.fact.period.previous().end
    if placed.is_value:
        return {end}
    if placed.span.helper in HELD_HELPERS:  # its names may choose another period
        names = placed.span.option.split(", ")
        return {*_named_ends(names), *([before] if "previous" in names else [])} or {end}
    words = FactWords(placed.fact)
    if placed.span.helper == "previous" and words.previous != words.text:
        return {before}
    return {end, before}


def _named_ends(names: Sequence[str]) -> set[date]:
    """The last days of the periods among the names that a helper was called with."""
    ends = set()
    for name in names:
        with suppress(PeriodError):  # a role, a place or a category
            ends.add(parse_period(name).end)
    return ends
