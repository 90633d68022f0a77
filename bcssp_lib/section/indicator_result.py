"""Readings: an indicator's value with its change, target, rating and comparator."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.area import Area
from bcssp_lib.model.fact import Change, Interval
from bcssp_lib.model.indicator import Indicator, RatingRule, Unit
from bcssp_lib.model.period import Period, PeriodKind, latest_day, long_date, period_ending
from bcssp_lib.model.value import Observation, Value
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.section.benchmarks import read_share
from bcssp_lib.section.trends import Event, find_break, list_events
from bcssp_lib.stats.comparison import change_between, rate_amount, why_not_rated, with_interval
from bcssp_lib.stats.fact_wording import NO_FIGURE
from bcssp_lib.stats.intervals import interval_of_change
from bcssp_lib.stats.wording import (
    change_text,
    percent_text,
    round_half_up,
    signed_percent,
    target_text,
    value_text,
)


@dataclass(frozen=True)
class IndicatorResult:
    """One indicator in one area and period, and all that a reader compares it with."""

    indicator: Indicator
    current: Observation
    previous: Observation
    change: Change
    rating: Rating | None
    force_change: Observation | None
    force_percent: Decimal | None
    why_not_rated: str = ""

    @property
    def text(self) -> str:
        """The value as a reader sees it."""
        return value_of(self.current.value, self.indicator)

    @property
    def previous_text(self) -> str:
        """The value a year earlier as a reader sees it."""
        return value_of(self.previous.value, self.indicator)

    @property
    def force_change_text(self) -> str:
        """The percent change across the police force area as a reader sees it."""
        return NO_FIGURE if self.force_percent is None else signed_percent(self.force_percent)

    @property
    def change_text(self) -> str:
        """The difference from the year before as a reader sees it, or why there is none."""
        return change_text(self.change, self.indicator.unit, self.indicator.decimals)

    @property
    def percent_text(self) -> str:
        """The percent change as a reader sees it, or why there is none."""
        return percent_text(self.change, self.indicator.unit, self.previous.value)

    @property
    def known(self) -> bool:
        """Whether this period has an amount to show."""
        return self.current.known

    @property
    def supplied(self) -> bool:
        """Whether this period or the year before has a figure, or a reason for none."""
        return self.current.source is not None or self.previous.source is not None

    @property
    def counts_compared(self) -> bool:
        """Whether both years have an amount, and the amounts are counts."""
        return self.change.amount is not None and self.indicator.unit is Unit.COUNT

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations that the reading was made from."""
        used = (self.current, self.previous, self.force_change)
        return tuple(
            observation
            for observation in used
            if observation is not None and observation.source is not None
        )


def read_indicator(store: DataStore, indicator: str, area: Area, period: Period) -> IndicatorResult:
    """Read an indicator for the period that ends with the report's own."""
    described = store.indicator(indicator)
    own_period = figure_period(described, period)
    current = store.observation(indicator, area.slug, own_period)
    previous = store.observation(indicator, area.slug, own_period.previous())
    force_change, force_percent = _force_change(store, described, area, own_period)
    broken = find_break(list_events(store, indicator, area.slug), previous.period, own_period)
    return IndicatorResult(
        indicator=described,
        current=current,
        previous=previous,
        change=_change(store, described, previous, current, broken),
        rating=rate_observation(store, current, described),
        force_change=force_change,
        force_percent=force_percent,
        why_not_rated=_explain_no_rating(store, current, described),
    )


def _change(
    store: DataStore,
    indicator: Indicator,
    previous: Observation,
    current: Observation,
    broken: Event | None,
) -> Change:
    """The change on the year before; refused where what is counted has changed since."""
    if broken is not None and previous.known and current.known:
        why = f"what is counted changed on {long_date(broken.day)}: {broken.text}"
        return Change(why_none=why)
    change = change_between(
        previous.value, current.value, indicator.unit, indicator.decimals, planned=indicator.planned
    )
    return with_interval(change, _points(store, indicator, previous, current))


def _points(
    store: DataStore, indicator: Indicator, previous: Observation, current: Observation
) -> Interval | None:
    """The interval of a percentage's change, where one can be given of both years."""
    now, then = (read_share(store, indicator, observation) for observation in (current, previous))
    if now is None or then is None:
        return None
    return interval_of_change(now.exact, now.limits, then.exact, then.limits)


def value_of(value: Value, indicator: Indicator) -> str:
    """A value of an indicator as a reader sees it."""
    return value_text(value, indicator.unit, indicator.decimals)


def target_of(indicator: Indicator) -> str:
    """An indicator's target as a reader sees it."""
    if indicator.target is None:
        return "none set"
    return target_text(indicator.target, indicator.unit, indicator.decimals)


def figure_period(indicator: Indicator, period: Period) -> Period:
    """The period whose figure a report shows: of the same kind, or ending the same day.

    An indicator whose periods end on a day of their own has the latest that the report's covers.
    """
    if indicator.ends:
        return period_ending(indicator.periods[0], latest_day(indicator.ends, period.end))
    if period.kind in indicator.periods:
        return period
    for kind in indicator.periods:
        if kind not in {PeriodKind.QUARTER, PeriodKind.MONTH}:
            return period.ending_with(kind)
    return period.ending_with(indicator.periods[0])


def rate_observation(
    store: DataStore, observation: Observation, indicator: Indicator
) -> Rating | None:
    """The rating of a figure as it is shown, against its target; none without either."""
    rule = _find_rule(store, indicator)
    amount = observation.value.amount
    if rule is None or amount is None or indicator.target is None:
        return None
    if _explain_no_rating(store, observation, indicator):
        return None
    shown = round_half_up(amount, indicator.decimals)  # or a reader finds 90% missing 90%
    return rate_amount(shown, indicator.target, rule, indicator.polarity)


def _explain_no_rating(store: DataStore, observation: Observation, indicator: Indicator) -> str:
    """Why a figure with a target is not rated: it is of too few cases. Empty if it is."""
    rule = _find_rule(store, indicator)
    if rule is None or rule.fewest is None or indicator.made_from is None:
        return ""
    if observation.category or not observation.known:
        return ""
    whole = indicator.made_from.whole
    cases = store.observation(whole, observation.area, observation.period)
    return why_not_rated(cases.value, rule)


def _find_rule(store: DataStore, indicator: Indicator) -> RatingRule | None:
    """The written rule that an indicator is rated by."""
    return store.rule(indicator.rating_rule) if indicator.rating_rule else None


def _force_change(
    store: DataStore, indicator: Indicator, area: Area, period: Period
) -> tuple[Observation | None, Decimal | None]:
    """The force area's percent change: as published, or made from its two figures."""
    if not area.force_area:
        return None, None
    published = store.change_indicator(indicator.id)
    if published is not None:
        observation = store.observation(published.id, area.force_area, period)
        if observation.value.amount is not None:
            return observation, observation.value.amount
    current = store.observation(indicator.id, area.force_area, period)
    previous = store.observation(indicator.id, area.force_area, period.previous())
    change = change_between(previous.value, current.value, indicator.unit)
    if change.percent is None or indicator.unit is not Unit.COUNT:
        return None, None
    return current, change.percent
