"""Rows shown to a person as a table, or to a program as JSON; options that commands share."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

Area = Annotated[str, typer.Argument(metavar="AREA", help="The area, such as banes.")]
Section = Annotated[str, typer.Argument(metavar="SECTION", help="The section, such as police.")]
Period = Annotated[str, typer.Option(help="The period, such as 2023-24.")]
Periods = Annotated[
    list[str] | None,
    typer.Option(help="A period, such as 2023-24; may be repeated. all: every one."),
]
Edition = Annotated[str, typer.Option(help="The edition, such as annual.")]
BuildInto = Annotated[Path | None, typer.Option(help="Build into this folder instead of reports/.")]
BuiltInto = Annotated[Path | None, typer.Option(help="The folder that was built into.")]


def show_rows(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool, by: str = ""
) -> None:
    """Print rows; the table shows these columns, the JSON everything.

    The rows of each value of ``by`` are a table of their own. What is in the first column is
    a name that people copy, so it is never broken over two lines.
    """
    if as_json:
        typer.echo(json.dumps(list(rows), indent=1, ensure_ascii=False))
        return
    for name, group in groupby(rows, key=lambda row: str(row[by]) if by else ""):
        first, *others = (column.replace("_", " ").capitalize() for column in columns)
        table = Table(
            Column(first, no_wrap=True),
            *[Column(heading, overflow="fold") for heading in others],
            title=escape(name) or None,
            title_justify="left",
            title_style="bold",
        )
        for row in group:
            table.add_row(*[escape(str(row[column])) for column in columns])
        Console().print(table)
