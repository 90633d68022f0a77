"""Words of a sentence, and the phrases of a list that stand in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Generic, TypeVar

Key = TypeVar("Key")

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_JOINED = re.compile(r"[ ,'’-]{0,2}")  # what may stand between two words of a phrase
_QUOTED = re.compile(r'“[^”]*”|"[^"]*"')
# What may follow an adjective that stands for people; before a noun, it only describes them.
_NO_NOUN = (
    "a about after all also always among an and are as at be because been before being but by can "
    "could did do does during each every for from get gets had has have he how if in into is it "
    "may might more most must need needs never not of off often on or our over shall she should "
    "since so some still such than that the their them then there these they this those through "
    "to too under until want was we were what when where which while who whom whose will with "
    "within without would you"
)
_AFTER_ALL = frozenset(_NO_NOUN.split())


@dataclass(frozen=True)
class Word:
    """A word in small letters, and where it stands in its sentence."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Match(Generic[Key]):
    """A phrase that was found: whose it is, and where it stands in the sentence."""

    key: Key
    start: int
    end: int


class Phrases(Generic[Key]):
    """Phrases by the word that they begin with, so that a sentence is gone through once.

    A hyphen is as good as a space, and capitals make no difference.
    """

    def __init__(self, phrases: Iterable[tuple[str, Key]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Key]]] = {}
        for phrase, key in phrases:
            words = tuple(one.text for one in words_of(phrase))
            self._by_first.setdefault(words[0], []).append((words, key))

    def find(self, text: str, words: Sequence[Word]) -> Iterator[Match[Key]]:
        """Every phrase that stands in a sentence."""
        for at, first in enumerate(words):
            for phrase, key in self._by_first.get(first.text, ()):
                found = words[at : at + len(phrase)]
                if tuple(one.text for one in found) == phrase and _together(text, found):
                    yield Match(key, first.start, found[-1].end)


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a sentence; those with a hyphen in parts."""
    return tuple(
        Word(match[0].casefold().replace("’", "'"), match.start(), match.end())
        for match in _WORD.finditer(text)
    )


def quoted(text: str) -> list[tuple[int, int]]:
    """Where somebody's own words, or a title, stand between quotation marks."""
    return [match.span() for match in _QUOTED.finditer(text)]


def stands_alone(text: str, end: int, words: Sequence[Word]) -> bool:
    """Whether no noun can follow directly after a place in a sentence."""
    after = next((one for one in words if one.start >= end), None)
    return after is None or text[end : after.start] != " " or after.text in _AFTER_ALL


def repeated(
    text: str, words: Sequence[Word], may_repeat: Collection[str]
) -> Iterator[tuple[Word, Word]]:
    """Two words in a row that are the same, but for those that may be, and names."""
    for first, second in pairwise(words):
        if first.text != second.text or first.text in may_repeat or not first.text.isalpha():
            continue
        name = first.start > 0 and text[first.start].isupper() and text[second.start].isupper()
        if not name and text[first.end : second.start].isspace():
            yield first, second


def _together(text: str, words: Sequence[Word]) -> bool:
    return all(
        _JOINED.fullmatch(text[before.end : after.start]) for before, after in pairwise(words)
    )
