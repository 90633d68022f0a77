"""Claims of direction, size and place are borne out by the report's own figures, or named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bcssp_lib.checks.claim_tests import judge_claim
from bcssp_lib.checks.claims import (
    SUPPORTED,
    Claim,
    Ruling,
    Verdict,
    contradiction,
    find_claims,
    is_meant,
    no_support,
)
from bcssp_lib.checks.fact_index import (
    FactIndex,
    binding_expression,
    first_number_shown,
    only_number_shown,
)
from bcssp_lib.checks.prose import PlacedSpan, SentenceContext
from bcssp_lib.checks.subjects import Clause, find_stretches, list_stems, split_clauses
from bcssp_lib.model.checking import ClaimType
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.wording import signed_percent

_REFERS = re.compile(
    r"^\W*(?:it|this|that|these|they|both|the (?:numbers?|figures?|rates?|total|share|rise|"
    r"increase|fall|decline|reduction|drop|change)|numbers|figures|rates)\b",
    re.IGNORECASE,
)
_CHANCE = re.compile(r"\bchance\b|\btoo few\b|\bsmall numbers?\b", re.IGNORECASE)
# Words that are claims beside a figure, and mean much else where there is none.
_LOOSE = re.compile(
    r"^(?:is|are|was|were|been) (?:\w+ )?(?:the same|similar|consistent|level|constant|flat|high|"
    r"low)\b|^(?:remain\w*|stay\w*) consistent\b|^(?:more|less) \w+ly$|"
    r"^(?:soon|fast|quick|slow)er$",
    re.IGNORECASE,
)
_FORCE = re.compile(r"\b(?:the|police) force(?: area)?\b", re.IGNORECASE)
_SHOWS_CHANGE = {("change", ""), ("compare", "previous"), ("sentence", "")}
_BOUND_CLAIMS = {ClaimType.OVER_BOUND, ClaimType.UNDER_BOUND}
_OF_TWO = {ClaimType.MORE_OF_TWO, ClaimType.FEWER_OF_TWO}


def check_claims(
    context: SentenceContext, index: FactIndex, before: SentenceContext | None = None
) -> Iterator[Finding]:
    """What the figures do not bear out in a sentence; ``before`` is the one that it follows."""
    idioms: list[tuple[int, int]] | None = None
    marked = index.mark_places(context.typed)
    for clause in split_clauses(context.typed):
        for claim in find_claims(
            clause.text, clause.start, index.claims, marked[clause.start : clause.end]
        ):
            if idioms is None:
                idioms = find_stretches(context.typed, index.idioms)
            if not is_meant(claim, clause, context, idioms):
                continue
            yield from _findings(claim, clause, context, index, before)


def find_facts(context: SentenceContext, index: FactIndex) -> list[Fact]:
    """What a sentence is about: the facts bound in it, or else those that it speaks of."""
    bound = _unique(context.sentence.spans)
    if bound:
        return bound
    subjects = index.subjects.spoken_of(context.sentence.text, context.section)
    return [subject.fact for subject in subjects[:1]]


def _findings(
    claim: Claim,
    clause: Clause,
    context: SentenceContext,
    index: FactIndex,
    before: SentenceContext | None,
) -> Iterator[Finding]:
    if claim.says in _BOUND_CLAIMS:
        verdict, fact = _beside_bound(claim, clause, context)
    elif claim.says in _OF_TWO:
        verdict, fact = _of_two_bound(claim, context)
    else:
        fact = _subject(claim, clause, context, index, before)
        verdict = _of_force_area(claim, clause, fact) if fact else None
        if verdict is None:
            verdict = judge_claim(claim, fact, index) if fact else _unknown(claim)
    if verdict is None or verdict.ruling is Ruling.SUPPORTED:
        return
    if verdict.ruling is Ruling.UNSUPPORTED and fact and _says_chance(context, fact):
        return
    about = f"is said of “{fact.title}”" if fact else "is said, and we have no figure for it"
    yield context.finding(
        Kind.CLAIM,
        f"“{claim.text}” {about}",
        verdict.why,
        verdict.suggestion,
        error=verdict.ruling is Ruling.CONTRADICTED,
    )


def _of_force_area(claim: Claim, clause: Clause, fact: Fact) -> Verdict | None:
    """A rise or fall that is said of the whole force area; none for any other claim."""
    change = fact.force_change
    if (
        claim.says not in {ClaimType.ROSE, ClaimType.FELL}
        or not _FORCE.search(clause.text)
        or not change
    ):
        return None
    fits = (change > 0) is (claim.says is ClaimType.ROSE)
    if fits is not claim.negated:
        return SUPPORTED
    return contradiction(
        f"{fact.title}: {signed_percent(change)} across the police force area.",
        binding_expression(fact, "comparator"),
    )


def _unknown(claim: Claim) -> Verdict | None:
    """What to say of a claim when no fact of the report is about it."""
    if claim.says in {ClaimType.RATED, ClaimType.ALL} or _LOOSE.search(claim.text):
        return None
    return no_support(
        "No figure of this report is about it, so nobody can check it.",
        "Say where it was found, name a fact, or accept it with a reason.",
    )


def _says_chance(context: SentenceContext, fact: Fact) -> bool:
    """Whether the sentence itself says what chance may have done, or shows the whole change."""
    if _CHANCE.search(context.typed):
        return True
    return any(
        span.fact.full_name == fact.full_name
        and (span.span.helper, span.span.option) in _SHOWS_CHANGE
        for span in context.sentence.spans
    )


def _subject(
    claim: Claim,
    clause: Clause,
    context: SentenceContext,
    index: FactIndex,
    before: SentenceContext | None,
) -> Fact | None:
    """The fact that a claim is made of: in its clause, its sentence, or the one before."""
    spans = context.spans_in(clause.start, clause.end)
    text = context.sentence.text[clause.start : clause.end]
    earlier = f"{context.follows} {context.sentence.text[: clause.start]}"
    spoken = index.subjects.spoken_of(text, context.section, earlier)
    bound = {span.fact.full_name for span in spans}
    for subject in spoken:
        if not bound or subject.fact.full_name in bound:
            return _of_two(claim, [each.fact for each in spoken], subject.fact)
    if spans:
        return min(spans, key=lambda span: _distance(span, claim)).fact
    if spoken:
        return spoken[0].fact
    whole = _unique(context.sentence.spans)
    if len(whole) == 1 and _one_subject(clause, context, index):
        return whole[0]
    if not _REFERS.search(clause.text):
        return None
    about = find_facts(context, index) or (find_facts(before, index) if before is not None else [])
    return next(iter(about), None)


def _of_two(claim: Claim, spoken: Sequence[Fact], first: Fact) -> Fact:
    """Of facts with much the same words, the one that can be called highest, or rated."""
    if claim.says is ClaimType.RATED:
        return next((subject for subject in spoken if subject.rating), first)
    end = claim.says.name.lower()
    named = (subject for subject in spoken if end in subject.title.lower())
    return next(named, first)


def _one_subject(clause: Clause, context: SentenceContext, index: FactIndex) -> bool:
    """Whether the one fact of a sentence is what another of its clauses speaks of too."""
    fact = context.sentence.spans[0].fact
    clause_stems = set(list_stems(clause.text))
    return (
        bool(clause_stems & set(list_stems(fact.title))) or not clause_stems & index.subjects.nouns
    )


def _distance(span: PlacedSpan, claim: Claim) -> int:
    return min(abs(span.start - claim.end), abs(claim.start - span.end))


def _unique(spans: Sequence[PlacedSpan]) -> list[Fact]:
    by_name = {span.fact.full_name: span.fact for span in spans}
    return list(by_name.values())


def _beside_bound(
    claim: Claim, clause: Clause, context: SentenceContext
) -> tuple[Verdict | None, Fact | None]:
    """As in "more than" a bound figure: by another one of its clause, or by itself."""
    after = [span for span in context.sentence.spans if claim.end <= span.start <= claim.end + 1]
    if not after:
        return None, None
    span = after[0]
    text, number = span.span.words, only_number_shown(span)
    earlier = [
        span for span in context.spans_in(clause.start, clause.end) if span.end <= claim.start
    ]
    if number is None:
        return None, None
    other = number.amount
    own_amount = _own_amount(earlier[-1]) if earlier else None
    if own_amount is None and span.is_value:
        return contradiction(
            f"The figure is {text} exactly: {span.fact.title}, {FactWords(span.fact).when}.",
            binding_expression(span.fact),
        ), span.fact
    if own_amount is None:
        own_amount = span.fact.amount
    if own_amount is None:
        return None, None
    fits = own_amount > other if claim.says is ClaimType.OVER_BOUND else own_amount < other
    if fits is not claim.negated:
        return None, None
    return contradiction(f"{own_amount:,} is compared with {text}."), span.fact


def _of_two_bound(claim: Claim, context: SentenceContext) -> tuple[Verdict | None, Fact | None]:
    """As in "more of these (12) than of those (8)": by the two figures that are there."""
    spans = context.spans_in(claim.start, len(context.typed))[:2]
    amounts = [_own_amount(span) for span in spans]
    if len(amounts) < 2 or amounts[0] is None or amounts[1] is None:
        return None, None
    fits = (
        amounts[0] > amounts[1] if claim.says is ClaimType.MORE_OF_TWO else amounts[0] < amounts[1]
    )
    if fits is not claim.negated:
        return None, None
    return contradiction(f"{amounts[0]:,} is compared with {amounts[1]:,}."), spans[0].fact


def _own_amount(placed: PlacedSpan) -> Decimal | None:
    number = first_number_shown(placed)
    if number is None:
        return None
    return abs(number.amount) if number.helper == "change" else number.amount
