"""Funnel charts: every authority by its size, and how far chance alone takes them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bcssp_lib.model.value import known
from bcssp_lib.section.chart_kit import (
    DASHED,
    GREY,
    INK,
    add_legend,
    number_axis,
    open_axes,
)
from bcssp_lib.section.dot_charts import AuthoritiesChart, Role, dot_handle, draw_dots, finish_dots
from bcssp_lib.section.outputs import Column, Table
from bcssp_lib.stats.comparison import PERCENT
from bcssp_lib.stats.intervals import (
    FunnelLimits,
    Place,
    binomial_limits,
    binomial_score,
    over_dispersion,
    poisson_limits,
    poisson_score,
)
from bcssp_lib.stats.wording import join_words, number_text, quantity_text

_CURVE_POINTS = 60
_ROOM = 1.12  # of the highest dot, below the top
_LETTERS_OF_HALF = 24  # what fits into half of the width, next to its line
_MOST_NAMED = 5


@dataclass(frozen=True)
class FunnelChart(AuthoritiesChart):
    """Every authority by the number of people behind its figure, and the limits of chance.

    Some authority counted something: around an average of zero there is no funnel.
    """

    @cached_property
    def _dots(self) -> list[_Dot]:
        """The authorities with a rate."""
        return [
            _Dot(
                self.names[slug],
                measure.text,
                float(rate.value.amount),
                rate.population.amount,
                rate.per,
                own=slug == self.benchmark.area.slug,
            )
            for slug, measure in self.benchmark.measures.items()
            if measure.value.known
            and (rate := measure.rate) is not None
            and rate.value.amount is not None
            and rate.population.amount is not None
        ]

    @cached_property
    def _chance(self) -> _Chance:
        return _Chance.of(self._dots, percent=self.benchmark.own.unit == PERCENT)

    def _place(self, dot: _Dot) -> Place:
        return self._chance.limits(dot.size).place(dot.amount)

    @property
    def _own(self) -> _Dot:
        return next(dot for dot in self._dots if dot.own)

    @property
    def _average(self) -> float:
        return self._chance.average * self._chance.per

    @property
    def _average_text(self) -> str:
        return quantity_text(self.benchmark.own.like(known(Decimal(self._average))))

    @property
    def _across(self) -> str:
        """The name of the axis of sizes: who the people behind the figures are."""
        unit = self.benchmark.own.unit
        if unit == PERCENT:
            whose = self.benchmark.indicator.denominator or "Cases"
        else:
            whose = unit.split(" ", 2)[2].capitalize()
        return f"{whose} in the authority"

    def _paint(self, figure: Figure) -> None:
        axes = open_axes(figure)
        self._draw_curves(axes)
        axes.axhline(self._average, color=INK, linewidth=1.5)
        sizes = [dot.size for dot in self._dots]
        amounts = [dot.amount for dot in self._dots]
        draw_dots(axes, sizes, amounts, [Role.OWN if dot.own else Role.OTHER for dot in self._dots])
        axes.set_ylim(0, _ROOM * max(amounts) or 1)
        axes.set_xlim(0, 1.04 * max(sizes))
        number_axis(axes, "x")
        finish_dots(axes, self._across, self._measured)
        label = f"{self._own.label}: {self._own.text}"
        handles = [
            dot_handle(Role.OWN, label),
            Line2D([], [], color=INK, linewidth=1.5, label=f"Average {self._average_text}"),
            Line2D([], [], color=GREY, linewidth=1.5, linestyle=DASHED, label="95% limits"),
            Line2D([], [], color=GREY, linewidth=1.5, label="99.8% limits"),
        ]
        add_legend(figure, handles, 2 if len(label) <= _LETTERS_OF_HALF else 1)

    def _draw_curves(self, axes: Axes) -> None:
        """The limits of 95% (dashed) and of 99.8%, by size."""
        largest = max(dot.size for dot in self._dots)
        sizes = [largest * step / _CURVE_POINTS for step in range(2, _CURVE_POINTS + 1)]
        limits = [self._chance.limits(size) for size in sizes]
        for names, style in ((("low", "high"), DASHED), (("very_low", "very_high"), "solid")):
            rows = [
                (size, getattr(limit, name), name)
                for name in names
                for size, limit in zip(sizes, limits, strict=True)
            ]
            sns.lineplot(
                pd.DataFrame(rows, columns=["size", "amount", "limit"]), x="size", y="amount",
                units="limit", estimator=None, ax=axes, legend=False, color=GREY, linewidth=1.5,
                linestyle=style,
            )  # fmt: skip

    def _data(self) -> Table:
        columns = [
            Column("Authority"), Column(self._across, True), Column(self._measured, True),
            Column("Where it lies"),
        ]  # fmt: skip
        rows = [
            [dot.label, number_text(dot.people), dot.text, self._place(dot)] for dot in self._dots
        ]
        return self._table(columns, rows)

    def _words(self) -> str:
        own = self._own
        low = min(self._dots, key=lambda dot: dot.amount)
        high = max(self._dots, key=lambda dot: dot.amount)
        return (
            f"Funnel chart of {len(self._dots)} authorities: {self.title}. "
            f"Across: {self._across.lower()}. Up: {self._measured.lower()}, from {low.text} "
            f"({low.label}) to {high.text} ({high.label}). The average is {self._average_text}. "
            f"{own.label}, with {own.text}, is {self._place(own)}. {self._outside_words()}."
        )

    def _outside_words(self) -> str:
        far = (Place.VERY_HIGH, Place.VERY_LOW)
        outside = [dot.label for dot in self._dots if self._place(dot) in far]
        if not outside:
            return "None lies outside the 99.8% limits"
        verb = "lies" if len(outside) == 1 else "lie"
        listed = f": {join_words(outside)}" if len(outside) <= _MOST_NAMED else ""
        return f"{len(outside)} of them {verb} outside the 99.8% limits{listed}"

    def _notes(self) -> list[str]:
        notes = [
            "The solid line across is the average of all authorities shown. Chance alone takes at "
            "least 95 in 100 authorities of one size no further than the dashed lines, and at "
            "least 998 in 1,000 no further than the solid curves."
        ]
        if self._chance.phi > 1:
            notes.append(
                "Authorities differ more than chance explains, so the limits were widened by "
                f"{number_text(Decimal(self._chance.phi**0.5), 1)} times (over-dispersion)."
            )
        period = self.benchmark.own.period.heading
        notes.append(f"{period}; source: {self.benchmark.source}.")
        return [*notes, *self._difference_notes()]


@dataclass(frozen=True)
class _Dot:
    """One authority: its rate or percentage in words, and as its counts give it.

    Limits are narrower than what rounding moves.
    """

    label: str
    text: str
    amount: float
    people: Decimal
    per: int
    own: bool

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
    def of(cls, dots: Sequence[_Dot], *, percent: bool) -> _Chance:
        average = sum(each.events for each in dots) / sum(each.size for each in dots)
        scores = [
            binomial_score(each.events, each.size, average)
            if percent
            else poisson_score(each.events, each.size * average)
            for each in dots
        ]
        return cls(percent, dots[0].per, average, over_dispersion(scores))

    def limits(self, size: float) -> FunnelLimits:
        if not self.percent:
            return poisson_limits(size * self.average, self.average * self.per, self.phi)
        part = binomial_limits(max(1, int(size)), self.average, self.phi)
        shares = (part.low, part.high, part.very_low, part.very_high)
        return FunnelLimits(*(100 * share for share in shares))
