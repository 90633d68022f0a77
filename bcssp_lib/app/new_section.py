"""``bcssp new-section``: start a section."""

from __future__ import annotations

from typing import Annotated

import typer

from bcssp_lib.app.options import Edition
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import find_project


def new_section_command(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Its name, in small letters, such as stops.")
    ],
    title: Annotated[str, typer.Option(help="The heading that readers see.")] = "",
    edition: Edition = "",
) -> None:
    """Make a notebook for a new section, and enter it in an edition of the report."""
    from bcssp_lib.narrative.new_section import start_section  # slow to import: not for --help

    project = find_project()
    title = title or name.replace("_", " ").capitalize()
    made = start_section(project, load_catalogue(project), name, title, edition)
    typer.echo(f"Made {made.notebook}")
    typer.echo(f"Entered it last in {project.shown(made.edition)}; move the line as you like.")
    typer.echo(
        f"Open the notebook in JupyterLab, or build it as it is: bcssp build AREA --section {name}"
    )
