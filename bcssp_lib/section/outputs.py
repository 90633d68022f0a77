"""What a section shows: an output with its stamp and the facts that it publishes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any, Literal, Protocol

from bcssp_lib.model.fact import Fact
from bcssp_lib.stats.fact_wording import FactWords

# The names of the outputs that notebooks show, by which later steps find them.
_PRIVATE = "application/vnd.bcssp."
CHART_TYPE = f"{_PRIVATE}chart+json"
FACTS_TYPE = f"{_PRIVATE}facts+json"
PLACEHOLDER_TYPE = f"{_PRIVATE}fill+json"
MESSAGE_TYPE = f"{_PRIVATE}message+json"
PULL_OUTS_TYPE = f"{_PRIVATE}pull-outs+json"
TABLE_TYPE = f"{_PRIVATE}table+json"
STAMP_KEY = "stamp"  # in each of them: the report that it was made for

_Kind = Literal["no figures", "warning", "statement", "agreement"]


class Showable(Protocol):
    """Anything that a notebook cell can show."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]: ...


def private_outputs(cell: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The outputs of the library's own types in a cell, with their types."""
    return [
        (kind, content)
        for output in cell.get("outputs", [])
        for kind, content in output.get("data", {}).items()
        if kind.startswith(_PRIVATE)
    ]


class Facts:
    """The facts that a code cell publishes, as an output of a type of its own."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = tuple(facts)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        names = "\n".join(f"{fact.name}: {FactWords(fact).text}" for fact in self.facts)
        content = {"facts": [fact.model_dump(mode="json") for fact in self.facts]}
        return {FACTS_TYPE: content, "text/plain": names}


@dataclass(frozen=True)
class SectionOutput:
    """An output of a section, stamped with the area and period that it was made for."""

    content: Showable
    stamp: dict[str, str]
    facts: tuple[Fact, ...] = ()  # what it shows is published with it, for prose to use

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = self.content._repr_mimebundle_()
        if self.facts:
            bundle = {**Facts(self.facts)._repr_mimebundle_(), **bundle}
        return {
            kind: {**content, STAMP_KEY: self.stamp} if kind.startswith(_PRIVATE) else content
            for kind, content in bundle.items()
        }


def refusal_message(title: str, why: str) -> Message:
    """The message in place of something that would mislead, or cannot be made."""
    return Message("no figures", title_sentence(title, f"this cannot be shown, because {why}."))


@dataclass(frozen=True)
class Message:
    """A sentence for the reader; warnings are listed again in the data notes.

    An agreement, that figures hold together, is for those who review them.
    ``title`` is that of the table or chart in whose place it stands, of which nothing was supplied.
    """

    kind: _Kind
    text: str
    title: str = ""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        html = f'<p class="{self.kind.replace(" ", "-")}">{escape(self.text)}</p>'
        content = {"kind": self.kind, "text": self.text, "title": self.title}
        return {MESSAGE_TYPE: content, "text/html": html, "text/plain": self.text}


def title_sentence(title: str, sentence: str) -> str:
    """A sentence about the table or chart of that title; a title may be a question."""
    return (
        f"{title} {sentence[0].upper()}{sentence[1:]}"
        if title.endswith("?")
        else f"{title}: {sentence}"
    )


def alternative_text(words: str, *, synthetic: bool) -> str:
    """The words of a picture; made-up figures are named first."""
    return f"Synthetic figures. {words}" if synthetic else words


class Placeholder(StrEnum):
    """What can only be known once every section of the report has run."""

    HEADLINES = "headlines"
    KEY_FIGURES = "key_figures"
    KEY_DEFINITIONS = "key_definitions"
    GLOSSARY = "glossary"
    WARNINGS = "warnings"
    SOURCES = "sources"
    FACTS = "facts"
    DEFINITIONS = "definitions"
    ACCEPTED = "accepted"
    DUTIES = "duties"
    CITED = "cited"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class PlaceholderOutput:
    """The place in a section that a placeholder keeps."""

    fill: Placeholder

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        text = f"Filled in when the whole report is composed: {self.fill}."
        return {PLACEHOLDER_TYPE: {"fill": self.fill.value}, "text/plain": text}
