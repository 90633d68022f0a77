"""Claims of direction, size and place are borne out by the report's own figures, or named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, product

from bcssp_lib.checks.change_tests import ClaimedFact
from bcssp_lib.checks.claim_tests import judge_claim
from bcssp_lib.checks.claimed_facts import REFERS, find_claimed_fact
from bcssp_lib.checks.claimed_measures import find_named_measure
from bcssp_lib.checks.claims import (
    SUPPORTED,
    Claim,
    Ruling,
    Verdict,
    contradiction,
    find_claims,
    no_support,
)
from bcssp_lib.checks.fact_index import binding_expression, first_number_shown, only_number_shown
from bcssp_lib.checks.held_numbers import CHANGES, HeldNumber, Role
from bcssp_lib.checks.matching import MatchedNumber
from bcssp_lib.checks.measures import Words, list_stems
from bcssp_lib.checks.numbered import NumberedSentence
from bcssp_lib.checks.prose import PlacedSpan, Stretch, lies_within
from bcssp_lib.checks.sentence_context import Clause, SentenceContext
from bcssp_lib.checks.told_changes import find_pairs
from bcssp_lib.model.checking import BOUND, ClaimType, Degree
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind, Severity, wrong_if
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.wording import signed_percent

_CHANCE = re.compile(r"\bchance\b|\btoo few\b|\bsmall numbers?\b", re.IGNORECASE)
_FORCE = re.compile(r"\b(?:the|police) force(?: area)?\b", re.IGNORECASE)
_SHOWS_CHANGE = {("change", ""), ("compare", "previous"), ("sentence", "")}
_AGAINST_BOUND = {ClaimType.OVER_BOUND, ClaimType.UNDER_BOUND}
_OF_TWO = {ClaimType.MORE_OF_TWO, ClaimType.FEWER_OF_TWO}
_MORE = {ClaimType.OVER_BOUND, ClaimType.MORE_OF_TWO}


def check_claims(context: SentenceContext) -> Iterator[Finding]:
    """What the figures do not bear out in a sentence."""
    claims = list(find_claims(context))
    yield from _check_pairs(context, claims)
    for claim in chain.from_iterable(_split_joined(each, context) for each in claims):
        verdict, fact = _judge(claim, context)
        if fact is not None and _is_its_name(claim, fact):
            continue
        if verdict.ruling is Ruling.SUPPORTED:
            continue
        if verdict.ruling is Ruling.CONTRADICTED and _is_as_its_numbers(claim, context):
            continue
        if verdict.ruling is Ruling.UNSUPPORTED and fact and _says_chance(context, fact):
            continue
        about = f"is said of “{fact.title}”" if fact else "is said, and we have no figure for it"
        yield context.finding(
            Kind.CLAIM,
            f"“{claim.text}”{', “every year”,' if claim.every else ''} {about}",
            verdict.why,
            verdict.suggestion,
            severity=_weigh(verdict, claim, fact, context),
        )


def _weigh(verdict: Verdict, claim: Claim, fact: Fact | None, context: SentenceContext) -> Severity:
    """Wrong where a figure says otherwise, and it is plain that the claim is made of it.

    Its present figure stands in the sentence, or all of its name; else it was another's in two of
    three (decision 88). What is compared with others or a target has always named them.
    """
    if verdict.ruling is Ruling.UNSUPPORTED:
        return Severity.DOUBTFUL
    if fact is None or claim.says not in _THROUGH_TIME:
        return Severity.WRONG
    before = context.previous if REFERS.match(claim.clause.text) else None
    named = {*list_stems(fact.title)} <= {*list_stems(context.sentence.text)}
    shown = _shows(context, fact) or (before is not None and _shows(before, fact))
    return wrong_if(named or shown)


def _shows(context: SentenceContext, fact: Fact) -> bool:
    """Whether the present figure of a fact stands in a sentence, bound or typed."""
    held = (each.match.number for each in context.matched if each.is_held and each.match)
    return context.sentence.binds(fact) or any(
        each.fact.full_name == fact.full_name and each.role is Role.VALUE and each.is_now
        for each in held
    )


def _is_as_its_numbers(claim: Claim, context: SentenceContext) -> bool:
    """Whether a plain rise or fall is that of two figures in its clause: "fell from 98 to 84".

    Then either it is true, or a figure is wrong, which is another finding.
    """
    plain = claim.degree is Degree.PLAIN and not claim.goes_on
    if not plain or claim.says not in {ClaimType.ROSE, ClaimType.FELL}:
        return False
    return any(
        claim.clause.holds(before.start)
        and claim.clause.holds(now.start)
        and before.amount != now.amount
        and (now.amount > before.amount) is (claim.says is ClaimType.ROSE)
        for before, now in find_pairs(NumberedSentence(context))
    )


def _is_its_name(claim: Claim, fact: Fact) -> bool:
    """Whether the word is of the name of the measure: "the risk was reduced in 70%"."""
    stems = set(list_stems(claim.text))
    return len(stems) == 1 and stems <= set(list_stems(fact.title))


_CITE = "Say where it was found, name a fact, or accept it with a reason."
_HARDLY_SPOKEN = 0.4  # of a measure's words: with more, it may be of that
_OF_CHANGE = {ClaimType.ROSE, ClaimType.FELL, ClaimType.MULTIPLIED}
_MEASURED = re.compile(
    r"\b(?:numbers?|rates?|levels?|volumes?|crimes?|thefts?|burglar\w+) (?:of|are|is|have|has)\b"
)
_THROUGH_TIME = {
    *_OF_CHANGE,
    ClaimType.SAME,
    ClaimType.STABLE,
    ClaimType.NO_SIGNIFICANT_CHANGE,
    ClaimType.IMPROVED,
    ClaimType.WORSENED,
    ClaimType.SIGNIFICANT,
    ClaimType.HIGHEST,
    ClaimType.LOWEST,
    ClaimType.MOST,
    ClaimType.FEW,
    ClaimType.MUCH,
}
_DIRECTIONS = re.compile(
    r"\b(?:more(?! than once| than one\b| often)|fewer|less|higher|lower|up|"
    r"down(?! to [a-z])|above|below|rose|ris(?:e|en|ing)|f[ae]ll(?:en|ing)?|"
    r"increas\w+|decreas\w+|reduction|drop\w*|declin\w+)\b",
    re.IGNORECASE,
)
_A_PAIR = 2
_OF_A_CHANGE = {Role.VALUE, *CHANGES}


def _check_pairs(context: SentenceContext, claims: Sequence[Claim]) -> Iterator[Finding]:
    """Two typed figures of one measure, called more or fewer, of which chance explains the change.

    As in "two more than the 139 of last year", where no claim's words are found.
    """
    by_fact: dict[str, list[MatchedNumber]] = {}
    for number in context.matched:
        held = number.match.number if number.match and number.is_held else None
        if held and held.role in _OF_A_CHANGE and _is_of_last_year(held):
            by_fact.setdefault(held.fact.full_name, []).append(number)
    for numbers in by_fact.values():
        fact = numbers[0].match.number.fact if numbers[0].match else None
        change = fact.change if fact else None
        if fact is None or change is None or not change.chance or len(numbers) < _A_PAIR:
            continue
        word = _nearest_direction(context, numbers)
        said = any(word and claim.start <= word.start() < claim.end for claim in claims)
        if word and not said and not _says_chance(context, fact):
            yield context.finding(
                Kind.CLAIM,
                f"“{word[0]}” is said of “{fact.title}”",
                f"{fact.title} {FactWords(fact).change_phrase}. Say so next to the word, "
                "or bind the change.",
                binding_expression(fact, "change"),
                severity=Severity.DOUBTFUL,
            )


def _is_of_last_year(held: HeldNumber) -> bool:
    """Whether a number is the area's own, of its fact's period or the year before."""
    now = held.fact.period
    own = held.whose is None and not held.category
    return own and held.period in {now, now.previous()} and not held.is_of_years


def _nearest_direction(
    context: SentenceContext, numbers: Sequence[MatchedNumber]
) -> re.Match[str] | None:
    """The word of a direction that is nearest to the last of some numbers."""
    words = _DIRECTIONS.finditer(context.typed)
    last = numbers[-1].mention.start
    return min(words, key=lambda word: abs(word.start() - last), default=None)


_JOINED = re.compile(
    r"^[^;:()]*\band [^;:()]*?(?=,? (?:both|all) $)|"
    r"(?<=^[Bb]oth )[^;:()]*\band [^;:()]*?(?= (?:(?:has|have|had) )?$)|"
    r"(?<= [Bb]oth )[^;:()]*\band [^;:()]*?(?= (?:(?:has|have|had) )?$)"
)
_AS_DID = re.compile(r"[^.;,]{0,40}, as (?:did|have|has|had|was|were) ([^.;,]+)")
_BOTH_OF_WHICH = re.compile(r", both of (?:which|these|them) (?:(?:has|have|had) )?$")
_PART = re.compile(r"(.+?)(?:,? and |, |$)")


def _split_joined(claim: Claim, context: SentenceContext) -> list[Claim]:
    """A claim as one of each of the things that it joins, as in "X and Y both rose".

    It stays one where any of them is no measure by itself.
    """
    if _BOTH_OF_WHICH.search(context.typed[: claim.start]):
        return _split_figures(claim, context)
    if claim.says in _OF_CHANGE and (also := _AS_DID.match(context.typed, claim.end)):
        return [claim, replace(claim, clause=Clause(*also.span(1), f"{also[1]} {claim.text}"))]
    names = _JOINED.search(context.typed[: claim.start])
    if claim.says not in _OF_CHANGE or not names:
        return [claim]
    parts = [
        replace(claim, clause=Clause(*part.span(1), f"{part[1]} {claim.text}"))
        for part in _PART.finditer(names[0])
    ]
    facts = {fact.full_name for part in parts if (fact := find_claimed_fact(part, context))}
    return parts if len(facts) == len(parts) else [claim]


def _split_figures(claim: Claim, context: SentenceContext) -> list[Claim]:
    """A claim as one of each of the last two figures: "821 and 1,603, both of which rose"."""
    figures = [each.mention for each in context.matched if each.mention.start < claim.start]
    return [
        replace(claim, clause=Clause(each.start, each.end, f"{each.text} {claim.text}"))
        for each in figures[-_A_PAIR:]
    ]


def _judge(claim: Claim, context: SentenceContext) -> tuple[Verdict, Fact | None]:
    """What the figures say to a claim, and the fact that it is made of, if we have it."""
    if claim.says in _AGAINST_BOUND:
        return _judge_against_bound(claim, context)
    if claim.says in _OF_TWO:
        return _judge_of_two(claim, context)
    fact = find_claimed_fact(claim, context)
    if fact is None:
        return _judge_without_fact(claim, context), None
    verdict = _judge_of_force(claim, fact)
    return verdict or judge_claim(ClaimedFact(claim, fact, context.index)), fact


def _judge_of_force(claim: Claim, fact: Fact) -> Verdict | None:
    """A rise or fall that is said of the whole force area; none for any other claim."""
    change = fact.force_change
    of_change = claim.says in {ClaimType.ROSE, ClaimType.FELL}
    if not change or not of_change or not _FORCE.search(claim.clause.text):
        return None
    fits = (change > 0) is (claim.says is ClaimType.ROSE)
    if fits is not claim.negated:
        return SUPPORTED
    return contradiction(
        f"{fact.title}: {signed_percent(change)} across the police force area.",
        binding_expression(fact, "comparator"),
    )


def _judge_without_fact(claim: Claim, context: SentenceContext) -> Verdict:
    """A change of something counted, of which the data hold nothing at all."""
    if claim.says not in _OF_CHANGE or any(each.is_held for each in context.matched):
        return SUPPORTED
    named = frozenset(list_stems(context.typed[claim.clause.start : claim.start]))
    nouns = (named & context.index.nouns) or _MEASURED.search(claim.clause.text)
    spoken = context.index.held.spoken_of(Words(frozenset(list_stems(context.sentence.text))))
    if not nouns or (spoken and spoken[0][1] > _HARDLY_SPOKEN):
        return SUPPORTED
    return no_support("Nothing is held of it, so nobody can check it.", _CITE)


def _says_chance(context: SentenceContext, fact: Fact) -> bool:
    """Whether the sentence itself says what chance may have done, or shows the whole change."""
    return bool(_CHANCE.search(context.typed)) or any(
        span.fact.full_name == fact.full_name
        and (span.span.helper, span.span.option) in _SHOWS_CHANGE
        for span in context.sentence.spans
    )


# Two figures of the sentence compared


def _judge_against_bound(claim: Claim, context: SentenceContext) -> tuple[Verdict, Fact | None]:
    """As in "more than" a bound figure: by another one of its clause, or by itself."""
    after = [span for span in context.sentence.spans if 0 <= span.start - claim.end <= 1]
    number = only_number_shown(after[0]) if after else None
    if number is None:
        return SUPPORTED, None
    span, fact = after[0], number.fact
    earlier = context.spans_in(claim.clause.start, claim.start)
    amount = _shown_amount(earlier[-1]) if earlier else None
    if amount is None and span.is_value:
        words = f"{span.span.words} exactly: {fact.title}, {FactWords(fact).when}."
        return contradiction(f"The figure is {words}", binding_expression(fact)), fact
    amount = fact.amount if amount is None else amount
    return _compare(claim, amount, number.amount, span.span.words), fact


def _judge_of_two(claim: Claim, context: SentenceContext) -> tuple[Verdict, Fact | None]:
    """As in "more of these (12) than of those (8)": by the two figures that are there."""
    spans = context.spans_in(claim.start, len(context.typed))[:2]
    amounts = [amount for span in spans if (amount := _shown_amount(span)) is not None]
    if len(amounts) < 2:
        return SUPPORTED, None
    return _compare(claim, amounts[0], amounts[1], f"{amounts[1]:,}"), spans[0].fact


def _compare(claim: Claim, amount: Decimal | None, other: Decimal, shown: str) -> Verdict:
    """Whether an amount is more, or less, than another one, which is shown as this."""
    if amount is None:
        return SUPPORTED
    fits = amount > other if claim.says in _MORE else amount < other
    if fits is not claim.negated:
        return SUPPORTED
    return contradiction(f"{amount:,} is compared with {shown}.")


def _shown_amount(placed: PlacedSpan) -> Decimal | None:
    number = first_number_shown(placed)
    if number is None:
        return None
    return abs(number.amount) if number.helper == "change" else number.amount


# What is denied: "no reviews were published", "none", "has been eliminated"

_NOTHING_OF = (
    r"(?!\w* ?(?:figures?|change|difference|evidence|significant|clear|real|one|doubt|longer|"
    r"further|other|more|new|work|research|stud(?:y|ies)|data|information|guidance)\b)"
)
_NONE = re.compile(
    rf"(?<!if )(?<!where )(?<!with )\bno {_NOTHING_OF}(?:(?:[\w’-]+ ){{1,5}}?(?:was|were|"
    rf"had been|have been|has been|took place)\b|(?<=were no )[\w’ -]+|(?<=was no )[\w’ -]+|"
    r"(?<=is no )[\w’ -]+|(?<=are no )[\w’ -]+)|"
    r"\bnone (?:was|were|of(?! (?:what|this|that|it)\b))\b|"
    r"\b(?:has|have|had) (?:now )?been (?:eliminated|eradicated|wiped out)\b|"
    r"\b(?:has|have) (?:all but )?(?:disappeared|gone)(?: from\b|[.;,])",
    re.IGNORECASE,
)

_PLAINLY = 0.7  # of a measure's words
# What is denied of some of those that a sentence counts, or the one before it.
_NONE_OF_THEM = re.compile(
    r"\b(?:none of (?:them|these|those|the \w+)|not (?:one|a single)(?: \w+)?)\b[^.;:]{5,80}",
    re.IGNORECASE,
)


def check_denials(context: SentenceContext) -> Iterator[Finding]:
    """What a sentence says that there is none of, where the data hold some."""
    none, of_them = _NONE.finditer(context.typed), _NONE_OF_THEM.finditer(context.typed)
    denied = chain(
        ((match[0], _find_denied(match.span(), context)) for match in none),
        ((match[0], _find_denied_part(match[0], context)) for match in of_them),
    )
    for said, fact in denied:
        if fact is not None:
            words = FactWords(fact)
            yield context.finding(
                Kind.FIGURE,
                f"“{said.strip()}” is said, where “{fact.title}” is {words.text}",
                f"{fact.title}, {words.when}: {words.text}.",
                binding_expression(fact),
            )


def _find_denied(place: Stretch, context: SentenceContext) -> Fact | None:
    """The fact that these words deny, though its figure is above zero."""
    clause = context.clause_at(place[0])
    counted = BOUND in clause.text or context.unbound_in(clause)
    if counted or lies_within(*place, context.quoted):
        return None
    key = find_named_measure(clause, context)
    words = Words(frozenset(list_stems(clause.text)))
    plain = key is not None and context.index.held.score(key, words) >= _PLAINLY
    fact = context.index.held.measures[key].fact if key and plain else None
    return fact if fact is not None and (fact.amount or 0) > 0 else None


def _find_denied_part(denied: str, context: SentenceContext) -> Fact | None:
    """The fact of a part that is denied: "141 children, none of them for more than 18 months"."""
    said, measures = set(list_stems(denied)), context.index.held.measures
    wholes = [measures[key] for key in context.told | context.carried if key in measures]
    parts = (part for part in measures.values() if not part.category)
    denied_parts = (
        part.fact
        for part, whole in product(parts, wholes)
        if part.fact.section == whole.fact.section and (part.fact.amount or 0) > 0
        if any(
            set(whole.title) < {*name} and {*name} - set(whole.title) <= said
            for name in (part.title, *part.called)
        )
    )
    return next(denied_parts, None)
