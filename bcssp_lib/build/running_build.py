"""One build under way: run its sections, render its reports, put everything in place.

This process alone writes to the output folder and to the ledger. What workers and
renderers make comes to it, and is put in place in one step; the ledger records it afterwards.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from bcssp_lib.build.built_facts import Facts
from bcssp_lib.build.inputs import collect_run_inputs
from bcssp_lib.build.ledger import FactChange, Ledger, ReportRecord, time_now
from bcssp_lib.build.limits import count_cores
from bcssp_lib.build.plan import Plan, ReportOutcome, ReportPlan, Watcher
from bcssp_lib.build.request import Options, ReadRecord, SectionResult, SectionRun
from bcssp_lib.build.staleness import (
    SectionState,
    earlier_result,
    make_outcome,
    publication_inputs,
    render_inputs,
    section_states,
    why_made,
)
from bcssp_lib.data.data_store import list_shown
from bcssp_lib.data.disclosure import record_publication
from bcssp_lib.data.reads import file_hash, reads_files
from bcssp_lib.files.fingerprints import (
    FileFingerprint,
    Secret,
    is_unchanged,
    keep_hand_edits,
    take_fingerprint,
)
from bcssp_lib.files.folders import output_errors, put_file, put_folder, put_text
from bcssp_lib.files.project import ReportPaths
from bcssp_lib.model.characters import show_controls
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.finding import Tally, count_findings
from bcssp_lib.model.report_id import Format, ReportId
from bcssp_lib.narrative.section_notebook import SectionNotebook
from bcssp_lib.stats.wording import join_words

if TYPE_CHECKING:
    from bcssp_lib.build.rendering import RenderedReport
    from bcssp_lib.build.runners import Runners

_AGAIN_SECONDS = 0.1
_FEW = 5  # files that a message names
_RENDERING = "bcssp_lib.build.rendering"  # slow to import
_RENDERING_LOG = "rendering"  # next to the logs of sections


def must_run(plan: Plan, options: Options, state: SectionState, number: int = 0) -> bool:
    """Whether a build of that number runs a section; 0 is a build that has run nothing yet."""
    last, name = state.last, state.section.name
    if plan.only and name not in plan.only:
        return False
    if last is not None and last.build == number:  # a build that is resumed
        return options.retry_failed if last.state == "failed" else not state.fresh
    return options.fresh or name in plan.wanted or not state.fresh


def _result_as_it_is(report: ReportPlan, state: SectionState, secret: Secret) -> SectionResult:
    """The result of a section that is not run: as it was last, if it holds or not.

    Of one that has no result yet, or none that is whole, an error.
    """
    last, left_out = state.last, state.why
    if last is not None and (state.fresh or last.state == "failed"):
        return earlier_result(report.built_as.report, last)
    executed = report.executed(state.section.stem)
    output = last.output if last is not None else None
    if last and output and is_unchanged(output, executed, secret, by_content=True):
        return replace(earlier_result(report.built_as.report, last), left_out=left_out)
    name = state.section.name
    error = "It is not built yet, and this build was only for other sections."
    return SectionResult(report.built_as.report, name, error=error, reused=True, left_out=left_out)


@dataclass
class RunningBuild:
    """One build under way: what has come of it so far."""

    plan: Plan
    options: Options
    ledger: Ledger
    number: int
    work: Path
    watcher: Watcher
    open_runners: Callable[[], Runners]

    def __post_init__(self) -> None:
        self._reports = {report.id: report for report in self.plan.reports}
        self._of_runs = {report.built_as.report: report for report in self.plan.reports}
        self._results: dict[ReportId, dict[str, SectionResult]] = {
            report: {} for report in self._reports
        }
        self._begun: dict[tuple[ReportId, str], int] = {}
        self._renders: dict[Future[RenderedReport], tuple[ReportId, str]] = {}
        self._outcomes: dict[ReportId, ReportOutcome] = {}

    def go(self) -> tuple[ReportOutcome, ...]:
        """Run what is not up to date; render each report once its last section has ended."""
        # The longest notebooks of a report first, so that no core waits long for its last section.
        runs = [
            run
            for report in self.plan.reports
            for run in sorted(self._to_run(report), key=lambda run: -len(run.source))
        ]
        self.watcher.on_plan(self.plan, runs, self.ledger.usual_seconds())
        with _end_at_once(ThreadPoolExecutor(self.options.jobs or count_cores())) as renderers:
            for report in self.plan.reports:
                for result in self._results[report.id].values():
                    self.watcher.on_section_end(result)
                self._render_if_complete(report, renderers)
            if runs:
                self._run(runs, renderers)
            while self._renders:
                wait(self._renders, return_when="FIRST_COMPLETED")
                self._take_rendered()
        return tuple(self._outcomes[report.id] for report in self.plan.reports)

    def _run(self, runs: Sequence[SectionRun], renderers: ThreadPoolExecutor) -> None:
        from bcssp_lib.build.runners import run_all  # slow to import: only where something runs

        self._read_checks()
        renderers.submit(import_module, _RENDERING)  # nothing else is to do before a section ends
        for run, result in run_all(runs, self.open_runners(), self._begin):
            self._end(run, result)
            self._render_if_complete(self._of_runs[run.report], renderers)
            self._take_rendered()

    def _read_checks(self) -> None:
        """Read what a check needs, so that a mistake there costs no report its good copy."""
        _ = self.plan.catalogue.checks

    # Sections

    def _to_run(self, report: ReportPlan) -> Iterator[SectionRun]:
        """The sections of a report that must run; the others are entered as they are."""
        results = self._results[report.id]
        for state in section_states(self.plan, report, self.ledger).values():
            name = state.section.name
            if name in report.stopped:
                error = report.stopped[name]
                results[name] = SectionResult(
                    report.built_as.report, name, error=error, reused=True
                )
            elif must_run(self.plan, self.options, state, self.number):
                yield self._section_run(report, state.section)
            else:
                results[name] = _result_as_it_is(report, state, self.plan.inputs.secret)

    def _section_run(self, report: ReportPlan, section: SectionNotebook) -> SectionRun:
        return SectionRun(
            report=report.built_as.report,
            section=section.name,
            source=section.source,
            root=self.plan.catalogue.project.root,
            work=self.work,
            limits=self.plan.catalogue.settings,
            engine=self.options.engine,
        )

    def _begin(self, run: SectionRun) -> None:
        number = self.ledger.begin_run(self.number, run.report, run.section)
        self._begun[run.report, run.section] = number
        self.watcher.on_section_start(run)

    def _end(self, run: SectionRun, result: SectionResult) -> None:
        """Put a section's result in place, then enter it in the ledger."""
        report = self._of_runs[run.report]
        section = report.section(run.section)
        number = self._begun.pop((run.report, run.section))
        secret = self.plan.inputs.secret
        result = replace(result, account=result.account and result.account.seal_reads(secret.seal))
        with output_errors(self.plan.out):
            result = self._put_result(result, report.built_as, section.stem)
        if result.ok:
            output = take_fingerprint(report.executed(section.stem), secret)
            rough = self._rough_now(report, section, result.account)
            source = collect_run_inputs(section, result.account) if result.account else None
            self.ledger.end_run(number, result, output, rough, source)
            result = replace(result, digest=output.digest)
        else:
            self.ledger.end_run(number, result)
        # They are in place and in the ledger; those of a large batch would fill the memory.
        result = replace(result, notebook="", failed_notebook="", account=None)
        self._results[report.id][section.name] = result
        self.watcher.on_section_end(result)

    def _put_result(self, result: SectionResult, paths: ReportPaths, stem: str) -> SectionResult:
        """Put an executed notebook in place, or the log of a failure, and name that log."""
        place, log, failed = paths.executed(stem), paths.log(stem), paths.failed(stem)
        if result.ok:
            log.unlink(missing_ok=True)
            failed.unlink(missing_ok=True)
            put_text(result.notebook, place, self.work)
            return result
        place.unlink(missing_ok=True)  # an earlier result must not pass for this one
        put_text(show_controls(result.log or f"{result.error}\n"), log, self.work)
        if result.failed_notebook:
            put_text(result.failed_notebook, failed, self.work)
        return replace(result, log=str(log))

    def _rough_now(
        self, report: ReportPlan, section: SectionNotebook, account: ReadRecord | None
    ) -> str:
        """The rough hash of a section's inputs; empty if they were touched while the build ran.

        It is empty too if the section has read files, which lie outside the folders it covers.
        An empty one has the next build look at what the section did read.
        """
        area, inputs = report.area.slug, self.plan.inputs
        planned = inputs.rough(area, section)
        sure = inputs.untouched(area) and not (account and reads_files(account.reads))
        return planned if sure else ""

    # Reports

    def _render_if_complete(self, report: ReportPlan, renderers: ThreadPoolExecutor) -> None:
        """Have a report rendered once its last section has ended, unless it is up to date."""
        if len(self._results[report.id]) < len(report.sections):
            return
        record = self.ledger.report(report.id)
        made = self._made_from(report)
        publish = self.options.wanted_formats if self.options.publish else ()
        if record is not None and not why_made(self.plan, report, record, made, published=publish):
            self._done(self._recorded(report, record))
            return
        self._read_checks()
        folder = self.work / f"{report.id.slug}-rendered"
        results = self._results[report.id].values()
        errors = {result.section: result.error for result in results}
        outdated = {result.section for result in results if result.left_out}
        known = record.facts if record and record.facts else None
        had = {} if self.options.accept_losses else known
        future = renderers.submit(
            _render, self.plan, report, errors, outdated, folder, publish, had
        )
        self._renders[future] = report.id, made

    def _made_from(self, report: ReportPlan) -> str:
        """A hash of what a report is made from, now that all its sections have ended."""
        results = self._results[report.id].values()
        outcomes = {
            result.section: f"{result.digest or result.error} {result.left_out}".rstrip()
            for result in results
        }
        return render_inputs(self.plan, report, outcomes)

    def _take_rendered(self) -> None:
        """Put in place what has been rendered meanwhile."""
        for future in [render for render in self._renders if render.done()]:
            report_id, made = self._renders.pop(future)
            report, published, kept = self._reports[report_id], None, ""
            changes: tuple[FactChange, ...] = ()
            try:
                rendered = future.result()
                published, changes = rendered.published, rendered.changes
                with output_errors(self.plan.out):
                    rendered = self._of_one_state(report, rendered)
                    if rendered.published is not None:
                        kept = _keep_edits(report)
                    record = self._put(report, rendered, made)
            except UserError as error:
                record = self._record(report, error=str(error), review="", found=Tally())
            self.ledger.enter_report(report.id, record)
            outcome = replace(self._recorded(report, record), changes=changes)
            if published is not None:
                advice = " ".join(filter(None, [kept, published.advice]))
                outcome = replace(outcome, advice=advice)
            self._done(outcome)

    def _of_one_state(self, report: ReportPlan, rendered: RenderedReport) -> RenderedReport:
        """What was rendered; of a report whose figures or results changed meanwhile, an error.

        Some of its sections may have read what was there before, and others what is there now.
        """
        changed = [*self.plan.inputs.changed_files(report.area.slug), *self._altered(report)]
        if not changed:
            return rendered
        return replace(
            rendered,
            review=None,
            published=None,
            error=f"{join_words(changed[:_FEW])} changed while the report was built, so that its "
            f"sections may be of two states. Build it again: bcssp build {report.id.typed}",
        )

    def _altered(self, report: ReportPlan) -> Iterator[str]:
        """The executed notebooks that are no longer what their runs have put there."""
        for name, result in self._results[report.id].items():
            executed = report.executed(report.section(name).stem)
            if result.ok and self.plan.inputs.secret.seal(file_hash(executed)) != result.digest:
                yield self.plan.catalogue.project.shown(executed)

    def _put(self, report: ReportPlan, rendered: RenderedReport, made: str) -> ReportRecord:
        """Put a report's rendered files in place; return what the ledger records of them.

        What it knows of an earlier publication stays until there is another, and so does the
        last good copy.
        """
        from bcssp_lib.publish.manifest import keep_draft  # slow to import, and rendering has

        paths = report.paths
        place, companions = paths.review_copy, [paths.manifest, paths.findings]
        record = self._record(
            report,
            made_from=made,
            review="",
            files={},
            error=rendered.error,
            warnings=rendered.warnings,
            found=count_findings(rendered.findings),
        )
        # Without a review copy the last good one stays, and what is known of its facts.
        if rendered.review is None or rendered.manifest is None:
            # Executed notebooks that hold a hidden figure go, so that their sections run again.
            for path in map(report.built_as.folder.joinpath, rendered.leaking):
                if path.parent == report.built_as.sections:
                    path.unlink(missing_ok=True)
            return record
        paths.log(_RENDERING_LOG).unlink(missing_ok=True)
        for companion in companions:
            put_file(rendered.review.with_name(companion.name), companion)
        put_file(rendered.review, place)
        keep_draft(paths.drafts, paths.manifest)
        update: dict[str, object] = {
            "review": place.name,
            "files": _marks(report, (*companions, place), self.plan.inputs.secret),
            "facts": rendered.facts,
            "draft": rendered.manifest.draft,
            "mark": rendered.manifest.mark,
        }
        if rendered.changes:  # those of an earlier build stay until others come
            update |= {"changes": rendered.changes, "changed": record.built}
        update |= self._put_publication(report, rendered, made)
        return record.model_copy(update=update)

    def _put_publication(
        self, report: ReportPlan, rendered: RenderedReport, made: str
    ) -> dict[str, object]:
        """Put a publication in place, if there is one; return what the ledger records of it."""
        from bcssp_lib.build.kept_copies import keep_frozen  # slow to import, and rendering has

        if not (rendered.published and rendered.publication and rendered.frozen):
            return {}
        paths = report.paths
        put_folder(rendered.publication, paths.publication)
        if not (report.synthetic or self.options.rehearsal):  # what is made up tells of nobody
            keep_frozen(paths, rendered.frozen)
            shown = list_shown(self.plan.catalogue, report.area.slug)
            record_publication(paths, shown)
        published = rendered.published.moved(rendered.publication, paths.publication)
        secret = self.plan.inputs.secret
        return {
            "publication": {kind: _name(report, file) for kind, file in published.files.items()},
            "published_from": publication_inputs(made, self.options.wanted_formats),
            "engine": published.engine,
            "published_mark": rendered.frozen.mark,
            "published_files": _marks(report, published.files.values(), secret),
        }

    def _record(self, report: ReportPlan, **changes: object) -> ReportRecord:
        """What the ledger knows of a report, with what is new."""
        record = self.ledger.report(report.id) or ReportRecord(built="")
        return record.model_copy(update={"built": time_now(), **changes})

    def _recorded(self, report: ReportPlan, record: ReportRecord) -> ReportOutcome:
        results = [self._results[report.id][section.name] for section in report.sections]
        return make_outcome(report, record, results, published=self.options.publish)

    def _done(self, outcome: ReportOutcome) -> None:
        self._outcomes[outcome.plan.id] = outcome
        self.watcher.on_report_end(outcome)


