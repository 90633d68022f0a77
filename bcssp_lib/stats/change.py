"""The change between two values of one indicator, and whether chance alone could explain it."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

from bcssp_lib.model.fact import Change, Interval
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.value import Value
from bcssp_lib.model.verdicts import Direction
from bcssp_lib.stats.intervals import difference_interval, ratio_interval
from bcssp_lib.stats.rounding import round_half_up

FEW = 10  # a count below this is too small for a percentage to mean anything


def change_between(
    previous: Value, current: Value, unit: Unit, decimals: int = 0, *, planned: bool = False
) -> Change:
    """The change from ``previous`` to ``current``; refused where either has no amount.

    Of counts it has an interval, unless they are ``planned`` and do not change by chance.
    """
    if current.amount is None:
        return Change(why_none=f"this period's figure is {_why(current)}")
    if previous.amount is None:
        return Change(why_none=f"the earlier figure is {_why(previous)}")
    amount = current.amount - previous.amount
    has_percent = unit is not Unit.PERCENT and previous.amount > 0
    change = Change(
        amount=amount,
        percent=100 * amount / previous.amount if has_percent else None,
        direction=_direction(amount, decimals),
    )
    counts = None if planned or unit is not Unit.COUNT else _counts(previous, current)
    if counts is None:
        return change
    return with_interval(replace(change, few=min(counts) < FEW), percent_interval(*counts))


def percent_interval(previous: int, current: int) -> Interval | None:
    """The 95% interval of the percent change of a count: exact, conditional on the sum.

    None of two counts of zero. From zero it has no upper limit.
    """
    if previous + current == 0:
        return None
    interval = ratio_interval(current, previous)
    upper = math.inf if math.isinf(interval.upper) else 100 * (interval.upper - 1)
    return Interval(100 * (interval.lower - 1), upper, interval.confidence, interval.method)


def points_interval(part: int, whole: int, earlier_part: int, earlier_whole: int) -> Interval:
    """The 95% interval of the change of a percentage, in percentage points (Newcombe)."""
    return difference_interval(part, whole, earlier_part, earlier_whole).scaled(100)


def with_interval(change: Change, interval: Interval | None) -> Change:
    """A change with its 95% interval, by which chance alone could explain it or not."""
    if interval is None:
        return change
    return replace(change, interval=interval, chance=interval.contains(0))


def _direction(amount: Decimal, decimals: int) -> Direction:
    if amount == 0:
        return Direction.SAME
    if round_half_up(amount, decimals) == 0:
        return Direction.HARDLY
    return Direction.ROSE if amount > 0 else Direction.FELL


def _counts(previous: Value, current: Value) -> tuple[int, int] | None:
    """The two amounts, where they are counts of events."""
    amounts = (previous.amount, current.amount)
    whole = [
        int(amount)
        for amount in amounts
        if amount is not None and amount >= 0 and amount == amount.to_integral_value()
    ]
    return (whole[0], whole[1]) if len(whole) == len(amounts) else None


def _why(value: Value) -> str:
    return value.reason.wording if value.reason else "not available"
