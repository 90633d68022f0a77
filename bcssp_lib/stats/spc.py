"""Statistical process control of a series: XmR charts, as in NHS England's Making Data Count.

The limits of a series of single figures are its mean ± 2.66 times the average of its moving
ranges (the steps from each point to the next). They say how far figures vary by themselves;
what lies outside, or makes a pattern, has a cause of its own.

A period without a figure is a gap: no step is taken over it, and no run goes on across it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import compress, groupby, pairwise, starmap

from bcssp_lib.model.fact import FactTrend
from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.verdicts import Assurance, Signal, Variation

_LIMIT_FACTOR = 2.66  # 3 / 1.128, the constant d2 of ranges of two
_SCREEN_FACTOR = 3.267  # the upper limit of moving ranges: D4 of ranges of two
FEWEST = 7  # points for any limits
_FIRM = 12  # points from which limits are no longer called trial limits
_RUN = 7  # points of a shift or a trend
_NEAR = 2 / 3  # of the way from the mean to a limit

_Amount = float | None


@dataclass(frozen=True)
class Limits:
    """The mean of a series and the limits of its natural variation.

    Nothing can lie above ``ceiling``: 100 for a percentage of a whole.
    """

    mean: float
    lower: float
    upper: float
    ceiling: float = math.inf

    @property
    def shown_lower(self) -> float:
        """The lower limit where nothing can lie below zero (counts, percentages)."""
        return max(0.0, self.lower)

    @property
    def shown_upper(self) -> float:
        """The upper limit where nothing can lie above the ceiling."""
        return min(self.ceiling, self.upper)


@dataclass(frozen=True)
class Phase:
    """A stretch of a series with limits of its own, from ``start`` up to before ``stop``.

    ``limits`` are none below 7 points, and ``trial`` below 12.
    """

    start: int
    stop: int
    count: int
    limits: Limits | None
    trial: bool

    @property
    def why_none(self) -> str:
        """Why there are no limits; empty if there are."""
        if self.limits is not None:
            return ""
        return f"{self.count} of at least {FEWEST} figures that limits need"


@dataclass(frozen=True)
class SpcAnalysis:
    """A series with its phases, and the signals of each point.

    ``trends``: of each point, which way the trend goes that it is part of; 0 without one.
    """

    amounts: tuple[_Amount, ...]
    phases: tuple[Phase, ...]
    signals: tuple[frozenset[Signal], ...]
    trends: tuple[int, ...]

    @property
    def last_phase(self) -> Phase:
        """The phase that holds the latest point."""
        return self.phases[-1]

    def phase_at(self, place: int) -> Phase:
        """The phase that holds a point."""
        return next(phase for phase in self.phases if phase.start <= place < phase.stop)

    def signal_at(self, place: int) -> Signal | None:
        """The signal of a point that says most: a trend says more than a shift."""
        return next((signal for signal in Signal if signal in self.signals[place]), None)

    def points_up(self, place: int) -> bool:
        """Whether a signal is of high figures; a trend is judged by the way it goes."""
        if self.signal_at(place) is Signal.TREND:
            return self.trends[place] > 0
        amount, limits = self.amounts[place], self.phase_at(place).limits
        return amount is not None and limits is not None and amount > limits.mean

    @property
    def last(self) -> int | None:
        """The place of the latest point with a figure."""
        places = [place for place, amount in enumerate(self.amounts) if amount is not None]
        return places[-1] if places else None


def work_out_limits(amounts: Sequence[_Amount], *, screened: bool = False) -> Limits:
    """Mean ± 2.66 average moving range, over the points that have a figure.

    ``screened``: moving ranges above 3.267 times their average are left out, once, and the
    average is taken again. A constant series has limits at its mean. At least one point.
    """
    known = [amount for amount in amounts if amount is not None]
    if not known:
        raise ValueError("a series without a figure has no limits")
    mean = sum(known) / len(known)
    steps = moving_ranges(amounts)
    average = _average(steps)
    if screened:
        average = _average([step for step in steps if step <= _SCREEN_FACTOR * average])
    spread = _LIMIT_FACTOR * average
    return Limits(mean, mean - spread, mean + spread)


def _average(steps: Sequence[float]) -> float:
    return sum(steps) / len(steps) if steps else 0.0


def moving_ranges(amounts: Sequence[_Amount]) -> list[float]:
    """The size of each step between neighbours; none over a gap."""
    return [
        abs(later - earlier)
        for earlier, later in pairwise(amounts)
        if earlier is not None and later is not None
    ]


def analyse_series(
    amounts: Sequence[_Amount], rebased: Iterable[int] = (), *, ceiling: float = math.inf
) -> SpcAnalysis:
    """Judge a series, oldest first, by the four rules.

    A new phase begins at each place of ``rebased``, with limits of its own.
    """
    bounds = [0, *sorted(rebased), len(amounts)]
    phases = tuple(_phase(amounts, start, stop, ceiling) for start, stop in pairwise(bounds))
    signals: list[frozenset[Signal]] = []
    trends: list[int] = []
    for phase in phases:
        part = list(amounts[phase.start : phase.stop])
        signals.extend(_find_signals(part, phase.limits))
        trends.extend(find_trends(part))
    return SpcAnalysis(tuple(amounts), phases, tuple(signals), tuple(trends))


def _find_signals(amounts: Sequence[_Amount], limits: Limits | None) -> list[frozenset[Signal]]:
    """By which rules each point stands out, within one phase; none without limits."""
    if limits is None:
        return [frozenset()] * len(amounts)
    near = [_nearness(amount, limits) for amount in amounts]
    flags = {
        Signal.OUTSIDE: [_is_outside(amount, limits) for amount in amounts],
        Signal.SHIFT: in_a_shift(amounts, limits.mean),
        Signal.TREND: [way != 0 for way in find_trends(amounts)],
        Signal.NEAR: [all(pair) for pair in zip(near_a_limit(near), near, strict=True)],
    }
    points = zip(*flags.values(), strict=True)
    return [frozenset(compress(flags, of_point)) for of_point in points]


def in_a_shift(amounts: Sequence[_Amount], mean: float) -> list[bool]:
    """Which points are part of seven or more in a row on one side of the mean."""
    sides = [_side(amount, mean) for amount in amounts]
    runs = [list(run) for _, run in groupby(sides)]
    return [side != 0 and len(run) >= _RUN for run in runs for side in run]


def _side(amount: _Amount, mean: float) -> int:
    """Whether an amount is above (1) or below (-1) the mean; 0 where neither."""
    if amount is None:
        return 0
    slack = _slack(mean)
    return (amount > mean + slack) - (amount < mean - slack)


def find_trends(amounts: Sequence[_Amount]) -> list[int]:
    """Of each point, whether the trend it is part of rises (1) or falls (-1); 0 without one.

    Seven or more in a row that all rise, or all fall, are one. A point that ends one trend and
    begins the next belongs to the one that it ends.
    """
    ways, end = [0] * len(amounts), 0
    for way, run in groupby(starmap(_step, pairwise(amounts))):
        start, end = end, end + len(list(run))
        if way and end - start + 1 >= _RUN:
            first = start if ways[start] == 0 else start + 1
            ways[first : end + 1] = [way] * (end + 1 - first)
    return ways


def _step(earlier: _Amount, amount: _Amount) -> int:
    """Whether an amount is above (1) or below (-1) the one before it; 0 where neither."""
    if earlier is None or amount is None:
        return 0
    return (amount > earlier) - (amount < earlier)


def near_a_limit(near: Sequence[int]) -> list[bool]:
    """Which points belong to three in a row of which two lie near the same limit.

    ``near``: 1 near the upper limit, −1 near the lower one, else 0. The third point belongs
    to the three as well, as in NHSRplotthedots, though it is no signal itself.
    """
    flags = [False] * len(near)
    for start in range(len(near) - 2):
        three = near[start : start + 3]
        if three.count(1) >= 2 or three.count(-1) >= 2:
            flags[start : start + 3] = [True] * 3
    return flags


def _phase(amounts: Sequence[_Amount], start: int, stop: int, ceiling: float) -> Phase:
    part = amounts[start:stop]
    count = sum(amount is not None for amount in part)
    limits = None
    if count >= FEWEST:
        limits = replace(work_out_limits(part, screened=True), ceiling=ceiling)
    return Phase(start, stop, count, limits, FEWEST <= count < _FIRM)


def _nearness(amount: _Amount, limits: Limits) -> int:
    if amount is None or limits.upper == limits.mean:
        return 0
    way = (amount - limits.mean) / (limits.upper - limits.mean)
    return (way >= _NEAR) - (way <= -_NEAR)


def _is_outside(amount: _Amount, limits: Limits) -> bool:
    slack = _slack(limits.upper)
    return amount is not None and not limits.lower - slack <= amount <= limits.upper + slack


def _slack(amount: float) -> float:
    """What sums of floats may be out by: a constant series does not stand out by a last digit."""
    return 1e-9 * max(1.0, abs(amount))


# What is said of a figure, by which way is better


def judge_latest(analysis: SpcAnalysis, polarity: Polarity) -> Variation:
    """Judge the latest figure by the rules, and by which direction is good news."""
    place = analysis.last
    if place is None or place < analysis.last_phase.start:
        return Variation.UNKNOWN
    return judge_figure(analysis, place, polarity)


def judge_figure(analysis: SpcAnalysis, place: int, polarity: Polarity) -> Variation:
    """Judge any one figure, within the phase that it belongs to."""
    if analysis.phase_at(place).limits is None or analysis.amounts[place] is None:
        return Variation.UNKNOWN
    if not analysis.signals[place]:
        return Variation.COMMON
    high = analysis.points_up(place)
    if polarity is Polarity.NEITHER:
        return Variation.HIGHER if high else Variation.LOWER
    return Variation.IMPROVING if high is (polarity is Polarity.HIGHER) else Variation.WORSENING


def judge_target(analysis: SpcAnalysis, target: float | None, polarity: Polarity) -> Assurance:
    """Judge the limits against a target: it is met, missed, or now and then either.

    A target at a limit counts as within the limits. Trial limits promise nothing.
    """
    phase = analysis.last_phase
    limits = phase.limits if phase.count >= _FIRM else None
    if target is None or polarity is Polarity.NEITHER or limits is None:
        return Assurance.NONE
    if limits.lower <= target <= limits.upper:
        return Assurance.HIT_AND_MISS
    above = target < limits.lower
    return Assurance.MET if above is (polarity is Polarity.HIGHER) else Assurance.MISSED


def latest_trend(analysis: SpcAnalysis, variation: Variation) -> FactTrend:
    """What the limits say of the latest figure; of several signals, the one that says most."""
    place, phase = analysis.last, analysis.last_phase
    if place is None or variation is Variation.UNKNOWN:
        return FactTrend(variation, why_none=phase.why_none or "too few figures")
    return FactTrend(variation, analysis.signal_at(place), analysis.points_up(place), phase.trial)
