"""A report's facts, by their words and by their sizes, and the rules of its check."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bcssp_lib.checks.numbers import ANY_WORDS, ORDINAL_WORDS, Form, Mention, join_alternatives
from bcssp_lib.checks.prose import PlacedSpan
from bcssp_lib.checks.subjects import Subjects
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.model.area import Area
from bcssp_lib.model.checking import ELSEWHERE, REGION, AllowedPattern, ClaimWords, Sizes
from bcssp_lib.model.fact import Fact, Quantity
from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.verdicts import Direction
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.stats.fact_wording import INTERVAL_DECIMALS
from bcssp_lib.stats.rounding import own_decimals, round_half_up
from bcssp_lib.stats.wording import PERCENT_DECIMALS

_MONTHS = join_alternatives(
    "January February March April May June July August September October November "
    "December Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec"
)
_PLACES = {
    "number": rf"(?:\d[\d,]*(?:\.\d+)?|{ANY_WORDS})",
    "ordinal": rf"(?:\d+(?:st|nd|rd|th)|{ORDINAL_WORDS})",
    "month": rf"(?:{'|'.join(_MONTHS)})\b",
}
_PLACE = re.compile("<(number|ordinal|month)>")


@lru_cache(maxsize=8)
def compile_patterns(listed: tuple[AllowedPattern, ...]) -> tuple[re.Pattern[str], ...]:
    """The patterns of a list, with their places filled; compiled once for each list."""
    filled = (_PLACE.sub(lambda match: _PLACES[match[1]], item.pattern) for item in listed)
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in filled)


@lru_cache(maxsize=8)
def make_code_patterns(codes: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The numbers of indicators, where they are called so: "KPI 1.4", "indicators 1.8 and 1.10"."""
    if not codes:
        return ()
    known = "|".join(map(re.escape, sorted(codes, key=len, reverse=True)))
    joined = rf"(?:(?:,| and| or| to|[-–])? ?(?:{known})(?![\d.]*\d))+"
    return (
        re.compile(rf"\b(?:KPIs?|(?:training )?indicators?)(?: numbers?)?{joined}", re.IGNORECASE),
    )


@lru_cache(maxsize=8)
def make_name_patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Names that hold a number, which is no figure there."""
    known = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return (re.compile(rf"(?<!\w)(?:{known})(?!\w)"),) if known else ()


def make_figure_patterns(catalogue: Catalogue) -> tuple[re.Pattern[str], ...]:
    """All that may be in narrative as a number that is no figure."""
    codes = tuple(indicator.code for indicator in catalogue.indicators.values() if indicator.code)
    places = catalogue.areas.values()
    names = {name for place in places for name in (place.name, place.short_name, place.partnership)}
    numbered = tuple(sorted(name for name in names if any(map(str.isdigit, name))))
    listed = compile_patterns(catalogue.checks.figures)
    return listed + make_code_patterns(codes) + make_name_patterns(numbered)


_FORMS = {Unit.COUNT: Form.COUNT, Unit.PERCENT: Form.PERCENT, Unit.POUNDS: Form.POUNDS}
_SHOWN_ALONE = {"", "previous", "target", "comparator"}  # helpers that show a number and no more
_COMPARABLE = {*_SHOWN_ALONE, "change", "rate"}
_FIRST_SHOWN = {"counted": "", "share": "", "list_of": ""}  # helpers that begin with the value


@dataclass(frozen=True)
class FactNumber:
    """One number of a fact as it is shown: its size, what it is, and the expression for it.

    ``what`` names it: "the value", "the year before", "the change" and so on. ``helper`` is
    that of the expression; empty for the value itself.
    """

    fact: Fact
    amount: Decimal
    form: Form
    what: str
    helper: str = ""
    option: str = ""

    @property
    def binding(self) -> str:
        """The expression that shows the number."""
        return binding_expression(self.fact, self.helper, *filter(None, [self.option]))

    def equals(self, mention: Mention) -> bool:
        """Whether a typed number is this one, its sign apart."""
        like = mention.form is self.form or {mention.form, self.form} == {Form.PERCENT, Form.POINTS}
        return like and abs(mention.amount) == abs(self.amount)


def binding_expression(fact: Fact, helper: str = "", *more: str) -> str:
    """The expression that shows a fact, by itself or through a helper."""
    if not helper:
        return f"{{{{ {fact.full_name} }}}}"
    names = ", ".join(f'"{name}"' for name in (fact.full_name, *more))
    return f"{{{{ {helper}({names}) }}}}"


def list_numbers(fact: Fact) -> Iterator[FactNumber]:
    """Every number that a fact holds as a reader sees it, the value first."""
    form, decimals = _FORMS[fact.unit], fact.decimals
    if fact.amount is not None:
        yield FactNumber(fact, round_half_up(fact.amount, decimals), form, "the value")
    if fact.previous is not None and fact.previous.amount is not None:
        previous = round_half_up(fact.previous.amount, decimals)
        yield FactNumber(fact, previous, form, "the year before", "previous")
    yield from _of_change(fact)
    if fact.target is not None:
        target = round_half_up(fact.target, max(decimals, own_decimals(fact.target)))
        yield FactNumber(fact, target, form, "the target", "target")
    if fact.force_change is not None:
        change = round_half_up(fact.force_change, PERCENT_DECIMALS)
        what = "the change across the police force area"
        yield FactNumber(fact, change, Form.PERCENT, what, "comparator")
    yield from _of_comparisons(fact)


def _of_change(fact: Fact) -> Iterator[FactNumber]:
    change = fact.change
    if change is None or change.amount is None:
        return
    form = Form.POINTS if fact.unit is Unit.PERCENT else _FORMS[fact.unit]
    amount = round_half_up(change.amount, fact.decimals)
    yield FactNumber(fact, amount, form, "the change", "change")
    if change.percent is not None and not change.few:
        percent = round_half_up(change.percent, PERCENT_DECIMALS)
        yield FactNumber(fact, percent, Form.PERCENT, "the change in percent", "change")


def _of_comparisons(fact: Fact) -> Iterator[FactNumber]:
    """The rate, the figures of others, the rank from its nearer end, the ends of the interval."""
    if fact.rate is not None and (rate := _shown_number(fact.rate)) is not None:
        yield FactNumber(fact, rate, Form.COUNT, "the rate", "rate")
    for comparison in fact.comparisons:
        if (other := _shown_number(comparison.other)) is not None:
            what = f"the figure of {comparison.label}"
            form = _FORMS[comparison.other.unit]
            yield FactNumber(fact, other, form, what, "compare", comparison.against.value)
    if fact.rank is not None and not fact.rank.rank.why_none:
        place = min(fact.rank.rank.highest, fact.rank.rank.lowest)
        yield FactNumber(fact, Decimal(place), Form.PLACE, "the rank", "rank")
    if fact.interval is not None:
        for end in (fact.interval.lower, fact.interval.upper):
            limit = round_half_up(Decimal(end), INTERVAL_DECIMALS)
            yield FactNumber(fact, limit, Form.COUNT, "an end of the interval", "interval")


def _shown_number(quantity: Quantity) -> Decimal | None:
    amount = quantity.value.amount
    return None if amount is None else round_half_up(amount, quantity.decimals)


def first_number_shown(placed: PlacedSpan) -> FactNumber | None:
    """The first number that the words of a span show, of those that can be compared."""
    helper = _FIRST_SHOWN.get(placed.span.helper, placed.span.helper)
    if helper == "change":
        helper = _first_of_change(placed.fact)
    if helper not in _COMPARABLE:
        return None
    return next((number for number in list_numbers(placed.fact) if number.helper == helper), None)


def _first_of_change(fact: Fact) -> str:
    """What a change names first: "rose by 104", "rose from 6 to 8", "stayed the same, at 41"."""
    change = fact.change
    if change is None or change.direction in {Direction.SAME, Direction.HARDLY}:
        return ""
    return "previous" if change.few else "change"


def only_number_shown(placed: PlacedSpan) -> FactNumber | None:
    """The number that the words of a span are, if they are one and no more."""
    return first_number_shown(placed) if placed.span.helper in _SHOWN_ALONE else None


class FactNumbers:
    """All numbers of a report's facts, by their size."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._by_size: dict[Decimal, list[FactNumber]] = defaultdict(list)
        self._by_fact: dict[tuple[str, str], list[FactNumber]] = {}
        for fact in facts:
            numbers = list(list_numbers(fact)) if fact.known else []
            self._by_fact[fact.section, fact.name] = numbers
            for number in numbers:
                self._by_size[abs(number.amount)].append(number)

    def equal_to(self, mention: Mention) -> list[FactNumber]:
        """The numbers that a typed one equals."""
        return [
            number
            for number in self._by_size.get(abs(mention.amount), ())
            if number.equals(mention)
        ]

    def of(self, fact: Fact) -> list[FactNumber]:
        """The numbers of one fact, the value first."""
        return self._by_fact.get((fact.section, fact.name), [])


