"""Areas: local authorities, and the larger areas they are compared with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field

from bcssp_lib.model.characters import fold_name
from bcssp_lib.model.look import HOUSE_LOOK, Look
from bcssp_lib.model.records import OptionalSlug, Record, Slug, is_within


class AreaCode(Record):
    """An Office for National Statistics code, with the days between which it was in force."""

    code: str = Field(pattern=r"^[EKNSW][0-9]{8}$")
    first: date | None = None
    last: date | None = None


class Neighbours(Record):
    """The authorities most like an area by a published model: statistical neighbours."""

    model: str
    authorities: tuple[str, ...] = Field(min_length=1)


class Authority(Record):
    """An authority of the country, or a region or nation, with figures to compare with.

    ``code`` has the codes by which imported figures find it, with blanks between them: those of
    the Department for Education and of the Office for National Statistics.
    """

    slug: str
    kind: Literal["authority", "region", "nation"]
    name: str
    region: str = ""
    code: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """Each of its codes."""
        return tuple(self.code.split())


class Area(Record):
    """A local authority, or (``kind: comparator``) an area to compare it with.

    ``figures_in`` names the folder of data/ that holds a comparator's figures. ``terms`` are
    abbreviations of local bodies, which the glossary has beside those of everybody;
    ``also_called`` are names by which files without codes call it. ``agencies`` are those asked for
    returns, beside those that data/ names already. Rows of registers may be of one of its
    ``boards``, or of one that it has had before. ``bodies`` are those whose duties its
    reports answer to; without a word, all of them. ``editions`` are those that are built for it
    unless it is named; without any, all are.
    """

    slug: Slug
    kind: Literal["authority", "comparator"] = "authority"
    name: str
    short_name: str
    also_called: tuple[str, ...] = ()
    partnership: str = ""
    partnership_short: str = ""
    boards: tuple[str, ...] = ()
    former_boards: tuple[str, ...] = ()
    bodies: tuple[str, ...] | None = None
    editions: tuple[Slug, ...] = ()
    codes: tuple[AreaCode, ...] = ()
    department_code: int | None = None
    region: str = ""
    force_area: OptionalSlug = ""
    statutory_partners: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    figures_in: OptionalSlug = ""
    neighbours: Neighbours | None = None
    terms: dict[str, str] = {}
    # No section depends on it, so that it is no part of what they note that they have read.
    look: Look = Field(default=HOUSE_LOOK, repr=False)

    @property
    def known_boards(self) -> tuple[str, ...]:
        """Each board that it has, or has had."""
        return (*self.boards, *self.former_boards)

    @property
    def all_codes(self) -> tuple[str, ...]:
        """Each code that it has or has had: the department's, and the official ones."""
        codes = (str(self.department_code or ""), *(each.code for each in self.codes))
        return tuple(filter(None, codes))

    def code_on(self, day: date) -> str | None:
        """The area's code on a day, since codes change when councils are reorganised."""
        found = (code.code for code in self.codes if is_within(day, code.first, code.last))
        return next(found, None)


def slugs_by_name(areas: Iterable[Area]) -> dict[str, str]:
    """The slugs of areas by each of their names, as names are compared."""
    return {
        fold_name(name): area.slug
        for area in areas
        for name in (area.name, area.short_name, area.slug)
    }
