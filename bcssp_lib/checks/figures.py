"""Checks that each number in narrative is bound or allowed, with the right noun and period."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bcssp_lib.checks.fact_index import FactNumber, binding_expression, value_number
from bcssp_lib.checks.numbers import Form, Mention, join_alternatives
from bcssp_lib.checks.prose import PlacedSpan, Stretch, lies_within
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.subjects import Subject, counted_noun, list_stems, noun_phrase
from bcssp_lib.checks.typed_numbers import check_typed
from bcssp_lib.model.checking import BOUND
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.model.indicator import Unit
from bcssp_lib.stats.fact_wording import FactWords

# Percentage points: how far "nearly half", and a rounded percentage, may lie from a share.
_NEAR_ENOUGH = {Form.RATIO: Decimal(5), Form.PERCENT: Decimal("0.5")}
UNMISTAKABLE = 50  # a number of at least this size is seldom equal to a fact by coincidence

_FOLLOWS = "Figures that are typed do not follow when the data change."
_LIST = "If it is no figure, add it to params/checking/figures.yaml with a reason."
_NONE = re.compile(
    r"(?<!if )(?<!where )\bno (?!\w* ?(?:figures?|change|difference|evidence|significant|clear|"
    r"real|one|doubt|longer))"
    r"(?P<what>(?:[\w’-]+ ){0,5}?(?:was|were|had been|have been|has been|took place)\b|"
    r"(?<=were no )[\w’ -]+|(?<=was no )[\w’ -]+)|\bnone (?:was|were|of)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _TypedNumber:
    """A number that was typed, and the facts that its clause speaks of, best first.

    ``alone``: it is the only one of its clause.
    """

    context: SentenceContext
    mention: Mention
    subjects: Sequence[Subject]
    alone: bool


def check_figures(context: SentenceContext) -> Iterator[Finding]:
    """What is wrong with the numbers of a sentence."""
    yield from check_typed(context)
    yield from _check_none(context)
    yield from _check_nouns(context)
    yield from _check_dates(context)


def _check_typed(number: _TypedNumber) -> Finding:
    """What to say of one number that was typed."""
    typed = number.mention.text
    if equal := _best_equal(number):
        what = f"and equals {equal.what} of “{equal.fact.title}”"
        return _typed_finding(number, f"is typed, {what}", _FOLLOWS, equal.binding)
    if other := _find_contradiction(number):
        what = f"is typed, where “{other.title}” is {FactWords(other).text}"
        why = f"{describe_fact(other)}; the text says {typed}."
        return _typed_finding(number, what, why, binding_expression(other))
    share = next(_share_bindings(number), f"Bind it to a fact, or take it out. {_LIST}")
    return _typed_finding(number, "is typed, and bound to no fact", _FOLLOWS, share)


def _typed_finding(number: _TypedNumber, what: str, why: str, suggestion: str) -> Finding:
    return number.context.finding(Kind.FIGURE, f"“{number.mention.text}” {what}", why, suggestion)


def _best_equal(number: _TypedNumber) -> FactNumber | None:
    """The number of a fact that a typed one equals, and that the text may well mean."""
    context, mention = number.context, number.mention
    ranks = {subject.fact.full_name: subject.rank for subject in number.subjects}
    bound = {span.fact.full_name for span in context.sentence.spans}
    sure = bool(number.subjects) and number.subjects[0].is_sure

    def fit(equal: FactNumber) -> tuple[float, bool, bool]:
        name = equal.fact.full_name
        return ranks.get(name, 0), name in bound, equal.fact.section == context.prose.section

    def plausible(equal: FactNumber) -> bool:
        unmistakable = abs(mention.amount) >= UNMISTAKABLE and mention.form is equal.form
        return any(fit(equal)[:2]) or (unmistakable and not sure)

    return max(filter(plausible, context.index.numbers_equal_to(mention)), key=fit, default=None)


def _find_contradiction(number: _TypedNumber) -> Fact | None:
    """The fact about the same thing that says another number."""
    for subject in number.subjects:
        value = value_number(subject.fact)
        if value is not None and value.form is number.mention.form and _counts(number, subject):
            return subject.fact
    return None


def _counts(number: _TypedNumber, subject: Subject) -> bool:
    """Whether a number is of what a fact counts, or the only one next to the fact's words."""
    if number.mention.form is Form.PERCENT or (number.alone and subject.is_sure):
        return True
    noun = noun_phrase(number.context.typed, number.mention.end)
    return counted_noun(subject.fact) in list_stems(noun)


def describe_fact(fact: Fact) -> str:
    """A fact with its period and its value: "Missing children reports, in 2023-24: 282"."""
    words = FactWords(fact)
    return f"{fact.title}, {words.when}: {words.text}"


def _share_bindings(number: _TypedNumber) -> Iterator[str]:
    """The bindings of a share that a ratio or percentage may mean.

    The text speaks of part and whole: any two facts make some share by coincidence.
    """
    mention = number.mention
    if mention.form not in _NEAR_ENOUGH:
        return
    values = [value_number(subject.fact) for subject in number.subjects]
    for part in filter(None, values[:3]):
        if part.form is Form.PERCENT and _is_near(mention, part.amount):
            yield part.binding
        for whole in filter(None, values):
            if _is_part(part, whole) and _is_near(mention, 100 * part.amount / whole.amount):
                yield binding_expression(part.fact, "share", whole.fact.full_name)


def _is_near(mention: Mention, share: Decimal) -> bool:
    return abs(share - mention.amount) <= _NEAR_ENOUGH[mention.form]


def _is_part(part: FactNumber, whole: FactNumber) -> bool:
    """Whether two counts are of one section and noun, and the first the smaller."""
    alike = part.fact.section == whole.fact.section and part.fact.counts == whole.fact.counts
    counts = part.form is whole.form is Form.COUNT
    return alike and counts and 0 < part.amount < whole.amount


def _check_none(context: SentenceContext) -> Iterator[Finding]:
    """As in "no reviews were published", where the data hold some."""
    for match in _NONE.finditer(context.typed):
        fact = _find_denied(match.span(), context)
        if fact is not None:
            yield context.finding(
                Kind.FIGURE,
                f"“{match[0].strip()}” is said, where “{fact.title}” is {FactWords(fact).text}",
                f"{describe_fact(fact)}.",
                binding_expression(fact),
            )


def _find_denied(words: Stretch, context: SentenceContext) -> Fact | None:
    """The fact that these words deny, though its figure is above zero."""
    clause = context.clause_at(words[0])
    counted = BOUND in clause.text or context.unbound_in(clause)
    if counted or lies_within(*words, context.quoted):
        return None
    subject = next(iter(context.find_subjects(clause)), None)
    if subject is None or not subject.is_sure:
        return None
    return subject.fact if (subject.fact.amount or 0) > 0 else None


def _check_nouns(context: SentenceContext) -> Iterator[Finding]:
    """A bound number that is said to count something else: 282 reports are not 282 children."""
    for span in context.sentence.spans:
        fact = span.fact
        if not span.is_value or not fact.known or fact.unit is not Unit.COUNT:
            continue
        phrase = noun_phrase(context.typed, span.end)
        if _is_of_another_noun(phrase, fact, context.index.subjects.nouns):
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


def _check_dates(context: SentenceContext) -> Iterator[Finding]:
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
