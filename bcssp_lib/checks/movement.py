"""How a fact moved on the year before, as far as the report holds it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.checks.forms import all_numbers, first_number
from bcssp_lib.model.checking import Sizes
from bcssp_lib.section.facts import Fact


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
    """The change of a fact, read from the texts that it was published with."""
    if fact.amount is None:
        return Movement(None)
    if _is_a_change(fact):
        return Movement(change=fact.amount, size=abs(fact.amount))
    if not fact.change_text:
        return Movement(None)
    change = first_number(fact.change_text)
    points = "point" in fact.change_text
    size = first_number(fact.percent_text) if fact.percent_text.endswith("%") else None
    size = change if points else size
    if change == 0:
        size = Decimal(0)
    before = first_number(fact.previous_text)
    return Movement(
        change=change,
        size=abs(size) if size is not None else None,
        points=points,
        chance=_chance(fact, change),
        ratio=fact.amount / before if before else None,
    )


def _chance(fact: Fact, change: Decimal | None) -> bool | None:
    """By the interval; where an end of it is rounded to nought, by what the toolkit said."""
    ends = all_numbers(fact.change_interval_text)
    if not ends:
        return None
    if change == 0 or "chance" in fact.change_phrase:
        return True
    if fact.change_interval_text.endswith("or more"):
        return ends[0] <= 0
    return ends[0] < 0 < ends[-1]


def _is_a_change(fact: Fact) -> bool:
    """Whether a figure is itself a change on the year before."""
    return fact.title.lower().endswith(("change on year", ", change")) and fact.text.endswith("%")
