"""``bcssp check`` and ``bcssp accept``: what is wrong with the text of reports."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from bcssp_lib.app.build import exit_code, print_errors, print_failures, read_findings
from bcssp_lib.app.output import Area, BuildInto, Edition, Period, Periods, open_console, say
from bcssp_lib.app.progress import LiveProgress
from bcssp_lib.build.request import Options, Request
from bcssp_lib.files.project import find_project
from bcssp_lib.model.errors import ReadOnlyError

if TYPE_CHECKING:
    from bcssp_lib.build.plan import ReportOutcome
    from bcssp_lib.model.finding import Finding

_PAPER_WIDTH = 120  # where nobody's screen says how wide it is


def check_command(
    areas: Annotated[
        list[str] | None,
        typer.Argument(metavar="AREA", help="Areas to check; none means all of them."),
    ] = None,
    period: Periods = None,
    edition: Edition = "",
    out: BuildInto = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not tables.")] = False,
) -> None:
    """Check the text of reports: figures, claims, what changed under it, and what is missing.

    What is not up to date is built first. Ends with 3 if errors are open.
    """
    from bcssp_lib.build.build import build
    from bcssp_lib.build.outcomes import read_outcomes

    error_console = open_console(errors=True)
    project = find_project()
    request = Request(tuple(areas or ()), tuple(period or ()), edition, (), out)
    try:
        with LiveProgress(error_console, quiet=True) as progress:
            outcomes = build(project, request, Options(), progress)
    except ReadOnlyError:  # a reviewer on a share
        outcomes = read_outcomes(project, request)
    print_failures(error_console, outcomes)
    if as_json:
        say(json.dumps([_content(outcome) for outcome in outcomes], indent=1, ensure_ascii=False))
    else:
        console = open_console()
        if not console.is_terminal:
            console.width = max(console.width, _PAPER_WIDTH)
        for outcome in outcomes:
            _show(console, outcome)
    print_errors(error_console, outcomes)
    raise typer.Exit(exit_code(outcomes))


def accept_command(
    area: Area,
    findings: Annotated[
        list[str], typer.Argument(metavar="FINDING", help="What bcssp check calls it: 3f0a9c1.")
    ],
    reason: Annotated[str, typer.Option(help="Why it is kept; readers see it.")],
    period: Period = "",
    edition: Edition = "",
) -> None:
    """Keep what a check has found as it is, for a reason that the data notes show."""
    from bcssp_lib.build.authoring import accept_findings  # slow to import: not for --help
    from bcssp_lib.narrative.saving import narrative_lock

    words = " ".join(reason.split())
    if not words:
        raise typer.BadParameter("it is empty; readers see it, so write one", param_hint="--reason")
    project = find_project()
    request = Request.for_report(area, period, edition)
    with narrative_lock(project, say):
        done = accept_findings(project, request, findings, words)
    for block in done:
        say(f"Accepted: {block.place}: {block.what}")


def _content(outcome: ReportOutcome) -> dict[str, object]:
    from bcssp_lib.model.finding import findings_content

    return {
        **findings_content(outcome.plan.id.stamp(), read_findings(outcome)),
        "failed_sections": [section.section for section in outcome.failed_sections],
        "error": outcome.error,
    }


def _show(console: Console, outcome: ReportOutcome) -> None:
    open_findings = [finding for finding in read_findings(outcome) if not finding.accepted]
    open_findings.sort(key=lambda one: not one.is_open_error)
    if open_findings:
        table = Table(
            Column("Where", ratio=2, overflow="fold"),
            Column("Sentence", ratio=3, overflow="fold"),
            Column("What, why, and what to do", ratio=5, overflow="fold"),
            title=outcome.plan.title,
            show_lines=True,
            expand=True,
        )
        for one in open_findings:
            table.add_row(_where(one), one.sentence, _what(one))
        console.print(table)
    if outcome.review is not None:
        console.print(f"{outcome.plan.title}: {outcome.tally}")


def _where(finding: Finding) -> Text:
    style = "bold red" if finding.is_open_error else "yellow"
    places = [place for place in (finding.section, finding.block) if place]
    return Text("\n").join(
        [
            Text.assemble((finding.severity.capitalize(), style), f", {finding.kind}"),
            *map(Text, places),
            Text(finding.id, "dim"),
        ]
    )


def _what(finding: Finding) -> str:
    lines = [finding.what, finding.why, f"→ {finding.suggestion}" if finding.suggestion else ""]
    return "\n".join(line for line in lines if line)
