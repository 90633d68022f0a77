"""Readings: an indicator's value with its change, target, rating and comparator."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.area import Area
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.indicator import Indicator, RatingRule, Unit
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.period import Period, PeriodKind, long_date
from bcssp_lib.model.value import Value
from bcssp_lib.section.events import Event, break_between, events_of
from bcssp_lib.stats.change import (
    PERCENT_DECIMALS,
    Change,
    change_between,
    no_change,
    points_interval,
)
from bcssp_lib.stats.intervals import Interval
from bcssp_lib.stats.rates import proportion
from bcssp_lib.stats.rating import Rating, rate, why_not_rated
from bcssp_lib.stats.rounding import amount_text, own_decimals, signed_text, value_text
from bcssp_lib.stats.shares import agrees, share_of

NO_FIGURE = "not available"


@dataclass(frozen=True)
class Reading:
    """One indicator in one area and period, and all that a reader compares it with."""

    indicator: Indicator
    current: Observation
    previous: Observation
    change: Change
    rating: Rating | None
    force_change: Observation | None
    force_change_text: str
    why_not_rated: str = ""

    @property
    def text(self) -> str:
        """The value as a reader sees it."""
        return value_text(self.current.value, self.indicator.unit, self.indicator.decimals)

    @property
    def previous_text(self) -> str:
        """The value a year earlier as a reader sees it."""
        return value_text(self.previous.value, self.indicator.unit, self.indicator.decimals)

    @property
    def target_text(self) -> str:
        """The target as a reader sees it; empty where none is set."""
        return target_text(self.indicator)

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
        return self.change.absolute is not None and self.indicator.unit is Unit.COUNT

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The observations that the reading was made from."""
        used = (self.current, self.previous, self.force_change)
        return tuple(one for one in used if one is not None and one.source is not None)


def read_indicator(material: DataStore, indicator: str, area: Area, period: Period) -> Reading:
    """Read an indicator for the period that ends with the report's own."""
    described = material.indicator(indicator)
    at = figure_period(described, period)
    current = material.observation(indicator, area.slug, at)
    previous = material.observation(indicator, area.slug, at.previous())
    force_change, force_text = _force_change(material, described, area, at)
    broken = break_between(events_of(material, indicator, area.slug), previous.period, at)
    return Reading(
        indicator=described,
        current=current,
        previous=previous,
        change=_change(material, described, previous, current, broken),
        rating=rating_of(current, described, material),
        force_change=force_change,
        force_change_text=force_text,
        why_not_rated=why_unrated(current, described, material),
    )


def _change(
    material: DataStore,
    indicator: Indicator,
    previous: Observation,
    current: Observation,
    broken: Event | None,
) -> Change:
    """The change on the year before; refused where what is counted has changed since."""
    if broken is not None and previous.known and current.known:
        why = f"what is counted changed on {long_date(broken.day)}: {broken.text}"
        return no_change(previous.value, current.value, indicator.unit, why, indicator.decimals)
    change = change_between(
        previous.value,
        current.value,
        indicator.unit,
        indicator.decimals,
        planned=indicator.planned,
    )
    return replace(change, points=_points(material, indicator, previous, current))


def _points(
    material: DataStore, indicator: Indicator, previous: Observation, current: Observation
) -> Interval | None:
    """The interval of a percentage's change, where both years' counts are known."""
    if indicator.made_from is None or not previous.known or not current.known:
        return None
    now, before = (counts_of(material, indicator, one) for one in (current, previous))
    return points_interval(*now, *before) if now and before else None


def counts_of(
    material: DataStore, indicator: Indicator, one: Observation
) -> tuple[int, int] | None:
    """The part and the whole that a percentage is made from; none unless they do give it."""
    if indicator.made_from is None or one.category:
        return None
    part, whole = (
        material.observation(name, one.area, one.period).value
        for name in (indicator.made_from.part, indicator.made_from.whole)
    )
    if not agrees(proportion(part, whole).value, one.value, indicator.decimals):
        return None
    assert part.amount is not None
    assert whole.amount is not None
    return int(part.amount), int(whole.amount)


def share_of_like(part: Observation, whole: Observation) -> Value:
    """The percentage that a part is of a whole; of another period it is refused."""
    if part.period != whole.period:
        raise UserError(
            f"'{part.indicator}' for {part.period.heading} is no share of '{whole.indicator}' for "
            f"{whole.period.heading}. Give both the same 'periods' in params/indicators/."
        )
    return share_of(part.value, whole.value)


def target_text(indicator: Indicator) -> str:
    """An indicator's target as a reader sees it, nothing rounded away; empty where none is set."""
    target = indicator.target
    if target is None:
        return ""
    return amount_text(target, indicator.unit, max(indicator.decimals, own_decimals(target)))


def figure_period(indicator: Indicator, period: Period) -> Period:
    """The period whose figure a report shows: of the same kind, or ending the same day."""
    if period.kind in indicator.periods:
        return period
    for kind in indicator.periods:
        if kind not in {PeriodKind.QUARTER, PeriodKind.MONTH}:
            return period.ending_with(kind)
    return period.ending_with(indicator.periods[0])


def rating_of(observation: Observation, indicator: Indicator, material: DataStore) -> Rating | None:
    """The rating of a figure against its target; none without an amount or a target."""
    rule = rule_of(indicator, material)
    amount = observation.value.amount
    if rule is None or amount is None or indicator.target is None:
        return None
    if why_unrated(observation, indicator, material):
        return None
    return rate(amount, indicator.target, rule, indicator.polarity)


def why_unrated(observation: Observation, indicator: Indicator, material: DataStore) -> str:
    """Why a figure with a target is not rated: it is of too few cases. Empty if it is."""
    rule = rule_of(indicator, material)
    if rule is None or rule.fewest is None or indicator.made_from is None:
        return ""
    if observation.category or not observation.known:
        return ""
    whole = indicator.made_from.whole
    cases = material.observation(whole, observation.area, observation.period)
    return why_not_rated(cases.value, rule)


def rule_of(indicator: Indicator, material: DataStore) -> RatingRule | None:
    """The written rule that an indicator is rated by."""
    return material.rule(indicator.rating_rule) if indicator.rating_rule else None


def _force_change(
    material: DataStore,
    indicator: Indicator,
    area: Area,
    period: Period,
) -> tuple[Observation | None, str]:
    """The force area's percent change: as published, or made from its two figures."""
    if not area.force_area:
        return None, NO_FIGURE
    published = material.change_indicator(indicator.id)
    if published is not None:
        found = material.observation(published.id, area.force_area, period)
        if found.value.amount is not None:
            return found, _percent_text(found.value.amount)
    current = material.observation(indicator.id, area.force_area, period)
    previous = material.observation(indicator.id, area.force_area, period.previous())
    change = change_between(previous.value, current.value, indicator.unit)
    if change.percent is None or indicator.unit is not Unit.COUNT:
        return None, NO_FIGURE
    return current, _percent_text(change.percent)


def _percent_text(amount: Decimal) -> str:
    return f"{signed_text(amount, PERCENT_DECIMALS)}%"
