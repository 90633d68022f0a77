"""Everything that a section may read, with a note of what it did read.

The notes say which sections a change concerns: a section is run again only if something
that it read would now be read differently.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import Beside
from bcssp_lib.data.loader import Figures
from bcssp_lib.data.protected import ProtectedFigures
from bcssp_lib.model.area import Area, Authority
from bcssp_lib.model.errors import NotKnownError, not_known
from bcssp_lib.model.indicator import Indicator, RatingRule
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.period import Period, parse_period
from bcssp_lib.model.register import Entry, RegisterSchema
from bcssp_lib.model.value import missing

Found = TypeVar("Found")
Reads = dict[str, str]

_LETTERS = 16


class Material:
    """The catalogue's entries and the protected figures, read by name and noted."""

    def __init__(
        self, catalogue: Catalogue, figures: Figures, beside: Beside | None = None
    ) -> None:
        self._catalogue = catalogue
        self._beside = beside
        self._figures = ProtectedFigures(figures, catalogue)
        self.reads: Reads = {}
        self.threshold()

    def threshold(self) -> int:
        """Below which number figures are protected: every figure read depends on it."""
        return self._noted(self._catalogue.settings.disclosure_threshold, "threshold")

    def area(self, slug: str) -> Area:
        """An area or comparator."""
        return self._noted(self._catalogue.areas[slug], "area", slug)

    def indicator(self, name: str) -> Indicator:
        """An indicator by its id."""
        return self._noted(self._catalogue.indicator(name), "indicator", name)

    def group(self, name: str) -> tuple[Indicator, ...]:
        """The indicators of a group."""
        return self._noted(self._catalogue.group(name), "group", name)

    def change_indicator(self, name: str) -> Indicator | None:
        """The indicator that holds the published percent change of another."""
        return self._noted(self._catalogue.change_indicator(name), "change_indicator", name)

    def register(self, name: str) -> RegisterSchema:
        """A register's schema."""
        return self._noted(self._catalogue.register(name), "register", name)

    def rule(self, name: str) -> RatingRule:
        """A rating rule, or an error with the nearest ones."""
        rules = self._catalogue.rating_rules
        if name not in rules:
            raise not_known("rating rule", name, rules, "Rules are in params/ratings.yaml.")
        return self._noted(rules[name], "rule", name)

    def observation(self, indicator: str, area: str, period: Period | str) -> Observation:
        """The total of an indicator; its value is "not available" where there is no row."""
        at = _period(period)
        found = self._figures.observation(indicator, area, at)
        return self._noted(found, "observation", indicator, area, at.label)

    def series(self, indicator: str, area: str) -> tuple[Observation, ...]:
        """Every total of an indicator in an area, oldest first."""
        return self._noted(self._figures.series(indicator, area), "series", indicator, area)

    def breakdown(self, indicator: str, area: str, period: Period | str) -> tuple[Observation, ...]:
        """The categories of an indicator in one period."""
        at = _period(period)
        found = self._figures.breakdown(indicator, area, at)
        return self._noted(found, "breakdown", indicator, area, at.label)

    def entries(self, register: str, area: str) -> tuple[Entry, ...]:
        """Every entry of an area's register."""
        return self._noted(self._figures.register(register, area), "entries", register, area)

    def peers(self, area: str) -> tuple[Area, ...]:
        """The other authorities of the same police force area."""
        return self._noted(self._catalogue.peers(area), "peers", area)

    def peer_observation(self, indicator: str, area: str, period: Period | str) -> Observation:
        """The total of an indicator in one of the other areas, without its note."""
        at = _period(period)
        found = Observation(indicator, area, at, missing())
        if self._beside is not None:
            found = _figure_alone(self._beside.of_peers.observation(indicator, area, at))
        return self._noted(found, "peer_observation", indicator, area, at.label)

    def peer_series(self, indicator: str, area: str) -> tuple[Observation, ...]:
        """Every total of an indicator in one of the other areas, oldest first."""
        series = self._beside.of_peers.series(indicator, area) if self._beside else ()
        found = tuple(_figure_alone(one) for one in series)
        return self._noted(found, "peer_series", indicator, area)

    def peer_entries(self, register: str, area: str) -> tuple[Entry, ...]:
        """Every entry of a register of one of the other areas."""
        entries = self._beside.of_peers.register(register, area) if self._beside else ()
        found = tuple(replace(one, row=0) for one in entries)  # a comparison shows no row
        return self._noted(found, "peer_entries", register, area)

    def authorities(self) -> tuple[Authority, ...]:
        """The authorities, regions and nation that have figures to compare with."""
        return self._noted(self._beside.authorities if self._beside else (), "authorities")

    def national(self, indicator: str, period: Period | str) -> dict[str, Observation]:
        """The totals of an indicator in every authority, region and nation, by slug."""
        at = _period(period)
        found = {}
        if self._beside is not None:
            national = self._beside.national
            found = {
                one.slug: national.observation(indicator, one.slug, at)
                for one in self._beside.authorities
            }
        return self._noted(found, "national", indicator, at.label)

    def _noted(self, found: Found, kind: str, *names: str) -> Found:
        note = json.dumps([kind, *names])
        if note not in self.reads:  # what is read twice is the same
            self.reads[note] = _digest(found)
        return found


def first_change(
    reads: Mapping[str, str],
    catalogue: Catalogue,
    figures: Figures,
    beside: Beside | None = None,
) -> str:
    """The first thing among those read that would now be read differently, in words.

    Empty where nothing would.
    """
    material = Material(catalogue, figures, beside)
    for note, before in reads.items():
        kind, *names = json.loads(note)
        read: Callable[..., Any] = getattr(material, kind)
        try:
            now = _digest(read(*names))
        except (KeyError, NotKnownError):
            now = ""
        if now != before:
            return f"{kind.replace('_', ' ')} {', '.join(names)}".strip()
    return ""


def _figure_alone(found: Observation) -> Observation:
    """Without its row and note, which a comparison does not show and should not depend on."""
    return replace(found, row=None, note="")


def _period(period: Period | str) -> Period:
    return parse_period(period) if isinstance(period, str) else period


def _digest(found: object) -> str:
    return hashlib.sha256(repr(found).encode()).hexdigest()[:_LETTERS]
