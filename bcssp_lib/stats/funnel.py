"""Funnel limits: how far areas may lie from the average by chance, by their size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bcssp_lib.stats.intervals import USUAL, WIDE, poisson_ends, wilson_ends

_WINSOR = 0.1  # of the areas at each end are drawn in before over-dispersion is measured


class Place(StrEnum):
    """Where an area lies in the funnel."""

    INSIDE = "within the range that chance explains"
    HIGH = "above the 95% limit"
    LOW = "below the 95% limit"
    VERY_HIGH = "above the 99.8% limit"
    VERY_LOW = "below the 99.8% limit"


@dataclass(frozen=True)
class FunnelLimits:
    """The limits at one size, in the unit of the average: 95% and 99.8%."""

    low: float
    high: float
    very_low: float
    very_high: float

    def place(self, amount: float) -> Place:
        """Where an amount lies."""
        if amount > self.very_high:
            return Place.VERY_HIGH
        if amount < self.very_low:
            return Place.VERY_LOW
        if amount > self.high:
            return Place.HIGH
        return Place.LOW if amount < self.low else Place.INSIDE


def poisson_limits(expected: float, average: float = 1.0, phi: float = 1.0) -> FunnelLimits:
    """Exact limits of a rate or ratio whose area would have ``expected`` events at the average.

    By the chi-squared distribution: ``chi2(a/2, 2E) / 2E`` to ``chi2(1 - a/2, 2E + 2) / 2E``
    (as in FunnelPlotR), widened by ``√phi`` about the average where ``phi`` is above 1.
    """
    if expected <= 0:
        raise ValueError(f"limits need an expected number above zero, not {expected}")

    def limits(confidence: float) -> tuple[float, float]:
        lower, upper = poisson_ends(expected, confidence)
        return lower / expected, upper / expected

    return _funnel(limits(USUAL), limits(WIDE), 1.0, average, phi)


def binomial_limits(whole: int, average: float, phi: float = 1.0) -> FunnelLimits:
    """Limits of a proportion (a share of one) of ``whole``, by Wilson's score method.

    ``average``: the proportion of all areas together, between 0 and 1.
    """
    if whole <= 0 or not 0 <= average <= 1:
        raise ValueError(f"no limits for {average} of {whole}")

    def limits(confidence: float) -> tuple[float, float]:
        lower, upper = wilson_ends(average, whole, confidence)
        return max(0.0, lower), min(1.0, upper)

    widened = _funnel(limits(USUAL), limits(WIDE), average, 1.0, phi)
    return replace(widened, high=min(1.0, widened.high), very_high=min(1.0, widened.very_high))


def over_dispersion(scores: Sequence[float]) -> float:
    """How many times as much areas vary as chance explains: phi, at least 1.

    The mean square of standardised scores, each tenth at the ends drawn in first, so that a
    few true outliers do not widen the limits (Spiegelhalter 2005). It is 1 unless there is
    more variation than the number of areas itself explains.
    """
    if len(scores) < 3:
        return 1.0
    ordered = sorted(scores)
    cut = int(_WINSOR * len(ordered))
    low, high = ordered[cut], ordered[-1 - cut]
    drawn_in = [min(max(score, low), high) for score in ordered]
    phi = sum(score * score for score in drawn_in) / len(drawn_in)
    return phi if phi > 1 + 2 * math.sqrt(2 / len(drawn_in)) else 1.0


def poisson_score(count: int, expected: float) -> float:
    """A count's distance from what is expected, in standard deviations, by square roots."""
    return 2 * (math.sqrt(count) - math.sqrt(expected))


def binomial_score(part: float, whole: float, average: float) -> float:
    """A proportion's distance from the average, in standard deviations, by arcsines of roots.

    ``2√n (asin √p − asin √average)``: its variance does not depend on the proportion.
    """
    share = part / whole
    return 2 * math.sqrt(whole) * (math.asin(math.sqrt(share)) - math.asin(math.sqrt(average)))


def _funnel(
    usual: tuple[float, float], wide: tuple[float, float], middle: float, scale: float, phi: float
) -> FunnelLimits:
    if phi < 1:
        raise ValueError(f"over-dispersion is at least 1, not {phi}")
    low, high, very_low, very_high = (
        scale * max(0.0, middle + (limit - middle) * math.sqrt(phi)) for limit in (*usual, *wide)
    )
    return FunnelLimits(low, high, very_low, very_high)
