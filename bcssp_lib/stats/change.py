"""The change between two values of one indicator, and whether chance alone could explain it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.value import Value
from bcssp_lib.stats.intervals import Interval, difference_interval, ratio_interval
from bcssp_lib.stats.rounding import MINUS, number_text, signed_text

PERCENT_DECIMALS = 1
FEW = 10  # a count below this is too small for a percentage to mean anything
TOO_FEW = "too few"


@dataclass(frozen=True)
class Change:
    """The difference ``current - previous``, or the plain reason why there is none.

    ``percent`` is a percent of the previous amount; for percentages the change is in
    percentage points, and ``percent`` stays empty. There is no percent change from zero.
    What is ``planned`` (training sessions, audits) does not change by chance. ``points`` is
    the 95% interval of a change in percentage points, where the counts behind it are known.
    """

    previous: Value
    current: Value
    absolute: Decimal | None
    percent: Decimal | None
    unit: Unit
    decimals: int
    why_none: str = ""
    planned: bool = False
    points: Interval | None = None

    @property
    def absolute_text(self) -> str:
        """The difference with its sign: "+104", "+15 points", "−£1,200"."""
        if self.absolute is None:
            return self.why_none
        text = signed_text(self.absolute, self.decimals)
        if self.unit is Unit.POUNDS:
            digits = text.lstrip("+" + MINUS)
            return f"{text.removesuffix(digits)}£{digits}"
        if self.unit is not Unit.PERCENT:
            return text
        return f"{text} {'point' if text.strip('+' + MINUS) == '1' else 'points'}"

    @property
    def percent_text(self) -> str:
        """The percent change with its sign: "+58.4%", or why there is none.

        "+33.3%" said of six and eight would be true, and mislead.
        """
        if self.few and self.percent is not None:
            return TOO_FEW
        if self.percent is not None:
            return f"{signed_text(self.percent, PERCENT_DECIMALS)}%"
        if self.absolute is None:
            return self.why_none
        if self.unit is Unit.PERCENT:
            return "in points"
        below = self.previous.amount is not None and self.previous.amount < 0
        return f"no percent change from {'below ' if below else ''}zero"

    @property
    def percent_size(self) -> str:
        """The percent change without its sign: "58.4%"; empty where there is none."""
        if self.percent is None:
            return ""
        return f"{number_text(abs(self.percent), PERCENT_DECIMALS)}%"

    @property
    def few(self) -> bool:
        """Whether the counts are too small for a percentage to mean anything."""
        return self._counts is not None and min(self._counts) < FEW

    @cached_property
    def percent_interval(self) -> Interval | None:
        """The 95% interval of the percent change of a count: exact, conditional on the sum.

        None where it is no change of counts. From zero it has no upper limit.
        """
        if self._counts is None or sum(self._counts) == 0:
            return None
        previous, current = self._counts
        found = ratio_interval(current, previous)
        upper = math.inf if math.isinf(found.upper) else 100 * (found.upper - 1)
        return Interval(100 * (found.lower - 1), upper, found.confidence, found.method)

    @property
    def interval_text(self) -> str:
        """The interval as a reader sees it: "−19% to +43%", or "−1.2 to +3.4 points"."""
        if self.points is not None:
            ends = (signed_text(Decimal(one), 1) for one in (self.points.lower, self.points.upper))
            return f"{' to '.join(ends)} points"
        found = self.percent_interval
        if found is None:
            return ""
        lower = f"{signed_text(Decimal(found.lower))}%"
        if math.isinf(found.upper):
            return f"{lower} or more"
        return f"{lower} to {signed_text(Decimal(found.upper))}%"

    @property
    def compatible_with_no_change(self) -> bool | None:
        """Whether chance alone could explain the change; none where it cannot be said."""
        found = self.points or self.percent_interval
        return None if found is None else found.contains(0)

    @property
    def _counts(self) -> tuple[int, int] | None:
        """The two amounts, where they are counts of events."""
        if self.unit is not Unit.COUNT or self.absolute is None or self.planned:
            return None
        amounts = (self.previous.amount, self.current.amount)
        whole = [
            int(one)
            for one in amounts
            if one is not None and one >= 0 and one == one.to_integral_value()
        ]
        return (whole[0], whole[1]) if len(whole) == len(amounts) else None


def change_between(
    previous: Value, current: Value, unit: Unit, decimals: int = 0, *, planned: bool = False
) -> Change:
    """The change from ``previous`` to ``current``; refused where either has no amount."""
    if current.amount is None:
        why = f"this period's figure is {_why(current)}"
        return Change(previous, current, None, None, unit, decimals, why)
    if previous.amount is None:
        why = f"the earlier figure is {_why(previous)}"
        return Change(previous, current, None, None, unit, decimals, why)
    absolute = current.amount - previous.amount
    has_percent = unit is not Unit.PERCENT and previous.amount > 0
    percent = 100 * absolute / previous.amount if has_percent else None
    return Change(previous, current, absolute, percent, unit, decimals, planned=planned)


def no_change(previous: Value, current: Value, unit: Unit, why: str, decimals: int = 0) -> Change:
    """Two values that may not be compared, and why: their series is broken between them."""
    return Change(previous, current, None, None, unit, decimals, why)


def points_interval(part: int, whole: int, earlier_part: int, earlier_whole: int) -> Interval:
    """The 95% interval of the change of a percentage, in percentage points (Newcombe)."""
    return difference_interval(part, whole, earlier_part, earlier_whole).scaled(100)


def _why(value: Value) -> str:
    return value.reason.wording if value.reason else "not available"
