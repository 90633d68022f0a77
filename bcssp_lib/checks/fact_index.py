"""A report's facts, by their words and by their sizes, and the rules of its check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bcssp_lib.checks.held_numbers import FORMS, HeldNumber, Role
from bcssp_lib.checks.matching import HeldIndex
from bcssp_lib.checks.measures import COUNTABLE, counted_noun
from bcssp_lib.checks.mention_reading import NamedPlaces, Whose
from bcssp_lib.checks.numbers import ANY_WORDS, ORDINAL_WORDS, Form
from bcssp_lib.checks.prose import PlacedSpan
from bcssp_lib.checks.times import MONTHS
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.model.area import Area
from bcssp_lib.model.checking import ELSEWHERE, REGION, AllowedPattern, ClaimWords, Sizes
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import PeriodKind
from bcssp_lib.model.verdicts import Against, Direction
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.stats.fact_wording import WHOM
from bcssp_lib.stats.rates import RATE_DECIMALS
from bcssp_lib.stats.wording import PERCENT_DECIMALS, own_decimals, round_half_up

_MONTHS = (*MONTHS, *(month[:3] for month in MONTHS), "sept")
_PLACES = {
    "number": rf"(?:\d[\d,]*(?:\.\d+)?|{ANY_WORDS})",
    "ordinal": rf"(?:\d+(?:st|nd|rd|th)|{ORDINAL_WORDS})",
    "month": rf"(?:{'|'.join(_MONTHS)})\b",
}
_PLACE = re.compile("<(number|ordinal|month)>")


@lru_cache(maxsize=8)
def _compile_patterns(listed: tuple[AllowedPattern, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns of a list, with their places filled; compiled once for each list."""
    filled = (_PLACE.sub(lambda match: _PLACES[match[1]], item.pattern) for item in listed)
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in filled)


def _make_figure_patterns(catalogue: Catalogue) -> tuple[re.Pattern[str], ...]:
    """All that may be in narrative as a number that is no figure.

    Besides what is listed: the numbers of indicators, where they are called so ("KPI 1.4",
    "indicators 1.8 and 1.10"), and the names of areas and partnerships that hold a number.
    """
    codes = _any_of(indicator.code for indicator in catalogue.indicators.values())
    called = r"\b(?:KPIs?|(?:training )?indicators?)(?: numbers?)?"
    joined = rf"(?:(?:,| and| or| to|[-–])? ?(?:{codes})(?![\d.]*\d))+"
    areas = catalogue.areas.values()
    names = {name for area in areas for name in (area.name, area.short_name, area.partnership)}
    numbered = _any_of(name for name in names if any(map(str.isdigit, name)))
    return (
        *_compile_patterns(catalogue.checks.figures),
        re.compile(called + joined, re.IGNORECASE),
        re.compile(rf"(?<=\()(?:{codes})(?=[),;])|^(?:{codes})(?= [A-Z])"),
        re.compile(rf"(?<!\w)(?:{numbered})(?!\w)"),
    )


_SHOWN_ALONE = {"", "previous", "target", "comparator"}  # helpers that show a number and no more
_COMPARABLE = {*_SHOWN_ALONE, "change", "rate"}
_FIRST_SHOWN = {"counted": "", "share": "", "list_of": ""}  # helpers that begin with the value


@dataclass(frozen=True)
class _FactNumber:
    """The number that a helper of a fact shows first; ``helper`` is empty for the value itself."""

    fact: Fact
    amount: Decimal
    form: Form
    helper: str = ""


def binding_expression(fact: Fact, helper: str = "", *more: str) -> str:
    """The expression that shows a fact, by itself or through a helper."""
    if not helper:
        return f"{{{{ {fact.full_name} }}}}"
    names = ", ".join(f'"{name}"' for name in (fact.full_name, *more))
    return f"{{{{ {helper}({names}) }}}}"


_WORD_FOR = {whom: word for word, whom in reversed(WHOM.items())}  # the first of them
_NO_EXPRESSION = {Role.SHARE, Role.MET, Role.MISSED, Role.RETURNED}


