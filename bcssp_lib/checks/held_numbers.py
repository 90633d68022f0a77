"""All numbers that the data hold of a fact: of every period, place and category, and of changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from bcssp_lib.checks.numbers import Form
from bcssp_lib.model.fact import Fact, HeldFigure
from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.verdicts import Against
from bcssp_lib.stats.rates import RATE_DECIMALS
from bcssp_lib.stats.wording import PERCENT_DECIMALS, own_decimals, round_half_up

FORMS = {
    Unit.COUNT: Form.COUNT,
    Unit.PERCENT: Form.PERCENT,
    Unit.POUNDS: Form.POUNDS,
    Unit.RATE: Form.COUNT,
}

_QUARTERS, _LAST_MONTH = 4, 3  # of a financial year


class Role(StrEnum):
    """What a number is of its measure."""

    VALUE = "value"
    CHANGE = "change"
    PERCENT_CHANGE = "percent change"
    RATE = "rate"
    PLACE = "rank"
    LOWEST_PLACE = "rank_lowest"
    OF = "of"
    TARGET = "target"
    SHARE = "share"
    MET = "organisations that met the target"
    MISSED = "organisations that missed the target"
    RETURNED = "organisations with a figure"


FIGURES, CHANGES = {Role.VALUE, Role.RATE}, {Role.CHANGE, Role.PERCENT_CHANGE}


@dataclass(frozen=True)
class HeldNumber:
    """A number that the data hold, or that follows from two that they hold.

    ``period`` is that of the figure, and ``since`` that from which a change is counted.
    """

    fact: Fact
    role: Role
    amount: Decimal
    form: Form
    period: Period
    whose: Against | None = None
    category: str = ""
    since: Period | None = None

    @property
    def measure(self) -> tuple[str, str]:
        """The fact and the category that it is a number of."""
        return self.fact.full_name, self.category

    @property
    def is_now(self) -> bool:
        """Whether it is of the period of its fact."""
        return self.period.end == self.fact.period.end

    @property
    def is_of_years(self) -> bool:
        """Whether it is a change over more than one year."""
        return self.since is not None and self.since != self.period.previous()


def list_held(fact: Fact) -> Iterator[HeldNumber]:
    """Every number that is held of a fact."""
    for (whose, category), figures in _by_series(fact).items():
        for number in _of_series(fact, figures):
            yield HeldNumber(fact, *number[:4], whose, category, *number[4:])
    yield from _shares_of_force(fact)
    if fact.target is not None:
        amount = round_half_up(fact.target, max(fact.decimals, own_decimals(fact.target)))
        yield HeldNumber(fact, Role.TARGET, amount, FORMS[fact.unit], fact.period)
        yield from _count_returns(fact, fact.target)
    if fact.force_change is not None:
        amount = round_half_up(fact.force_change, PERCENT_DECIMALS)
        force, before = Against.FORCE_AREA, fact.period.previous()
        yield HeldNumber(
            fact, Role.PERCENT_CHANGE, amount, Form.PERCENT, fact.period, force, since=before
        )


def list_returns(fact: Fact) -> dict[str, Decimal]:
    """What each organisation gave for the period of a fact, by its name."""
    return {
        figure.category: figure.amount
        for figure in fact.series
        if figure.category and figure.amount is not None and figure.period == fact.period
    }


def find_met(fact: Fact, target: Decimal) -> set[str]:
    """The organisations whose figure met a target."""
    lower = fact.polarity is Polarity.LOWER
    returned = list_returns(fact).items()
    return {name for name, each in returned if (each <= target if lower else each >= target)}


def _count_returns(fact: Fact, target: Decimal) -> Iterator[HeldNumber]:
    """How many organisations gave a figure, and how many of them met the target."""
    returned = list_returns(fact)
    met = len(find_met(fact, target))
    counts = ((Role.MET, met), (Role.MISSED, len(returned) - met), (Role.RETURNED, len(returned)))
    for role, count in counts if returned else ():
        yield HeldNumber(fact, role, Decimal(count), Form.COUNT, fact.period)


def _shares_of_force(fact: Fact) -> Iterator[HeldNumber]:
    """The area's part of what the whole police force area counts."""
    series = _by_series(fact)
    own, force = series.get((None, ""), {}), series.get((Against.FORCE_AREA, ""), {})
    for period in own.keys() & force.keys():
        part, whole = own[period].amount, force[period].amount
        if fact.unit is Unit.COUNT and part is not None and whole:
            share = round_half_up(100 * part / whole, PERCENT_DECIMALS)
            yield HeldNumber(fact, Role.SHARE, share, Form.PERCENT, period, Against.FORCE_AREA)


