"""Which held figure a number was meant to be, where that is hardly to be doubted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bcssp_lib.checks.held_numbers import FIGURES, HeldNumber, Role
from bcssp_lib.checks.matching import MatchedNumber, is_alike
from bcssp_lib.checks.measures import MeasureKey, Words, category_words, list_stems
from bcssp_lib.checks.mention_reading import find_places
from bcssp_lib.checks.numbered import A_PAIR, follows_from
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.slips import (
    ELSEWHERE,
    FEWEST,
    PLACES,
    PLAINLY,
    TELLING,
    Mistake,
    digits_of,
    list_mistakes,
)
from bcssp_lib.checks.times import When
from bcssp_lib.model.verdicts import Against

_WHOLE = 100  # percent, which is said of many things
_LIKELY, _SURELY = 0.5, 0.75  # of a measure's words: where time or place is said, and where not
_GOES_ON = 0.4  # where the sentence before has figures of it
_ENOUGH, _PLAINLY_ENOUGH = 1.5, 2.0
_NAMED_WHOLLY, _ENOUGH_WHOLLY = 0.95, 0.6
_WHOLLY, _BY_MORE = 0.99, 0.1  # of a measure's words, for a held number to be meant of it
_PLAINLY_LAST = 0.65  # of a measure's words, for last year's figure of it
_LIKE, _ENOUGH_OF_LIKE = 0.4, -0.7
_BETTER_NAMED = 0.15  # of a measure's words
_WITH_LAST_YEAR = re.compile(
    r"[^.;]{0,60}?\b(?:compared (?:with|to)|against|(?:up |down )?from|after|where there had been) "
    r"(?:[a-z]+ ){0,3}| \("
)


def find_mistake(context: SentenceContext, number: MatchedNumber) -> Mistake | None:
    """The number that was meant, where that is likely, or certain."""
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
    if _is_last_years(context, number, best):
        return best
    likely = _is_likely(context, number, best, enough)
    return best if likely and not _may_be_right(context, number, best.meant) else None


def _is_likely(
    context: SentenceContext, number: MatchedNumber, mistake: Mistake, enough: float
) -> bool:
    """Whether enough speaks for a mistake.

    What is a figure of another time or place is a mistake only where the text says which it means.
    """
    if _is_from_elsewhere(context, number, mistake) or _is_rank_of(context, number, mistake):
        return True
    if ELSEWHERE in mistake.reasons and not _is_said(number):
        return False
    return mistake.weight >= enough


def _is_said(number: MatchedNumber) -> bool:
    """Whether the text says next to a number when, or of whom, it is."""
    return number.reading.says_whose or number.reading.near_when


def _lateness(held: HeldNumber) -> tuple[bool, date]:
    """Of figures that are as likely, the latest of the report's own time is meant."""
    return held.period.end <= held.fact.period.end, held.period.end


def find_other_measure(context: SentenceContext, number: MatchedNumber) -> HeldNumber | None:
    """What a held number was meant to be, where its sentence plainly names another measure.

    As in 83 of the schools that were asked, of which 84 were asked and 83 replied.
    """
    match = number.match
    if match is None or match.others:
        return None
    least = max(_WHOLLY, match.measure + _BY_MORE)
    spoken = context.index.held.spoken_of(number.mentioned.words)
    if not any(score >= least for _, score in spoken[:1]):
        return None
    mistakes = (
        each
        for each in list_mistakes(context, number)
        if each.meant.measure != match.number.measure
        and each.meant.role in FIGURES
        and each.reasons["measure"] >= least
    )
    best = max(mistakes, key=lambda each: each.weight, default=None)
    if best is None:
        return None
    enough = _ENOUGH_OF_LIKE if _is_of_like(context, number, best) else _PLAINLY_ENOUGH
    return best.meant if best.weight >= enough else None


def find_of_row(context: SentenceContext, number: MatchedNumber) -> HeldNumber | None:
    """What stands in a cell's place of the measure that the head of its row wholly names."""
    match, head, index = number.match, context.sentence.head, context.index.held
    if match is None or len(head) < A_PAIR:
        return None
    like, stems = match.number, frozenset(list_stems(head[0]))
    (key, score), *_ = index.spoken_of(Words(stems)) or [(like.measure, 0.0)]
    words = Words(stems.union(list_stems(head[1])))
    if key == like.measure or score < _WHOLLY or index.score(like.measure, words) >= score:
        return None
    if not stems <= index.measures[key].known:
        return None  # "domestic abuse crimes with a child victim"
    told = [held for held in index.by_measure[key] if held.is_now]
    same = (like.role, like.whose, like.form)
    told = [held for held in told if (held.role, held.whose, held.form) == same]
    return told[0] if len(told) == 1 and like.is_now else None


