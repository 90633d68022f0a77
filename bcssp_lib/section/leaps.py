"""Gaps in a series: what it leaves out is put in as "not available", so nothing leaps over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from bcssp_lib.model.observation import Observation
from bcssp_lib.model.period import Period, PeriodKind, period_ending
from bcssp_lib.model.value import missing

_DATED = {PeriodKind.SNAPSHOT, PeriodKind.ROLLING}  # these may follow one another at any distance


def without_leaps(series: Sequence[Observation]) -> list[Observation]:
    """A series, oldest first, with "not available" for each period that it leaves out.

    Years, quarters and months follow one another. Snapshots and rolling twelve months are
    expected at the shortest distance, in months, that any two of them have.
    """
    if not series:
        return []
    whole = [series[0]]
    for earlier, later in pairwise(series):
        between = _between(earlier.period, later.period, _step(series))
        whole += [Observation(earlier.indicator, earlier.area, one, missing()) for one in between]
        whole.append(later)
    return whole


def _step(series: Sequence[Observation]) -> int:
    """The shortest distance of two dates in months; 0 where two are in one month."""
    return min(_month(two.period.end) - _month(one.period.end) for one, two in pairwise(series))


def _between(earlier: Period, later: Period, step: int) -> Iterator[Period]:
    """The periods that should stand between two, oldest first."""
    if earlier.kind in _DATED:
        for month in range(_month(earlier.end) + step, _month(later.end), step) if step else ():
            yield period_ending(earlier.kind, _last_of(month))
        return
    found = []
    period = _before(later)
    while period > earlier:
        found.append(period)
        period = _before(period)
    yield from reversed(found)


def _before(period: Period) -> Period:
    return period_ending(period.kind, period.start - timedelta(days=1))


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1


def _last_of(month: int) -> date:
    return date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)
