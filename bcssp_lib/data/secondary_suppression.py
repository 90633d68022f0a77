"""Which further figures are hidden, so that no sensitive count can be worked out from the others.

A group of linked counts with up to ``EXACT_FIGURES`` figures is solved exactly: of all ways to
hide figures at which the audit finds nothing, the one with the least loss. In a larger group each
doubt in turn takes what costs least beside what is hidden by then. Both end only when the audit
finds nothing. What costs the same is chosen by its name, whatever the amounts: a choice by
amounts would tell of them.

What a source has suppressed stays so in the same way: an import holds nothing that gives it away.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.disclosure_audit import (
    Doubt,
    NotProtectedError,
    Numbers,
    Reader,
    find_betrayed,
    find_doubts,
    pure_sums,
)
from bcssp_lib.data.figure_links import FigureLinks
from bcssp_lib.data.linked_counts import Count, LinkedCounts, Range
from bcssp_lib.model.disclosure_policy import Protection
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.value import Observation, Reason, missing

EXACT_FIGURES = 40
_TIE = 0.01  # what figures of one weight may differ by
_LEAST = 1e-7  # below which a change is the rounding of the solver
_TIMES = 4  # as far above all that is shown is a hidden count looked for


def choose_hidden(linked: LinkedCounts) -> Protection:
    """What is hidden: the sensitive counts, and what protects them.

    A count that can be worked out from what is fixed, whatever is hidden, is unprotected.
    """
    hidden, unprotected = linked.always_hidden(), frozenset[str]()
    for group in linked.groups():
        chosen = _choose_in(group)
        hidden, unprotected = hidden | chosen.hidden, unprotected | chosen.unprotected
    return Protection(hidden, unprotected, linked.hidden_by_source())


def _choose_in(group: LinkedCounts) -> Protection:
    """What is hidden in a group of linked counts; what can't be protected is hidden too."""
    unprotected: frozenset[str] = frozenset()
    while True:
        try:
            return Protection(_Chooser(group).choose() | unprotected, unprotected)
        except NotProtectedError as error:
            unprotected |= frozenset(error.keys)
            group = group.without_secrets(unprotected)


Fault = Doubt | str  # a number that a reader rules out, or a count that all being small betrays


