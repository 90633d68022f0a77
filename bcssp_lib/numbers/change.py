"""The change between two values of one indicator."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.domain.indicator import Unit
from bcssp_lib.domain.value import Value
from bcssp_lib.numbers.rounding import MINUS, number_text, signed_text

PERCENT_DECIMALS = 1


@dataclass(frozen=True)
class Change:
    """The difference ``current - previous``, or the plain reason why there is none.

    ``percent`` is a percent of the previous amount; for percentages the change is in
    percentage points, and ``percent`` stays empty. There is no percent change from zero.
    """

    previous: Value
    current: Value
    absolute: Decimal | None
    percent: Decimal | None
    unit: Unit
    decimals: int
    why_none: str = ""

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
        """The percent change with its sign: "+58.4%", or why there is none."""
        if self.percent is not None:
            return f"{signed_text(self.percent, PERCENT_DECIMALS)}%"
        if self.absolute is None:
            return self.why_none
        return "in points" if self.unit is Unit.PERCENT else "no percent change from zero"

    @property
    def percent_size(self) -> str:
        """The percent change without its sign: "58.4%"; empty where there is none."""
        if self.percent is None:
            return ""
        return f"{number_text(abs(self.percent), PERCENT_DECIMALS)}%"


def change_between(previous: Value, current: Value, unit: Unit, decimals: int = 0) -> Change:
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
    return Change(previous, current, absolute, percent, unit, decimals)


def _why(value: Value) -> str:
    return value.reason.wording if value.reason else "not available"
