"""Every number in narrative is bound to a fact, or on the allowlist, or an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.checks.fact_index import FactIndex, FactNumber, binding_expression, only_number_shown
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.prose import SentenceContext
from bcssp_lib.checks.subjects import (
    Clause,
    Subject,
    counted_noun,
    find_clause,
    find_stretches,
    lies_within,
    list_stems,
    noun_phrase,
    split_clauses,
)
from bcssp_lib.model.checking import BOUND
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.stats.fact_wording import FactWords

SURE = 0.8  # of a title's words: the text speaks of this fact and of no other
LOOSE = 5  # percentage points: how far "nearly half" may lie from the share that it means
EXACT = Decimal("0.5")  # percentage points: how far a rounded percentage may lie
UNMISTAKABLE = 50  # a number of at least this size is seldom equal to a fact by coincidence

_FOLLOWS = "Figures that are typed do not follow when the data change."
_LIST = "If it is no figure, add it to params/checking/figures.yaml with a reason."
_BUT_ONE = re.compile(r"\b(?:all|none|everyone) but $|\b(?:only|just) $", re.IGNORECASE)
_NONE = re.compile(
    r"(?<!if )(?<!where )\bno (?!\w* ?(?:figures?|change|difference|evidence|significant|clear|"
    r"real|one|doubt|longer))"
    r"(?P<what>(?:[\w’-]+ ){0,5}?(?:was|were|had been|have been|has been|took place)\b|"
    r"(?<=were no )[\w’ -]+|(?<=was no )[\w’ -]+)|\bnone (?:was|were|of)\b",
    re.IGNORECASE,
)


def check_figures(context: SentenceContext, index: FactIndex) -> Iterator[Finding]:
    """What is wrong with the numbers of a sentence."""
    unbound = find_unbound_mentions(context, index)
    parts = split_clauses(context.typed)
    subjects: dict[Clause, list[Subject]] = {}
    for mention in unbound:
        clause = find_clause(mention.start, parts)
        if clause not in subjects:
            subjects[clause] = find_subjects(context, clause, index)
        alone = sum(clause.start <= mention.start < clause.end for mention in unbound) == 1
        yield _check_typed(context, mention, subjects[clause], index, alone)
    yield from _none_where_some(context, parts, index, unbound)


def find_unbound_mentions(context: SentenceContext, index: FactIndex) -> list[Mention]:
    """The typed numbers of a sentence that are not on the list."""
    if not context.mentions:
        return []
    left = [mention for mention in context.mentions if not _is_pronoun(context, mention, index)]
    for pattern in index.allowlist:
        if not left:
            break
        listed = find_stretches(context.typed, (pattern,))
        left = [mention for mention in left if not lies_within(mention.start, mention.end, listed)]
    return left


def _is_pronoun(context: SentenceContext, mention: Mention, index: FactIndex) -> bool:
    """Whether "one" represents a thing, and counts none: nothing that can be counted follows."""
    if mention.text.lower() != "one" or _BUT_ONE.search(context.typed[: mention.start]):
        return False
    return not index.subjects.nouns.intersection(
        list_stems(noun_phrase(context.typed, mention.end))
    )


def find_subjects(context: SentenceContext, clause: Clause, index: FactIndex) -> list[Subject]:
    """The facts that a clause speaks of by its words, best first."""
    before = "" if _is_list(context.typed) else context.sentence.text[: clause.start]
    earlier = f"{context.follows} {before}"
    text = context.sentence.text[clause.start : clause.end]
    return index.subjects.spoken_of(text, context.section, earlier)


def _is_list(text: str) -> bool:
    return text.count(",") > 4


def _check_typed(
    context: SentenceContext,
    mention: Mention,
    subjects: Sequence[Subject],
    index: FactIndex,
    alone: bool,
) -> Finding:
    """What to say of one number that was typed."""
    equal = _best_equal(context, mention, subjects, index)
    if equal is not None:
        return context.finding(
            Kind.FIGURE,
            f"“{mention.text}” is typed, and equals {equal.what} of “{equal.fact.title}”",
            _FOLLOWS,
            equal.binding,
        )
    other = _check_contradiction(context, mention, subjects, index, alone)
    if other is not None:
        return context.finding(
            Kind.FIGURE,
            f"“{mention.text}” is typed, where “{other.title}” is {FactWords(other).text}",
            f"{describe_fact(other)}; the text says {mention.text}.",
            binding_expression(other),
        )
    share = _share(mention, subjects, index)
    return context.finding(
        Kind.FIGURE,
        f"“{mention.text}” is typed, and bound to no fact",
        _FOLLOWS,
        share or f"Bind it to a fact, or take it out. {_LIST}",
    )


def _best_equal(
    context: SentenceContext, mention: Mention, subjects: Sequence[Subject], index: FactIndex
) -> FactNumber | None:
    """The number of a fact that a typed one equals, and that the text may well mean."""
    ranks = {subject.fact.full_name: subject.rank for subject in subjects}
    bound = {span.fact.full_name for span in context.sentence.spans}
    sure = bool(subjects) and subjects[0].share >= SURE

    def fit(number: FactNumber) -> tuple[float, bool, bool]:
        name = number.fact.full_name
        return ranks.get(name, 0), name in bound, number.fact.section == context.section

    def plausible(number: FactNumber) -> bool:
        rank, is_bound, _ = fit(number)
        unmistakable = abs(mention.amount) >= UNMISTAKABLE and mention.form is number.form
        return rank > 0 or is_bound or (unmistakable and not sure)

    equals = [number for number in index.numbers.equal_to(mention) if plausible(number)]
    return max(equals, key=fit, default=None)


def _check_contradiction(
    context: SentenceContext,
    mention: Mention,
    subjects: Sequence[Subject],
    index: FactIndex,
    alone: bool,
) -> Fact | None:
    """The fact about the same thing that says another number."""
    for subject in subjects:
        value = next(iter(index.numbers.of(subject.fact)), None)
        if value is None or value.form is not mention.form:
            continue
        if mention.form is Form.PERCENT or _counts(context, mention, subject, alone):
            return subject.fact
    return None


def _counts(context: SentenceContext, mention: Mention, subject: Subject, alone: bool) -> bool:
    """Whether a number counts what a fact counts, or is the only one beside its words."""
    if counted_noun(subject.fact) in list_stems(noun_phrase(context.typed, mention.end)):
        return True
    return alone and subject.share >= SURE


def describe_fact(fact: Fact) -> str:
    """A fact with its period and its value: "Missing children reports, in 2023-24: 282"."""
    words = FactWords(fact)
    return f"{fact.title}, {words.when}: {words.text}"


def _share(mention: Mention, subjects: Sequence[Subject], index: FactIndex) -> str:
    """The binding of a share that a ratio or percentage may mean; empty if none fits."""
    if mention.form not in {Form.RATIO, Form.PERCENT}:
        return ""
    near = LOOSE if mention.form is Form.RATIO else EXACT
    for subject in subjects[:3]:
        value = next(iter(index.numbers.of(subject.fact)), None)
        if value is None:
            continue
        if value.form is Form.PERCENT and abs(value.amount - mention.amount) <= near:
            return binding_expression(subject.fact)
        if value.form is Form.COUNT and value.amount > 0:
            whole = _whole(value, mention, near, subjects, index)
            if whole is not None:
                return binding_expression(subject.fact, "share", whole.full_name)
    return ""


def _whole(
    part: FactNumber,
    mention: Mention,
    near: Decimal | int,
    subjects: Sequence[Subject],
    index: FactIndex,
) -> Fact | None:
    """The fact of the same section and noun of which a part is about such a share.

    The text speaks of it too: any two facts make some share by coincidence.
    """
    for fact in (subject.fact for subject in subjects):
        alike = fact.section == part.fact.section and fact.counts == part.fact.counts
        value = next(iter(index.numbers.of(fact)), None) if alike else None
        if value is None or value.form is not Form.COUNT or value.amount <= part.amount:
            continue
        if abs(100 * part.amount / value.amount - mention.amount) <= near:
            return fact
    return None


def _none_where_some(
    context: SentenceContext, parts: Sequence[Clause], index: FactIndex, unbound: Sequence[Mention]
) -> Iterator[Finding]:
    """As in "no reviews were published", where the data hold some."""
    for match in _NONE.finditer(context.typed):
        clause = find_clause(match.start(), list(parts))
        if BOUND in clause.text or lies_within(match.start(), match.end(), context.quoted):
            continue
        if any(clause.start <= mention.start < clause.end for mention in unbound):
            continue
        for subject in find_subjects(context, clause, index)[:1]:
            fact = subject.fact
            if subject.share >= SURE and fact.amount is not None and fact.amount > 0:
                yield context.finding(
                    Kind.FIGURE,
                    f"“{match[0].strip()}” is said, where “{fact.title}” is {FactWords(fact).text}",
                    f"{describe_fact(fact)}.",
                    binding_expression(fact),
                )


@dataclass(frozen=True)
class Amount:
    """A number and its place in a text; ``typed`` if no fact holds it."""

    start: int
    end: int
    amount: Decimal
    form: Form
    typed: bool
    text: str


def find_amounts(context: SentenceContext, index: FactIndex) -> list[Amount]:
    """The figures of a sentence; what is listed as no figure is left out."""
    amounts = [
        Amount(
            mention.start, mention.end, mention.amount, mention.form, typed=True, text=mention.text
        )
        for mention in find_unbound_mentions(context, index)
    ]
    for span in context.sentence.spans:
        number = only_number_shown(span)
        if number is not None:
            text = span.span.words
            amount, form = number.amount, number.form
            amounts.append(Amount(span.start, span.end, amount, form, typed=False, text=text))
    return sorted(amounts, key=lambda one: one.start)
