"""A chart of every kind, as awkward as figures are: long names, large numbers, gaps, events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bcssp_lib.model.area import Area, Neighbours
from bcssp_lib.model.fact import Quantity
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import Period, parse_period
from bcssp_lib.model.value import Observation, Reason, Source, Value, known, missing
from bcssp_lib.model.verdicts import Against, Assurance, Rating, Variation
from bcssp_lib.section.agency_returns import Returns
from bcssp_lib.section.bar_charts import ChangeChart, SharesChart
from bcssp_lib.section.benchmarks import Benchmark
from bcssp_lib.section.chart_kit import Chart
from bcssp_lib.section.dot_charts import RankedChart
from bcssp_lib.section.funnel_chart import FunnelChart
from bcssp_lib.section.heat_chart import HeatChart
from bcssp_lib.section.indicator_result import IndicatorResult
from bcssp_lib.section.line_charts import AreasChart, TrendChart
from bcssp_lib.section.spc_chart import SpcChart
from bcssp_lib.section.time_axis import Point, Series
from bcssp_lib.section.trends import Event, EventKind, Trend
from bcssp_lib.stats.comparison import Comparison, Measure, change_between
from bcssp_lib.stats.rates import crude_rate
from bcssp_lib.stats.spc import analyse_series
from tests.model.test_indicator import FIELDS

AMOUNTS = [1050.0, 1054.0, 1047.0, None, 1052.0, 1049.0, 1051.0, 1053.0, 1048.0, 1050.0, 1052.0,
           1900.0, 1051.0]  # fmt: skip
BEGUN = Event(date(2021, 7, 1), EventKind.EVENT, "a new service began")
BROKEN = Event(date(2022, 4, 1), EventKind.BREAK, "counted anew")
EVENTS = ((5, BEGUN), (8, BROKEN))
YEAR = parse_period("12 months to 2024-03-31")
AREA = Area(
    slug="own",
    name="Bath and North East Somerset",
    short_name="B&NES",
    neighbours=Neighbours(model="2021 model", authorities=("at-10", "at-50", "at-149")),
)


def source(*, synthetic: bool) -> Source:
    """Where figures came from."""
    return Source(id="police", title="Police", publisher="Police", synthetic=synthetic)


def observation(
    value: Value, period: Period = YEAR, category: str = "", *, synthetic: bool = False
) -> Observation:
    """A figure of the area."""
    origin = source(synthetic=synthetic)
    return Observation("missing_reports", "own", period, value, origin, category)


def result(
    title: str, before: int, now: int, counts: str = "reports", *, synthetic: bool = False
) -> IndicatorResult:
    """An indicator this year and the year before."""
    previous, current = known(before), known(now)
    return IndicatorResult(
        indicator=Indicator(**{**FIELDS, "title": title, "counts": counts}),
        current=observation(current, synthetic=synthetic),
        previous=observation(previous, YEAR.previous()),
        change=change_between(previous, current, Unit.COUNT),
        rating=None,
        force_change=None,
        force_percent=None,
    )


def benchmark(own: Measure, others: dict[str, Measure], *near: Comparison) -> Benchmark:
    """The area's figure with those of others."""
    indicator = Indicator(**{**FIELDS, "counts": "children"})
    return Benchmark(indicator, AREA, observation, own, near, others, "Police", {})


def points(amounts: list[float | None] = AMOUNTS, *, synthetic: bool = False) -> list[Point]:
    """Quarters, one of them without a figure."""
    return [
        Point(f"Q{at % 4 + 1} {2020 + at // 4}-{21 + at // 4}", amount,
              "not available" if amount is None else f"{amount:,.0f}", synthetic)
        for at, amount in enumerate(amounts)
    ]  # fmt: skip


def process(amounts: Sequence[float | None] = AMOUNTS, *, synthetic: bool = False) -> Chart:
    """Limits, a target, a gap, an event and a point that stands out."""
    indicator = Indicator(**{**FIELDS, "target": 700, "polarity": "lower is better"})
    series = tuple(
        Observation(
            indicator.id,
            "banes",
            parse_period(f"{2020 + at // 4}-{21 + at // 4} Q{at % 4 + 1}"),
            missing() if amount is None else known(amount),
            source(synthetic=synthetic),
        )
        for at, amount in enumerate(amounts)
    )
    trend = Trend(
        indicator,
        series,
        analyse_series(amounts),
        Variation.COMMON,
        Assurance.HIT_AND_MISS,
        EVENTS,
    )
    return SpcChart("Reports", trend).draw()


