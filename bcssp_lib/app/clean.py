"""``bcssp clean-notebooks``: take out what JupyterLab saved of a run."""

from __future__ import annotations

from typing import Annotated

import typer

from bcssp_lib.files.project import find_project

USER_ERROR = 1


def clean_command(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; end with 1 if there is any.")
    ] = False,
) -> None:
    """Take outputs and typed-in parameters out of notebooks/, as the hook of git does.

    JupyterLab saves them when a notebook is run by hand. They reach no report.
    """
    from bcssp_lib.narrative.section_notebook import clean_notebooks  # slow to import

    found = clean_notebooks(find_project(), write=not check)
    for shown, left_out in found.items():
        typer.echo(f"{shown} {'holds' if check else 'held'} {left_out}")
    if not found:
        typer.echo("There is nothing in the notebooks to take out.")
    elif check:
        typer.echo("Take it out with: bcssp clean-notebooks", err=True)
        raise typer.Exit(USER_ERROR)
