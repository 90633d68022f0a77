"""Charts of where a figure stands beside those of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bcssp_lib.model.area import Area, Authority
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.value import Value, known
from bcssp_lib.model.verdicts import Against
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
from bcssp_lib.section.measures import Measure, measured_axis
from bcssp_lib.section.standing import Standing
from bcssp_lib.stats.comparison import PERCENT
from bcssp_lib.stats.funnel import (
    FunnelLimits,
    binomial_limits,
    binomial_score,
    over_dispersion,
    poisson_limits,
    poisson_score,
)
from bcssp_lib.stats.ranking import ranks
from bcssp_lib.stats.rounding import number_text
from bcssp_lib.stats.wording import rank_text

_CURVE_POINTS = 60

Names = Mapping[str, Authority]


def ranked_dots(
    title: str, indicator: Indicator, area: Area, standing: Standing, names: Names
) -> Chart:
    """Every authority in order; this area and its neighbours picked out."""
    near = area.neighbours.authorities if area.neighbours else ()
    found = {
        **{slug: one for slug, one in standing.others.items() if slug != area.slug},
        area.slug: standing.own,
    }
    amounts = {slug: _amount(one) for slug, one in found.items() if one.figure.value.known}
    places = dict(zip(amounts, ranks(list(amounts.values())), strict=True))

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
                found[slug].figure.text,
                places[slug],
                role(slug),
            )
            for slug, amount in amounts.items()
        ],
        measured_axis(indicator, standing.own),
        _levels(standing),
        _rank_notes(area, standing),
        synthetic=standing.own.figure.synthetic,
    )


def funnel(title: str, indicator: Indicator, area: Area, standing: Standing, names: Names) -> Chart:
    """Every authority by the number of people behind its figure, and the limits of chance."""
    found = {
        slug: one
        for slug, one in {**standing.others, area.slug: standing.own}.items()
        if one.rate is not None and one.figure.value.known
    }
    average = _average(list(found.values()))
    percent = standing.own.figure.unit == PERCENT
    phi = _over_dispersion(list(found.values()), average, percent=percent)
    sizes = {slug: _size(one) for slug, one in found.items()}

    def limits(size: float, per: int) -> FunnelLimits:
        if percent:
            part = binomial_limits(max(1, int(size)), average, phi)
            return FunnelLimits(
                *(100 * one for one in (part.low, part.high, part.very_low, part.very_high))
            )
        return poisson_limits(size * average, average * per, phi)

    per = standing.own.rate.per if standing.own.rate else 1
    dots = [
        Dot(
            area.short_name if slug == area.slug else names[slug].name,
            sizes[slug],
            _exact(one),
            number_text(_population(one)),
            one.figure.text,
            limits(sizes[slug], per).place(_exact(one)),
            own=slug == area.slug,
        )
        for slug, one in found.items()
    ]
    largest = max(sizes.values())
    steps = [largest * step / _CURVE_POINTS for step in range(2, _CURVE_POINTS + 1)]
    return funnel_chart(
        title,
        dots,
        [Curve(size, limits(size, per)) for size in steps],
        (average * per, standing.own.worded(_as_value(average * per))),
        (
            f"{_whose(indicator, standing.own)} in the authority",
            measured_axis(indicator, standing.own),
        ),
        _funnel_notes(standing, phi),
        synthetic=standing.own.figure.synthetic,
    )


def none_counted(area: Area, standing: Standing) -> bool:
    """Whether no authority counted anything: around an average of zero there is no funnel."""
    found = {**standing.others, area.slug: standing.own}.values()
    return not any(one.figure.value.amount for one in found)


def _levels(standing: Standing) -> list[Level]:
    """The averages that a chart shows as lines, each with what it is the average of."""
    found = []
    for whom, name in ((Against.ENGLAND, "England"), (Against.NEIGHBOURS, "neighbours' median")):
        one = standing.against(whom)
        if one is not None and one.other.value.amount is not None:
            made_up = " (made up)" if one.other.synthetic else ""
            short, full = (f"{words} {one.other.text}" for words in (f"{name}{made_up}", one.label))
            found.append(Level(float(one.other.value.amount), short, full))
    return found


def _rank_notes(area: Area, standing: Standing) -> list[str]:
    assert standing.rank is not None
    period = standing.own.figure.period.heading
    notes = [
        f"{area.name}: {rank_text(standing.rank)} authorities with a figure ({period}; "
        f"{standing.source})."
    ]
    near = standing.against(Against.NEIGHBOURS)
    if near is not None:
        notes.append(f"Neighbours: {near.label}.")
    if standing.rank.without_figure:
        notes.append(f"Authorities without a figure: {standing.rank.without_figure}.")
    return notes


def _funnel_notes(standing: Standing, phi: float) -> list[str]:
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
    notes.append(f"{standing.own.figure.period.heading}; source: {standing.source}.")
    return notes


def _whose(indicator: Indicator, own: Measure) -> str:
    if own.figure.unit == PERCENT:
        return indicator.denominator or "Cases"
    return own.figure.unit.split(" ", 2)[2].capitalize()


def _average(found: Sequence[Measure]) -> float:
    """The rate of all together, for one person; a percentage as a share of one."""
    return sum(map(_events, found)) / sum(map(_size, found))


def _over_dispersion(found: Sequence[Measure], average: float, *, percent: bool) -> float:
    def score(one: Measure) -> float:
        if percent:
            return binomial_score(_events(one), _size(one), average)
        return poisson_score(_events(one), _size(one) * average)

    return over_dispersion([score(one) for one in found])


def _events(one: Measure) -> int:
    """The count behind a rate or a percentage."""
    return round(_exact(one) * _size(one) / _per(one))


def _exact(one: Measure) -> float:
    """A rate or percentage as its counts give it: limits are narrower than what rounding moves."""
    assert one.rate is not None
    assert one.rate.value.amount is not None
    return float(one.rate.value.amount)


def _per(one: Measure) -> int:
    assert one.rate is not None
    return one.rate.per


def _size(one: Measure) -> float:
    return float(_population(one))


def _population(one: Measure) -> Decimal:
    assert one.rate is not None
    assert one.rate.population.amount is not None
    return one.rate.population.amount


def _amount(one: Measure) -> float:
    assert one.figure.value.amount is not None
    return float(one.figure.value.amount)


def _as_value(amount: float) -> Value:
    return known(Decimal(amount))
