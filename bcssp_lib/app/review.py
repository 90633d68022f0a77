"""What reviewers do: ``bcssp review``, ``sign``, ``diff`` and ``reproduce``."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from bcssp_lib.app.check import build_quietly
from bcssp_lib.app.output import (
    UNFINISHED,
    USER_ERROR,
    Area,
    BuildInto,
    Edition,
    Period,
    file_option,
    open_console,
    parse_path,
    say,
    section_argument,
)
from bcssp_lib.app.progress import LiveProgress
from bcssp_lib.build.request import Request
from bcssp_lib.files.folders import output_errors, put_bytes
from bcssp_lib.files.project import find_project
from bcssp_lib.stats.wording import count_phrase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from bcssp_lib.build.plan import ReportPlan
    from bcssp_lib.build.reviewing import SectionComment
    from bcssp_lib.publish.report_changes import (
        ReportChanges,
        SectionChanges,
        ShownChange,
        TextChange,
    )

_LONGEST = 80  # letters of a name or role
_MOST_FILES = 20  # that are named; a book has more

review_app = typer.Typer(
    no_args_is_help=True, help="Bring in, list or answer the comments of reviewers."
)


@review_app.command("import")
def _import_comments_command(
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
        report, comments, notes = import_comments(project, file)
    for note in notes:
        say(f"Note: {note}")
    say(f"{report.title}: {count_phrase(str(len(comments)), 'comment', 'comments')}")
    _print(comments)


@review_app.command("list")
def _list_comments_command(area: Area, period: Period = "", edition: Edition = "") -> None:
    """List the comments on a report by block, with their answers."""
    from bcssp_lib.build.reviewing import list_comments  # slow to import: not for --help

    comments = list_comments(find_project(), Request.for_report(area, period, edition))
    if not comments:
        say("There are no comments. Bring them in with: bcssp review import FILE")
    _print(comments)


@review_app.command("answer")
def _answer_command(
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
    name: Annotated[
        str, typer.Option("--as", metavar="NAME-OR-ROLE", help="Who signs: Independent Chair.")
    ],
    sections: Annotated[
        list[str] | None,
        section_argument(help="Sections; none means all that this name has not signed."),
    ] = None,
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
        signed = sign_sections(project, request, sections or (), words)
    for each in signed:
        say(f"{each.section}: {each.words}")
    say("The next build shows it in the review copy.")


def diff_command(
    area: Area,
    period: Period = "",
    edition: Edition = "",
    against: Annotated[
        str,
        typer.Option(
            help="With what: last-draft, published, the number or version mark of a draft, or a "
            "manifest.json or its folder."
        ),
    ] = "last-draft",
    out: BuildInto = None,
    page: Annotated[
        Path | None, file_option(help="Write a page too, with charts side by side.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not lists.")] = False,
) -> None:
    """Say what a report tells otherwise than an earlier copy: words, figures, tables and charts.

    What is not up to date is built first; a report that was never built is not. Without --against,
    with the draft before this one.
    """
    # Slow to import: not for --help.
    from bcssp_lib.build.kept_copies import compare_with, refuse_unbuilt

    console = open_console()
    project, request = find_project(), Request.for_report(area, period, edition, out=out)
    refuse_unbuilt(project, request)
    (outcome,) = build_quietly(project, request, open_console(errors=True))
    changes = compare_with(outcome.plan.paths, against)
    if page is not None:
        _write_page(page, outcome.plan, changes)
        say(f"Written: {page.absolute()}", errors=as_json)
    if as_json:
        say(json.dumps(changes.content(), indent=1, ensure_ascii=False))
        return
    _print_changes(console, outcome.plan.title, changes)


def _write_page(place: Path, report: ReportPlan, changes: ReportChanges) -> None:
    from bcssp_lib.publish.review_notes import changes_page  # slow to import: not for --help

    with output_errors(place.parent, "Name a file in a folder that may be written, with --page"):
        put_bytes(changes_page(report.title, changes, report.area.look).encode(), place)


def _print_changes(console: Console, title: str, changes: ReportChanges) -> None:
    if not changes.against:
        console.print(f"{title}: there is no earlier draft to compare with.")
    elif not changes.sections:
        console.print(f"{title}: nothing that readers see has changed since {changes.against}.")
    else:
        console.print(f"{title}: changed since {changes.against}", style="bold")
    for section in changes.sections:
        console.print(f"{section.title}: {section.line}", style="bold", soft_wrap=True)
        for line in _lines(section):
            console.print(Padding(line, (0, 0, 0, 2)))


def _lines(section: SectionChanges) -> list[Text]:
    texts = [_text_line(change) for change in section.texts]
    figures = [Text(str(change)) for change in section.figures]
    shown = [
        Text(f"{each.title} ({each.kind} {each.state}){_cells(each)}") for each in section.shown
    ]
    return [*texts, *figures, *shown]


def _cells(change: ShownChange) -> str:
    listed = [*map(str, change.cells), *([f"and {change.more} more"] if change.more else [])]
    return f": {'; '.join(listed)}" if listed else ""


def _text_line(change: TextChange) -> Text:
    """A block with its words: those gone in brackets with a minus, those added with a plus."""
    line = Text(f"{change.title} ({change.state}):")
    if change.note:
        line.append(f" {change.note}")
    styles = {"gone": ("[-{}-]", "red"), "added": ("[+{}+]", "green"), "same": ("{}", "")}
    for piece, words in change.words:
        form, style = styles[piece]
        line.append(" ").append(form.format(words), style)
    return line


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
    from bcssp_lib.build.kept_copies import reproduce  # slow to import: not for --help

    with LiveProgress(open_console(errors=True), quiet=True) as progress:
        result = reproduce(find_project(), manifest, progress)
    for difference in result.inputs:
        say(f"Input: {difference}")
    if result.error:
        say(f"{result.title}: it could not be built again. {result.error}", errors=True)
        raise typer.Exit(USER_ERROR)
    for difference in result.files[:_MOST_FILES]:
        say(f"File: {difference}")
    if len(result.files) > _MOST_FILES:
        say(f"and {len(result.files) - _MOST_FILES} more files")
    count = len(result.same)
    if result.is_whole:
        say(f"{result.title}: all {count} files are the same to the byte.")
        return
    say(f"{result.title}: {count} files are the same, {len(result.files)} are not.")
    raise typer.Exit(UNFINISHED)