def _keep_edits(report: ReportPlan) -> str:
    """Keep what was edited by hand in a report's publication; say where, if anything was."""
    kept = keep_hand_edits(report.paths.publication)
    if kept is None:
        return ""
    aside, names = kept
    more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return (
        f"Files of the publication were edited by hand, and are made anew: "
        f"{join_words(names[:_FEW])}{more}. Your copies are in {aside}. To keep a change of "
        "look or settings, put it into params/quarto/ (docs/look.md); words are changed in the "
        "narrative."
    )


def _name(report: ReportPlan, path: Path) -> str:
    return path.relative_to(report.paths.folder).as_posix()


def _marks(report: ReportPlan, paths: Iterable[Path], secret: Secret) -> dict[str, FileFingerprint]:
    return {_name(report, path): take_fingerprint(path, secret) for path in paths}


def _render(
    plan: Plan,
    report: ReportPlan,
    errors: dict[str, str],
    outdated: set[str],
    folder: Path,
    publish: Sequence[Format],
    had: Facts | None,
) -> RenderedReport:
    """Render a report; an error that nobody foresaw costs that report, and not the batch."""
    from bcssp_lib.build.rendering import RenderedReport, render_report  # slow to import

    try:
        return render_report(
            plan, report, errors, folder, publish=publish, had=had, outdated=outdated
        )
    except Exception as error:  # noqa: BLE001 - it is the outcome of this report; the others go on
        log = report.paths.log(_RENDERING_LOG)
        with output_errors(plan.out):
            put_text(show_controls(traceback.format_exc()), log, folder.parent)
        shown = plan.catalogue.project.shown(log)
        wrong = f"It could not be rendered ({type(error).__name__}: {error})."
        return RenderedReport(error=f"{wrong} The whole error is in {shown}.")


_CLOCKS_DIFFER = 1  # second: when a process began is told by another clock


@contextmanager
def _end_at_once(renderers: ThreadPoolExecutor) -> Iterator[ThreadPoolExecutor]:
    """Renderers that, on an error or Ctrl-C, are not waited for: their programs are ended."""
    begun = time.time() - _CLOCKS_DIFFER
    try:
        yield renderers
    except BaseException:
        renderers.shutdown(wait=False, cancel_futures=True)
        ended = Thread(target=renderers.shutdown)
        ended.start()
        while ended.is_alive():  # one may have begun another program meanwhile
            _end_programs(begun)
            ended.join(_AGAIN_SECONDS)
        raise
    finally:
        renderers.shutdown(wait=True)


def _end_programs(since: float) -> None:
    """Kill what the renderers have begun; the helpers of multiprocessing end by themselves.

    What was there before belongs to whoever called the build: a cluster, say.
    """
    import psutil  # only needed here

    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            helper = any("multiprocessing" in word for word in child.cmdline())
            if not helper and child.create_time() >= since:
                child.kill()
