"""What a policy of disclosure control tells of a count, shown or hidden."""

from __future__ import annotations

from decimal import Decimal

from bcssp_lib.data.linked_counts import Range
from bcssp_lib.model.disclosure_policy import DisclosurePolicy


def secret_range(policy: DisclosurePolicy) -> Range:
    """The small numbers that a hidden count must remain able to be.

    What a source has hidden may be small by a rule of its own: it is not to be worked out.
    """
    return Range(policy.small.start, max(policy.small.start + 1, policy.small.stop - 1))


def may_be_small(possible: Range, policy: DisclosurePolicy) -> bool:
    """Whether a count that lies in a range may be one that is hidden."""
    return any(possible.lowest <= number <= possible.highest for number in policy.small)


def hidden_range(policy: DisclosurePolicy) -> Range:
    """What a policy tells of any hidden count: where zero is shown, it is not zero."""
    return Range(policy.small.start)


def shown_range(amount: int, policy: DisclosurePolicy) -> Range:
    """The numbers that are shown like this one: those that round to the same, and are not small.

    >>> shown_range(13, DisclosurePolicy(id="by five", threshold=5, round_to=5))
    Range(lowest=13, highest=17)
    """
    base = 1 if policy.published else policy.round_to
    if base == 1 or amount == 0:
        return Range(amount, amount)
    rounded = int(policy.rounded(Decimal(amount)))
    lowest = max(-(-(2 * rounded - base) // 2), policy.small.stop, 1)
    return Range(lowest, (2 * rounded + base - 1) // 2)
