"""The words of a sentence held to the rules: not used, American, standing twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bcssp_lib.checks.prose import Sentence
from bcssp_lib.checks.spelling import BritishSpelling
from bcssp_lib.checks.words import Match, Phrases, quoted, repeated, stands_alone, words_of
from bcssp_lib.model.language import LanguageRules, WordRule


@dataclass(frozen=True)
class Fault:
    """A word that does not keep to the rules; ``error`` if it must not be published."""

    what: str
    why: str
    suggestion: str
    error: bool = False


class Lexicon:
    """The rules about words, made ready to go through sentences.

    What a fact says is no author's, and is left alone.
    """

    def __init__(self, rules: LanguageRules) -> None:
        self._unwanted = Phrases((phrase, rule) for rule in rules.words for phrase in rule.find)
        self._right = Phrases((phrase, "") for rule in rules.words for phrase in rule.right_in)
        self._names = Phrases((name, "") for name in rules.british.right_in)
        self._british = BritishSpelling(rules.british)
        self._may_repeat = frozenset(map(str.casefold, rules.may_repeat))

    def faults(self, sentence: Sentence) -> Iterator[Fault]:
        """What is wrong with the words of a sentence."""
        for match in self._not_used(sentence):
            said = sentence.text[match.start : match.end]
            yield Fault(
                f"“{said}” is on the list of words not to use.",
                match.key.why,
                f"Write: {match.key.instead}",
                match.key.error,
            )
        for american, british in self._american(sentence):
            yield Fault(
                f"“{american}” is spelt as in America.",
                "Reports are in British English, and read out by voices that expect it.",
                f"Write: {british}",
            )
        for word in self._repeated(sentence):
            yield Fault(
                f"“{word}” stands twice in a row.",
                "One of the two is left over, or is also said by a fact in braces.",
                "Take one of the two out.",
            )

    def _not_used(self, sentence: Sentence) -> Iterator[Match[WordRule]]:
        """Each word that is not used, once; what somebody is quoted with stays."""
        text, words = sentence.text, words_of(sentence.text)
        found = list(self._unwanted.find(text, words))
        right = self._right.find(text, words) if found else ()
        allowed = [*quoted(text), *((one.start, one.end) for one in right)]
        seen = set()
        for match in found:
            said = text[match.start : match.end].casefold()
            of_a_noun = match.key.alone and not stands_alone(text, match.end, words)
            if of_a_noun or said in seen or _inside(match.start, match.end, allowed):
                continue
            if not _of_a_fact(sentence, match.start, match.end):
                seen.add(said)
                yield match

    def _american(self, sentence: Sentence) -> Iterator[tuple[str, str]]:
        """Each American word with its British spelling; a capital makes a name."""
        text, words = sentence.text, words_of(sentence.text)
        found = [word for word in words if self._british.of(word.text)]
        called = self._names.find(text, words) if found else ()
        names = [(one.start, one.end) for one in called]
        seen = set()
        for word in found:
            named = word is not words[0] and text[word.start].isupper()
            if named or word.text in seen or _inside(word.start, word.end, names):
                continue
            if not _of_a_fact(sentence, word.start, word.end):
                seen.add(word.text)
                yield text[word.start : word.end], self._british.of(word.text)

    def _repeated(self, sentence: Sentence) -> Iterator[str]:
        for first, second in repeated(sentence.text, words_of(sentence.text), self._may_repeat):
            if not _of_a_fact(sentence, first.start, second.end):
                yield second.text


def _inside(start: int, end: int, stretches: list[tuple[int, int]]) -> bool:
    return any(first <= start and end <= last for first, last in stretches)


def _of_a_fact(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a stretch of a sentence is all of one fact."""
    span = sentence.bound(start, end)
    return span is not None and span.start <= start and end <= span.end
