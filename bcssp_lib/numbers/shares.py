"""Shares of a whole, and parts that should add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.domain.value import Value, known, missing


def share_of(part: Value, whole: Value) -> Value:
    """The percentage that a part is of a whole, or the reason why there is none."""
    if part.amount is None:
        return Value(reason=part.reason, printed=part.printed)
    if whole.amount is None:
        return Value(reason=whole.reason, printed=whole.printed)
    if whole.amount == 0:
        return missing()
    return known(100 * part.amount / whole.amount)


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
