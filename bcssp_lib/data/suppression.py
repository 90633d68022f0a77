"""Small numbers: suppress those that could point at a person, and enough others with them.

Everything after this step sees suppressed values only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bcssp_lib.model.indicator import DisclosurePolicy, Indicator, Unit
from bcssp_lib.model.value import Observation, Reason, missing


def protect(observation: Observation, indicator: Indicator, threshold: int) -> Observation:
    """Return one observation as it may be shown."""
    if not _policy_applies(indicator) or not _is_small(observation, threshold):
        return observation
    return _suppress(observation)


def protect_breakdown(
    categories: Sequence[Observation], total: Observation, indicator: Indicator, threshold: int
) -> tuple[Observation, ...]:
    """Return the categories of one breakdown as they may be shown with their total.

    A single suppressed category could be worked out from the total and the others, and
    so could many that hold one person each. So the smallest remaining category is
    suppressed too, until at least two are missing, what they hide together is no smaller
    than the threshold, and it is more than one person each.
    """
    if not _policy_applies(indicator):
        return tuple(categories)
    hidden = _choose_hidden(categories, total, threshold)
    return tuple(
        _suppress(category) if category.category in hidden else category for category in categories
    )


def protect_total(
    total: Observation, categories: Sequence[Observation], indicator: Indicator, threshold: int
) -> Observation:
    """Return a total as it may be shown with its categories.

    Where taking the shown categories from it would give the others away, and none is
    left to suppress, the total itself is suppressed.
    """
    shown = protect(total, indicator, threshold)
    if not _policy_applies(indicator) or not shown.known:
        return shown
    hidden = _choose_hidden(categories, total, threshold)
    adds_up = _rest(categories, hidden, total) == _conceal(categories, hidden, total)
    given_away = adds_up and _can_be_worked_out(categories, hidden, total, threshold)
    return _suppress(total) if given_away else shown


def _choose_hidden(
    categories: Sequence[Observation], total: Observation, threshold: int
) -> set[str]:
    """The categories to suppress: the small ones, and those that protect them."""
    hidden = {category.category for category in categories if _needs_hiding(category, threshold)}
    while _can_be_worked_out(categories, hidden, total, threshold):
        smallest = _smallest_shown(categories, hidden)
        if smallest is None:
            break
        hidden.add(smallest.category)
    return hidden


def _needs_hiding(category: Observation, threshold: int) -> bool:
    """Whether a category is small, or was suppressed before it came here."""
    return category.value.reason is Reason.SUPPRESSED or _is_small(category, threshold)


def _policy_applies(indicator: Indicator) -> bool:
    return indicator.disclosure is DisclosurePolicy.SMALL_NUMBERS and indicator.unit is Unit.COUNT


def _is_small(observation: Observation, threshold: int) -> bool:
    amount = observation.value.amount
    return amount is not None and 0 < amount < threshold


def _can_be_worked_out(
    categories: Sequence[Observation], hidden: set[str], total: Observation, threshold: int
) -> bool:
    if not hidden or not total.known:
        return False
    concealed = _conceal(categories, hidden, total)
    return len(hidden) < 2 or concealed < threshold or concealed <= len(hidden)


def _conceal(categories: Sequence[Observation], hidden: set[str], total: Observation) -> Decimal:
    """What the hidden categories hold together; the rest of the total, if one is not known."""
    amounts = [category.value.amount for category in categories if category.category in hidden]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts):
        return _rest(categories, hidden, total)
    return sum(known, Decimal(0))


def _rest(categories: Sequence[Observation], hidden: set[str], total: Observation) -> Decimal:
    """What a reader gets who takes the shown categories from the total."""
    return _amount(total) - sum(
        _amount(category) for category in categories if category.category not in hidden
    )


def _smallest_shown(categories: Sequence[Observation], hidden: set[str]) -> Observation | None:
    """The smallest shown category above zero: hiding a zero would hide nothing."""
    shown = [
        category
        for category in categories
        if category.category not in hidden and _amount(category) > 0
    ]
    return min(shown, key=_amount, default=None)


def _amount(observation: Observation) -> Decimal:
    return observation.value.amount or Decimal(0)


def _suppress(observation: Observation) -> Observation:
    return replace(observation, value=missing(Reason.SUPPRESSED), note="")
