"""How a fact moved on the year before, as far as the report holds it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.model.checking import Sizes
from bcssp_lib.model.fact import Change, Fact
from bcssp_lib.model.indicator import Unit
from bcssp_lib.stats.rounding import round_half_up
from bcssp_lib.stats.wording import PERCENT_DECIMALS


@dataclass(frozen=True)
class Movement:
    """The change of a fact on the year before.

    ``change`` is in the fact's own unit, and none where no earlier figure is held. ``size`` is
    its size in percent of the earlier figure, or in points; none where that means nothing.
    ``chance``: whether chance alone could explain it; none where no interval is held.
    """

    change: Decimal | None
    size: Decimal | None = None
    points: bool = False
    chance: bool | None = None
    ratio: Decimal | None = None

    def at_least(self, percent: Decimal, points: Decimal) -> bool | None:
        """Whether the change is at least so large; none where that cannot be said."""
        return None if self.size is None else self.size >= (points if self.points else percent)

    def at_most(self, percent: Decimal, points: Decimal) -> bool | None:
        """Whether the change is at most so large; none where that cannot be said."""
        return None if self.size is None else self.size <= (points if self.points else percent)

    def large(self, sizes: Sizes) -> bool | None:
        """Whether it is large enough for "sharply"."""
        return self.at_least(sizes.large_percent, sizes.large_points)

    def slight(self, sizes: Sizes) -> bool | None:
        """Whether it is small enough for "slightly"."""
        return self.at_most(sizes.slight_percent, sizes.slight_points)

    def stable(self, sizes: Sizes) -> bool | None:
        """Whether it is small enough for "stable"."""
        return self.at_most(sizes.stable_percent, sizes.stable_points)


def movement_of(fact: Fact) -> Movement:
    """The change of a fact, as it is shown."""
    if fact.amount is None:
        return Movement(None)
    if _is_a_change(fact):
        return Movement(change=fact.amount, size=abs(fact.amount))
    if fact.change is None or fact.change.amount is None or fact.previous is None:
        return Movement(None)
    change = round_half_up(fact.change.amount, fact.decimals)
    points = fact.unit is Unit.PERCENT
    before = fact.previous.amount
    return Movement(
        change=change,
        size=_size(fact.change, change, points=points),
        points=points,
        chance=fact.change.chance,
        ratio=fact.amount / before if before else None,
    )


def _size(change: Change, shown: Decimal, *, points: bool) -> Decimal | None:
    if points or shown == 0:
        return abs(shown)
    if change.percent is None or change.few:
        return None
    return round_half_up(abs(change.percent), PERCENT_DECIMALS)


def _is_a_change(fact: Fact) -> bool:
    """Whether a figure is itself a change on the year before."""
    title = fact.title.lower()
    return fact.unit is Unit.PERCENT and title.endswith(("change on year", ", change"))
