"""Every number in narrative is bound to a fact, or on the allowlist, or an error."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.checks.fact_index import FactNumber, Known, binding, number_alone
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.prose import Read
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


def figure_findings(read: Read, known: Known) -> Iterator[Finding]:
    """What is wrong with the numbers of a sentence."""
    unbound = unbound_mentions(read, known)
    parts = clauses(read.typed)
    subjects: dict[Clause, list[Subject]] = {}
    for mention in unbound:
        clause = clause_at(mention.start, parts)
        if clause not in subjects:
            subjects[clause] = spoken_of(read, clause, known)
        alone = sum(clause.start <= one.start < clause.end for one in unbound) == 1
        yield _typed(read, mention, subjects[clause], known, alone)
    yield from _none_where_some(read, parts, known, unbound)


def unbound_mentions(read: Read, known: Known) -> list[Mention]:
    """The typed numbers of a sentence that are not on the list."""
    if not read.mentions:
        return []
    left = [one for one in read.mentions if not _is_pronoun(read, one, known)]
    for pattern in known.listed:
        if not left:
            break
        listed = stretches(read.typed, (pattern,))
        left = [one for one in left if not within(one.start, one.end, listed)]
    return left


def _is_pronoun(read: Read, mention: Mention, known: Known) -> bool:
    """Whether "one" stands for a thing, and counts none: nothing that can be counted follows."""
    if mention.text.lower() != "one" or _BUT_ONE.search(read.typed[: mention.start]):
        return False
    return not known.subjects.nouns.intersection(stems(noun_phrase(read.typed, mention.end)))


def spoken_of(read: Read, clause: Clause, known: Known) -> list[Subject]:
    """The facts that a clause speaks of by its words, best first."""
    before = "" if _is_list(read.typed) else read.sentence.text[: clause.start]
    context = f"{read.context} {before}"
    text = read.sentence.text[clause.start : clause.end]
    return known.subjects.spoken_of(text, read.section, context)


def _is_list(text: str) -> bool:
    return text.count(",") > 4


def _typed(
    read: Read, mention: Mention, subjects: Sequence[Subject], known: Known, alone: bool
) -> Finding:
    """What to say of one number that was typed."""
    equal = _best_equal(read, mention, subjects, known)
    if equal is not None:
        return read.finding(
            Kind.FIGURE,
            f"“{mention.text}” is typed, and equals {equal.what} of “{equal.fact.title}”",
            _FOLLOWS,
            equal.binding,
        )
    other = _contradicted(read, mention, subjects, known, alone)
    if other is not None:
        return read.finding(
            Kind.FIGURE,
            f"“{mention.text}” is typed, where “{other.title}” is {FactWords(other).text}",
            f"{in_words(other)}; the text says {mention.text}.",
            binding(other),
        )
    share = _share(mention, subjects, known)
    return read.finding(
        Kind.FIGURE,
        f"“{mention.text}” is typed, and bound to no fact",
        _FOLLOWS,
        share or f"Bind it to a fact, or take it out. {_LIST}",
    )


def _best_equal(
    read: Read, mention: Mention, subjects: Sequence[Subject], known: Known
) -> FactNumber | None:
    """The number of a fact that a typed one equals, and that the text may well mean."""
    ranks = {one.fact.full_name: one.rank for one in subjects}
    bound = {one.fact.full_name for one in read.sentence.spans}
    sure = bool(subjects) and subjects[0].share >= SURE

    def fit(number: FactNumber) -> tuple[float, bool, bool]:
        name = number.fact.full_name
        return ranks.get(name, 0), name in bound, number.fact.section == read.section

    def plausible(number: FactNumber) -> bool:
        rank, is_bound, _ = fit(number)
        unmistakable = abs(mention.amount) >= UNMISTAKABLE and mention.form is number.form
        return rank > 0 or is_bound or (unmistakable and not sure)

    found = [one for one in known.numbers.equal_to(mention) if plausible(one)]
    return max(found, key=fit, default=None)


def _contradicted(
    read: Read, mention: Mention, subjects: Sequence[Subject], known: Known, alone: bool
) -> Fact | None:
    """The fact about the same thing that says another number."""
    for one in subjects:
        value = next(iter(known.numbers.of(one.fact)), None)
        if value is None or value.form is not mention.form:
            continue
        if mention.form is Form.PERCENT or _counts(read, mention, one, alone):
            return one.fact
    return None


def _counts(read: Read, mention: Mention, subject: Subject, alone: bool) -> bool:
    """Whether a number counts what a fact counts, or is the only one beside its words."""
    if noun_of(subject.fact) in stems(noun_phrase(read.typed, mention.end)):
        return True
    return alone and subject.share >= SURE


def in_words(fact: Fact) -> str:
    """A fact with its period and its value: "Missing children reports, in 2023-24: 282"."""
    words = FactWords(fact)
    return f"{fact.title}, {words.when}: {words.text}"


def _share(mention: Mention, subjects: Sequence[Subject], known: Known) -> str:
    """The binding of a share that a ratio or percentage may mean; empty if none fits."""
    if mention.form not in {Form.RATIO, Form.PERCENT}:
        return ""
    near = LOOSE if mention.form is Form.RATIO else EXACT
    for one in subjects[:3]:
        value = next(iter(known.numbers.of(one.fact)), None)
        if value is None:
            continue
        if value.form is Form.PERCENT and abs(value.amount - mention.amount) <= near:
            return binding(one.fact)
        if value.form is Form.COUNT and value.amount > 0:
            whole = _whole(value, mention, near, subjects, known)
            if whole is not None:
                return binding(one.fact, "share", whole.full_name)
    return ""


def _whole(
    part: FactNumber,
    mention: Mention,
    near: Decimal | int,
    subjects: Sequence[Subject],
    known: Known,
) -> Fact | None:
    """The fact of the same section and noun of which a part is about such a share.

    The text speaks of it too: any two facts make some share by coincidence.
    """
    for fact in (one.fact for one in subjects):
        alike = fact.section == part.fact.section and fact.counts == part.fact.counts
        value = next(iter(known.numbers.of(fact)), None) if alike else None
        if value is None or value.form is not Form.COUNT or value.amount <= part.amount:
            continue
        if abs(100 * part.amount / value.amount - mention.amount) <= near:
            return fact
    return None


def _none_where_some(
    read: Read, parts: Sequence[Clause], known: Known, unbound: Sequence[Mention]
) -> Iterator[Finding]:
    """As in "no reviews were published", where the data hold some."""
    for found in _NONE.finditer(read.typed):
        clause = clause_at(found.start(), list(parts))
        if BOUND in clause.text or within(found.start(), found.end(), read.quoted):
            continue
        if any(clause.start <= one.start < clause.end for one in unbound):
            continue
        for one in spoken_of(read, clause, known)[:1]:
            fact = one.fact
            if one.share >= SURE and fact.amount is not None and fact.amount > 0:
                yield read.finding(
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


def amounts_in(read: Read, known: Known) -> list[Amount]:
    """The figures of a sentence; what is listed as no figure is left out."""
    found = [
        Amount(one.start, one.end, one.amount, one.form, typed=True, text=one.text)
        for one in unbound_mentions(read, known)
    ]
    for span in read.sentence.spans:
        number = number_alone(span)
        if number is not None:
            text = span.span.words
            amount, form = number.amount, number.form
            found.append(Amount(span.start, span.end, amount, form, typed=False, text=text))
    return sorted(found, key=lambda one: one.start)