class _Chooser:
    """Chooses what is hidden in one group of linked counts."""

    def __init__(self, linked: LinkedCounts) -> None:
        self._linked = linked
        self._figures = linked.figures
        self._keys = [figure.key for figure in self._figures]
        self._weights = np.array([each.weight + _TIE * _share(each.key) for each in self._figures])
        self._by_key = dict(zip(self._keys, self._weights.tolist(), strict=True))
        self._doubts = find_doubts(linked)

    def choose(self) -> frozenset[str]:
        exact = len(self._figures) <= EXACT_FIGURES
        return self._choose_together() if exact else self._choose_in_turn()

    def _choose_together(self) -> frozenset[str]:
        """The least loss: what covers every need that the audit has found so far."""
        needs: list[frozenset[str]] = []
        while True:
            hidden = self._cover(needs)
            fault = next(self._faults(hidden), None)
            if fault is None:
                return hidden
            needs.append(self._need(fault, hidden))

    def _faults(self, hidden: frozenset[str]) -> Iterator[Fault]:
        """What the audit finds while these figures are hidden."""
        yield from Reader(self._linked, hidden).ruled_out(self._doubts)
        yield from find_betrayed(self._linked, hidden)

    def _is_left(self, fault: Fault, hidden: frozenset[str]) -> bool:
        """Whether what the audit found is still so while these figures are hidden."""
        if isinstance(fault, Doubt):
            return any(Reader(self._linked, hidden).ruled_out([fault]))
        return any(find_betrayed(self._linked, hidden, [fault]))

    def _need(self, fault: Fault, hidden: frozenset[str]) -> frozenset[str]:
        """Figures of which one must be hidden: all others together would leave a fault."""
        may = sorted(self._linked.all_hidden() - hidden, key=self._by_key.__getitem__, reverse=True)
        for key in may:
            if self._is_left(fault, hidden | {key}):
                hidden |= {key}
        need = frozenset(may) - hidden
        if not need:
            raise NotProtectedError([fault.key if isinstance(fault, Doubt) else fault])
        return need

    def _cover(self, needs: Sequence[frozenset[str]]) -> frozenset[str]:
        """The lightest figures with one of each need; what is always hidden is free."""
        always = self._linked.always_hidden()
        rows = csr_array(
            [[float(key in need) for key in self._keys] for need in needs]
            or np.zeros((1, len(self._keys)))
        )
        found = milp(
            self._weights,
            integrality=np.ones(len(self._keys)),
            bounds=Bounds([float(key in always) for key in self._keys], 1),
            constraints=LinearConstraint(rows, 1 if needs else 0, np.inf),
            options={"mip_rel_gap": 0},
        ).x
        return frozenset(self._keys[int(place)] for place in np.flatnonzero(np.round(found)))

    def _choose_in_turn(self) -> frozenset[str]:
        """A small loss: each fault in turn is mended by what costs least by then."""
        hidden = self._linked.always_hidden()
        while ruled_out := list(Reader(self._linked, hidden).ruled_out(self._doubts)):
            for doubt in ruled_out:
                hidden |= self._cheapest(doubt, hidden)
        while betrayed := list(find_betrayed(self._linked, hidden)):
            for key in betrayed:
                hidden |= self._lightest_beside(key, hidden)
        return hidden

    def _lightest_beside(self, key: str, hidden: frozenset[str]) -> frozenset[str]:
        """What is hidden with a count, so that not all that its sum hides can be small."""
        pure = [each for each in pure_sums(self._linked, hidden) if key in each.parts]
        if not pure:  # another count of the sum has seen to it
            return frozenset()
        beside = {pure[0].total, *pure[0].parts} & (self._linked.all_hidden() - hidden)
        if not beside:
            raise NotProtectedError([key])
        return frozenset({min(beside, key=self._by_key.__getitem__)})

    @cached_property
    def _may_hide(self) -> Numbers:
        may = self._linked.all_hidden()
        return np.array([float(key in may) for key in self._keys])

    @cached_property
    def _number_ends(self) -> tuple[Numbers, Numbers]:
        """The least and most that each count may be, shown or hidden."""
        low, high = self._linked.ranges(frozenset())
        hidden_low, hidden_high = self._linked.ranges(self._linked.all_hidden())
        top = _TIMES * (np.max(high[np.isfinite(high)], initial=0) + 100)
        highest = np.minimum(np.maximum(high, hidden_high), top)
        return np.minimum(low, hidden_low), highest

    def _cheapest(self, doubt: Doubt, hidden: frozenset[str]) -> frozenset[str]:
        """What a doubt takes beside what is hidden: the figures that its cheapest numbers change.

        Each count is what is known of it, and what it goes above and below that at a cost; each
        bound may give way at the cost of its statement.
        """
        linked, counts = self._linked, len(self._linked.counts)
        low, high = linked.ranges(hidden)
        lowest, highest = self._number_ends
        may_hide = self._may_hide
        above = np.maximum(highest - high, 0) * may_hide[:counts]
        below = np.maximum(low - lowest, 0) * may_hide[:counts]
        place = linked.places[doubt.key]
        low[place] = high[place] = doubt.number
        bounds, owners = linked.bounds(hidden), self._owners(hidden)
        sums, on_bounds = linked.sum_rows, linked.rows([bound.terms for bound in bounds])
        rows = vstack([sums, on_bounds])
        gives_way = vstack([csr_array((sums.shape[0], len(bounds))), eye_array(len(bounds))])
        zeros, cost = np.zeros(sums.shape[0]), self._weights[:counts]
        found = milp(
            np.concatenate([np.zeros(counts), cost, cost, self._weights[owners]]),
            bounds=Bounds(
                np.concatenate([low, np.zeros(2 * counts + len(bounds))]),
                np.concatenate([high, above, below, np.where(may_hide[owners], np.inf, 0)]),
            ),
            constraints=LinearConstraint(
                hstack([rows, rows, -rows, gives_way]),
                np.concatenate([zeros, [float(each.least) for each in bounds]]),
                np.concatenate([zeros, np.full(len(bounds), np.inf)]),
            ),
        ).x
        if found is None:
            raise NotProtectedError([doubt.key])
        _, up, down, given = np.split(found, [counts, 2 * counts, 3 * counts])
        changed = [*np.flatnonzero(up + down > _LEAST), *np.array(owners, int)[given > _LEAST]]
        return frozenset(self._keys[int(figure)] for figure in changed)

    def _owners(self, hidden: frozenset[str]) -> list[int]:
        """For each bound of the statements that are shown: its statement's place among figures."""
        counts = len(self._linked.counts)
        return [
            counts + number
            for number, statement in enumerate(self._linked.statements)
            if statement.key not in hidden
            for _ in statement.bounds
        ]


