"""What a section shows: outputs with their stamps and facts, messages, and accessible tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any, Literal, Protocol, TypeVar

from jinja2 import Environment, PackageLoader

from bcssp_lib.model.fact import Fact
from bcssp_lib.model.value import Reason
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
NOT_SHOWN = "not shown"  # where a note, or another cell, says why
OF_CHART = "Data for the chart: "  # begins the title of a table that a chart is drawn from
_NEXT_POINT, _NEXT_SENTENCE = re.compile(r"; (?=[A-Z])"), re.compile(r"\. (?=[A-Z])")
_LONGEST_IN_A_LINE = 14  # letters: "−119 (−11.1%)" stays whole

_Row = TypeVar("_Row")

templates = Environment(
    loader=PackageLoader("bcssp_lib.section", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


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
    text = title_sentence(title, f"this cannot be shown, because {why}.")
    return Message("no figures", text, title, refused=why)


@dataclass(frozen=True)
class Message:
    """A sentence for the reader; warnings are listed again in the data notes.

    An agreement, that figures hold together, is for those who review them.
    ``title`` is that of the table or chart in whose place it stands, and ``reason`` why that has no
    figures, or ``refused`` why it is not made of those that there are.
    """

    kind: _Kind
    text: str
    title: str = ""
    reason: Reason = Reason.NOT_AVAILABLE
    refused: str = ""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        html = f'<p class="{self.kind.replace(" ", "-")}">{escape(self.text)}</p>'
        content = {
            "kind": self.kind,
            "text": self.text,
            "title": self.title,
            "reason": self.reason.value,
            "refused": self.refused,
        }
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


# Tables: with a caption, header scopes, right-aligned figures, and notes


@dataclass(frozen=True)
class PlainTable:
    """A table's texts, a row at a time; ``figures`` says which columns hold figures."""

    title: str
    headings: list[str]
    figures: list[bool]
    rows: list[list[str]]
    notes: list[str]


@dataclass(frozen=True)
class Column:
    """A column's heading, and whether it holds figures (then it is right-aligned)."""

    heading: str
    figures: bool = False


@dataclass(frozen=True)
class Link:
    """A text that leads to a place of the same page, by that place's id."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Cell:
    """A cell's text; ``tone`` is green, amber, red or none, and never the only sign.

    ``links``, where there are any, show the same text.
    """

    text: str
    tone: str = ""
    anchor: str = ""
    links: tuple[Link, ...] = ()

    @property
    def long(self) -> bool:
        """Whether it is too long to fit in one line of a wide table."""
        return len(self.text) > _LONGEST_IN_A_LINE

    @property
    def points(self) -> list[str]:
        """Parts that are parted by "; " and begin with a capital, which a page shows as a list.

        They end without a sign. A text without such parts, or with several sentences, is one.
        """
        points = _NEXT_POINT.split(self.text)
        if len(points) == 1 or _NEXT_SENTENCE.search(self.text):
            return [self.text]
        return [*points[:-1], points[-1].removesuffix(".")]


@dataclass(frozen=True)
class Table:
    """A table whose first column names its rows; ``under`` holds a sentence for below each."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    wide: bool = False
    under: tuple[str, ...] = ()

    def to_html(self) -> str:
        """The table as HTML, without its notes and without any style of its own."""
        return templates.get_template("table.html").render(table=self)

    def to_plain(self) -> dict[str, Any]:
        """The table as plain text, for a spreadsheet: the fields of ``PlainTable``."""
        return {
            "title": self.title,
            "headings": [column.heading for column in self.columns],
            "figures": [column.figures for column in self.columns],
            "rows": [[cell.text for cell in row] for row in self.rows],
            "notes": list(self.notes),
        }

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        html = self.to_html()
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return {
            TABLE_TYPE: {"html": html, "notes": list(self.notes), "plain": self.to_plain()},
            "text/html": html + notes,
            "text/plain": self.title,
        }


def table(
    title: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str | Cell]],
    notes: Sequence[str] = (),
    *,
    wide: bool = False,
    under: Sequence[str] = (),
) -> Table:
    """Make a table from texts and cells; each row has as many cells as there are columns."""
    if under and len(under) != len(rows):
        raise ValueError(f"the table '{title}' has {len(rows)} rows, and {len(under)} sentences")
    for row in rows:
        if len(row) != len(columns):
            raise ValueError(f"the table '{title}' has {len(columns)} columns, a row {len(row)}")
    cells = tuple(
        tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in row) for row in rows
    )
    return Table(title, tuple(columns), cells, tuple(dict.fromkeys(notes)), wide, tuple(under))


def table_of_rows(
    title: str,
    columns: Sequence[tuple[bool, Column, Callable[[_Row], str | Cell]]],
    rows: Sequence[_Row],
    notes: Sequence[str] = (),
    *,
    wide_from: int | None = None,
) -> Table:
    """Make a table of things, a row each: whether a column is worth showing, and its cells.

    From so many columns on it is a wide one.
    """
    shown = [(column, make_cell) for worth_showing, column, make_cell in columns if worth_showing]
    cells = [[make_cell(row) for _, make_cell in shown] for row in rows]
    wide = wide_from is not None and len(shown) >= wide_from
    return table(title, [column for column, _ in shown], cells, notes, wide=wide)
