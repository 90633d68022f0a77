"""Why a number that looks like a mistake may be right."""

from __future__ import annotations

import re
from decimal import Decimal

from bcssp_lib.checks.arithmetic import follows_from
from bcssp_lib.checks.held_numbers import HeldNumber
from bcssp_lib.checks.matching import MatchedNumber
from bcssp_lib.checks.measures import category_words
from bcssp_lib.checks.mention_reading import find_places
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.subjects import list_stems

_ADJACENT = 25  # letters from a number to the place that it is of
_LONGEST_LIST = 12
# Before the year of the sentence before, or of this one: a text may mean either.
_BEFORE_THAT = re.compile(r"\byear before that\b", re.IGNORECASE)
_AFTER_ANOTHER = re.compile(r"\bagainst [\d.,]+%? and $")  # England and the region, in this order


def may_be_right(context: SentenceContext, number: MatchedNumber, meant: HeldNumber) -> bool:
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
