"""Measures, and which of them a text speaks of by the words of their titles and categories."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Generic, TypeVar

from bcssp_lib.checks.subjects import GENERAL_WORDS, counted_noun, title_words
from bcssp_lib.model.fact import Fact

MeasureKey = tuple[str, str]  # the full name of a fact, and a category

_CATEGORY_ENOUGH = 0.6  # of the words of a category
_TITLE_ENOUGH = 0.3  # of those of its title
_FARTHER = 0.9  # what a category counts that is not beside the number
_GENERAL = 0.3  # what a word weighs that many titles might hold
_FEWEST_WORDS, _ONE_WORD = 2, 0.72  # one word alone never names a measure for sure
_KEPT_TEXTS = 64
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True)
class Words:
    """The stems near a number: in its own clause, in its sentence, and in what is before.

    ``beside`` are those between the figures before and after it; all, if nothing is said.
    """

    clause: frozenset[str]
    sentence: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    beside: frozenset[str] | None = None

    @cached_property
    def weighed(self) -> dict[str, float]:
        """What each word counts, by where it is."""
        zones = ((self.before, 0.5), (self.sentence, 0.8), (self.clause, 1.0))
        return {word: weight for words, weight in zones for word in words}


@dataclass(frozen=True)
class Measure:
    """A fact, or one of its categories, and the words by which a text speaks of it.

    ``called``: the words of each other name that texts have for it.
    """

    fact: Fact
    title: tuple[str, ...]
    category: tuple[str, ...]
    noun: str
    called: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Those of its title and category."""
        return self.title + self.category

    @cached_property
    def known(self) -> frozenset[str]:
        """All of them, and what it counts."""
        return frozenset([*self.words, self.noun, *chain.from_iterable(self.called)])


def is_general(name: Sequence[str]) -> bool:
    """Whether a name has but one word that says something."""
    return len(set(name) - GENERAL_WORDS) < _FEWEST_WORDS


def measure_of(fact: Fact, category: str, called: Sequence[str] = ()) -> Measure:
    """The measure of a fact, or of one of its categories; texts have other names for it too."""
    title, names = title_words(fact.title), tuple(map(title_words, called))
    return Measure(fact, title, category_words(fact, category), counted_noun(fact), names)


def category_words(fact: Fact, category: str) -> tuple[str, ...]:
    """The words of a category that are not those of its fact's title."""
    title = title_words(fact.title)
    named = title_words(category.rpartition(": ")[2])
    return tuple(word for word in named if word not in title and word not in GENERAL_WORDS)


@dataclass(frozen=True)
class _Shares:
    """How much of the words of each title and category a text holds, and beside the number."""

    titles: Mapping[str, float]
    names: Mapping[str, tuple[str, ...]]  # that of the names of a fact which fits best
    categories: Mapping[MeasureKey, float]
    beside: Mapping[MeasureKey, float]
    taken: frozenset[str]  # facts of which some category is named beside the number
    named: frozenset[str]  # facts with a word in the sentence itself


