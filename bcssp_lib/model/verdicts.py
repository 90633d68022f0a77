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
    """A rule by which a point shows that something other than chance is at work."""

    OUTSIDE = "outside a limit"
    SHIFT = "seven or more in a row on one side of the mean"
    TREND = "seven in a row that all rise, or all fall"
    NEAR = "two of three in a row near the same limit"


class Variation(StrEnum):
    """What kind of change the latest figure of a series is part of."""

    COMMON = "common cause"
    IMPROVING = "improving"
    WORSENING = "worsening"
    HIGHER = "higher than usual"
    LOWER = "lower than usual"
    UNKNOWN = "not known"

    @property
    def letter(self) -> str:
        """The letter of its icon, so that nobody has to tell colours apart."""
        return _LETTERS[self]

    @property
    def meaning(self) -> str:
        """What it means, in a sentence."""
        return _MEANINGS[self]


_LETTERS = {
    Variation.COMMON: "C",
    Variation.IMPROVING: "I",
    Variation.WORSENING: "W",
    Variation.HIGHER: "H",
    Variation.LOWER: "L",
    Variation.UNKNOWN: "?",
}
_MEANINGS = {
    Variation.COMMON: "The latest figure varies as it always has; there is nothing to explain.",
    Variation.IMPROVING: "The latest figure is better than chance explains; find out why.",
    Variation.WORSENING: "The latest figure is worse than chance explains; find out why.",
    Variation.HIGHER: "The latest figure is higher than chance explains; find out why.",
    Variation.LOWER: "The latest figure is lower than chance explains; find out why.",
    Variation.UNKNOWN: "There are too few figures to say.",
}
