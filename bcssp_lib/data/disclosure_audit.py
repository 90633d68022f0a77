"""The audit of what is hidden: what can a reader work out who knows everything that is published?

The reader knows every published number and how it is rounded, which figures are hidden and by
which rule, and that counts are whole. The numbers that a hidden count may be are found by
integer programmes: no arithmetic on what is published gets any further.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from bcssp_lib.data.linked_counts import Count, LinkedCounts, Range, Statement, Sum
from bcssp_lib.model.disclosure_policy import Protection
from bcssp_lib.model.value import key_in

Numbers = NDArray[np.float64]


class NotProtectedError(Exception):
    """Sensitive counts that can be worked out even if all is hidden that may be hidden."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = tuple(sorted(set(keys)))
        super().__init__(", ".join(self.keys))


@dataclass(frozen=True)
class Doubt:
    """A number that a reader must not be able to rule out for a sensitive count."""

    key: str
    number: int


class Reader:
    """What a reader can work out of linked counts of which some figures are hidden."""

    def __init__(
        self, linked: LinkedCounts, hidden: Set[str], supposed: Mapping[str, Range] | None = None
    ) -> None:
        """``supposed`` is what the reader takes some hidden counts to be, rightly or not."""
        self._linked = linked
        self._lowest, self._highest = linked.ranges(hidden)
        for key, range_ in (supposed or {}).items():
            place = linked.places[key]
            self._lowest[place], self._highest[place] = range_.lowest, range_.highest
        self._constraints = list(_constraints(linked, hidden))

    def is_possible(self) -> bool:
        """Whether there are any numbers at all that fit what is published."""
        return self._find({}) is not None

    def range_of(self, key: str) -> Range:
        """The lowest and highest number that a count may be."""
        place = self._linked.places[key]
        lowest, highest = (self._find({key: towards}) for towards in (1, -1))
        if lowest is None:
            raise ValueError("what is published contradicts itself")
        return Range(round(lowest[place]), math.inf if highest is None else round(highest[place]))

    def ruled_out(self, doubts: Iterable[Doubt]) -> Iterator[Doubt]:
        """The doubts that a reader does not have.

        Each solution tells of many counts at once what they may be, so those that are left are
        pushed towards their numbers together; one by one only where that shows nothing new.
        """
        left = list(doubts)
        while left:
            found = self._push(left) if len(left) > 1 else None
            still = left if found is None else [each for each in left if not self._is(found, each)]
            if len(still) == len(left):
                first, *still = left
                found = self._find({}, {first.key: Range(first.number, first.number)})
                if found is None:
                    yield first
                else:
                    still = [each for each in still if not self._is(found, each)]
            left = still

    def _push(self, doubts: list[Doubt]) -> Numbers | None:
        """Numbers that as many counts as can be have at once, within those in doubt."""
        highest: dict[str, int] = {}
        for doubt in doubts:
            highest[doubt.key] = max(doubt.number, highest.get(doubt.key, 0))
        aims = {
            doubt.key: 1 if doubt.number == self._lowest[self._linked.places[doubt.key]] else -1
            for doubt in doubts
        }
        return self._find(aims, {key: Range(0, number) for key, number in highest.items()})

    def _is(self, found: Numbers, doubt: Doubt) -> bool:
        return bool(round(found[self._linked.places[doubt.key]]) == doubt.number)

    def _find(
        self, aims: Mapping[str, int], within: Mapping[str, Range] | None = None
    ) -> Numbers | None:
        """Numbers that all counts may be, with the least sum of aims; None if there are none."""
        aim = np.zeros(len(self._linked.counts))
        for key, factor in aims.items():
            aim[self._linked.places[key]] = factor
        lowest, highest = self._lowest.copy(), self._highest.copy()
        for key, bounds in (within or {}).items():
            place = self._linked.places[key]
            lowest[place] = max(lowest[place], bounds.lowest)
            highest[place] = min(highest[place], bounds.highest)
            if lowest[place] > highest[place]:
                return None
        found: Numbers | None = milp(
            aim,
            integrality=np.ones_like(aim),
            bounds=Bounds(lowest, highest),
            constraints=self._constraints,
        ).x
        return found


def find_doubts(linked: LinkedCounts) -> tuple[Doubt, ...]:
    """The numbers that the sensitive counts must remain able to be: the ends of what is small.

    What the written rule alone rules out is left aside: a total of three parts that are not zero
    can't be 1 or 2, whatever else is hidden. Raises ``NotProtectedError`` where it leaves but one.
    """
    reader = Reader(linked, linked.all_hidden())
    wanted = [Doubt(key, end) for key, secret in linked.secrets.items() for end in secret.ends]
    bounded = {doubt.key for doubt in reader.ruled_out(wanted)}
    return (
        *(doubt for doubt in wanted if doubt.key not in bounded),
        *(
            Doubt(key, number)
            for key in sorted(bounded)
            for number in _possible_ends(key, linked.secrets[key], reader.range_of(key))
        ),
    )


def _possible_ends(key: str, secret: Range, possible: Range) -> tuple[int, int]:
    """Two numbers, small ones if there are, that a count is able to be whatever is published."""
    lowest = max(possible.lowest, secret.lowest)
    highest = int(min(possible.highest, secret.highest))
    if lowest == highest:
        lowest, highest = max(possible.lowest, lowest - 1), int(min(possible.highest, highest + 1))
    if lowest == highest:
        raise NotProtectedError([key])
    return lowest, highest