def binding_of(held: HeldNumber) -> str:
    """The expression that shows a held number; empty where none can.

    For example ``{{ of("police.missing_reports", "force", "percent change") }}``.
    """
    fact = held.fact
    year_of_quarters = fact.period.kind is PeriodKind.QUARTER is not held.period.kind
    if held.role in _NO_EXPRESSION or held.is_of_years or year_of_quarters:
        return ""
    names = [name for name in _names(held) if name]
    return binding_expression(fact, _helper(held) if names else "", *names)


def _names(held: HeldNumber) -> tuple[str, ...]:
    """What comes after the fact, the name that the helper needs first."""
    place = _WORD_FOR[held.whose] if held.whose else ""
    now = held.fact.period
    period = "" if held.period == now else held.period.label
    if held.period == now.previous():
        period = Against.PREVIOUS.value
    role = "" if held.role is Role.VALUE else held.role.value
    return held.category, place, period, role


def _helper(held: HeldNumber) -> str:
    if held.category:
        return "category"
    if held.whose:
        return "of"
    return "amount" if held.period == held.fact.period else "at"


def show_others(fact: Fact, whose: Whose) -> str:
    """The expression that shows a fact's figure of others; empty where it has none of these."""
    if whose is None or whose == "other":
        return ""
    return f'{{{{ of("{fact.full_name}", "{_WORD_FOR[whose]}") }}}}'


def describe(held: HeldNumber) -> str:
    """What a held number is, in words: "Missing children reports, change, 2023-24"."""
    fact = held.fact
    role = "" if held.role is Role.VALUE else held.role.value.replace("_", " from the ")
    whose = held.whose.value.replace("_", " ") if held.whose else ""
    return ", ".join(filter(None, (fact.title, held.category, role, whose, held.period.label)))


def _list_numbers(fact: Fact) -> Iterator[_FactNumber]:
    """The numbers of a fact as a reader sees them, by the helpers that can be compared."""
    form, decimals = FORMS[fact.unit], fact.decimals
    changed = Form.POINTS if fact.unit is Unit.PERCENT else form
    target = max(decimals, own_decimals(fact.target)) if fact.target is not None else decimals
    listed = (
        (fact.amount, decimals, form, ""),
        (fact.previous.amount if fact.previous else None, decimals, form, "previous"),
        (fact.change.amount if fact.change else None, decimals, changed, "change"),
        (fact.target, target, form, "target"),
        (fact.force_change, PERCENT_DECIMALS, Form.PERCENT, "comparator"),
        (fact.rate.value.amount if fact.rate else None, RATE_DECIMALS, Form.COUNT, "rate"),
    )
    for amount, places, of_form, helper in listed:
        if amount is not None:
            yield _FactNumber(fact, round_half_up(amount, places), of_form, helper)


def first_number_shown(placed: PlacedSpan) -> _FactNumber | None:
    """The first number that the words of a span show, of those that can be compared."""
    helper = _FIRST_SHOWN.get(placed.span.helper, placed.span.helper)
    if helper == "change":
        helper = _first_of_change(placed.fact)
    if helper not in _COMPARABLE:
        return None
    return next((number for number in _list_numbers(placed.fact) if number.helper == helper), None)


def _first_of_change(fact: Fact) -> str:
    """What a change names first: "rose by 104", "rose from 6 to 8", "stayed the same, at 41"."""
    change = fact.change
    if change is None or change.direction in {Direction.SAME, Direction.HARDLY}:
        return ""
    return "previous" if change.few else "change"


def only_number_shown(placed: PlacedSpan) -> _FactNumber | None:
    """The number that the words of a span are, if they are one and no more."""
    return first_number_shown(placed) if placed.span.helper in _SHOWN_ALONE else None


@dataclass(frozen=True)
class FactIndex:
    """A report's facts, indexed once for all of its sentences, and the rules of the check."""

    facts: tuple[Fact, ...]
    nouns: frozenset[str]
    allowlist: tuple[re.Pattern[str], ...]
    idioms: tuple[re.Pattern[str], ...]
    claims: ClaimWords
    sizes: Sizes
    places: re.Pattern[str]
    named_places: NamedPlaces
    held: HeldIndex
    full_names: tuple[tuple[re.Pattern[str], str], ...] = ()

    def abbreviate(self, text: str) -> str:
        """A text with the short name of an organisation next to its full one, as the data name it.

        As in "Royal United Hospitals RUH".
        """
        for pattern, short in self.full_names:
            text = pattern.sub(rf"\g<0> {short}", text)
        return text

    def mark_places(self, text: str) -> str:
        """A text with each letter of the name of another area, or of the region, as a mark."""
        return self.places.sub(_mark, text)


