"""Which held figure a number was meant to be that is none of them.

A number that is not held may be a mistake for one that is, or a figure of something else. It is a
mistake if it differs from the right one as slips do, and if all that its sentence says fits the
right one: measure, noun, role, time and place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bcssp_lib.checks.arithmetic import follows_from
from bcssp_lib.checks.held_numbers import HeldNumber, Role
from bcssp_lib.checks.matching import (
    MatchedNumber,
    is_alike,
    is_more_exactly,
    weigh_place,
    weigh_time,
)
from bcssp_lib.checks.measures import MeasureKey, category_words
from bcssp_lib.checks.mention_reading import find_places
from bcssp_lib.checks.numbers import Form
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.subjects import GENERAL_WORDS, list_stems

_ELSEWHERE = "of another time or place"
_TELLING, _WHOLE = 3, 100  # digits of a number that is hardly another's by chance, but for 100%
_LIKELY, _SURELY = 0.5, 0.75  # of a measure's words: where time or place is said, and where not
_GOES_ON = 0.4  # where the sentence before has figures of it
_CLOSE, _NEAR = Decimal("0.02"), Decimal("0.1")  # of the right number
_FAR_FROM_RATIO = 20  # percentage points
_MOST_TIMES = 12  # a digit more, or too few
_LEAST_OF_MEASURE = 5  # smaller counts are equal to many others
_MOST_UNEXPLAINED = 4
_ADJACENT = 25  # letters from a number to the place that it is of
_LONGEST_LIST = 12
_PLAINLY, _A_PAIR = 0.8, 2
_LISTED = 3  # figures of a measure beside a number, for it to be one of a list of them
_REFERS = re.compile(
    r"\s*(?:This|That|It) (?:is|was|represents|represented|equates to|amounts to) an? "
    r"(?:\w+ )?(?:increase|rise|growth|decrease|reduction|fall|drop|decline) of |"
    r"\s*(?:Up|Down) (?:by )?\d"
)
_PLACES = {Role.PLACE, Role.LOWEST_PLACE}
_FIGURES, _CHANGES = {Role.VALUE, Role.RATE}, {Role.CHANGE, Role.PERCENT_CHANGE}
_LEAST_MEASURE = 0.4  # of its words
# What speaks for a mistake, and against it: the weights of a logistic regression on the numbers of
# labelled texts that may be looked at, altered one at a time, and on the same texts with a third of
# the facts taken away (python -m benchmarks.altered --weights).
_WEIGHTS = {
    "digits exchanged": 3.4, "another figure": 2.4, "measure": 2.4, "next": 1.5, "category": 1.3,
    "target": 1.2, "its noun": 0.9, "of": 0.9, "plainly named": 0.9, "at home": 0.8,
    "more figures": 0.4, "change of another figure": 0.3, "count": 0.3, "percent": 0.2,
    "place": 0.2, "rank": 0.2, "time said": 0.1, "of another time or place": -0.1, "words": -0.1,
    "others' words": -0.2, "rarest word missing": -0.2, "words beside": -0.2, "points": -0.3,
    "shown": -0.3, "tens": -0.3, "close": -0.4, "rough": -0.4, "value": -0.5, "words of noun": -0.5,
    "": -0.8, "few": -0.8, "goes on": -0.8, "change": -0.9, "others' words of noun": -1.0,
    "ratio": -1.1, "sounds alike": -1.1, "a digit more": -1.2, "near": -1.2, "not beside": -1.2,
    "time unsaid": -1.3, "percent change": -1.7, "otherwise": -2.2,
}  # fmt: skip
_ENOUGH, _PLAINLY_ENOUGH = 1.5, 2.0
_NAMED_WHOLLY, _ENOUGH_WHOLLY = 0.95, 0.6
_WHOLLY, _BY_MORE = 0.99, 0.1  # of a measure's words, for a held number to be meant of it


# Before the year of the sentence before, or of this one: a text may mean either.
_BEFORE_THAT = re.compile(r"\byear before that\b", re.IGNORECASE)
_AFTER_ANOTHER = re.compile(r"\bagainst [\d.,]+%? and $")  # England and the region, in this order
_BETTER_NAMED = 0.15  # of a measure's words
_WITH_LAST_YEAR = re.compile(
    r"[^.;]{0,60}?\b(?:compared (?:with|to)|against|up from|down from|after) (?:[a-z]+ ){0,3}|"
    r" \("
)
_SUPPOSED = re.compile(
    r"\b(?:may|might|could|would|will|shall|plan(?:s|ned)? to|aim(?:s|ed)? to|next year)\b"
)
_ABOUT_WHICH = re.compile(r",(?: \w+)? (?:which|whom|who)\b[^,]*,")
# A forecast, or of a time or place that the sentence does not say.
_UNSURE = re.compile(
    r"\b(?:forecast\w*|expect\w*|predict\w*|projected|projections?|anticipat\w*|"
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


def find_mistake(context: SentenceContext, number: MatchedNumber) -> HeldNumber | None:
    """The number that was meant, where that is hardly to be doubted."""
    if referred := _find_referred_change(context, number):
        return referred
    best = max(
        list_mistakes(context, number),
        key=lambda each: (each.weight, *_lateness(each.meant)),
        default=None,
    )
    if best is None:
        return None
    wholly = best.reasons["measure"] >= _NAMED_WHOLLY and not best.meant.category
    enough = _ENOUGH_WHOLLY if wholly else _ENOUGH
    if best.meant.role is Role.OF and not best.reasons["another figure"]:
        return None  # "52nd of 150" of a measure that the sentence does not name
    sure = _is_sure(context, number, best, enough)
    return best.meant if sure and not _may_be_right(context, number, best.meant) else None


def _is_sure(
    context: SentenceContext, number: MatchedNumber, mistake: Mistake, enough: float
) -> bool:
    """Whether a mistake is hardly to be doubted.

    What is a figure of another time or place is a mistake only where the text says which it means.
    """
    if _is_from_elsewhere(context, number, mistake):
        return True
    if _ELSEWHERE in mistake.reasons and not _is_said(number):
        return False
    return mistake.weight >= enough


def _is_said(number: MatchedNumber) -> bool:
    """Whether the text says next to a number when, or of whom, it is."""
    return number.reading.says_whose or number.reading.near_when


def _lateness(held: HeldNumber) -> tuple[bool, date]:
    """Of figures that are as likely, the latest of the report's own time is meant."""
    return held.period.end <= held.fact.period.end, held.period.end


