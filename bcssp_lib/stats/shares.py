"""Shares of a whole, and parts that should add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.model.value import Value, known, missing
from bcssp_lib.stats.rounding import (
    exact_text,
    number_text,
    own_decimals,
    round_half_up,
    signed_text,
)


def share_of(part: Value, whole: Value) -> Value:
    """The percentage that a part is of a whole, or the reason why there is none."""
    if part.amount is None:
        return Value(reason=part.reason, printed=part.printed)
    if whole.amount is None:
        return Value(reason=whole.reason, printed=whole.printed)
    if whole.amount == 0:
        return missing()
    return known(100 * part.amount / whole.amount)


def agrees(worked_out: Value, published: Value, decimals: int) -> bool:
    """Whether a percentage is that of its two counts, as it is rounded; not without both."""
    if worked_out.amount is None or published.amount is None:
        return False
    return round_half_up(worked_out.amount, decimals) == round_half_up(published.amount, decimals)


@dataclass(frozen=True)
class Reconciliation:
    """Parts against their total: ``gap`` is the sum of the parts less the total."""

    parts: tuple[Decimal, ...]
    total: Decimal

    @property
    def sum(self) -> Decimal:
        """What the parts add up to."""
        return sum(self.parts, Decimal(0))

    @property
    def gap(self) -> Decimal:
        """How far the parts are from the total; zero when they agree."""
        return self.sum - self.total


def reconcile(parts: Sequence[Value], total: Value) -> Reconciliation | None:
    """Compare parts with their total; nothing to compare unless all have amounts."""
    amounts = [part.amount for part in parts if part.amount is not None]
    if not parts or len(amounts) != len(parts) or total.amount is None:
        return None
    return Reconciliation(tuple(amounts), total.amount)


def describe_change_difference(
    previous: Value, current: Value, printed: Value, title: str, *, percent: bool = False
) -> str:
    """The change of two figures, where it is not the one that the source printed; else empty.

    With ``percent`` it is their percent change; there is none from zero. The printed change may
    be rounded: it agrees if it is within half of its last digit.
    """
    if previous.amount is None or current.amount is None or printed.amount is None:
        return ""
    change = _change(previous.amount, current.amount, percent=percent)
    if change is None or _agrees_as_printed(change, printed.amount):
        return ""
    decimals, sign = max(int(percent), -_exponent(printed.amount)), "%" if percent else ""
    ends = f"from {exact_text(previous.amount)} to {exact_text(current.amount)}"
    said = f"{ends} is a change of" if percent else f"the change {ends} is"
    return (
        f"{title}: {said} {signed_text(change, decimals)}{sign}, and the source printed "
        f"{signed_text(printed.amount, decimals)}{sign}."
    )


def _change(previous: Decimal, current: Decimal, *, percent: bool) -> Decimal | None:
    if not percent:
        return current - previous
    return 100 * (current - previous) / previous if previous > 0 else None


def describe_sources_difference(
    one: Value, one_source: str, other: Value, other_source: str, title: str
) -> str:
    """One figure as two sources give it, where they differ; else empty."""
    if one.amount is None or other.amount is None or one.amount == other.amount:
        return ""
    decimals = max(own_decimals(one.amount), own_decimals(other.amount))
    return (
        f"{title}: {number_text(one.amount, decimals)} in {one_source}, and "
        f"{number_text(other.amount, decimals)} in {other_source}."
    )


def _agrees_as_printed(amount: Decimal, printed: Decimal) -> bool:
    half_of_last_digit = Decimal(5).scaleb(min(0, _exponent(printed)) - 1)
    return abs(amount - printed) <= half_of_last_digit


def _exponent(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int)  # amounts are finite
    return exponent
