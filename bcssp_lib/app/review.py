"""``bcssp review`` and ``bcssp sign``: the comments of reviewers, and their signatures."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bcssp_lib.app.output import Area, Edition, Period, parse_path, say, section_argument
from bcssp_lib.build.request import Request
from bcssp_lib.files.project import find_project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bcssp_lib.build.reviewing import SectionComment

_LONGEST = 80  # letters of a name or role

review_app = typer.Typer(
    no_args_is_help=True, help="Bring in, list or answer the comments of reviewers."
)


@review_app.command("import")
def import_comments_command(
    file: Annotated[
        Path,
        typer.Argument(parser=parse_path, metavar="FILE", help="What a review copy exported."),
    ],
) -> None:
    """Keep the comments that a reviewer exported from a review copy, and show them by block.

    The next build shows them in the review copy. A file that is brought in twice is kept once.
    """
    from bcssp_lib.build.reviewing import import_comments  # slow to import: not for --help
    from bcssp_lib.narrative.saving import narrative_lock

    project = find_project()
    with narrative_lock(project, say):
        imported = import_comments(project, file)
    for note in imported.notes:
        say(f"Note: {note}")
    count = len(imported.comments)
    say(f"{imported.report.title}: {count} {'comment' if count == 1 else 'comments'}")
    _print(imported.comments)


@review_app.command("list")
def list_comments_command(area: Area, period: Period = "", edition: Edition = "") -> None:
    """List the comments on a report by block, with their answers."""
    from bcssp_lib.build.reviewing import list_comments  # slow to import: not for --help

    comments = list_comments(find_project(), Request.for_report(area, period, edition))
    if not comments:
        say("There are no comments. Bring them in with: bcssp review import FILE")
    _print(comments)


@review_app.command("answer")
def answer_command(
    area: Area,
    comment: Annotated[str, typer.Argument(metavar="COMMENT", help="Its name: 3f0a9c1d.")],
    text: Annotated[str, typer.Option("--text", help="The answer, which reviewers see.")],
    period: Period = "",
    edition: Edition = "",
) -> None:
    """Answer a comment; the next review copy shows the answer next to it."""
    from bcssp_lib.build.reviewing import answer  # slow to import: not for --help
    from bcssp_lib.narrative.saving import narrative_lock

    if not text.strip():
        raise typer.BadParameter("it is empty; write the answer", param_hint="--text")
    project = find_project()
    with narrative_lock(project, say):
        answered = answer(project, Request.for_report(area, period, edition), comment, text)
    _print([answered])


def _print(comments: Sequence[SectionComment]) -> None:
    for (section, block), group in groupby(
        comments, key=lambda each: (each.section, each.comment.block)
    ):
        say(f"{section}, {block}")
        for each in group:
            comment = each.comment
            quote = f" on “{comment.quote}”" if comment.quote else ""
            say(f"  {comment.id} {comment.by}, {comment.on}{quote}: {comment.text}")
            if comment.answer:
                say(f"    answer: {comment.answer}")


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
