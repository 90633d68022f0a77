"""``bcssp explain``: why a section is, or is not, up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bcssp_lib.figures.project import find_project


def explain_command(
    area: Annotated[str, typer.Argument(help="The area, such as banes.")],
    section: Annotated[str, typer.Argument(help="The section, such as police.")],
    period: Annotated[str, typer.Option(help="The period, such as 2023-24.")] = "",
    edition: Annotated[str, typer.Option(help="The edition, such as annual.")] = "",
    out: Annotated[Path | None, typer.Option(help="The folder that was built into.")] = None,
) -> None:
    """Say in a sentence why a section is, or is not, up to date."""
    from bcssp_lib.batch.built import explain  # slow to import: not for --help
    from bcssp_lib.batch.plan import Request

    request = Request((area,), (period,) if period else (), edition, (section,), out)
    typer.echo(explain(find_project(), request, section))
