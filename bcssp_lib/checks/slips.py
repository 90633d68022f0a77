"""What a number may be a slip for, and what speaks for that and against it.

It is a slip if it differs from the right one as slips do, and if all that its sentence says fits
the right one: measure, noun, role, time and place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.checks.held_numbers import CHANGES, FIGURES, HeldNumber, Role
from bcssp_lib.checks.matching import (
    HeldIndex,
    MatchedNumber,
    is_alike,
    is_more_exactly,
    weigh_place,
    weigh_time,
)
from bcssp_lib.checks.measures import GENERAL_WORDS, MeasureKey, Words
from bcssp_lib.checks.numbers import Form
from bcssp_lib.checks.sentence_context import SentenceContext

ELSEWHERE = "of another time or place"
_CLOSE, _NEAR = Decimal("0.02"), Decimal("0.1")  # of the right number
_FAR_FROM_RATIO = 20  # percentage points
_MOST_TIMES = 12  # a digit more, or too few
_LEAST_OF_MEASURE, FEWEST = 5, 10  # smaller counts are equal to many others
_MOST_UNEXPLAINED = 4
PLAINLY, A_PAIR = 0.8, 2
_CERTAINLY, _WHOLLY_NAMED = 3.0, 0.9  # weight; of a measure's words
_LISTED = 3  # figures of a measure beside a number, for it to be one of a list of them
PLACES = {Role.PLACE, Role.LOWEST_PLACE}
_LEAST_MEASURE = 0.4  # of its words
TELLING = 3  # digits of a number that is hardly another's by chance
TELLING_COUNT = 100  # the same of counts
# What speaks for a mistake, and against it: the weights of a logistic regression on the numbers of
# labelled texts that may be looked at, altered one at a time, and on the same texts with a third of
# the facts taken away (python -m benchmarks.altered --weights).
_WEIGHTS = {
    "digits exchanged": 3.4, "another figure": 2.4, "measure": 2.4, "two digits exchanged": 2.2,
    "next": 1.5, "category": 1.3, "target": 1.2, "its noun": 0.9, "of": 0.9,
    "plainly named": 0.9, "at home": 0.8, "more figures": 0.4, "change of another figure": 0.3,
    "count": 0.3, "percent": 0.2, "place": 0.2, "rank": 0.2, "time said": 0.1,
    "of another time or place": -0.1, "words": -0.1, "of a like measure": -0.4,
    "others' words": -0.2, "rarest word missing": -0.2, "words beside": -0.2, "points": -0.3,
    "shown": -0.3, "tens": -0.3, "close": -0.4, "rough": -0.4, "value": -0.5, "words of noun": -0.5,
    "": -0.8, "few": -0.8, "goes on": -0.8, "change": -0.9, "others' words of noun": -1.0,
    "ratio": -1.1, "sounds alike": -1.1, "a digit more": -1.2, "near": -1.2, "not beside": -1.2,
    "time unsaid": -1.3, "percent change": -1.7, "otherwise": -2.2,
}  # fmt: skip
_SUPPOSED = re.compile(
    r"\b(?:may|might|could|would|will|shall|plan(?:s|ned)? to|aim(?:s|ed)? to|next year)\b"
)
_ABOUT_WHICH = re.compile(r",(?: \w+)? (?:which|whom|who)\b[^,]*,")
# A forecast, or of a time or place that the sentence does not say.
_UNSURE = re.compile(
    r"\b(?:forecast\w*|expect\w*|predict\w*|projected|projections?|anticipat\w*|trajectory|"
    r"same (?:quarter|period|month)|where (?:it|they|this|these) (?:stood|stands?|was|were|had))\b"
    r"[^.;]*$",
    re.IGNORECASE,
)
# Of a part of a year that the clause does not name so that it can be told which.
_PART_OF_YEAR = re.compile(
    r"\b(?:(?<!\ba )quarter(?! of (?:an?|the|all|those)\b)|spring|summer|autumn|winter|term|"
    r"half[- ]year|same (?:period|month))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Mistake:
    """The held number that was meant, and what speaks for it and against it, by name."""

    meant: HeldNumber
    reasons: dict[str, float]

    @property
    def weight(self) -> float:
        """All of it together."""
        return sum(_WEIGHTS.get(name, 0.0) * amount for name, amount in self.reasons.items())

    @property
    def is_certain(self) -> bool:
        """Whether as much speaks for it as was hardly ever false at first sight (decision 88)."""
        reasons = self.reasons
        plain = reasons["measure"] >= _WHOLLY_NAMED or reasons["its noun"]
        return bool(self.weight >= _CERTAINLY or plain) and not reasons["time unsaid"]


def list_mistakes(context: SentenceContext, number: MatchedNumber) -> Iterator[Mistake]:
    """Every held number for which one that is not held may be a mistake."""
    reading, words, index = number.reading, number.mentioned.words, context.index.held
    if reading.whose == "other" or not reading.roles or abs(reading.mention.amount) == 1:
        return
    if _is_left_open(context, number) or _restates_ratio(context, number):
        return
    others = [each for each in context.matched if each is not number and each.is_held]
    anchors = Counter(each.match.number.measure for each in others if each.match)
    telling = {each.match.number.measure for each in others if each.match and _is_telling(each)}
    for key in set(anchors) - telling:
        del anchors[key]
    near = [*anchors, *(key for key in context.carried if key in index.measures)]
    spoken = dict(index.spoken_of(words)) | {key: index.score(key, words) for key in near}
    for key, score in spoken.items():
        if score >= _LEAST_MEASURE or anchors[key]:
            yield from _list_of_measure(context, number, key, others, anchors[key])


def _is_telling(number: MatchedNumber) -> bool:
    """Whether a held figure tells which measure is meant: small changes are those of many."""
    of_change = number.match is not None and number.match.number.role in CHANGES
    return not of_change or abs(number.mention.amount) >= _LEAST_TELLING


_LEAST_TELLING = 20


def _restates_ratio(context: SentenceContext, number: MatchedNumber) -> bool:
    """Whether a percentage is what the ratio before it says: "just over half (51%)"."""
    before = [each for each in context.unbound if each.end < number.mention.start][-1:]
    aside = context.typed[: number.mention.start].endswith(("(", ", or ", ", that is "))
    return aside and any(
        each.form is Form.RATIO and abs(each.amount - number.mention.amount) <= _NEAR_RATIO
        for each in before
    )


_NEAR_RATIO = 5  # percentage points


def _is_left_open(context: SentenceContext, number: MatchedNumber) -> bool:
    """Whether a number is supposed or foretold, or of a part of a year that is not named."""
    reading, clause = number.reading, context.clause_at(number.mention.start)
    said = _ABOUT_WHICH.sub(",", context.typed[clause.start : number.mention.start])
    if _SUPPOSED.search(said) and reading.roles[0] is not Role.TARGET:
        return True
    if _UNSURE.search(context.typed[: number.mention.start]):
        return True
    of_part = reading.when is not None and reading.when.quarter is not None
    return not of_part and _PART_OF_YEAR.search(clause.text) is not None


def _list_of_measure(
    context: SentenceContext,
    number: MatchedNumber,
    key: MeasureKey,
    others: Sequence[MatchedNumber],
    anchors: int,
) -> Iterator[Mistake]:
    """The numbers of one measure for which a number may be a mistake; ``anchors`` are beside it."""
    index = context.index.held
    role, noun = _role_in(number, index.by_measure[key]), number.mentioned.noun
    if role is Role.VALUE and noun and noun not in index.measures[key].known:
        return  # it counts something else that is counted in the report
    if role in CHANGES and _is_distance(context, number, key):
        return
    of_measure = _of_sentence(number) | _fit_of_measure(context, number, key, anchors)
    filled = [each.match.number for each in others if each.match]
    for held in index.by_measure[key]:
        if held.role is not role or any(each is held for each in filled):
            continue
        fit = _fit_of_number(number, held, listed=anchors >= _LISTED)
        how = _difference(number, held, context, others) if fit is not None else ""
        if fit is not None and how:
            shown = any(abs(each.amount) == abs(held.amount) for each in context.figures)
            yield Mistake(held, {"": 1.0, how: 1.0, "shown": float(shown)} | of_measure | fit)


def _is_distance(context: SentenceContext, number: MatchedNumber, key: MeasureKey) -> bool:
    """Whether a number is how far others are, as in "two fewer than the 16 of England".

    So it is if the figure after it is not that of its measure at an earlier time.
    """
    than = _THAN.match(context.typed, number.mention.end)
    if than is None:
        return False
    after = [each for each in context.matched if each.mention.start == than.end()]
    earlier = {held.amount for held in context.index.held.by_measure[key] if not held.whose}
    return any(each.mention.amount not in earlier for each in after)


_THAN = re.compile(r" (?:\w+ )??(?:fewer|more|less|higher|lower) than (?:the )?")


def _of_sentence(number: MatchedNumber) -> dict[str, float]:
    """What is said of a number, whichever figure is meant."""
    mention = number.mention
    whole = mention.amount == int(mention.amount)
    return {
        mention.form.value: 1.0,
        "few": float(whole and abs(mention.amount) < 20),
        "tens": float(20 <= abs(mention.amount) < 100),
        "rough": float(number.reading.rough),
    }


def _fit_of_measure(
    context: SentenceContext, number: MatchedNumber, key: MeasureKey, anchors: int
) -> dict[str, float]:
    """How well a measure fits the words around a number."""
    index, words = context.index.held, number.mentioned.words
    measure = index.measures[key]
    known = measure.known | GENERAL_WORDS
    beside = {word for word in words.beside or () if not word.isdigit()} - known
    clause = {word for word in words.clause if not word.isdigit()} - known
    phrase = number.mentioned.phrase - known
    name = index.name_of(key, words)
    missing = [word for word in name if word not in words.weighed]
    score = index.score(key, words)
    return {
        "measure": score,
        "rarest word missing": float(index.rarest(name) in missing),
        "plainly named": float(score >= PLAINLY and not beside and len(clause) < A_PAIR),
        "another figure": float(anchors > 0),
        "more figures": float(anchors > 1),
        "goes on": float(key in context.carried),
        "at home": float(measure.fact.section == context.prose.section),
        "words beside": float(min(len(beside - index.words), _MOST_UNEXPLAINED)),
        "others' words": float(min(len(clause & index.words), _MOST_UNEXPLAINED)),
        "words": float(min(len(clause - index.words), _MOST_UNEXPLAINED)),
        "others' words of noun": float(len(phrase & index.words)),
        "words of noun": float(len(phrase - index.words)),
        "category": float(bool(measure.category)),
        "not beside": float(not index.is_beside(key, words)),
        "its noun": float(bool(number.mentioned.noun) and number.mentioned.noun == measure.noun),
    }


def _role_in(number: MatchedNumber, figures: Sequence[HeldNumber]) -> Role | None:
    """What a number is of a measure: a change only where a word beside it says so."""
    first, *others = number.reading.roles[:2]
    held = {each.role for each in figures if is_alike(number.mention.form, each.form)}
    moves = number.reading.moves
    possible = (first, *(role for role in others if role in FIGURES or moves))
    return next((role for role in possible if role in held - {Role.SHARE}), None)


def _fit_of_number(
    number: MatchedNumber, held: HeldNumber, *, listed: bool
) -> dict[str, float] | None:
    """How well role, time and place fit a held number; None where one does not.

    ``listed``: the sentence lists several periods of its measure.
    """
    reading = number.reading
    if not is_alike(reading.mention.form, held.form) or not _is_mistakable(number, held):
        return None
    place, time = weigh_place(held, reading), weigh_time(held, reading)
    if listed and time is None and held.role is Role.VALUE and not reading.near_when:
        time = 0.0
    if place is None or time is None or place < 0:
        return None
    if held.role in CHANGES and not held.is_now and not reading.near_when:
        return None
    return {
        "time said": float(time > 0.3),
        "time unsaid": float(time < 0.2),
        held.role.value: 1.0,
    }


def _difference(
    number: MatchedNumber,
    held: HeldNumber,
    context: SentenceContext,
    others: Sequence[MatchedNumber],
) -> str:
    """How a number differs from the one that was meant; empty where no slip looks so."""
    reading, index = number.reading, context.index.held
    clause = context.clause_at(number.mention.start)
    typed, wanted = abs(reading.mention.amount), abs(held.amount)
    if (
        typed == wanted
        or is_more_exactly(typed, wanted)
        or (reading.rough and abs(typed - wanted) <= wanted * _NEAR)
    ):
        return ""
    near = [each for each in others if clause.holds(each.mention.start)]
    if _is_told_change(number, held, near):
        return "change of another figure"
    one, other = digits_of(typed), digits_of(wanted)
    if len(one) > 1 and _are_exchanged(one, other):
        return "digits exchanged" if len(one) > A_PAIR else "two digits exchanged"
    if typed >= _LEAST_OF_MEASURE and any(
        abs(each.amount) == typed
        and each.role in FIGURES | PLACES | {Role.PERCENT_CHANGE}
        and is_alike(reading.mention.form, each.form)
        for each in index.by_measure[held.measure]
    ):
        return ELSEWHERE
    if _is_figure_of_another(number, held, index):
        return "of a like measure"
    return _likeness(typed, wanted, one, other)


def _is_figure_of_another(number: MatchedNumber, meant: HeldNumber, index: HeldIndex) -> bool:
    """Whether a number is that of another measure of the section, and hardly by chance."""
    amount = abs(number.mention.amount)
    if number.is_held or (amount == int(amount) and amount < TELLING_COUNT):
        return False
    clause = Words(number.mentioned.words.clause)
    return any(
        held.role is Role.VALUE
        and held.is_now
        and held.whose is meant.whose
        and held.fact.section == meant.fact.section
        and is_alike(number.mention.form, held.form)
        and index.score(held.measure, clause) < index.score(meant.measure, clause)
        for held in index.by_amount.get(amount, ())
    )


def _likeness(typed: Decimal, wanted: Decimal, one: str, other: str) -> str:
    if abs(typed - wanted) == 1:
        return "next"
    if len(one) == len(other) > 1 and sum(a != b for a, b in zip(one, other, strict=True)) == 1:
        return "one digit"
    low, high = sorted((typed, wanted))
    if (13 <= low <= 19 and high == 10 * (low - 10)) or high == 10 * low:
        return "sounds alike"
    if abs(typed - wanted) <= wanted * _CLOSE:
        return "close"
    short, long = sorted((one, other), key=len)
    if len(long) == len(short) + 1 and any(
        long[:place] + long[place + 1 :] == short for place in range(len(long))
    ):
        return "a digit more"
    return "near" if abs(typed - wanted) <= wanted * _NEAR else "otherwise"


def differs_as_slips_do(one: Decimal, other: Decimal, fewest: int = TELLING) -> bool:
    """Whether one number may be the other with digits exchanged, or with one of them wrong.

    Numbers of fewer digits than ``fewest`` are too often like another by chance.
    """
    digits, others = digits_of(one), digits_of(other)
    if len(digits) != len(others) or len(digits) < fewest:
        return False
    unlike = sum(a != b for a, b in zip(digits, others, strict=True))
    return unlike == 1 or (unlike == A_PAIR and _are_exchanged(digits, others))


def has_digits_exchanged(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers have the same digits, and not by chance, in another order: 468, 486."""
    digits = digits_of(one)
    return len(digits) >= TELLING and _are_exchanged(digits, digits_of(other))