def find_betrayed(
    linked: LinkedCounts, hidden: Set[str], keys: Iterable[str] | None = None
) -> Iterator[str]:
    """The counts that are given away to a reader who takes all that a sum hides to be small.

    So it may well be where all hidden parts of a shown total are sensitive: three parts of at
    most 4 that come to 12 are 4 each. ``keys``: of these counts alone.
    """
    supposed = {
        key: linked.secrets[key]
        for each in pure_sums(linked, hidden)
        for key in hidden & set(each.parts)
    }
    reader = Reader(linked, hidden, supposed)
    asked = sorted(supposed if keys is None else supposed.keys() & set(keys))
    ends = [Doubt(key, end) for key in asked for end in supposed[key].ends]
    bounded = sorted({doubt.key for doubt in reader.ruled_out(ends)})
    if bounded and not reader.is_possible():  # they can't all be small, and the reader sees it
        return
    for key in bounded:
        possible = reader.range_of(key)
        if possible.lowest == possible.highest:
            yield key


def pure_sums(linked: LinkedCounts, hidden: Set[str]) -> Iterator[Sum]:
    """The sums of which the total is shown, and nothing is hidden but sensitive counts."""
    for each in linked.sums:
        parts = hidden & set(each.parts)
        if each.total not in hidden and parts <= linked.secrets.keys():
            yield each


def _constraints(linked: LinkedCounts, hidden: Set[str]) -> Iterator[LinearConstraint]:
    if linked.sums:
        yield LinearConstraint(linked.sum_rows, 0, 0)
    if bounds := linked.bounds(hidden):
        least = [bound.least for bound in bounds]
        yield LinearConstraint(linked.rows([bound.terms for bound in bounds]), least, np.inf)


SMALL = "small number"
OTHERS = "to protect others"
SOURCE = "hidden by its source"
AS_PUBLISHED = "hidden by its source, shown as published"  # not ours to protect
_MOST = 4  # figures of one sum that are named


@dataclass(frozen=True)
class HiddenFigure:
    """A hidden figure, and what a reader can work out of it who knows all that is shown.

    ``lowest`` and ``highest`` are the numbers that it may be; ``highest`` is None where nothing
    bounds it, and both are for a percentage. ``derived_from``: what ties it to other figures.
    """

    indicator: str
    area: str
    period: str
    category: str
    reason: str
    lowest: int | None
    highest: int | None
    protected: bool
    derived_from: tuple[str, ...]


def audit_hidden(
    linked: LinkedCounts, protection: Protection, held: Set[str]
) -> Iterator[HiddenFigure]:
    """A row for each figure that is ``held`` and hidden, in the order of its name.

    It does not rest on how the figures were chosen: what can be worked out is found anew.
    """
    statements = {each.key: next(iter(each.bounds[0].terms)) for each in linked.statements}
    wanted = {statements.get(key, key) for key in protection.hidden & held}
    rows = [row for group in linked.groups(wanted) for row in _audit_group(group, protection, held)]
    yield from sorted(rows, key=lambda row: (row.indicator, row.area, row.period, row.category))


def _audit_group(
    group: LinkedCounts, protection: Protection, held: Set[str]
) -> Iterator[HiddenFigure]:
    hidden = (protection.hidden & {each.key for each in group.figures}) | group.always_hidden()
    given_up = group.without_secrets(protection.unprotected)
    reader = Reader(given_up, hidden)
    given_away = {
        *protection.unprotected,
        *(doubt.key for doubt in reader.ruled_out(find_doubts(given_up))),
        *find_betrayed(given_up, hidden),
    }
    ties = _ties(group)
    for figure in group.figures:
        if figure.key in hidden & held:
            possible = reader.range_of(figure.key) if isinstance(figure, Count) else None
            yield _row(figure, possible, figure.key not in given_away, ties.get(figure.key, ()))


def _row(
    figure: Count | Statement, possible: Range | None, protected: bool, ties: Sequence[str]
) -> HiddenFigure:
    indicator, area, period, category = key_in(figure.key)
    highest = possible.highest if possible else math.inf
    lowest = possible.lowest if possible else None
    return HiddenFigure(
        indicator=indicator,
        area=area,
        period=period,
        category=category,
        reason=_reason(figure),
        lowest=lowest,
        highest=None if math.isinf(highest) else int(highest),
        protected=protected and lowest != highest,
        derived_from=tuple(ties),
    )


def _reason(figure: Count | Statement) -> str:
    if isinstance(figure, Statement):
        return OTHERS
    if figure.shown is None:
        return SOURCE if figure.secret else AS_PUBLISHED
    return SMALL if figure.secret else OTHERS


def _ties(group: LinkedCounts) -> Mapping[str, list[str]]:
    """For each count, in words, what else it could be worked out from."""
    ties: dict[str, list[str]] = {}
    for each in group.sums:
        for key in each.parts:
            others = [part for part in each.parts if part != key]
            less = f" less {_names(others, key)}" if others else ""
            ties.setdefault(key, []).append(f"{_name(each.total, key)}{less}")
        ties.setdefault(each.total, []).append(f"the sum of {_names(each.parts, each.total)}")
    for statement in group.statements:
        for key in dict.fromkeys(key for bound in statement.bounds for key in bound.terms):
            ties.setdefault(key, []).append(_name(statement.key, key))
    return ties


def _names(keys: Sequence[str], beside: str) -> str:
    if len(keys) > _MOST:
        return f"{len(keys)} figures, such as {_name(keys[0], beside)}"
    return ", ".join(_name(key, beside) for key in keys)


def _name(key: str, beside: str) -> str:
    """A figure's name as people read it, without what it shares with the one it stands beside."""
    pairs = zip_longest(key.split("|"), beside.split("|"), fillvalue="")
    return " ".join(part for part, same in pairs if part not in ("", same)) or "the total"
