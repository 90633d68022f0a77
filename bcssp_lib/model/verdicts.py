"""What may be said of a figure: its change, its comparisons, its rating, its trend."""

from __future__ import annotations

from enum import StrEnum


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


class Variation(StrEnum):
    """What kind of change the latest figure of a series is part of."""

    COMMON = "usual variation"
    IMPROVING = "improving"
    WORSENING = "worsening"
    HIGHER = "higher than usual"
    LOWER = "lower than usual"
    UNKNOWN = "not known"


class Assurance(StrEnum):
    """Whether the target will be met if nothing changes, as a sentence."""

    MET = "Unless something changes, the target will be met every time."
    MISSED = "Unless something changes, the target will be missed every time."
    HIT_AND_MISS = "Unless something changes, it is chance whether the target is met."
    NONE = "There is no target, or there are too few figures to say."
