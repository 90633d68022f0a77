"""Whether a number looks like a slip of another: digits exchanged, or the figure next to it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from bcssp_lib.checks.held_numbers import HeldNumber, Role
from bcssp_lib.checks.matching import HeldIndex, is_alike
from bcssp_lib.checks.mention_reading import Reading
from bcssp_lib.checks.numbers import Form, Mention

_CLOSE = Decimal("0.1")  # of the right number
_FAR_FROM_RATIO = 20  # percentage points
_MOST_TIMES = 12  # a digit more, or too few


class Slip(StrEnum):
    """How much a number looks like another that somebody meant."""

    SURE = "sure"
    LIKELY = "likely"
    NONE = "none"


def weigh_slip(reading: Reading, right: HeldNumber, index: HeldIndex) -> Slip:
    """How much a typed number looks like a slip of the right one.

    Sure: its digits in another order, or the figure of another year, place or role of the same
    measure. Likely: one digit is another, "-ty" for "-teen", or a number close to it.
    """
    typed, wanted = abs(reading.mention.amount), abs(right.amount)
    if _is_rounded(reading, wanted):
        return Slip.NONE
    one, other = _digits(typed), _digits(wanted)
    if len(one) > 1 and one != other and sorted(one) == sorted(other):
        return Slip.SURE
    if _is_of_measure(typed, reading, right, index):
        return Slip.SURE
    near = abs(typed - wanted) <= wanted * _CLOSE
    if (
        _one_differs(one, other)
        or _one_more(one, other)
        or {typed * 10, typed} & {wanted, wanted * 10}
        or near
    ):
        return Slip.LIKELY
    return Slip.LIKELY if _sounds_alike(typed, wanted) else Slip.NONE


def is_mistakable(mention: Mention, right: HeldNumber) -> bool:
    """Whether one number may be written for another at all: neither is many times the other."""
    low, high = sorted((abs(mention.amount), abs(right.amount)))
    if mention.form is Form.RATIO:  # "more than half" may be much more
        return high - low > _FAR_FROM_RATIO
    return high <= _MOST_TIMES * low or high < _MOST_TIMES


def _digits(amount: Decimal) -> str:
    return f"{amount.normalize():f}".replace(".", "")


def _is_rounded(reading: Reading, wanted: Decimal) -> bool:
    """Whether "about" leaves room for the right number."""
    return reading.rough and abs(abs(reading.mention.amount) - wanted) <= wanted * _CLOSE


def _one_differs(one: str, other: str) -> bool:
    if len(one) != len(other) or len(one) < 2:
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _one_more(one: str, other: str) -> bool:
    """Whether one is the other with a digit more: 18 for 8."""
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(
        long[:place] + long[place + 1 :] == short for place in range(len(long))
    )


def _sounds_alike(one: Decimal, other: Decimal) -> bool:
    """As seventeen and seventy do."""
    low, high = sorted((one, other))
    return 13 <= low <= 19 and high == 10 * (low - 10)


def _is_of_measure(typed: Decimal, reading: Reading, right: HeldNumber, index: HeldIndex) -> bool:
    """Whether a number is another one of the measure: of another year or place."""
    return typed >= 5 and any(
        abs(held.amount) == typed
        and held.role in {Role.VALUE, Role.RATE, Role.PERCENT_CHANGE}
        and is_alike(reading.mention.form, held.form)
        for held in index.by_measure[right.measure]
    )
