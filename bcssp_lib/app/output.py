"""What commands share: options, exit codes, and the one way by which they say anything.

Whatever a command prints may hold text of users: it is shown as text, without markup, and no
character of it is an order to the terminal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Column, Table
from rich.text import Text

from bcssp_lib.app.help import (
    area_slug,
    complete_area,
    complete_edition,
    complete_period,
    complete_section,
    section_name,
)
from bcssp_lib.model.characters import show_controls

area_argument = partial(
    typer.Argument, metavar="AREA", parser=area_slug, autocompletion=complete_area
)
section_argument = partial(
    typer.Argument, metavar="SECTION", parser=section_name, autocompletion=complete_section
)
section_option = partial(
    typer.Option, metavar="SECTION", parser=section_name, autocompletion=complete_section
)
_period_option = partial(typer.Option, "--period", "-p", autocompletion=complete_period)

Area = Annotated[str, area_argument(help="The area, such as banes.")]
Section = Annotated[str, section_argument(help="The section, such as police.")]
Period = Annotated[str, _period_option(help="The period, such as 2023-24.")]
Periods = Annotated[
    list[str] | None,
    _period_option(help="A period, such as 2023-24; may be repeated. all: every one."),
]
Edition = Annotated[
    str, typer.Option(autocompletion=complete_edition, help="The edition, such as annual.")
]

FindingSections = Annotated[
    list[str] | None,
    section_option("--section", help="Only findings of this section. May be repeated."),
]
FindingBlocks = Annotated[
    list[str] | None,
    typer.Option("--block", help="Only findings of the block with this id. May be repeated."),
]
FindingKinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        help="Only findings of this kind, such as figure, claim, language; wrong, typed, doubtful "
        "and accepted are kinds too. May be repeated.",
    ),
]


def parse_path(text: str) -> Path:
    """A path that was typed; an empty one, as of a variable without a value, is refused."""
    if not text.strip():
        raise typer.BadParameter("it is empty; name a folder or file, or leave the option out")
    return Path(text)


file_option = partial(typer.Option, parser=parse_path, metavar="FILE")
folder_option = partial(typer.Option, parser=parse_path, metavar="FOLDER")
BuildInto = Annotated[
    Path | None, folder_option(help="Build into this folder instead of reports/.")
]
BuiltInto = Annotated[Path | None, folder_option(help="The folder that was built into.")]


USER_ERROR, UNFINISHED = 1, 3  # exit codes


class TextConsole(Console):
    """A console on which text is shown as it is; styles and moves are rich's own."""

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """A text before its place is measured."""
        return super().render_str(show_controls(text), **options)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        """What something printed consists of, without orders in its texts."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else show_controls(text), style, control)


def open_console(*, errors: bool = False) -> Console:
    """The standard output, or that for errors."""
    return TextConsole(stderr=errors)


def say(text: object, *, errors: bool = False) -> None:
    """Print a line as it is, however wide the terminal."""
    typer.echo(show_controls(str(text)), err=errors)


def print_labelled(
    console: Console, label: str, text: str, style: str = "yellow", *, soft_wrap: bool = False
) -> None:
    """Print a line that begins with a word in colour, such as "Error:"."""
    console.print(Text.assemble((f"{label}:", style), f" {text}"), soft_wrap=soft_wrap)


def show_rows(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool, by: str = ""
) -> None:
    """Print rows; the table shows these columns, the JSON everything.

    The rows of each value of ``by`` are a table of their own. People copy names, so what is in
    the first column is never broken over two lines, and no word elsewhere is; where there is too
    little room for that, each row is a name with the rest below it.
    """
    if as_json:
        say(json.dumps(list(rows), indent=1, ensure_ascii=False))
        return
    console = open_console()
    headings = [column.replace("_", " ").capitalize() for column in columns]
    widths = _share_width(rows, columns, console.width)
    for name, group in groupby(rows, key=lambda row: str(row[by]) if by else ""):
        if not widths:
            _print_stacked(console, name, list(group), columns)
            continue
        table = make_table(
            headings,
            [[str(row[column]) for column in columns] for row in group],
            title=name or None,
            title_justify="left",
            title_style="bold",
        )
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        console.print(table)


def _share_width(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], width: int
) -> list[int]:
    """How wide each column is in a table of this width; empty where words would be broken."""
    texts = [[column, *(str(row[column]) for row in rows)] for column in columns]
    wanted = [max(map(len, each)) for each in texts]
    words = [max(len(word) for text in each for word in text.split()) for each in texts]
    least = [wanted[0], *words[1:]]
    room = width - 3 * len(columns) - 1 - sum(least)
    if room < 0:
        return []
    lacking = sum(wanted) - sum(least)
    share = min(1.0, room / lacking) if lacking else 0.0
    return [low + int((high - low) * share) for low, high in zip(least, wanted, strict=True)]


def _print_stacked(
    console: Console, name: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]
) -> None:
    """Each row as its name, and below it the rest that there is."""
    if name:
        console.print(Text(name, style="bold"))
    for row in rows:
        console.print(Text(str(row[columns[0]]), style="bold"), soft_wrap=True)
        rest = [str(row[column]) for column in columns[1:] if row[column] not in (None, "")]
        console.print(Padding(" · ".join(rest), (0, 0, 0, 2)))


def make_table(headings: Sequence[str], rows: Iterable[Iterable[str]], **options: Any) -> Table:
    """A table of plain texts, folded where they are too long."""
    table = Table(*(Column(heading, overflow="fold") for heading in headings), **options)
    for row in rows:
        table.add_row(*row)
    return table
