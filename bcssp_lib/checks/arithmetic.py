"""What the numbers of a text say of each other, with no data needed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations, permutations

from bcssp_lib.checks.numbers import Form, Mention

_RATIO_REACH = Decimal(3)  # percentage points: how far "nearly half" may lie from a share


def follows_from(mention: Mention, others: Sequence[Mention]) -> bool:
    """Whether a number is the sum, the difference, the share or the change of two others."""
    counts = [abs(one.amount) for one in others if one.form is Form.COUNT]
    amount = abs(mention.amount)
    if mention.form in {Form.PERCENT, Form.RATIO}:
        return _is_share(amount, counts, rounding_of(mention))
    if mention.form is not Form.COUNT or amount < 2:
        return False
    pairs = any(amount in (a + b, abs(a - b)) for a, b in combinations(counts, 2))
    return pairs or (len(counts) > 2 and amount == sum(counts))


def _is_share(amount: Decimal, counts: Sequence[Decimal], reach: Decimal) -> bool:
    return any(
        abs(percent - amount) <= reach
        for a, b in permutations(counts, 2)
        if b
        for percent in (100 * a / b, abs(100 * (a - b) / b))
    )


def rounding_of(mention: Mention) -> Decimal:
    """How far the exact amount may lie from a number as it is shown: half of its last digit."""
    if mention.form is Form.RATIO:
        return _RATIO_REACH
    exponent = mention.amount.as_tuple().exponent
    return Decimal(1).scaleb(min(0, int(exponent))) * Decimal("0.51")
