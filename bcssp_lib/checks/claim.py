"""A claim that narrative makes about a figure: its kinds, and how strongly it is made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Says(StrEnum):
    """What is claimed of a figure."""

    ROSE = "rose"
    FELL = "fell"
    SAME = "stayed exactly the same"
    STABLE = "hardly changed"
    NO_SIGNIFICANT_CHANGE = "did not change by more than chance explains"
    MULTIPLIED = "is so many times what it was"
    IMPROVED = "got better"
    WORSENED = "got worse"
    ABOVE = "is higher than others"
    BELOW = "is lower than others"
    LIKE = "is about the same as others"
    HIGHEST = "is the highest"
    LOWEST = "is the lowest"
    SIGNIFICANT = "changed by more than chance explains"
    BIGGEST_RISE = "rose more than the others"
    BIGGEST_FALL = "fell more than the others"
    BETTER_THAN = "is better than others"
    WORSE_THAN = "is worse than others"
    WORST = "is the worst"
    BEST = "is the best"
    ALL = "is all of them"
    MUCH = "is a large part"
    TARGET_MET = "met its target"
    TARGET_MISSED = "missed its target"
    RATED = "has this rating"
    MOST = "is more than half"
    FEW = "is less than half"
    OVER_BOUND = "is more than a figure"
    UNDER_BOUND = "is less than a figure"
    MORE_OF_TWO = "is the larger of two figures"
    FEWER_OF_TWO = "is the smaller of two figures"


class Degree(StrEnum):
    """How strongly a change is claimed."""

    PLAIN = ""
    SLIGHT = "slight"
    LARGE = "large"
    SIGNIFICANT = "significant"


@dataclass(frozen=True)
class Claim:
    """One claim in a text: what is said, by which words, and how strongly.

    ``definite``: "the rise" takes a rise for granted, where "a rise" need not. ``goes_on``:
    it is said to have begun earlier. ``whom`` are the words for those it is compared with.
    """

    says: Says
    start: int
    end: int
    text: str
    degree: Degree = Degree.PLAIN
    negated: bool = False
    definite: bool = True
    goes_on: bool = False
    whom: str = ""
    factor: float = 1.0
    noun: bool = False
