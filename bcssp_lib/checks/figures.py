"""Every number in narrative is bound to a fact, or on the allowlist, or an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.checks.fact_index import FactIndex, FactNumber, binding, number_alone
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.prose import SentenceContext
from bcssp_lib.checks.subjects import (
    Clause,
    Subject,
    clause_at,
    clauses,
    noun_of,
    noun_phrase,
    stems,
    stretches,
    within,
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


def figure_findings(context: SentenceContext, index: FactIndex) -> Iterator[Finding]:
    """What is wrong with the numbers of a sentence."""
    unbound = unbound_mentions(context, index)
    parts = clauses(context.typed)
    subjects: dict[Clause, list[Subject]] = {}
    for mention in unbound:
        clause = clause_at(mention.start, parts)
        if clause not in subjects:
            subjects[clause] = spoken_of(context, clause, index)
        alone = sum(clause.start <= one.start < clause.end for one in unbound) == 1
        yield _typed(context, mention, subjects[clause], index, alone)
    yield from _none_where_some(context, parts, index, unbound)


def unbound_mentions(context: SentenceContext, index: FactIndex) -> list[Mention]:
    """The typed numbers of a sentence that are not on the list."""
    if not context.mentions:
        return []
    left = [one for one in context.mentions if not _is_pronoun(context, one, index)]
    for pattern in index.allowlist:
        if not left:
            break
        listed = stretches(context.typed, (pattern,))
        left = [one for one in left if not within(one.start, one.end, listed)]
    return left


def _is_pronoun(context: SentenceContext, mention: Mention, index: FactIndex) -> bool:
    """Whether "one" stands for a thing, and counts none: nothing that can be counted follows."""
    if mention.text.lower() != "one" or _BUT_ONE.search(context.typed[: mention.start]):
        return False
    return not index.subjects.nouns.intersection(stems(noun_phrase(context.typed, mention.end)))


def spoken_of(context: SentenceContext, clause: Clause, index: FactIndex) -> list[Subject]:
    """The facts that a clause speaks of by its words, best first."""
    before = "" if _is_list(context.typed) else context.sentence.text[: clause.start]
    earlier = f"{context.follows} {before}"
    text = context.sentence.text[clause.start : clause.end]
    return index.subjects.spoken_of(text, context.section, earlier)


def _is_list(text: str) -> bool:
    return text.count(",") > 4


def _typed(
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
    other = _contradicted(context, mention, subjects, index, alone)
    if other is not None:
        return context.finding(
            Kind.FIGURE,
            f"“{mention.text}” is typed, where “{other.title}” is {FactWords(other).text}",
            f"{in_words(other)}; the text says {mention.text}.",
            binding(other),
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
    ranks = {one.fact.full_name: one.rank for one in subjects}
    bound = {one.fact.full_name for one in context.sentence.spans}
    sure = bool(subjects) and subjects[0].share >= SURE

    def fit(number: FactNumber) -> tuple[float, bool, bool]:
        name = number.fact.full_name
        return ranks.get(name, 0), name in bound, number.fact.section == context.section

    def plausible(number: FactNumber) -> bool:
        rank, is_bound, _ = fit(number)
        unmistakable = abs(mention.amount) >= UNMISTAKABLE and mention.form is number.form
        return rank > 0 or is_bound or (unmistakable and not sure)

    found = [one for one in index.numbers.equal_to(mention) if plausible(one)]
    return max(found, key=fit, default=None)


def _contradicted(
    context: SentenceContext,
    mention: Mention,
    subjects: Sequence[Subject],
    index: FactIndex,
    alone: bool,
) -> Fact | None:
    """The fact about the same thing that says another number."""
    for one in subjects:
        value = next(iter(index.numbers.of(one.fact)), None)
        if value is None or value.form is not mention.form:
            continue
        if mention.form is Form.PERCENT or _counts(context, mention, one, alone):
            return one.fact
    return None


def _counts(context: SentenceContext, mention: Mention, subject: Subject, alone: bool) -> bool:
    """Whether a number counts what a fact counts, or is the only one beside its words."""
    if noun_of(subject.fact) in stems(noun_phrase(context.typed, mention.end)):
        return True
    return alone and subject.share >= SURE


def in_words(fact: Fact) -> str:
    """A fact with its period and its value: "Missing children reports, in 2023-24: 282"."""
    words = FactWords(fact)
    return f"{fact.title}, {words.when}: {words.text}"


def _share(mention: Mention, subjects: Sequence[Subject], index: FactIndex) -> str:
    """The binding of a share that a ratio or percentage may mean; empty if none fits."""
    if mention.form not in {Form.RATIO, Form.PERCENT}:
        return ""
    near = LOOSE if mention.form is Form.RATIO else EXACT
    for one in subjects[:3]:
        value = next(iter(index.numbers.of(one.fact)), None)
        if value is None:
            continue
        if value.form is Form.PERCENT and abs(value.amount - mention.amount) <= near:
            return binding(one.fact)
        if value.form is Form.COUNT and value.amount > 0:
            whole = _whole(value, mention, near, subjects, index)
            if whole is not None:
                return binding(one.fact, "share", whole.full_name)
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
    for fact in (one.fact for one in subjects):
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
    for found in _NONE.finditer(context.typed):
        clause = clause_at(found.start(), list(parts))
        if BOUND in clause.text or within(found.start(), found.end(), context.quoted):
            continue
        if any(clause.start <= one.start < clause.end for one in unbound):
            continue
        for one in spoken_of(context, clause, index)[:1]:
            fact = one.fact
            if one.share >= SURE and fact.amount is not None and fact.amount > 0:
                yield context.finding(
                    Kind.FIGURE,
                    f"“{found[0].strip()}” is said, where “{fact.title}” is {FactWords(fact).text}",
                    f"{in_words(fact)}.",
                    binding(fact),
                )


@dataclass(frozen=True)
class Amount:
    """A number where it stands; ``typed`` if no fact holds it."""

    start: int
    end: int
    amount: Decimal
    form: Form
    typed: bool
    text: str


def amounts_in(context: SentenceContext, index: FactIndex) -> list[Amount]:
    """The figures of a sentence; what is listed as no figure is left out."""
    found = [
        Amount(one.start, one.end, one.amount, one.form, typed=True, text=one.text)
        for one in unbound_mentions(context, index)
    ]
    for span in context.sentence.spans:
        number = number_alone(span)
        if number is not None:
            text = span.span.words
            amount, form = number.amount, number.form
            found.append(Amount(span.start, span.end, amount, form, typed=False, text=text))
    return sorted(found, key=lambda one: one.start)
