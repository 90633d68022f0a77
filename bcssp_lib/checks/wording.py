"""The words of a sentence checked against the rules: not used, American, or repeated."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import Generic, TypeVar

from bcssp_lib.checks.prose import Sentence, Stretch, find_stretches, lies_within
from bcssp_lib.model.checking import LanguageRules, SpellingPattern, WordRule

Key = TypeVar("Key")

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_JOINED = re.compile(r"[ ,'’-]{0,2}")  # what may come between two words of a phrase
_QUOTED = re.compile(r'“[^”]*”|"[^"]*"')
# What may follow an adjective that represents people; before a noun, it only describes them.
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
    """A word in small letters, and where it is in its sentence."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Match(Generic[Key]):
    """A phrase that was found: whose it is, and where it is in the sentence."""

    key: Key
    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of the phrase as they are in the sentence."""
        return text[self.start : self.end]


class _Phrases(Generic[Key]):
    """_Phrases by the word that they begin with, so that a sentence is gone through once.

    A hyphen is as good as a space, and capitals make no difference.
    """

    def __init__(self, phrases: Iterable[tuple[str, Key]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Key]]] = {}
        for phrase, key in phrases:
            words = tuple(word.text for word in split_words(phrase))
            self._by_first.setdefault(words[0], []).append((words, key))

    def find(self, text: str, words: Sequence[Word]) -> Iterator[Match[Key]]:
        """Every phrase in a sentence."""
        for index, first in enumerate(words):
            for phrase, key in self._by_first.get(first.text, ()):
                window = words[index : index + len(phrase)]
                if tuple(word.text for word in window) == phrase and _together(text, window):
                    yield Match(key, first.start, window[-1].end)

    def places(self, text: str) -> list[Stretch]:
        """Where a sentence holds any of the phrases."""
        return [(match.start, match.end) for match in self.find(text, split_words(text))]


@lru_cache(maxsize=4096)
def split_words(text: str) -> tuple[Word, ...]:
    """The words of a sentence; those with a hyphen in parts."""
    return tuple(
        Word(match[0].casefold().replace("’", "'"), match.start(), match.end())
        for match in _WORD.finditer(text)
    )


def _stands_alone(text: str, end: int, words: Sequence[Word]) -> bool:
    """Whether no noun can follow directly after a place in a sentence."""
    after = next((word for word in words if word.start >= end), None)
    return after is None or text[end : after.start] != " " or after.text in _AFTER_ALL


def _find_repeated_words(
    text: str, words: Sequence[Word], may_repeat: Collection[str]
) -> Iterator[tuple[Word, Word]]:
    """Two words in a row that are the same, but for those that may be, and names."""
    for first, second in pairwise(words):
        may_be = first.text in may_repeat or not first.text.isalpha()
        apart = not text[first.end : second.start].isspace() or _is_name(text, first, second)
        if first.text == second.text and not may_be and not apart:
            yield first, second


def _is_name(text: str, first: Word, second: Word) -> bool:
    """Whether two words have capitals that no beginning of a sentence explains."""
    return first.start > 0 and text[first.start].isupper() and text[second.start].isupper()


def _together(text: str, words: Sequence[Word]) -> bool:
    return all(
        _JOINED.fullmatch(text[before.end : after.start]) for before, after in pairwise(words)
    )


def _compile(pattern: SpellingPattern) -> re.Pattern[str]:
    endings = "|".join(map(re.escape, pattern.endings))
    return re.compile(rf"(\w*)({re.escape(pattern.american)})({endings})")


@dataclass(frozen=True)
class Fault:
    """What does not keep to the rules; ``error`` if it must not be published.

    ``sentence`` is where it is; empty where it is no matter of words.
    """

    what: str
    why: str
    suggestion: str
    sentence: str = ""
    error: bool = False


class Lexicon:
    """The rules about words, made ready to go through sentences.

    What a fact says is no author's, and is left alone; so are ``names`` of areas and partnerships.
    """

    def __init__(self, rules: LanguageRules, names: Iterable[str] = ()) -> None:
        self._unwanted = _Phrases((phrase, rule) for rule in rules.words for phrase in rule.find)
        right = chain(names, *(rule.right_in for rule in rules.words))
        self._right = _Phrases((phrase, "") for phrase in right)
        self._names = _Phrases((name, "") for name in rules.british.right_in)
        self._listed = {
            american: british
            for word in rules.british.words
            for american, british in word.forms.items()
        }
        self._patterns = [(_compile(pattern), pattern.british, frozenset(pattern.right))
                          for pattern in rules.british.patterns]  # fmt: skip
        self._may_repeat = frozenset(map(str.casefold, rules.may_repeat))

    def faults(self, sentence: Sentence) -> Iterator[Fault]:
        """What is wrong with the words of a sentence."""
        text = sentence.text
        for unwanted in _each_once(self._not_used(text), sentence):
            rule = unwanted.key
            what = f"“{unwanted.of(text)}” is on the list of words not to use."
            yield Fault(what, rule.why, f"Write: {rule.instead}", text, rule.error)
        for american in _each_once(self._american(text), sentence):
            yield Fault(
                f"“{american.of(text)}” is spelt as in America.",
                "Reports are in British English, and read out by voices that expect it.",
                f"Write: {american.key}",
                text,
            )
        for first, second in _find_repeated_words(text, split_words(text), self._may_repeat):
            if not _of_a_fact(sentence, first.start, second.end):
                yield Fault(
                    f"“{second.text}” is there twice in a row.",
                    "One of the two is left over, or is also said by a fact in braces.",
                    "Take one of the two out.",
                    text,
                )

    def _not_used(self, text: str) -> list[Match[WordRule]]:
        """The words that are not used; what somebody is quoted with stays."""
        words = split_words(text)
        unwanted = [
            match
            for match in self._unwanted.find(text, words)
            if not match.key.alone or _stands_alone(text, match.end, words)
        ]
        if not unwanted:
            return []
        return _outside(unwanted, [*self._right.places(text), *find_stretches(text, (_QUOTED,))])

    def _spell(self, word: str) -> str:
        """How a word in small letters is spelt in Britain; empty where it is right as it is."""
        if word in self._listed:
            return self._listed[word]
        for pattern, british, right in self._patterns:
            match = pattern.fullmatch(word)
            if match and match[1] + match[2] not in right:
                return f"{match[1]}{british}{match[3]}"
        return ""

    def _american(self, text: str) -> list[Match[str]]:
        """The American words, each with its British spelling; a capital makes a name."""
        words = split_words(text)
        spelt = (Match(self._spell(word.text), word.start, word.end) for word in words)
        american = [match for match in spelt if match.key]
        if not american:
            return []
        common = [match for match in american if _is_common(text, match.start, words)]
        return _outside(common, self._names.places(text))


def _is_common(text: str, start: int, words: Sequence[Word]) -> bool:
    """Whether a word is no name: the first of a sentence, or without a capital."""
    return start == words[0].start or not text[start].isupper()


def _outside(matches: Iterable[Match[Key]], places: Collection[Stretch]) -> list[Match[Key]]:
    return [match for match in matches if not lies_within(match.start, match.end, places)]


def _each_once(matches: Iterable[Match[Key]], sentence: Sentence) -> Iterator[Match[Key]]:
    """The matches that an author wrote, each words once."""
    seen = set()
    for match in matches:
        words = match.of(sentence.text).casefold()
        if words not in seen and not _of_a_fact(sentence, match.start, match.end):
            seen.add(words)
            yield match


def _of_a_fact(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a stretch of a sentence is all of one fact."""
    return lies_within(start, end, ((span.start, span.end) for span in sentence.spans))
