"""Places that are filled when the whole report is composed, from all its sections."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bcssp_lib.section.mime_types import FILL_TYPE


class Fill(StrEnum):
    """What can only be known once every section of the report has run."""

    HEADLINES = "headlines"
    GLOSSARY = "glossary"
    WARNINGS = "warnings"
    SOURCES = "sources"
    FACTS = "facts"
    DEFINITIONS = "definitions"
    ACCEPTED = "accepted"
    DUTIES = "duties"


@dataclass(frozen=True)
class FillPlace:
    """The place in a section where a fill will stand."""

    fill: Fill

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        text = f"Filled in when the whole report is composed: {self.fill}."
        return {FILL_TYPE: {"fill": self.fill.value}, "text/plain": text}
