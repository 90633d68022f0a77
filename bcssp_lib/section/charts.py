"""The charts that sections show, made from readings and series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bcssp_lib.model.area import Area
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.period import Period
from bcssp_lib.section.bar_charts import Pair, Share, change_bars, shares_chart
from bcssp_lib.section.chart_kit import Chart
from bcssp_lib.section.events import Event, placed
from bcssp_lib.section.line_charts import AreaSeries, areas_chart
from bcssp_lib.section.line_charts import trend_chart as line_chart
from bcssp_lib.section.measures import measured_axis
from bcssp_lib.section.readings import NO_FIGURE, Reading
from bcssp_lib.section.spc_chart import Judged, spc_chart
from bcssp_lib.section.tables import headings, target_of, value_of
from bcssp_lib.section.time_axis import Happening, Point
from bcssp_lib.section.trends import AreaLine, Trend
from bcssp_lib.stats.comparison import Figure
from bcssp_lib.stats.intervals import count_interval, proportion_interval
from bcssp_lib.stats.judgement import variation_at
from bcssp_lib.stats.rounding import amount_text, value_text
from bcssp_lib.stats.shares import share_of
from bcssp_lib.stats.spc import Phase
from bcssp_lib.stats.wording import SHARE_DECIMALS, interval_text


def change_chart(title: str, readings: Sequence[Reading], period: Period) -> Chart:
    """This period against the year before, for indicators that count the same thing."""
    counted = sorted({one.indicator.counts for one in readings})
    if len(counted) > 1:
        raise UserError(
            f"The chart '{title}' would mix {' with '.join(counted)}; one axis counts one thing. "
            "Show a chart for each."
        )
    before, after = headings(readings, period)
    return change_bars(
        title,
        [_pair(one) for one in readings],
        before,
        after,
        counted[0],
        synthetic=any(one.synthetic for reading in readings for one in reading.observations),
    )


def trend_chart(
    title: str,
    indicator: Indicator,
    found: Sequence[Observation],
    counts: Sequence[tuple[int, int] | None],
    events: Sequence[Event],
) -> Chart:
    """One indicator through time; a period without a figure leaves a gap, and a break a step.

    ``counts`` are those behind each percentage, where they are known.
    """
    return line_chart(
        title,
        [point_of(one, indicator, of) for one, of in zip(found, counts, strict=True)],
        axis_of(indicator),
        target=_target(indicator),
        happenings=_happenings(events, [one.period for one in found]),
        synthetic=any(one.synthetic for one in found),
    )


def process_chart(title: str, found: Trend) -> Chart:
    """One indicator through time with the limits of its usual variation."""
    indicator = found.indicator
    kinds = [variation_at(found.control, at, indicator.polarity) for at in range(len(found.series))]
    judged = Judged(
        control=found.control,
        kinds=kinds,
        variation=found.variation,
        assurance=found.assurance,
        phrase=found.phrase,
        happenings=_happenings(found.events, [one.period for one in found.series]),
    )
    return spc_chart(
        title,
        [Point(one.period.short, _amount(one), value_of(one, indicator)) for one in found.series],
        judged,
        axis_of(indicator),
        _level_texts(found.control.phases, indicator),
        target=_target(indicator),
        synthetic=any(one.synthetic for one in found.series),
    )


def multiples_chart(
    title: str,
    indicator: Indicator,
    area: Area,
    found: Mapping[str, AreaLine],
) -> Chart:
    """One indicator in several areas, a small chart each; all have the periods of any."""
    periods = sorted({one.figure.period for line in found.values() for one in line.measures})
    series, notes = [], []
    for name, line in found.items():
        by_period = {one.figure.period: one.figure for one in line.measures}
        points = [_measured(by_period.get(period), period) for period in periods]
        stops = [(at, one) for at, one in placed(line.events, periods) if one.stops_line]
        places = tuple(at for at, _ in stops)
        series.append(AreaSeries(name, tuple(points), name == area.name, places))
        notes += [f"{name}: the line is broken on {one.wording}." for _, one in stops]
    measures = [one for line in found.values() for one in line.measures]
    return areas_chart(
        title,
        series,
        measured_axis(indicator, measures[0]),
        notes,
        synthetic=any(one.figure.synthetic for one in measures),
    )


def breakdown_chart(title: str, reading: Reading, now: Sequence[Observation]) -> Chart:
    """How a figure divides: each category's share of the total."""
    indicator = reading.indicator
    shares = []
    for one in now:
        share = share_of(one.value, reading.current.value)
        shares.append(
            Share(
                one.category,
                None if share.amount is None else float(share.amount),
                value_text(share, Unit.PERCENT, SHARE_DECIMALS),
                value_of(one, indicator),
            )
        )
    notes = [f"All {indicator.counts}: {reading.text}, {reading.current.period.heading}."]
    return shares_chart(
        title, shares, indicator.counts, notes, synthetic=any(one.synthetic for one in now)
    )


def point_of(
    one: Observation, indicator: Indicator, counts: tuple[int, int] | None = None
) -> Point:
    """A figure as a point, with its interval: of a count that is not planned, or of ``counts``."""
    plain = Point(one.period.short, _amount(one), value_of(one, indicator))
    if plain.amount is None:
        return plain
    if counts is not None:
        found = proportion_interval(*counts).scaled(100)
    elif indicator.unit is Unit.COUNT and not indicator.planned:
        found = count_interval(int(plain.amount))
    else:
        return plain
    decimals = indicator.decimals + 1
    text = interval_text(found, indicator.unit, decimals)
    return replace(plain, low=found.lower, high=found.upper, interval_text=text)


def _measured(figure: Figure | None, period: Period) -> Point:
    """A figure as areas are compared by it, without whom it is of: the axis says that."""
    if figure is None:
        return Point(period.short, None, NO_FIGURE)
    amount = figure.value.amount
    return Point(period.short, None if amount is None else float(amount), figure.number)


def _happenings(events: Sequence[Event], periods: Sequence[Period]) -> list[Happening]:
    return [Happening(at, one.wording, one.stops_line) for at, one in placed(events, periods)]


def axis_of(indicator: Indicator) -> str:
    """The name of an axis that counts what an indicator counts."""
    return "Percent" if indicator.unit is Unit.PERCENT else f"Number of {indicator.counts}"


def _target(indicator: Indicator) -> tuple[float, str] | None:
    if indicator.target is None:
        return None
    return float(indicator.target), f"Target {target_of(indicator)}"


def _level_texts(phases: Sequence[Phase], indicator: Indicator) -> dict[float, str]:
    """Averages and limits as a reader sees them, with one decimal more than the figures."""
    levels = [
        level
        for one in phases
        if one.limits is not None
        for level in (one.limits.mean, one.limits.shown_lower, one.limits.shown_upper)
    ]
    decimals = indicator.decimals + 1
    return {one: amount_text(Decimal(one), indicator.unit, decimals) for one in levels}


def _pair(reading: Reading) -> Pair:
    return Pair(
        label=reading.indicator.title,
        previous=_amount(reading.previous) or 0.0,
        current=_amount(reading.current) or 0.0,
        previous_text=reading.previous_text,
        current_text=reading.text,
        change_text=reading.change_text,
    )


def _amount(observation: Observation) -> float | None:
    amount = observation.value.amount
    return None if amount is None else float(amount)
