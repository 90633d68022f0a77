"""What the checks know of a report: its facts, by their words and by their sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bcssp_lib.checks.allowlist import figure_patterns, patterns_of
from bcssp_lib.checks.forms import FactNumbers
from bcssp_lib.checks.reading import ELSEWHERE, REGION
from bcssp_lib.checks.subjects import Subjects
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.model.area import Area
from bcssp_lib.model.checking import Sizes
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.period import Period
from bcssp_lib.narrative.binding import FactBook


@dataclass(frozen=True)
class Known:
    """A report's facts, indexed once for all of its sentences, and the rules of the check."""

    facts: tuple[Fact, ...]
    subjects: Subjects
    numbers: FactNumbers
    listed: tuple[re.Pattern[str], ...]
    idioms: tuple[re.Pattern[str], ...]
    sizes: Sizes
    period: Period
    catalogue: Catalogue
    places: re.Pattern[str]

    def marked(self, text: str) -> str:
        """A text with each letter of the name of another area, or of the region, as a mark."""
        return self.places.sub(_mark, text)

    def polarity(self, fact: Fact) -> Polarity:
        """Which direction is good news; neither, for what is no indicator."""
        found = self.catalogue.indicators.get(fact.name)
        return found.polarity if found else Polarity.NEITHER


def what_is_known(book: FactBook, catalogue: Catalogue, area: Area, period: Period) -> Known:
    """Index the facts of a report of an area."""
    facts = tuple(fact for own in book.facts.values() for fact in own.values())
    return Known(
        facts=facts,
        subjects=Subjects(facts),
        numbers=FactNumbers(facts),
        listed=figure_patterns(catalogue),
        idioms=patterns_of(catalogue.checks.claims),
        sizes=catalogue.checks.sizes,
        period=period,
        catalogue=catalogue,
        places=_places(catalogue, area),
    )


def _places(catalogue: Catalogue, area: Area) -> re.Pattern[str]:
    """The names of the other areas, of the region, and of larger areas, which hide theirs."""
    own = {area.name, area.short_name}
    others = {name for one in catalogue.authorities() for name in (one.name, one.short_name)} - own
    others = {name for name in others if not any(name in each for each in own)}
    larger = {one.name for one in catalogue.areas.values() if one.kind == "comparator"}
    return re.compile(
        rf"\b(?:{_any_of(larger)}|(?P<other>(?:{_any_of(others)})(?:[’']s)?)|"
        rf"(?P<region>{re.escape(area.region) or '(?!)'}))(?!\w)"
    )


def _any_of(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"


def _mark(found: re.Match[str]) -> str:
    if found["other"]:
        return ELSEWHERE * len(found[0])
    return REGION * len(found[0]) if found["region"] else found[0]
