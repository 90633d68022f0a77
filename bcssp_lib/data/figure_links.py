"""How the figures of some areas are tied to each other: what a reader could calculate with.

Categories add up to their total, parts to their whole, shorter periods to longer ones, areas to
their police force area; percentages and changes follow from counts. Where the figures that are
held say otherwise (a child counted in two quarters is one child of the year), there is no tie.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.disclosure_audit import Reader
from bcssp_lib.data.linked_counts import (
    Bound,
    Count,
    LinkedCounts,
    Range,
    Statement,
    Sum,
    hidden_range,
    secret_range,
    shown_range,
)
from bcssp_lib.model.disclosure_policy import DisclosurePolicy
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.records import group_by
from bcssp_lib.model.value import Observation, Reason, figure_key

# What is lost when a figure is hidden: a total is worth several categories.
_HEADLINE, _TOTAL, _STATEMENT, _CATEGORY = 5.0, 3.0, 2.0, 1.0
_BY_SIZE = 0.2  # more, for each figure more of what a category usually comes to


Members = Mapping[str, Sequence[str]]  # the areas that an area consists of


class FigureLinks:
    """Gathers counts and what ties them.

    ``all_fixed``: nothing of them can be hidden any more.
    """

    all_fixed = False

    def __init__(
        self, catalogue: Catalogue, observations: Sequence[Observation], members: Members
    ) -> None:
        self._catalogue = catalogue
        self._members = members
        self._observations = observations
        self._counts: dict[str, Count] = {}
        self.held: dict[str, int] = {}
        self._sums: list[Sum] = []
        self._statements: list[Statement] = []

    def add_all(self) -> None:
        """Everything that the observations say."""
        self.add_counts()
        self._add_totals()
        self._add_parts()
        self._add_subsets()
        self._add_periods()
        self._add_areas()
        for each in self._observations:
            self._add_statement(each)

    def linked(self) -> LinkedCounts:
        """What has been added so far."""
        return LinkedCounts(
            tuple(self._counts.values()), tuple(self._sums), tuple(self._statements)
        )

    def add_counts(self) -> None:
        """The counts that are held, or that their source has hidden."""
        for each in self._observations:
            suppressed = each.value.reason is Reason.SUPPRESSED
            if self._indicator(each).unit is Unit.COUNT and (each.value.known or suppressed):
                if each.value.amount is not None:
                    self.held[each.name] = int(each.value.amount)
                self._counts[each.name] = self._count(each)

    def _count(self, observation: Observation) -> Count:
        amount, policy = observation.value.amount, self._catalogue.policy_of(observation)
        secret = None
        if not policy.published and (amount is None or policy.is_small(amount)):
            secret = secret_range(policy)
        return Count(
            observation.name,
            None if amount is None else shown_range(int(amount), policy),
            hidden_range(policy),
            secret,
            fixed=secret is None and (policy.published or amount == 0),
            weight=self._weight(observation),
        )

    def _weight(self, observation: Observation) -> float:
        """What is lost with a count."""
        if not observation.category:
            return _HEADLINE if self._indicator(observation).headline else _TOTAL
        return _CATEGORY

    def _indicator(self, observation: Observation) -> Indicator:
        return self._catalogue.indicators[observation.indicator]

    def _add_totals(self) -> None:
        """Categories add up to their total, which another indicator may hold too."""
        every_category = (each for each in self._observations if each.category)
        by_total = group_by(every_category, lambda each: figure_key(*each.key[:3]))
        for total, categories in by_total.items():
            parts = [each.name for each in categories]
            name, place = total.split("|", 1)
            whole = self._catalogue.indicators[name].breakdown_of
            if total in self._counts or whole:
                self._add_sum(total, parts)
            if whole:
                self._add_sum(f"{whole}|{place}", [total])

    def _add_parts(self) -> None:
        """The parts that an indicator names add up to it, and so do the categories of both.

        The whole of the parts need not be held itself; a category of it must be.
        """
        places: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
        for each in self._observations:
            places[each.indicator].add((each.area, each.period.label, each.category))
        for indicator in self._catalogue.indicators.values():
            if indicator.parts:
                names = (indicator.id, *indicator.parts)
                for place in sorted(set.union(*(places[name] for name in names))):
                    if not place[2] or place in places[indicator.id]:
                        total, *parts = (figure_key(name, *place) for name in names)
                        self._add_sum(total, parts)

    def _add_subsets(self) -> None:
        """What counts some of what another indicator counts is no more than that."""
        for each in self._observations:
            indicator = self._indicator(each)
            if indicator.part_of and not indicator.may_exceed and indicator.unit is Unit.COUNT:
                whole = figure_key(indicator.part_of, each.area, each.period.label, each.category)
                if whole in self._counts:
                    self._add_sum(whole, [each.name, f"all but {each.name}"])

    def _counted(self) -> Iterator[Observation]:
        """The counts: percentages of areas or of stretches of time add up to nothing."""
        return (each for each in self._observations if self._indicator(each).unit is Unit.COUNT)

    def _add_areas(self) -> None:
        """Areas add up to those that consist of them: a police force area, a region, a nation."""
        for each in self._counted():
            if each.area in self._members:
                period = each.period.label
                self._add_sum(
                    each.name,
                    [
                        figure_key(each.indicator, member, period, each.category)
                        for member in self._members[each.area]
                    ],
                )

    def _add_periods(self) -> None:
        """Stretches of time add up: months to quarters, quarters to years, and years that roll."""
        stretches = (
            each for each in self._counted() if each.period.kind is not PeriodKind.SNAPSHOT
        )
        series = group_by(stretches, lambda each: (each.indicator, each.area, each.category))
        for (indicator, area, category), figures in series.items():
            sums = [
                Sum(
                    figure_key(indicator, area, period.label, category),
                    tuple(figure_key(indicator, area, part, category) for part in parts),
                )
                for period, parts in _split([each.period for each in figures]).items()
            ]
            self._add_sums(sums)

    def _add_statement(self, observation: Observation) -> None:
        """A percentage of two counts, or a change of a count in percent."""
        indicator = self._catalogue.indicators[observation.indicator]
        amount = observation.value.amount
        if amount is None:
            return
        area, period, category = observation.area, observation.period, observation.category
        if indicator.change_of:
            part = figure_key(indicator.change_of, area, period.label, category)
            wholes = [figure_key(indicator.change_of, area, period.previous().label, category)]
            amount += 100
        elif indicator.made_from and indicator.made_from.part:
            part = figure_key(indicator.made_from.part, area, period.label, category)
            whole = indicator.made_from.whole
            of_category = figure_key(whole, area, period.label, category)
            wholes = [of_category] if of_category in self._counts and of_category != part else []
            wholes.append(figure_key(whole, area, period.label))  # it may be a share of all
        else:
            return
        any(self._add_ratio(observation, part, whole, amount) for whole in wholes)

    def _add_ratio(self, observation: Observation, part: str, whole: str, amount: Decimal) -> bool:
        """What a percentage says, unless the counts that are held contradict it: whether so."""
        policy = self._catalogue.policy_of(observation)
        statements = _say(observation.name, part, whole, amount, policy)
        if amount == 0 == self.held.get(part) and len(statements) == 1:  # who reads 0%, reads none
            statements = [replace(statements[0], bounds=(Bound({part: -1}),))]
        if self.all_fixed:
            statements = [replace(each, fixed=True) for each in statements]
        names = dict.fromkeys(
            name for each in statements for bound in each.bounds for name in bound.terms
        )
        if not self._can_be_said(names, statements):
            return False
        for name in names:
            self._add_unpublished(name)
        self._statements += statements
        if self._counts[part].shown is None and not statements[0].fixed:
            alone = LinkedCounts(tuple(map(self._counts.__getitem__, names)), (), tuple(statements))
            possible = Reader(alone, alone.always_hidden()).range_of(part)
            may_be_small = any(number in possible for number in policy.small)
            if math.isfinite(possible.highest) and may_be_small:
                self._counts[part] = replace(self._counts[part], secret=secret_range(policy))
        return True

    def _add_sum(self, total: str, parts: Sequence[str]) -> None:
        self._add_sums([Sum(total, tuple(parts))])

    def _add_sums(self, sums: Sequence[Sum]) -> None:
        """Sums, but for those that the counts that are held contradict."""
        true = sums if self._hold_together(sums) else self._find_true(sums)
        for key in _names_in(true):
            self._add_unpublished(key)
        self._sums.extend(true)

    def _find_true(self, sums: Sequence[Sum]) -> list[Sum]:
        """Of sums that can't all be true, those that can, one after the other."""
        kept: list[Sum] = []
        for each in sums if len(sums) > 1 else ():
            if self._hold_together([*kept, each]):
                kept.append(each)
        return kept

    def _add_unpublished(self, key: str) -> None:
        self._counts.setdefault(key, _unpublished(key))

    def _hold_together(self, sums: Sequence[Sum]) -> bool:
        """Whether all sums can be true of the counts that are held."""
        names = [name for each in sums for name in (each.total, *each.parts)]
        unheld = [name for name in names if name not in self.held]
        if len(unheld) == len(set(unheld)):  # no sum depends on what another leaves open
            return all(map(self._can_add_up, sums))
        return self._are_possible(_names_in(sums), sums, ())

    def _can_add_up(self, tie: Sum) -> bool:
        """Whether a total lies within what its parts can come to."""
        ranges = (self._as_held(name).known_range for name in (tie.total, *tie.parts))
        total, *parts = ranges
        lowest, highest = sum(each.lowest for each in parts), sum(each.highest for each in parts)
        return lowest <= total.highest and total.lowest <= highest

    def _can_be_said(self, names: Iterable[str], statements: Sequence[Statement]) -> bool:
        """Whether statements of these counts can be true of those that are held."""
        if not all(name in self.held for name in names):
            return self._are_possible(names, (), statements)
        return all(
            sum(factor * self.held[name] for name, factor in bound.terms.items()) >= bound.least
            for each in statements
            for bound in each.bounds
        )

    def _are_possible(
        self, names: Iterable[str], sums: Sequence[Sum], statements: Sequence[Statement]
    ) -> bool:
        """Whether these ties can be true of the numbers that are held."""
        counts = tuple(map(self._as_held, names))
        linked = LinkedCounts(counts, tuple(sums), tuple(statements))
        return Reader(linked, frozenset()).is_possible()

    def _as_held(self, name: str) -> Count:
        """A count as it is, and not as it is shown."""
        count, amount = self._counts.get(name) or _unpublished(name), self.held.get(name)
        return count if amount is None else replace(count, shown=Range(amount, amount))


