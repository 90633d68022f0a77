"""What ``bcssp build --dry-run`` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.padding import Padding

from bcssp_lib.app.output import print_labelled
from bcssp_lib.build.request import Options, Request
from bcssp_lib.files.project import find_project

if TYPE_CHECKING:
    from bcssp_lib.build.dry_run import ReportSteps


def print_dry_run(console: Console, request: Request, options: Options) -> None:
    """What a build would do: the sections that it would run, by the reason why."""
    from bcssp_lib.build.dry_run import plan_steps

    if options.resume:
        raise typer.BadParameter(
            "a build that is resumed does what is left of it; leave out --resume",
            param_hint="--dry-run",
        )
    planned = plan_steps(find_project(), request, options)
    for notice in planned.notices:
        print_labelled(console, "Note", notice)
    for steps in planned.reports:
        _print_steps(console, steps)
    console.print("This was a dry run: nothing was run, and nothing was written.")


def _print_steps(console: Console, steps: ReportSteps) -> None:
    count = len(steps.report.sections)
    console.print(f"{steps.report.title}: {len(steps.runs)} of {count} sections to run")
    lines = [
        *_reason_lines(steps.runs, count),
        *_reason_lines(steps.stopped, count, "not run: "),
        *_reason_lines(steps.left_out, count, "not up to date, and left out by --only: "),
    ]
    if steps.render and not steps.runs:
        lines.append(f"to be rendered again: {steps.render}")
    for line in lines:
        console.print(Padding(line, (0, 0, 0, 2)))


def _reason_lines(sections: Mapping[str, str], count: int, label: str = "") -> Iterator[str]:
    """A line for each reason, with the sections that share it."""
    for reason in dict.fromkeys(sections.values()):
        names = [name for name, why in sections.items() if why == reason]
        listed = "all sections" if len(names) == count else ", ".join(names)
        yield f"{label}{reason}: {listed}"
