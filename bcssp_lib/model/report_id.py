"""Which report something belongs to, as one value, and the formats that it is published in."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.errors import UserError, not_known
from bcssp_lib.model.period import Period
from bcssp_lib.model.records import SLUG

Stamp = dict[str, str]
MAIN_EDITION = "annual"


@dataclass(frozen=True, order=True)
class ReportId:
    """One report: ``ReportId("banes", parse_period("2023-24"), "annual")``."""

    area: str
    period: Period
    edition: str = MAIN_EDITION

    def __post_init__(self) -> None:
        """Refuse a name that could lead out of the report's folder, wherever it came from."""
        for name in (self.area, self.edition):
            if SLUG.fullmatch(name) is None:
                raise UserError(
                    f"{quote_text(name)} can be no area or edition: their names are small "
                    "letters and digits, with single hyphens between them."
                )

    def stamp(self, section: str = "") -> Stamp:
        """What everything made for this report, or for a section of it, is stamped with."""
        stamp = {"area": self.area, "period": self.period.label, "edition": self.edition}
        return {**stamp, "section": section} if section else stamp

    @property
    def slug(self) -> str:
        """The report as a part of a file name: ``banes-2023-24-annual``."""
        return f"{self.area}-{self.period.slug}-{self.edition}"

    @property
    def typed(self) -> str:
        """The report as commands are given it: "banes --period 2023-24"."""
        edition = "" if self.edition == MAIN_EDITION else f" --edition {self.edition}"
        return f"{self.area} --period {self.period.typed}{edition}"

    def __str__(self) -> str:
        return f"{self.area} {self.period.label} {self.edition}"


class Format(StrEnum):
    """A format by the name that commands take; ``kind`` is the name that readers know."""

    HTML = "html"
    PDF = "pdf"
    WORD = "docx"

    @property
    def kind(self) -> str:
        """HTML, PDF or Word."""
        return {Format.HTML: "HTML", Format.PDF: "PDF", Format.WORD: "Word"}[self]


ALL_FORMATS = tuple(Format)


def parse_formats(text: str) -> tuple[Format, ...]:
    """Formats with commas between them, each once and in their order: "docx, html".

    Raises ``NotKnownError`` for a name that is none.
    """
    names = [name.strip().casefold() for name in text.split(",")]
    for name in names:
        if name not in ALL_FORMATS:
            raise not_known("format", name, [str(each) for each in ALL_FORMATS])
    return tuple(each for each in Format if each in names)


def formats_of(kinds: Container[str]) -> tuple[Format, ...]:
    """The formats of a publication, by the kinds of its files."""
    return tuple(each for each in Format if each.kind in kinds)
