"""Building reports: what is asked for is settled here, and carried out in ``running_build``.

``plan_steps`` says what a build would do and why; nothing is written or run.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bcssp_lib.build.built_facts import refuse_lost_rows
from bcssp_lib.build.inputs import was_written_since
from bcssp_lib.build.ledger import (
    Build,
    Ledger,
    LedgerDamagedError,
    ReportRow,
    open_ledger,
    read_ledger,
    set_aside,
)
from bcssp_lib.build.plan import (
    Plan,
    ReportOutcome,
    ReportPlan,
    Watcher,
    list_reports,
    load_checked_catalogue,
    make_plan,
    output_folder,
    save_edits,
)
from bcssp_lib.build.request import (
    EngineName,
    Options,
    Request,
    fill_in,
    read_request,
    request_record,
)
from bcssp_lib.build.running_build import RunningBuild, must_run
from bcssp_lib.build.staleness import section_states, why_outdated
from bcssp_lib.build.stray_texts import find_stray_texts, find_unlisted_notebooks
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.data_store import keep_hidden
from bcssp_lib.data.pattern_trial import try_patterns
from bcssp_lib.files.fingerprints import digest, make_secret, text_digest
from bcssp_lib.files.folders import build_lock, output_errors, put_bytes, working_folder
from bcssp_lib.files.project import Project, ReportPaths
from bcssp_lib.model.errors import SyntheticFiguresError, UserError
from bcssp_lib.model.period import PeriodError, parse_period
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.stats.wording import count_phrase

if TYPE_CHECKING:
    from bcssp_lib.build.runners import Runners

_INDEX = "index.html"  # the page of all reports of a folder
# What its links say of files whose kind few readers know.
_LINK_WORDS = {
    "ODS": "Workbook (OpenDocument)",
    "CSV": "All figures (CSV)",
    "CSVW": "Columns of the CSV (JSON)",
}
_RULES = "checking"  # a folder of params/


def build(
    project: Project, request: Request, options: Options, watcher: Watcher
) -> tuple[ReportOutcome, ...]:
    """Build reports; each is independent of the others' failures."""
    out, catalogue = output_folder(project, request), load_checked_catalogue(project, request)
    with build_lock(out):
        try:
            return _build(catalogue, out, request, options, watcher)
        except LedgerDamagedError as error:
            watcher.on_message(set_aside(out, str(error)))
            return _build(catalogue, out, request, options, watcher)


def _build(
    catalogue: Catalogue,
    out: Path,
    request: Request,
    options: Options,
    watcher: Watcher,
) -> tuple[ReportOutcome, ...]:
    """Build into a folder that is locked, with the ledger that is there."""
    with open_ledger(out, watcher.on_message) as ledger:
        ledger.cut_off()
        if warning := make_secret(catalogue.project):
            watcher.on_message(warning)
        last = ledger.last_build()
        if options.resume and (last is None or last.ended):
            watcher.on_message("No build was cut off, so there is nothing to resume.")
            return ()
        request, options = _resume_request(request, options, last)
        resumed = last.id if options.resume and last else None
        number = resumed or ledger.begin_build(request_record(request, options))
        with working_folder(out) as work, ExitStack() as afterwards:

            @cache
            def open_runners() -> Runners:
                return _runners(catalogue.project, options, watcher, afterwards)

            reports = list_reports(catalogue, request)
            since = _last_look(reports, ledger, last)
            if not options.cluster and was_written_since(catalogue.project.data, since):
                open_runners()  # processes get ready while it is found out what runs
            try:
                _check_rules(catalogue, ledger)
                plan = _settle_plan(catalogue, request, options, ledger, watcher)
            except UserError:
                if not resumed:
                    ledger.withdraw_build(number)
                raise
            outcomes = RunningBuild(plan, options, ledger, number, work, watcher, open_runners).go()
            with output_errors(out):
                _write_index(out, ledger, catalogue)
        ledger.end_build(number)
        return outcomes


