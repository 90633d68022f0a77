"""What may be said of a figure: its change, its comparisons, its rating, its trend."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Direction(StrEnum):
    """Which way a figure went; ``HARDLY``: by less than its decimals show."""

    ROSE = "rose"
    FELL = "fell"
    SAME = "stayed the same"
    HARDLY = "hardly changed"


class Against(StrEnum):
    """With whom an area's figure is compared."""

    PREVIOUS = "previous"
    FORCE_AREA = "force_area"
    REGION = "region"
    ENGLAND = "england"
    PEERS = "peers"
    NEIGHBOURS = "neighbours"


class Verdict(StrEnum):
    """What may be said of a figure compared with another."""

    HIGHER = "higher than"
    LOWER = "lower than"
    SIMILAR = "about the same as"
    SAME = "the same as"


class Answer(StrEnum):
    """The answer to a question that may have none."""

    YES = "Yes"
    NO = "No"
    UNKNOWN = "This cannot be said"


class Rating(StrEnum):
    """A value against its target: a colour, a letter and a word."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"

    @property
    def letter(self) -> str:
        """G, A or R, so that no one has to tell colours apart."""
        return self.value[0].upper()

    @property
    def word(self) -> str:
        """Green, Amber or Red."""
        return self.value.capitalize()


class Signal(StrEnum):
    """A rule by which a point shows that something other than chance is at work.

    The order is that of what they say: of several signals, the first is put into words.
    """

    OUTSIDE = "outside a limit"
    TREND = "seven in a row that all rise, or all fall"
    SHIFT = "seven or more in a row on one side of the mean"
    NEAR = "two of three in a row near the same limit"


class _Icon(StrEnum):
    """A judgement with the letter of its icon and, in a sentence, what it means.

    The letter is there so that nobody has to tell colours apart.
    """

    letter: str
    meaning: str

    def __new__(cls, value: str, letter: str, meaning: str) -> Self:
        """Make a member whose value is its name in words."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.letter, member.meaning = letter, meaning
        return member


class Variation(_Icon):
    """What kind of change the latest figure of a series is part of."""

    COMMON = (
        "common cause",
        "C",
        "The latest figure varies as it always has; there is nothing to explain.",
    )
    IMPROVING = (
        "improving",
        "I",
        "The latest figure is better than chance explains; find out why.",
    )
    WORSENING = (
        "worsening",
        "W",
        "The latest figure is worse than chance explains; find out why.",
    )
    HIGHER = (
        "higher than usual",
        "H",
        "The latest figure is higher than chance explains; find out why.",
    )
    LOWER = (
        "lower than usual",
        "L",
        "The latest figure is lower than chance explains; find out why.",
    )
    UNKNOWN = ("not known", "?", "There are too few figures to say.")


class Assurance(_Icon):
    """Whether the target will be met if nothing changes."""

    MET = (
        "target consistently met",
        "P",
        "Unless something changes, the target will be met every time.",
    )
    MISSED = (
        "target consistently missed",
        "F",
        "Unless something changes, the target will be missed every time.",
    )
    HIT_AND_MISS = (
        "target hit and missed by chance",
        "?",
        "Unless something changes, it is chance whether the target is met.",
    )
    NONE = (
        "no target to judge",
        "–",
        "There is no target, or there are too few figures to say.",
    )
