"""``bcssp status``: what was built, when, from what, and whether it still holds."""

from __future__ import annotations

from typing import Annotated

import typer

from bcssp_lib.app.options import BuiltInto, Edition, Periods
from bcssp_lib.app.output import show_rows
from bcssp_lib.files.project import find_project


def status_command(
    areas: Annotated[
        list[str] | None, typer.Argument(metavar="AREA", help="Areas; none means all.")
    ] = None,
    period: Periods = None,
    edition: Edition = "",
    out: BuiltInto = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not a table.")] = False,
) -> None:
    """Show a row for each report and section: built when, from what, and ok or why not."""
    from bcssp_lib.build.ledger import minute_text
    from bcssp_lib.build.report_status import status_rows  # slow to import: not for --help
    from bcssp_lib.build.request import Request

    request = Request(tuple(areas or ()), tuple(period or ()), edition, (), out)
    rows = status_rows(find_project(), request)
    if not as_json:
        rows = [{**row, "built": minute_text(row["built"])} for row in rows]
    show_rows(rows, ["section", "state", "built", "why", "notes"], as_json=as_json, by="report")
