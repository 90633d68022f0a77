"""Funnel charts: every authority by its size, and how far chance alone takes them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bcssp_lib.model.area import Area
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.value import known
from bcssp_lib.section.benchmarks import Benchmark, Measure, measure_axis_name
from bcssp_lib.section.chart_kit import (
    DASHED,
    GREY,
    INK,
    Chart,
    add_legend,
    data_table,
    draw_chart,
    number_axis,
    open_axes,
)
from bcssp_lib.section.dot_charts import Role, dot_handle, draw_dots, finish_dots
from bcssp_lib.section.table_kit import Column
from bcssp_lib.stats.comparison import PERCENT
from bcssp_lib.stats.funnel import (
    FunnelLimits,
    Place,
    binomial_limits,
    binomial_score,
    over_dispersion,
    poisson_limits,
    poisson_score,
)
from bcssp_lib.stats.rates import Rate
from bcssp_lib.stats.rounding import number_text
from bcssp_lib.stats.wording import join_words

_CURVE_POINTS = 60
_ROOM = 1.12  # of the highest dot, below the top
_LETTERS_OF_HALF = 24  # what fits into half of the width, next to its line
_MOST_NAMED = 5


def is_nothing_counted(area: Area, benchmark: Benchmark) -> bool:
    """Whether no authority counted anything: around an average of zero there is no funnel."""
    measures = {**benchmark.others, area.slug: benchmark.own}.values()
    return not any(measure.figure.value.amount for measure in measures)


def funnel_chart(
    title: str, indicator: Indicator, area: Area, benchmark: Benchmark, names: Mapping[str, str]
) -> Chart:
    """Every authority by the number of people behind its figure, and the limits of chance.

    ``names`` are those of the authorities, by their slugs.
    """
    own = benchmark.own
    measures = {
        slug: (measure, _Counted.of(measure.rate))
        for slug, measure in {**benchmark.others, area.slug: own}.items()
        if measure.rate is not None and measure.figure.value.known
    }
    counted = [each for _, each in measures.values()]
    chance = _Chance.of(counted, percent=own.figure.unit == PERCENT)
    dots = [
        Dot(
            names[slug],
            each.size,
            each.amount,
            number_text(each.people),
            measure.figure.text,
            chance.limits(each.size).place(each.amount),
            own=slug == area.slug,
        )
        for slug, (measure, each) in measures.items()
    ]
    largest = max(each.size for each in counted)
    sizes = [largest * step / _CURVE_POINTS for step in range(2, _CURVE_POINTS + 1)]
    average = chance.average * chance.per
    chart = FunnelChart(
        title,
        dots,
        [(size, chance.limits(size)) for size in sizes],
        (average, own.worded(known(Decimal(average)))),
        f"{_whose_figures(indicator, own)} in the authority",
        measure_axis_name(indicator, own),
        _notes(benchmark, chance.phi),
    )
    return chart.draw(synthetic=own.figure.synthetic)


@dataclass(frozen=True)
class _Counted:
    """A rate or percentage as its counts give it: limits are narrower than what rounding moves."""

    amount: float
    people: Decimal
    per: int

    @classmethod
    def of(cls, rate: Rate) -> _Counted:
        assert rate.value.amount is not None
        assert rate.population.amount is not None
        return cls(float(rate.value.amount), rate.population.amount, rate.per)

    @property
    def size(self) -> float:
        return float(self.people)

    @property
    def events(self) -> int:
        """The count behind it."""
        return round(self.amount * self.size / self.per)


@dataclass(frozen=True)
class _Chance:
    """The average of all authorities together, and how far from it chance takes one.

    ``average`` is the rate for one person, or the percentage as a share of one.
    """

    percent: bool
    per: int
    average: float
    phi: float

    @classmethod
    def of(cls, counted: Sequence[_Counted], *, percent: bool) -> _Chance:
        average = sum(each.events for each in counted) / sum(each.size for each in counted)
        scores = [
            binomial_score(each.events, each.size, average)
            if percent
            else poisson_score(each.events, each.size * average)
            for each in counted
        ]
        return cls(percent, counted[0].per, average, over_dispersion(scores))

    def limits(self, size: float) -> FunnelLimits:
        if not self.percent:
            return poisson_limits(size * self.average, self.average * self.per, self.phi)
        part = binomial_limits(max(1, int(size)), self.average, self.phi)
        shares = (part.low, part.high, part.very_low, part.very_high)
        return FunnelLimits(*(100 * share for share in shares))


def _whose_figures(indicator: Indicator, own: Measure) -> str:
    if own.figure.unit == PERCENT:
        return indicator.denominator or "Cases"
    return own.figure.unit.split(" ", 2)[2].capitalize()


def _notes(benchmark: Benchmark, phi: float) -> list[str]:
    notes = [
        "The solid line across is the average of all authorities shown. Chance alone takes 95 in "
        "100 authorities of one size no further than the dashed lines, and 998 in 1,000 no "
        "further than the solid curves."
    ]
    if phi > 1:
        notes.append(
            "Authorities differ more than chance explains, so the limits were widened by "
            f"{number_text(Decimal(phi**0.5), 1)} times (over-dispersion)."
        )
    notes.append(f"{benchmark.own.figure.period.heading}; source: {benchmark.source}.")
    return notes


@dataclass(frozen=True)
class Dot:
    """One authority: its size (people), its rate or percentage, and where it lies."""

    label: str
    size: float
    amount: float
    size_text: str
    text: str
    place: Place
    own: bool = False


@dataclass(frozen=True)
class FunnelChart:
    """All authorities, the average with its text, and the limits of 95% and 99.8% by size."""

    title: str
    dots: Sequence[Dot]
    curves: Sequence[tuple[float, FunnelLimits]]
    average: tuple[float, str]
    across: str
    up: str
    notes: Sequence[str]

    def draw(self, *, synthetic: bool) -> Chart:
        """The picture, with its words and its table."""
        columns = [
            Column("Authority"), Column(self.across, True), Column(self.up, True),
            Column("Where it lies"),
        ]  # fmt: skip
        rows = [[dot.label, dot.size_text, dot.text, dot.place] for dot in self.dots]
        return draw_chart(
            self.title,
            self._paint,
            height=4.2,
            words=self._words(),
            data=data_table(self.title, columns, rows),
            notes=self.notes,
            synthetic=synthetic,
        )

    @property
    def _own(self) -> Dot:
        return next(dot for dot in self.dots if dot.own)

    def _paint(self, figure: Figure) -> None:
        axes = open_axes(figure)
        self._draw_curves(axes)
        axes.axhline(self.average[0], color=INK, linewidth=1.5)
        sizes, amounts = [dot.size for dot in self.dots], [dot.amount for dot in self.dots]
        draw_dots(axes, sizes, amounts, [Role.OWN if dot.own else Role.OTHER for dot in self.dots])
        axes.set_ylim(0, _ROOM * max(amounts) or 1)
        axes.set_xlim(0, 1.04 * max(sizes))
        number_axis(axes, "x")
        finish_dots(axes, self.across, self.up)
        label = f"{self._own.label}: {self._own.text}"
        handles = [
            dot_handle(Role.OWN, label),
            Line2D([], [], color=INK, linewidth=1.5, label=f"Average {self.average[1]}"),
            Line2D([], [], color=GREY, linewidth=1.5, linestyle=DASHED, label="95% limits"),
            Line2D([], [], color=GREY, linewidth=1.5, label="99.8% limits"),
        ]
        add_legend(figure, handles, 2 if len(label) <= _LETTERS_OF_HALF else 1)

    def _draw_curves(self, axes: Axes) -> None:
        """The limits of 95% (dashed) and of 99.8%, by size."""
        import seaborn as sns  # slow to import: only where a chart is drawn

        for names, style in ((("low", "high"), DASHED), (("very_low", "very_high"), "solid")):
            rows = [
                (size, getattr(limits, name), name)
                for name in names
                for size, limits in self.curves
            ]
            sns.lineplot(
                pd.DataFrame(rows, columns=["size", "amount", "limit"]), x="size", y="amount",
                units="limit", estimator=None, ax=axes, legend=False, color=GREY, linewidth=1.5,
                linestyle=style,
            )  # fmt: skip

    def _words(self) -> str:
        own = self._own
        low = min(self.dots, key=lambda dot: dot.amount)
        high = max(self.dots, key=lambda dot: dot.amount)
        return (
            f"Funnel chart of {len(self.dots)} authorities: {self.title}. "
            f"Across: {self.across.lower()}. Up: {self.up.lower()}, from {low.text} "
            f"({low.label}) to {high.text} ({high.label}). The average is {self.average[1]}. "
            f"{own.label}, with {own.text}, is {own.place}. {self._outside_words()}."
        )

    def _outside_words(self) -> str:
        far = (Place.VERY_HIGH, Place.VERY_LOW)
        outside = [dot.label for dot in self.dots if dot.place in far]
        if not outside:
            return "None lies outside the 99.8% limits"
        verb = "lies" if len(outside) == 1 else "lie"
        listed = f": {join_words(outside)}" if len(outside) <= _MOST_NAMED else ""
        return f"{len(outside)} of them {verb} outside the 99.8% limits{listed}"
