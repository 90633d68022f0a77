"""The one way to read figures: protected by disclosure control, and recorded for staleness.

A section reads everything through its ``DataStore``, which records what was asked for and a
hash of the answer. The records say which sections a change concerns: a section is run again
only if something that it read would now be read differently.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import NO_COUNTRY, Comparators, National
from bcssp_lib.data.disclosure import Disclosure
from bcssp_lib.data.loader import Figures, load_figures
from bcssp_lib.data.protected_figures import ProtectedFigures, received_figures
from bcssp_lib.data.reads import FILE, Reads, file_hash, record_key
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Area, Authority
from bcssp_lib.model.errors import NotKnownError
from bcssp_lib.model.indicator import Indicator, RatingRule
from bcssp_lib.model.period import Period, parse_period
from bcssp_lib.model.register import Entry, RegisterSchema
from bcssp_lib.model.value import Observation

Answer = TypeVar("Answer")

_HASH_LETTERS = 16


class DataStore:
    """The catalogue's entries and the protected figures that one area's sections may read.

    ``comparators`` are the figures of other areas; without them there is nothing to compare
    with. ``root`` is the folder from which recorded files are named. Where ``comparators`` are
    ``ProtectedFigures``, disclosure control has been done before.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        figures: Figures,
        comparators: Comparators | ProtectedFigures | None = None,
        root: Path = Path(),
    ) -> None:
        self._catalogue = catalogue
        self._figures = figures
        self._comparators = comparators
        self._root = root
        self._together: Disclosure | ProtectedFigures
        self._nationally: Disclosure | ProtectedFigures
        if isinstance(comparators, ProtectedFigures):
            self._together = self._nationally = comparators
        else:
            self._together = Disclosure(
                catalogue,
                lambda: (*figures.observations, *self._peers.observations),
                comparators.together if comparators else (),
            )
            self._nationally = Disclosure(
                catalogue,
                lambda: self._country.figures.observations,
                comparators.nationally if comparators else (),
            )
        self.reads: Reads = {}
        self.threshold()

    def prepare(self) -> None:
        """Read now what any section may read, and work out what is hidden of it."""
        _ = self._peers, self._country
        self._together.prepare()

    def protect_all(self, area: str) -> ProtectedFigures:
        """All that sections of an area may read, as they would read it.

        Raises ``UserError`` where figures have a fault, or cannot be protected.
        """
        country = self._country
        return ProtectedFigures(
            area,
            _protect_figures(self._figures, self._together),
            _protect_figures(self._peers, self._together),
            National(country.authorities, _protect_figures(country.figures, self._nationally)),
        )

    # Params

    def threshold(self) -> int:
        """The number below which figures are protected: every figure read depends on it."""
        return self._record(self._catalogue.settings.disclosure_threshold, "threshold")

    def area(self, slug: str) -> Area:
        """An area or comparator."""
        return self._record(self._catalogue.areas[slug], "area", slug)

    def indicator(self, name: str) -> Indicator:
        """An indicator by its id."""
        return self._record(self._catalogue.indicator(name), "indicator", name)

    def group(self, name: str) -> tuple[Indicator, ...]:
        """The indicators of a group."""
        return self._record(self._catalogue.group(name), "group", name)

    def change_indicator(self, name: str) -> Indicator | None:
        """The indicator that holds the published percent change of another."""
        return self._record(self._catalogue.change_indicator(name), "change_indicator", name)

    def register(self, name: str) -> RegisterSchema:
        """A register's schema."""
        return self._record(self._catalogue.register(name), "register", name)

    def rule(self, name: str) -> RatingRule:
        """A rating rule, or an error with the nearest ones."""
        return self._record(self._catalogue.rating_rule(name), "rule", name)

    # Figures of the area and of its police force area

    def observation(self, indicator: str, area: str, period: Period | str) -> Observation:
        """The total of an indicator; its value is "not available" where there is no row."""
        wanted = _period(period)
        answer = self._together.protect(self._figures.observation(indicator, area, wanted))
        return self._record(answer, "observation", indicator, area, wanted.label)

    def series(self, indicator: str, area: str) -> tuple[Observation, ...]:
        """Every total of an indicator in an area, oldest first."""
        answer = tuple(map(self._together.protect, self._figures.series(indicator, area)))
        return self._record(answer, "series", indicator, area)

    def periods(self, indicator: str, area: str) -> tuple[Period, ...]:
        """The periods in which an area has a total or a category of an indicator, by date."""
        return self._record(self._figures.periods(indicator, area), "periods", indicator, area)

    def breakdown(self, indicator: str, area: str, period: Period | str) -> tuple[Observation, ...]:
        """The categories of an indicator in one period."""
        wanted = _period(period)
        categories = self._figures.breakdown(indicator, area, wanted)
        answer = tuple(map(self._together.protect, categories))
        return self._record(answer, "breakdown", indicator, area, wanted.label)

    def entries(self, register: str, area: str) -> tuple[Entry, ...]:
        """Every entry of an area's register (registers hold nothing person-level)."""
        return self._record(self._figures.register(register, area), "entries", register, area)

    def synthetic(self, area: str) -> bool:
        """Whether any figure of an area is made up; a section does not depend on this."""
        return self._figures.synthetic(area)

    # Figures of other areas

    def peers(self, area: str) -> tuple[Area, ...]:
        """The other authorities of the same police force area."""
        return self._record(self._catalogue.peers(area), "peers", area)

    def peer_observation(self, indicator: str, area: str, period: Period | str) -> Observation:
        """The total of an indicator in one of the other areas, without its note."""
        wanted = _period(period)
        figure = self._together.protect(self._peers.observation(indicator, area, wanted))
        answer = _figure_alone(figure)
        return self._record(answer, "peer_observation", indicator, area, wanted.label)

    def peer_series(self, indicator: str, area: str) -> tuple[Observation, ...]:
        """Every total of an indicator in one of the other areas, oldest first."""
        series = self._peers.series(indicator, area)
        answer = tuple(_figure_alone(self._together.protect(each)) for each in series)
        return self._record(answer, "peer_series", indicator, area)

    def peer_entries(self, register: str, area: str) -> tuple[Entry, ...]:
        """Every entry of a register of one of the other areas."""
        entries = self._peers.register(register, area)
        answer = tuple(replace(entry, row=0) for entry in entries)  # a comparison shows no row
        return self._record(answer, "peer_entries", register, area)

    def authorities(self) -> tuple[Authority, ...]:
        """The authorities, regions and nation that have figures to compare with."""
        return self._record(self._country.authorities, "authorities")

    def national(self, indicator: str, period: Period | str) -> dict[str, Observation]:
        """The totals of an indicator in every authority, region and nation, by slug."""
        wanted, country = _period(period), self._country
        answer = {
            authority.slug: self._nationally.protect(
                country.figures.observation(indicator, authority.slug, wanted)
            )
            for authority in country.authorities
        }
        return self._record(answer, "national", indicator, wanted.label)

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
            return file_hash(self._root / names[0])
        if key not in self.reads:
            read: Callable[..., Any] = getattr(self, kind)
            try:
                read(*names)
            except (KeyError, NotKnownError):
                return ""
        return self.reads[key]

    def _record(self, answer: Answer, kind: str, *names: str) -> Answer:
        key = record_key(kind, *names)
        if key not in self.reads:  # what is read twice is the same
            self.reads[key] = _hash(answer)
        return answer


