"""Facts: named values that a section publishes and that prose may use, as numbers and verdicts.

No text of a fact is kept in it: ``stats/wording.py`` words numbers and verdicts, and
``stats/fact_wording.py`` words a fact. A place among all authorities that a source has published
without their figures is at the end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    WrapSerializer,
    model_validator,
)

from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.period import Period, parse_period
from bcssp_lib.model.records import Record
from bcssp_lib.model.value import Source, Value
from bcssp_lib.model.verdicts import Against, Answer, Direction, Rating, Signal, Variation, Verdict


def _read_period(content: Any) -> Any:
    return parse_period(content) if isinstance(content, str) else content


def _read_limit(content: Any) -> Any:
    return math.inf if content is None else content


def _write_limit(limit: float) -> float | None:
    return limit if math.isfinite(limit) else None  # JSON knows no infinity


PeriodLabel = Annotated[
    Period, BeforeValidator(_read_period), PlainSerializer(lambda period: period.label)
]
_EMPTY = (None, "")
_UpperLimit = Annotated[float, BeforeValidator(_read_limit), PlainSerializer(_write_limit)]


@dataclass(frozen=True)
class Interval:
    """The limits of an estimate, in its own unit, with the confidence that they were made for.

    ``upper`` is infinite where nothing holds the estimate from above.
    """

    lower: float
    upper: _UpperLimit
    confidence: float
    method: str

    def contains(self, amount: float | Decimal) -> bool:
        """Whether an amount lies within the limits."""
        return self.lower <= float(amount) <= self.upper

    def scaled(self, factor: float) -> Interval:
        """The limits in another unit: each multiplied by a factor above zero."""
        return Interval(self.lower * factor, self.upper * factor, self.confidence, self.method)


@dataclass(frozen=True)
class Change:
    """The change of a figure on the year before, or the plain reason why there is none.

    ``amount`` is in the figure's own unit, percentage points for a percentage. ``percent`` is
    of the earlier amount; there is none from zero, nor of a percentage. ``interval`` is its 95%
    interval, in percent of the earlier amount, or in points. ``few``: the counts are too small
    for a percentage to mean anything. ``chance``: whether chance alone could explain it; none
    where that cannot be said.
    """

    amount: Decimal | None = None
    percent: Decimal | None = None
    direction: Direction | None = None
    interval: Interval | None = None
    few: bool = False
    chance: bool | None = None
    why_none: str = ""


@dataclass(frozen=True)
class Quantity:
    """A value with all that its text needs: its unit, its decimals and, of a rate, the people.

    ``per`` is for how many people a rate is given, and ``people`` are who they are.
    """

    value: Value
    unit: Unit
    decimals: int = 0
    per: int | None = None
    people: str = ""


@dataclass(frozen=True)
class FactComparison:
    """A fact compared with a figure of others: what may be said, or why nothing can be."""

    against: Against
    label: str
    other: Quantity
    verdict: Verdict | None
    why_none: str = ""


@dataclass(frozen=True)
class Rank:
    """An area's place from the top, among areas with a figure; or why it has none.

    ``highest``: how many from the highest, the area itself included, so that 1 is the highest;
    ties share the lowest rank, and so does ``lowest`` from the other end. ``tied`` others have
    the same figure.
    """

    highest: int
    lowest: int
    of: int
    tied: int
    without_figure: int
    why_none: str = ""

    def is_near_an_end(self, share: float) -> bool:
        """Whether it is in such a share of the areas at the highest or the lowest end."""
        return not self.why_none and min(self.highest, self.lowest) <= share * self.of


@dataclass(frozen=True)
class FactRank:
    """Where an area ranks in the country, by which source, and whether it is the worst.

    ``published`` is the figure that is ranked where the source's differs from the fact's own.
    """

    area: str
    rank: Rank
    worst: Answer
    source: str
    published: Quantity | None = None


@dataclass(frozen=True)
class FactTrend:
    """What the control limits of a series say of its latest figure.

    ``signal`` is the rule by which it stands out, if any, and ``high`` whether it does so above
    the mean (of a trend: whether it rises). ``trial``: the limits are of few figures.
    """

    variation: Variation
    signal: Signal | None = None
    high: bool = False
    trial: bool = False
    why_none: str = ""


@dataclass(frozen=True)
class HeldFigure:
    """A figure that is held beside a fact's own: of another period, of others, of a category.

    ``whose``: the area's own, if nothing is said. ``rate`` is the amount for so many people as the
    fact's rate; ``from_highest`` and ``from_lowest`` are places among ``of`` authorities.
    ``broken``: what is counted is not what was counted a year before.
    """

    period: PeriodLabel
    amount: Decimal | None = None
    whose: Against | None = None
    category: str = ""
    rate: Decimal | None = None
    from_highest: int | None = None
    from_lowest: int | None = None
    of: int | None = None
    broken: bool = False


def _leave_out_empty(
    series: tuple[HeldFigure, ...], write: SerializerFunctionWrapHandler
) -> list[dict[str, Any]]:
    """A series as it is written: most fields of most figures are empty."""
    return [
        {
            name: value
            for name, value in figure.items()
            if value is not False and value not in _EMPTY
        }
        for figure in write(series)
    ]


class Origin(Record):
    """Where an observation came from: its place in data/ and its source."""

    file: str
    row: int
    source: str
    synthetic: bool
    note: str = ""


class Fact(Record):
    """A named value: its amount or the reason for none, and all that may be said of it.

    ``easy`` are the words for it of an easy read report, if it may have a place there. ``of_area``
    names its area in a report that has several.

    What is ``planned`` (training sessions, audits) does not change by chance. ``force_change``
    is the percent change across the whole police force area. ``interval`` is that of the rate
    or of the percentage. ``trend`` is that of a headline. ``series`` are the other figures that are
    held of what it measures.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    section: str
    title: str
    easy: str = ""
    of_area: str = ""
    counts: str
    singular: str
    period: PeriodLabel
    value: Value
    unit: Unit = Unit.COUNT
    decimals: int = 0
    polarity: Polarity = Polarity.NEITHER
    planned: bool = False
    headline: bool = False
    previous: Value | None = None
    change: Change | None = None
    target: Decimal | None = None
    rating: Rating | None = None
    why_not_rated: str = ""
    force_change: Decimal | None = None
    rate: Quantity | None = None
    interval: Interval | None = None
    comparisons: tuple[FactComparison, ...] = ()
    rank: FactRank | None = None
    trend: FactTrend | None = None
    series: Annotated[tuple[HeldFigure, ...], WrapSerializer(_leave_out_empty)] = ()
    definition: str = ""
    caveat: str = ""
    origins: tuple[Origin, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is an amount to show."""
        return self.value.known

    @property
    def amount(self) -> Decimal | None:
        """The amount, if there is one."""
        return self.value.amount

    @property
    def full_name(self) -> str:
        """The fact's name as it can be used in any section."""
        return f"{self.section}.{self.name}"

    @property
    def named(self) -> str:
        """Its title, with its area in a report that has several."""
        return f"{self.of_area}: {self.title}" if self.of_area else self.title

    @property
    def anchor(self) -> str:
        """The id of the fact's row in the data notes."""
        return f"fact-{self.section}-{self.name}".replace("_", "-")

    @property
    def synthetic(self) -> bool:
        """Whether the fact was made from a made-up figure."""
        return any(origin.synthetic for origin in self.origins)

    def against(self, whom: Against) -> FactComparison | None:
        """The comparison with one of them, if there is one."""
        return next(
            (comparison for comparison in self.comparisons if comparison.against is whom), None
        )


_Number = Annotated[int, Field(gt=0)]


class Standing(Record):
    """Where an area stands on one indicator in one period.

    ``value`` is the figure that was ranked: of a count with a rate, the rate. Places are counted
    from each end, the area itself included; areas with the same figure share the better one. The
    quartiles are those of all ``authorities_with_a_figure``, and the neighbours are statistical
    ones by the model of a year.
    """

    area: str
    indicator: str
    period: PeriodLabel
    value: Decimal
    place_from_highest: _Number
    place_from_lowest: _Number
    authorities_with_a_figure: _Number
    lowest: Decimal
    lower_quartile: Decimal
    median: Decimal
    upper_quartile: Decimal
    highest: Decimal
    neighbour_model: int
    neighbours_with_a_figure: _Number
    neighbour_median: Decimal
    neighbour_mean: Decimal
    source: Source

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        ordered = (
            self.lowest,
            self.lower_quartile,
            self.median,
            self.upper_quartile,
            self.highest,
        )
        if list(ordered) != sorted(ordered):
            raise ValueError("the quartiles are not in order")
        if not self.lowest <= self.value <= self.highest:
            raise ValueError("the value is outside the lowest and the highest")
        if self.rank.tied < 0:
            raise ValueError("the places from both ends are more than there are authorities")
        return self

    @property
    def rank(self) -> Rank:
        """The place among authorities with a figure; how many had none is not known."""
        high, low = self.place_from_highest, self.place_from_lowest
        of = self.authorities_with_a_figure
        return Rank(high, low, of, tied=of - high - low + 1, without_figure=0)
