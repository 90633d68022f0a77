"""Writing narrative: ``bcssp author``, ``save``, ``choose`` and what goes with them."""

from __future__ import annotations

from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from bcssp_lib.app.output import (
    UNFINISHED,
    Area,
    Period,
    Section,
    area_argument,
    open_console,
    print_labelled,
    say,
    section_argument,
    show_rows,
)
from bcssp_lib.app.progress import LiveProgress
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.person_data import hide_persons
from bcssp_lib.files.project import Project, find_project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bcssp_lib.narrative.author_files import AuthorFiles
    from bcssp_lib.narrative.saving import SaveResult

_BOTH = 30  # lines of each text that are shown side by side


class _TextSource(StrEnum):
    """Where a text is."""

    NOTEBOOK = "notebook"
    FILE = "file"


def author_command(
    area: Annotated[
        str,
        area_argument(metavar="[AREA]", help="The area; none opens the start page."),
    ] = "",
    section: Annotated[
        str,
        section_argument(metavar="[SECTION]", help="The section, such as police."),
    ] = "",
    period: Period = "",
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Say where the notebook is, and open nothing.")
    ] = False,
) -> None:
    """Build a section, and open it in JupyterLab to write its narrative.

    Without a section, open the start page, which lists all of them and opens any.
    """
    project = find_project()
    if not section:
        opened = _start_page(project, area, period, listed=no_open)
    else:
        opened = _working_notebook(project, area, section, period)
    say(opened)
    if not no_open:
        from bcssp_lib.app.servers import open_lab

        raise typer.Exit(open_lab(opened, project.root))


def _start_page(project: Project, area: str, period: str, *, listed: bool) -> Path:
    """The start page; what it shows is printed where it is not opened."""
    from bcssp_lib.app.overview import list_rows, read_overview, write_start_notebook

    reports = read_overview(project, (area,) if area else (), period)
    if listed or find_spec("jupyterlab") is None:
        columns = ["section", "found", "notebook_saved", "opened_by"]
        show_rows(list(list_rows(reports)), columns, as_json=False, by="report")
        for report in reports:
            if not report.built:
                say(f"{report.area}: not built yet. Build it with: bcssp build {report.area}")
    return write_start_notebook(project)


def _working_notebook(project: Project, area: str, section: str, period: str) -> Path:
    from bcssp_lib.app.overview import write_start_notebook
    from bcssp_lib.build.authoring import open_working_notebook  # slow to import: not for --help

    console = open_console(errors=True)
    with LiveProgress(console, quiet=True, failures=True) as progress:
        working, saved = open_working_notebook(project, area, section, period, progress)
    _print_saved(console, saved)
    write_start_notebook(project)
    return working


def save_command(
    areas: Annotated[
        list[str] | None,
        area_argument(help="Areas to save; none means all of them."),
    ] = None,
    period: Period = "",
) -> None:
    """Take what was written in working notebooks into the narrative files.

    Ends with 3 if a text was changed in both places, or a notebook cannot be read.
    """
    from bcssp_lib.build.authoring import list_author_files
    from bcssp_lib.build.stray_texts import find_stray_texts
    from bcssp_lib.narrative.saving import save_all

    console = open_console()
    project = find_project()
    selected = list_author_files(project, tuple(areas or ()), period)
    for notice in find_stray_texts(load_catalogue(project)):
        print_labelled(console, "Note", notice)
    saved = save_all(selected, console.print)
    _print_saved(console, saved)
    if not saved:
        console.print("There is no working notebook. Make one with: bcssp author AREA SECTION")
    raise typer.Exit(UNFINISHED if any(result.stopped for result in saved) else 0)


def choose_command(
    area: Area,
    section: Section,
    block: Annotated[str, typer.Argument(metavar="BLOCK", help="The block with two texts.")],
    which: Annotated[
        _TextSource, typer.Argument(metavar="notebook|file", help="Which of its two texts stays.")
    ],
    period: Period = "",
) -> None:
    """Settle a block that was changed both in the working notebook and in the file."""
    from bcssp_lib.narrative.saving import choose, narrative_lock

    console = open_console()
    files = _author_files(area, section, period)
    with narrative_lock(files.project, say):
        saved = choose(files, block, which is _TextSource.NOTEBOOK)
    _print_saved(console, [saved])