def _is_of_like(context: SentenceContext, number: MatchedNumber, mistake: Mistake) -> bool:
    """Whether a number is that of a like measure, and words beside it name the one that is meant.

    As in "590 children were victims", who were suspects: that explains how it differs.
    """
    match, meant = number.match, mistake.meant
    if match is None or match.follows or match.measure < _LIKE or number.mention.amount < FEWEST:
        return False
    beside = Words(number.mentioned.words.beside or frozenset())
    named = context.index.held.score(meant.measure, beside) >= PLAINLY
    alike = match.number.is_now and match.number.fact.section == meant.fact.section
    return alike and named and bool(mistake.reasons["its noun"])


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
    better = better or (", and" not in between and _is_clause_of(context, number, then.measure))
    last_year = then.role is Role.VALUE and then.period.end == then.fact.period.previous().end
    alike = is_alike(number.mention.form, other.mention.form)
    if then.measure == match.number.measure or not (better and last_year and alike):
        return None
    if match.number.role is not Role.VALUE or not _WITH_LAST_YEAR.fullmatch(between):
        return None
    now = (held for held in _list_held(context, then, then.whose) if held.is_now)
    return next((held for held in now if held.amount != number.mention.amount), None)


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# Words of another time, or of what was hoped or feared.
_ONCE = re.compile(
    rf"{_YEAR.pattern}|\b(?:had|formerly|previously|earlier|(?<!than )once|used to|comparators?|"
    r"would|baseline|before|last|previous)\b",
    re.IGNORECASE,
)


def find_last_years(context: SentenceContext, number: MatchedNumber) -> HeldNumber | None:
    """What is held of now, where a number is that of last year, and its sentence does not say so.

    Its times are said of other numbers, as in "105, 7 more than last year; 57 went more than once".
    """
    match, reading = number.match, number.reading
    if match is None or match.measure < PLAINLY or reading.earlier or reading.aside:
        return None
    then, when = match.number, reading.when
    now_is_said = when is not None and reading.near_when and _is_now(when, then)
    if when is not None and not now_is_said:
        return None
    if not now_is_said and _ONCE.search(context.clause_at(number.mention.start).text):
        return None  # "in calendar 2023"
    if then.role is not Role.VALUE or then.whose or then.period != then.fact.period.previous():
        return None
    now = (held for held in _list_held(context, then, None) if held.is_now)
    return next((held for held in now if not _is_shown(context, held)), None)


def _is_shown(context: SentenceContext, held: HeldNumber) -> bool:
    """Whether a sentence, or the one before it, has a number."""
    before = context.previous.figures if context.previous else []
    return any(abs(each.amount) == abs(held.amount) for each in (*before, *context.figures))


def _is_now(when: When, then: HeldNumber) -> bool:
    """Whether a time is that of a fact, and not the earlier one of a number of its series."""
    now = then.fact.period
    return when.means(now, now) and not when.means(then.period, now)


def _is_clause_of(context: SentenceContext, number: MatchedNumber, key: MeasureKey) -> bool:
    """Whether the clause of a number wholly names another measure than the one it is of."""
    clause = Words(frozenset(list_stems(context.clause_at(number.mention.start).text)))
    held, match, noun = context.index.held, number.match, number.mentioned.noun
    score = held.score(key, clause)
    if noun and noun not in held.measures[key].known:
        return False
    return match is not None and score >= max(_WHOLLY, held.score(match.number.measure, clause))


def _list_held(
    context: SentenceContext, like: HeldNumber, whose: Against | None
) -> Iterator[HeldNumber]:
    """What is held of a number's measure in its role, for a place, at any time."""
    for held in context.index.held.by_measure[like.measure]:
        if (held.role, held.whose) == (like.role, whose):
            yield held


def _is_from_elsewhere(context: SentenceContext, number: MatchedNumber, mistake: Mistake) -> bool:
    """Whether a number is that of its measure at another time or place, and by no chance.

    As in 18.6% "in September 2023", which is the figure of 2022: so long a number is hardly equal
    to one of a measure that its sentence speaks of and is yet of another.
    """
    reasons, meant, reading = mistake.reasons, mistake.meant, number.reading
    if meant.role is Role.PERCENT_CHANGE and _is_of_force(context, number, mistake):
        return True
    if ELSEWHERE not in reasons or reasons["rarest word missing"] or reading.aside:
        return False
    if meant.role in PLACES:  # from the highest, where it is so many from the lowest
        return reasons["measure"] >= _SURELY
    if meant.role not in FIGURES or number.mention.amount == _WHOLE:
        return False
    same_time = any(
        abs(each.amount) == abs(number.mention.amount) and each.period == meant.period
        for each in context.index.held.by_measure[meant.measure]
    )
    told = reasons["time said"] or (reading.says_whose and (same_time or meant.whose is None))
    if len(digits_of(abs(number.mention.amount))) < TELLING:
        return bool(told and reasons["measure"] >= PLAINLY)
    least = _GOES_ON if reasons["goes on"] else _LIKELY
    return bool(told and reasons["measure"] >= least)


