"""Which facts of a report come first: the largest concern, then what stands out.

A fact gets points for what it says beyond chance: its rating against a target, its place among
all authorities, and its change on the year before. Headlines come before others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.verdicts import Direction, Rating

MOST = 7
_MOST_OF_A_SECTION = 2  # so that one topic does not crowd the others out
_LEAST_WEIGHT = 3
_RATED = {Rating.RED: 4, Rating.AMBER: 2, Rating.GREEN: 1}
_HEADLINE, _CONCERN = 2, 1
_CHANGED = 3
_LAST_FEW, _LAST_TENTH, _LAST_QUARTER, _FIRST_TENTH = 5, 4, 2, 2
_FEW = 3  # places from the end
_TENTH, QUARTER = 0.1, 0.25
WORSE = {Polarity.LOWER: Direction.ROSE, Polarity.HIGHER: Direction.FELL}  # which way is worse


def choose_main_points(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """At most seven facts, the weightiest first, two of a section at most.

    For example:
        choose_main_points(facts)[0].title  # "Decisions made within 4 days of the concern"
    """
    known = {fact.full_name: fact for fact in facts if fact.known}
    weighed = sorted(known.values(), key=lambda fact: -weigh(fact))  # else in the report's order
    chosen: list[Fact] = []
    of_section: Counter[str] = Counter()
    for fact in weighed:
        if weigh(fact) < _LEAST_WEIGHT or len(chosen) == MOST:
            break
        if of_section[fact.section] < _MOST_OF_A_SECTION:
            of_section[fact.section] += 1
            chosen.append(fact)
    return tuple(chosen)


def weigh(fact: Fact) -> int:
    """How much a fact has to say; 0 for one that says nothing beyond its number."""
    weight = _RATED.get(fact.rating, 0) if fact.rating else 0
    weight += _weigh_place(fact) + _weigh_change(fact)
    return weight + _HEADLINE if weight and fact.headline else weight


def _weigh_change(fact: Fact) -> int:
    direction = find_change(fact)
    if direction is None:
        return 0
    return _CHANGED + (_CONCERN if direction is WORSE.get(fact.polarity) else 0)


def find_change(fact: Fact) -> Direction | None:
    """Which way a fact has changed beyond chance; None where that cannot be said."""
    change = fact.change
    return None if change is None or change.chance is not False or change.few else change.direction


def find_ends(fact: Fact) -> tuple[int, int, int] | None:
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
    ends = find_ends(fact)
    if ends is None:
        return 0
    from_worst, from_best, of = ends
    if from_worst <= _FEW:
        return _LAST_FEW
    if from_worst <= _TENTH * of:
        return _LAST_TENTH
    if from_worst <= QUARTER * of:
        return _LAST_QUARTER
    return _FIRST_TENTH if from_best <= _TENTH * of else 0
