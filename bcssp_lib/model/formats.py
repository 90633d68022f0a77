"""The formats that a report is published in."""

from __future__ import annotations

from collections.abc import Container
from enum import StrEnum

from bcssp_lib.model.errors import not_known


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