def _share(key: str) -> float:
    """A number from 0 to 1 that a name always gets, and that tells nothing of its figure."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big") / 2**48


_GIVES_AWAY = "together with what is imported it would give away what the source has suppressed"
_NO_TIES = ("rate", "margin_of_error")  # what these name is about other people, or another thing
_TWO_NUMBERS = Range(1, 2)  # of which a reader must not be able to rule out either


class _ImportLinks(FigureLinks):
    """What ties the figures of a source, any of which may be left out."""

    def _count(self, observation: Observation) -> Count:
        amount = observation.value.amount
        shown = None if amount is None else Range(int(amount), int(amount))
        secret = _TWO_NUMBERS if amount is None else None
        weight = self._weight(observation)
        return Count(observation.name, shown, Range(1), secret, amount == 0, weight)

    def linked(self) -> LinkedCounts:
        """What has been added; percentages may be left out too."""
        linked = super().linked()
        return replace(
            linked, statements=tuple(replace(each, fixed=False) for each in linked.statements)
        )


def protect_import(
    catalogue: Catalogue, figures: Sequence[Observation], held: Sequence[Observation]
) -> tuple[list[Observation], int, list[Problem]]:
    """The figures of a source without those that give away what it has suppressed.

    Returns them, how many of them were suppressed, and the ``held`` figures that would have to be
    suppressed too: an import changes no others than its own.
    """
    imported = {each.name for each in figures}
    others = [each for each in held if each.name not in imported]
    hidden = {
        name
        for listed in _tied_figures(catalogue, [*figures, *others])
        for name in find_what_gives_away(catalogue, listed)
    }
    given_up = hidden & imported
    protected = [
        replace(each, value=missing(Reason.SUPPRESSED)) if each.name in given_up else each
        for each in figures
    ]
    problems = [
        Problem(each.file, each.row, "value", _GIVES_AWAY, "c in that row, then import again")
        for each in others
        if each.name in hidden
    ]
    return protected, len(given_up), problems


def _tied_figures(
    catalogue: Catalogue, figures: Sequence[Observation]
) -> Iterator[list[Observation]]:
    """The figures that are tied to one that is suppressed, of each area and, if that can be, year.

    Most indicators are tied to none, categories without their total to nothing, and of most
    areas nothing is suppressed: none of these is looked at. Nor is one that is only part of
    others: that it is not more than they are leaves every small number possible.
    """
    exact, linked = _linked_indicators(catalogue)
    groups_of: dict[bool, set[tuple[str, str, Period]]] = {False: set(), True: set()}
    for each in figures:
        groups_of[bool(each.category)].add((each.indicator, each.area, each.period))
    broken_down = groups_of[False] & groups_of[True]
    kinds: dict[str, set[PeriodKind]] = defaultdict(set)
    for each in figures:
        kinds[each.indicator].add(each.period.kind)
    over_time = any(
        len(found) > 1 or catalogue.indicators[name].change_of for name, found in kinds.items()
    )
    groups: dict[tuple[str, date | None], dict[str, Observation]] = defaultdict(dict)
    exposed: set[tuple[str, date | None]] = set()
    for each in figures:
        group = (each.area, None if over_time else each.period.end)
        is_summed = (
            each.indicator in exact
            or len(kinds[each.indicator]) > 1
            or (each.indicator, each.area, each.period) in broken_down
        )
        if is_summed or each.indicator in linked:
            groups[group].setdefault(each.name, each)
        if is_summed and each.value.reason is Reason.SUPPRESSED:
            exposed.add(group)
    yield from (list(tied.values()) for group, tied in groups.items() if group in exposed)


def _linked_indicators(catalogue: Catalogue) -> tuple[set[str], set[str]]:
    """Indicators that can be worked out from others, and those that are tied to any."""
    exact: set[str] = set()
    linked: set[str] = set()
    for each in catalogue.indicators.values():
        for field, names in each.linked.items():
            if field not in _NO_TIES:
                linked |= {each.id, *filter(None, names)}
                exact |= {each.id, *filter(None, names)} if field != "part_of" else set()
    return exact, linked


def find_what_gives_away(catalogue: Catalogue, observations: Sequence[Observation]) -> set[str]:
    """The names of figures of a source that give away what it has suppressed.

    Files that are each safe may not be so together: counts by how many days something took, and
    the percentage that took up to 15.
    """
    links = _ImportLinks(catalogue, observations, {})
    links.add_all()
    hidden = choose_hidden(links.linked()).hidden
    return {each.name for each in observations if each.known and each.name in hidden}
