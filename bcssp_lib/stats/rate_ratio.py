"""Over-representation: the rate of one group against that of another, with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.model.fact import Interval
from bcssp_lib.model.value import Value, known, missing
from bcssp_lib.stats.intervals import ratio_interval
from bcssp_lib.stats.rates import crude_rate
from bcssp_lib.stats.rounding import number_text
from bcssp_lib.stats.wording import interval_text

FEWEST_EVENTS = 10  # in both groups together: fewer can show no difference but a vast one
RATIO_DECIMALS = 2  # an interval from 1.04 must not read "1.0", which is no difference


@dataclass(frozen=True)
class RateRatio:
    """How many times as high one group's rate is as another's; or why it cannot be said."""

    value: Value
    interval: Interval | None = None
    why_none: str = ""

    @property
    def text(self) -> str:
        """The ratio as a reader sees it: "2.13 times"; else why there is none."""
        if self.value.amount is None:
            return self.why_none
        return f"{number_text(self.value.amount, RATIO_DECIMALS)} times"

    @property
    def interval_text(self) -> str:
        """Its 95% interval: "1.42 to 3.01"; empty without a ratio."""
        return interval_text(self.interval, decimals=RATIO_DECIMALS) if self.interval else ""

    @property
    def verdict(self) -> str:
        """What may be said of it, in plain words; empty without a ratio."""
        if self.interval is None:
            return ""
        if self.interval.contains(1):
            return "could be chance"
        return "over-represented" if self.interval.lower > 1 else "under-represented"


def rate_ratio(count: Value, people: Value, other_count: Value, other_people: Value) -> RateRatio:
    """``(count / people) / (other_count / other_people)`` with the exact conditional interval.

    The 95% interval of the ratio of the counts is multiplied by ``other_people / people``.
    It is refused without both rates, with fewer than 10 events in all, and against a group
    without any event.
    """
    for rate in (crude_rate(count, people, 1), crude_rate(other_count, other_people, 1)):
        if rate.why_none:
            return RateRatio(missing(), why_none=rate.why_none)
    events, others = int(_amount(count)), int(_amount(other_count))
    if events + others < FEWEST_EVENTS:
        return RateRatio(missing(), why_none=f"fewer than {FEWEST_EVENTS} are too few to compare")
    if others == 0:
        return RateRatio(missing(), why_none="nobody of the other group was counted")
    scale = _amount(other_people) / _amount(people)
    interval = ratio_interval(events, others).scaled(float(scale))
    return RateRatio(known(Decimal(events) / others * scale), interval)


def _amount(value: Value) -> Decimal:
    assert value.amount is not None
    return value.amount
