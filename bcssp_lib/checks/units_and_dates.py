"""The noun, the unit and the period that a text gives a figure are those of the figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bcssp_lib.checks.consistency import points_finding
from bcssp_lib.checks.evidence_of_change import movement_of
from bcssp_lib.checks.fact_index import FactIndex, binding
from bcssp_lib.checks.figures import Amount, spoken_of
from bcssp_lib.checks.numbers import Form, words
from bcssp_lib.checks.prose import Placed, SentenceContext
from bcssp_lib.checks.subjects import clause_at, clauses, noun_of, noun_phrase, stems
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.model.indicator import Unit
from bcssp_lib.stats.fact_wording import FactWords

_MONTHS = {
    name: number
    for number, name in enumerate(
        words(
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


def date_findings(context: SentenceContext) -> Iterator[Finding]:
    """Where a figure that is bound is given a period that is not its own."""
    if not context.sentence.spans:
        return
    yield from _of_last_year(context)
    parts = clauses(context.typed)
    for start, text, end in _ends(context.typed):
        clause = clause_at(start, parts)
        spans = context.spans_in(clause.start, clause.end)
        if not spans and len(context.sentence.spans) == 1:
            spans = list(context.sentence.spans)
        dated = [(one, _ends_of(one)) for one in spans]
        beside = _BESIDE.search(context.typed[:start])
        if not dated or beside or any(end in own for _, own in dated):
            continue
        fact = dated[0][0].fact
        words = FactWords(fact)
        yield context.finding(
            Kind.FIGURE,
            f"“{text}” is given as the time of “{fact.title}”, whose figure is for "
            f"{fact.period.label}",
            f"The text shows {words.text}, which was counted {words.when}.",
            binding(fact, "period"),
        )


def _of_last_year(context: SentenceContext) -> Iterator[Finding]:
    """Where a figure of this period is said to be that of the year before."""
    text = context.sentence.text
    for span in context.sentence.spans:
        fact, words = span.fact, FactWords(span.fact)
        said = _LAST_YEAR.search(text[: span.start])
        if said and span.is_value and words.text != words.previous:
            yield context.finding(
                Kind.FIGURE,
                f"“{said['when']}” is said of {words.text}, the figure of “{fact.title}” for "
                f"{fact.period.label}",
                f"The year before it was {words.previous}.",
                binding(fact, "previous"),
            )


def _ends(text: str) -> Iterator[tuple[int, str, date]]:
    """Each period in a text: where it stands, its text, and its last day."""
    for found in _YEAR.finditer(text):
        first, last = int(found[1]), int(found[2])
        if (first + 1) % 100 == last:
            yield found.start(), found[0], date(first + 1, 3, 31)
    for found in _DAY.finditer(text):
        day, month = int(found["day"]), _MONTHS[found["month"].lower()]
        month_end = (day, month) in _MONTH_ENDS
        if found["how"].lower() == "on" and not month_end:
            continue
        try:
            end = date(int(found["year"]), month, day)
        except ValueError:  # no real date: the sentence names no period
            continue
        yield found.start(), found[0].split(" ", 1)[1], end


def _ends_of(placed: Placed) -> set[date]:
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


def points_findings(
    context: SentenceContext, amounts: Sequence[Amount], index: FactIndex
) -> Iterator[Finding]:
    """Changes whose unit is not that of the fact that they are changes of."""
    parts = clauses(context.typed)
    for one in amounts:
        if one.form not in {Form.PERCENT, Form.POINTS} or not one.typed:
            continue
        if not _CHANGED_BY.search(context.typed[: one.start]):
            continue
        spoken = [each.fact for each in spoken_of(context, clause_at(one.start, parts), index)]
        bound = [span.fact for span in context.sentence.spans]
        fact = next(iter([*spoken, *bound]), None)
        if fact is None or not fact.known:
            continue
        percentage = fact.unit is Unit.PERCENT
        if one.form is Form.POINTS and not percentage:
            yield _points_of_count(context, one, fact)
        elif one.form is Form.PERCENT and percentage and movement_of(fact).points:
            yield points_finding(context, one.text, f"{fact.title} {FactWords(fact).change_phrase}")


def _points_of_count(context: SentenceContext, one: Amount, fact: Fact) -> Finding:
    return context.finding(
        Kind.CONSISTENCY,
        f"“{one.text}” is said of “{fact.title}”, which is no percentage",
        f"{fact.title} counts {fact.counts}; only a percentage changes by percentage points.",
        binding(fact, "change"),
    )


def wrong_noun_findings(context: SentenceContext, index: FactIndex) -> Iterator[Finding]:
    """A bound number that is said to count something else: 282 reports are not 282 children."""
    for span in context.sentence.spans:
        fact = span.fact
        if not span.is_value or not fact.known or fact.unit is not Unit.COUNT:
            continue
        words = stems(noun_phrase(context.typed, span.end))
        said = words[-1] if words else ""
        own = {noun_of(fact), *stems(fact.singular)}
        if said in index.subjects.nouns and own.isdisjoint(words):
            noun = noun_phrase(context.typed, span.end).split()[-1]
            yield context.finding(
                Kind.FIGURE,
                f"“{FactWords(fact).text}” is said of “{noun}”, and counts {fact.counts}",
                f"{fact.title} counts {fact.counts}, and one may stand for several of the other.",
                f'{{{{ counted("{fact.full_name}") }}}}',
            )
