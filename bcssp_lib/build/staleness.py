"""How sections last ran and reports were last rendered, and whether that still holds; if not, why.

``bcssp status`` and ``bcssp explain`` tell it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bcssp_lib.build.built_facts import changed_figures
from bcssp_lib.build.inputs import find_first_change
from bcssp_lib.build.ledger import Ledger, ReportRecord, RunRecord, minute_text
from bcssp_lib.build.plan import Plan, ReportOutcome, ReportPlan, open_plan
from bcssp_lib.build.request import Request, SectionResult
from bcssp_lib.data.reads import reads_files
from bcssp_lib.files.fingerprints import (
    SECRET_FILE,
    FileFingerprint,
    Secret,
    digest,
    is_unchanged,
    text_digest,
)
from bcssp_lib.files.packages import packages_digest, toolkit_digest
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import ReadOnlyError
from bcssp_lib.model.finding import Tally
from bcssp_lib.model.report_id import Format, ReportId, formats_of
from bcssp_lib.narrative.section_notebook import SectionNotebook
from bcssp_lib.publish.block_texts import read_executed
from bcssp_lib.publish.programs import quarto_fingerprint

_Row = dict[str, str]
WHOLE = "(whole report)"
_UNFINISHED = {
    "running": "its last run was cut off, or goes on",
    "cut off": "its last run was cut off",
    "failed": "its last run failed",
}
_OTHER_SECRET = (
    f"it was built with another secret of the project ({SECRET_FILE}) than there is now, so that "
    "it cannot be told what has changed"
)


@dataclass(frozen=True)
class SectionState:
    """A section as it is: its last run, and why it has to be run again, if it has."""

    section: SectionNotebook
    last: RunRecord | None
    why: str

    @property
    def fresh(self) -> bool:
        """Whether the last run still holds."""
        return not self.why


def section_states(plan: Plan, report: ReportPlan, ledger: Ledger) -> dict[str, SectionState]:
    """Every section of a report by name, with its last run and whether it still holds."""
    last = ledger.last_runs(report.built_as.report)
    return {
        section.name: SectionState(
            section,
            last.get(section.name),
            _why_run(plan, report, section, last.get(section.name), ledger),
        )
        for section in report.sections
    }


def list_by_reason(reasons: Mapping[str, str], count: int) -> Iterator[tuple[str, str]]:
    """Each reason with the sections, of so many in all, that share it, in words."""
    for reason in dict.fromkeys(reasons.values()):
        names = [name for name, why in reasons.items() if why == reason]
        yield reason, "all sections" if len(names) == count else ", ".join(names)


def _why_run(
    plan: Plan, report: ReportPlan, section: SectionNotebook, last: RunRecord | None, ledger: Ledger
) -> str:
    """Why a section has to be run; empty where its last run still holds."""
    if last is None:
        return "it was never run"
    if last.state in _UNFINISHED:
        return _UNFINISHED[last.state]
    executed, secret = report.executed(section.stem), plan.inputs.secret
    if last.output is not None and not secret.has_sealed(last.output.digest):
        return _OTHER_SECRET
    if last.output is None or not is_unchanged(last.output, executed, secret, by_content=True):
        return "its executed notebook is missing or was changed"
    rough = plan.inputs.rough(report.area.slug, section)
    if rough == last.rough:
        return ""
    source = ledger.source(last)
    if source is None:
        return "what its last run read was not kept"
    changed = find_first_change(*source, section, report.area.slug, plan.inputs)
    if changed:
        return f"changed since: {changed}"
    if not reads_files(source[1]):
        ledger.still_made_from(last, rough)
    return ""


def render_inputs(plan: Plan, report: ReportPlan, outcomes: dict[str, str]) -> str:
    """A sealed hash of all that a report is composed from, and that its check reads.

    ``outcomes`` are by section: the hash of its result, or its error.
    """
    made_from = text_digest(
        *(f"{section.name} {outcomes[section.name]}" for section in report.sections),
        *(
            f"{block.id} {block.file} {block.default} {block.after} {block.carried} {block.text} "
            f"{block.hidden}"
            for section in report.sections
            for block in report.narrative[section.name]
        ),
        *(f"{name} {review.model_dump_json()}" for name, review in sorted(report.reviews.items())),
        *(f"{name} {kept.model_dump_json()}" for name, kept in sorted(report.comments.items())),
        plan.inputs.of_registers(report.area.slug),
        digest((report.paths.pictures).glob("*.*")),
        plan.inputs.params,
        plan.inputs.unprotected(report.area.slug),
        str(report.synthetic),
        toolkit_digest(),
        packages_digest(),
    )
    return plan.inputs.secret.seal(made_from)


def _why_render(report: ReportPlan, record: ReportRecord, made_from: str, secret: Secret) -> str:
    """Why a report has to be rendered; empty where what was rendered still holds."""
    if not record.review:
        return "it was never rendered"
    if record.error:
        return "it could not be rendered"
    if not secret.has_sealed(record.made_from):
        return _OTHER_SECRET
    if record.made_from != made_from:
        return (
            "changed since: its sections, its words, what its check reads, or the toolkit and "
            "its packages"
        )
    return _changed_file(report, record.files, secret)


def why_made(
    plan: Plan,
    report: ReportPlan,
    record: ReportRecord,
    made_from: str,
    *,
    published: Sequence[Format],
) -> str:
    """Why a report has to be rendered, or published where it is; empty where all still holds.

    ``published`` are the formats of its publication; without any, none is asked for.
    """
    secret = plan.inputs.secret
    why = _why_render(report, record, made_from, secret)
    if why or not published:
        return why
    return _why_publish(report, record, publication_inputs(made_from, published), secret)


def publication_inputs(made_from: str, formats: Iterable[Format]) -> str:
    """A hash of all that a publication is made from: the report (sealed), engine and formats."""
    return text_digest(made_from, quarto_fingerprint(), *formats)


def _why_publish(report: ReportPlan, record: ReportRecord, made_from: str, secret: Secret) -> str:
    """Why a report has to be published; empty where its publication still holds."""
    if not record.published_from:
        return "it was never published"
    if record.published_from != made_from:
        return (
            "the publication is older than the review copy, in other formats, or made without "
            "Quarto"
        )
    return _changed_file(report, record.published_files, secret, by_content=True)


def _changed_file(
    report: ReportPlan,
    files: Mapping[str, FileFingerprint],
    secret: Secret,
    *,
    by_content: bool = False,
) -> str:
    """Which of these files is no longer as it was put in place; empty where none is."""
    for name, mark in files.items():
        if not is_unchanged(mark, report.paths.folder / name, secret, by_content=by_content):
            return f"{name} is missing or was changed"
    return ""


def status_rows(project: Project, request: Request) -> list[_Row]:
    """A row for each report and each of its sections, as the ledger has them."""
    with open_plan(project, request) as (plan, ledger):
        return [row for report in plan.reports for row in _report_rows(plan, report, ledger)]


def explain_section(project: Project, request: Request, section: str) -> str:
    """Why a section is, or is not, up to date, in a sentence, and which of its facts change.

    Below it are the figures that are not as the section shows them; or, if it is up to date, the
    facts that have changed most recently.
    """
    with open_plan(project, request) as (plan, ledger):
        report = plan.reports[0]
        states = section_states(plan, report, ledger)[section]
        where = f"The section '{section}' of {report.area.short_name}, {report.period.label},"
        last = states.last
        if stopped := report.stopped.get(section):
            return f"{where} is stopped, and no build runs it until this is put right: {stopped}"
        if states.fresh and last is not None:
            source = ledger.source(last)
            count = len(source[1]) if source else 0
            sentence = (
                f"{where} is up to date: it ran at {minute_text(last.ended)}, and none of the "
                f"{count} things that it read has changed since, nor its code, the toolkit, or a "
                "package that it used."
            )
            return "\n".join([sentence, *_last_changes(ledger.report(report.id), section)])
        failed = f" ({last.error})" if last is not None and last.state == "failed" else ""
        sentence = f"{where} will be run by the next build: {states.why}{failed}."
        return "\n".join([sentence, *_coming_changes(plan, report, states)])


def _last_changes(record: ReportRecord | None, section: str) -> Iterator[str]:
    """The facts of a section that a build showed otherwise than the one before."""
    changes = [change for change in record.changes if change.section == section] if record else []
    if record and changes:
        yield f"Changed by the build of {minute_text(record.changed)}:"
        yield from (f"  {change}" for change in changes)


def _coming_changes(plan: Plan, report: ReportPlan, state: SectionState) -> Iterator[str]:
    """The figures of ``data/`` that are not as the section shows them."""
    executed = report.executed(state.section.stem)
    output = state.last.output if state.last else None
    if output is None or not is_unchanged(output, executed, plan.inputs.secret, by_content=True):
        return
    facts = read_executed(executed, report.id.stamp(state.section.name)).facts.values()
    area = report.area.slug
    changes = changed_figures(facts, plan.inputs.store(area), area, plan.catalogue.indicators)
    if changes:
        yield "Figures that have changed since it ran:"
        yield from (f"  {change}" for change in changes)


def _report_rows(plan: Plan, report: ReportPlan, ledger: Ledger) -> Iterator[_Row]:
    states = section_states(plan, report, ledger)
    yield _whole_row(plan, report, states, ledger)
    for state in states.values():
        yield _section_row(report, state)


def _whole_row(
    plan: Plan, report: ReportPlan, states: dict[str, SectionState], ledger: Ledger
) -> _Row:
    notes = "synthetic figures" if report.synthetic else "real figures"
    record = ledger.report(report.id)
    why = why_outdated(plan, report, states, record)
    if report.stopped:
        why = f"stopped: {', '.join(report.stopped)}"
    if record is None:
        return _row(report, WHOLE, "not built", "", why, notes)
    if record.found != Tally():
        notes = f"{notes}; check: {record.found}"
    return _row(report, WHOLE, "not ok" if why else "ok", record.built, why, notes)


def why_outdated(
    plan: Plan, report: ReportPlan, states: dict[str, SectionState], record: ReportRecord | None
) -> str:
    """Why a report has to be built; empty where it holds as it is."""
    if record is None:
        return "it was never rendered"
    if record.error:
        return record.error
    if names := [name for name, state in states.items() if not state.fresh]:
        return f"not up to date: {', '.join(names)}"
    hashes = {
        name: state.last.output.digest if state.last and state.last.output else ""
        for name, state in states.items()
    }
    made_from = render_inputs(plan, report, hashes)
    return why_made(plan, report, record, made_from, published=formats_of(record.publication))


def _section_row(report: ReportPlan, states: SectionState) -> _Row:
    last = states.last
    if stopped := report.stopped.get(states.section.name):
        return _row(report, states.section.name, "stopped", last.ended if last else "", stopped, "")
    if last is None:
        return _row(report, states.section.name, "not built", "", states.why, "")
    state = "ok" if states.fresh else "failed" if last.state == "failed" else "out of date"
    made = f"{last.seconds:.1f} s" if last.ended else ""
    return _row(report, states.section.name, state, last.ended, last.error or states.why, made)


def _row(report: ReportPlan, section: str, state: str, built: str, why: str, notes: str) -> _Row:
    return {
        "report": str(report.id),
        "section": section,
        "state": state,
        "built": built,
        "why": why,
        "notes": notes,
    }


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
