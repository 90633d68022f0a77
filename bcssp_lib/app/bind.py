"""``bcssp bind``: the numbers that authors have typed become facts, once somebody has agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from bcssp_lib.app.build import print_errors, print_failures, read_findings
from bcssp_lib.app.check import make_filter
from bcssp_lib.app.output import (
    Area,
    Edition,
    FindingBlocks,
    FindingKinds,
    FindingSections,
    Period,
    open_console,
    say,
)
from bcssp_lib.app.progress import LiveProgress
from bcssp_lib.build.request import Options, Request
from bcssp_lib.files.project import Project, find_project
from bcssp_lib.model.person_data import NOTHING_ALLOWED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bcssp_lib.build.number_binding import BindingPlan
    from bcssp_lib.build.plan import ReportOutcome
    from bcssp_lib.model.finding import FindingFilter, LeftFinding

_STYLES = {"-": "red", "+": "green"}


def bind_command(
    area: Area,
    findings: Annotated[
        list[str] | None,
        typer.Argument(metavar="FINDING", help="What bcssp check calls it; none means all typed."),
    ] = None,
    section: FindingSections = None,
    kind: FindingKinds = None,
    block: FindingBlocks = None,
    period: Period = "",
    edition: Edition = "",
    yes: Annotated[bool, typer.Option("--yes", help="Write it without asking.")] = False,
) -> None:
    """Bind the numbers that were typed in authors' texts, where the sentence stays the same.

    Shows each text before and after, and asks once. Default text is left to its notebook.
    """
    from bcssp_lib.build.build import build

    console, project = open_console(), find_project()
    meant = make_filter(section, kind, block)
    with LiveProgress(open_console(errors=True), quiet=True) as progress:
        request = Request.for_report(area, period, edition)
        outcomes = build(project, request, Options(), progress)
    print_failures(open_console(errors=True), outcomes)
    for outcome in outcomes:
        if outcome.review is None:
            print_errors(open_console(errors=True), [outcome])
            raise typer.Exit(1)
        _bind(console, project, outcome, findings or (), meant, yes=yes)


def _bind(
    console: Console,
    project: Project,
    outcome: ReportOutcome,
    wanted: Sequence[str],
    meant: FindingFilter,
    *,
    yes: bool,
) -> None:
    """Bind the typed numbers of one report."""
    from bcssp_lib.build.authoring import choose_findings
    from bcssp_lib.build.built_facts import read_whole_book
    from bcssp_lib.build.number_binding import plan_bindings, write_bindings
    from bcssp_lib.model.finding import Severity
    from bcssp_lib.narrative.saving import narrative_lock
    from bcssp_lib.stats.wording import count_phrase

    chosen = choose_findings(outcome.plan, read_findings(outcome), wanted, meant)
    typed = [each for each in chosen if wanted or each.severity is Severity.TYPED]
    book = read_whole_book(outcome.plan)
    plan = plan_bindings(project, outcome.plan, typed, book)
    _print_edits(console, plan)
    _print_left(plan.left)
    count = count_phrase(str(len(plan.bound)), "typed number", "typed numbers")
    if not plan.edits:
        say(f"{outcome.plan.title}: no typed number can be bound.")
    elif yes or typer.confirm(f"{outcome.plan.title}: bind {count}?"):
        with narrative_lock(project, say):
            done = write_bindings(plan, book)
        _print_left(done.left)
        say(f"{outcome.plan.title}: bound {len(done.bound)} of {len(typed)} typed numbers.")
    else:
        say("Nothing was changed.")


def _print_edits(console: Console, plan: BindingPlan) -> None:
    """The lines of each block before and after."""
    from bcssp_lib.data.person_data import hide_person_data

    for edit in plan.edits:
        console.print(Text(edit.place, "bold"), soft_wrap=True)
        for line in edit.list_changes():
            shown, _ = hide_person_data(line, NOTHING_ALLOWED)
            console.print(Text(shown, _STYLES[line[0]]), soft_wrap=True)
        console.print()


def _print_left(left: Sequence[LeftFinding]) -> None:
    for each in left:
        words = f"“{each.finding.words}” " if each.finding.words else ""
        say(f"Left: {each.finding.id} {each.finding.place}: {words}{each.why}")