def _is_of_force(context: SentenceContext, number: MatchedNumber, mistake: Mistake) -> bool:
    """Whether a change is that of the whole force area, and the area's own is said.

    By its words, or by a figure of its own beside it.
    """
    meant, amount = mistake.meant, abs(number.mention.amount)
    own = number.reading.says_whose or bool(mistake.reasons["another figure"])
    named = bool(mistake.reasons["another figure"]) or mistake.reasons["measure"] >= PLAINLY
    reach = _TO_WHOLE if amount == int(amount) >= FEWEST else 0
    if not (own and named) or meant.whose or number.reading.whose is not None:
        return False
    of_force = _list_held(context, meant, Against.FORCE_AREA)
    return any(abs(abs(held.amount) - amount) <= reach for held in of_force)


_TO_WHOLE = Decimal("0.5")


def _is_last_years(context: SentenceContext, number: MatchedNumber, mistake: Mistake) -> bool:
    """Whether a number is that of last year, though neither its sentence nor the last says so."""
    reasons, meant, reading = mistake.reasons, mistake.meant, number.reading
    plain = reasons["measure"] >= _PLAINLY_LAST and not reasons["rarest word missing"]
    if not plain or _is_shown(context, meant):
        return False
    now = meant.is_now and meant.role is Role.VALUE and not meant.whose
    said = reading.whens or reading.earlier or reading.aside or _ONCE.search(context.typed)
    if not now or said or _follows_from_around(context, number):
        return False
    last_year = meant.fact.period.previous()
    before = context.previous.matched if context.previous else []
    times = [each.match.number.period for each in before if each.match]
    if times and max(times, key=lambda period: period.end) == last_year:
        return False  # which goes on in this sentence
    then = (held for held in _list_held(context, meant, None) if held.period == last_year)
    return any(held.amount == number.mention.amount for held in then)


def _is_rank_of(context: SentenceContext, number: MatchedNumber, mistake: Mistake) -> bool:
    """Whether a place is said "of 150" of the measure that other figures beside it are of."""
    after = context.matched[context.matched.index(number) + 1 :]
    whole = after[0].match.number if after and after[0].match else None
    if mistake.meant.role not in PLACES or whole is None or number.reading.rough:
        return False
    of_it = whole.role is Role.OF and whole.measure == mistake.meant.measure
    return of_it and bool(mistake.reasons["goes on"] or mistake.reasons["more figures"])


def find_place(context: SentenceContext, number: MatchedNumber) -> HeldNumber | None:
    """The place of the one measure that a sentence wholly names, where another is typed.

    As in "16th lowest of 151", of a measure with as many authorities. No slip need explain it.
    """
    reading, index = number.reading, context.index.held
    roles = PLACES.intersection(reading.roles)
    if not roles or reading.whose or reading.rough or reading.says_before:
        return None
    words = number.mentioned.words
    spoken = index.spoken_of(Words(words.clause | words.sentence))
    named = [key for key, score in spoken if score >= _WHOLLY]
    if len(named) != 1 or (number.is_held and number.match and number.match.measure >= _WHOLLY):
        return None
    told = [held for held in index.by_measure[named[0]] if held.is_now and not held.whose]
    among = {held.amount for held in told if held.role is Role.OF}
    says_among = any(
        Role.OF in each.reading.roles and each.mention.amount in among for each in context.matched
    )
    places = [held for held in told if held.role in roles]
    right = any(held.amount == number.mention.amount for held in places)
    return places[0] if places and says_among and not right else None


# Why a number that looks like a mistake may be right

_ADJACENT = 25  # letters from a number to the place that it is of
_LONGEST_LIST = 12
# Before the year of the sentence before, or of this one: a text may mean either.
_BEFORE_THAT = re.compile(r"\byear before that\b", re.IGNORECASE)
_AFTER_ANOTHER = re.compile(r"\bagainst [\d.,]+%? and $")  # England and the region, in this order


def _may_be_right(context: SentenceContext, number: MatchedNumber, meant: HeldNumber) -> bool:
    """Whether a number follows from others near it, or is that of a thing read wrongly.

    It is a part, a sum or a share of them; or another category has it; or it is the area's own,
    and the place that was read is said of something else.
    """
    if _follows_from_around(context, number) or _is_of_time_before(context, number, meant):
        return True
    amount = abs(number.mention.amount)
    if sum(abs(each.mention.amount) == amount for each in context.matched) > 1:
        return True  # "invited to 78, and attended all 78"
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
    reading = replace(number.reading, roles=())  # a share or a change of them
    if follows_from(reading, figures):
        return True
    before = context.previous
    if before is not None and follows_from(reading, [*before.figures, *figures]):
        return True
    total, listed = Decimal(0), 0
    while before is not None and len(before.figures) == 1 and listed < _LONGEST_LIST:
        total, listed = total + before.figures[0].amount, listed + 1
        if listed > 1 and total == number.mention.amount:
            return True
        before = before.previous
    return False
