"""Rates and proportions with their intervals, or the plain reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bcssp_lib.model.fact import Interval
from bcssp_lib.model.period import Period, PeriodKind, period_ending
from bcssp_lib.model.value import Value, known, missing
from bcssp_lib.stats.intervals import count_interval, proportion_interval
from bcssp_lib.stats.rounding import exact_text, number_text
from bcssp_lib.stats.wording import interval_text

RATE_DECIMALS = 1


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
        if self.value.amount is None:
            return self.why_none
        return (
            f"{number_text(self.value.amount, RATE_DECIMALS)} per {number_text(Decimal(self.per))}"
        )

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
    return Rate(
        known(Decimal(events) * per / people),
        per,
        population,
        count_interval(events).scaled(per / people),
    )


def proportion(part: Value, whole: Value) -> Rate:
    """``part / whole`` in percent, with Wilson's limits."""
    why = _why_no_rate(part, whole)
    if not why and _whole(part) > _whole(whole):
        why = f"{exact_text(_amount(part))} cannot be part of {exact_text(_amount(whole))}"
    if why:
        return Rate(missing(), 100, whole, why_none=why)
    some, all_of = _whole(part), _whole(whole)
    return Rate(
        known(Decimal(100 * some) / all_of),
        100,
        whole,
        proportion_interval(some, all_of).scaled(100),
    )


def population_period(period: Period) -> Period:
    """The mid-year (30 June) whose population a figure is divided by.

    It is the last one that does not lie after the period's end. So a rate at 31 March 2024,
    and one for 2023-24, use mid-2023, as official statistics do.
    """
    year = period.end.year
    if period.end < date(year, 6, 30):
        year -= 1
    return period_ending(PeriodKind.SNAPSHOT, date(year, 6, 30))


def _why_no_rate(count: Value, population: Value) -> str:
    for what, value, lowest in (("the count", count, 0), ("the population", population, 1)):
        if value.amount is None:
            return f"{what} is {value.reason.wording if value.reason else 'not available'}"
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