def index_facts(book: FactBook, catalogue: Catalogue, area: Area) -> FactIndex:
    """Index the facts of a report of an area."""
    facts = tuple(fact for section_facts in book.facts.values() for fact in section_facts.values())
    return FactIndex(
        facts=facts,
        nouns=COUNTABLE.union(filter(None, map(counted_noun, facts))),
        allowlist=_make_figure_patterns(catalogue),
        idioms=_compile_patterns(catalogue.checks.claims),
        claims=catalogue.checks.claim_words,
        sizes=catalogue.checks.sizes,
        places=_places(catalogue, area),
        named_places=_named_places(catalogue, area),
        held=HeldIndex(
            facts,
            _indicator_codes(facts, catalogue),
            {name: indicator.called for name, indicator in catalogue.indicators.items()},
        ),
        full_names=tuple(_full_names(facts, catalogue)),
    )


_TELLING_WORDS = 3  # of a full name: texts leave out what follows ("… Bath NHS Foundation Trust")


def _full_names(
    facts: Iterable[Fact], catalogue: Catalogue
) -> Iterator[tuple[re.Pattern[str], str]]:
    """The full names of the organisations that categories name by their short ones."""
    categories = {figure.category for fact in facts for figure in fact.series if figure.category}
    used = {word for category in categories for word in category.split()}
    for short, full in catalogue.glossary.items():
        words = full.split()
        if short in used and len(words) > 1:
            told = r"\s".join(map(re.escape, words[:_TELLING_WORDS]))
            yield re.compile(rf"\b{told}\b", re.IGNORECASE), short


def _indicator_codes(facts: Iterable[Fact], catalogue: Catalogue) -> dict[str, str]:
    """The facts of indicators by the numbers that they are called by."""
    named = ((catalogue.indicators.get(fact.name), fact) for fact in facts)
    return {each.code: fact.full_name for each, fact in named if each and each.code}


def _places(catalogue: Catalogue, area: Area) -> re.Pattern[str]:
    """The names of the other areas, of the region, and of larger areas, which hide theirs."""
    larger = {area.name, area.short_name, *_force_names(catalogue)}
    others = _any_of(_other_names(catalogue, area))
    region = _any_of([area.region])
    return re.compile(
        rf"\b(?:{_any_of(larger)}|(?P<other>(?:{others})(?:[’']s)?)|(?P<region>{region}))(?!\w)"
    )


def _named_places(catalogue: Catalogue, area: Area) -> NamedPlaces:
    """The names of an area, and of the police force area that it lies in."""
    own = re.compile(rf"\b(?:{_any_of([area.name, area.short_name])})(?!\w)")
    force = re.compile(rf"\b(?:{_any_of(_force_names(catalogue))})\b(?! (?i:police|constabulary))")
    return (own, None), (force, Against.FORCE_AREA)


def _force_names(catalogue: Catalogue) -> set[str]:
    """The names of the larger areas, with and without "Police force area"."""
    larger = {each.name for each in catalogue.areas.values() if each.kind == "comparator"}
    return larger | {name.partition(" Police")[0] for name in larger}


def _other_names(catalogue: Catalogue, area: Area) -> set[str]:
    """The names of the authorities that the area's report is not of."""
    own = catalogue.areas_of_report(area.slug)
    others = [each for each in catalogue.authorities() if each.slug not in own]
    names = {name for other in others for name in (other.name, other.short_name)}
    return names - {area.name, area.short_name}


def _any_of(texts: Iterable[str]) -> str:
    """A pattern for any of these texts, the longest first; it matches nothing if there are none."""
    listed = sorted(filter(None, texts), key=len, reverse=True)
    return "|".join(map(re.escape, listed)) or "(?!)"


def _mark(match: re.Match[str]) -> str:
    if match["other"]:
        return ELSEWHERE * len(match[0])
    return REGION * len(match[0]) if match["region"] else match[0]
