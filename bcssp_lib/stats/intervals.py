"""Confidence intervals of counts and proportions.

scipy.special is used and not scipy.stats, nor statsmodels: these take a second to import,
and each section of a report is a process of its own. The tests check against both.
"""

from __future__ import annotations

import math

from bcssp_lib.model.fact import Interval

USUAL = 0.95
WIDE = 0.998  # what funnels call an alarm
_EXACT_BELOW = 10  # events: from here on, Byar's method is as good as the exact one


def count_interval(count: int, confidence: float = USUAL) -> Interval:
    """The interval of the mean that a count came from: exact below 10 events, else Byar's.

    Source: Office for Health Improvement and Disparities, technical guide on confidence
    intervals. ``count`` is a number of events, not below zero.
    """
    return (
        exact_interval(count, confidence)
        if count < _EXACT_BELOW
        else byar_interval(count, confidence)
    )


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


def difference_interval(
    part: int, whole: int, earlier_part: int, earlier_whole: int, confidence: float = USUAL
) -> Interval:
    """The interval of the difference of two proportions, later less earlier, as shares of one.

    Newcombe's hybrid score interval (1998, method 10), made from Wilson's two intervals.
    """
    now = proportion_interval(part, whole, confidence)
    then = proportion_interval(earlier_part, earlier_whole, confidence)
    share, earlier = part / whole, earlier_part / earlier_whole
    difference = share - earlier
    return Interval(
        difference - math.hypot(share - now.lower, then.upper - earlier),
        difference + math.hypot(now.upper - share, earlier - then.lower),
        confidence,
        "Newcombe",
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
