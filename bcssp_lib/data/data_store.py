"""The one way to read figures: protected by disclosure control, and recorded for staleness.

A section reads everything through its ``DataStore``, which records what was asked for and a
hash of the answer. The records say which sections a change concerns: a section is run again
only if something that it read would now be read differently.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import (
    NO_COUNTRY,
    Comparators,
    National,
    ProtectedFigures,
    received_figures,
)
from bcssp_lib.data.disclosure import Disclosure, ShownFigure
from bcssp_lib.data.loader import Figures, load_figures
from bcssp_lib.data.reads import FILE, Reads, file_hash, record_key
from bcssp_lib.model.area import Area, Authority
from bcssp_lib.model.checking import Law
from bcssp_lib.model.disclosure_policy import DisclosurePolicy, Protection
from bcssp_lib.model.errors import InputProblemsError, NotKnownError
from bcssp_lib.model.fact import Standing
from bcssp_lib.model.indicator import RatingRule
from bcssp_lib.model.period import Period, parse_period
from bcssp_lib.model.register import Cell, Entry
from bcssp_lib.model.value import Observation, Source, Value

if TYPE_CHECKING:  # it imports scipy's optimisation, which few processes need
    from bcssp_lib.data.disclosure_audit import HiddenFigure

_Answer = TypeVar("_Answer")

_Asked = TypeVarTuple("_Asked")
_HASH_LETTERS = 16


def _recorded(
    read: Callable[[DataStore, *_Asked], _Answer],
) -> Callable[[DataStore, *_Asked], _Answer]:
    """A read that is recorded by its name and what is asked for, with a hash of the answer."""

    @wraps(read)
    def read_and_record(store: DataStore, /, *asked: *_Asked) -> _Answer:
        answer = read(store, *asked)
        names = (each.label if isinstance(each, Period) else str(each) for each in asked)
        key = record_key(read.__name__, *names)
        if key not in store.reads:  # what is read twice is the same
            digest = hashlib.sha256(repr(answer).encode()).hexdigest()
            store.reads[key] = digest[:_HASH_LETTERS]
        return answer

    return read_and_record


def _of_catalogue(
    read: Callable[[Catalogue, *_Asked], _Answer],
) -> Callable[[DataStore, *_Asked], _Answer]:
    """A recorded read of the catalogue, under the same name."""

    @_recorded
    @wraps(read)
    def read_catalogue(store: DataStore, /, *asked: *_Asked) -> _Answer:
        return read(store._catalogue, *asked)

    return read_catalogue


class DataStore:
    """The catalogue's entries and the protected figures that one area's sections may read.

    ``comparators`` are the figures of other areas; without them there is nothing to compare
    with. Where they are ``ProtectedFigures``, disclosure control has been done before. Figures
    of the area and of its peers are asked for alike; those of the country by ``national``.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        figures: Figures,
        comparators: Comparators | ProtectedFigures | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._figures = figures
        self._comparators = comparators
        peers = catalogue.peers(comparators.area) if comparators else ()
        self._peer_slugs = {peer.slug for peer in peers}
        self._together: Disclosure | ProtectedFigures
        self._nationally: Disclosure | ProtectedFigures
        if isinstance(comparators, ProtectedFigures):
            self._together = self._nationally = comparators
        elif comparators:
            self._together = comparators.together(lambda: figures)
            self._nationally = comparators.nationally()
        else:
            self._together = Disclosure(catalogue, lambda: figures.observations)
            self._nationally = Disclosure(catalogue, tuple)
        self.reads: Reads = {}
        self.threshold()

    def prepare(self) -> None:
        """Read now what any section may read, and what is hidden of it."""
        _ = self._peers, self._country
        if isinstance(self._together, Disclosure):
            _ = self._together.protection

    def protect_all(self, area: str) -> ProtectedFigures:
        """All that sections of an area may read, as they would read it.

        Raises ``UserError`` where figures have a fault, or cannot be protected.
        """
        country = self._country
        return ProtectedFigures(
            area,
            self._protect_figures(self._figures, self._together),
            self._protect_figures(self._peers, self._together),
            replace(country, figures=self._protect_figures(country.figures, self._nationally)),
        )

    def _protect_figures(
        self, figures: Figures, disclosure: Disclosure | ProtectedFigures
    ) -> Figures:
        registers = {
            key: tuple(map(self._protect_entry, entries))
            for key, entries in figures.registers.items()
        }
        return Figures(tuple(map(disclosure.protect, figures.observations)), registers)

    # Params: what is read of the catalogue as it has it

    indicator = _of_catalogue(Catalogue.indicator)
    group = _of_catalogue(Catalogue.group)
    change_indicator = _of_catalogue(Catalogue.change_indicator)
    register = _of_catalogue(Catalogue.register)
    policies_in_use = _of_catalogue(Catalogue.policies_in_use)
    members = _of_catalogue(Catalogue.members)

    @_recorded
    def threshold(self) -> int:
        """The number below which figures are protected: every figure read depends on it."""
        return self._catalogue.settings.disclosure_threshold

    @_recorded
    def area(self, slug: str) -> Area:
        """An area or comparator."""
        return self._catalogue.areas[slug]

    @_recorded
    def rule(self, name: str) -> RatingRule:
        """A rating rule, or an error with the nearest ones."""
        return self._catalogue.rating_rule(name)

    @_recorded
    def laws(self, area: str, edition: str, period: Period | str) -> tuple[Law, ...]:
        """What the law asked of an area's bodies on the last day of a period."""
        catalogue, day = self._catalogue, _period(period).end
        return catalogue.laws_in_force(catalogue.edition(edition), catalogue.areas[area], day)

    # Figures of the area, of its police force area, and of the other areas of that

    @_recorded
    def peers(self, area: str) -> tuple[Area, ...]:
        """The other areas of the same police force area whose figures are there to compare with."""
        return tuple(each for each in self._catalogue.peers(area) if each.slug in self._peer_slugs)

    @_recorded
    def observation(self, indicator: str, area: str, period: Period | str) -> Observation:
        """The total of an indicator; its value is "not available" where there is no row."""
        return self._protect(self._figures_of(area).observation(indicator, area, _period(period)))

    @_recorded
    def series(self, indicator: str, area: str) -> tuple[Observation, ...]:
        """Every total of an indicator in an area, oldest first."""
        return tuple(map(self._protect, self._figures_of(area).series(indicator, area)))

    @_recorded
    def periods(self, indicator: str, area: str) -> tuple[Period, ...]:
        """The periods in which an area has a total or a category of an indicator, by date."""
        return self._figures_of(area).periods(indicator, area)

    @_recorded
    def breakdown(self, indicator: str, area: str, period: Period | str) -> tuple[Observation, ...]:
        """The categories of an indicator in one period."""
        categories = self._figures_of(area).breakdown(indicator, area, _period(period))
        return tuple(map(self._protect, categories))

    @_recorded
    def categories(self, indicator: str, area: str) -> tuple[Observation, ...]:
        """The categories of an indicator in every period, oldest first."""
        return tuple(map(self._protect, self._figures_of(area).categories(indicator, area)))

    @_recorded
    def entries(self, register: str, area: str) -> tuple[Entry, ...]:
        """Every entry of an area's register, without its small numbers."""
        entries = map(self._protect_entry, self._figures_of(area).register(register, area))
        if area in self._peer_slugs:
            return tuple(replace(entry, row=0) for entry in entries)
        return tuple(entries)

    @_recorded
    def count_policy(self, register: str, area: str) -> DisclosurePolicy:
        """How counts of a register's entries are protected: by the strictest policy of any."""
        entries = self._figures_of(area).register(register, area)
        policies = [self._entry_policy(register, each.source) for each in entries]
        return max(
            policies or [self._entry_policy(register, None)],
            key=lambda policy: (not policy.published, policy.small.stop, policy.round_to),
        )

    def _figures_of(self, area: str) -> Figures:
        """What holds an area: a peer is read as a peer, though its folder may be one of ours."""
        return self._peers if area in self._peer_slugs else self._figures

    def _protect(self, observation: Observation) -> Observation:
        """A figure as it may be shown; of a peer without its row and note.

        A comparison does not show these, and should not depend on them.
        """
        shown = self._together.protect(observation)
        return replace(shown, row=None, note="") if shown.area in self._peer_slugs else shown

    def _protect_entry(self, entry: Entry) -> Entry:
        policy = self._entry_policy(entry.register, entry.source)
        if policy.published:
            return entry
        shown = {
            name: _as_cell(policy.shown(cell))
            for name, cell in entry.cells.items()
            if isinstance(cell, int)
        }
        return replace(entry, cells={**entry.cells, **shown}) if shown else entry

    def _entry_policy(self, register: str, source: Source | None) -> DisclosurePolicy:
        named = self._catalogue.register(register).disclosure
        return self._catalogue.disclosure_policy(named, source)

    def synthetic(self, area: str) -> bool:
        """Whether any figure of an area's report is made up; a section does not depend on this."""
        return any(map(self._figures.synthetic, self._catalogue.areas_of_report(area)))

    # Figures of the country

    @_recorded
    def authorities(self) -> tuple[Authority, ...]:
        """The authorities, regions and nation that have figures to compare with."""
        return self._country.authorities

    @_recorded
    def national_periods(self, indicator: str) -> tuple[Period, ...]:
        """The periods in which anywhere in the country has a figure of an indicator."""
        return self._country.figures.periods(indicator)

    @_recorded
    def national(self, indicator: str, period: Period | str) -> dict[str, Observation]:
        """The totals of an indicator in every authority, region and nation, by slug."""
        wanted, country = _period(period), self._country
        return {
            authority.slug: self._nationally.protect(
                country.figures.observation(indicator, authority.slug, wanted)
            )
            for authority in country.authorities
        }

    @_recorded
    def standing(self, indicator: str, area: str, period: Period | str) -> Standing | None:
        """An area's published place among all authorities, where one is held."""
        return self._standings.get((indicator, area, _period(period)))

    @cached_property
    def _standings(self) -> dict[tuple[str, str, Period], Standing]:
        standings = self._country.standings
        return {(each.indicator, each.area, each.period): each for each in standings}

    @property
    def _peers(self) -> Figures:
        return self._comparators.peers if self._comparators else Figures((), {})

    @property
    def _country(self) -> National:
        return self._comparators.country if self._comparators else NO_COUNTRY

    # Records

    def hash_of(self, key: str) -> str:
        """The hash of what a record's key asks for; empty if there is no such thing any more."""
        kind, *names = json.loads(key)
        if kind == FILE:
            return file_hash(self._catalogue.project.root / names[0])
        if key not in self.reads:
            read: Callable[..., Any] = getattr(self, kind)
            try:
                read(*names)
            except (KeyError, NotKnownError):
                return ""
        return self.reads[key]


