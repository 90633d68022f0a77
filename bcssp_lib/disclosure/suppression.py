"""Small numbers: suppress those that could point at a person, and enough others with them.

Everything after this step sees suppressed values only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bcssp_lib.domain.indicator import DisclosurePolicy, Indicator, Unit
from bcssp_lib.domain.observation import Observation
from bcssp_lib.domain.value import Reason, missing


def protect(observation: Observation, indicator: Indicator, threshold: int) -> Observation:
    """Return one observation as it may be shown."""
    if not _policy_applies(indicator) or not _is_small(observation, threshold):
        return observation
    return _suppressed(observation)


def protect_breakdown(
    categories: Sequence[Observation],
    total: Observation,
    indicator: Indicator,
    threshold: int,
) -> tuple[Observation, ...]:
    """Return the categories of one breakdown as they may be shown beside their total.

    A single suppressed category could be worked out from the total and the others. So
    the smallest remaining category is suppressed too, until at least two are missing and
    what they hide together is no smaller than the threshold.
    """
    if not _policy_applies(indicator):
        return tuple(categories)
    hidden = {one.category for one in categories if _is_small(one, threshold)}
    while total.known and _can_be_worked_out(categories, hidden, threshold):
        smallest = _smallest_shown(categories, hidden)
        if smallest is None:
            break
        hidden.add(smallest.category)
    return tuple(_suppressed(one) if one.category in hidden else one for one in categories)


def _policy_applies(indicator: Indicator) -> bool:
    return indicator.disclosure is DisclosurePolicy.SMALL_NUMBERS and indicator.unit is Unit.COUNT


def _is_small(observation: Observation, threshold: int) -> bool:
    amount = observation.value.amount
    return amount is not None and 0 < amount < threshold


def _can_be_worked_out(categories: Sequence[Observation], hidden: set[str], threshold: int) -> bool:
    if not hidden:
        return False
    concealed = sum((_amount(one) for one in categories if one.category in hidden), Decimal(0))
    return len(hidden) < 2 or concealed < threshold


def _smallest_shown(categories: Sequence[Observation], hidden: set[str]) -> Observation | None:
    """The smallest shown category above zero: hiding a zero would hide nothing."""
    shown = [one for one in categories if one.category not in hidden and _amount(one) > 0]
    return min(shown, key=_amount, default=None)


def _amount(observation: Observation) -> Decimal:
    return observation.value.amount or Decimal(0)


def _suppressed(observation: Observation) -> Observation:
    return replace(observation, value=missing(Reason.SUPPRESSED), note="")