def _say(
    key: str, part: str, whole: str, amount: Decimal, policy: DisclosurePolicy
) -> list[Statement]:
    """What a percentage says of its counts, or of what they are rounded to before it is made."""
    options: dict[str, Any] = {"fixed": policy.published, "weight": _STATEMENT}
    if policy.percentages_of == "true counts" or policy.round_to == 1:
        return [Statement.ratio(key, part, whole, amount, **options)]
    rounded = {name: f"{name}, rounded for {key}" for name in (part, whole)}
    return [
        Statement.ratio(key, rounded[part], rounded[whole], amount, **options),
        *(
            Statement.rounding(f"rounding of {multiple}", name, multiple, policy.round_to)
            for name, multiple in rounded.items()
        ),
    ]


def _unpublished(key: str) -> Count:
    return Count(key, None, Range(0))


def _names_in(sums: Iterable[Sum]) -> dict[str, None]:
    """The counts that sums tie, each once."""
    return dict.fromkeys(key for each in sums for key in (each.total, *each.parts))


def weigh_by_size(linked: LinkedCounts, observations: Iterable[Observation]) -> LinkedCounts:
    """The same, where more is lost with a category that usually is large.

    How large it usually is, is taken from figures that are shown whatever is chosen, since nothing
    that they are tied to is small: any other amount would have a part in a choice that readers
    see, and be told by it.
    """
    tied = {key for group in linked.groups() for key in group.places}
    amounts: dict[tuple[str, str], list[float]] = defaultdict(list)
    for each in observations:
        if each.category and each.value.amount is not None and each.name not in tied:
            amounts[each.indicator, each.category].append(float(each.value.amount))
    usual = {key: statistics.fmean(known) for key, known in amounts.items()}

    def weigh(count: Count) -> Count:
        indicator, *_, category = count.key.split("|")
        more = _BY_SIZE * math.log10(1 + usual.get((indicator, category), 0))
        return replace(count, weight=count.weight * (1 + more))

    return replace(linked, counts=tuple(map(weigh, linked.counts)))


def _split(periods: Sequence[Period]) -> dict[Period, tuple[str, ...]]:
    """The periods that others divide, each with the names of the stretches that it consists of.

    A stretch that is a period itself has its label; any other is named by its days.
    """
    spans = {(each.start, each.end + timedelta(days=1)): each for each in periods}
    days = sorted({day for span in spans for day in span})
    split = {}
    for (start, end), period in spans.items():
        within = itertools.pairwise(day for day in days if start <= day <= end)
        names = tuple(
            spans[part].label if part in spans else f"{part[0]} to {part[1]}" for part in within
        )
        if len(names) > 1:
            split[period] = names
    return split
