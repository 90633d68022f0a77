"""Rating a value against its target by a written rule: a colour, a letter and a word."""

from __future__ import annotations

from decimal import Decimal

from bcssp_lib.model.indicator import Polarity, RatingRule
from bcssp_lib.model.value import Value
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.stats.rounding import exact_text


def rate(amount: Decimal, target: Decimal, rule: RatingRule, polarity: Polarity) -> Rating:
    """Rate an amount: green if the target is met; else by how far it falls short.

    The shortfall is measured in the rule's basis: percent of the target, or points.
    Where lower is better, the shortfall is how far the amount lies above the target.
    """
    short = amount - target if polarity is Polarity.LOWER else target - amount
    if short <= 0:
        return Rating.GREEN
    size = _shortfall(short, target, rule)
    if size == rule.amber_within:
        return Rating(rule.at_boundary)
    return Rating.AMBER if size < rule.amber_within else Rating.RED


def why_not_rated(cases: Value | None, rule: RatingRule) -> str:
    """Why a percentage of so many cases is not rated; empty if it is, or if none are known."""
    if rule.fewest is None or cases is None or cases.amount is None:
        return ""
    if cases.amount >= rule.fewest:
        return ""
    return f"not rated: fewer than {rule.fewest} cases"


def rule_wording(rule: RatingRule) -> str:
    """The rule as a reader sees it, boundary included."""
    size = exact_text(rule.amber_within)
    missed = f"{size}% of its value" if rule.basis == "relative" else f"{size} percentage points"
    guard = (
        f" Where the number of cases is known, a result of fewer than {rule.fewest} is not rated."
        if rule.fewest
        else ""
    )
    return (
        "Green (G): the target was met or exceeded. "
        f"Amber (A): the target was missed by less than {missed}. "
        f"Red (R): the target was missed by more than {missed}. "
        f"A result that missed it by exactly {missed} is rated {rule.at_boundary}.{guard}"
    )


def _shortfall(short: Decimal, target: Decimal, rule: RatingRule) -> Decimal:
    if rule.basis == "points":
        return short
    if target == 0:  # any shortfall from a target of zero is more than any share of it
        return Decimal("Infinity")
    return 100 * short / target
