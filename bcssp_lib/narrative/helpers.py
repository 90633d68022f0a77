"""The helpers by which prose words facts: change, previous, target and so on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bcssp_lib.model.fact import Fact
from bcssp_lib.model.verdicts import Against
from bcssp_lib.stats.fact_wording import COMPARED_WITH, FactWords, share_words
from bcssp_lib.stats.wording import count_phrase, join_words


@dataclass(frozen=True)
class Helper:
    """A way to word facts.

    ``facts`` is how many names of facts it takes (none: any number); a further name must be
    one of ``options``. ``speaks_of_absence``: it has words for a fact without a value.
    """

    word: Callable[[Sequence[Fact], str], str]
    facts: int | None = 1
    options: tuple[str, ...] = ()
    speaks_of_absence: bool = False

    def why_refused(self, names: int, option: str) -> str:
        """What is wrong with a call of the helper; empty if nothing is."""
        if self.facts is not None and names != self.facts:
            return f"takes {count_phrase(str(self.facts), 'fact', 'facts')}, and got {names}"
        if self.options and option not in self.options:
            return f"takes one of {', '.join(self.options)} after the fact"
        return ""


def _own(word: Callable[[FactWords], str], *, absence: bool = True) -> Helper:
    return Helper(lambda facts, _: word(FactWords(facts[0])), speaks_of_absence=absence)


def _trend(words: FactWords) -> str:
    if words.fact.planned:
        return "is planned, and does not change by chance"
    return words.trend_phrase or "cannot be judged over time: we have too few figures"


HELPERS: Mapping[str, Helper] = {
    "change": _own(lambda words: words.change_phrase),
    "previous": _own(lambda words: words.previous),
    "target": _own(lambda words: words.target or "no target"),
    "rating": _own(lambda words: words.rating or "not rated"),
    "rated": _own(lambda words: words.rating_phrase),
    "comparator": _own(lambda words: words.force_change),
    "compare": Helper(
        lambda facts, whom: FactWords(facts[0]).compared(Against(whom)),
        options=tuple(COMPARED_WITH),
        speaks_of_absence=True,
    ),
    "rank": _own(
        lambda words: words.rank_phrase or "cannot be ranked: we have no figures for the country"
    ),
    "worst": _own(lambda words: words.worst),
    "trend": _own(_trend),
    "rate": _own(lambda words: words.rate or "no rate", absence=False),
    "interval": _own(lambda words: words.interval or "no interval", absence=False),
    "sentence": _own(lambda words: words.sentence),
    "counted": _own(lambda words: words.counted, absence=False),
    "period": _own(lambda words: words.when),
    "title": _own(lambda words: words.fact.title),
    "share": Helper(lambda facts, _: share_words(facts[0], facts[1]), facts=2),
    "list_of": Helper(
        lambda facts, _: join_words([FactWords(fact).counted for fact in facts]), facts=None
    ),
}
