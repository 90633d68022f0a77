"""The charts that sections show, made from results and series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bcssp_lib.model.area import Area
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Observation
from bcssp_lib.section.bar_charts import Pair, Share, change_bars, shares_chart
from bcssp_lib.section.chart_kit import Chart
from bcssp_lib.section.events import Event, place_events
from bcssp_lib.section.indicator_result import NO_FIGURE, IndicatorResult
from bcssp_lib.section.line_charts import AreaSeries, areas_chart
from bcssp_lib.section.line_charts import trend_chart as line_chart
from bcssp_lib.section.measures import measure_axis_name
from bcssp_lib.section.spc_chart import SpcResult, spc_chart
from bcssp_lib.section.tables import headings, target_of, value_of
from bcssp_lib.section.time_axis import Happening, Point
from bcssp_lib.section.trends import AreaLine, Trend
from bcssp_lib.stats.comparison import Figure
from bcssp_lib.stats.intervals import count_interval, proportion_interval
from bcssp_lib.stats.rating import judge_figure
from bcssp_lib.stats.rounding import amount_text, value_text
from bcssp_lib.stats.shares import share_of
from bcssp_lib.stats.spc import Phase
from bcssp_lib.stats.wording import SHARE_DECIMALS, interval_text


def change_chart(title: str, results: Sequence[IndicatorResult], period: Period) -> Chart:
    """This period against the year before, for indicators that count the same thing."""
    counted = sorted({result.indicator.counts for result in results})
    if len(counted) > 1:
        raise UserError(
            f"The chart '{title}' would mix {' with '.join(counted)}; one axis counts one thing. "
            "Show a chart for each."
        )
    before, after = headings(results, period)
    return change_bars(
        title,
        [_pair(result) for result in results],
        before,
        after,
        counted[0],
        synthetic=any(
            observation.synthetic for result in results for observation in result.observations
        ),
    )


def trend_chart(
    title: str,
    indicator: Indicator,
    observations: Sequence[Observation],
    counts: Sequence[tuple[int, int] | None],
    events: Sequence[Event],
) -> Chart:
    """One indicator through time; a period without a figure leaves a gap, and a break a step.

    ``counts`` are those behind each percentage, where they are known.
    """
    return line_chart(
        title,
        [
            make_point(observation, indicator, of)
            for observation, of in zip(observations, counts, strict=True)
        ],
        axis_name(indicator),
        target=_target(indicator),
        happenings=_happenings(events, [observation.period for observation in observations]),
        synthetic=any(observation.synthetic for observation in observations),
    )


def make_spc_chart(title: str, trend: Trend) -> Chart:
    """One indicator through time with the limits of its usual variation."""
    indicator = trend.indicator
    kinds = [
        judge_figure(trend.analysis, index, indicator.polarity)
        for index in range(len(trend.series))
    ]
    judged = SpcResult(
        analysis=trend.analysis,
        kinds=kinds,
        variation=trend.variation,
        assurance=trend.assurance,
        phrase=trend.phrase,
        happenings=_happenings(trend.events, [observation.period for observation in trend.series]),
    )
    return spc_chart(
        title,
        [
            Point(observation.period.short, _amount(observation), value_of(observation, indicator))
            for observation in trend.series
        ],
        judged,
        axis_name(indicator),
        _level_texts(trend.analysis.phases, indicator),
        target=_target(indicator),
        synthetic=any(observation.synthetic for observation in trend.series),
    )


def multiples_chart(
    title: str,
    indicator: Indicator,
    area: Area,
    lines: Mapping[str, AreaLine],
) -> Chart:
    """One indicator in several areas, a small chart each; all have the periods of any."""
    periods = sorted(
        {measure.figure.period for line in lines.values() for measure in line.measures}
    )
    series, notes = [], []
    for name, line in lines.items():
        by_period = {measure.figure.period: measure.figure for measure in line.measures}
        points = [_measure_point(by_period.get(period), period) for period in periods]
        stops = [
            (index, event)
            for index, event in place_events(line.events, periods)
            if event.stops_line
        ]
        places = tuple(index for index, _ in stops)
        series.append(AreaSeries(name, tuple(points), name == area.name, places))
        notes += [f"{name}: the line is broken on {event.wording}." for _, event in stops]
    measures = [measure for line in lines.values() for measure in line.measures]
    return areas_chart(
        title,
        series,
        measure_axis_name(indicator, measures[0]),
        notes,
        synthetic=any(measure.figure.synthetic for measure in measures),
    )


def breakdown_chart(title: str, result: IndicatorResult, now: Sequence[Observation]) -> Chart:
    """How a figure divides: each category's share of the total."""
    indicator = result.indicator
    shares = []
    for category in now:
        share = share_of(category.value, result.current.value)
        shares.append(
            Share(
                category.category,
                None if share.amount is None else float(share.amount),
                value_text(share, Unit.PERCENT, SHARE_DECIMALS),
                value_of(category, indicator),
            )
        )
    notes = [f"All {indicator.counts}: {result.text}, {result.current.period.heading}."]
    return shares_chart(
        title, shares, indicator.counts, notes, synthetic=any(one.synthetic for one in now)
    )


def make_point(
    observation: Observation, indicator: Indicator, counts: tuple[int, int] | None = None
) -> Point:
    """A figure as a point, with its interval: of a count that is not planned, or of ``counts``."""
    plain = Point(observation.period.short, _amount(observation), value_of(observation, indicator))
    if plain.amount is None:
        return plain
    if counts is not None:
        interval = proportion_interval(*counts).scaled(100)
    elif indicator.unit is Unit.COUNT and not indicator.planned:
        interval = count_interval(int(plain.amount))
    else:
        return plain
    decimals = indicator.decimals + 1
    text = interval_text(interval, indicator.unit, decimals)
    return replace(plain, low=interval.lower, high=interval.upper, interval_text=text)


def _measure_point(figure: Figure | None, period: Period) -> Point:
    """A figure as areas are compared by it, without whom it is of: the axis says that."""
    if figure is None:
        return Point(period.short, None, NO_FIGURE)
    amount = figure.value.amount
    return Point(period.short, None if amount is None else float(amount), figure.number)


def _happenings(events: Sequence[Event], periods: Sequence[Period]) -> list[Happening]:
    return [
        Happening(index, event.wording, event.stops_line)
        for index, event in place_events(events, periods)
    ]


def axis_name(indicator: Indicator) -> str:
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
        for phase in phases
        if phase.limits is not None
        for level in (phase.limits.mean, phase.limits.shown_lower, phase.limits.shown_upper)
    ]
    decimals = indicator.decimals + 1
    return {level: amount_text(Decimal(level), indicator.unit, decimals) for level in levels}


def _pair(result: IndicatorResult) -> Pair:
    return Pair(
        label=result.indicator.title,
        previous=_amount(result.previous) or 0.0,
        current=_amount(result.current) or 0.0,
        previous_text=result.previous_text,
        current_text=result.text,
        change_text=result.change_text,
    )


def _amount(observation: Observation) -> float | None:
    amount = observation.value.amount
    return None if amount is None else float(amount)
