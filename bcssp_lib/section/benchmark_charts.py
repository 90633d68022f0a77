"""Charts that compare a figure with those of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bcssp_lib.model.area import Area, Authority
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.value import Value, known
from bcssp_lib.model.verdicts import Against
from bcssp_lib.section.benchmarks import Benchmark
from bcssp_lib.section.chart_kit import Chart
from bcssp_lib.section.dot_charts import (
    Curve,
    Dot,
    Level,
    Ranked,
    Role,
    funnel_chart,
    ranked_chart,
)
from bcssp_lib.section.measures import Measure, measure_axis_name
from bcssp_lib.stats.comparison import PERCENT
from bcssp_lib.stats.funnel import (
    FunnelLimits,
    binomial_limits,
    binomial_score,
    over_dispersion,
    poisson_limits,
    poisson_score,
)
from bcssp_lib.stats.ranking import rank_amounts
from bcssp_lib.stats.rounding import number_text
from bcssp_lib.stats.wording import rank_text

_CURVE_POINTS = 60

Names = Mapping[str, Authority]


def make_ranked_chart(
    title: str, indicator: Indicator, area: Area, benchmark: Benchmark, names: Names
) -> Chart:
    """Every authority in order; this area and its neighbours picked out."""
    near = area.neighbours.authorities if area.neighbours else ()
    measures = {
        **{slug: other for slug, other in benchmark.others.items() if slug != area.slug},
        area.slug: benchmark.own,
    }
    amounts = {
        slug: _amount(measure) for slug, measure in measures.items() if measure.figure.value.known
    }
    places = dict(zip(amounts, rank_amounts(list(amounts.values())), strict=True))

    def role(slug: str) -> Role:
        if slug == area.slug:
            return Role.OWN
        return Role.NEIGHBOUR if slug in near else Role.OTHER

    return ranked_chart(
        title,
        [
            Ranked(
                area.short_name if slug == area.slug else names[slug].name,
                amount,
                measures[slug].figure.text,
                places[slug],
                role(slug),
            )
            for slug, amount in amounts.items()
        ],
        measure_axis_name(indicator, benchmark.own),
        _levels(benchmark),
        _rank_notes(area, benchmark),
        synthetic=benchmark.own.figure.synthetic,
    )


def make_funnel_chart(
    title: str, indicator: Indicator, area: Area, benchmark: Benchmark, names: Names
) -> Chart:
    """Every authority by the number of people behind its figure, and the limits of chance."""
    measures = {
        slug: measure
        for slug, measure in {**benchmark.others, area.slug: benchmark.own}.items()
        if measure.rate is not None and measure.figure.value.known
    }
    average = _average(list(measures.values()))
    percent = benchmark.own.figure.unit == PERCENT
    phi = _over_dispersion(list(measures.values()), average, percent=percent)
    sizes = {slug: _size(measure) for slug, measure in measures.items()}

    def limits(size: float, per: int) -> FunnelLimits:
        if percent:
            part = binomial_limits(max(1, int(size)), average, phi)
            return FunnelLimits(
                *(100 * limit for limit in (part.low, part.high, part.very_low, part.very_high))
            )
        return poisson_limits(size * average, average * per, phi)

    per = benchmark.own.rate.per if benchmark.own.rate else 1
    dots = [
        Dot(
            area.short_name if slug == area.slug else names[slug].name,
            sizes[slug],
            _exact(measure),
            number_text(_population(measure)),
            measure.figure.text,
            limits(sizes[slug], per).place(_exact(measure)),
            own=slug == area.slug,
        )
        for slug, measure in measures.items()
    ]
    largest = max(sizes.values())
    steps = [largest * step / _CURVE_POINTS for step in range(2, _CURVE_POINTS + 1)]
    return funnel_chart(
        title,
        dots,
        [Curve(size, limits(size, per)) for size in steps],
        (average * per, benchmark.own.worded(_as_value(average * per))),
        (
            f"{_whose_figures(indicator, benchmark.own)} in the authority",
            measure_axis_name(indicator, benchmark.own),
        ),
        _funnel_notes(benchmark, phi),
        synthetic=benchmark.own.figure.synthetic,
    )


def is_nothing_counted(area: Area, benchmark: Benchmark) -> bool:
    """Whether no authority counted anything: around an average of zero there is no funnel."""
    measures = {**benchmark.others, area.slug: benchmark.own}.values()
    return not any(measure.figure.value.amount for measure in measures)


def _levels(benchmark: Benchmark) -> list[Level]:
    """The averages that a chart shows as lines, each with what it is the average of."""
    levels = []
    for whom, name in ((Against.ENGLAND, "England"), (Against.NEIGHBOURS, "neighbours' median")):
        one = benchmark.against(whom)
        if one is not None and one.other.value.amount is not None:
            made_up = " (made up)" if one.other.synthetic else ""
            short, full = (f"{words} {one.other.text}" for words in (f"{name}{made_up}", one.label))
            levels.append(Level(float(one.other.value.amount), short, full))
    return levels


def _rank_notes(area: Area, benchmark: Benchmark) -> list[str]:
    assert benchmark.rank is not None
    period = benchmark.own.figure.period.heading
    notes = [
        f"{area.name}: {rank_text(benchmark.rank)} authorities with a figure ({period}; "
        f"{benchmark.source})."
    ]
    near = benchmark.against(Against.NEIGHBOURS)
    if near is not None:
        notes.append(f"Neighbours: {near.label}.")
    if benchmark.rank.without_figure:
        notes.append(f"Authorities without a figure: {benchmark.rank.without_figure}.")
    return notes


def _funnel_notes(benchmark: Benchmark, phi: float) -> list[str]:
    notes = [
        "The solid line across is the average of all authorities shown. Chance alone takes 95 in "
        "100 authorities of one size no further than the dashed lines, and 998 in 1,000 no "
        "further than the solid curves.",
    ]
    if phi > 1:
        notes.append(
            "Authorities differ more than chance explains, so the limits were widened by "
            f"{number_text(Decimal(phi**0.5), 1)} times (over-dispersion)."
        )
    notes.append(f"{benchmark.own.figure.period.heading}; source: {benchmark.source}.")
    return notes


def _whose_figures(indicator: Indicator, own: Measure) -> str:
    if own.figure.unit == PERCENT:
        return indicator.denominator or "Cases"
    return own.figure.unit.split(" ", 2)[2].capitalize()


def _average(measures: Sequence[Measure]) -> float:
    """The rate of all together, for one person; a percentage as a share of one."""
    return sum(map(_events, measures)) / sum(map(_size, measures))


def _over_dispersion(measures: Sequence[Measure], average: float, *, percent: bool) -> float:
    def score(measure: Measure) -> float:
        if percent:
            return binomial_score(_events(measure), _size(measure), average)
        return poisson_score(_events(measure), _size(measure) * average)

    return over_dispersion([score(measure) for measure in measures])


def _events(measure: Measure) -> int:
    """The count behind a rate or a percentage."""
    return round(_exact(measure) * _size(measure) / _per(measure))


def _exact(measure: Measure) -> float:
    """A rate or percentage as its counts give it: limits are narrower than what rounding moves."""
    assert measure.rate is not None
    assert measure.rate.value.amount is not None
    return float(measure.rate.value.amount)


def _per(measure: Measure) -> int:
    assert measure.rate is not None
    return measure.rate.per


def _size(measure: Measure) -> float:
    return float(_population(measure))


def _population(measure: Measure) -> Decimal:
    assert measure.rate is not None
    assert measure.rate.population.amount is not None
    return measure.rate.population.amount


def _amount(measure: Measure) -> float:
    assert measure.figure.value.amount is not None
    return float(measure.figure.value.amount)


def _as_value(amount: float) -> Value:
    return known(Decimal(amount))
