"""The period that a text gives a figure is the one that it was counted in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bcssp_lib.checks.fact_index import binding_expression
from bcssp_lib.checks.numbers import join_alternatives
from bcssp_lib.checks.prose import PlacedSpan
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.model.finding import Finding, Kind
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


def check_dates(context: SentenceContext) -> Iterator[Finding]:
    """Where a figure that is bound is given a period that is not its own."""
    if not context.sentence.spans:
        return
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
            f"The text shows {words.text}, which was counted {words.when}.",
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
    """Where a period is named, its words, and its last day."""
    for match in _YEAR.finditer(text):
        first, last = int(match[1]), int(match[2])
        if (first + 1) % 100 == last:
            yield match.start(), match[0], date(first + 1, 3, 31)
    for match in _DAY.finditer(text):
        end = _read_day(match)
        if end is not None:
            yield match.start(), match[0].split(" ", 1)[1], end


def _read_day(match: re.Match[str]) -> date | None:
    """The last day of a period; None for no real date, and "on" a day that ends no quarter."""
    day, month = int(match["day"]), _MONTHS[match["month"].lower()]
    if match["how"].lower() == "on" and (day, month) not in _QUARTER_ENDS:
        return None
    try:
        return date(int(match["year"]), month, day)
    except ValueError:  # such as 31 June
        return None


def _ends_of(placed: PlacedSpan) -> set[date]:
    """The last days of the periods that a bound text is of."""
    end, before = placed.fact.period.end, placed.fact.period.previous().end
    if placed.is_value:
        return {end}
    words = FactWords(placed.fact)
    if placed.span.helper == "previous" and words.previous != words.text:
        return {before}
    return {end, before}
