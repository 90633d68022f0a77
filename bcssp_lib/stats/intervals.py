"""What chance explains: confidence intervals of figures, and the limits of funnels.

scipy.special is used and not scipy.stats, nor statsmodels: these take a second to import,
and each section of a report is a process of its own. The tests check against both.

A funnel's limits say how far areas may lie from the average by chance, by their size. They are
exact quantiles of the binomial and the Poisson distribution: an ordinary area lies above its upper
95% limit at most 2.5% of the time, and as seldom below its lower one. An interval about the average
(Wilson's, Garwood's) answers another question, what average a figure could come from, and calls
ordinary areas low or high too often.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bcssp_lib.model.fact import Interval

USUAL = 0.95
WIDE = 0.998  # what funnels call an alarm
_WINSOR = 0.1  # of the areas at each end are drawn in before over-dispersion is measured
_EXACT_BELOW = 10  # events: from here on, Byar's method is as good as the exact one


def count_interval(count: int, confidence: float = USUAL) -> Interval:
    """The interval of the mean that a count came from: exact below 10 events, else Byar's.

    Source: Office for Health Improvement and Disparities, technical guide on confidence
    intervals. ``count`` is a number of events, not below zero.
    """
    find = exact_interval if count < _EXACT_BELOW else byar_interval
    return find(count, confidence)


def exact_interval(count: int, confidence: float = USUAL) -> Interval:
    """Exact Poisson limits by the chi-squared distribution (Garwood 1936).

    ``chi2(a/2, 2n) / 2`` to ``chi2(1 - a/2, 2n + 2) / 2``; no event has zero as lower limit.
    """
    from scipy.special import chdtri

    _check_count(count)
    tail = (1 - confidence) / 2
    lower = float(chdtri(2 * count, 1 - tail)) / 2 if count else 0.0
    upper = float(chdtri(2 * count + 2, tail)) / 2
    return Interval(lower, upper, confidence, "exact Poisson")


def byar_interval(count: int, confidence: float = USUAL) -> Interval:
    """Byar's approximation to the Poisson limits (Breslow and Day 1987).

    ``n(1 - 1/9n - z/3√n)³`` and, with m = n + 1, ``m(1 - 1/9m + z/3√m)³``. Of a few events the
    lower limit would be below zero, as of 1 at 99.8%. It is not available then, and not 0:
    ``ValueError``.
    """
    _check_count(count)
    z, upper = _z(confidence), count + 1
    root = 1 - 1 / (9 * count) - z / (3 * math.sqrt(count)) if count else 0.0
    if root < 0:
        raise ValueError(
            f"Byar's lower limit of {count} at {100 * confidence:g}% is not available; "
            "use exact_interval"
        )
    high = upper * (1 - 1 / (9 * upper) + z / (3 * math.sqrt(upper))) ** 3
    return Interval(count * root**3, high, confidence, "Byar")


def proportion_interval(part: int, whole: int, confidence: float = USUAL) -> Interval:
    """Wilson's score interval of a proportion, as a share of one (Wilson 1927).

    ``part`` of ``whole`` have what is counted; ``whole`` is above zero.
    """
    _check_parts(part, whole)
    share, z = part / whole, _z(confidence)
    middle = share + z * z / (2 * whole)
    spread = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    # At the ends the formula gives exactly 0 and 1, but for the last binary digit.
    lower = (middle - spread) / scale if part else 0.0
    upper = (middle + spread) / scale if part < whole else 1.0
    return Interval(lower, upper, confidence, "Wilson")


def exact_proportion_interval(part: int, whole: int, confidence: float = USUAL) -> Interval:
    """The exact interval of a proportion, as a share of one (Clopper and Pearson 1934)."""
    from scipy.special import betaincinv

    _check_parts(part, whole)
    tail = (1 - confidence) / 2
    lower = float(betaincinv(part, whole - part + 1, tail)) if part else 0.0
    upper = float(betaincinv(part + 1, whole - part, 1 - tail)) if part < whole else 1.0
    return Interval(lower, upper, confidence, "Clopper-Pearson")


def ratio_interval(numerator: int, denominator: int, confidence: float = USUAL) -> Interval:
    """The exact conditional interval of the ratio of two Poisson means.

    Given their sum, one count is binomial; its exact interval p gives p / (1 - p)
    (Przyborowski and Wilenski 1940). The upper limit is infinite over a count of zero.
    Two counts of zero say nothing of their ratio: ``ValueError``.
    """
    _check_count(numerator)
    _check_count(denominator)
    if numerator + denominator == 0:
        raise ValueError("two counts of zero have no ratio")
    share = exact_proportion_interval(numerator, numerator + denominator, confidence)
    upper = share.upper / (1 - share.upper) if share.upper < 1 else math.inf
    return Interval(share.lower / (1 - share.lower), upper, confidence, "exact conditional Poisson")


def interval_of_change(now: float, of_now: Interval, then: float, of_then: Interval) -> Interval:
    """The interval of the difference of two estimates, later less earlier, from those of each.

    The distances to the limits are squared and added, as for independent samples; of Wilson's
    limits this is Newcombe's hybrid score interval, and of a survey's margins the usual one.
    """
    difference = now - then
    return Interval(
        difference - math.hypot(now - of_now.lower, of_then.upper - then),
        difference + math.hypot(of_now.upper - now, then - of_then.lower),
        of_now.confidence,
        of_now.method,
    )


def _z(confidence: float) -> float:
    from scipy.special import ndtri

    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
    return float(ndtri((1 + confidence) / 2))


def _check_count(count: int) -> None:
    if count < 0:
        raise ValueError(f"a count of events is not below zero: {count}")


def _check_parts(part: int, whole: int) -> None:
    _check_count(part)
    if whole <= 0 or part > whole:
        raise ValueError(f"{part} cannot be part of {whole}")


# The limits of funnels


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
