"""What a section shows: an output with its stamp and the facts that it publishes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any, Literal, Protocol

from bcssp_lib.model.fact import Fact
from bcssp_lib.section.facts import Facts
from bcssp_lib.section.mime_types import FILL_TYPE, MESSAGE_TYPE, PRIVATE_PREFIX, STAMP_KEY

Kind = Literal["no figures", "warning", "statement"]


class Showable(Protocol):
    """Anything that a notebook cell can show."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Shown:
    """An output of a section, stamped with the area and period that it was made for."""

    content: Showable
    stamp: dict[str, str]
    facts: tuple[Fact, ...] = ()  # what it shows is published with it, for prose to use

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = self.content._repr_mimebundle_()
        if self.facts:
            bundle = {**Facts(self.facts)._repr_mimebundle_(), **bundle}
        return {
            kind: {**content, STAMP_KEY: self.stamp} if kind.startswith(PRIVATE_PREFIX) else content
            for kind, content in bundle.items()
        }


def cannot_be_shown(title: str, why: str) -> Message:
    """What stands in the place of something that would mislead, or cannot be made."""
    return Message("no figures", about(title, f"this cannot be shown, because {why}."))


@dataclass(frozen=True)
class Message:
    """A sentence for the reader; warnings are listed again in the data notes."""

    kind: Kind
    text: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        html = f'<p class="{self.kind.replace(" ", "-")}">{escape(self.text)}</p>'
        content = {"kind": self.kind, "text": self.text}
        return {MESSAGE_TYPE: content, "text/html": html, "text/plain": self.text}


def about(title: str, told: str) -> str:
    """What is told of the table or chart of that title; a title may be a question."""
    return f"{title} {told[0].upper()}{told[1:]}" if title.endswith("?") else f"{title}: {told}"


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
