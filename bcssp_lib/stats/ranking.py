"""How an area ranks among all authorities with a figure: its rank, and its quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bcssp_lib.model.fact import Rank
from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.value import Value

FEWEST = 3  # areas: a rank among fewer says nothing


def rank_area(area: str, values: Mapping[str, Value]) -> Rank:
    """Rank an area among ``values`` by area; those without an amount are left out and counted."""
    amounts = {name: value.amount for name, value in values.items() if value.amount is not None}
    absent = len(values) - len(amounts)
    own_amount = amounts.get(area)
    if own_amount is None:
        return Rank(0, 0, len(amounts), 0, absent, "the area has no figure to rank")
    if len(amounts) < FEWEST:
        why = f"only {len(amounts)} areas have a figure, too few for a rank"
        return Rank(0, 0, len(amounts), 0, absent, why)
    higher = sum(amount > own_amount for amount in amounts.values())
    lower = sum(amount < own_amount for amount in amounts.values())
    tied = len(amounts) - higher - lower - 1
    return Rank(higher + 1, lower + 1, len(amounts), tied, absent)


def is_worst(rank: Rank, polarity: Polarity) -> bool | None:
    """Whether a ranked area is the worst, or one of several; None if no end is the worse."""
    if rank.why_none or polarity is Polarity.NEITHER:
        return None
    return (rank.lowest if polarity is Polarity.HIGHER else rank.highest) == 1


def find_quarter(area: str, values: Mapping[str, Value]) -> int | None:
    """Which quarter of the areas an area is in, 1 the lowest figures and 4 the highest.

    The quarter is that of the share of areas with a lower figure, so equal figures are in one
    quarter, the lower one. None without a figure, or among fewer than 4 areas.
    """
    amounts = {name: value.amount for name, value in values.items() if value.amount is not None}
    own_amount = amounts.get(area)
    if own_amount is None or len(amounts) < 4:
        return None
    lower = sum(amount < own_amount for amount in amounts.values())
    return 1 + 4 * lower // len(amounts)


def rank_amounts(amounts: Sequence[float]) -> list[int]:
    """The rank of each amount from the highest; ties share the lowest number: 1, 2, 2, 4."""
    ordered = sorted(amounts, reverse=True)
    first = {score: place for place, score in reversed(list(enumerate(ordered, start=1)))}
    return [first[amount] for amount in amounts]
