"""Claims that narrative makes about figures: found by their words, and ruled on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bcssp_lib.checks.mention_reading import FALL, RISE
from bcssp_lib.checks.numbers import find_mentions, lower_letters, parse_ordinal
from bcssp_lib.checks.prose import Stretch, lies_within, overlaps
from bcssp_lib.checks.sentence_context import Clause, SentenceContext
from bcssp_lib.model.checking import BOUND, ClaimType, ClaimWords, Degree
from bcssp_lib.model.errors import UserError

_EXACT = re.compile(
    r"unchanged|the same\b|no change|did not change|not changed|constant", re.IGNORECASE
)
_LOOSELY = re.compile(r"\b(?:about|much|broadly|almost|roughly|nearly) the same\b")
_NEGATED = re.compile(
    r"(?:\b(?:(?<!that were )(?<!that was )(?<!that are )(?<!who were )"
    r"(?<!which were )(?<!which are )not(?! only)|never|(?<!with )(?<!having )no|"
    r"neither|nor|hardly)\b|"
    r"(?<!that were)(?<!which were)(?<!who were)n[’']t\b)"
    r"(?:[^\w,;]+\w+){0,2}[^\w,;]*$|\bwithout(?:\s+\w+)?\s*$",
    re.IGNORECASE,
)
_NEGATED_WITHIN = re.compile(r"^(?:no|not|any)\b|\bnot\b|n[’']t\b|\bfailed to\b", re.IGNORECASE)
# What words may begin with that deny nothing: "no other area is higher", "did not change".
_OF_SUPERLATIVES = ("no other", "not as", "n’t as")
_OF_STABLE = ("no ", "did not", "has not", "have not", "hardly", "little", "very little")
_MISSED_NONE = re.compile("failed to| not ")
_OF_DIFFERENCE = re.compile("^(?!no ).*different", re.DOTALL)
_AGAIN = re.compile(
    r"\b(?:again(?! (?:within|inside|in an?)\b)|year on year|"
    r"continu\w+|once more|still(?= (?:\w+ing|up|down)\b))\b",
    re.IGNORECASE,
)
_EVERY = re.compile(r"\b(?:every|each) (?:single )?year\b|\byear after year\b", re.IGNORECASE)
_YEARS_RUNNING = (
    r"(?:the|a) (second|third|fourth|fifth) (?:(?:successive|consecutive) year|"
    r"year (?:running|in a row|in succession|on the trot))\b"
)
_RUNNING = re.compile(rf"(?: \w+){{0,3}}? for {_YEARS_RUNNING}", re.IGNORECASE)
_RUNNING_BEFORE = re.compile(
    rf"\b{_YEARS_RUNNING} (?:that|in which) (?:it|they) (?:\w+ )?$", re.IGNORECASE
)
_RUN_WITHIN = re.compile(
    r"\b(second|third|fourth|fifth) (?:consecutive|successive)\b", re.IGNORECASE
)
_DEFINITE = re.compile(r"\b(?:the|this|that|these|our|its)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Claim:
    """One claim in a sentence: what is said, by which words of a clause, and how strongly.

    ``definite``: "the rise" takes a rise for granted, where "a rise" need not. ``goes_on``:
    it is said to have begun earlier, for so many ``years``, and with ``every`` in each of them.
    ``whom`` are the words for those it is compared with.
    """

    says: ClaimType
    clause: Clause
    start: int
    end: int
    text: str
    degree: Degree = Degree.PLAIN
    negated: bool = False
    definite: bool = True
    goes_on: bool = False
    every: bool = False
    years: int = 2
    whom: str = ""
    factor: float = 1.0

    @property
    def begins_with_others(self) -> bool:
        """Whether its first words are those it is compared with: "England is higher"."""
        return bool(self.whom) and self.text.lower().startswith(self.whom)


class Ruling(StrEnum):
    """How a claim compares with the figures of the report.

    ``CONTRADICTED`` is an error: we have a figure, and it says otherwise, or less.
    ``UNSUPPORTED`` is a warning: no figure that we have can support the claim.
    """

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class Verdict:
    """A ruling, and the reason for it in a sentence; with the expression that would be true."""

    ruling: Ruling
    why: str = ""
    suggestion: str = ""


SUPPORTED = Verdict(Ruling.SUPPORTED)


def contradiction(why: str, suggestion: str = "") -> Verdict:
    """A figure says otherwise."""
    return Verdict(Ruling.CONTRADICTED, why, suggestion)


def no_support(why: str, suggestion: str = "") -> Verdict:
    """No figure can say."""
    return Verdict(Ruling.UNSUPPORTED, why, suggestion)


def find_claims(context: SentenceContext) -> Iterator[Claim]:
    """The claims that a sentence makes, by its typed words, of figures."""
    marked = context.index.mark_places(context.typed)
    for clause in context.clauses:
        lower = lower_letters(marked[clause.start : clause.end])
        for claim in _find_in_clause(clause, lower, context.index.claims):
            if _is_meant(claim, context):
                yield claim


def _find_in_clause(clause: Clause, lower: str, vocabulary: ClaimWords) -> Iterator[Claim]:
    """The claims of a clause; none of them overlaps another.

    ``lower`` is the clause in small letters, with the names of other areas blotted out.
    """
    taken: list[Stretch] = []
    for pattern in vocabulary.patterns:
        if not _holds(lower, pattern.needs):
            continue
        for match in _compile(pattern.text).finditer(lower):
            if not overlaps(*match.span(), taken):
                taken.append(match.span())
                yield _make_claim(pattern.says, match, clause, vocabulary)


@cache  # when it is first needed: many are not
def _compile(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:  # each piece was right by itself
        raise UserError(
            "params/checking/claims.yaml, patterns: with its words put in, a pattern is no regular "
            f"expression: {error}. It reads: {text}"
        ) from error


def _holds(text: str, pieces: Sequence[str]) -> bool:
    for piece in pieces:  # noqa: SIM110 - asked very often; any() takes three times as long
        if piece in text:
            return True
    return False


def _make_claim(
    says: ClaimType, match: re.Match[str], clause: Clause, vocabulary: ClaimWords
) -> Claim:
    groups = {name: text for name, text in match.groupdict().items() if text}
    start, end = match.span()
    words = clause.text[start:end].partition(BOUND)[0].strip(" ,(")
    noun = _compile(vocabulary.nouns).search(lower_letters(words)) is not None
    negated = bool(_NEGATED.search(clause.text[:start]) or _NEGATED_WITHIN.search(words))
    says, negated = _settle_meaning(says, words, groups, negated)
    around = clause.text[max(0, start - 20) : end + 25]
    run = _RUNNING.match(clause.text[end:]) or _RUNNING_BEFORE.search(clause.text[:start])
    run = run or _RUN_WITHIN.search(words)
    return Claim(
        says=says,
        clause=clause,
        start=clause.start + start,
        end=clause.start + end,
        text=words,
        degree=_degree(words, vocabulary),
        negated=negated,
        definite=bool(_DEFINITE.search(words)) or not noun,
        goes_on="on" in groups or bool(run or _AGAIN.search(around) or _EVERY.search(around)),
        years=parse_ordinal(run[1]) if run else 2,
        every=bool(_EVERY.search(around)),
        whom=_whom(says, groups, match.string[end:]),
        factor=_factor(groups, vocabulary),
    )


def _degree(words: str, vocabulary: ClaimWords) -> Degree:
    lower = lower_letters(words)
    like = (degree for degree, text in vocabulary.degrees.items() if _compile(text).search(lower))
    return next(like, Degree.PLAIN)


def _factor(groups: Mapping[str, str], vocabulary: ClaimWords) -> float:
    """How many times, or which part of a whole, the words name; half, if none."""
    if "times" in groups:
        return vocabulary.times[groups["times"].lower()]
    numbers = find_mentions(f"{groups.get('part', 'half')}.")
    return float(numbers[0].amount) / 100 if numbers else 0.5


def _whom(says: ClaimType, groups: Mapping[str, str], after: str) -> str:
    """The words that a claim turns on: others, a colour, "nearly", or the end of a superlative."""
    if says in {ClaimType.HIGHEST, ClaimType.LOWEST}:
        return after.strip().lower()
    named = (groups[name] for name in ("whom", "colour", "near") if name in groups)
    return next(named, "").strip().lower()


def _settle_meaning(
    says: ClaimType, words: str, groups: Mapping[str, str], negated: bool
) -> tuple[ClaimType, bool]:
    """What is said and whether it is denied, once words that turn a meaning round are read."""
    lower = words.lower()
    if says is ClaimType.NO_SIGNIFICANT_CHANGE or lower.startswith(_OF_SUPERLATIVES):
        return says, False
    if says is ClaimType.STABLE:
        loose = "loose" in groups or "little" in words or _LOOSELY.search(words)
        exact = _EXACT.search(words) and not loose
        return ClaimType.SAME if exact else says, negated and not lower.startswith(_OF_STABLE)
    if says is ClaimType.TARGET_MISSED:
        return _settle_target(lower, negated)
    if says is ClaimType.LIKE and _OF_DIFFERENCE.search(lower):
        return says, not lower.startswith("not")
    return says, negated


def _settle_target(lower: str, negated: bool) -> tuple[ClaimType, bool]:
    """As in "the target was not met", "failed to meet the target", "did not miss the target"."""
    if lower.endswith(" met"):
        return ClaimType.TARGET_MISSED if negated else ClaimType.TARGET_MET, False
    return ClaimType.TARGET_MISSED, negated and not _MISSED_NONE.search(lower)


# "More were begun (three) than were ended (two)": two figures, and not two times.
_THAN_OTHERS = re.compile(r"^[^.;]{0,60}?\bthan (?:were|was|came|went|left|did) (?!last|in the)")
_NEVER = re.compile(r"\bnever(?: \w+){0,2} $", re.IGNORECASE)
_SUPPOSED = re.compile(
    r"\b(?:might|could|can|cannot|would|should|must|will|shall|[Ii]f|[Ww]here an?|priorit(?:y|"
    r"ies)|objectives?|vision|[Ww]hether|unless|"
    r"aim(?:s|ed|ing)?|intend(?:s|ed)?|hop(?:e|es|ed|ing)|seek(?:s|ing)?|expect(?:s|ed)?|goals?|"
    r"ambition|in order|designed|ensure|[Ww]hen(?:ever)?|does not mean|(?:like|want|hope|wish|"
    r"love) to see|to avoid|to prevent|"
    r"(?<!, )so that|likely|possible|we do not know|not known|unclear|ask(?:ed|s|ing)?|wonder|"
    r"no evidence|reason to|projected|forecast|predicted|next year)\b|\bmay\b"
)
# What others say, and the text does not.
_DISPUTED = re.compile(
    r"\b(?:before (?:you|anyone|anybody|somebody) (?:writes?|says?|asks?)|had said|"
    r"some say|it (?:was|is|has been) (?:\w+ )?(?:said|remarked|suggested|claimed|alleged)|"
    r"(?:understood|thought|believed|supposed|reputed|rumoured) to be|"
    r"do(?:es)? not (?:support|bear)|(?:is|was) not (?:so|true|the case)|untrue|"
    r"wrongly|rumours?|(?:an?|one|another|some|several|two|many) (?:[\w’-]+ ){1,4}?"
    r"(?:said|told|claimed|argued|felt|thought|wrote|complained|feared) [^.;,]*?that)\b",
    re.IGNORECASE,
)
_SUPPOSED_AFTER = re.compile(
    r"^\W*(?:[\w’-]+ ){0,9}?(?:may|might|can|could|would|need not|"
    r"(?:is|are|does|do)(?:n[’']t| not| rarely| seldom| sometimes| no) |is always|"
    r"is good|is bad|is welcome news)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"^ (?:was|came|happened|had come|took place) (?:earlier|before|in (?:19|20)\d\d)"
)
# "We are lower", "nobody was lower": these compare with others.
_OURS = re.compile(
    r"\b(?:we|nobody|no one|none|authorit(?:y|ies)|areas?|councils?) $", re.IGNORECASE
)
_BE = ("are ", "were ", "is ", "was ")
_OF_LEVELS = {ClaimType.ABOVE, ClaimType.BELOW}
_THE_CHANGE = re.compile(  # "the fall far exceeds that of England" compares changes
    rf"\b(?:the|this|that|our) (?:\w+ )?(?:{RISE}|{FALL}|change)\b",
    re.IGNORECASE,
)
_AFTER_ANOTHER = re.compile(r"\b(?:follow(?:s|ed|ing)|reverses?|reversed|undoes|undid) $")
_IS_IN = re.compile(r" (?:is|was|lies|came) (?:mostly |mainly |all |largely )?in\b")
_HAD_BEEN = re.compile(r"\bhad (?:long |also |already )?$", re.IGNORECASE)
_BEEN_GOING = re.compile(r"been \w+ing\b", re.IGNORECASE)  # "had been falling until then"
_INFINITIVE = re.compile(r"\bto\W+(?:\w+\W+)?$", re.IGNORECASE)
_BASE = re.compile(
    r"^(?:increase|reduce|improve|rise|fall|drop|decrease|decline|grow)\b", re.IGNORECASE
)


def _is_meant(claim: Claim, context: SentenceContext) -> bool:
    """Whether a claim's words state something of a figure."""
    text, clause = context.typed, claim.clause
    if text.rstrip().endswith("?") or _is_name(claim, text) or _is_set_phrase(claim, context):
        return False
    if _DISPUTED.search(text):
        return False
    if _THAN_OTHERS.search(text[claim.end : clause.end]):
        return False
    if _NEVER.search(text[clause.start : claim.start]):  # of all time, and not of one year
        return False
    before, after = text[clause.start : claim.start], text[claim.end : clause.end]
    if _EARLIER.search(after) or (_OURS.search(before) and claim.text.startswith(_BE)):
        return False
    if claim.says in _OF_LEVELS and _THE_CHANGE.search(before):
        return False
    if _AFTER_ANOTHER.search(before) or (claim.definite and _IS_IN.match(after)):
        return False
    if _HAD_BEEN.search(before) and _BEEN_GOING.match(claim.text):
        return False
    if _SUPPOSED.search(before) or (_INFINITIVE.search(before) and _BASE.search(claim.text)):
        return False
    return claim.definite or not _SUPPOSED_AFTER.search(after)


def _is_set_phrase(claim: Claim, context: SentenceContext) -> bool:
    """Whether the words are an idiom, or in quotation marks."""
    if overlaps(claim.start, claim.end, context.idioms):
        return True
    return lies_within(claim.start, claim.end, context.named)


def _is_name(claim: Claim, text: str) -> bool:
    """Whether the words are part of a name: "the Highest Risk Panel"."""
    word = re.match(r"\W*([\w’-]+)", text[claim.start :])
    if word is None or not word[1][:1].isupper() or claim.begins_with_others:
        return False
    if word[1] == "Rose":  # nothing rose before it was named
        return True
    before = text[: claim.start]
    begins = not re.search(r"\w", before) or before.rstrip()[-1:] in ".!?:“"
    return not begins or re.match(r"\s+[A-Z]", text[claim.end :]) is not None