def open_data_store(catalogue: Catalogue, area: str) -> DataStore:
    """What the sections of an area may read, from the project's folders.

    Raises ``InputProblemsError`` with every problem of the area's figures together.
    """
    if received := received_figures(area):  # on a worker of a cluster
        return DataStore(catalogue, received.own, received)
    return DataStore(
        catalogue,
        load_figures(catalogue, catalogue.areas_of_report(area)),
        Comparators(catalogue, area),
    )


def open_disclosure(catalogue: Catalogue, area: str) -> Disclosure:
    """What is hidden of all that is published together with an area's figures."""
    comparators, areas = Comparators(catalogue, area), catalogue.areas_of_report(area)
    return comparators.together(lambda: load_figures(catalogue, areas))


def read_protection(catalogue: Catalogue, area: str, *, anew: bool = False) -> Protection:
    """What is hidden of all that an area's report may show; ``anew``: whatever was kept."""
    found = [
        each.prove() if anew else each.protection for each in _open_disclosures(catalogue, area)
    ]
    ours = frozenset().union(*(each.hidden - each.by_source for each in found))
    return Protection(
        frozenset().union(*(each.hidden for each in found)),
        frozenset().union(*(each.unprotected for each in found)),
        frozenset().union(*(each.by_source for each in found)) - ours,
    )


