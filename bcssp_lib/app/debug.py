"""``bcssp debug``: a section that failed, in JupyterLab."""

from __future__ import annotations

from typing import Annotated

import typer

from bcssp_lib.app.options import Area, BuiltInto, Edition, Period, Section
from bcssp_lib.files.project import find_project


def debug_command(
    area: Area,
    section: Section,
    period: Period = "",
    edition: Edition = "",
    out: BuiltInto = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Say where the notebook is, and open nothing.")
    ] = False,
) -> None:
    """Open a copy of a section that failed in JupyterLab, at the failing cell, parameters set.

    A copy that you have changed stays as it is; the new one has a number after its name.
    """
    from bcssp_lib.build.debugging import write_debug_copy  # slow to import: not for --help
    from bcssp_lib.build.request import Request

    periods = (period,) if period else ()
    copy = write_debug_copy(find_project(), Request((area,), periods, edition, (section,), out))
    for one in copy.kept:
        typer.echo(f"Left as you have changed it: {one}", err=True)
    if not copy.failed:
        typer.echo(f"The section '{section}' has not failed. It opens all the same.", err=True)
    elif copy.cell:
        typer.echo(f"The cell that failed: {copy.cell}", err=True)
    typer.echo(copy.path)
    if not no_browser:
        from bcssp_lib.app.lab import open_lab

        raise typer.Exit(open_lab(copy.path))
