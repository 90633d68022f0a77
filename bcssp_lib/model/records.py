"""Small frozen records with declared fields, where an unknown field is an error; and groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from itertools import chain
from typing import Annotated, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

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


_Item = TypeVar("_Item")
_Key = TypeVar("_Key", bound=Hashable)


def group_by(items: Iterable[_Item], key: Callable[[_Item], _Key]) -> dict[_Key, list[_Item]]:
    """Items in groups, both in the order in which they come.

    >>> group_by(["one", "two", "three"], len)
    {3: ['one', 'two'], 5: ['three']}
    """
    groups: dict[_Key, list[_Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def is_within(day: date, first: date | None, last: date | None) -> bool:
    """Whether a day lies between two others, of which either may be open."""
    return (first is None or first <= day) and (last is None or day <= last)


class Part(Record):
    """Sections that belong together: with a title, one chapter in which they run on.

    Without a title, each of its sections is a chapter. ``review_copy_only``: publications are
    without it. ``imprint``: its sections stand next to the contents, and are no chapters.
    """

    title: str = ""
    sections: tuple[Name, ...] = Field(min_length=1)
    review_copy_only: Flag = False
    imprint: Flag = False


class Edition(Record):
    """Which sections a report shows, in which order and parts, and for which readers.

    It lists ``sections``, or ``parts`` that have them. ``of`` names the edition whose sections
    are built, so that all editions of a report have the same facts; without a word, its own are.
    ``bodies`` are those whose duties it answers to; without a word, all of them. ``detailed``:
    its publication has the data of each chart, and what is tagged ``annex``. ``brief``: it has
    neither cover nor contents. ``easy_read``: its letters are large, a picture is next to each
    point, and its sentences must be short. ``side_by_side``: it is of a police force area, whose
    authorities it shows next to each other. It is published only with all its duties covered if
    ``all_duties``, and with all sections signed if ``sign_off``.
    """

    id: Slug
    title: str
    readers: str
    sections: tuple[Name, ...] = Field(default=(), validate_default=True)
    parts: tuple[Part, ...] = ()
    of: OptionalSlug = ""
    bodies: tuple[str, ...] | None = None
    detailed: Flag = False
    brief: Flag = False
    easy_read: Flag = False
    side_by_side: Flag = False
    all_duties: Flag = False
    sign_off: Flag = False

    @model_validator(mode="after")
    def _lists_sections_once(self) -> Self:
        if bool(self.sections) == bool(self.parts):
            raise ValueError("it lists both 'sections' and 'parts', or neither", "one of the two")
        shown = self.shown
        if twice := [name for name in dict.fromkeys(shown) if shown.count(name) > 1]:
            raise ValueError(f"the section '{twice[0]}' is listed twice", "each section once")
        return self

    @property
    def in_parts(self) -> tuple[Part, ...]:
        """Its parts; a plain list of sections is one without a title."""
        return self.parts or (Part(sections=self.sections),)

    @property
    def shown(self) -> tuple[str, ...]:
        """The sections that its review copy shows, in the order of reading."""
        return tuple(chain.from_iterable(part.sections for part in self.in_parts))

    @property
    def published_parts(self) -> tuple[Part, ...]:
        """The parts that its publications show."""
        return tuple(part for part in self.in_parts if not part.review_copy_only)

    @property
    def published(self) -> tuple[str, ...]:
        """The sections that its publications show, in the order of reading."""
        return tuple(chain.from_iterable(part.sections for part in self.published_parts))


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
