"""What a controlled series says: its variation and, with a target, what may be expected of it."""

from __future__ import annotations

from bcssp_lib.model.fact import FactTrend
from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.verdicts import Assurance, Signal, Variation
from bcssp_lib.stats.spc import FIRM, Control


def variation_of(found: Control, polarity: Polarity) -> Variation:
    """Judge the latest figure by the rules, and by which direction is good news."""
    place = found.last
    if place is None or place < found.last_phase.start:
        return Variation.UNKNOWN
    return variation_at(found, place, polarity)


def variation_at(found: Control, place: int, polarity: Polarity) -> Variation:
    """Judge any one figure, within the phase that it belongs to."""
    phase = next(one for one in found.phases if one.start <= place < one.stop)
    if phase.limits is None or found.amounts[place] is None:
        return Variation.UNKNOWN
    signals = found.signals[place]
    if not signals:
        return Variation.COMMON
    high = _points_up(found, place)
    if polarity is Polarity.NEITHER:
        return Variation.HIGHER if high else Variation.LOWER
    return Variation.IMPROVING if high is (polarity is Polarity.HIGHER) else Variation.WORSENING


def assurance_of(found: Control, target: float | None, polarity: Polarity) -> Assurance:
    """Judge the limits against a target: it is met, missed, or now and then either.

    A target at a limit counts as within the limits. Trial limits promise nothing.
    """
    phase = found.last_phase
    if target is None or polarity is Polarity.NEITHER or phase.limits is None:
        return Assurance.NONE
    if phase.count < FIRM:
        return Assurance.NONE
    lower, upper = phase.limits.lower, phase.limits.upper
    if lower <= target <= upper:
        return Assurance.HIT_AND_MISS
    above = target < lower
    return Assurance.MET if above is (polarity is Polarity.HIGHER) else Assurance.MISSED


def _points_up(found: Control, place: int) -> bool:
    """Whether a signal is of high figures; a trend alone is judged by the way it goes."""
    if found.signals[place] == {Signal.TREND}:
        now, before = found.amounts[place], found.amounts[place - 1]
        assert now is not None
        assert before is not None
        return now > before
    return bool(found.high[place])


def trend_at_last(found: Control, variation: Variation) -> FactTrend:
    """What the limits say of the latest figure; of several signals, the one that says most."""
    place, phase = found.last, found.last_phase
    if place is None or variation is Variation.UNKNOWN:
        return FactTrend(variation, why_none=phase.why_none or "too few figures")
    signal = next((one for one in Signal if one in found.signals[place]), None)
    high = _points_up(found, place) if signal is Signal.TREND else bool(found.high[place])
    return FactTrend(variation, signal, high, phase.trial)