def funnel(*, synthetic: bool = False) -> Chart:
    """Forty authorities, one of them this area."""
    measures = {}
    for at in range(1, 41):
        people = 4000 * at
        count = round(people / 100_000 * (1040 + (-1) ** at * 900 / at))
        rate = crude_rate(known(count), known(people), 100_000)
        quantity = Quantity(rate.value, Unit.COUNT, 1, 100_000, "children aged 0 to 17")
        slug = "own" if at == 20 else f"at-{at}"
        measures[slug] = Measure(quantity, YEAR, synthetic, rate.interval, rate=rate)
    names = {slug: f"South Kingsmarshire {at}" for at, slug in enumerate(measures, start=1)}
    return FunnelChart("Plans", benchmark(measures["own"], measures), names).draw()


def dots_in_order(own: int = 75, *, synthetic: bool = False) -> Chart:
    """One hundred and fifty authorities, with this area at one place among them."""

    def figure(amount: int) -> Measure:
        quantity = Quantity(known(amount), Unit.COUNT, 0, 100_000, "children")
        return Measure(quantity, YEAR, synthetic)

    slugs = {("own" if at == own else f"at-{at}"): 1500 - 9 * at for at in range(1, 151)}
    measures = {slug: figure(amount) for slug, amount in slugs.items()}
    near = "the median of 9 of 10 statistical neighbours (2021 model)"
    others = [
        Comparison(Against.ENGLAND, "England", figure(842), None),
        Comparison(Against.NEIGHBOURS, near, figure(700), None),
    ]
    names = {slug: f"Authority {at}" for at, slug in enumerate(slugs, start=1)}
    names["own"] = AREA.name
    return RankedChart("Plans", benchmark(measures["own"], measures, *others), names).draw()


def shares(*, synthetic: bool = False) -> Chart:
    """A long name, a large share, and one that may not be shown."""
    values = {
        "White": known(123_456),
        "Black, Black British, Caribbean or African, or mixed with either": known(2_540),
        "Other": missing(Reason.SUPPRESSED),
    }
    categories = [
        observation(value, category=name, synthetic=synthetic) for name, value in values.items()
    ]
    total = result("People", 126_000, 127_000, "people")
    return SharesChart("By ethnic group", total, categories).draw()


def multiples(*, synthetic: bool = False) -> Chart:
    """The five areas, one without figures and one with a break."""
    names = ["Bath and North East Somerset", "Fairport", "North Saltmere", "Saltmere"]
    areas = {name: Series(points(synthetic=synthetic), [(8, BROKEN)]) for name in names}
    none: list[float | None] = [None] * len(AMOUNTS)
    areas["South Kingsmarshire"] = Series(points(none))
    return AreasChart("Reports", areas, names[0], "Reports per 10,000").draw()


def with_interval_and_target(*, synthetic: bool = False) -> Chart:
    """Figures with intervals, a target among them, and a break."""
    found = [
        point
        if point.amount is None
        else replace(
            point, low=point.amount - 70, high=point.amount + 70, interval_text="980 to 1,120"
        )
        for point in points(synthetic=synthetic)
    ]
    target = (1000.0, "Target 1,000")
    return TrendChart("Plans", Series(found, EVENTS), "Number of children", target).draw()


def pairs(*, synthetic: bool = False) -> Chart:
    """Large numbers, and a name that needs two lines."""
    long = "Contacts that ended in advice, or in being shown where else help can be had"
    results = [
        result("Contacts", 1_234_567, 1_204_999, "contacts", synthetic=synthetic),
        result(long, 9, 12, "contacts", synthetic=synthetic),
    ]
    return ChangeChart("Contacts", results, YEAR).draw()


def heat(*, synthetic: bool = False) -> Chart:
    """As many indicators as a group has, every rating, and every symbol that is returned."""
    agencies = ("RUH", "The Council's Adult Social Care Services")
    ratings: dict[str, Rating] = dict(zip(("1.10", "1.11", "1.12"), Rating, strict=True))
    symbols = {"1.13": "N/A", "1.14": "TBC", "1.15": "/"}
    indicators = [
        Indicator(**{**FIELDS, "id": f"kpi_{at}", "code": f"1.{at}"}) for at in range(10, 17)
    ]
    by_indicator = {}
    for each in indicators:
        symbol = symbols.get(each.code, "")
        value = known(90) if each.code in ratings else missing(printed=symbol)
        figure = observation(value, synthetic=synthetic)
        by_indicator[each.id] = dict.fromkeys(agencies, figure)
    returns = Returns(indicators, by_indicator, lambda _, each: ratings.get(each.code))
    return HeatChart("Returns", returns).draw()


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
