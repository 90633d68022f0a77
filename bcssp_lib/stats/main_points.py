"""Which facts of a report come first: the largest concern, then what stands out.

A fact gets points for what it says beyond chance: its rating against a target, its place among
all authorities, and its change on the year before. Headlines come before others.

An easy read report has few numbers, which ``stats/wording.py`` rounds, and short sentences on what
is good news and what is a worry. Nothing is called good or bad but what the whole report calls so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.period import PeriodKind
from bcssp_lib.model.value import Value
from bcssp_lib.model.verdicts import Direction, Rating
from bcssp_lib.stats.wording import (
    about_text,
    capitalise,
    period_phrase,
    round_half_up,
    value_text,
)

MOST = 7
MOST_NEWS = 4
NO_GOOD_NEWS = "None of the numbers that we looked at shows clear good news."
NO_WORRY = "None of the numbers that we looked at shows a clear worry."
_MOST_OF_A_SECTION = 2  # so that one topic does not crowd the others out
_LEAST_WEIGHT = 3
_RATED = {Rating.RED: 4, Rating.AMBER: 2, Rating.GREEN: 1}
_HEADLINE, _CONCERN = 2, 1
_CHANGED = 3
_LAST_FEW, _LAST_TENTH, _LAST_QUARTER, _FIRST_TENTH = 5, 4, 2, 2
_FEW = 3  # places from the end
_TENTH, _QUARTER = 0.1, 0.25
_MOST_SWOLLEN = 2  # times as large as it is may a change look in tenths
_WORSE = {Polarity.LOWER: Direction.ROSE, Polarity.HIGHER: Direction.FELL}  # which way is worse
_WAYS = {Direction.ROSE: "went up", Direction.FELL: "went down"}


def choose_main_points(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """At most seven facts, the weightiest first, two of a section at most.

    For example:
        choose_main_points(facts)[0].title  # "Decisions made within 4 days of the concern"
    """
    return _choose((fact for fact in facts if weigh(fact) >= _LEAST_WEIGHT), MOST)


def choose_good_news(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """At most four facts with something good about them and nothing bad, the weightiest first."""
    return _choose((fact for fact in facts if fact.easy and EasyWords(fact).is_good), MOST_NEWS)


def choose_worries(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """At most four facts with something bad about them, the weightiest first."""
    return _choose((fact for fact in facts if fact.easy and EasyWords(fact).worries), MOST_NEWS)


def _choose(facts: Iterable[Fact], most: int) -> tuple[Fact, ...]:
    weighed = sorted(list_known(facts), key=lambda fact: -weigh(fact))  # else in their order
    chosen: list[Fact] = []
    of_section: Counter[str] = Counter()
    for fact in weighed:
        if of_section[fact.section] < _MOST_OF_A_SECTION:
            of_section[fact.section] += 1
            chosen.append(fact)
    return tuple(chosen[:most])


def list_known(facts: Iterable[Fact]) -> list[Fact]:
    """The facts that have a value, each once, whichever sections publish it."""
    known: dict[object, Fact] = {}
    for fact in facts:
        if fact.known:
            known.setdefault((fact.name, fact.title, fact.period, fact.amount), fact)
    return list(known.values())


def weigh(fact: Fact) -> int:
    """How much a fact has to say; 0 for one that says nothing beyond its number."""
    weight = _RATED.get(fact.rating, 0) if fact.rating else 0
    weight += _weigh_place(fact) + _weigh_change(fact)
    return weight + _HEADLINE if weight and fact.headline else weight


def _weigh_change(fact: Fact) -> int:
    direction = _find_change(fact)
    if direction is None:
        return 0
    return _CHANGED + (_CONCERN if direction is _WORSE.get(fact.polarity) else 0)


def _find_change(fact: Fact) -> Direction | None:
    """Which way a fact has changed beyond chance; None where that cannot be said."""
    change = fact.change
    return None if change is None or change.chance is not False or change.few else change.direction


def _find_ends(fact: Fact) -> tuple[int, int, int] | None:
    """A fact's place from the worst end, that from the best, and of how many authorities.

    None without a place, or where no end is worse.
    """
    if fact.rank is None or fact.rank.rank.why_none or fact.polarity is Polarity.NEITHER:
        return None
    rank = fact.rank.rank
    by_end = (rank.lowest, rank.highest)
    from_worst, from_best = by_end if fact.polarity is Polarity.HIGHER else by_end[::-1]
    return from_worst, from_best, rank.of


def _weigh_place(fact: Fact) -> int:
    """By the place from the worst end."""
    ends = _find_ends(fact)
    if ends is None:
        return 0
    from_worst, from_best, of = ends
    if from_worst <= _FEW:
        return _LAST_FEW
    if from_worst <= _TENTH * of:
        return _LAST_TENTH
    if from_worst <= _QUARTER * of:
        return _LAST_QUARTER
    return _FIRST_TENTH if from_best <= _TENTH * of else 0


@dataclass(frozen=True)
class EasyWords:
    """A fact in easy words: ``EasyWords(fact).about`` is "about 280"."""

    fact: Fact

    @property
    def about(self) -> str:
        """Its value, rounded; or why there is none."""
        return self._about(self.fact.value)

    def _about(self, value: Value, *, fine: bool = False) -> str:
        if value.amount is None:
            return value_text(value, self.fact.unit, self.fact.decimals)
        return about_text(value.amount, self.fact.unit, fine=fine)

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
        way = _find_change(self.fact)
        return way if way in _WAYS and self.fact.polarity in _WORSE else None

    @property
    def _is_worse(self) -> bool:
        return self._way is not None and self._way is _WORSE[self.fact.polarity]

    def _figures(self) -> Iterator[str]:
        """What it is, and how it changed."""
        name, previous = capitalise(self.fact.easy), self.fact.previous
        if self._way is None:
            yield f"{name}: {self.about}." if self._has_size else f"{name}."
            return
        yield f"{name} {_WAYS[self._way]}."
        if self._has_size and previous is not None:
            fine = self._rounds_to_more(previous)
            now, before = (self._about(value, fine=fine) for value in (self.fact.value, previous))
            yield f"{self._when} it was {now}."
            if before != now:
                yield f"The year before it was {before}."

    @property
    def _when(self) -> str:
        """When it was counted, where that is not the whole year."""
        part = self.fact.period.kind in (PeriodKind.QUARTER, PeriodKind.MONTH)
        return capitalise(period_phrase(self.fact.period)) if part else "This year"

    def _rounds_to_more(self, previous: Value) -> bool:
        """Whether a change of a percentage looks far larger in tenths: 22.5% and 25.2%."""
        now, before = self.fact.amount, previous.amount
        if self.fact.unit is not Unit.PERCENT or now is None or before is None:
            return False
        tenths = abs(round_half_up(now / 10) - round_half_up(before / 10))
        return 10 * tenths > _MOST_SWOLLEN * abs(now - before)

    @property
    def _has_size(self) -> bool:
        """Whether its number says something by itself: so many for 100,000 people does not."""
        return self.fact.unit is not Unit.RATE

    @cached_property
    def _verdicts(self) -> tuple[tuple[str, bool], ...]:
        """What else is good (true) or bad about it, as sentences."""
        found = []
        ends = _find_ends(self.fact)
        if ends is not None:
            from_worst, from_best, of = ends
            if from_worst <= _QUARTER * of:
                found.append(("Most places in England do better than us.", False))
            elif from_best <= _QUARTER * of:
                found.append(("We do better than most places in England.", True))
        if self.fact.rating is not None:
            reached = self.fact.rating is Rating.GREEN
            words = "We reached our goal." if reached else "We did not reach our goal."
            found.append((words, reached))
        return tuple(found)
