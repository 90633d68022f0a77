"""Small multiples: one small line chart an area, all on the same scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import seaborn as sns

from bcssp_lib.section.chart_kit import (
    Chart,
    Point,
    finish,
    name_periods,
    number_axis,
    runs,
    synthetic_words,
)
from bcssp_lib.section.style import DARK_BLUE, GREY, WIDTH_INCHES, house_style, new_figure
from bcssp_lib.section.table_kit import Column, table
from bcssp_lib.stats.wording import list_of

_ROOM = 1.3
_ROW_INCHES = 1.55


@dataclass(frozen=True)
class AreaSeries:
    """One area's series; all have the same periods. Its line ends before each of ``stops``."""

    label: str
    points: tuple[Point, ...]
    own: bool
    stops: tuple[int, ...] = ()


def areas_chart(
    title: str, series: Sequence[AreaSeries], axis: str, notes: Sequence[str], *, synthetic: bool
) -> Chart:
    """Draw the areas one below the other; this area's own line is dark, its name bold."""
    labels = [one.label for one in series[0].points]
    levels = [p.amount for one in series for p in one.points if p.amount is not None]
    with house_style():
        figure = new_figure(WIDTH_INCHES, 0.5 + _ROW_INCHES * len(series))
        panels = figure.subplots(len(series), 1, sharex=True, sharey=True, squeeze=False)
        for axes, one in zip(panels[:, 0], series, strict=True):
            colour = DARK_BLUE if one.own else GREY
            for start, stop in runs(one.points, one.stops):
                amounts = [p.amount or 0.0 for p in one.points[start:stop]]
                axes.plot(
                    range(start, stop), amounts, color=colour, linewidth=3 if one.own else 2,
                    marker="o", markersize=5,
                )  # fmt: skip
            known = [(at, p) for at, p in enumerate(one.points) if p.amount is not None]
            for at, point in known[-1:]:
                axes.annotate(
                    point.text, (at, point.amount or 0.0), xytext=(8, 0), va="center",
                    textcoords="offset points", weight="bold" if one.own else "normal",
                )  # fmt: skip
            axes.set_title(one.label, loc="left", weight="bold" if one.own else "normal", pad=4)
            axes.set_ylim(0, _ROOM * max([*levels, 1.0]))
            axes.set_xlim(-0.4, len(labels) - 1 + 0.14 * len(labels))
            axes.grid(visible=False, axis="x")
            number_axis(axes, "y")
            axes.locator_params(axis="y", nbins=3)
        name_periods(panels[-1, 0], labels)
        sns.despine(fig=figure)
        svg = finish(figure, synthetic)
    return Chart(
        title=title,
        alternative=_alternative(title, series, axis, synthetic),
        svg=svg,
        data=table(
            f"Data for the chart: {title}",
            [Column("Period"), *(Column(one.label, True) for one in series)],
            [[label, *(one.points[at].text for one in series)] for at, label in enumerate(labels)],
        ),
        notes=(f"{axis}. All areas are drawn on the same scale.", *notes),
    )


def _alternative(title: str, series: Sequence[AreaSeries], axis: str, synthetic: bool) -> str:
    readings = []
    for one in series:
        known = [p for p in one.points if p.amount is not None]
        if known:
            readings.append(
                f"{one.label}: from {known[0].text} in {known[0].label} to {known[-1].text} in "
                f"{known[-1].label}"
            )
        else:
            readings.append(f"{one.label}: no figures")
    names = list_of([one.label for one in series])
    return (
        f"{synthetic_words(synthetic)}{len(series)} small line charts, one for each of {names}: "
        f"{title}. {axis}. {'; '.join(readings)}."
    )
