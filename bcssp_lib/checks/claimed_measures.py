"""Which measure a claim is made of: that of the number beside it, or the one that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bcssp_lib.checks.claims import Claim
from bcssp_lib.checks.held_numbers import CHANGES, FIGURES, HeldNumber, Role
from bcssp_lib.checks.matching import MatchedNumber
from bcssp_lib.checks.measures import GENERAL_WORDS, MeasureKey, Words, is_general, list_stems
from bcssp_lib.checks.mention_reading import CHANGED
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.sentence_context import Clause, SentenceContext
from bcssp_lib.model.checking import ClaimType

_SPOKEN = 0.7  # of a measure's words, for a claim to be made of it
_SPOKEN_PLAINLY = 0.9  # where the size of a change stands there that is not the measure's
_SPOKEN_BY_ONE = 0.4  # where no other measure of its section has a word of it
_IN_CLAUSE = 0.5  # of them in the claim's own clause
FEWEST_WORDS = 2
MORE_SPOKEN = 0.1
_SIZES = {Form.TIMES, Form.RATIO}  # "doubled", "fell by a third": of the measure that is named
_APART = 0.05  # by how much it must be spoken of more than another
_ANOTHER_CHANGE = re.compile(rf"\band\b.*\b(?:{CHANGED}|by)\b", re.IGNORECASE)
_ANOTHER_COMPARISON = re.compile(
    r"\band\b.*\b(?:above|below|than|against|compared)\b", re.IGNORECASE
)
_FARTHER_AFTER = 2
OF_CHANGE = {ClaimType.ROSE, ClaimType.FELL, ClaimType.STABLE, ClaimType.SAME}
_NAMED_BY_ONE = OF_CHANGE | {ClaimType.MULTIPLIED}
COMPARES = {
    ClaimType.ABOVE,
    ClaimType.BELOW,
    ClaimType.LIKE,
    ClaimType.HIGHEST,
    ClaimType.LOWEST,
    ClaimType.BETTER_THAN,
    ClaimType.WORSE_THAN,
    ClaimType.WORST,
    ClaimType.BEST,
}


def find_beside(claim: Claim, context: SentenceContext) -> HeldNumber | None:
    """The held number nearest to a claim in its clause; or the only measure of its sentence."""
    held = [each for each in context.matched if each.is_held and _is_figure(each)]
    near = [each for each in held if _is_beside(claim, each.mention, context)]
    measures = {each.match.number.measure for each in held if each.match}
    apart = any(claim.clause.holds(each.mention.start) for each in held)  # of something else
    if not near and not apart and len(measures) == 1 and _is_of_same(claim, context, held):
        near = held
    numbers = sorted(near, key=lambda each: _reading_distance(claim, each.mention))
    others = [each.mention for each in context.matched if not each.is_held]
    if numbers and any(
        numbers[0].mention.end <= other.start < other.end <= claim.start for other in others
    ):
        return None  # it may be of the figure that is not held, which is nearer
    held_numbers = [each.match.number for each in numbers if each.match]
    same = [
        each
        for each in held_numbers
        if (each.measure, each.whose) == (held_numbers[0].measure, held_numbers[0].whose)
    ]
    return max(same, key=lambda each: each.period, default=None)


def _is_beside(claim: Claim, mention: Mention, context: SentenceContext) -> bool:
    """Whether a number is in the clause of a claim, and of no other change that follows it."""
    between = context.typed[claim.end : mention.start]
    if claim.says in OF_CHANGE and _ANOTHER_COMPARISON.search(between):
        return False
    return claim.clause.holds(mention.start) and not _ANOTHER_CHANGE.search(between)


def _reading_distance(claim: Claim, mention: Mention) -> int:
    """How far a number is from a claim: what is compared comes before it, and so is nearer."""
    after = mention.start - claim.end
    if after < 0:
        return claim.start - mention.end
    return after * _FARTHER_AFTER if claim.says in COMPARES else after


def _is_of_same(claim: Claim, context: SentenceContext, numbers: Sequence[MatchedNumber]) -> bool:
    """Whether a clause without a number is about the measure of all its sentence's numbers."""
    if any(not each.is_held for each in context.matched) or not numbers[0].match:
        return False
    words = frozenset(list_stems(claim.clause.text))
    held, key = context.index.held, numbers[0].match.number.measure
    measure, alone = held.measures[key], Words(words)
    rivals = held.spoken_of(alone)[:1]
    if any(score > max(_SPOKEN, held.score(key, alone) + MORE_SPOKEN) for _, score in rivals):
        return False
    nouns = words & context.index.nouns
    of_it = not words.isdisjoint(list_stems(measure.fact.title))
    return nouns <= measure.known and (of_it or not nouns)


