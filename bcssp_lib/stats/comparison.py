"""Comparing a figure: with those of others, by its rank, with the year before, with its target."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median

from bcssp_lib.model.fact import Change, Interval, Quantity, Rank
from bcssp_lib.model.indicator import Polarity, RatingRule, Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Observation, Value, known
from bcssp_lib.model.verdicts import Against, Answer, Direction, Rating, Verdict
from bcssp_lib.stats.intervals import ratio_interval
from bcssp_lib.stats.rates import RATE_DECIMALS, Rate
from bcssp_lib.stats.wording import (
    NO_INTERVAL,
    exact_text,
    interval_text,
    number_text,
    quantity_text,
    round_half_up,
    value_text,
)

PERCENT = "percent"
_FEWEST_RANKED = 3  # areas: a rank among fewer says nothing
FEW = 10  # a count below this is too small for a percentage to mean anything


@dataclass(frozen=True)
class Measure:
    """A figure as areas are compared by it: the quantity, and all else that must be alike.

    ``why_none`` says more than its value's reason does, where a rate could not be made.
    ``rate`` holds the count for so many people, or the percentage made from its two counts;
    it is None if neither is known. ``made_from`` are the observations below the line.
    """

    quantity: Quantity
    period: Period
    synthetic: bool
    interval: Interval | None = None
    why_none: str = ""
    rate: Rate | None = None
    made_from: tuple[Observation, ...] = ()

    @property
    def value(self) -> Value:
        """The amount, or the reason for none."""
        return self.quantity.value

    @property
    def text(self) -> str:
        """The figure as a reader sees it: "38.6 per 10,000"; else why there is none."""
        return self.why_none or quantity_text(self.quantity)

    @property
    def number(self) -> str:
        """The figure alone, where a heading says of how many people a rate is: "38.6"."""
        quantity = self.quantity
        return self.why_none or value_text(quantity.value, quantity.unit, quantity.decimals)

    @property
    def unit(self) -> str:
        """What it is, "percent" or "per 10,000 children aged 0 to 17".

        Empty for a plain count, which is never compared between areas, for they differ in size.
        """
        quantity = self.quantity
        if quantity.per is not None:
            return f"per {number_text(Decimal(quantity.per))} {quantity.people}"
        if quantity.unit is Unit.RATE:
            return quantity.people
        return PERCENT if quantity.unit is Unit.PERCENT else ""

    @property
    def interval_text(self) -> str:
        """The 95% interval as a reader sees it; empty without one."""
        if self.interval is None:
            return ""
        if self.rate is not None:
            return self.rate.interval_text
        return interval_text(self.interval, self.quantity.unit, self.quantity.decimals)

    def like(self, value: Value) -> Quantity:
        """Another value of the same kind, with one decimal."""
        return replace(self.quantity, value=value, decimals=RATE_DECIMALS)


@dataclass(frozen=True)
class Comparison:
    """A figure compared with another: what may be said, or why nothing can be."""

    against: Against
    label: str
    other: Measure
    verdict: Verdict | None
    why_none: str = ""


def compare(own: Measure, other: Measure, against: Against, label: str) -> Comparison:
    """Compare a figure with another one, or say why that would be wrong.

    A figure is "about the same" as one that lies within its interval, and higher or lower than
    one outside it. Without an interval only equal figures are called the same: two numbers alone
    do not say which is higher. A real figure is never compared with a made-up one.
    """
    verdict, why = None, _why_not_compared(own, other)
    if not why:
        verdict = _verdict(own, other)
        why = "" if verdict else NO_INTERVAL
    return Comparison(against, label, other, verdict, why)


def _verdict(own: Measure, other: Measure) -> Verdict | None:
    mine, theirs = own.value.amount, other.value.amount
    assert mine is not None
    assert theirs is not None
    if mine == theirs or own.text == other.text:
        return Verdict.SAME
    if own.interval is None:
        return None
    if own.interval.contains(theirs):
        return Verdict.SIMILAR
    return Verdict.HIGHER if mine > theirs else Verdict.LOWER


def _why_not_compared(own: Measure, other: Measure) -> str:
    """Why two figures may not be compared; empty if they may."""
    for whose, figure in (("this area's", own), ("the other", other)):
        if not figure.value.known:
            return f"{whose} figure is {figure.value.why_none}"
    return _why_unlike(own, other)


def _why_unlike(own: Measure, other: Measure) -> str:
    """Why two figures are not of one kind, whether or not there is a number of each."""
    if own.synthetic != other.synthetic:
        return "a real figure is not compared with a made-up one"
    if not own.unit or not other.unit:
        return "numbers of areas that differ in size are not compared"
    if own.unit != other.unit:
        return f"one is {own.unit}, and the other {other.unit}"
    if own.period != other.period:
        return f"one is for {own.period.heading}, and the other for {other.period.heading}"
    return ""


def compare_with_median(
    own: Measure, others: Sequence[Measure | None], against: Against, whose: str
) -> list[Comparison]:
    """Compare a figure with the median of those of others that are like it, if there are any.

    Its label says of how many: "the median of 9 of 10 statistical neighbours (2021 model)".
    """
    alike = [each for each in others if each and each.value.known and not _why_unlike(own, each)]
    amounts = [other.value.amount for other in alike if other.value.amount is not None]
    if not amounts:
        return []
    of = f"{len(alike)}" if len(alike) == len(others) else f"{len(alike)} of {len(others)}"
    middle = Measure(own.like(known(median(amounts))), own.period, alike[0].synthetic)
    return [compare(own, middle, against, f"the median of {of} {whose}")]


# Ranks among all authorities with a figure


def rank_area(area: str, values: Mapping[str, Value]) -> Rank:
    """Rank an area among ``values`` by area; those without an amount are left out and counted."""
    amounts = {name: value.amount for name, value in values.items() if value.amount is not None}
    absent = len(values) - len(amounts)
    if area not in amounts:
        return Rank(0, 0, len(amounts), 0, absent, "the area has no figure to rank")
    if len(amounts) < _FEWEST_RANKED:
        have = "1 area has" if len(amounts) == 1 else f"{len(amounts)} areas have"
        why = f"only {have} a figure, too few for a rank"
        return Rank(0, 0, len(amounts), 0, absent, why)
    higher = sum(amount > amounts[area] for amount in amounts.values())
    lower = sum(amount < amounts[area] for amount in amounts.values())
    tied = len(amounts) - higher - lower - 1
    return Rank(higher + 1, lower + 1, len(amounts), tied, absent)


def answer_worst(rank: Rank, polarity: Polarity) -> Answer:
    """Answer "is this area the worst in the country on this measure?", or one of several."""
    if rank.why_none or polarity is Polarity.NEITHER:
        return Answer.UNKNOWN
    place = rank.lowest if polarity is Polarity.HIGHER else rank.highest
    return Answer.YES if place == 1 else Answer.NO


def find_quarter(rank: Rank | None) -> int | None:
    """Which quarter of the areas a rank is in, 1 the lowest figures and 4 the highest.

    The quarter is that of the share of areas with a lower figure, so equal figures are in one
    quarter, the lower one. None without a rank, or among fewer than 4 areas.
    """
    if rank is None or rank.why_none or rank.of < 4:
        return None
    return 1 + 4 * (rank.lowest - 1) // rank.of


# The change on the year before


def change_between(
    previous: Value, current: Value, unit: Unit, decimals: int = 0, *, planned: bool = False
) -> Change:
    """The change from ``previous`` to ``current``; refused where either has no amount.

    Of counts it has an interval, unless they are ``planned`` and do not change by chance.
    """
    if current.amount is None:
        return Change(why_none=f"this period's figure is {current.why_none}")
    if previous.amount is None:
        return Change(why_none=f"the earlier figure is {previous.why_none}")
    before, now = previous.amount, current.amount
    change = plain_change(before, now, unit, decimals, planned=planned)
    if planned or not _are_counts(before, now, unit):
        return change
    return with_interval(change, _percent_interval(int(before), int(now)))


def plain_change(
    previous: Decimal, current: Decimal, unit: Unit, decimals: int = 0, *, planned: bool = False
) -> Change:
    """The change between two amounts, without its interval."""
    amount = current - previous
    has_percent = unit is not Unit.PERCENT and previous > 0
    percent = 100 * amount / previous if has_percent else None
    few = not planned and _are_counts(previous, current, unit) and min(previous, current) < FEW
    return Change(amount, percent, _direction(amount, decimals), few=few)


def _are_counts(previous: Decimal, current: Decimal, unit: Unit) -> bool:
    return unit is Unit.COUNT and _is_count(previous) and _is_count(current)


def _percent_interval(previous: int, current: int) -> Interval | None:
    """The 95% interval of the percent change of a count: exact, conditional on the sum.

    None of two counts of zero. From zero it has no upper limit.
    """
    if previous + current == 0:
        return None
    interval = ratio_interval(current, previous)
    upper = math.inf if math.isinf(interval.upper) else 100 * (interval.upper - 1)
    return Interval(100 * (interval.lower - 1), upper, interval.confidence, interval.method)


def with_interval(change: Change, interval: Interval | None) -> Change:
    """A change with its 95% interval, by which chance alone could explain it or not."""
    if interval is None:
        return change
    return replace(change, interval=interval, chance=interval.contains(0))


def _direction(amount: Decimal, decimals: int) -> Direction:
    if amount == 0:
        return Direction.SAME
    if round_half_up(amount, decimals) == 0:
        return Direction.HARDLY
    return Direction.ROSE if amount > 0 else Direction.FELL


def _is_count(amount: Decimal) -> bool:
    return amount >= 0 and amount == amount.to_integral_value()


# Its target


def rate_amount(amount: Decimal, target: Decimal, rule: RatingRule, polarity: Polarity) -> Rating:
    """Rate an amount: green if the target is met; else by how far it falls short.

    The shortfall is measured in the rule's basis: percent of the target, or points.
    Where lower is better, the shortfall is how far the amount lies above the target.
    """
    short = amount - target if polarity is Polarity.LOWER else target - amount
    if short <= 0:
        return Rating.GREEN
    size = _shortfall(short, target, rule)
    if size == rule.amber_within:
        return Rating(rule.at_boundary)
    return Rating.AMBER if size < rule.amber_within else Rating.RED


def _shortfall(short: Decimal, target: Decimal, rule: RatingRule) -> Decimal:
    if rule.basis == "points":
        return short
    if target == 0:  # any shortfall from a target of zero is more than any share of it
        return Decimal("Infinity")
    return 100 * short / target


def why_not_rated(cases: Value, rule: RatingRule) -> str:
    """Why a percentage of so many cases is not rated; empty if it is, or if none are known."""
    if rule.fewest is None or cases.amount is None or cases.amount >= rule.fewest:
        return ""
    return f"not rated: fewer than {rule.fewest} cases"


def rule_wording(rule: RatingRule) -> str:
    """The rule as a reader sees it, boundary included."""
    size = exact_text(rule.amber_within)
    missed = f"{size}% of its value" if rule.basis == "relative" else f"{size} percentage points"
    guard = (
        f" Where the number of cases is known, a result of fewer than {rule.fewest} is not rated."
        if rule.fewest
        else ""
    )
    return (
        "Green (G): the target was met or exceeded. "
        f"Amber (A): the target was missed by less than {missed}. "
        f"Red (R): the target was missed by more than {missed}. "
        f"A result that missed it by exactly {missed} is rated {rule.at_boundary}.{guard}"
    )