def audit_report(catalogue: Catalogue, area: str) -> list[HiddenFigure]:
    """A row for each hidden figure that an area's report may show, of its areas and its force.

    One that the area and the country hold alike has one row; what we hide ourselves is told first.
    """
    from bcssp_lib.data.disclosure_audit import AS_PUBLISHED

    places = catalogue.areas_shown(area)
    rows = [row for each in _open_disclosures(catalogue, area) for row in each.audit(places)]
    rows.sort(key=lambda row: row.reason == AS_PUBLISHED)
    by_name = {(row.indicator, row.area, row.period, row.category): row for row in reversed(rows)}
    return [by_name[name] for name in sorted(by_name)]


def _open_disclosures(catalogue: Catalogue, area: str) -> tuple[Disclosure, ...]:
    nationally = Comparators(catalogue, area).nationally()
    return open_disclosure(catalogue, area), nationally


def list_shown(catalogue: Catalogue, area: str) -> list[ShownFigure]:
    """The figures under disclosure control of all areas that an area's report may show."""
    areas = catalogue.areas_together(area)
    shown = open_disclosure(catalogue, area).shown(areas)
    return [each for each in shown if not each.observation.synthetic]  # they tell of nobody


def keep_hidden(catalogue: Catalogue, areas: Iterable[str]) -> None:
    """Work out once, for all processes, what is hidden of the figures of some areas."""
    by_file = {each.kept: each for area in areas for each in _open_disclosures(catalogue, area)}
    for each in by_file.values():
        with suppress(InputProblemsError):  # the sections that read those figures say so
            each.keep()


def first_change(
    reads: Mapping[str, str], store: DataStore, seal: Callable[[str], str] = str
) -> str:
    """The first thing among those read that would now be read differently, in words.

    Empty if nothing would. ``seal`` is what was done to the hashes before they were kept.
    """
    for key, before in reads.items():
        if seal(store.hash_of(key)) != before:
            kind, *names = json.loads(key)
            whose = "peer " if store._peer_slugs.intersection(names[1:2]) else ""
            return f"{whose}{kind.replace('_', ' ')} {', '.join(names)}".strip()
    return ""


def _as_cell(value: Value) -> Cell:
    return value.reason if value.amount is None else int(value.amount)


def _period(period: Period | str) -> Period:
    return parse_period(period) if isinstance(period, str) else period