def _may_be_right(context: SentenceContext, number: MatchedNumber, meant: HeldNumber) -> bool:
    """Whether a number follows from others near it, or is that of a thing read wrongly.

    It is a part, a sum or a share of them; or another category has it; or it is the area's own,
    and the place that was read is said of something else.
    """
    if _follows_from_around(context, number) or _is_of_time_before(context, number, meant):
        return True
    amount = abs(number.mention.amount)
    for held in context.index.held.by_amount.get(amount, ()):
        if held.is_now and held.category and meant.category and _is_named(held, meant, context):
            return True  # as an organisation returned for another indicator
        of_others = held.is_now and held.whose and held.measure == meant.measure
        if of_others and _AFTER_ANOTHER.search(context.typed[: number.mention.start]):
            return True
        if held.fact.full_name != meant.fact.full_name or not held.is_now:
            continue
        other_category = held.category != meant.category and held.whose == meant.whose
        own = held.whose is None and meant.whose is not None and held.category == meant.category
        if other_category or (own and not _is_place_adjacent(context, number)):
            return True
    return False


def _is_named(held: HeldNumber, meant: HeldNumber, context: SentenceContext) -> bool:
    """Whether a number is of the organisation that was meant, or of the one that is named."""
    said = set(list_stems(context.sentence.text))
    own, other = (set(category_words(each.fact, each.category)) for each in (held, meant))
    return held.category == meant.category or (own <= said and not other <= said)


def _is_of_time_before(context: SentenceContext, number: MatchedNumber, meant: HeldNumber) -> bool:
    """Whether a number is that of its measure and place at the time of the sentences before.

    As a time goes on through a paragraph until the text gives another.
    """
    before_that = _BEFORE_THAT.search(context.typed)
    periods, before = set(), None if number.reading.whens else context.previous
    while before is not None and before.sentence.kind == "sentence":
        periods |= {each.match.number.period for each in before.matched if each.match}
        before = before.previous
    return any(
        abs(held.amount) == abs(number.mention.amount)
        and held.whose == number.reading.whose
        and (held.period in periods or before_that)
        for held in context.index.held.by_measure[meant.measure]
    )


def _is_place_adjacent(context: SentenceContext, number: MatchedNumber) -> bool:
    """Whether the words for a place are next to a number, or before it in its sentence."""
    marked = context.index.mark_places(context.typed)
    places = find_places(marked, context.index.named_places)
    return any(
        each.whose == number.reading.whose and each.start - number.mention.end < _ADJACENT
        for each in places
    )


