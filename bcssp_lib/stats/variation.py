"""What a controlled series says: its variation and, with a target, what may be expected of it."""

from __future__ import annotations

from bcssp_lib.model.fact import FactTrend
from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.verdicts import Assurance, Signal, Variation
from bcssp_lib.stats.spc import FIRM, SpcAnalysis


def judge_latest(analysis: SpcAnalysis, polarity: Polarity) -> Variation:
    """Judge the latest figure by the rules, and by which direction is good news."""
    place = analysis.last
    if place is None or place < analysis.last_phase.start:
        return Variation.UNKNOWN
    return judge_figure(analysis, place, polarity)


def judge_figure(analysis: SpcAnalysis, place: int, polarity: Polarity) -> Variation:
    """Judge any one figure, within the phase that it belongs to."""
    phase = next(phase for phase in analysis.phases if phase.start <= place < phase.stop)
    if phase.limits is None or analysis.amounts[place] is None:
        return Variation.UNKNOWN
    signals = analysis.signals[place]
    if not signals:
        return Variation.COMMON
    high = _points_up(analysis, place)
    if polarity is Polarity.NEITHER:
        return Variation.HIGHER if high else Variation.LOWER
    return Variation.IMPROVING if high is (polarity is Polarity.HIGHER) else Variation.WORSENING


def judge_target(analysis: SpcAnalysis, target: float | None, polarity: Polarity) -> Assurance:
    """Judge the limits against a target: it is met, missed, or now and then either.

    A target at a limit counts as within the limits. Trial limits promise nothing.
    """
    phase = analysis.last_phase
    if target is None or polarity is Polarity.NEITHER or phase.limits is None:
        return Assurance.NONE
    if phase.count < FIRM:
        return Assurance.NONE
    lower, upper = phase.limits.lower, phase.limits.upper
    if lower <= target <= upper:
        return Assurance.HIT_AND_MISS
    above = target < lower
    return Assurance.MET if above is (polarity is Polarity.HIGHER) else Assurance.MISSED


def _points_up(analysis: SpcAnalysis, place: int) -> bool:
    """Whether a signal is of high figures; a trend alone is judged by the way it goes."""
    if analysis.signals[place] == {Signal.TREND}:
        now, before = analysis.amounts[place], analysis.amounts[place - 1]
        assert now is not None
        assert before is not None
        return now > before
    return bool(analysis.high[place])


def latest_trend(analysis: SpcAnalysis, variation: Variation) -> FactTrend:
    """What the limits say of the latest figure; of several signals, the one that says most."""
    place, phase = analysis.last, analysis.last_phase
    if place is None or variation is Variation.UNKNOWN:
        return FactTrend(variation, why_none=phase.why_none or "too few figures")
    signal = next((signal for signal in Signal if signal in analysis.signals[place]), None)
    high = _points_up(analysis, place) if signal is Signal.TREND else bool(analysis.high[place])
    return FactTrend(variation, signal, high, phase.trial)
