"""What the check of narrative is told by params/checking/: lists with reasons, and sizes."""

from __future__ import annotations

import re
from decimal import Decimal

from pydantic import Field, field_validator

from bcssp_lib.model.records import Record

# What a pattern may hold in angle brackets; the check puts its own patterns in their place.
PLACES = ("number", "month", "ordinal")
_PLACE = re.compile(r"(?<!\?P)<(\w+)>")


class Listed(Record):
    """A pattern of words that the check passes over, and why it may.

    ``pattern`` is a regular expression that is looked for in any case, with ``<number>``,
    ``<ordinal>`` and ``<month>`` for any of these.
    """

    pattern: str = Field(min_length=3)
    reason: str = Field(min_length=3)

    @field_validator("pattern")
    @classmethod
    def _readable(cls, pattern: str) -> str:
        for place in _PLACE.findall(pattern):
            if place not in PLACES:
                raise ValueError(f"<{place}> is not known: use <{'>, <'.join(PLACES)}>")
        try:
            found = re.compile(_PLACE.sub("x", pattern), re.IGNORECASE)  # as the check will
        except re.error as error:
            raise ValueError(f"it is no regular expression: {error}") from error
        if found.search("") is not None:
            raise ValueError("it matches nothing at all, and so would everywhere")
        return pattern


class Sizes(Record):
    """From which size on a change bears a word: percent of the earlier figure, or points.

    ``large``: at least this for "sharply"; ``slight``: at most this for "slightly";
    ``stable``: at most this for "stable".
    """

    large_percent: Decimal = Field(gt=0)
    large_points: Decimal = Field(gt=0)
    slight_percent: Decimal = Field(gt=0)
    slight_points: Decimal = Field(gt=0)
    stable_percent: Decimal = Field(gt=0)
    stable_points: Decimal = Field(gt=0)


class CheckRules(Record):
    """What the check passes over, and its sizes."""

    figures: tuple[Listed, ...]
    claims: tuple[Listed, ...]
    sizes: Sizes
