"""Building reports: run their sections, render them, put everything in place, and account for it.

This process alone writes to the output folder and to the ledger. What workers and
renderers make comes to it, and is put in place in one step; the ledger is told afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Protocol

from bcssp_lib.build.inputs import made_from
from bcssp_lib.build.jobs import Kernels, cores, default_jobs, default_kernels
from bcssp_lib.build.ledger import Build, Key, Ledger, ReportRecord, now, open_ledger
from bcssp_lib.build.limits import limits_of
from bcssp_lib.build.plan import (
    Plan,
    ReportPlan,
    Request,
    known_names,
    make_plan,
    never_built,
    output_folder,
)
from bcssp_lib.build.section_run import Account, SectionResult, SectionRun
from bcssp_lib.build.staleness import (
    Standing,
    published_from,
    rendered_from,
    standing,
    why_publish,
    why_render,
)
from bcssp_lib.checks.kept import FINDINGS
from bcssp_lib.files.fingerprints import Mark, mark_of
from bcssp_lib.files.folders import (
    MANIFEST,
    REVIEW,
    build_lock,
    output_errors,
    put_file,
    put_folder,
    put_text,
    working_folder,
)
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import SyntheticFiguresError, UserError
from bcssp_lib.model.finding import Tally, tally
from bcssp_lib.narrative.section_notebook import SectionNotebook

if TYPE_CHECKING:
    from bcssp_lib.build.pool import Runners
    from bcssp_lib.build.rendering import Rendered

_AGAIN_SECONDS = 0.1


@dataclass(frozen=True)
class Options:
    """How to build, beside what to build.

    ``kernels`` is ``warm``, ``fresh`` or empty for the default; ``cluster`` the address of
    a Dask scheduler, or ``local:N``. ``resume`` takes up the last build where it was cut
    off, ``retry_failed`` the reports of it that have failed sections.
    """

    jobs: int = 0
    publish: bool = False
    allow_synthetic: bool = False
    fresh: bool = False
    kernels: str = ""
    cluster: str = ""
    resume: bool = False
    retry_failed: bool = False


@dataclass(frozen=True)
class ReportOutcome:
    """What became of one report; ``found`` counts the findings of its check."""

    plan: ReportPlan
    sections: tuple[SectionResult, ...]
    review: Path | None = None
    publication: dict[str, Path] = field(default_factory=dict)
    engine: str = ""
    advice: str = ""
    warnings: tuple[str, ...] = ()
    found: Tally = field(default_factory=Tally)
    error: str = ""

    @property
    def failed_sections(self) -> tuple[SectionResult, ...]:
        """The sections that did not verifiably run."""
        return tuple(one for one in self.sections if not one.ok)


class Watcher(Protocol):
    """Who is told how a build goes on."""

    def told(self, message: str) -> None:
        """Something that the user should know."""

    def planned(self, plan: Plan, runs: Sequence[SectionRun], usual: dict[str, float]) -> None:
        """The build is settled; ``usual`` are the seconds that sections have taken before."""

    def section_begun(self, run: SectionRun) -> None:
        """A section begins to run."""

    def section_done(self, result: SectionResult) -> None:
        """A section has ended, well or not, or is up to date."""

    def report_done(self, outcome: ReportOutcome) -> None:
        """A report has been rendered, is up to date, or could not be rendered."""


def build(
    project: Project, request: Request, options: Options, watcher: Watcher
) -> tuple[ReportOutcome, ...]:
    """Build reports; each is independent of the others' failures."""
    out, catalogue = output_folder(project, request), known_names(project, request)
    with build_lock(out), open_ledger(out, watcher.told) as ledger:
        ledger.cut_off()
        last = ledger.last_build()
        if options.resume and (last is None or last.ended):
            watcher.told("No build was cut off, so there is nothing to resume.")
            return ()
        request, options = _taken_up(request, options, last)
        with working_folder(out) as work, ExitStack() as afterwards:
            early = None
            if not options.cluster and never_built(catalogue, request, ledger):
                begun = afterwards.enter_context(_local_runners(project, options, work))
                early = _ended_with(afterwards, begun)
            plan = make_plan(project, catalogue, request, ledger, take_edits=True)
            for told in plan.told:
                watcher.told(told)
            if options.retry_failed:
                plan = _with_failures(plan, ledger)
            _refuse_synthetic(plan, options)
            resumed = last.id if options.resume and last else None
            number = resumed or ledger.begin_build(asked(request, options))
            outcomes = _Building(plan, options, ledger, number, work, watcher, early).go()
        ledger.end_build(number)
        return outcomes


