"""What of a figure can be compared between areas: a rate, or a percentage, with its interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.fact import Quantity
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Observation, Value
from bcssp_lib.stats.comparison import PERCENT, Figure
from bcssp_lib.stats.rates import RATE_DECIMALS, Rate, crude_rate, population_period, proportion
from bcssp_lib.stats.shares import agrees
from bcssp_lib.stats.wording import quantity_text

ReadFigure = Callable[[str, Period], Observation]


@dataclass(frozen=True)
class Measure:
    """A figure as areas are compared by it.

    ``rate`` holds the count for so many people, or the percentage made from its two counts;
    it is None if neither is known. ``made_from`` are the observations below the line.
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

    def worded(self, value: Value) -> str:
        """Another value of the same kind as a reader sees it, with one decimal."""
        return quantity_text(self.like(value))

    def like(self, value: Value) -> Quantity:
        """Another value of the same kind, with one decimal."""
        return replace(self.figure.quantity, value=value, decimals=RATE_DECIMALS)


def make_measure(
    store: DataStore, indicator: Indicator, observation: Observation, read: ReadFigure
) -> Measure:
    """Make a figure comparable: ``read`` gets other figures of the same area."""
    if indicator.rate is not None:
        return _rate(store, indicator, observation, read)
    quantity = Quantity(observation.value, indicator.unit, indicator.decimals)
    plain = Figure(quantity, observation.period, observation.synthetic)
    if indicator.made_from is None:
        return Measure(plain, None)
    part, whole = (
        read(name, observation.period)
        for name in (indicator.made_from.part, indicator.made_from.whole)
    )
    rate = proportion(part.value, whole.value)
    if not agrees(rate.value, observation.value, indicator.decimals):
        return Measure(plain, None)
    return Measure(replace(plain, interval=rate.interval), rate, (part, whole))


def measure_axis_name(indicator: Indicator, one: Measure) -> str:
    """The name of an axis of rates, percentages or plain numbers."""
    if one.figure.unit == PERCENT:
        return "Percent"
    return f"{indicator.counts.capitalize()} {one.figure.unit}".strip()


def _rate(
    store: DataStore, indicator: Indicator, observation: Observation, read: ReadFigure
) -> Measure:
    assert indicator.rate is not None
    people = store.indicator(indicator.rate.population)
    population = read(people.id, population_period(observation.period))
    rate = crude_rate(observation.value, population.value, indicator.rate.per)
    value = rate.value if observation.known else observation.value
    figure = Figure(
        quantity=Quantity(value, Unit.COUNT, RATE_DECIMALS, indicator.rate.per, people.counts),
        period=observation.period,
        synthetic=observation.synthetic or population.synthetic,
        interval=rate.interval,
        why_none=rate.why_none,
    )
    return Measure(figure, rate, (population,))
