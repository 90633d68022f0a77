"""``bcssp reproduce``: build a publication again, and compare it with what was published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bcssp_lib.app.output import UNFINISHED, USER_ERROR, open_console, parse_path, say
from bcssp_lib.files.project import find_project


def reproduce_command(
    manifest: Annotated[
        Path,
        typer.Argument(
            parser=parse_path,
            metavar="MANIFEST",
            help="The kept one: reports/<area>/<period>/published/annual-0001-….json.",
        ),
    ],
) -> None:
    """Build a publication again from the project as it is, and compare every file by its bytes.

    Ends with 0 if all are the same, with 3 if any differs, and with 1 if none could be made.
    """
    from bcssp_lib.app.progress import LiveProgress
    from bcssp_lib.build.reproducing import reproduce  # slow to import: not for --help

    with LiveProgress(open_console(errors=True), quiet=True) as progress:
        result = reproduce(find_project(), manifest, progress)
    for difference in result.inputs:
        say(f"Input: {difference}")
    if result.error:
        say(f"{result.title}: it could not be built again. {result.error}", errors=True)
        raise typer.Exit(USER_ERROR)
    for difference in result.files:
        say(f"File: {difference}")
    count = len(result.same)
    if result.is_whole:
        say(f"{result.title}: all {count} files are the same to the byte.")
        return
    say(f"{result.title}: {count} files are the same, {len(result.files)} are not.")
    raise typer.Exit(UNFINISHED)
