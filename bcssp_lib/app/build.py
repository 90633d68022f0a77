"""``bcssp build``: build the reports of some areas, or of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.padding import Padding

from bcssp_lib.app.output import (
    UNFINISHED,
    USER_ERROR,
    BuildInto,
    Edition,
    Periods,
    area_argument,
    file_option,
    open_console,
    print_labelled,
    section_option,
)
from bcssp_lib.app.progress import JsonLog, LiveProgress, print_dry_run
from bcssp_lib.build.request import Certificates, EngineName, Options, Request, SectionResult, Start
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.folders import output_errors
from bcssp_lib.files.project import find_project
from bcssp_lib.model.report_id import parse_formats

if TYPE_CHECKING:
    from bcssp_lib.build.plan import ReportOutcome, ReportPlan, Watcher

_MOST_JOBS = 500  # each is a process
_MOST_CHANGES = 8  # of a report's facts


_Certificate = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        dir_okay=False,
        help="For --cluster tls://…, as PEM files: of the authority, your own, and its key.",
    ),
]


def build_command(
    areas: Annotated[
        list[str] | None,
        area_argument(help="Areas to build; none means all of them."),
    ] = None,
    period: Periods = None,
    edition: Edition = "",
    section: Annotated[
        list[str] | None,
        section_option(help="Run this section even if it is up to date. May be repeated."),
    ] = None,
    only: Annotated[
        list[str] | None,
        section_option(
            help="Run no other section than this; the rest of the report stays as it was last "
            "built. May be repeated."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be run and why; write nothing.")
    ] = False,
    jobs: Annotated[
        int,
        typer.Option(
            min=0, max=_MOST_JOBS, help="How many sections run at once; 0: as the cores allow."
        ),
    ] = 0,
    publish: Annotated[bool, typer.Option("--publish", help="Make the publication too.")] = False,
    formats: Annotated[
        str,
        typer.Option(
            metavar="html,pdf,docx", help="With --publish: the formats to make; all without it."
        ),
    ] = "",
    allow_synthetic: Annotated[
        bool,
        typer.Option(
            "--allow-synthetic", help="Let --publish use made-up figures; each page says so."
        ),
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Run every section, up to date or not.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Finish the last build, if it was cut off.")
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Build again the reports with failed sections.")
    ] = False,
    accept_losses: Annotated[
        bool,
        typer.Option(
            "--accept-losses", help="Confirm that figures which were there are gone for good."
        ),
    ] = False,
    start: Annotated[
        Start | None,
        typer.Option(help="fork: from a process that is ready; spawn: each from nothing."),
    ] = None,
    engine: Annotated[
        EngineName,
        typer.Option(help="own: in the section's process; jupyter: in a Jupyter kernel."),
    ] = EngineName.OWN,
    cluster: Annotated[
        str, typer.Option(help="Run on a Dask cluster: tls://HOST:PORT, or local:N workers.")
    ] = "",
    tls_ca: _Certificate = None,
    tls_cert: _Certificate = None,
    tls_key: _Certificate = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Tell only what went wrong.")
    ] = False,
    log: Annotated[
        Path | None, file_option(help="Write every event to this file, as lines of JSON.")
    ] = None,
    out: BuildInto = None,
) -> None:
    """Build the reports of some areas, or of all.

    Ends with 0 if all went well, 1 if there is something for you to correct, 2 if the command
    was called wrongly, and 3 if sections failed (their reports say so) or the check of a
    report found something wrong, or a typed number that can be bound.
    """
    from bcssp_lib.build.build import build

    if cluster and start:
        _refuse("it is for this machine; leave it out with --cluster", "--start")
    _check_only(only or (), section or (), publish=publish)
    if formats and not publish:
        _refuse("it is for --publish; add that", "--formats")
    console = open_console()
    request = Request(
        tuple(areas or ()), tuple(period or ()), edition, tuple(section or ()), out,
        tuple(only or ()),
    )  # fmt: skip
    options = Options(
        jobs=jobs,
        publish=publish,
        allow_synthetic=allow_synthetic,
        fresh=fresh,
        start=start,
        engine=engine,
        cluster=cluster,
        certificates=_certificates(tls_ca, tls_cert, tls_key),
        resume=resume,
        retry_failed=retry_failed,
        accept_losses=accept_losses,
        formats=parse_formats(formats) if formats else (),
    )
    if dry_run:
        print_dry_run(console, request, options)
        return
    with LiveProgress(console, quiet=quiet) as progress, _open_log(log, progress) as watcher:
        outcomes = build(find_project(), request, options, watcher)
    _print_outcomes(console, outcomes, quiet=quiet)
    raise typer.Exit(exit_code(outcomes))


def _refuse(why: str, option: str) -> NoReturn:
    raise typer.BadParameter(why, param_hint=option)


def _check_only(only: Sequence[str], wanted: Sequence[str], *, publish: bool) -> None:
    """Refuse what cannot be asked for together with ``--only``."""
    if only and publish:
        _refuse(
            "a publication is made of sections that are all up to date; leave out --only or "
            "--publish",
            "--only",
        )
    if only and not set(wanted) <= set(only):
        _refuse(
            "it leaves out a section that --section names; leave out one of the two, or name the "
            "section in both",
            "--only",
        )


def _certificates(ca: Path | None, cert: Path | None, key: Path | None) -> Certificates | None:
    if ca and cert and key:
        return Certificates(ca, cert, key)
    if ca or cert or key:
        _refuse("give all three, or none", "--tls-ca, --tls-cert and --tls-key")
    return None


@contextmanager
def _open_log(path: Path | None, progress: LiveProgress) -> Iterator[Watcher]:
    """The display, and beside it a log, if one was asked for."""
    if path is None:
        yield progress
        return
    with output_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a", encoding="utf-8")
    with file:
        yield JsonLog(file, progress)


def exit_code(outcomes: tuple[ReportOutcome, ...]) -> int:
    """1 if a report could not be rendered, 3 if sections failed or findings prevent it.

    A report that for these was not published has its review copy, and ends with 3 too.
    """
    if any(outcome.error and not (outcome.review and _unfinished(outcome)) for outcome in outcomes):
        return USER_ERROR
    return UNFINISHED if any(_unfinished(outcome) for outcome in outcomes) else 0


def _unfinished(outcome: ReportOutcome) -> bool:
    return bool(outcome.failed_sections or outcome.tally.errors)


def _print_outcomes(console: Console, outcomes: tuple[ReportOutcome, ...], *, quiet: bool) -> None:
    if not quiet:
        for outcome in outcomes:
            for warning in outcome.warnings:
                print_labelled(console, "Warning", f"{outcome.plan.title}: {warning}")
        _print_changes(console, outcomes)
    print_failures(console, outcomes)
    _print_left_out(console, outcomes)
    _print_unshown(console, outcomes)
    _print_findings(console, outcomes, quiet=quiet)
    if not quiet:
        _print_missing(console, outcomes)
        _print_places(console, outcomes)
    print_errors(console, outcomes)


def print_errors(console: Console, outcomes: Sequence[ReportOutcome]) -> None:
    """Say which reports could not be rendered or published, and why."""
    for outcome in outcomes:
        if outcome.error:
            print_labelled(console, "Error", f"{outcome.plan.title}: {outcome.error}", "bold red")


def print_failures(console: Console, outcomes: Sequence[ReportOutcome]) -> None:
    """Show each error that made sections fail, the sections, and where to look at it."""
    failed: dict[str, list[tuple[ReportPlan, SectionResult]]] = {}
    for outcome in outcomes:
        for result in outcome.failed_sections:
            error = " ".join(result.error.split())
            failed.setdefault(error, []).append((outcome.plan, result))
    if failed:
        console.print("Sections that failed", style="bold red")
    for error, cases in sorted(failed.items(), key=lambda item: -len(item[1])):
        _print_failure(console, error, cases)


def _print_failure(
    console: Console, error: str, cases: Sequence[tuple[ReportPlan, SectionResult]]
) -> None:
    """An error, the sections that ended with it, and the log and command for the first."""
    (plan, result), more = cases[0], len(cases) - 1
    others = f" and {more:,} more with the same error" if more else ""
    console.print(Padding(f"{plan.title}, {result.section}{others}: {error}", (0, 0, 0, 2)))
    report = plan.id
    where = f"{report.area} {result.section} --period {report.period.typed}"
    look = (
        f"to write it: bcssp author {where}"
        if result.section in plan.stopped
        else f"in JupyterLab: bcssp debug {where} --edition {report.edition}"
    )
    for line in (*([f"the whole error: {result.log}"] if result.log else []), look):
        console.print(f"    {line}", soft_wrap=True)


def _print_changes(console: Console, outcomes: Sequence[ReportOutcome]) -> None:
    """Say which facts each report shows otherwise than before; a few, and how many more."""
    for outcome in outcomes:
        if not outcome.changes:
            continue
        report, count = outcome.plan.id, len(outcome.changes)
        facts = "1 fact has" if count == 1 else f"{count:,} facts have"
        console.print(f"{outcome.plan.title}: {facts} changed since the last build", style="bold")
        for change in outcome.changes[:_MOST_CHANGES]:
            console.print(Padding(str(change), (0, 0, 0, 2)))
        if more := count - _MOST_CHANGES if count > _MOST_CHANGES else 0:
            section = outcome.changes[_MOST_CHANGES].section
            console.print(f"  and {more:,} more; of each section: bcssp explain {report.area} "
                          f"{section} -p {report.period.typed}", soft_wrap=True)  # fmt: skip


def _print_left_out(console: Console, outcomes: Sequence[ReportOutcome]) -> None:
    """Say which sections ``--only`` has left as they are, though they are not up to date."""
    for outcome in outcomes:
        if names := [result.section for result in outcome.left_out]:
            text = (
                f"{outcome.plan.title}: not up to date, as --only leaves them out: "
                f"{', '.join(names)}. To build them: bcssp build {outcome.plan.id.typed}"
            )
            print_labelled(console, "Note", text)


def _print_unshown(console: Console, outcomes: tuple[ReportOutcome, ...]) -> None:
    """List every problem of every text that is not shown, each on a line that can be copied."""
    from bcssp_lib.model.finding import Kind

    for outcome in outcomes:
        for finding in outcome.findings if outcome.tally.errors else ():
            if finding.kind is Kind.NOT_SHOWN:
                text = f"{outcome.plan.title}: {finding.what}"
                print_labelled(console, "Not shown", text, "bold red", soft_wrap=True)


def _print_findings(console: Console, outcomes: tuple[ReportOutcome, ...], *, quiet: bool) -> None:
    """Say how many findings each report has; quietly, only where they prevent a publication."""
    for outcome in outcomes:
        tally = outcome.tally
        if tally.errors or (tally.doubtful and not quiet):
            text = f"{outcome.plan.title}: {tally}. See: bcssp check {outcome.plan.id.typed}"
            style = "bold red" if tally.errors else "yellow"
            print_labelled(console, "Check", text, style, soft_wrap=True)


def _print_missing(console: Console, outcomes: Sequence[ReportOutcome]) -> None:
    """Say of each report that was built now which figures of its year are not there yet."""
    from bcssp_lib.build.attention import describe_missing_figures

    catalogue = load_catalogue(find_project())
    for outcome in outcomes:
        report = outcome.plan
        reused = all(section.reused for section in outcome.sections)
        if not reused and (missing := describe_missing_figures(catalogue, report)):
            print_labelled(console, "Figures", f"{report.title}: {missing}", soft_wrap=True)
            asked = f"bcssp data status {report.area.slug} -p {report.period.typed}"
            console.print(f"Which are to come, and from whom: {asked}", soft_wrap=True)


def _print_places(console: Console, outcomes: tuple[ReportOutcome, ...]) -> None:
    """Say where the reports are, on lines of their own that can be copied whole."""

    def say(line: str, *, wrapped: bool = False) -> None:
        console.print(line, soft_wrap=not wrapped)

    for outcome in outcomes:
        name = outcome.plan.title
        if outcome.review is not None:
            say(f"{name}, review copy: {outcome.review}")
        for kind, path in outcome.publication.items():
            say(f"{name}, {kind}: {path}")
        if outcome.publication:
            say(f"{name}: published with {outcome.engine}.", wrapped=True)
        if outcome.advice:
            say(outcome.advice, wrapped=True)
