"""What the data say to a claim: borne out, contradicted, or not to be judged by them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ruling(StrEnum):
    """How a claim stands to the figures of the report.

    ``CONTRADICTED`` is an error: a figure is held, and says otherwise, or less.
    ``UNSUPPORTED`` is a warning: no figure that is held can bear the claim out.
    """

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class Verdict:
    """A ruling, and the reason for it in a sentence; with the expression that would be true."""

    ruling: Ruling
    why: str = ""
    suggestion: str = ""


SUPPORTED = Verdict(Ruling.SUPPORTED)


def contradicted(why: str, suggestion: str = "") -> Verdict:
    """A figure says otherwise."""
    return Verdict(Ruling.CONTRADICTED, why, suggestion)


def unsupported(why: str, suggestion: str = "") -> Verdict:
    """No figure can say."""
    return Verdict(Ruling.UNSUPPORTED, why, suggestion)
