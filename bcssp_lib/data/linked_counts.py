"""Counts that are tied to each other, as a reader who wants to work one out would write them.

A count is a whole number of people or events. Equations tie counts (a total is the sum of its
parts), and statements (a percentage, a rate, a change in percent) bound them as far as they are
rounded. Counts and statements are named by keys. What a policy tells of a count, shown or hidden,
is at the end.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from bcssp_lib.model.disclosure_policy import DisclosurePolicy

Terms = Mapping[str, int]


@dataclass(frozen=True)
class Range:
    """The whole numbers from ``lowest`` to ``highest``, which may be infinite."""

    lowest: int
    highest: float = math.inf

    @property
    def ends(self) -> tuple[int, int]:
        """Its ends; ``OverflowError`` if it has but one."""
        return self.lowest, int(self.highest)

    def __contains__(self, number: int) -> bool:
        return self.lowest <= number <= self.highest

    def __str__(self) -> str:
        if math.isinf(self.highest):
            return f"{self.lowest} or more"
        return f"{self.lowest} to {self.highest:.0f}"


@dataclass(frozen=True)
class Count:
    """A count, and what a reader knows of it while it is shown and once it is hidden.

    ``shown`` is what its published figure tells: one number, or all that round to it; None for a
    count that is not published. ``hidden`` is what the written rule tells of any hidden count.
    ``secret``, of a count that must be hidden: the small numbers, none of which a reader may be
    able to rule out. ``fixed``: it is published, whatever else is hidden. ``weight``: what is
    lost when it is hidden.
    """

    key: str
    shown: Range | None
    hidden: Range
    secret: Range | None = None
    fixed: bool = False
    weight: float = 1.0

    @property
    def known_range(self) -> Range:
        """What a reader knows of it while all is shown that is published."""
        return self.hidden if self.shown is None else self.shown


@dataclass(frozen=True)
class Sum:
    """A count that is the sum of others."""

    total: str
    parts: tuple[str, ...]

    @property
    def terms(self) -> dict[str, int]:
        """Its terms, which come to zero."""
        return {**dict.fromkeys(self.parts, 1), self.total: -1}


@dataclass(frozen=True)
class Bound:
    """Counts of which the terms come to ``least`` or more."""

    terms: Terms
    least: int = 0


@dataclass(frozen=True)
class Statement:
    """A published figure that bounds counts while it is shown, such as a percentage."""

    key: str
    bounds: tuple[Bound, ...]
    fixed: bool = False
    weight: float = 1.0

    @classmethod
    def ratio(cls, key: str, part: str, whole: str, value: Decimal, **options: Any) -> Statement:
        """``value`` percent of a whole, rounded half up to the places it is given with.

        A change in percent is one too: of the new count in the old, with 100 added.

        >>> Statement.ratio("share", "part", "whole", Decimal("6.7")).bounds[0]
        Bound(terms={'part': 2000, 'whole': -133}, least=0)
        """
        shift = 10 ** max(0, -int(value.as_tuple().exponent))
        twice = int(2 * value * shift)
        at_least = Bound({part: 200 * shift, whole: 1 - twice})
        below = Bound({part: -200 * shift, whole: twice + 1}, 1)
        return cls(key, (at_least, below), **options)

    @classmethod
    def rounding(cls, key: str, count: str, multiple: str, base: int) -> Statement:
        """``multiple`` times ``base`` is what a count rounds to, half up: no figure, but so."""
        at_least = Bound({count: 2, multiple: -2 * base}, -base)
        below = Bound({count: -2, multiple: 2 * base}, 1 - base)
        return cls(key, (at_least, below), fixed=True)

    def renamed(self, suffix: str) -> Statement:
        """The same of counts with longer keys."""
        bounds = tuple(
            Bound({f"{key}{suffix}": factor for key, factor in each.terms.items()}, each.least)
            for each in self.bounds
        )
        return replace(self, key=f"{self.key}{suffix}", bounds=bounds)


@dataclass(frozen=True)
class LinkedCounts:
    """Counts, the sums between them, and statements about them."""

    counts: tuple[Count, ...]
    sums: tuple[Sum, ...] = ()
    statements: tuple[Statement, ...] = ()

    def without_secrets(self, keys: Set[str]) -> LinkedCounts:
        """The same with some counts given up: they are not published, and known all the same."""
        counts = tuple(
            replace(each, secret=None, shown=None, fixed=True) if each.key in keys else each
            for each in self.counts
        )
        return replace(self, counts=counts)

    def renamed(self, suffix: str) -> LinkedCounts:
        """The same with longer keys, to stand beside those of another publication."""
        return LinkedCounts(
            tuple(replace(each, key=f"{each.key}{suffix}") for each in self.counts),
            tuple(
                Sum(f"{each.total}{suffix}", tuple(f"{part}{suffix}" for part in each.parts))
                for each in self.sums
            ),
            tuple(each.renamed(suffix) for each in self.statements),
        )

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each count by its key."""
        return {count.key: place for place, count in enumerate(self.counts)}

    @cached_property
    def sum_rows(self) -> csr_array:
        """The sums' terms, which come to zero: a row each, a column for each count."""
        return self.rows([each.terms for each in self.sums])

    @cached_property
    def secrets(self) -> dict[str, Range]:
        """The counts that must be hidden, each with the numbers that must remain possible."""
        return {count.key: count.secret for count in self.counts if count.secret}

    @property
    def figures(self) -> tuple[Count | Statement, ...]:
        """All that can be hidden."""
        return (*self.counts, *self.statements)

    def all_hidden(self) -> frozenset[str]:
        """Everything that may be hidden at all."""
        may = frozenset(each.key for each in self.figures if not each.fixed)
        return may | self.always_hidden()

    def always_hidden(self) -> frozenset[str]:
        """The counts that are sensitive or not published."""
        unpublished = (count.key for count in self.counts if count.shown is None)
        return frozenset((*self.secrets, *unpublished))

    def hidden_by_source(self) -> frozenset[str]:
        """The counts that are not published, and that are not ours to protect."""
        return frozenset(
            count.key for count in self.counts if count.shown is None and count.secret is None
        )

    def bounds(self, hidden: Set[str]) -> list[Bound]:
        """The bounds of the statements that are shown."""
        shown = [each for each in self.statements if each.key not in hidden]
        return [bound for each in shown for bound in each.bounds]

    def ranges(self, hidden: Set[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The lowest and highest numbers of each count, as its figure or the rule tells."""
        known = [
            count.hidden if count.key in hidden else count.known_range for count in self.counts
        ]
        lowest = np.array([each.lowest for each in known], dtype=float)
        return lowest, np.array([each.highest for each in known], dtype=float)

    def rows(self, ties: Sequence[Terms]) -> csr_array:
        """Ties as a matrix: a row each, a column for each count."""
        factors = [float(factor) for terms in ties for factor in terms.values()]
        rows = [row for row, terms in enumerate(ties) for _ in terms]
        columns = [self.places[key] for terms in ties for key in terms]
        return csr_array((factors, (rows, columns)), shape=(len(ties), len(self.counts)))

    def groups(self, keys: Iterable[str] | None = None) -> Iterator[LinkedCounts]:
        """The groups of tied counts in which something is sensitive, or one of these is."""
        ties: list[Terms] = [each.terms for each in self.sums]
        ties.extend(bound.terms for bound in self.bounds(frozenset()))
        tied = abs(self.rows(ties))
        _, labels = connected_components(tied.T @ tied, directed=False)
        label = {key: labels[place] for key, place in self.places.items()}
        wanted = self.secrets if keys is None else keys
        for number in sorted({label[key] for key in wanted}):
            yield LinkedCounts(
                tuple(each for each in self.counts if label[each.key] == number),
                tuple(each for each in self.sums if label[each.total] == number),
                tuple(
                    each
                    for each in self.statements
                    if label[next(iter(each.bounds[0].terms))] == number
                ),
            )


def secret_range(policy: DisclosurePolicy) -> Range:
    """The small numbers that a hidden count must remain able to be.

    What a source has hidden may be small by a rule of its own: it is not to be worked out.
    """
    return Range(policy.small.start, max(policy.small.start + 1, policy.small.stop - 1))


def hidden_range(policy: DisclosurePolicy) -> Range:
    """What a policy tells of any hidden count: where zero is shown, it is not zero."""
    return Range(policy.small.start)


def shown_range(amount: int, policy: DisclosurePolicy) -> Range:
    """The numbers that are shown like this one: those that round to the same, and are not small.

    >>> shown_range(13, DisclosurePolicy(id="by five", threshold=5, round_to=5))
    Range(lowest=13, highest=17)
    """
    base = 1 if policy.published else policy.round_to
    if base == 1 or amount == 0:
        return Range(amount, amount)
    rounded = int(policy.rounded(Decimal(amount)))
    lowest = max(-(-(2 * rounded - base) // 2), policy.small.stop, 1)
    return Range(lowest, (2 * rounded + base - 1) // 2)
