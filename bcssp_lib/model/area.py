"""Areas: local authorities, with their own look, and the larger areas they are compared with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bcssp_lib.model.characters import fold_name
from bcssp_lib.model.records import OptionalSlug, Record, Slug, is_within

# One accent a chapter, each dark enough for text on white.
HOUSE_ACCENTS = ("#12436d", "#0b5b56", "#801650", "#7a3e00", "#4c2c92")
LEAST_CONTRAST = 4.5  # of text, by WCAG 2.2 level AA; lines of charts need 3

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_FILE = re.compile(r"[A-Za-z0-9][\w-]*\.(?:png|jpe?g|svg|PNG|JPE?G|SVG)")
_FONT = re.compile(r"[\w][\w .-]*")
_MOST_COLOURS = 2


def contrast_with_white(colour: str) -> float:
    """The contrast of a colour such as ``#12436d`` with white, from 1 to 21, as WCAG counts it."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _check_colour(colour: str) -> str:
    if not _HEX.fullmatch(colour):
        raise ValueError(f"found '{colour}'", 'a colour is written as "#0a4d68"')
    contrast = contrast_with_white(colour)
    if contrast < LEAST_CONTRAST:
        needed = f"and text needs {LEAST_CONTRAST}:1"
        wrong = f"found '{colour}': the contrast with white is {contrast:.1f}:1, {needed}"
        raise ValueError(wrong, "a darker shade")
    return colour.lower()


def _check_colours(colours: Any) -> Any:
    """Colours as they are written; without quotation marks there is none to YAML."""
    listed = isinstance(colours, list | tuple)
    if colours is None or (listed and None in colours):
        wrong = "found nothing, since # begins a comment in YAML"
    elif listed and len(colours) <= _MOST_COLOURS:
        return colours
    else:
        wrong = f"found {len(colours)} colours" if listed else f"found {colours!r}"
    allowed = 'a list of one or two colours in quotation marks, such as ["#0a4d68", "#8a3b12"]'
    raise ValueError(wrong, allowed)


def _check_picture_name(name: str) -> str:
    if name and not _FILE.fullmatch(name):
        letters = "of letters, digits, - and _"
        allowed = f"the name of a PNG, JPEG or SVG in params/looks/, {letters}, such as logo.svg"
        raise ValueError(f"found '{name}'", allowed)
    return name


def _check_typeface(name: str) -> str:
    if name and not _FONT.fullmatch(name):
        raise ValueError(f"found '{name}'", "the name of one font, such as DejaVu Serif")
    return name


_Colour = Annotated[str, AfterValidator(_check_colour)]
_Colours = Annotated[tuple[_Colour, ...], BeforeValidator(_check_colours)]
_PictureName = Annotated[str, Field(max_length=80), AfterValidator(_check_picture_name)]
_Typeface = Annotated[str, Field(max_length=60), AfterValidator(_check_typeface)]


class Look(Record):
    """What replaces the toolkit's own look in the reports of one area.

    ``logo`` and ``cover`` are files of params/looks/; ``logo_text`` says what the logo shows.
    The first of ``colours`` is the accent, the second the further one. ``typeface`` is the name
    of a font that is installed.
    """

    logo: _PictureName = ""
    logo_text: str = Field(default="", max_length=200)
    colours: _Colours = ()
    typeface: _Typeface = ""
    cover: _PictureName = ""

    @model_validator(mode="after")
    def _says_what_the_logo_shows(self) -> Self:
        if self.logo and not self.logo_text:
            raise ValueError("a logo needs 'logo_text'", "words for readers who cannot see it")
        if len(set(self.colours)) < len(self.colours):
            raise ValueError("the two colours are the same", "one, or two that differ")
        return self

    @property
    def accents(self) -> Sequence[str]:
        """The colours of chapters, in turn."""
        return self.colours or HOUSE_ACCENTS


HOUSE_LOOK = Look()


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