def _follows_from_around(context: SentenceContext, number: MatchedNumber) -> bool:
    """Whether a number follows from those of its sentence and the one before, held or not."""
    figures = [each for each in context.figures if each != number.mention]
    if follows_from(number.reading, figures):
        return True
    before = context.previous
    if before is not None and follows_from(number.reading, [*before.figures, *figures]):
        return True
    total, listed = Decimal(0), 0
    while before is not None and len(before.figures) == 1 and listed < _LONGEST_LIST:
        total, listed = total + before.figures[0].amount, listed + 1
        if listed > 1 and total == number.mention.amount:
            return True
        before = before.previous
    return False


def find_other_measure(context: SentenceContext, number: MatchedNumber) -> HeldNumber | None:
    """What a held number was meant to be, where its sentence plainly names another measure.

    As in 83 of the schools that were asked, of which 84 were asked and 83 replied.
    """
    match = number.match
    if match is None:
        return None
    least = max(_WHOLLY, match.measure + _BY_MORE)
    spoken = context.index.held.spoken_of(number.mentioned.words)
    if not any(score >= least for _, score in spoken[:1]):
        return None
    mistakes = (
        each
        for each in list_mistakes(context, number)
        if each.meant.measure != match.number.measure
        and each.meant.role in _FIGURES
        and each.reasons["measure"] >= least
    )
    best = max(mistakes, key=lambda each: each.weight, default=None)
    return best.meant if best and best.weight >= _PLAINLY_ENOUGH else None


def find_compared(context: SentenceContext, number: MatchedNumber) -> HeldNumber | None:
    """What a held number was meant to be, where it is compared with one of another measure.

    As in "8 children in care went missing, compared with 33", of which 33 are those of last year.
    """
    match, after = number.match, context.matched[context.matched.index(number) + 1 :]
    other = after[0] if after else None
    if match is None or other is None or other.match is None or not other.is_held:
        return None
    then, between = other.match.number, context.typed[number.mention.end : other.mention.start]
    better = other.match.measure >= match.measure + _BETTER_NAMED and not match.others
    last_year = then.role is Role.VALUE and then.period.end == then.fact.period.previous().end
    if then.measure == match.number.measure or not (better and last_year):
        return None
    if match.number.role is not Role.VALUE or not _WITH_LAST_YEAR.fullmatch(between):
        return None
    now = (
        held
        for held in context.index.held.by_measure[then.measure]
        if held.role is Role.VALUE and held.is_now and held.whose is then.whose
    )
    return next((held for held in now if held.amount != number.mention.amount), None)


def _is_from_elsewhere(context: SentenceContext, number: MatchedNumber, mistake: Mistake) -> bool:
    """Whether a number is that of its measure at another time or place, and by no chance.

    As in 18.6% "in September 2023", which is the figure of 2022: so long a number is hardly equal
    to one of a measure that its sentence speaks of and is yet of another.
    """
    reasons, meant, reading = mistake.reasons, mistake.meant, number.reading
    if _ELSEWHERE not in reasons or reasons["rarest word missing"] or reading.aside:
        return False
    if meant.role in _PLACES:  # from the highest, where it is so many from the lowest
        return reasons["measure"] >= _SURELY
    if meant.role not in _FIGURES or number.mention.amount == _WHOLE:
        return False
    same_time = any(
        abs(each.amount) == abs(number.mention.amount) and each.period == meant.period
        for each in context.index.held.by_measure[meant.measure]
    )
    told = reasons["time said"] or (reading.says_whose and (same_time or meant.whose is None))
    if len(_digits(abs(number.mention.amount))) < _TELLING:
        return bool(told and reasons["measure"] >= _PLAINLY)
    least = _GOES_ON if reasons["goes on"] else _LIKELY
    return bool(told and reasons["measure"] >= least)


def _find_referred_change(context: SentenceContext, number: MatchedNumber) -> HeldNumber | None:
    """The change of what the sentence before is about, as in "This is a reduction of 25.6%"."""
    before, role = context.previous, next(iter(number.reading.roles), None)
    if before is None or role not in _CHANGES or not _REFERS.match(context.typed):
        return None
    told = {each.match.number for each in before.matched if each.match and each.is_held}
    figures = {held for held in told if held.role in _FIGURES}
    measures = {held.measure for held in told}
    of_now = any(held.is_now and held.whose is None for held in figures)
    if len(measures) != 1 or not of_now or len({held.period for held in figures}) > _A_PAIR:
        return None
    (key,) = measures
    changes = (
        held
        for held in context.index.held.by_measure[key]
        if held.role is role and held.is_now and held.whose is None
        if is_alike(number.mention.form, held.form)
    )
    held = next(changes, None)
    right = held is None or abs(held.amount) == abs(number.mention.amount)
    return None if right else held


