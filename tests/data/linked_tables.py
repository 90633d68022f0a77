"""Small tables of linked counts, for tests of disclosure control."""

from __future__ import annotations

import itertools
import math
import random
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


_AMOUNTS = (0, 0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 14, 25, 40, 130, 480)
_MOST_CELLS = 400


def generated_table(seed: int) -> LinkedCounts:
    """A table of 2 to 4 dimensions with all its totals, of which some have bands within bands.

    From 3 cells to about 400, with many small counts; some totals are fixed, and some tables have
    a second breakdown of the same people.
    """
    chance = random.Random(seed)
    dimensions = chance.choice((1, 2, 2, 3, 3, 4))
    highest = {1: 30, 2: 17, 3: 6, 4: 3}[dimensions]
    sizes = [chance.randint(2, highest) for _ in range(dimensions)]
    while math.prod(size + 1 for size in sizes) > _MOST_CELLS:
        sizes[sizes.index(max(sizes))] -= 1
    amounts = {
        place: chance.choice(_AMOUNTS)
        for place in itertools.product(*(range(1, size + 1) for size in sizes))
    }
    sums = _totals(amounts, sizes)
    if sizes[0] > 3 and chance.random() < 0.5:  # bands within the first dimension
        sums += _bands(amounts, sizes[0], chance.randint(2, sizes[0] - 1))
    if chance.random() < 0.3:  # the same people, by something else
        sums.append(_other_breakdown(amounts, dimensions, chance))
    counts = tuple(count(str(place), amount) for place, amount in amounts.items())
    return LinkedCounts(counts, tuple(sums))


_Place = tuple[int, ...]


def _totals(amounts: dict[_Place, int], sizes: Sequence[int]) -> list[Sum]:
    """Add the totals over each dimension, whose place in it is 0."""
    sums = []
    for dimension, size in enumerate(sizes):
        for place in [each for each in amounts if each[dimension] == 1]:
            parts = [(*place[:dimension], n, *place[dimension + 1 :]) for n in range(1, size + 1)]
            sums.append(_sum(amounts, (*place[:dimension], 0, *place[dimension + 1 :]), parts))
    return sums


def _bands(amounts: dict[_Place, int], size: int, within: int) -> list[Sum]:
    """Two bands of the first dimension, which add up to its total."""
    sums = []
    for total in [each for each in amounts if each[0] == 0]:
        rest = total[1:]
        low, high = (-1, *rest), (-2, *rest)
        sums += [
            _sum(amounts, low, [(n, *rest) for n in range(1, within + 1)]),
            _sum(amounts, high, [(n, *rest) for n in range(within + 1, size + 1)]),
            Sum(str(total), (str(low), str(high))),
        ]
    return sums


def _other_breakdown(amounts: dict[_Place, int], dimensions: int, chance: random.Random) -> Sum:
    """Parts of another kind that add up to the whole."""
    whole = (0,) * dimensions
    first = chance.randint(0, amounts[whole])
    parts = {(-9, n): amount for n, amount in enumerate((first, amounts[whole] - first))}
    amounts |= parts
    return Sum(str(whole), tuple(map(str, parts)))


def _sum(amounts: dict[_Place, int], total: _Place, parts: Sequence[_Place]) -> Sum:
    amounts[total] = sum(amounts[part] for part in parts)
    return Sum(str(total), tuple(map(str, parts)))


def row_and_column_rule(linked: LinkedCounts) -> frozenset[str]:
    """What is hidden where each line with one hidden figure has its next smallest hidden too."""
    amount = {each.key: each.shown.lowest if each.shown else 0 for each in linked.counts}
    hidden = linked.always_hidden()
    fixed = {each.key for each in linked.counts if each.fixed}
    while True:
        for line in linked.sums:
            keys = {line.total, *line.parts}
            if len(keys & hidden) == 1 and (may := keys - hidden - fixed):
                hidden |= {min(may, key=lambda key: (amount[key], key))}
                break
        else:
            return hidden
