"""Small frozen records with declared fields, where an unknown field is an error."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

# "true" is not the number 1, and "yes" is a word: what params/ says is taken as it stands.
Flag = StrictBool
Positive = Annotated[int, Field(strict=True, gt=0, le=1_000_000_000)]


class Record(BaseModel):
    """A frozen record read from params/: unknown and missing fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


# What becomes a part of a path: no dots, slashes or blanks, and the same on every system.
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
Slug = Annotated[str, Field(pattern=f"^{SLUG.pattern}$", max_length=60)]
OptionalSlug = Annotated[str, Field(pattern=f"^(?:{SLUG.pattern})?$", max_length=60)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class Edition(Record):
    """Which sections a report has, in which order, and for which readers.

    ``bodies`` are those whose duties it answers to; without a word, all of them.
    """

    id: Slug
    title: str
    readers: str
    sections: tuple[Name, ...] = Field(min_length=1)
    bodies: tuple[str, ...] | None = None


class Limits(Record):
    """What a section's run may take; each message of a limit that was hit names it."""

    cell_seconds: Positive
    section_megabytes: Positive
    output_megabytes: Positive
    outputs: Positive


class Settings(Limits):
    """The limits of a run, and defaults."""

    default_period: str
    default_edition: str
    disclosure_threshold: Annotated[int, Field(strict=True, ge=2, le=1000)]