def _are_exchanged(digits: str, others: str) -> bool:
    return sorted(digits) == sorted(others)


def digits_of(amount: Decimal) -> str:
    """The digits of a number, without its point."""
    return f"{amount.normalize():f}".replace(".", "")


def _is_mistakable(number: MatchedNumber, held: HeldNumber) -> bool:
    """Whether one number may be written for another at all: neither is many times the other.

    Nor is a rate, or a number with decimals, written for a count.
    """
    amount = number.mention.amount
    counts = held.role in {Role.VALUE, Role.CHANGE} and not held.fact.decimals
    per_head = number.reading.roles[0] is Role.RATE and "." not in number.mention.text
    of_rate = amount != int(amount) or per_head
    if counts and held.form is Form.COUNT and of_rate:
        return False
    low, high = sorted((abs(number.mention.amount), abs(held.amount)))
    if number.mention.form is Form.RATIO:  # "more than half" may be much more
        return high - low > _FAR_FROM_RATIO
    return high <= _MOST_TIMES * low or high < _MOST_TIMES


def _is_told_change(
    number: MatchedNumber, held: HeldNumber, others: Sequence[MatchedNumber]
) -> bool:
    """Whether a number is the change to one whose figure is right, as in "by 12 to 146"."""
    if number.reading.roles[0] is not held.role or held.role not in CHANGES:
        return False
    return any(
        each.match.number.measure == held.measure
        and each.match.number.period == held.period
        and each.match.number.whose == held.whose
        and each.match.number.role in FIGURES
        for each in others
        if each.match
    )
