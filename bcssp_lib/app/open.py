"""``bcssp open``: look at a built report, or at one of its sections."""

from __future__ import annotations

import webbrowser
from typing import Annotated

import typer

from bcssp_lib.app.options import Area, BuiltInto, Edition, Period
from bcssp_lib.files.project import find_project


def open_command(
    area: Area,
    section: Annotated[
        str, typer.Argument(metavar="SECTION", help="A section; none means the whole report.")
    ] = "",
    period: Period = "",
    edition: Edition = "",
    out: BuiltInto = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Say where the page is, and open nothing.")
    ] = False,
) -> None:
    """Open a report's review copy in the browser, or a page of one section alone."""
    from bcssp_lib.build.report_status import status_rows  # slow to import: not for --help
    from bcssp_lib.build.request import Request
    from bcssp_lib.build.section_page import page_to_open

    periods, sections = (period,) if period else (), (section,) if section else ()
    project, request = find_project(), Request((area,), periods, edition, sections, out)
    page = page_to_open(project, request)
    rows = {row["section"]: row for row in status_rows(project, request)}
    whole = next(iter(rows))
    if why := rows[section or whole]["why"]:
        typer.echo(f"It is not up to date ({why}). Run: bcssp build {area}", err=True)
    typer.echo(page)
    if not no_browser and not webbrowser.open(page.as_uri()):
        typer.echo("No browser could be opened; open the file yourself.", err=True)