def history_command(area: Area, section: Section, period: Period = "") -> None:
    """List the versions of a section's text that were overwritten."""
    kept_versions = _author_files(area, section, period).list_versions()
    console = open_console()
    if not kept_versions:
        console.print("No version of this text was overwritten.")
        return
    table = Table(Column("Version", justify="right"), "Overwritten (UTC)", "Blocks")
    for version in kept_versions:
        table.add_row(str(version.number), version.when, version.blocks)
    console.print(table)
    console.print(f"They are kept in {kept_versions[0].path.parent}", soft_wrap=True)


def restore_command(
    area: Area,
    section: Section,
    version: Annotated[
        int, typer.Argument(metavar="VERSION", help="A number that bcssp history shows.")
    ],
    period: Period = "",
) -> None:
    """Put an earlier version of a section's text back; the present one is kept too."""
    from bcssp_lib.narrative.saving import narrative_lock

    files = _author_files(area, section, period)
    with narrative_lock(files.project, say):
        files.restore_version(version)
    say(f"Version {version} is in place again: {files.narrative}")


def new_period_command(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The new one: 2024-25.")],
    areas: Annotated[
        list[str] | None,
        area_argument(help="Areas to start; none means all of them."),
    ] = None,
) -> None:
    """Start a period with the words of the one before, each marked until it is reviewed.

    Open actions, questions and reviews need no copying: they are read as they are.
    """
    from bcssp_lib.build.authoring import list_author_files, list_carried_registers
    from bcssp_lib.narrative.author_files import roll_forward
    from bcssp_lib.narrative.saving import narrative_lock

    project = find_project()
    selected = list_author_files(project, tuple(areas or ()), period)
    carried = list_carried_registers(project, tuple(areas or ()), period)
    with narrative_lock(project, say):
        written, there = roll_forward(selected)
    lines = [
        *(f"Left as it is: {path}" for path in there),
        *(f"Carried over: {path}" for path in written),
    ]
    if not lines:
        before = selected[0].report.period.previous()
        lines.append(f"There was no text to carry over from {before.label}.")
    for line in lines:
        say(line)
    for register in carried:
        say(f"Carried over by the registers: {register}.")
    if carried:
        say(
            f"They stay in the reports for {period} until data/<area>/registers/ says that they "
            "are done. Give each action a row for the new period once it was reported on."
        )


def confirm_command(
    area: Area,
    section: Section,
    blocks: Annotated[
        list[str] | None, typer.Argument(metavar="BLOCK", help="The blocks; none means all.")
    ] = None,
    period: Period = "",
) -> None:
    """Say that a section's text holds with the figures of the report as it was last built.

    That is text of last year, text under which a figure has changed, and text that was written
    in the file.
    """
    from bcssp_lib.build.authoring import confirm_blocks
    from bcssp_lib.narrative.saving import narrative_lock

    project = find_project()
    with narrative_lock(project, say):
        done = confirm_blocks(project, area, section, period, blocks or ())
    for block, changes in done.items():
        for change in changes:
            say(f"{block}: {change.name} was “{change.before}”, is “{change.now}”")
    say(f"Confirmed: {', '.join(done)}")


def _author_files(area: str, section: str, period: str) -> AuthorFiles:
    from bcssp_lib.build.authoring import find_author_files

    return find_author_files(find_project(), area, period, section)


def _print_saved(console: Console, saved: Sequence[SaveResult]) -> None:
    for result in saved:
        name = f"{result.files.report.area} {result.files.section.name}"
        for text in result.refused:
            print_labelled(console, "Warning", f"{name}: {text}")
        if result.stopped:
            print_labelled(console, "Error", f"{name}: {result.stopped}", "bold red")
        for conflict in result.conflicts:
            table = Table(
                Column("In the working notebook", ratio=1, overflow="fold"),
                Column("In the narrative file", ratio=1, overflow="fold"),
                title=f"{name}: {conflict.block}",
                expand=True,
            )
            table.add_row(_shown(conflict.notebook), _shown(conflict.file))
            console.print(table)
        if not result.stopped:
            done = "saved to" if result.changed else "nothing new for"
            console.print(f"{name}: {done} {result.files.narrative}",
                          soft_wrap=True)  # fmt: skip


def _shown(text: str | None) -> Text:
    if text is None:
        return Text("taken out", "italic")
    lines = hide_persons(text).splitlines()
    more = [f"… and {len(lines) - _BOTH} more lines"] if len(lines) > _BOTH else []
    return Text("\n".join([*lines[:_BOTH], *more]))
