"""The outcomes of reports, as the ledger has them: of a build, and where nothing may be built."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.build.ledger import Ledger, ReportRecord, RunRecord
from bcssp_lib.build.plan import Plan, ReportOutcome, ReportPlan, open_plan
from bcssp_lib.build.request import Request
from bcssp_lib.build.section_run import SectionResult
from bcssp_lib.build.staleness import section_states, why_outdated
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import ReadOnlyError
from bcssp_lib.model.report_id import ReportId


def read_outcomes(project: Project, request: Request) -> tuple[ReportOutcome, ...]:
    """How reports were last built, of a folder that may only be read.

    Raises ``ReadOnlyError`` if one is not up to date, so that it has to be built.
    """
    with open_plan(project, request) as (plan, ledger):
        return tuple(_read_outcome(plan, report, ledger) for report in plan.reports)


def _read_outcome(plan: Plan, report: ReportPlan, ledger: Ledger) -> ReportOutcome:
    states = section_states(plan, report, ledger)
    record = ledger.report(report.id)
    why = why_outdated(plan, report, states, record)
    if record is None or why:
        raise ReadOnlyError(
            f"{report.title} has to be built first ({why}), and {plan.out} may only be read. "
            "Allow writing there, or build into another folder: bcssp build --out FOLDER"
        )
    runs = [state.last for state in states.values() if state.last is not None]
    results = [earlier_result(report.built_as.report, run) for run in runs]
    return make_outcome(report, record, results, published=False)


def make_outcome(
    report: ReportPlan, record: ReportRecord, results: Sequence[SectionResult], *, published: bool
) -> ReportOutcome:
    """The outcome of a report that the ledger knows; with its publication, if that was asked."""
    paths, published = report.paths, published and not record.error
    return ReportOutcome(
        plan=report,
        sections=tuple(results),
        review=paths.review / record.review if record.review else None,
        publication={kind: paths.folder / name for kind, name in record.publication.items()}
        if published
        else {},
        engine=record.engine if published else "",
        warnings=record.warnings,
        tally=record.found,
        error=record.error,
    )


def earlier_result(report: ReportId, last: RunRecord) -> SectionResult:
    """The result of a run that the ledger knows."""
    return SectionResult(
        report,
        last.section,
        last.seconds,
        error=last.error,
        cell=last.cell,
        log=last.log,
        digest=last.output.digest if last.output else "",
        reused=True,
    )
