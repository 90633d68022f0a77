"""Stretches of text that a check passes over: the reasoned lists of params/checking/."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bcssp_lib.checks.number_words import ANY_WORDS, ORDINAL_WORDS
from bcssp_lib.checks.word_lists import words
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.model.checking import Listed

Stretch = tuple[int, int]

_MONTHS = words(
    "January February March April May June July August September October November December "
    "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec"
)
_PLACES = {
    "number": rf"(?:\d[\d,]*(?:\.\d+)?|{ANY_WORDS})",
    "ordinal": rf"(?:\d+(?:st|nd|rd|th)|{ORDINAL_WORDS})",
    "month": rf"(?:{'|'.join(_MONTHS)})\b",
}
_PLACE = re.compile("<(number|ordinal|month)>")


@lru_cache(maxsize=8)
def patterns_of(listed: tuple[Listed, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns of a list, with their places filled; compiled once for each list."""
    filled = (_PLACE.sub(lambda found: _PLACES[found[1]], one.pattern) for one in listed)
    return tuple(re.compile(one, re.IGNORECASE) for one in filled)


def stretches(text: str, patterns: Iterable[re.Pattern[str]]) -> list[Stretch]:
    """Where any of the patterns is found."""
    return [found.span() for pattern in patterns for found in pattern.finditer(text)]


def within(start: int, end: int, places: Iterable[Stretch]) -> bool:
    """Whether a stretch lies wholly inside one of the places."""
    return any(first <= start and end <= last for first, last in places)


@lru_cache(maxsize=8)
def code_patterns(codes: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The numbers of indicators, where they are called so: "KPI 1.4", "indicators 1.8 and 1.10"."""
    if not codes:
        return ()
    known = "|".join(map(re.escape, sorted(codes, key=len, reverse=True)))
    joined = rf"(?:(?:,| and| or| to|[-–])? ?(?:{known})(?![\d.]*\d))+"
    return (
        re.compile(rf"\b(?:KPIs?|(?:training )?indicators?)(?: numbers?)?{joined}", re.IGNORECASE),
    )


@lru_cache(maxsize=8)
def name_patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Names that hold a number, which is no figure there."""
    known = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return (re.compile(rf"(?<!\w)(?:{known})(?!\w)"),) if known else ()


def figure_patterns(catalogue: Catalogue) -> tuple[re.Pattern[str], ...]:
    """All that may stand in narrative as a number that is no figure."""
    codes = tuple(one.code for one in catalogue.indicators.values() if one.code)
    places = catalogue.areas.values()
    names = {name for one in places for name in (one.name, one.short_name, one.partnership)}
    numbered = tuple(sorted(one for one in names if any(map(str.isdigit, one))))
    listed = patterns_of(catalogue.checks.figures)
    return listed + code_patterns(codes) + name_patterns(numbered)