def _is_figure(number: MatchedNumber) -> bool:
    if number.match is None or number.mention.form is Form.RATIO:
        return False
    return number.match.number.role in FIGURES | CHANGES


def find_named(claim: Claim, context: SentenceContext) -> MeasureKey | None:
    """The measure of a clause; of the sentence, where the clause names nothing that is held."""
    by_one = claim.says in COMPARES | _NAMED_BY_ONE
    key = find_named_measure(claim.clause, context, by_one=by_one)
    own_words = claim.clause.text.replace(claim.text, " ")
    names = context.index.held.words.isdisjoint(list_stems(own_words))
    if key or not names or context.unbound:
        return key
    whole = Clause(0, len(context.typed), context.sentence.text)
    return find_named_measure(whole, context)


def find_named_measure(
    named_in: Clause, context: SentenceContext, *, by_one: bool = False
) -> MeasureKey | None:
    """The one measure that a clause names by its words; ``by_one``: one may be enough."""
    held = context.index.held
    clause = frozenset(list_stems(named_in.text))
    before = f"{context.follows} {context.sentence.text}"
    words = Words(clause, frozenset(), frozenset(list_stems(before)))
    spoken = held.spoken_of(words)
    if not spoken or _counts_another(named_in, clause, *spoken[0], context):
        return None
    key, score = spoken[0]
    measure = held.measures[key]
    name = held.name_of(key, words)
    named = set(name) - set(measure.category)
    unlike = held.rarest(name) in clause and held.is_unique(name)
    others = (clause & held.words) - measure.known
    at_home = measure.fact.section == context.prose.section
    if by_one and unlike and at_home and not others and score >= _SPOKEN_BY_ONE:
        return key
    telling = named - GENERAL_WORDS
    if by_one and telling <= clause and at_home and not others and is_general(name):
        return key
    few = len(named & clause) < min(FEWEST_WORDS, len(named))
    alone = Words(clause)
    if score < _SPOKEN or few or held.score(key, alone) < _IN_CLAUSE:
        return None
    rivals = [
        other
        for other, rank in spoken[1:]
        if rank > score - _APART
        and held.measures[other].fact.title != measure.fact.title
        and not set(held.measures[other].words) <= set(measure.words)
    ]
    rivals += [
        other
        for other, _ in spoken[1:]
        if named < set(held.measures[other].title) & (clause | named)
    ]
    return None if rivals else key


def _counts_another(
    named_in: Clause,
    clause: frozenset[str],
    key: MeasureKey,
    score: float,
    context: SentenceContext,
) -> bool:
    """Whether a clause names something else that is counted, or a figure is of something else."""
    index = context.index
    measure = index.held.measures[key]
    nouns = (clause & index.nouns) - measure.known
    of_change = (Role.CHANGE,), (Role.PERCENT_CHANGE,)
    after = [each for each in context.matched if each.mention.start >= named_in.start]
    figures = [each for each in after if not each.is_held and each.mention.form not in _SIZES]
    if score >= _SPOKEN_PLAINLY:
        figures = [each for each in figures if each.reading.roles[:1] not in of_change]
    return bool(nouns) or bool(figures)
