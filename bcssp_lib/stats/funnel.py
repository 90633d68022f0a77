"""Funnel limits: how far areas may lie from the average by chance, by their size.

The limits are exact quantiles of the binomial and the Poisson distribution: an ordinary area
lies above its upper 95% limit at most 2.5% of the time, and as seldom below its lower one. An
interval about the average (Wilson's, Garwood's) answers another question, what average a figure
could come from, and calls ordinary areas low or high too often.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bcssp_lib.stats.intervals import USUAL, WIDE

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

    Poisson quantiles: a count outside the 95% limits has at most 2.5% on its side, itself
    included. A line lies between the last count inside and the first one outside, by the
    continuous form of the distribution, so that curves have no steps. The limits are widened by
    ``√phi`` about the average where ``phi`` is above 1.
    """
    if expected <= 0:
        raise ValueError(f"limits need an expected number above zero, not {expected}")
    ends = [end / expected for end in _tails(lambda tail: _poisson_ends(expected, tail))]
    return _funnel([average * end for end in ends], average, phi)


def binomial_limits(whole: int, average: float, phi: float = 1.0) -> FunnelLimits:
    """Exact limits of a proportion (a share of one) of ``whole``: binomial quantiles.

    ``average``: the proportion of all areas together, between 0 and 1. As ``poisson_limits``.
    """
    if whole <= 0 or not 0 <= average <= 1:
        raise ValueError(f"no limits for {average} of {whole}")
    ends = [end / whole for end in _tails(lambda tail: _binomial_ends(whole, average, tail))]
    return _funnel(ends, average, phi, highest=1.0)


def _tails(ends: Callable[[float], tuple[float, float]]) -> tuple[float, ...]:
    """The ends of 95% and of 99.8%: low, high, very low, very high."""
    return tuple(end for confidence in (USUAL, WIDE) for end in ends((1 - confidence) / 2))


def _poisson_ends(expected: float, tail: float) -> tuple[float, float]:
    """Between which numbers of events an area lies, but for ``tail`` at each end."""
    from scipy.special import pdtrik

    low = 0.0 if math.exp(-expected) >= tail else float(pdtrik(tail, expected))
    return low, float(pdtrik(1 - tail, expected)) + 1


def _binomial_ends(whole: int, average: float, tail: float) -> tuple[float, float]:
    """The same of cases among ``whole``; the upper end is the lower one of all other cases."""
    from scipy.special import bdtrik

    def low(share: float) -> float:
        if share == 1:
            return whole
        return 0.0 if (1 - share) ** whole >= tail else float(bdtrik(tail, whole, share))

    return low(average), whole - low(1 - average)


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
    ends: Sequence[float], average: float, phi: float, highest: float = math.inf
) -> FunnelLimits:
    if phi < 1:
        raise ValueError(f"over-dispersion is at least 1, not {phi}")
    widened = (average + (end - average) * math.sqrt(phi) for end in ends)
    return FunnelLimits(*(min(highest, max(0.0, end)) for end in widened))
