"""Small frozen records with declared fields, where an unknown field is an error."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    """A frozen record read from params/: unknown and missing fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Edition(Record):
    """Which sections a report has, in which order, and for which readers.

    ``bodies`` are those whose duties it answers to; without a word, all of them.
    """

    id: str
    title: str
    readers: str
    sections: tuple[str, ...] = Field(min_length=1)
    bodies: tuple[str, ...] | None = None


class Limits(Record):
    """What a section's run may take; each message of a limit that was hit names it."""

    cell_seconds: int = Field(gt=0)
    section_megabytes: int = Field(gt=0)
    output_megabytes: int = Field(gt=0)
    outputs: int = Field(gt=0)


class Settings(Limits):
    """The limits of a run, and defaults."""

    default_period: str
    default_edition: str
    disclosure_threshold: int = Field(ge=1)