def open_data_store(project: Project, catalogue: Catalogue, area: str) -> DataStore:
    """What the sections of an area may read, from the project's folders.

    Raises ``InputProblemsError`` with every problem of the area's figures together.
    """
    if received := received_figures(area):  # on a worker of a cluster
        return DataStore(catalogue, received.own, received, project.root)
    return DataStore(
        catalogue,
        load_figures(project, catalogue, (area,)),
        Comparators(project, catalogue, area),
        project.root,
    )


def first_change(
    reads: Mapping[str, str], store: DataStore, seal: Callable[[str], str] = str
) -> str:
    """The first thing among those read that would now be read differently, in words.

    Empty if nothing would. ``seal`` is what was done to the hashes before they were kept.
    """
    for key, before in reads.items():
        if seal(store.hash_of(key)) != before:
            kind, *names = json.loads(key)
            return f"{kind.replace('_', ' ')} {', '.join(names)}".strip()
    return ""


def _protect_figures(figures: Figures, disclosure: Disclosure | ProtectedFigures) -> Figures:
    return Figures(tuple(map(disclosure.protect, figures.observations)), figures.registers)


def _figure_alone(figure: Observation) -> Observation:
    """Without its row and note, which a comparison does not show and should not depend on."""
    return replace(figure, row=None, note="")


def _period(period: Period | str) -> Period:
    return parse_period(period) if isinstance(period, str) else period


def _hash(answer: object) -> str:
    return hashlib.sha256(repr(answer).encode()).hexdigest()[:_HASH_LETTERS]
