"""Showing rows to a person as a table, or to a program as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import typer
from rich.console import Console
from rich.table import Column, Table


def show_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool) -> None:
    """Print rows; the table shows these columns, the JSON everything."""
    if as_json:
        typer.echo(json.dumps(list(rows), indent=1, ensure_ascii=False))
        return
    headings = [column.replace("_", " ").capitalize() for column in columns]
    table = Table(*[Column(heading, overflow="fold") for heading in headings])
    for row in rows:
        table.add_row(*[str(row[column]).replace("[", "\\[") for column in columns])
    Console().print(table)
