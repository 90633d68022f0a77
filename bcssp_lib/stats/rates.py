"""Shares, rates, proportions and ratios of rates with their intervals, or the reason for none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.model.fact import Interval, Quantity
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import Period, PeriodKind, latest_day, period_ending
from bcssp_lib.model.value import Value, known, missing
from bcssp_lib.stats.intervals import count_interval, proportion_interval, ratio_interval
from bcssp_lib.stats.wording import (
    exact_text,
    interval_text,
    number_text,
    quantity_text,
    round_half_up,
)

RATE_DECIMALS = 1
SHARE_DECIMALS = 1
_FEWEST_EVENTS = 10  # in both groups together: fewer can show no difference but a vast one
_RATIO_DECIMALS = 2  # an interval from 1.04 must not read "1.0", which is no difference


@dataclass(frozen=True)
class Rate:
    """A count for so many people, with its 95% interval; or why there is none.

    ``value`` and the interval are events for each ``per`` people (a percentage: per 100).
    """

    value: Value
    per: int
    population: Value
    interval: Interval | None = None
    why_none: str = ""

    @property
    def text(self) -> str:
        """The rate as a reader sees it: "38.6 per 10,000"; else why there is none."""
        rate = Quantity(self.value, Unit.COUNT, RATE_DECIMALS, self.per)
        return self.why_none or quantity_text(rate)

    @property
    def interval_text(self) -> str:
        """The 95% interval as a reader sees it: "32.5 to 45.5"; empty without a rate."""
        return interval_text(self.interval, decimals=RATE_DECIMALS) if self.interval else ""


def crude_rate(count: Value, population: Value, per: int) -> Rate:
    """``count / population × per``, with exact Poisson limits below 10 events, else Byar's.

    Source: OHID technical guide on confidence intervals.
    """
    why = _why_no_rate(count, population)
    if why:
        return Rate(missing(), per, population, why_none=why)
    events, people = _whole(count), _whole(population)
    interval = count_interval(events).scaled(per / people)
    return Rate(known(Decimal(events) * per / people), per, population, interval)


def proportion(part: Value, whole: Value) -> Rate:
    """``part / whole`` in percent, with Wilson's limits."""
    why = _why_no_rate(part, whole)
    if not why and _whole(part) > _whole(whole):
        why = f"{exact_text(_amount(part))} cannot be part of {exact_text(_amount(whole))}"
    if why:
        return Rate(missing(), 100, whole, why_none=why)
    some, all_of = _whole(part), _whole(whole)
    interval = proportion_interval(some, all_of).scaled(100)
    return Rate(known(Decimal(100 * some) / all_of), 100, whole, interval)


@dataclass(frozen=True)
class _RateRatio:
    """How many times as high one group's rate is as another's; or why it cannot be said."""

    value: Value
    interval: Interval | None = None
    why_none: str = ""

    @property
    def text(self) -> str:
        """The ratio as a reader sees it: "2.13 times"; else why there is none."""
        if self.value.amount is None:
            return self.why_none
        return f"{number_text(self.value.amount, _RATIO_DECIMALS)} times"

    @property
    def interval_text(self) -> str:
        """Its 95% interval: "1.42 to 3.01"; empty without a ratio."""
        return interval_text(self.interval, decimals=_RATIO_DECIMALS) if self.interval else ""

    @property
    def verdict(self) -> str:
        """What may be said of it, in plain words; empty without a ratio."""
        if self.interval is None:
            return ""
        if self.interval.contains(1):
            return "could be chance"
        return "over-represented" if self.interval.lower > 1 else "under-represented"


def rate_ratio(count: Value, people: Value, other_count: Value, other_people: Value) -> _RateRatio:
    """``(count / people) / (other_count / other_people)`` with the exact conditional interval.

    The 95% interval of the ratio of the counts is multiplied by ``other_people / people``.
    It is refused without both rates, with fewer than 10 events in all, and against a group
    without any event.
    """
    why = _why_no_rate(count, people) or _why_no_rate(other_count, other_people)
    if why:
        return _RateRatio(missing(), why_none=why)
    events, others = _whole(count), _whole(other_count)
    if events + others < _FEWEST_EVENTS:
        return _RateRatio(missing(), why_none=f"fewer than {_FEWEST_EVENTS} cases")
    if others == 0:
        return _RateRatio(missing(), why_none="nobody of the other group was counted")
    scale = _amount(other_people) / _amount(people)
    interval = ratio_interval(events, others).scaled(float(scale))
    return _RateRatio(known(Decimal(events) / others * scale), interval)


def share_of(part: Value, whole: Value) -> Value:
    """The percentage that a part is of a whole, or the reason why there is none."""
    for value in (part, whole):
        if not value.known:
            return Value(reason=value.reason, printed=value.printed)
    if _amount(whole) == 0:
        return missing()
    return known(100 * _amount(part) / _amount(whole))


def proportion_behind(
    printed: Value, part: Value | None, whole: Value, decimals: int
) -> Rate | None:
    """A printed percentage as it is made from its two counts; None unless they do give it.

    A part that is not published (None) is the whole number nearest to that share of the whole.

    For example:
        proportion_behind(known(Decimal("32.9")), None, known(155), 1)  # that of 51 of 155
    """
    made = proportion(_nearest_part(printed, whole) if part is None else part, whole)
    return made if agrees(made.value, printed, decimals) else None


def _nearest_part(printed: Value, whole: Value) -> Value:
    if printed.amount is None or whole.amount is None:
        return missing()
    return known(round_half_up(printed.amount * whole.amount / 100))


def agrees(worked_out: Value, published: Value, decimals: int) -> bool:
    """Whether a percentage is that of its two counts, as it is rounded; not without both."""
    if worked_out.amount is None or published.amount is None:
        return False
    return round_half_up(worked_out.amount, decimals) == round_half_up(published.amount, decimals)


def population_period(period: Period) -> Period:
    """The mid-year (30 June) whose population a figure is divided by.

    It is the last one that does not lie after the period's end. So a rate at 31 March 2024,
    and one for 2023-24, use mid-2023, as official statistics do.
    """
    return period_ending(PeriodKind.SNAPSHOT, latest_day("30 June", period.end))


def _why_no_rate(count: Value, population: Value) -> str:
    for what, value, lowest in (("the count", count, 0), ("the population", population, 1)):
        if value.amount is None:
            return f"{what} is {value.why_none}"
        if value.amount < 0:
            return f"{what} is below zero"
        if value.amount < lowest:
            return f"{what} is zero"
        if value.amount != value.amount.to_integral_value():
            return f"{what} is not a whole number"
    return ""


def _amount(value: Value) -> Decimal:
    assert value.amount is not None
    return value.amount


def _whole(value: Value) -> int:
    return int(_amount(value))
