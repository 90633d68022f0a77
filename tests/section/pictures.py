"""A chart of every kind, as awkward as figures are: long names, large numbers, gaps, events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Observation, Source, known, missing
from bcssp_lib.model.verdicts import Assurance, Rating, Variation
from bcssp_lib.section.agency_returns import HeatCell, HeatChart, HeatRow
from bcssp_lib.section.bar_charts import Pair, Share, change_bars, shares_chart
from bcssp_lib.section.chart_kit import Chart
from bcssp_lib.section.dot_charts import Level, Ranked, RankedChart, Role
from bcssp_lib.section.events import Event, EventKind
from bcssp_lib.section.funnel_chart import Dot, FunnelChart
from bcssp_lib.section.line_charts import AreasChart, AreaSeries, TrendChart
from bcssp_lib.section.spc_chart import SpcChart
from bcssp_lib.section.table_kit import Column, table
from bcssp_lib.section.time_axis import Happening, Point
from bcssp_lib.section.trends import Trend
from bcssp_lib.stats.funnel import Place, poisson_limits
from bcssp_lib.stats.spc import analyse_series
from tests.model.test_indicator import FIELDS

AMOUNTS = [1050.0, 1054.0, 1047.0, None, 1052.0, 1049.0, 1051.0, 1053.0, 1048.0, 1050.0, 1052.0,
           1900.0, 1051.0]  # fmt: skip
EVENTS = [Happening(5, "a new service began", False), Happening(8, "counted anew", True)]


def points(amounts: list[float | None] = AMOUNTS) -> list[Point]:
    """Quarters, one of them without a figure."""
    return [
        Point(f"Q{at % 4 + 1} {2020 + at // 4}-{21 + at // 4}", amount,
              "not available" if amount is None else f"{amount:,.0f}")
        for at, amount in enumerate(amounts)
    ]  # fmt: skip


def process(*, synthetic: bool = False) -> Chart:
    """Limits, a target, a gap, an event and a point that stands out."""
    indicator = Indicator(**{**FIELDS, "target": 700, "polarity": "lower is better"})
    source = Source(id="police", title="Police", publisher="Police", synthetic=synthetic)
    series = tuple(
        Observation(
            indicator.id,
            "banes",
            parse_period(f"{2020 + at // 4}-{21 + at // 4} Q{at % 4 + 1}"),
            missing() if amount is None else known(amount),
            source,
        )
        for at, amount in enumerate(AMOUNTS)
    )
    events = (
        Event(date(2021, 7, 1), EventKind.EVENT, "a new service began"),
        Event(date(2022, 4, 1), EventKind.BREAK, "counted anew"),
    )
    trend = Trend(
        indicator,
        series,
        analyse_series(AMOUNTS),
        Variation.COMMON,
        Assurance.HIT_AND_MISS,
        events,
    )
    return SpcChart("Reports", trend).draw()


def funnel(*, synthetic: bool = False) -> Chart:
    """Forty authorities, one of them this area."""
    sizes = [4000 * at for at in range(1, 41)]
    amounts = [1040 + (-1) ** at * 900 / at for at in range(1, 41)]
    dots = [
        Dot(f"South Gloucestershire {at}", size, amount, f"{size:,}", f"{amount:,.1f} per 100,000",
            Place.VERY_LOW if at == 1 else Place.INSIDE, own=at == 20)
        for at, (size, amount) in enumerate(zip(sizes, amounts, strict=True), start=1)
    ]  # fmt: skip
    curves = [(size, poisson_limits(size * 0.0104, 1040.0)) for size in sizes]
    axes = ("Children aged 0 to 17 in the authority", "Children per 100,000 children aged 0 to 17")
    average = (1040.0, "1,040.0 per 100,000")
    chart = FunnelChart("Plans", dots, curves, average, *axes, ["A note."])
    return chart.draw(synthetic=synthetic)


def dots_in_order(own: int = 75, *, synthetic: bool = False) -> Chart:
    """One hundred and fifty authorities, with this area at one place among them."""
    roles = {own: Role.OWN, 10: Role.NEIGHBOUR, 50: Role.NEIGHBOUR, 149: Role.NEIGHBOUR}
    found = [
        Ranked("Bath and North East Somerset" if at == own else f"Authority {at}",
               1500.0 - 9 * at, f"{1500 - 9 * at:,} per 100,000", at, roles.get(at, Role.OTHER))
        for at in range(1, 151)
    ]  # fmt: skip
    near = "the median of 9 of 10 statistical neighbours (2021 model) 700 per 100,000"
    levels = [
        Level(842.0, "England 842 per 100,000", "England 842 per 100,000"),
        Level(700.0, "neighbours' median 700 per 100,000", near),
    ]
    chart = RankedChart("Plans", found, "Per 100,000", levels, ["A note."])
    return chart.draw(synthetic=synthetic)


def shares(*, synthetic: bool = False) -> Chart:
    """A long name, a large share, and one that may not be shown."""
    hidden = "not shown, to protect people who could be identified"
    found = [
        Share("White", 97.1, "97.1%", "123,456"),
        Share("Black, Black British, Caribbean or African, or mixed with either", 2.0, "2.0%", "9"),
        Share("Other", None, hidden, hidden),
    ]
    return shares_chart(
        "By ethnic group", found, "people", ["All people: 127,000."], synthetic=synthetic
    )


def multiples(*, synthetic: bool = False) -> Chart:
    """The five areas, one without figures and one with a break."""
    names = ["Bath and North East Somerset", "Bristol", "North Somerset", "Somerset"]
    series = [AreaSeries(name, tuple(points()), at == 0, (8,)) for at, name in enumerate(names)]
    none: list[float | None] = [None] * len(AMOUNTS)
    series.append(AreaSeries("South Gloucestershire", tuple(points(none)), own=False))
    return AreasChart("Reports", series, "Reports per 10,000").draw(synthetic=synthetic)


def with_interval_and_target(*, synthetic: bool = False) -> Chart:
    """Figures with intervals, a target among them, and a break."""
    found = [
        Point(
            point.label,
            point.amount,
            point.text,
            point.amount - 70,
            point.amount + 70,
            "980 to 1,120",
        )
        if point.amount is not None
        else point
        for point in points()
    ]
    chart = TrendChart("Plans", found, "Number of children", (1000.0, "Target 1,000"), EVENTS)
    return chart.draw(synthetic=synthetic)


def pairs(*, synthetic: bool = False) -> Chart:
    """Large numbers, and a name that needs two lines."""
    found = [
        Pair("Contacts", 1_234_567, 1_204_999, "1,234,567", "1,204,999", "−29,568"),
        Pair(
            "Contacts that ended in advice, or in being shown where else help can be had",
            9.0,
            12.0,
            "9",
            "12",
            "+3",
        ),
    ]
    return change_bars(
        "Contacts", found, "12 months to 31 March 2023", "12 months to 31 March 2024", "contacts",
        synthetic=synthetic,
    )  # fmt: skip


def heat(*, synthetic: bool = False) -> Chart:
    """As many indicators as a group has, every rating, and every symbol that is returned."""
    marks: list[tuple[Rating | None, str]] = [
        (Rating.GREEN, "G"), (Rating.AMBER, "A"), (Rating.RED, "R"), (None, "N/A"), (None, "TBC"),
        (None, "/"), (None, "–"),
    ]  # fmt: skip
    cells = tuple(HeatCell(*mark) for mark in marks)
    rows = [HeatRow(name, cells) for name in ("RUH", "The Council's Adult Social Care Services")]
    codes = [f"1.{at}" for at in range(10, 17)]
    data = table("Data", [Column("Agency"), *(Column(code, True) for code in codes)],
                 [[row.label, *(cell.mark for cell in row.cells)] for row in rows])  # fmt: skip
    return HeatChart("Returns", codes, rows, data, ["A note."]).draw(synthetic=synthetic)


Draw = Callable[..., Any]
KINDS: dict[str, Draw] = {
    "process control": process,
    "funnel": funnel,
    "ranked dots": dots_in_order,
    "ranked dots, the highest": lambda **how: dots_in_order(1, **how),
    "ranked dots, the lowest": lambda **how: dots_in_order(150, **how),
    "shares": shares,
    "small multiples": multiples,
    "trend with interval and target": with_interval_and_target,
    "before and after": pairs,
    "heat table": heat,
}
