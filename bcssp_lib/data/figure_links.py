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
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.contradictions import key_of
from bcssp_lib.data.disclosure_audit import Reader
from bcssp_lib.data.linked_counts import Count, LinkedCounts, Range, Statement, Sum
from bcssp_lib.model.indicator import DisclosurePolicy, Indicator, Unit
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.value import Observation, Reason

# What is lost when a figure is hidden: a total is worth several categories.
_HEADLINE, _TOTAL, _STATEMENT, _CATEGORY = 5.0, 3.0, 2.0, 1.0
_BY_SIZE = 0.2  # more, for each figure more of what a category usually comes to


def figure_key(indicator: str, area: str, period: str, category: str = "") -> str:
    """The name of a figure among linked counts."""
    return "|".join((indicator, area, period, category))


def name_of(observation: Observation) -> str:
    """The name of an observation's figure among linked counts."""
    return figure_key(*key_of(observation))


def link_figures(catalogue: Catalogue, observations: Sequence[Observation]) -> LinkedCounts:
    """The counts among some observations, and what ties them to each other."""
    links = _Links(catalogue, observations)
    links.add_counts()
    links.add_totals()
    links.add_parts()
    links.add_periods()
    links.add_areas()
    links.add_statements()
    return links.linked()


class _Links:
    """Gathers counts and what ties them."""

    def __init__(self, catalogue: Catalogue, observations: Sequence[Observation]) -> None:
        self._catalogue = catalogue
        self._observations = observations
        self._usual = _usual_sizes(observations)
        self._small = range(1, catalogue.settings.disclosure_threshold)
        self._counts: dict[str, Count] = {}
        self._sums: list[Sum] = []
        self._statements: list[Statement] = []

    def linked(self) -> LinkedCounts:
        return LinkedCounts(
            tuple(self._counts.values()), tuple(self._sums), tuple(self._statements)
        )

    def add_counts(self) -> None:
        """The counts that are held, or that their source has hidden."""
        for each in self._observations:
            suppressed = each.value.reason is Reason.SUPPRESSED
            if self._indicator(each).unit is Unit.COUNT and (each.value.known or suppressed):
                self._counts[name_of(each)] = self._count(each)

    def _count(self, observation: Observation) -> Count:
        indicator, amount = self._indicator(observation), observation.value.amount
        published = indicator.disclosure is DisclosurePolicy.AS_PUBLISHED
        known = None if amount is None else Range(int(amount), int(amount))
        return Count(
            name_of(observation),
            known,
            Range(1),
            None if published else self._secret(known),
            fixed=known is not None and (published or amount == 0),
            weight=self._weight(observation),
        )

    def _weight(self, observation: Observation) -> float:
        """What is lost with a count; of categories, more with one that usually is large.

        How large it is here does not matter: that would tell of it.
        """
        if not observation.category:
            return _HEADLINE if self._indicator(observation).headline else _TOTAL
        usual = self._usual[observation.indicator, observation.category]
        return _CATEGORY * (1 + _BY_SIZE * math.log10(1 + usual))

    def _indicator(self, observation: Observation) -> Indicator:
        return self._catalogue.indicators[observation.indicator]

    def add_totals(self) -> None:
        """Categories add up to their total, which another indicator may hold too."""
        categories: dict[str, list[str]] = defaultdict(list)
        for each in self._observations:
            if each.category:
                total = figure_key(each.indicator, each.area, each.period.label)
                categories[total].append(name_of(each))
        for total, parts in categories.items():
            name, place = total.split("|", 1)
            whole = self._catalogue.indicators[name].breakdown_of
            if total in self._counts or whole:
                self._add_sum(total, parts)
            if whole:
                self._add_sum(f"{whole}|{place}", [total])

    def add_parts(self) -> None:
        """The parts that an indicator names add up to it."""
        for each in self._observations:
            parts = self._catalogue.indicators[each.indicator].parts
            if parts and not each.category:
                self._add_sum(
                    name_of(each),
                    [figure_key(part, each.area, each.period.label) for part in parts],
                )

    def add_areas(self) -> None:
        """The areas of a police force area add up to it."""
        members: dict[str | None, list[str]] = defaultdict(list)
        for area in self._catalogue.areas.values():
            members[area.force_area].append(area.slug)
        for each in self._observations:
            if each.area in members:
                period = each.period.label
                self._add_sum(
                    name_of(each),
                    [
                        figure_key(each.indicator, member, period, each.category)
                        for member in members[each.area]
                    ],
                )

    def add_periods(self) -> None:
        """Stretches of time add up: months to quarters, quarters to years, and years that roll."""
        series: dict[tuple[str, str, str], list[Period]] = defaultdict(list)
        for each in self._observations:
            if each.period.kind is not PeriodKind.SNAPSHOT:
                series[each.indicator, each.area, each.category].append(each.period)
        for (indicator, area, category), periods in series.items():
            sums = [
                Sum(
                    figure_key(indicator, area, period.label, category),
                    tuple(figure_key(indicator, area, part, category) for part in parts),
                )
                for period, parts in _split(periods).items()
            ]
            self._add_sums(sums)

    def add_statements(self) -> None:
        """Percentages of two counts, and changes of a count in percent."""
        for each in self._observations:
            self._add_statement(each)

    def _add_statement(self, observation: Observation) -> None:
        indicator = self._catalogue.indicators[observation.indicator]
        amount = observation.value.amount
        if amount is None or observation.category:
            return
        area, period = observation.area, observation.period
        if indicator.change_of:
            part = figure_key(indicator.change_of, area, period.label)
            whole = figure_key(indicator.change_of, area, period.previous().label)
            amount += 100
        elif indicator.made_from:
            part = figure_key(indicator.made_from.part, area, period.label)
            whole = figure_key(indicator.made_from.whole, area, period.label)
        else:
            return
        self._add_ratio(observation, indicator, part, whole, amount)

    def _add_ratio(
        self, observation: Observation, indicator: Indicator, part: str, whole: str, amount: Decimal
    ) -> None:
        """What a percentage says, unless the counts that are held contradict it."""
        key = name_of(observation)
        ratio = Statement.ratio(
            key,
            part,
            whole,
            amount,
            fixed=indicator.disclosure is DisclosurePolicy.AS_PUBLISHED,
            weight=_STATEMENT,
        )
        for name in (part, whole):
            self._add_unpublished(name)
        alone = LinkedCounts((self._counts[part], self._counts[whole]), (), (ratio,))
        if not Reader(alone, frozenset()).is_possible():
            return
        self._statements.append(ratio)
        if self._counts[part].shown is None and not ratio.fixed:
            possible = Reader(alone, alone.always_hidden()).range_of(part)
            if math.isfinite(possible.highest):
                self._counts[part] = replace(self._counts[part], secret=self._secret(possible))

    def _add_sum(self, total: str, parts: Sequence[str]) -> None:
        self._add_sums([Sum(total, tuple(parts))])

    def _add_sums(self, sums: Sequence[Sum]) -> None:
        """Sums that are true together, unless the counts that are held contradict them."""
        if self._hold_together(sums):
            for key in _names_in(sums):
                self._add_unpublished(key)
            self._sums.extend(sums)

    def _add_unpublished(self, key: str) -> None:
        self._counts.setdefault(key, _unpublished(key))

    def _hold_together(self, sums: Sequence[Sum]) -> bool:
        """Whether all sums can be true of the counts that are held."""
        held = [amounts for each in sums if (amounts := self._amounts(each)) is not None]
        if len(held) == len(sums):
            return all(total == sum(parts) for total, *parts in held)
        counts = tuple(self._counts.get(key) or _unpublished(key) for key in _names_in(sums))
        return Reader(LinkedCounts(counts, tuple(sums)), frozenset()).is_possible()

    def _amounts(self, tie: Sum) -> list[int] | None:
        """The total and the parts of a sum, if all are held."""
        shown = [
            self._counts[key].shown if key in self._counts else None
            for key in (tie.total, *tie.parts)
        ]
        amounts = [each.lowest for each in shown if each is not None]
        return amounts if len(amounts) == len(shown) else None

    def _secret(self, known: Range | None) -> Range | None:
        """The small numbers that a count must remain able to be, if it may be one of them.

        What a source has hidden may be small by a rule of its own: it is not to be worked out.
        """
        if known is None:
            return Range(1, max(2, len(self._small)))
        if any(known.lowest <= number <= known.highest for number in self._small):
            return Range(1, len(self._small))
        return None


def _unpublished(key: str) -> Count:
    return Count(key, None, Range(0))


def _names_in(sums: Iterable[Sum]) -> dict[str, None]:
    """The counts that sums tie, each once."""
    return dict.fromkeys(key for each in sums for key in (each.total, *each.parts))


def _usual_sizes(observations: Iterable[Observation]) -> dict[tuple[str, str], float]:
    """The mean amount of each category of an indicator, over all areas and periods."""
    amounts: dict[tuple[str, str], list[float]] = defaultdict(list)
    for each in observations:
        amounts[each.indicator, each.category].append(float(each.value.amount or 0))
    return {key: statistics.fmean(known) for key, known in amounts.items()}


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
