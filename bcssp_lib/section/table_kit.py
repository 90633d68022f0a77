"""Accessible tables: caption, header scopes, right-aligned figures, notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader

from bcssp_lib.section.outputs import TABLE_TYPE

_Row = TypeVar("_Row")

_LONGEST_IN_A_LINE = 14  # letters: "−119 (−11.1%)" stays whole

templates = Environment(
    loader=PackageLoader("bcssp_lib.section", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


NOT_SHOWN = "not shown"  # where a note, or another cell, says why
OF_CHART = "Data for the chart: "  # begins the title of a table that a chart is drawn from


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
