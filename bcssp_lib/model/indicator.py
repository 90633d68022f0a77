"""Indicators: what is measured, and how a figure of it may be read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import Field, field_validator

from bcssp_lib.model.disclosure_policy import PolicyNames
from bcssp_lib.model.period import PeriodKind, latest_day
from bcssp_lib.model.records import Flag, Positive, Record
from bcssp_lib.model.value import Reason


class Polarity(StrEnum):
    """Which direction is good news."""

    HIGHER = "higher is better"
    LOWER = "lower is better"
    NEITHER = "neither"


class Unit(StrEnum):
    """What the amount of an indicator is.

    A ``rate`` is one that its source worked out (cases to each social worker), so that areas of
    different size can be compared by it; the counts behind it are not held.
    """

    COUNT = "count"
    PERCENT = "percent"
    POUNDS = "pounds"
    RATE = "rate"


class PrintedSymbol(Record):
    """A symbol that a source prints instead of a number, and what it means."""

    reason: Reason
    meaning: str


class RatingRule(Record):
    """A written rule that turns a value and a target into green, amber or red.

    ``basis``: whether the shortfall is a share of the target (``relative``, percent) or
    a difference in percentage points (``points``). ``amber_within``: the largest amber
    shortfall. ``at_boundary``: the rating of a shortfall of exactly that size. ``fewest``: a
    percentage of fewer cases than this is not rated, where their number is known.
    """

    id: str
    title: str
    basis: Literal["relative", "points"]
    amber_within: Decimal = Field(gt=0)
    at_boundary: Literal["amber", "red"]
    source: str
    fewest: Positive | None = None


class RateOf(Record):
    """What a count is divided by, so that areas of different size can be compared.

    ``population`` is the indicator that holds the number of people; ``per`` is for how many
    of them the rate is given.
    """

    population: str
    per: Positive


class PartOfWhole(Record):
    """The two counts that a percentage is made from, where they are known.

    A ``part`` that is not published is the whole number nearest to that share of the ``whole``.
    """

    whole: str
    part: str = ""


class TargetElsewhere(Record):
    """Another target that a source prints for the same indicator, and where it does."""

    value: Decimal
    where: str


class Indicator(Record):
    """What is measured: see params/indicators/ and docs/data.md for each field.

    ``counts`` is the plural noun of what is counted (children, reports, crimes), so
    that incidents are never mixed with people. What is ``planned`` (training sessions,
    audits) does not change by chance. ``breakdown_of`` is the indicator that counts the same,
    so that its figure is the total of the categories; ``part_of`` is the one that counts these
    and others. ``may_exceed`` is the reason why parts of it may exceed it (a person in several
    groups): without one that is a mistake. ``rounded_to`` is what its source rounds some figures
    to, so that rounded parts may come to a little more than their rounded whole. ``disclosure``
    names a policy of params/disclosure.yaml, or one for each source. ``ends`` is the day on which
    its periods end ("30 September"; with a year for what was counted once), where it is not the
    report's own.
    ``easy`` are the words by which an easy read report calls it; without any, that leaves it out.
    ``called`` are other names that texts have for it, by which the check of narrative knows it.
    ``may_be_negative`` a count is that takes back what was counted earlier. ``margin_of_error`` is
    the indicator that holds half the width of its 95% interval.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    easy: str = ""
    called: tuple[str, ...] = ()
    counts: str
    singular: str
    unit: Unit
    polarity: Polarity
    denominator: str | None
    definition: str
    caveat: str
    source: str
    periods: tuple[PeriodKind, ...] = Field(min_length=1)
    disclosure: PolicyNames = {}
    group: str = ""
    code: str = ""
    headline: Flag = False
    decimals: int = Field(default=0, ge=0, le=4, strict=True)
    target: Decimal | None = None
    rating_rule: str | None = None
    breakdown: str | None = None
    breakdown_of: str | None = None
    parts: tuple[str, ...] = ()
    part_of: str | None = None
    may_exceed: str = ""
    rounded_to: Positive | None = None
    change_of: str | None = None
    symbols: dict[str, PrintedSymbol] = {}
    planned: Flag = False
    may_be_negative: Flag = False
    rate: RateOf | None = None
    made_from: PartOfWhole | None = None
    ends: str = ""
    margin_of_error: str | None = None
    targets_elsewhere: tuple[TargetElsewhere, ...] = ()

    @field_validator("ends")
    @classmethod
    def _names_a_day(cls, text: str) -> str:
        if text:
            latest_day(text, date(2024, 12, 31))
        return text

    @property
    def linked(self) -> dict[str, tuple[str, ...]]:
        """The other indicators that this one names, by the field that names them."""
        links = {
            "parts": self.parts,
            "change_of": (self.change_of or "",),
            "breakdown_of": (self.breakdown_of or "",),
            "part_of": (self.part_of or "",),
            "margin_of_error": (self.margin_of_error or "",),
        }
        if self.rate:
            links["rate"] = (self.rate.population,)
        if self.made_from:
            links["made_from"] = tuple(filter(None, (self.made_from.part, self.made_from.whole)))
        return {field: names for field, names in links.items() if any(names)}
