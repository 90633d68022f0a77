"""Hidden figures in what is about to be published: a number next to the names of what it counts.

A passage (a cell with its headings, a sentence, an attribute, an object of JSON) gives a figure
away if it names its category or indicator, its area and its period, or no other ones, and holds
its amount more often than figures that are shown would explain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from bcssp_lib.checks.numbers import Form, find_mentions, join_alternatives
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.hidden_figures import Figure, HiddenFigures
from bcssp_lib.model.errors import LeakError
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.period import Period
from bcssp_lib.publish.named_periods import (
    ANY_PERIOD,
    find_periods,
    strict_names,
    written_names,
)

_FEW = 5  # places that a message names
_WORD = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d[\d,.]*")
_NUMBER_WORDS = frozenset(
    join_alternatives(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
        "eighty ninety hundred thousand million dozen couple"
    )
)
# Words that many a sentence holds, so that a category of that name needs more to be recognised.
_COMMON = frozenset({"not known", "not stated", "not recorded", "no answer"})
_BY = re.compile(r",? by .*$")  # "Children stopped, by age" is about children stopped
_YEAR_BEFORE = re.compile(r"\b(?:last year|previous|year before|year earlier)\b")
_WHOLE = re.compile(r"\b(?:total|all|number|count|value)\b")
# What a number is that is no count of anybody: the words before it, in the heading, or after it.
_DERIVED = re.compile(
    r"\b(?:target|average|mean|median|limit|rank|rate|share|change|difference|threshold|per|"
    r"england|nation|national|neighbours?|expected|centre)\b"
)
_BEFORE = re.compile(
    r"\b(?:target|average|mean|median|limit|rank|threshold|fewer than|less than|below|under|"
    r"at (?:least|most)|more than|over|above|row|line|page|table|figure|section|chapter|note|"
    r"aged?|ages|rose by|fell by|up by|down by)(?: (?:of|is|was|to|from))?[ :]*$"
)
_AFTER = re.compile(
    r"^[- ]?(?:days?|weeks?|months?|years?|quarters?|hours?|minutes?|times?|points?|dates?|"
    r"periods?|(?:\w+ )?(?:sessions?|meetings?|agenc(?:y|ies)|partners?|partnerships?|services?|"
    r"areas?|boards?|schools?|actions?|recommendations?|priorit(?:y|ies)|organisations?|"
    r"authorit(?:y|ies)|groups?|categor(?:y|ies)|numbers?|figures?|tables?|charts?))\b"
)
# What a number is in any passage: a part of a reference ("SAR-2"), or a place in a file.
_REFERENCE = re.compile(r"\b[A-Z]{2,}-$|\b(?:lines?|rows?) (?:\d+(?:, | to | and ))*$")
_ONE_OF = re.compile(r"^(?: of\b| another\b| or more\b|$)")
_NO_ONE = re.compile(r"\b(?:no|any|every|some|each|which|this|that)[ -]$")
_PART = re.compile(r"^(.*?) (?:out )?of(?: every)? ")


@dataclass(frozen=True)
class Passage:
    """A stretch of a file in which a number and a name belong together, and its place there.

    The place quotes what is there between “ and ”; all before that is a place and no content.
    ``text`` holds the number, and ``names`` is where a name is looked for; of a cell that is its
    headings. ``around`` says what they leave open: a caption, or the rest of a text. ``others``
    are the headings of other columns, if it is a ``cell``. ``prose`` is read as sentences are.
    """

    place: str
    text: str
    names: str
    around: str = ""
    others: str = ""
    cell: bool = False
    prose: bool = False


@dataclass(frozen=True)
class Leak:
    """A place that gives a hidden figure away; its text says everything but the amount."""

    file: str
    place: str
    figure: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.figure}"


@dataclass(frozen=True)
class _Names:
    """What something is called, and longer names that hold one of these and mean something else."""

    words: tuple[str, ...]
    longer: tuple[str, ...] = ()

    def are_in(self, text: str) -> bool:
        """Whether a text of plain words, with a blank at either end, holds one of the names."""
        if not any(f" {word} " in text or f" {word}s " in text for word in self.words):
            return False
        for other in self.longer:
            text = text.replace(f" {other} ", " | ")
        return any(f" {word} " in text or f" {word}s " in text for word in self.words)


@dataclass(frozen=True)
class _Named:
    """A figure with the names by which a passage may speak of it.

    ``topic`` is what its indicator is called, where its category could be one of anything ("Not
    known", "10"): the passage must name that too.
    """

    figure: Figure
    names: _Names
    places: _Names
    own: bool
    common: bool
    periods: frozenset[str]
    topic: _Names | None = None


class LeakScan:
    """Looks for the hidden figures of a report in passages of its files."""

    def __init__(
        self,
        catalogue: Catalogue,
        area: str,
        period: Period,
        figures: HiddenFigures,
        facts: Iterable[Fact] = (),
    ) -> None:
        self._catalogue, self._area, self._period = catalogue, area, period
        self._facts = _fact_names(facts)
        self._called = _list_names(catalogue, (*figures.hidden, *figures.shown))
        self._made: dict[tuple[str, ...], _Names] = {}
        self._hidden = [self._name(each, written_names(each.period)) for each in figures.hidden]
        self._shown = [self._name(each, strict_names(each.period)) for each in figures.shown]

    @cached_property
    def anchors(self) -> tuple[str, ...]:
        """A word of each name, in small letters: where there is none, there is nothing to find."""
        names = {name for each in self._hidden for name in each.names.words}
        return tuple(sorted({max(name.split(), key=len) for name in names}))

    def concerns(self, text: str) -> bool:
        """Whether a text holds such a word."""
        lower = text.lower()
        return any(word in lower for word in self.anchors)

    def find(self, file: str, passages: Iterable[Passage]) -> Iterator[Leak]:
        """The hidden figures that a file gives away, each with the first place that does."""
        told: set[Figure] = set()
        for passage in passages:
            for named in self._given_away(passage):
                if named.figure not in told:
                    told.add(named.figure)
                    yield Leak(file, _mask(passage.place), self._words(named.figure))

    @cached_property
    def _amounts(self) -> frozenset[str]:
        """A hidden amount as a word of a text, in digits; in words it may be any number word."""
        return _NUMBER_WORDS | {f"{each.figure.amount:f}" for each in self._hidden}

    @cached_property
    def _any_name(self) -> re.Pattern[str]:
        names = sorted({name for each in self._hidden for name in each.names.words})
        return re.compile(rf" (?:{'|'.join(map(re.escape, names))})s? ")

    @cached_property
    def _numbered(self) -> re.Pattern[str]:
        """Names with numbers in them, such as "5 to 9": these count nobody."""
        names = {each.figure.category for each in (*self._hidden, *self._shown)}
        names |= {indicator.title for indicator in self._catalogue.indicators.values()}
        numbered = sorted(name for name in names if _DIGITS.search(name))
        parts = [r"\W+".join(map(re.escape, _WORD.findall(name))) for name in numbered]
        return re.compile(rf"\b(?:{'|'.join(parts) or '(?!)'})\b", re.IGNORECASE)

    def _given_away(self, passage: Passage) -> Iterator[_Named]:
        # Most passages are done with at once: they hold no such number, or no such name.
        if self._amounts.isdisjoint(_WORD.findall(passage.text.replace(",", "").lower())):
            return
        context = _Context(passage, self._period, self._numbered)
        if not self._any_name.search(context.near) and not self._any_name.search(context.around):
            return
        suspects = [each for each in self._hidden if context.has_name(each)]
        if not suspects:
            return
        amounts = context.amounts
        for each in suspects:
            times = amounts.count(each.figure.amount)
            if not times or context.is_derived(each):
                continue
            if context.speaks_of(each) and times > self._explained(context, each):
                yield each

    def _explained(self, context: _Context, hidden: _Named) -> int:
        """How often an amount is that of a figure that is shown, and that the passage names."""
        amount = hidden.figure.amount
        target = self._catalogue.indicators[hidden.figure.indicator].target
        return (target == amount) + sum(
            each.figure.amount == amount and context.speaks_of(each) for each in self._shown
        )

    def _name(self, figure: Figure, periods: frozenset[str]) -> _Named:
        indicator = self._catalogue.indicators[figure.indicator]
        names = [figure.category] if figure.category else [indicator.title, indicator.id]
        names += self._facts.get((figure.file, figure.row), [])
        area = self._catalogue.areas.get(figure.area)
        places = [figure.area, area.name, area.short_name] if area else [figure.area]
        called = self._names(names)
        vague = all(word in _COMMON or word.isdecimal() for word in called.words)
        called_so = [indicator.title, _BY.sub("", indicator.title), indicator.id]
        topic = self._names(called_so) if vague else None
        return _Named(
            figure,
            called,
            self._names(places),
            figure.area == self._area,
            all(" " not in word or word in _COMMON for word in called.words),
            periods,
            topic,
        )

    def _names(self, texts: Sequence[str]) -> _Names:
        words = tuple(dict.fromkeys(map(_plain_words, texts)))
        if words not in self._made:
            longer = [
                other
                for other in self._called
                if other not in words and any(f" {word} " in f" {other} " for word in words)
            ]
            self._made[words] = _Names(words, tuple(longer))
        return self._made[words]

    def _words(self, figure: Figure) -> str:
        indicator = self._catalogue.indicators[figure.indicator]
        parts = [f"'{indicator.title}'", figure.period.wording]
        if figure.category:
            parts.append(f"category '{figure.category}'")
        if figure.area != self._area:
            parts.append(figure.area)
        return ", ".join(parts)


def refuse_leaks(leaks: Sequence[Leak], report: str) -> None:
    """Stop a report that gives hidden figures away: the error says where, and never what."""
    if not leaks:
        return
    listed = "; ".join(dict.fromkeys(map(str, leaks[:_FEW])))
    more = f"; and {len(leaks) - _FEW} more" if len(leaks) > _FEW else ""
    raise LeakError(
        f"{report} shows figures that disclosure control hides, and nothing of it was put in "
        f"place. Found in {listed}{more}. Take the number out there, or word it without one "
        "(docs/disclosure.md); a notebook shows protected figures by the methods of its section. "
        "If the number counts something else, say what it counts, next to it.",
        tuple(dict.fromkeys(leak.file for leak in leaks)),
    )


class _Context:
    """A passage as it is held against figures."""

    def __init__(self, passage: Passage, report: Period, numbered: re.Pattern[str]) -> None:
        self._passage, self._report, self._numbered = passage, report, numbered
        self.near = f" {_plain_words(passage.names)} "

    @cached_property
    def around(self) -> str:
        """What is around the passage, as words; of a sentence it names nothing."""
        return f" {_plain_words(self._passage.around)} "

    @cached_property
    def amounts(self) -> list[Decimal]:
        """The plain numbers of the passage."""
        passage = self._passage
        text = self._numbered.sub(_blank, passage.text)
        return list(_plain_amounts(text, prose=passage.prose))

    @cached_property
    def _periods(self) -> frozenset[str]:
        """The periods that are named nearby; those of other cells do not count."""
        passage = self._passage
        near = find_periods(passage.names)
        if near or (passage.others and find_periods(passage.others)):
            return near or frozenset({"another"})
        return find_periods(passage.around)

    def has_name(self, named: _Named) -> bool:
        """Whether the passage, or what is around a cell, holds a name of the figure."""
        return named.names.are_in(self.near) or (
            not self._passage.prose and named.names.are_in(self.around)
        )

    def is_derived(self, named: _Named) -> bool:
        """Whether the headings of a cell say that it is a mean, a target, a rank or the like."""
        if not self._passage.cell:
            return False
        headings = self.near
        for word in named.names.words:
            headings = headings.replace(f" {word} ", " ")
        return bool(_DERIVED.search(headings))

    def speaks_of(self, named: _Named) -> bool:
        """Whether it names a figure, its period and its area, or leaves these open."""
        return (
            self._is_named(named)
            and (named.topic is None or named.topic.are_in(self.near + self.around))
            and (named.own or named.places.are_in(self.near + self.around))
            and self._is_of_period(named)
        )

    def _is_named(self, named: _Named) -> bool:
        if named.names.are_in(self.near):
            return not (named.common and self._passage.prose) or self._stands_by(named)
        if self._passage.prose or not named.names.are_in(self.around):
            return False
        # Only the caption names it, so the headings must not be those of something else.
        return bool(
            find_periods(self._passage.names) & named.periods
            or named.places.are_in(self.near)
            or _WHOLE.search(self.near)
        )

    def _stands_by(self, named: _Named) -> bool:
        """Whether a common word is next to a number: "3 were female", "Female: 3"."""
        number = r"(?:\d+|[a-z]+)"
        joined = r"(?: (?:were|was|are|is|people|children|adults|in|of))*"
        names = "|".join(map(re.escape, named.names.words))
        pattern = rf"\b(?:{number}){joined} (?:{names})\b|\b(?:{names}){joined} (?:{number})\b"
        return any(
            any(find_mentions(match[0])) for match in re.finditer(pattern, self.near.strip())
        )

    def _is_of_period(self, named: _Named) -> bool:
        period = named.figure.period
        if _YEAR_BEFORE.search(self.near) and self._report.previous().contains(period):
            return True
        if self._periods:
            return bool(self._periods & named.periods)
        return self._report.contains(period)


def _plain_words(text: str) -> str:
    """A text as words in small letters, a blank between each two."""
    return " ".join(_WORD.findall(text.lower()))


def _plain_amounts(text: str, *, prose: bool) -> Iterator[Decimal]:
    """The numbers that count something: no percentages, dates, changes, places or times."""
    text = ANY_PERIOD.sub(_blank, text)
    for mention in find_mentions(text):
        if mention.form is Form.RATIO and (part := _PART.match(mention.text)):
            yield from _plain_amounts(part[1], prose=False)
            continue
        if mention.form is not Form.COUNT or mention.text[:1] in "+-−":
            continue
        if _REFERENCE.search(text[: mention.start]):
            continue
        before, after = text[: mention.start].lower(), text[mention.end :].lower()
        if prose and not _counts_somebody(before, after, mention.text.lower()):
            continue
        yield mention.amount


def _blank(match: re.Match[str]) -> str:
    return ";" * len(match[0])


def _counts_somebody(before: str, after: str, words: str) -> bool:
    if words == "one" and (_ONE_OF.match(after) or _NO_ONE.search(before)):
        return False
    return not (_BEFORE.search(before) or _AFTER.match(after))


def _mask(place: str) -> str:
    """A place whose quoted words say everything but numbers; periods stay."""
    head, quote, words = place.partition("“")
    return head + quote + "".join(_masked_parts(words))


def _masked_parts(words: str) -> Iterator[str]:
    last = 0
    for match in ANY_PERIOD.finditer(words):
        yield _without_numbers(words[last : match.start()])
        yield match[0]
        last = match.end()
    yield _without_numbers(words[last:])


def _without_numbers(text: str) -> str:
    for mention in reversed(find_mentions(text)):
        text = f"{text[: mention.start]}…{text[mention.end :]}"
    return _DIGITS.sub("…", text)


def _list_names(catalogue: Catalogue, figures: Iterable[Figure]) -> frozenset[str]:
    """What areas, indicators and categories are called, as plain words."""
    areas = (name for each in catalogue.areas.values() for name in (each.name, each.short_name))
    titles = (indicator.title for indicator in catalogue.indicators.values())
    categories = {figure.category for figure in figures}
    return frozenset(map(_plain_words, (*areas, *titles, *categories)))


def _fact_names(facts: Iterable[Fact]) -> dict[tuple[str, int], list[str]]:
    """The names of facts by the first line of data/ that they are made of."""
    names: dict[tuple[str, int], list[str]] = {}
    for fact in facts:
        for origin in fact.origins[:1]:
            names.setdefault((origin.file, origin.row), []).append(fact.name)
    return names