def _by_series(fact: Fact) -> dict[tuple[Against | None, str], dict[Period, HeldFigure]]:
    """The figures of each place and category by their periods."""
    series: dict[tuple[Against | None, str], dict[Period, HeldFigure]] = {}
    for figure in (*fact.series, *_of_fact(fact)):
        figures = series.setdefault((figure.whose, figure.category), {})
        figures[figure.period] = _join(figures.get(figure.period), figure)
    for figures in series.values() if fact.unit is Unit.COUNT else ():
        figures |= {figure.period: figure for figure in _sum_quarters(figures)}
    return series


def _join(held: HeldFigure | None, figure: HeldFigure) -> HeldFigure:
    """A figure with what else is held of it."""
    if held is None:
        return figure
    own = {name: value for name, value in vars(figure).items() if value is not None}
    return replace(held, **own)


def _of_fact(fact: Fact) -> Iterator[HeldFigure]:
    """What a fact holds of its own period and the one before, and of others."""
    rate = fact.rate.value.amount if fact.rate else None
    if fact.known:
        yield HeldFigure(fact.period, fact.amount, rate=rate)
    if fact.previous is not None and fact.previous.known:
        yield HeldFigure(fact.period.previous(), fact.previous.amount)
    for comparison in fact.comparisons:
        amount = comparison.other.value.amount
        if amount is None or comparison.against is Against.PREVIOUS:
            continue
        if comparison.other.per:
            yield HeldFigure(fact.period, whose=comparison.against, rate=amount)
        else:
            yield HeldFigure(fact.period, amount, whose=comparison.against)


_Number = tuple[Role, Decimal, Form, Period] | tuple[Role, Decimal, Form, Period, Period]


def _of_series(fact: Fact, figures: dict[Period, HeldFigure]) -> Iterator[_Number]:
    """Values, rates and places of each period, changes on the year before, and those to now."""
    for period, figure in figures.items():
        yield from _of_figure(fact, figure)
        before = figures.get(period.previous())
        if before is not None and not figure.broken:
            yield from _changes(fact, before, figure)
    now = figures.get(fact.period)
    for period, figure in figures.items():
        if (
            now is not None
            and not any(each.broken for each in figures.values())
            and period < fact.period
            and period != fact.period.previous()
        ):
            yield from _changes(fact, figure, now)


def _sum_quarters(figures: dict[Period, HeldFigure]) -> Iterator[HeldFigure]:
    """What the four quarters of each financial year come to, where all are held."""
    quarters = [period for period in figures if period.kind is PeriodKind.QUARTER]
    for last in (period for period in quarters if period.end.month == _LAST_MONTH):
        year = last.ending_with(PeriodKind.YEAR)
        amounts = [
            figures[quarter].amount for quarter in quarters if year.start < quarter.end <= year.end
        ]
        known = [amount for amount in amounts if amount is not None]
        if len(known) == _QUARTERS:
            yield replace(figures[last], period=year, amount=sum(known, Decimal(0)), rate=None)


def _of_figure(fact: Fact, figure: HeldFigure) -> Iterator[_Number]:
    period = figure.period
    if figure.amount is not None:
        amount = round_half_up(figure.amount, fact.decimals)
        yield Role.VALUE, amount, FORMS[fact.unit], period
    if figure.rate is not None:
        yield Role.RATE, round_half_up(figure.rate, RATE_DECIMALS), Form.COUNT, period
    if figure.from_highest is not None:
        yield Role.PLACE, Decimal(figure.from_highest), Form.PLACE, period
    if figure.from_lowest is not None:
        yield Role.LOWEST_PLACE, Decimal(figure.from_lowest), Form.PLACE, period
    if figure.of is not None:
        yield Role.OF, Decimal(figure.of), Form.COUNT, period


def _changes(fact: Fact, before: HeldFigure, now: HeldFigure) -> Iterator[_Number]:
    """The change between two figures, in itself and in percent: of amounts, or else of rates."""
    for first, last, decimals, form in (
        (before.amount, now.amount, fact.decimals, FORMS[fact.unit]),
        (before.rate, now.rate, RATE_DECIMALS, Form.COUNT),
    ):
        if first is None or last is None:
            continue
        of_change = Form.POINTS if form is Form.PERCENT else form
        change = round_half_up(last - first, decimals)
        yield Role.CHANGE, change, of_change, now.period, before.period
        if first:
            percent = round_half_up(100 * (last - first) / first, PERCENT_DECIMALS)
            yield Role.PERCENT_CHANGE, percent, Form.PERCENT, now.period, before.period
        return
