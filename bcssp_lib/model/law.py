"""What the law asks, of which body, and between which days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from pydantic import Field, ValidationInfo, field_validator

from bcssp_lib.model.area import Area
from bcssp_lib.model.records import Edition, Record, is_within


class InForce(Record):
    """What a body must do, from one day until another; both are part of it.

    params/ writes the days as ``from`` and ``until``.
    """

    id: str
    body: str
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="until")

    @field_validator("last")
    @classmethod
    def _ends_after_it_begins(cls, last: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("first")
        if first and last and last < first:
            raise ValueError(f"a day from {first} on, as 'from' says")
        return last


class Law(InForce):
    """A law or guidance for readers: its name, who must follow it, and what it asks."""

    law: str
    who: str
    what: str


_Asked = TypeVar("_Asked", bound=InForce)


def find_in_force(
    asked: Iterable[_Asked], edition: Edition, area: Area, day: date
) -> tuple[_Asked, ...]:
    """What was in force on a day for the bodies that an edition and an area have.

    Without a word on bodies, an edition answers to all of them, and an area has all.
    """
    return tuple(
        each
        for each in asked
        if is_within(day, each.first, each.last)
        and all(named is None or each.body in named for named in (edition.bodies, area.bodies))
    )
