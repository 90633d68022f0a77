"""The charts that sections show, made from readings and series."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.domain.indicator import Indicator, Unit
from bcssp_lib.domain.observation import Observation
from bcssp_lib.domain.period import Period
from bcssp_lib.errors import UserError
from bcssp_lib.section.readings import Reading
from bcssp_lib.section.tables import headings, target_of, value_of
from bcssp_lib.show.charts import Chart, Pair, Point, before_after, trend


def change_chart(title: str, readings: Sequence[Reading], period: Period) -> Chart:
    """This period against the year before, for indicators that count the same thing."""
    counted = sorted({one.indicator.counts for one in readings})
    if len(counted) > 1:
        raise UserError(
            f"The chart '{title}' would mix {' with '.join(counted)}; one axis counts one thing. "
            "Show a chart for each."
        )
    before, after = headings(readings, period)
    return before_after(
        title,
        [_pair(one) for one in readings],
        before,
        after,
        counted[0],
        synthetic=any(one.synthetic for reading in readings for one in reading.observations),
    )


def trend_chart(title: str, indicator: Indicator, found: Sequence[Observation]) -> Chart:
    """One indicator through time; periods without a figure leave a gap."""
    points = [Point(one.period.short, _amount(one), value_of(one, indicator)) for one in found]
    target = None
    if indicator.target is not None:
        target = (float(indicator.target), f"Target {target_of(indicator)}")
    axis = "Percent" if indicator.unit is Unit.PERCENT else f"Number of {indicator.counts}"
    return trend(title, points, axis, target=target, synthetic=any(one.synthetic for one in found))


def _pair(reading: Reading) -> Pair:
    return Pair(
        label=reading.indicator.title,
        previous=_amount(reading.previous) or 0.0,
        current=_amount(reading.current) or 0.0,
        previous_text=reading.previous_text,
        current_text=reading.text,
        change_text=reading.change.absolute_text,
    )


def _amount(observation: Observation) -> float | None:
    amount = observation.value.amount
    return None if amount is None else float(amount)
