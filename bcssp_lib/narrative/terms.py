"""Terms and abbreviations in a text: which it uses, and which nobody explained."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from html import unescape

_ABBREVIATION = re.compile(r"(?<![\w/.-])[A-Z][A-Za-z]*[A-Z&][A-Za-z&]*(?![\w/.])")
_NOT_TEXT = re.compile(r"<[^>]*>|\{[^{}]*\}|\]\([^)]*\)|https?://\S+")
_ESCAPED = re.compile(r"\\([^\w\s])")
_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z&]*)\)")
_SMALL = frozenset({"and", "of", "the", "for", "in", "to", "on", "a"})


def find_terms(text: str, glossary: Mapping[str, str]) -> list[str]:
    """The terms of the glossary that a text uses, in alphabetical order."""
    words = plain_words(text)
    terms = [term for term in glossary if term in words and _uses(words, term)]
    return sorted(terms, key=str.casefold)


def find_undefined_abbreviations(text: str, explained: Collection[str]) -> list[str]:
    """Capital abbreviations that a text uses and that are not explained."""
    words = plain_words(text)
    if not _ABBREVIATION.search(words):
        return []
    terms = "|".join(map(re.escape, sorted(explained, key=len, reverse=True)))
    words = re.sub(rf"(?<!\w)(?:{terms})(?!\w)", " ", words) if terms else words
    abbreviations = {match[0].rstrip("&") for match in _ABBREVIATION.finditer(words)}
    return sorted(
        term
        for term in abbreviations
        if _looks_abbreviated(term) and _singular(term) not in explained
    )


def find_explained_abbreviations(text: str) -> list[str]:
    """Abbreviations that a text explains itself: "the National Crime Agency (NCA)"."""
    matches = _IN_BRACKETS.finditer(text)
    return [match[1] for match in matches if _begin_so(text[: match.start()], match[1].casefold())]


def plain_words(text: str) -> str:
    """A text without its markup, and without the strokes that keep a sign from being markup."""
    return unescape(_ESCAPED.sub(r"\1", _NOT_TEXT.sub(" ", text)))


def _begin_so(before: str, letters: str) -> bool:
    """Whether the last words of a text, small ones apart or not, begin with these letters."""
    words = [word.casefold() for word in re.findall(r"\w+", before)]
    letters = letters.replace("&", "")
    long_words = [word for word in words if word not in _SMALL]
    return any("".join(word[0] for word in each).endswith(letters) for each in (words, long_words))


def _uses(words: str, term: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(term)}s?(?!\w)", words) is not None


def _looks_abbreviated(word: str) -> bool:
    """Two capitals or more, and more capitals than small letters: not "McDonald"."""
    capitals = sum(letter.isupper() for letter in word)
    return capitals >= 2 and capitals > sum(letter.islower() for letter in word)


def _singular(word: str) -> str:
    return word.removesuffix("s")
