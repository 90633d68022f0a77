"""The helpers by which prose words facts: change, previous, target and so on."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from bcssp_lib.model.fact import Fact
from bcssp_lib.model.verdicts import Against
from bcssp_lib.stats.fact_wording import COMPARED_WITH, WHOM, FactWords, share_words
from bcssp_lib.stats.main_points import EasyWords
from bcssp_lib.stats.wording import count_phrase, join_words

_ABBREVIATION = re.compile(r"(?<![\w/.-])[A-Z][A-Za-z]*[A-Z&][A-Za-z&]*(?![\w/.])")
_NOT_TEXT = re.compile(r"<[^>]*>|\{[^{}]*\}|\]\([^)]*\)|https?://\S+")
_ESCAPED = re.compile(r"\\([^\w\s])")
_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z&]*)\)")
_SMALL = frozenset({"and", "of", "the", "for", "in", "to", "on", "a"})


@dataclass(frozen=True)
class Helper:
    """A way to word facts.

    ``facts`` is how many names of facts it takes (none: any number); a further name must be
    one of ``options``. ``speaks_of_absence``: it has words for a fact without a value; ``answers``
    tells whether it has more to say than that something is lacking. One that
    ``needs`` a kind of name shows a held figure, which names after the fact choose
    (``held_wording.figure_for``).
    """

    word: Callable[[Sequence[Fact], str], str]
    facts: int | None = 1
    options: tuple[str, ...] = ()
    speaks_of_absence: bool = False
    needs: str = ""
    answers: Callable[[Sequence[Fact], str], bool] = lambda facts, _: all(
        fact.known for fact in facts
    )

    def split_option(self, names: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """The names of facts that the helper is called with, and its option, if there is one."""
        if self.needs:
            return names[:1], ", ".join(names[1:])
        return (names[:-1], names[-1]) if self.options and len(names) > 1 else (names, "")

    def why_refused(self, called_with: tuple[str, ...]) -> str:
        """What is wrong with a call of the helper; empty if nothing is."""
        names, option = self.split_option(called_with)
        if self.facts is not None and len(names) != self.facts:
            return f"takes {count_phrase(str(self.facts), 'fact', 'facts')}, and got {len(names)}"
        if self.needs and not option:
            return f"takes a {self.needs} after the fact"
        if self.options and option not in self.options:
            return f"takes one of {', '.join(self.options)} after the fact"
        return ""


def _own(
    word: Callable[[FactWords], str],
    *,
    absence: bool = True,
    answers: Callable[[Fact], object] = lambda _: True,
) -> Helper:
    return Helper(
        lambda facts, _: word(FactWords(facts[0])),
        speaks_of_absence=absence,
        answers=lambda facts, _: facts[0].known and bool(answers(facts[0])),
    )


def _changes(fact: Fact) -> bool:
    return fact.change is not None and fact.change.amount is not None


def _is_compared(facts: Sequence[Fact], whom: str) -> bool:
    fact, against = facts[0], WHOM[whom]
    if against is Against.PREVIOUS:
        return _changes(fact)
    if against is Against.FORCE_AREA:
        return fact.known and fact.force_change is not None
    comparison = fact.against(against)
    return comparison is not None and comparison.other.value.known and fact.known


def _is_judged(fact: Fact) -> bool:
    return fact.planned or (fact.trend is not None and not fact.trend.why_none)


def _is_ranked(fact: Fact) -> bool:
    return fact.rank is not None and not fact.rank.rank.why_none


def _held(kind: str) -> Helper:
    def word(facts: Sequence[Fact], name: str) -> str:
        from bcssp_lib.stats.held_wording import figure_for  # slow to import: few texts need it

        return figure_for(facts[0], kind, [name]).words

    return Helper(word, speaks_of_absence=True, needs=kind)


def _trend(words: FactWords) -> str:
    if words.fact.planned:
        return "is planned, and does not change by chance"
    return words.trend_phrase or "has too few figures to be judged over time"


POINT = "point"  # one of the report's main points: it takes a number, and no fact
GOOD_NEWS, WORRY = "good_news", "worry"  # the same of an easy read report
SYMBOL = "symbol"  # a drawing of the toolkit's own: it takes its name, and no fact
AWAITED = "awaited"  # what somebody is to write: it takes the name of an account, and no fact
# What the name after the fact is of, by helper.
HELD_HELPERS = {"amount": "role", "at": "period", "of": "place", "category": "category"}
VALUE = _own(lambda words: words.text, absence=False)  # an expression without a helper
HELPERS: Mapping[str, Helper] = {
    "change": _own(lambda words: words.change_phrase, answers=_changes),
    "previous": _own(lambda words: words.previous, answers=lambda fact: fact.previous),
    "target": _own(lambda words: words.target or "no target"),
    "rating": _own(lambda words: words.rating or "not rated"),
    "rated": _own(lambda words: words.rating_phrase, answers=lambda fact: fact.target is not None),
    "comparator": _own(lambda words: words.force_change),
    "compare": Helper(
        lambda facts, whom: FactWords(facts[0]).compared(WHOM[whom]),
        options=(*COMPARED_WITH, "force"),
        speaks_of_absence=True,
        answers=_is_compared,
    ),
    "rank": _own(
        lambda words: words.rank_phrase or "cannot be ranked: we have no figures for the country",
        answers=_is_ranked,
    ),
    "worst": _own(lambda words: words.worst, answers=_is_ranked),
    "trend": _own(_trend, answers=_is_judged),
    "rate": _own(lambda words: words.rate or "no rate", absence=False),
    "interval": _own(lambda words: words.interval or "no interval", absence=False),
    "sentence": _own(lambda words: words.sentence),
    POINT: Helper(lambda facts, _: FactWords(facts[0]).main_point, facts=0),
    **dict.fromkeys((GOOD_NEWS, WORRY), Helper(lambda facts, _: EasyWords(facts[0]).news, facts=0)),
    "about": _own(lambda words: EasyWords(words.fact).about, absence=False),
    "counted": _own(lambda words: words.counted, absence=False),
    "period": _own(lambda words: words.when),
    "title": _own(lambda words: words.fact.title),
    **{name: _held(kind) for name, kind in HELD_HELPERS.items()},
    "share": Helper(lambda facts, _: share_words(facts[0], facts[1]), facts=2),
    "list_of": Helper(
        lambda facts, _: join_words([FactWords(fact).counted for fact in facts]), facts=None
    ),
}


def find_terms(text: str, glossary: Mapping[str, str]) -> list[str]:
    """The terms of the glossary that a text uses, in alphabetical order."""
    words = plain_words(text)
    terms = [
        term
        for term in glossary
        if term in words and re.search(rf"(?<!\w){re.escape(term)}s?(?!\w)", words)
    ]
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
        if _looks_abbreviated(term) and term.removesuffix("s") not in explained
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


def _looks_abbreviated(word: str) -> bool:
    """Two capitals or more, and more capitals than small letters: not "McDonald"."""
    capitals = sum(letter.isupper() for letter in word)
    return capitals >= 2 and capitals > sum(letter.islower() for letter in word)
