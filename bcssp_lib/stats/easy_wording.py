"""Facts in easy words: what is good news, what is a worry, and short sentences that say so.

An easy read report has few numbers, which ``stats/wording.py`` rounds. Nothing is called good or
bad but what the whole report calls so: a rating, a change beyond chance, a place near an end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.value import Value
from bcssp_lib.model.verdicts import Direction, Rating
from bcssp_lib.stats.main_points import QUARTER, WORSE, find_change, find_ends, weigh
from bcssp_lib.stats.rounding import value_text
from bcssp_lib.stats.wording import about_text, capitalise

MOST_NEWS = 4
_MOST_OF_A_SECTION = 2
NO_GOOD_NEWS = "No number shows clear good news this year."
NO_WORRY = "No number shows a clear worry this year."
_WAYS = {Direction.ROSE: "went up", Direction.FELL: "went down"}


@dataclass(frozen=True)
class EasyWords:
    """A fact in easy words: ``EasyWords(fact).about`` is "about 280"."""

    fact: Fact

    @property
    def about(self) -> str:
        """Its value, rounded; or why there is none."""
        return self._about(self.fact.value)

    def _about(self, value: Value) -> str:
        if value.amount is None:
            return value_text(value, self.fact.unit, self.fact.decimals)
        return about_text(value.amount, self.fact.unit)

    @property
    def news(self) -> str:
        """What is good or bad about it: "Reports of missing children went up. This year …"."""
        return " ".join((*self._figures(), *(sentence for sentence, _ in self._verdicts)))

    @property
    def worries(self) -> bool:
        """Whether anything about it is bad."""
        return self._is_worse or any(not good for _, good in self._verdicts)

    @property
    def is_good(self) -> bool:
        """Whether something about it is good, and nothing bad."""
        good = self._way is not None or any(good for _, good in self._verdicts)
        return good and not self.worries

    @cached_property
    def _way(self) -> Direction | None:
        """Which way it went beyond chance, where one way is better."""
        way = find_change(self.fact)
        return way if way in _WAYS and self.fact.polarity in WORSE else None

    @property
    def _is_worse(self) -> bool:
        return self._way is not None and self._way is WORSE[self.fact.polarity]

    def _figures(self) -> Iterator[str]:
        """What it is, and how it changed."""
        name, previous = capitalise(self.fact.easy), self.fact.previous
        if self._way is None:
            yield f"{name}: {self.about}." if self._has_size else f"{name}."
            return
        yield f"{name} {_WAYS[self._way]}."
        if self._has_size and previous is not None:
            yield f"This year it was {self.about}."
            before = self._about(previous)
            if before != self.about:
                yield f"The year before it was {before}."

    @property
    def _has_size(self) -> bool:
        """Whether its number says something by itself: so many for 100,000 people does not."""
        return self.fact.unit is not Unit.RATE

    @cached_property
    def _verdicts(self) -> tuple[tuple[str, bool], ...]:
        """What else is good (true) or bad about it, as sentences."""
        found = []
        ends = find_ends(self.fact)
        if ends is not None:
            from_worst, from_best, of = ends
            if from_worst <= QUARTER * of:
                found.append(("Most places in England do better than us.", False))
            elif from_best <= QUARTER * of:
                found.append(("We do better than most places in England.", True))
        if self.fact.rating is not None:
            reached = self.fact.rating is Rating.GREEN
            words = "We reached our goal." if reached else "We did not reach our goal."
            found.append((words, reached))
        return tuple(found)


def choose_good_news(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """At most four facts with something good about them and nothing bad, the weightiest first."""
    return _choose(fact for fact in facts if EasyWords(fact).is_good)


def choose_worries(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """At most four facts with something bad about them, the weightiest first."""
    return _choose(fact for fact in facts if EasyWords(fact).worries)


def _choose(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    known = {fact.full_name: fact for fact in facts if fact.known and fact.easy}
    of_section: Counter[str] = Counter()
    chosen: list[Fact] = []
    for fact in sorted(known.values(), key=lambda fact: -weigh(fact)):
        if of_section[fact.section] < _MOST_OF_A_SECTION and len(chosen) < MOST_NEWS:
            of_section[fact.section] += 1
            chosen.append(fact)
    return tuple(chosen)
