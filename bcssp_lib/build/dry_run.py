"""``bcssp build --dry-run``: what a build would do and why; nothing is written or run."""

from __future__ import annotations

from dataclasses import dataclass

from bcssp_lib.build.build import (
    keep_failed,
    list_notices,
    refuse_synthetic,
    resume_request,
)
from bcssp_lib.build.ledger import Ledger, read_ledger
from bcssp_lib.build.losses import refuse_lost_rows
from bcssp_lib.build.plan import (
    Plan,
    ReportPlan,
    load_checked_catalogue,
    make_plan,
    output_folder,
)
from bcssp_lib.build.request import Options, Request
from bcssp_lib.build.running_build import must_run
from bcssp_lib.build.staleness import section_states, why_outdated
from bcssp_lib.build.stray_texts import find_stray_texts
from bcssp_lib.files.project import Project


@dataclass(frozen=True)
class ReportSteps:
    """What a build would do for one report.

    ``runs`` and ``left_out`` are sections with the reason why they have to be run; a section in
    ``stopped`` has words that must be settled first. ``render`` says why the report would be
    rendered; it is empty where it would not.
    """

    report: ReportPlan
    runs: dict[str, str]
    left_out: dict[str, str]
    stopped: dict[str, str]
    render: str


@dataclass(frozen=True)
class DryRun:
    """What a build would do for each of its reports, and what it would say first."""

    notices: tuple[str, ...]
    reports: tuple[ReportSteps, ...]


def plan_steps(project: Project, request: Request, options: Options) -> DryRun:
    """Look at what a build would do, and raise what it would refuse.

    Words that were typed in working notebooks and are not saved yet are not looked at.
    """
    with read_ledger(output_folder(project, request)) as ledger:
        request, options = resume_request(request, options, ledger.last_build())
        plan = make_plan(project, load_checked_catalogue(project, request), request, ledger)
        plan = keep_failed(plan, ledger) if options.retry_failed else plan
        refuse_synthetic(plan, options)
        areas = [report.area.slug for report in plan.reports]
        refuse_lost_rows(plan.inputs, areas, ledger, accept=options.accept_losses)
        notices = (*find_stray_texts(project, plan.catalogue), *list_notices(plan))
        steps = tuple(_report_steps(plan, options, report, ledger) for report in plan.reports)
        return DryRun(notices, steps)


def _report_steps(plan: Plan, options: Options, report: ReportPlan, ledger: Ledger) -> ReportSteps:
    states = section_states(plan, report, ledger)
    runs, left_out = {}, {}
    for name, state in states.items():
        if name in report.stopped:
            continue
        if must_run(plan, options, state):
            runs[name] = state.why or "it was asked for"
        elif state.why:
            left_out[name] = state.why
    render = why_outdated(plan, report, states, ledger.report(report.id))
    render = "sections are run" if runs else render
    return ReportSteps(report, runs, left_out, dict(report.stopped), render)
