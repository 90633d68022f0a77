"""The helpers that word facts in prose; every text that they show was made with the fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bcssp_lib.section.facts import PLANNED, Fact
from bcssp_lib.stats.comparison import Against
from bcssp_lib.stats.wording import counted, list_of, share_phrase

COMPARED_WITH = {
    "previous": "the year before",
    "force_area": "the police force area",
    "region": "the region",
    "england": "England",
    "peers": "the other areas of the police force area",
    "neighbours": "its statistical neighbours",
}


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
            return f"takes {counted(str(self.facts), 'fact', 'facts')}, and got {names}"
        if self.options and option not in self.options:
            return f"takes one of {', '.join(self.options)} after the fact"
        return ""


def _own(word: Callable[[Fact], str], *, absence: bool = True) -> Helper:
    return Helper(lambda facts, _: word(facts[0]), speaks_of_absence=absence)


def _compared(facts: Sequence[Fact], whom: str) -> str:
    fact = facts[0]
    if whom == "previous":
        return fact.change_phrase
    if whom == "force_area":
        return _beside_force_area(fact)
    found = fact.against(Against(whom))
    if found is None:
        return f"cannot be compared with {COMPARED_WITH[whom]}, because no such figure is held"
    return found.phrase


def _beside_force_area(fact: Fact) -> str:
    """Two changes side by side: figures of an area and of the whole force are no like sizes."""
    if not fact.percent_text.endswith("%") or not fact.comparator_text.endswith("%"):
        return "cannot be compared with the police force area, because one change is not known"
    return (
        f"changed by {fact.percent_text}, beside {fact.comparator_text} across the police "
        "force area"
    )


def _shared(part: Fact, whole: Fact) -> str:
    if part.period != whole.period:
        periods = "; ".join(one.when or one.period for one in (part, whole))
        return f"cannot be given as a share, because the two are of different periods ({periods})"
    return share_phrase(part.value, whole.value)


def _trend(fact: Fact) -> str:
    if fact.trend_word == PLANNED:
        return "is planned, and does not change by chance"
    return fact.trend_phrase or "cannot be judged over time: too few figures are held"


def _listed(facts: Sequence[Fact]) -> str:
    return list_of([_counted(one) for one in facts])


def _counted(fact: Fact) -> str:
    return counted(fact.text, fact.singular, fact.counts) if fact.known else fact.text


HELPERS: Mapping[str, Helper] = {
    "change": _own(lambda fact: fact.change_phrase),
    "previous": _own(lambda fact: fact.previous_text),
    "target": _own(lambda fact: fact.target_text or "no target"),
    "rating": _own(lambda fact: fact.rating or "not rated"),
    "rated": _own(lambda fact: fact.rating_phrase or "has no target"),
    "comparator": _own(lambda fact: fact.comparator_text),
    "compare": Helper(_compared, options=tuple(COMPARED_WITH), speaks_of_absence=True),
    "rank": _own(
        lambda fact: fact.rank_phrase or "cannot be ranked: no figures of the country are held"
    ),
    "worst": _own(
        lambda fact: (
            fact.worst or f"This cannot be said: {fact.title}: no figures of the country are held."
        )
    ),
    "trend": _own(_trend),
    "rate": _own(lambda fact: fact.rate_text or "no rate", absence=False),
    "interval": _own(lambda fact: fact.interval_text or "no interval", absence=False),
    "sentence": _own(lambda fact: fact.sentence),
    "counted": _own(_counted, absence=False),
    "period": _own(lambda fact: fact.when),
    "title": _own(lambda fact: fact.title),
    "share": Helper(lambda facts, _: _shared(facts[0], facts[1]), facts=2),
    "list_of": Helper(lambda facts, _: _listed(facts), facts=None),
}
