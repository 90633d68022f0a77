"""``bcssp sign``: sign sections of a report as the review copy shows them."""

from __future__ import annotations

from typing import Annotated

import typer

from bcssp_lib.app.output import Area, Edition, Period, say, section_argument
from bcssp_lib.build.request import Request
from bcssp_lib.files.project import find_project


def sign_command(
    area: Area,
    sections: Annotated[list[str], section_argument(help="The sections, such as police.")],
    name: Annotated[
        str, typer.Option("--as", metavar="NAME-OR-ROLE", help="Who signs: Independent Chair.")
    ],
    period: Period = "",
    edition: Edition = "",
) -> None:
    """Sign sections of a report as its last review copy shows them.

    A section stays signed as long as its words, figures, tables and charts are the same.
    """
    from bcssp_lib.build.reviewing import sign_sections  # slow to import: not for --help
    from bcssp_lib.narrative.saving import narrative_lock

    words = " ".join(name.split())
    if not words or len(words) > _LONGEST:
        raise typer.BadParameter(
            f"write a name or a role of at most {_LONGEST} letters", param_hint="--as"
        )
    project = find_project()
    request = Request.for_report(area, period, edition)
    with narrative_lock(project, say):
        signed = sign_sections(project, request, sections, words)
    for each in signed:
        say(f"{each.section}: {each.words}")
    say("The next build shows it in the review copy.")


_LONGEST = 80
