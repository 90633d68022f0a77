"""Building reports: what is asked for is settled here, and carried out in ``building``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from bcssp_lib.build.ledger import Build, Ledger, open_ledger
from bcssp_lib.build.outcome import ReportOutcome, Watcher
from bcssp_lib.build.plan import (
    Plan,
    list_reports,
    load_checked_catalogue,
    make_plan,
    output_folder,
    save_edits,
)
from bcssp_lib.build.report_status import notices
from bcssp_lib.build.request import Options, Request
from bcssp_lib.build.running_build import RunningBuild
from bcssp_lib.build.staleness import section_states
from bcssp_lib.files.folders import build_lock, working_folder
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import SyntheticFiguresError, UserError

if TYPE_CHECKING:
    from bcssp_lib.build.runners import Runners


def build(
    project: Project, request: Request, options: Options, watcher: Watcher
) -> tuple[ReportOutcome, ...]:
    """Build reports; each is independent of the others' failures."""
    out, catalogue = output_folder(project, request), load_checked_catalogue(project, request)
    with build_lock(out), open_ledger(out, watcher.on_message) as ledger:
        ledger.cut_off()
        last = ledger.last_build()
        if options.resume and (last is None or last.ended):
            watcher.on_message("No build was cut off, so there is nothing to resume.")
            return ()
        request, options = _resume_request(request, options, last)
        with working_folder(out) as work, ExitStack() as afterwards:
            runners = None
            reports = list_reports(project, catalogue, request)
            if not options.cluster and any(
                ledger.report(report.report) is None for report in reports
            ):
                # sections will run: their processes get ready while the build is planned
                runners = afterwards.enter_context(_local_runners(project, options))
            saved = save_edits(project, catalogue, request)
            for edit in saved:
                for refused in edit.refused:
                    watcher.on_message(
                        f"{edit.files.report.area} {edit.files.section.name}: {refused}"
                    )
            plan = make_plan(project, catalogue, request, ledger, saved)
            for notice in notices(plan):
                watcher.on_message(notice)
            if options.retry_failed:
                plan = _add_failures(plan, ledger)
            _refuse_synthetic(plan, options)
            resumed = last.id if options.resume and last else None
            number = resumed or ledger.begin_build(request_record(request, options))

            def open_runners() -> Runners:
                return runners or afterwards.enter_context(_runners(project, options, watcher))

            outcomes = RunningBuild(plan, options, ledger, number, work, watcher, open_runners).go()
        ledger.end_build(number)
        return outcomes


@contextmanager
def _runners(project: Project, options: Options, watcher: Watcher) -> Iterator[Runners]:
    """Whoever runs the sections: a cluster, or the processes of this machine."""
    if not options.cluster:
        with _local_runners(project, options) as runners:
            yield runners
        return
    from bcssp_lib.build.cluster import cluster_runners

    with cluster_runners(options.cluster, project, watcher.on_message) as runners:
        yield runners


@contextmanager
def _local_runners(project: Project, options: Options) -> Iterator[Runners]:
    """The processes of this machine, which are ended afterwards."""
    from bcssp_lib.build.runners import LocalRunners  # slow to import: only where something runs

    runners = LocalRunners(project, options.start, options.jobs)
    try:
        yield runners
    finally:
        runners.stop()


def request_record(request: Request, options: Options) -> dict[str, object]:
    """A build's request as the ledger keeps it, so that it can be taken up again."""
    kept = {"publish": options.publish, "allow_synthetic": options.allow_synthetic}
    return {**asdict(request), "out": "", "fresh": options.fresh, **kept}


def _resume_request(
    request: Request, options: Options, last: Build | None
) -> tuple[Request, Options]:
    """What is asked for: for a build that is taken up again, what was asked for then.

    Of the reports that have failed sections, some may be named.
    """
    if not (options.resume or options.retry_failed):
        return request, options
    if last is None:
        raise UserError("Nothing was built here yet, so nothing has failed. Run: bcssp build")
    then = last.request
    if options.resume and (request.areas or request.periods or request.edition or request.sections):
        raise UserError(
            "A build is resumed as it was asked for. Leave out the areas, --period, --edition and "
            "--section, or leave out --resume."
        )
    before = Request(
        areas=request.areas or tuple(then["areas"]),
        periods=request.periods or tuple(then["periods"]),
        edition=request.edition or then["edition"],
        sections=tuple(then["sections"]) if options.resume else request.sections,
        out=request.out,
    )
    changed = replace(
        options,
        publish=options.publish or then["publish"],
        allow_synthetic=options.allow_synthetic or then["allow_synthetic"],
        fresh=options.fresh or (options.resume and then["fresh"]),
    )
    return before, changed


def _add_failures(plan: Plan, ledger: Ledger) -> Plan:
    """The reports of a plan that have failed sections."""
    failed = tuple(
        report
        for report in plan.reports
        if any(
            state.last is not None and state.last.state == "failed"
            for state in section_states(plan, report, ledger).values()
        )
    )
    return replace(plan, reports=failed)


def _refuse_synthetic(plan: Plan, options: Options) -> None:
    made_up = [report.area.name for report in plan.reports if report.synthetic]
    if options.publish and made_up and not options.allow_synthetic:
        names = ", ".join(dict.fromkeys(made_up))
        raise SyntheticFiguresError(
            f"Synthetic figures cannot be published: those of {names} are made up "
            "(see sources.yaml in their folders of data/). Name an area with real figures, or "
            "add --allow-synthetic for a trial run that says so on every page."
        )