def _local_runners(
    project: Project, options: Options, work: Path
) -> AbstractContextManager[Runners]:
    """The workers of this machine: each starts when it is first needed, the template at once."""
    from bcssp_lib.build.pool import local_runners  # slow to import: only where something runs

    kernels = Kernels(options.kernels) if options.kernels else default_kernels()
    return local_runners(options.jobs or default_jobs(kernels), kernels, project, work)


@contextmanager
def _ended_with(afterwards: ExitStack, runners: Runners) -> Iterator[Runners]:
    """Runners that were begun already: they end once no section needs them."""
    with afterwards:
        yield runners


def asked(request: Request, options: Options) -> dict[str, object]:
    """A build's request as the ledger keeps it, so that it can be taken up again."""
    kept = {"publish": options.publish, "allow_synthetic": options.allow_synthetic}
    return {**asdict(request), "out": "", "fresh": options.fresh, **kept}


def _taken_up(request: Request, options: Options, last: Build | None) -> tuple[Request, Options]:
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


def _with_failures(plan: Plan, ledger: Ledger) -> Plan:
    """The reports of a plan that have failed sections."""
    failed = tuple(
        report
        for report in plan.reports
        if any(
            one.last is not None and one.last.state == "failed"
            for one in standing(plan, report, ledger).values()
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
            "add --allow-synthetic for a trial run that is watermarked on every page."
        )


class _Building:
    """One build under way: what has come of it so far."""

    def __init__(
        self,
        plan: Plan,
        options: Options,
        ledger: Ledger,
        number: int,
        work: Path,
        watcher: Watcher,
        early: AbstractContextManager[Runners] | None = None,
    ) -> None:
        self._plan = plan
        self._options = options
        self._ledger = ledger
        self._number = number
        self._work = work
        self._watcher = watcher
        self._early = early
        self._reports = {report.key: report for report in plan.reports}
        self._results: dict[Key, dict[str, SectionResult]] = {key: {} for key in self._reports}
        self._hashes: dict[Key, dict[str, str]] = {key: {} for key in self._reports}
        self._begun: dict[tuple[Key, str], int] = {}
        self._renders: dict[Future[Rendered], Key] = {}
        self._outcomes: dict[Key, ReportOutcome] = {}

    def go(self) -> tuple[ReportOutcome, ...]:
        """Run what is not up to date; render each report once its last section has ended."""
        runs = [run for report in self._plan.reports for run in self._to_run(report)]
        self._watcher.planned(self._plan, runs, self._ledger.usual_seconds())
        with _ended_at_once(ThreadPoolExecutor(self._options.jobs or cores())) as renderers:
            for report in self._plan.reports:
                for result in self._results[report.key].values():
                    self._watcher.section_done(result)
                self._render_if_complete(report, renderers)
            if runs:
                self._run(runs, renderers)
            while self._renders:
                wait(self._renders, return_when="FIRST_COMPLETED")
                self._take_rendered()
        return tuple(self._outcomes[report.key] for report in self._plan.reports)

    def _run(self, runs: Sequence[SectionRun], renderers: ThreadPoolExecutor) -> None:
        from bcssp_lib.build.pool import run_all  # slow to import: only where something runs

        with self._runners() as runners:
            for run, result in run_all(runs, runners, self._begin):
                self._end(run, result)
                self._render_if_complete(self._reports[run.report], renderers)
                self._take_rendered()

    def _runners(self) -> AbstractContextManager[Runners]:
        if self._early is not None:
            return self._early
        if self._options.cluster:
            from bcssp_lib.build.cluster import cluster_runners

            return cluster_runners(self._options.cluster, self._plan.project, self._watcher.told)
        return _local_runners(self._plan.project, self._options, self._work)

    # Sections

    def _to_run(self, report: ReportPlan) -> Iterator[SectionRun]:
        """The sections of a report that must run; the others are entered as they stand."""
        for stands in standing(self._plan, report, self._ledger).values():
            name, last = stands.section.name, stands.last
            if name in report.stopped:
                self._results[report.key][name] = SectionResult(
                    name, report.stamp(name), error=report.stopped[name], reused=True
                )
                self._hashes[report.key][name] = report.stopped[name]
                continue
            if self._must_run(stands):
                yield self._section_run(report, stands.section)
                continue
            assert last is not None
            stamp = report.stamp(name)
            self._results[report.key][name] = SectionResult(
                name, stamp, last.seconds, error=last.error, cell=last.cell, log=last.log,
                reused=True,
            )  # fmt: skip
            self._hashes[report.key][name] = last.output.digest if last.output else last.error

    def _must_run(self, stands: Standing) -> bool:
        last = stands.last
        if last is not None and last.build == self._number:  # a build that is resumed
            return not (stands.fresh or last.state == "failed") or (
                last.state == "failed" and self._options.retry_failed
            )
        forced = self._options.fresh or stands.section.name in self._plan.wanted
        return forced or not stands.fresh

    def _section_run(self, report: ReportPlan, section: SectionNotebook) -> SectionRun:
        return SectionRun(
            section=section.name,
            source=section.source,
            stamp=report.stamp(section.name),
            root=self._plan.project.root,
            work=self._work,
            limits=limits_of(self._plan.catalogue.settings),
        )

    def _begin(self, run: SectionRun) -> None:
        number = self._ledger.begin_run(self._number, run.report, run.section)
        self._begun[run.report, run.section] = number
        self._watcher.section_begun(run)

    def _end(self, run: SectionRun, result: SectionResult) -> None:
        """Put a section's result in place, then enter it in the ledger."""
        report = self._reports[run.report]
        section = next(one for one in report.sections if one.name == run.section)
        place, log = report.place(section), report.folder.logs / f"{section.stem}.log"
        number = self._begun.pop((run.report, run.section))
        with output_errors(self._plan.out):
            if result.ok:
                log.unlink(missing_ok=True)
                put_text(result.notebook, place, self._work)
            else:
                place.unlink(missing_ok=True)  # an earlier result must not stand for this run
                put_text(result.log or f"{result.error}\n", log, self._work)
                result = replace(result, log=str(log))
        if result.ok:
            output = mark_of(place)
            source = made_from(section, result.account.packages)
            rough = self._rough_now(report, section)
            self._ledger.end_run(
                number, output, rough, source, result.account.reads, result.seconds, result.worker
            )
            self._hashes[report.key][section.name] = output.digest
        else:
            self._ledger.fail_run(
                number, result.error, result.cell, result.log, result.seconds, result.worker
            )
            self._hashes[report.key][section.name] = result.error
        # They are in place and in the ledger; those of a large batch would fill the memory.
        result = replace(result, notebook="", account=Account())
        self._results[report.key][section.name] = result
        self._watcher.section_done(result)

    def _rough_now(self, report: ReportPlan, section: SectionNotebook) -> str:
        """The rough hash of a section's inputs; empty if they were touched while the build ran.

        An empty one has the next build look at what the section did read.
        """
        area, inputs = report.area.slug, self._plan.inputs
        planned = inputs.rough(area, section)
        return planned if inputs.untouched(area) else ""

    # Reports

    def _render_if_complete(self, report: ReportPlan, renderers: ThreadPoolExecutor) -> None:
        """Have a report rendered once its last section has ended, unless it is up to date."""
        if len(self._results[report.key]) < len(report.sections):
            return
        made = rendered_from(self._plan, report, self._hashes[report.key])
        record = self._ledger.report(report.key)
        if record is not None and not self._why_made(report, record, made):
            self._done(self._recorded(report, record))
            return
        folder = self._work / f"{report.area.slug}-{report.folder.path.name}-rendered"
        errors = {one.section: one.error for one in self._results[report.key].values()}
        future = renderers.submit(
            _rendered, self._plan, report, errors, folder, self._options.publish
        )
        self._renders[future] = report.key

    def _why_made(self, report: ReportPlan, record: ReportRecord, made: str) -> str:
        why = why_render(report, record, made)
        return why or (why_publish(report, record, made) if self._options.publish else "")

    def _take_rendered(self) -> None:
        """Put in place what has been rendered meanwhile."""
        for future in [one for one in self._renders if one.done()]:
            report = self._reports[self._renders.pop(future)]
            rendered = future.result()
            try:
                with output_errors(self._plan.out):
                    record = self._put(report, rendered)
            except UserError as error:
                unplaced = {"built": now(), "error": str(error), "review": "", "found": Tally()}
                record = self._record(report).model_copy(update=unplaced)
            self._ledger.enter_report(report.key, record)
            outcome = self._recorded(report, record)
            if rendered.published is not None:
                outcome = replace(outcome, advice=rendered.published.advice)
            self._done(outcome)

    def _put(self, report: ReportPlan, rendered: Rendered) -> ReportRecord:
        """Put a report's rendered files in place; return what the ledger is told of them.

        What it knows of an earlier publication stays until there is another.
        """
        folder = report.folder
        made = rendered_from(self._plan, report, self._hashes[report.key])
        place = folder.review / REVIEW
        beside = [folder.review / name for name in (MANIFEST, FINDINGS)]
        record = self._record(report).model_copy(
            update={
                "built": now(),
                "made_from": made,
                "review": "",
                "files": {},
                "error": rendered.error,
                "warnings": rendered.warnings,
                "found": tally(rendered.findings),
            }
        )
        if rendered.review is None:  # an older copy must not be taken for this one
            place.unlink(missing_ok=True)
            return record
        for one in beside:
            put_file(rendered.review.with_name(one.name), one)
        put_file(rendered.review, place)
        marks = _marks(report, (*beside, place))
        record = record.model_copy(update={"review": place.name, "files": marks})
        if rendered.published is None or rendered.publication is None:
            return record
        put_folder(rendered.publication, folder.publication)
        published = rendered.published.moved(rendered.publication, folder.publication)
        return record.model_copy(
            update={
                "publication": {kind: _name(report, one) for kind, one in published.files.items()},
                "published_from": published_from(made),
                "engine": published.engine,
                "published_files": _marks(report, published.files.values()),
            }
        )

    def _record(self, report: ReportPlan) -> ReportRecord:
        return self._ledger.report(report.key) or ReportRecord(built="")

    def _recorded(self, report: ReportPlan, record: ReportRecord) -> ReportOutcome:
        folder = report.folder
        published = self._options.publish and not record.error
        return ReportOutcome(
            plan=report,
            sections=tuple(self._results[report.key][one.name] for one in report.sections),
            review=folder.review / record.review if record.review else None,
            publication={kind: folder.path / name for kind, name in record.publication.items()}
            if published
            else {},
            engine=record.engine if published else "",
            warnings=record.warnings,
            found=record.found,
            error=record.error,
        )

    def _done(self, outcome: ReportOutcome) -> None:
        self._outcomes[outcome.plan.key] = outcome
        self._watcher.report_done(outcome)


def _name(report: ReportPlan, path: Path) -> str:
    return path.relative_to(report.folder.path).as_posix()


def _marks(report: ReportPlan, paths: Iterable[Path]) -> dict[str, Mark]:
    return {_name(report, path): mark_of(path) for path in paths}


def _rendered(
    plan: Plan, report: ReportPlan, errors: dict[str, str], folder: Path, publish: bool
) -> Rendered:
    from bcssp_lib.build.rendering import render_report  # slow to import

    return render_report(plan, report, errors, folder, publish=publish)


@contextmanager
def _ended_at_once(renderers: ThreadPoolExecutor) -> Iterator[ThreadPoolExecutor]:
    """Renderers that, on an error or Ctrl-C, are not waited for: their programs are ended."""
    try:
        yield renderers
    except BaseException:
        renderers.shutdown(wait=False, cancel_futures=True)
        ended = Thread(target=renderers.shutdown)
        ended.start()
        while ended.is_alive():  # one may have begun another program meanwhile
            _end_programs()
            ended.join(_AGAIN_SECONDS)
        raise
    finally:
        renderers.shutdown(wait=True)


def _end_programs() -> None:
    """Kill what the renderers have begun; the helpers of multiprocessing end by themselves."""
    import psutil  # only needed here

    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if not any("multiprocessing" in word for word in child.cmdline()):
                child.kill()