@dataclass(frozen=True)
class FactIndex:
    """A report's facts, indexed once for all of its sentences, and the rules of the check."""

    facts: tuple[Fact, ...]
    subjects: Subjects
    numbers: FactNumbers
    allowlist: tuple[re.Pattern[str], ...]
    idioms: tuple[re.Pattern[str], ...]
    claims: ClaimWords
    sizes: Sizes
    period: Period
    catalogue: Catalogue
    places: re.Pattern[str]

    def mark_places(self, text: str) -> str:
        """A text with each letter of the name of another area, or of the region, as a mark."""
        return self.places.sub(_mark, text)

    def polarity(self, fact: Fact) -> Polarity:
        """Which direction is good news; neither, for what is no indicator."""
        indicator = self.catalogue.indicators.get(fact.name)
        return indicator.polarity if indicator else Polarity.NEITHER


def index_facts(book: FactBook, catalogue: Catalogue, area: Area, period: Period) -> FactIndex:
    """Index the facts of a report of an area."""
    facts = tuple(fact for section_facts in book.facts.values() for fact in section_facts.values())
    return FactIndex(
        facts=facts,
        subjects=Subjects(facts),
        numbers=FactNumbers(facts),
        allowlist=make_figure_patterns(catalogue),
        idioms=compile_patterns(catalogue.checks.claims),
        claims=catalogue.checks.claim_words,
        sizes=catalogue.checks.sizes,
        period=period,
        catalogue=catalogue,
        places=_places(catalogue, area),
    )


def _places(catalogue: Catalogue, area: Area) -> re.Pattern[str]:
    """The names of the other areas, of the region, and of larger areas, which hide theirs."""
    own_names = {area.name, area.short_name}
    others = {
        name
        for authority in catalogue.authorities()
        for name in (authority.name, authority.short_name)
    } - own_names
    others = {name for name in others if not any(name in each for each in own_names)}
    larger = {area.name for area in catalogue.areas.values() if area.kind == "comparator"}
    return re.compile(
        rf"\b(?:{_any_of(larger)}|(?P<other>(?:{_any_of(others)})(?:[’']s)?)|"
        rf"(?P<region>{re.escape(area.region) or '(?!)'}))(?!\w)"
    )


def _any_of(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or "(?!)"


def _mark(match: re.Match[str]) -> str:
    if match["other"]:
        return ELSEWHERE * len(match[0])
    return REGION * len(match[0]) if match["region"] else match[0]
