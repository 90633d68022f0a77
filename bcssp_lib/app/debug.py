"""``bcssp debug``: a section that failed, in JupyterLab."""

from __future__ import annotations

from typing import Annotated

import typer

from bcssp_lib.app.options import Area, Edition, Period, Section
from bcssp_lib.files.project import find_project


def debug_command(
    area: Area,
    section: Section,
    period: Period = "",
    edition: Edition = "",
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Say where the notebook is, and open nothing.")
    ] = False,
) -> None:
    """Open a copy of a section that failed in JupyterLab, with its parameters set."""
    from bcssp_lib.build.debugging import write_debug_copy  # slow to import: not for --help

    copy = write_debug_copy(find_project(), area, section, period, edition)
    if not copy.failed:
        typer.echo(f"The section '{section}' has not failed. It opens all the same.", err=True)
    elif copy.cell:
        typer.echo(f"The cell that failed: {copy.cell}", err=True)
    typer.echo(copy.path)
    if not no_browser:
        from bcssp_lib.app.lab import open_lab

        raise typer.Exit(open_lab(copy.path))
