"""``bcssp build``: build the reports of some areas, or of all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from bcssp_lib.cli.progress import LiveProgress
from bcssp_lib.figures.project import find_project

if TYPE_CHECKING:
    from bcssp_lib.batch.build import ReportOutcome

FAILED_SECTIONS = 3
USER_ERROR = 1


def build_command(
    areas: Annotated[
        list[str] | None,
        typer.Argument(metavar="AREA", help="Areas to build; none means all of them."),
    ] = None,
    period: Annotated[str, typer.Option(help="The period, such as 2023-24.")] = "",
    edition: Annotated[str, typer.Option(help="The edition, such as annual.")] = "",
    section: Annotated[
        list[str] | None,
        typer.Option(help="Run this section even if it is up to date. May be repeated."),
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=0, help="How many sections run at once; 0: one for each core.")
    ] = 0,
    publish: Annotated[bool, typer.Option("--publish", help="Make the publication too.")] = False,
    allow_synthetic: Annotated[
        bool,
        typer.Option("--allow-synthetic", help="Let --publish use made-up figures, watermarked."),
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Run every section, up to date or not.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Build into this folder instead of reports/.")
    ] = None,
) -> None:
    """Build the reports of some areas, or of all.

    Ends with 0 if all went well, 1 if there is something for you to mend, 2 if the command
    was called wrongly, and 3 if sections failed (their reports say so).
    """
    from bcssp_lib.batch.build import Options, build  # slow to import: not for --help
    from bcssp_lib.batch.plan import Request

    console = Console()
    request = Request(tuple(areas or ()), period, edition, tuple(section or ()), out)
    options = Options(jobs, publish, allow_synthetic, fresh)
    with LiveProgress(console) as progress:
        outcomes = build(find_project(), request, options, progress)
    _tell(console, outcomes)
    raise typer.Exit(exit_code(outcomes))


def exit_code(outcomes: tuple[ReportOutcome, ...]) -> int:
    """1 if a report could not be rendered, 3 if sections failed, else 0."""
    if any(outcome.error for outcome in outcomes):
        return USER_ERROR
    return FAILED_SECTIONS if any(outcome.failed_sections for outcome in outcomes) else 0


def _tell(console: Console, outcomes: tuple[ReportOutcome, ...]) -> None:
    for outcome in outcomes:
        for warning in outcome.warnings:
            console.print(f"[yellow]Warning:[/yellow] {outcome.plan.area.short_name}: {warning}",
                          highlight=False)  # fmt: skip
    _tell_failures(console, outcomes)
    _tell_places(console, outcomes)
    for outcome in outcomes:
        if outcome.error:
            console.print(f"[bold red]Error:[/bold red] {outcome.plan.area.short_name}: "
                          f"{outcome.error}", highlight=False)  # fmt: skip


def _tell_failures(console: Console, outcomes: tuple[ReportOutcome, ...]) -> None:
    failed = [one for outcome in outcomes for one in outcome.failed_sections]
    if not failed:
        return
    table = Table("Area", "Section", "Error", title="Sections that failed")
    for one in failed:
        table.add_row(one.area, one.section, one.error)
    console.print(table)


def _tell_places(console: Console, outcomes: tuple[ReportOutcome, ...]) -> None:
    """Say where the reports are, on lines of their own that can be copied whole."""
    for outcome in outcomes:
        name = outcome.plan.area.short_name
        if outcome.review is not None:
            console.print(f"{name}, review copy: {outcome.review}", soft_wrap=True,
                          highlight=False)  # fmt: skip
        if outcome.published is not None:
            for kind, path in outcome.published.files.items():
                console.print(f"{name}, {kind} by {outcome.published.engine}: {path}",
                              soft_wrap=True, highlight=False)  # fmt: skip
            if outcome.published.advice:
                console.print(outcome.published.advice, markup=False)
