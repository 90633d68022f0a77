"""What of a figure can be compared between areas: a rate, or a percentage, with its interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Value
from bcssp_lib.stats.comparison import Figure
from bcssp_lib.stats.rates import RATE_DECIMALS, Rate, crude_rate, population_period, proportion
from bcssp_lib.stats.rounding import number_text, value_text
from bcssp_lib.stats.shares import agrees

PERCENT = "percent"
ReadFigure = Callable[[str, Period], Observation]


@dataclass(frozen=True)
class Measure:
    """A figure as areas are compared by it.

    ``rate`` holds the count for so many people, or the percentage made from its two counts;
    it is none where neither is known. ``made_from`` are the observations below the line.
    """

    figure: Figure
    rate: Rate | None
    made_from: tuple[Observation, ...] = ()

    @property
    def interval_text(self) -> str:
        """The 95% interval as a reader sees it; empty without one."""
        if self.rate is None or self.figure.interval is None:
            return ""
        return self.rate.interval_text

    @property
    def full_text(self) -> str:
        """A rate with whom it is of: "38.6 per 10,000 children aged 0 to 17"."""
        return f"{self.figure.text.partition(' per ')[0]} {self.figure.unit}"

    def worded(self, value: Value) -> str:
        """Another value of the same kind as a reader sees it, with one decimal."""
        if value.amount is None or self.figure.unit == PERCENT:
            return value_text(value, Unit.PERCENT, RATE_DECIMALS)
        per = f" per {number_text(Decimal(self.rate.per))}" if self.rate else ""
        return f"{number_text(value.amount, RATE_DECIMALS)}{per}"


def measure(
    store: DataStore, indicator: Indicator, found: Observation, read: ReadFigure
) -> Measure:
    """Make a figure comparable: ``read`` gets other figures of the same area."""
    if indicator.rate is not None:
        return _rate(store, indicator, found, read)
    text = value_text(found.value, indicator.unit, indicator.decimals)
    unit = PERCENT if indicator.unit is Unit.PERCENT else ""
    plain = Figure(found.value, text, found.period, unit, found.synthetic)
    if indicator.made_from is None:
        return Measure(plain, None)
    part, whole = (
        read(name, found.period) for name in (indicator.made_from.part, indicator.made_from.whole)
    )
    rate = proportion(part.value, whole.value)
    if not agrees(rate.value, found.value, indicator.decimals):
        return Measure(plain, None)
    figure = Figure(found.value, text, found.period, unit, found.synthetic, rate.interval)
    return Measure(figure, rate, (part, whole))


def measured_axis(indicator: Indicator, one: Measure) -> str:
    """The name of an axis of rates, percentages or plain numbers."""
    if one.figure.unit == PERCENT:
        return "Percent"
    return f"{indicator.counts.capitalize()} {one.figure.unit}".strip()


def _rate(store: DataStore, indicator: Indicator, found: Observation, read: ReadFigure) -> Measure:
    assert indicator.rate is not None
    people = store.indicator(indicator.rate.population)
    population = read(people.id, population_period(found.period))
    rate = crude_rate(found.value, population.value, indicator.rate.per)
    figure = Figure(
        value=rate.value if found.known else found.value,
        text=rate.text,
        period=found.period,
        unit=f"per {number_text(Decimal(indicator.rate.per))} {people.counts}",
        synthetic=found.synthetic or population.synthetic,
        interval=rate.interval,
    )
    return Measure(figure, rate, (population,))
