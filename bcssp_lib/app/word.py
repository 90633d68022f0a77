"""Narrative in Word: ``bcssp send`` and ``bcssp take``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bcssp_lib.app.output import (
    UNFINISHED,
    Area,
    Edition,
    Period,
    folder_option,
    open_console,
    print_labelled,
    say,
    section_argument,
)
from bcssp_lib.app.progress import LiveProgress
from bcssp_lib.build.request import Request
from bcssp_lib.data.person_data import hide_persons
from bcssp_lib.files.project import find_project
from bcssp_lib.model.commands import type_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bcssp_lib.build.word import MergedTexts, TakenWord
    from bcssp_lib.narrative.edits import Conflict


def send_command(
    area: Area,
    sections: Annotated[
        list[str] | None,
        section_argument(help="Sections to send; none means all of them."),
    ] = None,
    period: Period = "",
    edition: Edition = "",
    to: Annotated[
        Path | None, folder_option(help="Where to put it; the report's working/.")
    ] = None,
) -> None:
    """Write the narrative of a report as a Word file, whose words bcssp take brings back."""
    from bcssp_lib.build.word import send_word  # slow to import: not for --help

    periods = (period,) if period else ()
    request = Request((area,), periods, edition, tuple(dict.fromkeys(sections or ())))
    with LiveProgress(open_console(errors=True), quiet=True, failures=True) as progress:
        place = send_word(find_project(), request, to, progress)
    say(place)
    say(f"When it comes back, put it there again, and: {type_words('bcssp', 'take', place)}")


def take_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A Word file of bcssp send.")],
    yes: Annotated[bool, typer.Option("--yes", help="Write what was changed; do not ask.")] = False,
    word: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SECTION/BLOCK",
            help="Of a block that was changed in both places, keep Word's text. May be repeated.",
        ),
    ] = None,
) -> None:
    """Take what was changed in a Word file into the narrative files.

    It shows each changed line, and asks, before anything is written. Ends with 3 if there is
    something to look at.
    """
    from bcssp_lib.build.word import take_word

    console = open_console()
    taken = take_word(find_project(), file, word or ())
    _print_found(console, taken)
    _print_changes(console, taken.merged)
    if not taken.changed:
        say("Nothing was changed.")
    elif not yes and not _ask():
        say("Nothing was written.")
        raise typer.Exit(UNFINISHED if taken.needs_eyes else 0)
    for path in taken.write():
        say(f"Written: {path}")
    raise typer.Exit(UNFINISHED if taken.needs_eyes else 0)


def _ask() -> bool:
    try:
        return typer.confirm("Write this into the narrative files?")
    except typer.Abort:  # nobody is there to answer: --yes is for that
        say("")
        return False


def _print_found(console: Console, taken: TakenWord) -> None:
    for note in taken.changes.notes:
        print_labelled(console, "Note", hide_persons(note), soft_wrap=True)
    for comment in taken.changes.comments:
        print_labelled(console, "Comment", hide_persons(comment), soft_wrap=True)
    for problem in taken.problems:
        print_labelled(console, "Warning", hide_persons(problem), soft_wrap=True)
    for merged in taken.merged:
        for conflict in merged.edits.conflicts:
            _print_conflict(console, merged.files.section.name, conflict)


def _print_conflict(console: Console, section: str, conflict: Conflict) -> None:
    print_labelled(
        console,
        "Error",
        f"section '{section}', block '{conflict.block}' was changed in Word and in the narrative "
        f"since it was sent. Both texts are kept, and the narrative's stays in place; to have "
        f"Word's: --word {section}/{conflict.block}",
        "bold red",
        soft_wrap=True,
    )
    _print_lines(console, "In the narrative", conflict.file or "")
    _print_lines(console, "In Word", conflict.notebook or "")


def _print_lines(console: Console, title: str, text: str) -> None:
    console.print(f"  {title}:", soft_wrap=True)
    for line in hide_persons(text).splitlines() or ["(taken out)"]:
        console.print(f"    {line}", soft_wrap=True)


def _print_changes(console: Console, sections: Sequence[MergedTexts]) -> None:
    from bcssp_lib.build.number_binding import list_changed_lines

    for merged in sections:
        for block, before, after in merged.list_changes():
            console.print(f"{merged.files.section.name}, {block}", style="bold")
            for line in list_changed_lines(hide_persons(before), hide_persons(after)):
                console.print(line, style="red" if line[0] == "-" else "green", soft_wrap=True)
        if merged.reordered:
            say(f"{merged.files.section.name}: its blocks are in another order")