def _check_rules(catalogue: Catalogue, ledger: Ledger) -> None:
    """Have a mistake in params/checking/, or a pattern that runs on, told before anything runs."""
    inputs = text_digest(digest((catalogue.project.params / _RULES).glob("*.yaml")), sys.version)
    if not ledger.is_checked(_RULES, inputs):
        try_patterns(catalogue.checks)
        ledger.enter_checked(_RULES, inputs)


def _last_look(reports: Sequence[ReportPaths], ledger: Ledger, last: Build | None) -> str:
    """When the last build looked at what reports are made from; empty if one is new."""
    if last is None or any(ledger.report(paths.report) is None for paths in reports):
        return ""
    return last.ended or last.started


def _settle_plan(
    catalogue: Catalogue,
    request: Request,
    options: Options,
    ledger: Ledger,
    watcher: Watcher,
) -> Plan:
    """What will be built, after authors' edits are saved; the user hears what is left out."""
    saved = save_edits(catalogue, request)
    for edit in saved:
        for refused in edit.refused:
            watcher.on_message(f"{edit.files.report.area} {edit.files.section.name}: {refused}")
    for notice in find_stray_texts(catalogue):
        watcher.on_message(notice)
    plan = make_plan(catalogue, request, ledger, saved)
    keep_hidden(plan.catalogue, (report.area.slug for report in plan.reports))
    for notice in _list_notices(plan):
        watcher.on_message(notice)
    return _refuse_unfit(plan, options, ledger)


def _refuse_unfit(plan: Plan, options: Options, ledger: Ledger) -> Plan:
    """The reports of a plan that are meant, once none of them may not be built as asked."""
    if options.retry_failed:
        failed = tuple(report for report in plan.reports if _has_failed(report, ledger))
        plan = replace(plan, reports=failed)
    _refuse_synthetic(plan, options)
    areas = list(dict.fromkeys(report.area.slug for report in plan.reports))
    refuse_lost_rows(plan.inputs, areas, ledger, accept=options.accept_losses)
    return plan


def _runners(
    project: Project, options: Options, watcher: Watcher, afterwards: ExitStack
) -> Runners:
    """Whoever runs the sections, to be stopped afterwards: a cluster, or this machine."""
    if not options.cluster:
        from bcssp_lib.build.runners import LocalRunners  # slow to import: if something runs

        runners = LocalRunners(project, options.start, options.jobs)
        afterwards.callback(runners.stop)
        return runners
    if options.engine is not EngineName.OWN:
        raise UserError(
            f"--engine {options.engine} is for this machine. Leave it out with --cluster."
        )
    from bcssp_lib.build.cluster import cluster_runners

    return afterwards.enter_context(
        cluster_runners(options.cluster, project, watcher.on_message, options.certificates)
    )


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
    if options.resume and request != Request(out=request.out):
        raise UserError(
            "A build is resumed as it was asked for. Leave out the areas, --period, --edition and "
            "--section, or leave out --resume."
        )
    try:
        request_then, options_then = read_request(last.request)
    except (KeyError, TypeError) as error:
        raise LedgerDamagedError(f"what was asked for cannot be read: {error!r}") from error
    if not options.resume:
        request_then = replace(request_then, sections=())
        options_then = replace(options_then, fresh=False)
    return fill_in(request, request_then), fill_in(options, options_then)


def _has_failed(report: ReportPlan, ledger: Ledger) -> bool:
    runs = ledger.last_runs(report.built_as.report)
    last = [runs[section.name] for section in report.sections if section.name in runs]
    return any(run.state == "failed" for run in last)


def _refuse_synthetic(plan: Plan, options: Options) -> None:
    """Raise ``SyntheticFiguresError`` where made-up figures would be published unasked."""
    if not options.publish or options.allow_synthetic:
        return
    made_up = [
        report.area.name
        for report in plan.reports
        if plan.inputs.store(report.area.slug).synthetic(report.area.slug)
    ]
    if made_up:
        names = ", ".join(dict.fromkeys(made_up))
        raise SyntheticFiguresError(
            f"Synthetic figures cannot be published: those of {names} are made up "
            "(see sources.yaml in their folders of data/). Name an area with real figures, or "
            "add --allow-synthetic for a trial run that says so on every page."
        )


