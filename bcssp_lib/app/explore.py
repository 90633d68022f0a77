"""``bcssp explore``: look at any figure, without code."""

from __future__ import annotations

from typing import Annotated

import typer

from bcssp_lib.files.project import find_project


def explore_command(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to serve at; 0 means any free one.")
    ] = 0,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Say the address, and open no browser.")
    ] = False,
) -> None:
    """Explore the figures in a browser: choose an area, a period, an indicator; Ctrl-C ends it."""
    from bcssp_lib.app.explorer_server import serve_explorer  # slow to import: not for --help

    typer.echo("Starting the explorer …", err=True)
    try:
        serve_explorer(find_project(), port, _ready, open_browser=not no_open)
    except KeyboardInterrupt:
        typer.echo("The explorer has ended.", err=True)


def _ready(address: str) -> None:
    typer.echo(f"The explorer is at {address}")
    typer.echo("Ctrl-C ends it.", err=True)