class MeasureIndex:
    """Measures by the words of their titles and categories."""

    def __init__(self, measures: Mapping[MeasureKey, Measure], codes: Mapping[str, str]) -> None:
        """``codes`` are the numbers of indicators ("1.8"), with the facts that they name."""
        self.measures = measures
        self._codes = codes
        self.nouns = frozenset(filter(None, (each.noun for each in measures.values())))
        titles = {key[0]: measure.title for key, measure in measures.items()}
        holders: dict[str, set[str]] = defaultdict(set)
        for (name, _), measure in measures.items():
            for word in chain(measure.words, *measure.called):
                holders[word].add(name)
        self.words = frozenset(holders)
        self._holders = holders
        self._weights = {
            word: (1 + math.log(len(titles) / len(names)))
            * (_GENERAL if word in GENERAL_WORDS else 1)
            for word, names in holders.items()
        }
        self._names = {
            (key[0], name): name
            for key, measure in measures.items()
            for name in (measure.title, *measure.called)
        }
        self._titles = _WordsOf(self._names, self._weights)
        categories = {key: each.category for key, each in measures.items() if each.category}
        self._categories = _WordsOf(categories, self._weights)
        self._shares = lru_cache(_KEPT_TEXTS)(self._measure_shares)
        self.spoken_of = lru_cache(_KEPT_TEXTS)(self._rank_spoken)

    def _measure_shares(self, words: Words) -> _Shares:
        weighed = words.weighed
        beside = words.beside if words.beside is not None else words.clause | words.sentence
        near = self._categories.shares(dict.fromkeys(beside, 1.0))
        taken = {key[0] for key, share in near.items() if share >= _CATEGORY_ENOUGH}
        coded = {self._codes[word]: weighed[word] for word in self._codes.keys() & weighed.keys()}
        shares: dict[str, float] = {}
        names: dict[str, tuple[str, ...]] = {}
        for (fact, name), share in self._titles.shares(weighed).items():
            named = share * (_ONE_WORD if is_general(name) else 1)
            if named > shares.get(fact, 0.0):
                shares[fact], names[fact] = named, name
        return _Shares(
            shares | coded,
            names,
            self._categories.shares(weighed),
            near,
            frozenset(taken if words.beside is not None else ()),
            frozenset().union(
                *(self._holders.get(word, ()) for word in words.clause | words.sentence), coded
            ),
        )

    def score(self, key: MeasureKey, words: Words) -> float:
        """The share of a measure's words that a text holds, from 0 to 1."""
        shares, measure = self._shares(words), self.measures[key]
        share = shares.titles.get(key[0], 0.0)
        if not measure.category:
            return share
        own = shares.beside.get(key, 0.0)
        if own < _CATEGORY_ENOUGH:
            farther = _FARTHER if words.beside is not None else 1.0
            own = 0.0 if key[0] in shares.taken else farther * shares.categories.get(key, 0.0)
        named = own >= _CATEGORY_ENOUGH and share >= _TITLE_ENOUGH
        return (share + own) / 2 if named else 0.0

    def name_of(self, key: MeasureKey, words: Words) -> tuple[str, ...]:
        """The words of that name of a measure by which a text calls it, and of its category."""
        measure = self.measures[key]
        return self._shares(words).names.get(key[0], measure.title) + measure.category

    def rarest(self, words: Sequence[str]) -> str:
        """Of the words of a measure, the one that the fewest others have."""
        return max(words, key=lambda word: self._weights[word], default="")

    def is_unique(self, words: Sequence[str]) -> bool:
        """Whether no other fact has the rarest of these words."""
        return len(self._holders[self.rarest(words)]) == 1

    def is_beside(self, key: MeasureKey, words: Words) -> bool:
        """Whether the category of a measure, if it has one, is named next to the number."""
        near = self._shares(words).beside.get(key, 0.0)
        return not self.measures[key].category or near >= _CATEGORY_ENOUGH

    def _rank_spoken(self, words: Words) -> Sequence[tuple[MeasureKey, float]]:
        """The measures that a sentence speaks of, best first."""
        named = self._shares(words).named
        keys = (key for key in self.measures if key[0] in named)
        spoken = [(key, score) for key in keys if (score := self.score(key, words)) > 0]
        return tuple(
            sorted(spoken, key=lambda each: (-each[1], -len(self.measures[each[0]].words), each[0]))
        )


class _WordsOf(Generic[_Key]):
    """The words of some things, by which a text names them."""

    def __init__(self, named: Mapping[_Key, tuple[str, ...]], weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._whole = {key: sum(weights[word] for word in words) for key, words in named.items()}
        self._holders: dict[str, list[_Key]] = defaultdict(list)
        for key, words in named.items():
            for word in words:
                self._holders[word].append(key)

    def shares(self, weighed: Mapping[str, float]) -> dict[_Key, float]:
        """How much of the words of each thing a text holds, whose words count so much."""
        held: dict[_Key, float] = defaultdict(float)
        for word in sorted(weighed.keys() & self._holders.keys()):  # sums are the same every time
            for key in self._holders[word]:
                held[key] += self._weights[word] * weighed[word]
        return {key: part / self._whole[key] for key, part in held.items()}
