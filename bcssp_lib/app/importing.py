"""``bcssp import-national``: figures of the whole country, from the department's files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bcssp_lib.files.project import find_project

ImportFile = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="A YAML file that says what to import: docs/data.md."),
]


def import_national_command(file: ImportFile) -> None:
    """Import figures of the whole country into data/national/."""
    from bcssp_lib.data.catalogue import load_catalogue  # slow to import: not for --help
    from bcssp_lib.data.importing import import_national

    project = find_project()
    for indicator, figures in import_national(project, load_catalogue(project), file).items():
        typer.echo(f"data/national/figures/{indicator}.csv: {figures:,} figures")
