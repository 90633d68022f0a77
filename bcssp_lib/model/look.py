"""The look of a council's own: its logo, colours, typeface and cover picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from bcssp_lib.model.records import Record

# One accent a chapter, each dark enough for text on white.
HOUSE_ACCENTS = ("#12436d", "#0b5b56", "#801650", "#7a3e00", "#4c2c92")
LEAST_CONTRAST = 4.5  # of text, by WCAG 2.2 level AA; lines of charts need 3

_HEX = r"^#[0-9a-fA-F]{6}$"
_FILE = r"^(?:[A-Za-z0-9][\w-]*\.(?:png|jpe?g|svg|PNG|JPE?G|SVG))?$"


def contrast_with_white(colour: str) -> float:
    """The contrast of a colour such as ``#12436d`` with white, from 1 to 21, as WCAG counts it."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _check_contrast(colour: str) -> str:
    contrast = contrast_with_white(colour)
    if contrast < LEAST_CONTRAST:
        raise ValueError(
            f"the contrast with white is {contrast:.1f}:1, and text needs {LEAST_CONTRAST}:1; "
            "take a darker shade"
        )
    return colour.lower()


_Colour = Annotated[str, Field(pattern=_HEX), AfterValidator(_check_contrast)]
_PictureName = Annotated[str, Field(pattern=_FILE, max_length=80)]


class Look(Record):
    """What replaces the toolkit's own look in the reports of one area.

    ``logo`` and ``cover`` are files of params/looks/; ``logo_text`` says what the logo shows.
    The first of ``colours`` is the accent, the second the further one. ``typeface`` is the name
    of a font that is installed.
    """

    logo: _PictureName = ""
    logo_text: str = Field(default="", max_length=200)
    colours: tuple[_Colour, ...] = Field(default=(), max_length=2)
    typeface: str = Field(default="", pattern=r"^(?:[\w][\w .-]*)?$", max_length=60)
    cover: _PictureName = ""

    @model_validator(mode="after")
    def _says_what_the_logo_shows(self) -> Self:
        if self.logo and not self.logo_text:
            raise ValueError("a logo needs 'logo_text', the words for readers who cannot see it")
        if len(set(self.colours)) < len(self.colours):
            raise ValueError("the two colours are the same; give one, or two that differ")
        return self

    @property
    def accents(self) -> Sequence[str]:
        """The colours of chapters, in turn."""
        return self.colours or HOUSE_ACCENTS


HOUSE_LOOK = Look()
