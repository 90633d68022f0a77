"""Small tables of linked counts, for tests of disclosure control."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.data.linked_counts import Count, LinkedCounts, Range, Sum

SMALL = Range(1, 4)


def count(key: str, amount: int, *, fixed: bool = False, weight: float = 1.0) -> Count:
    """A count under the rule that 1 to 4 are hidden, and zero is shown."""
    small = SMALL.lowest <= amount <= SMALL.highest and not fixed
    shown = Range(amount, amount)
    return Count(key, shown, Range(1), SMALL if small else None, fixed or amount == 0, weight)


def table(amounts: Sequence[int], total: str = "total", **options: bool) -> LinkedCounts:
    """A breakdown with its total, which weighs as much as three categories."""
    parts = [count(f"part {number}", amount) for number, amount in enumerate(amounts)]
    return LinkedCounts(
        (*parts, count(total, sum(amounts), weight=3, **options)),
        (Sum(total, tuple(part.key for part in parts)),),
    )
