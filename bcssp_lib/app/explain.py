"""``bcssp explain``: why a section is, or is not, up to date."""

from __future__ import annotations

import typer

from bcssp_lib.app.options import Area, BuiltInto, Edition, Period, Section
from bcssp_lib.files.project import find_project


def explain_command(
    area: Area,
    section: Section,
    period: Period = "",
    edition: Edition = "",
    out: BuiltInto = None,
) -> None:
    """Say in a sentence why a section is, or is not, up to date."""
    from bcssp_lib.build.report_status import explain_section  # slow to import: not for --help
    from bcssp_lib.build.request import Request

    request = Request((area,), (period,) if period else (), edition, (section,), out)
    typer.echo(explain_section(find_project(), request, section))