def _list_notices(plan: Plan) -> Iterator[str]:
    """Sentences about what a build leaves out: notebooks, and what JupyterLab saved in them."""
    yield from find_unlisted_notebooks(plan.catalogue)
    for section in plan.reports[0].sections if plan.reports else ():
        if section.left_out:
            yield (
                f"{section.shown} holds {section.left_out}. That was left out of the build, and "
                "does not belong in git. Take it out with: bcssp clean-notebooks"
            )


@dataclass(frozen=True)
class ReportSteps:
    """What a build would do for one report.

    ``runs`` and ``left_out`` are sections with the reason why they have to be run. ``render`` says
    why the report would be rendered; it is empty where it would not.
    """

    report: ReportPlan
    runs: dict[str, str]
    left_out: dict[str, str]
    render: str


def plan_steps(
    project: Project, request: Request, options: Options
) -> tuple[list[str], list[ReportSteps]]:
    """Look at what a build would say first, and do for each report; raise what it would refuse.

    Words that were typed in working notebooks and are not saved yet are not looked at.
    """
    with read_ledger(output_folder(project, request)) as ledger:
        request, options = _resume_request(request, options, ledger.last_build())
        plan = make_plan(load_checked_catalogue(project, request), request, ledger)
        plan = _refuse_unfit(plan, options, ledger)
        notices = [*find_stray_texts(plan.catalogue), *_list_notices(plan)]
        return notices, [_report_steps(plan, options, each, ledger) for each in plan.reports]


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
    return ReportSteps(report, runs, left_out, render)


def _write_index(out: Path, ledger: Ledger, catalogue: Catalogue) -> None:
    """Write the page of all reports in a folder, if it says anything else than before."""
    from bcssp_lib.publish.generated import render_template  # slow to import
    from bcssp_lib.publish.look import font_face_css

    rows = sorted(
        _index_rows(out, ledger.list_reports(), catalogue),
        key=itemgetter("area", "period", "edition"),
    )
    page = render_template("index.html", rows=rows, face=font_face_css())
    content = f"{page}\n".encode()
    place = out / _INDEX
    if not (place.is_file() and place.read_bytes() == content):
        put_bytes(content, place)


def _index_rows(
    out: Path, reports: Iterable[ReportRow], catalogue: Catalogue
) -> Iterator[dict[str, Any]]:
    """Each report as the page lists it; links are from its folder, by what they open."""
    for row in reports:
        area, edition = catalogue.areas.get(row.area), catalogue.editions.get(row.edition)
        try:
            period = parse_period(row.period)
        except PeriodError:  # of a ledger that an earlier version has written
            continue
        paths = ReportPaths(ReportId(row.area, period, row.edition), out, out)
        links = tuple(_links(out, paths, row))
        if links or row.error:
            yield {
                "area": area.name if area else row.area,
                "period": row.period,
                "edition": edition.title if edition else row.edition,
                "state": _state(row),
                "version": f"draft {row.draft}, version {row.mark}" if row.mark else "",
                "links": links,
            }


def _links(out: Path, paths: ReportPaths, row: ReportRow) -> Iterator[tuple[str, str]]:
    files = {"Review copy": paths.review / row.review} if row.review else {}
    files |= {kind: paths.folder / name for kind, name in row.publication.items()}
    for name, path in files.items():
        if path.is_file():
            yield _LINK_WORDS.get(name, name), path.relative_to(out).as_posix()


def _state(row: ReportRow) -> str:
    """Where a report stands, in words."""
    opened = row.found.wrong + row.found.typed + row.found.doubtful
    parts = [
        "draft" if row.review else "not built",
        *(["the last build failed or was refused"] if row.error else []),
        count_phrase(str(opened), "open finding", "open findings") if opened else
        "no open findings",
        *([f"published, version {row.published_mark}"] if row.publication else []),
    ]  # fmt: skip
    return "; ".join(parts)