def list_mistakes(context: SentenceContext, number: MatchedNumber) -> Iterator[Mistake]:
    """Every held number for which one that is not held may be a mistake."""
    reading, words, index = number.reading, number.mentioned.words, context.index.held
    if reading.whose == "other" or not reading.roles or abs(reading.mention.amount) == 1:
        return
    clause = context.clause_at(reading.mention.start)
    said = _ABOUT_WHICH.sub(",", context.typed[clause.start : reading.mention.start])
    if _SUPPOSED.search(said) and reading.roles[0] is not Role.TARGET:
        return
    if _UNSURE.search(context.typed[: reading.mention.start]):
        return
    of_part = reading.when is not None and reading.when.quarter is not None
    if not of_part and _PART_OF_YEAR.search(clause.text):
        return
    others = [each for each in context.matched if each is not number and each.is_held]
    anchors = Counter(each.match.number.measure for each in others if each.match)
    near = [*anchors, *(key for key in context.carried if key in index.measures)]
    spoken = dict(index.spoken_of(words)) | {key: index.score(key, words) for key in near}
    shared = dict(_of_sentence(number))
    for key, score in spoken.items():
        of_measure = {"measure": score} | shared
        of_measure |= _fit_of_measure(context, number, key, anchors[key])
        if score < _LEAST_MEASURE and not anchors[key]:
            continue
        role = _role_in(number, index.by_measure[key])
        for held in index.by_measure[key]:
            listed = anchors[key] >= _LISTED
            fit = _fit_of_number(number, held, listed=listed) if held.role is role else None
            how = _difference(number, held, context, others) if fit is not None else ""
            filled = any(each.match and each.match.number is held for each in others)
            if fit is not None and how and not filled:
                shown = any(abs(each.amount) == abs(held.amount) for each in context.figures)
                yield Mistake(held, {"": 1.0, how: 1.0, "shown": float(shown)} | of_measure | fit)


def _of_sentence(number: MatchedNumber) -> Iterator[tuple[str, float]]:
    """What is said of a number, whichever figure is meant."""
    mention = number.mention
    whole = mention.amount == int(mention.amount)
    yield mention.form.value, 1.0
    yield "few", float(whole and abs(mention.amount) < 20)
    yield "tens", float(20 <= abs(mention.amount) < 100)
    yield "rough", float(number.reading.rough)


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
        "rarest word missing": float(index.rarest(name) in missing),
        "plainly named": float(score >= _PLAINLY and not beside and len(clause) < _A_PAIR),
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
    possible = (first, *(role for role in others if role in _FIGURES or moves))
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
    if held.role in _CHANGES and not held.is_now and not reading.near_when:
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
    one, other = _digits(typed), _digits(wanted)
    if len(one) > 1 and sorted(one) == sorted(other):
        return "digits exchanged"
    if typed >= _LEAST_OF_MEASURE and any(
        abs(each.amount) == typed
        and each.role in _FIGURES | _PLACES | {Role.PERCENT_CHANGE}
        and is_alike(reading.mention.form, each.form)
        for each in index.by_measure[held.measure]
    ):
        return _ELSEWHERE
    return _likeness(typed, wanted, one, other)


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


def _digits(amount: Decimal) -> str:
    return f"{amount.normalize():f}".replace(".", "")


def _is_mistakable(number: MatchedNumber, held: HeldNumber) -> bool:
    """Whether one number may be written for another at all: neither is many times the other.

    Nor is one with decimals written for a count.
    """
    amount = number.mention.amount
    counts = held.role in {Role.VALUE, Role.CHANGE} and not held.fact.decimals
    if counts and held.form is Form.COUNT and amount != int(amount):
        return False
    low, high = sorted((abs(number.mention.amount), abs(held.amount)))
    if number.mention.form is Form.RATIO:  # "more than half" may be much more
        return high - low > _FAR_FROM_RATIO
    return high <= _MOST_TIMES * low or high < _MOST_TIMES


def _is_told_change(
    number: MatchedNumber, held: HeldNumber, others: Sequence[MatchedNumber]
) -> bool:
    """Whether a number is the change to one whose figure is right, as in "by 12 to 146"."""
    if number.reading.roles[0] is not held.role or held.role not in _CHANGES:
        return False
    return any(
        each.match.number.measure == held.measure
        and each.match.number.period == held.period
        and each.match.number.whose == held.whose
        and each.match.number.role in _FIGURES
        for each in others
        if each.match
    )
