"""``bcssp check``, ``accept`` and ``bind``: what is wrong with the text of reports, and amends."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from bcssp_lib.app.build import exit_code, print_errors, print_failures
from bcssp_lib.app.output import (
    Area,
    BuildInto,
    Edition,
    FindingBlocks,
    FindingKinds,
    FindingSections,
    Period,
    Periods,
    area_argument,
    open_console,
    say,
)
from bcssp_lib.app.progress import LiveProgress
from bcssp_lib.build.request import Options, Request
from bcssp_lib.data.person_data import hide_persons
from bcssp_lib.files.project import Project, find_project
from bcssp_lib.model.errors import ReadOnlyError
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.stats.wording import count_phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bcssp_lib.build.number_binding import BindingPlan
    from bcssp_lib.build.plan import ReportOutcome, ReportPlan
    from bcssp_lib.model.finding import Finding, FindingFilter, LeftFinding

_STYLES = {"-": "red", "+": "green"}


def check_command(
    areas: Annotated[
        list[str] | None,
        area_argument(help="Areas to check; none means all of them."),
    ] = None,
    period: Periods = None,
    edition: Edition = "",
    section: FindingSections = None,
    kind: FindingKinds = None,
    block: FindingBlocks = None,
    full: Annotated[
        bool, typer.Option("--full", help="Say of each finding why, and what to do.")
    ] = False,
    out: BuildInto = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not lists.")] = False,
) -> None:
    """Check the text of reports: figures, claims, what changed under it, and what is missing.

    What is not up to date is built first. Ends with 3 while anything wrong is open, or
    anything typed that can be bound.
    """
    error_console = open_console(errors=True)
    meant = _make_filter(section, kind, block)
    request = Request(tuple(areas or ()), tuple(period or ()), edition, (), out)
    outcomes = build_quietly(find_project(), request, error_console)
    findings = {outcome.plan.id: outcome.findings for outcome in outcomes}
    if meant:
        from bcssp_lib.build.authoring import refuse_unknown  # slow to import

        refuse_unknown(meant, [(each.plan, findings[each.plan.id]) for each in outcomes])
    print_failures(error_console, outcomes)
    if as_json:
        contents = [_content(each, findings[each.plan.id], meant) for each in outcomes]
        say(json.dumps(contents, indent=1, ensure_ascii=False))
    else:
        _print_reports(outcomes, findings, meant, full=full)
    print_errors(error_console, outcomes)
    raise typer.Exit(exit_code(outcomes))


def accept_command(
    area: Area,
    findings: Annotated[
        list[str] | None,
        typer.Argument(metavar="FINDING", help="What bcssp check calls it: 3f0a9c1."),
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why it is kept; readers see it.")] = None,
    not_a_figure: Annotated[
        bool,
        typer.Option(
            "--not-a-figure", help="It is no figure, such as a name; no reader is told of it."
        ),
    ] = False,
    section: FindingSections = None,
    kind: FindingKinds = None,
    block: FindingBlocks = None,
    period: Period = "",
    edition: Edition = "",
) -> None:
    """Keep what a check has found as it is, for a reason that the data notes show.

    The findings that are named, or all open ones of some sections, kinds or blocks.
    """
    from bcssp_lib.build.authoring import accept_findings  # slow to import: not for --help
    from bcssp_lib.narrative.saving import narrative_lock

    meant = _make_filter(section, kind, block)
    if not findings and not meant:
        raise typer.BadParameter(
            "name findings, as bcssp check calls them, or choose them with --section, --kind or "
            "--block",
            param_hint="FINDING",
        )
    words = _read_reason(reason, not_a_figure=not_a_figure)
    project = find_project()
    request = Request.for_report(area, period, edition)
    with narrative_lock(project, say):
        accepted, not_accepted = accept_findings(project, request, findings or (), words, meant)
    done_so = "No figure" if not_a_figure else "Accepted"
    for finding in accepted:
        say(f"{done_so}: {finding.place}: {finding.what}")
    for left in not_accepted:
        say(f"Left: {left.finding.id} {left.why}")
    if not accepted:
        say("Nothing was accepted.")


def _make_filter(
    sections: Sequence[str] | None, kinds: Sequence[str] | None, blocks: Sequence[str] | None
) -> FindingFilter:
    """The findings that options choose."""
    from bcssp_lib.model.finding import FindingFilter, read_kind

    return FindingFilter(tuple(sections or ()), tuple(map(read_kind, kinds or ())),
                         tuple(blocks or ()))  # fmt: skip


def _read_reason(reason: str | None, *, not_a_figure: bool) -> str:
    """The reason as it is kept; of what is no figure, the word for that."""
    from bcssp_lib.model.finding import NOT_A_FIGURE

    words = " ".join((reason or "").split())
    hint = "--reason"
    if not_a_figure and reason is not None:
        raise typer.BadParameter("--not-a-figure needs none: leave it out", param_hint=hint)
    if not_a_figure:
        return NOT_A_FIGURE
    if not words:
        raise typer.BadParameter("it is empty; readers see it, so write one", param_hint=hint)
    if " ".join(re.findall(r"\w+", words.casefold())) == NOT_A_FIGURE:
        raise typer.BadParameter("say --not-a-figure instead", param_hint=hint)
    return words


def build_quietly(
    project: Project, request: Request, console: Console
) -> tuple[ReportOutcome, ...]:
    """Build what is not up to date; where nothing may be written, read what was built."""
    from bcssp_lib.build.build import build
    from bcssp_lib.build.staleness import read_outcomes

    try:
        with LiveProgress(console, quiet=True) as progress:
            return build(project, request, Options(), progress)
    except ReadOnlyError:  # a reviewer on a share
        return read_outcomes(project, request)


def _content(
    outcome: ReportOutcome, findings: Sequence[Finding], meant: FindingFilter
) -> dict[str, object]:
    from bcssp_lib.model.finding import findings_content

    listed = filter(meant.holds, findings)
    return {
        **findings_content(outcome.plan.id.stamp(), findings, listed),
        "failed_sections": [section.section for section in outcome.failed_sections],
        "error": outcome.error,
    }


def _print_sign_offs(console: Console, report: ReportPlan) -> None:
    """How many sections are signed, and why others are not, where signatures matter."""
    from bcssp_lib.build.reviewing import read_sign_offs  # slow to import

    sign_offs = read_sign_offs(report)
    if sign_offs:
        signed = sum(each.is_signed for each in sign_offs)
        console.print(f"Signed: {signed} of {len(sign_offs)} sections", soft_wrap=True)
    for each in sign_offs:
        if each.lapsed and not each.is_signed:
            console.print(f"  {each.section}: {each.words}", soft_wrap=True)


def _print_reports(
    outcomes: Sequence[ReportOutcome],
    findings: Mapping[ReportId, Sequence[Finding]],
    meant: FindingFilter,
    *,
    full: bool,
) -> None:
    """How many findings each report has; then those of each."""
    from bcssp_lib.app.finding_list import PAPER_WIDTH

    console = open_console()
    if not console.is_terminal:
        console.width = max(console.width, PAPER_WIDTH)
    for outcome in outcomes:
        if outcome.review is not None:
            console.print(f"{outcome.plan.title}: {outcome.tally}", soft_wrap=True)
            _print_sign_offs(console, outcome.plan)
    for outcome in outcomes:
        held = findings[outcome.plan.id]
        _print_report(console, outcome, held, meant, full=full, named=len(outcomes) > 1)


def _print_report(
    console: Console,
    outcome: ReportOutcome,
    findings: Sequence[Finding],
    meant: FindingFilter,
    *,
    full: bool,
    named: bool,
) -> None:
    """The findings of a report that are meant; ``named``: below its title."""
    from bcssp_lib.app.finding_list import print_findings
    from bcssp_lib.model.finding import count_findings

    title, plan = outcome.plan.title, outcome.plan
    listed = [each for each in findings if meant.holds(each)]
    listed = [each for each in listed if each.is_open or each.state in meant.kinds]
    if listed and named:
        console.print(f"\n{title}", style="bold")
    if meant and outcome.review is not None:
        console.print(f"{title}, as chosen: {count_findings(listed)}", soft_wrap=True)
    if listed:
        whole = bool(meant) or not console.is_terminal
        bind = f"bcssp bind {plan.id.typed}"
        print_findings(console, listed, full=full, whole=whole, bind=bind)


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
    meant = _make_filter(section, kind, block)
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

    chosen = choose_findings(outcome.plan, outcome.findings, wanted, meant)
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
    for edit in plan.edits:
        console.print(Text(edit.place, "bold"), soft_wrap=True)
        for line in edit.list_changes():
            console.print(Text(hide_persons(line), _STYLES[line[0]]), soft_wrap=True)
        console.print()


def _print_left(left: Sequence[LeftFinding]) -> None:
    for each in left:
        words = f"“{each.finding.words}” " if each.finding.words else ""
        say(f"Left: {each.finding.id} {each.finding.place}: {words}{each.why}")
