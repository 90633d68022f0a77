"""What a build will do, settled and checked before anything runs; and who hears how it goes on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from bcssp_lib.build.inputs import Inputs
from bcssp_lib.build.ledger import FactChange, Ledger, read_ledger
from bcssp_lib.build.request import Request, SectionResult, SectionRun
from bcssp_lib.build.stray_texts import find_unmade_sections
from bcssp_lib.checks.coverage import find_wrong_places
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.data.stray_inputs import refuse_stray_inputs, refuse_unknown_places
from bcssp_lib.files.fingerprints import text_digest
from bcssp_lib.files.folders import built_file, list_files
from bcssp_lib.files.packages import toolkit_digest
from bcssp_lib.files.project import COMMENTS_ENDING, REVIEW_RECORD_ENDING, Project, ReportPaths
from bcssp_lib.model.area import Area
from bcssp_lib.model.errors import (
    InputProblemsError,
    NarrativeError,
    Problem,
    UserError,
    not_known,
    raise_problems,
)
from bcssp_lib.model.finding import Finding, Tally, parse_findings
from bcssp_lib.model.period import Period
from bcssp_lib.model.person_data import Screening
from bcssp_lib.model.records import Edition
from bcssp_lib.model.report_id import ReportId, Stamp
from bcssp_lib.narrative.author_files import AuthorFiles
from bcssp_lib.narrative.blocks import Block, hide_in_block, override_defaults, read_blocks
from bcssp_lib.narrative.comments import SectionComments, read_comments
from bcssp_lib.narrative.review_record import SectionReview, read_review
from bcssp_lib.narrative.saving import SaveResult, save_all
from bcssp_lib.narrative.section_notebook import (
    SectionNotebook,
    check_section,
    load_section,
    read_section,
    screen_notebook,
)

EVERY_PERIOD = "all"
_Kept = TypeVar("_Kept")


@dataclass(frozen=True)
class ReportPlan:
    """One report to build: its area, its sections, and their narrative.

    ``sections`` are all that are built, of which its edition shows some, and ``built_as`` is the
    report under which they are: another's, where its edition is one of another edition.
    ``stopped`` are sections whose words must be settled first, or of which a file of words cannot
    be read, with the reason; ``reviews``
    what authors confirmed and accepted, and ``comments`` what reviewers said, by section.
    """

    id: ReportId
    area: Area
    edition: Edition
    paths: ReportPaths
    built_as: ReportPaths
    sections: tuple[SectionNotebook, ...]
    narrative: dict[str, tuple[Block, ...]]
    synthetic: bool
    stopped: Mapping[str, str] = field(default_factory=dict)
    reviews: Mapping[str, SectionReview] = field(default_factory=dict)
    comments: Mapping[str, SectionComments] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        """The period that the report is of."""
        return self.id.period

    @property
    def title(self) -> str:
        """The report as messages call it: "B&NES 2023-24"."""
        return f"{self.area.short_name} {self.period.label}"

    def section(self, name: str) -> SectionNotebook:
        """The notebook of one of the report's sections."""
        return next(section for section in self.sections if section.name == name)

    def executed(self, stem: str) -> Path:
        """The executed notebook of a section."""
        return self.built_as.executed(stem)

    def stamp(self, section: str) -> Stamp:
        """What everything of an executed section is stamped with."""
        return self.built_as.report.stamp(section)


@dataclass(frozen=True)
class Plan:
    """Every report of a build.

    ``wanted`` sections are run even if they are up to date; where ``only`` names sections, no
    other is run.
    """

    catalogue: Catalogue
    out: Path
    reports: tuple[ReportPlan, ...]
    wanted: tuple[str, ...]
    inputs: Inputs
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportOutcome:
    """The outcome of one report; ``tally`` counts the findings of its check.

    ``changes`` are the facts that this build shows otherwise than the one before it.
    """

    plan: ReportPlan
    sections: tuple[SectionResult, ...]
    review: Path | None = None
    publication: dict[str, Path] = field(default_factory=dict)
    engine: str = ""
    advice: str = ""
    warnings: tuple[str, ...] = ()
    tally: Tally = field(default_factory=Tally)
    error: str = ""
    changes: tuple[FactChange, ...] = ()

    @property
    def failed_sections(self) -> tuple[SectionResult, ...]:
        """The sections that did not verifiably run, though they were to."""
        return tuple(each for each in self.sections if not (each.ok or each.left_out))

    def refuse_failed(self, sections: Collection[str]) -> None:
        """Raise ``UserError`` for the first of these sections that could not be built."""
        for failed in self.failed_sections:
            if failed.section in sections:
                raise UserError(
                    f"The section '{failed.section}' could not be built: {failed.error}"
                )

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is kept next to its review copy of its check; none if that could not be made."""
        return _parse_findings(self.plan.paths) if self.review else ()

    @property
    def left_out(self) -> tuple[SectionResult, ...]:
        """The sections that are not up to date, and were not to be run."""
        return tuple(section for section in self.sections if section.left_out)


class Watcher(Protocol):
    """Who hears how a build goes on."""

    def on_message(self, message: str) -> None:
        """Something that the user should know."""

    def on_plan(self, plan: Plan, runs: Sequence[SectionRun], usual: dict[str, float]) -> None:
        """The build is settled; ``usual`` are the seconds that sections have taken before."""

    def on_section_start(self, run: SectionRun) -> None:
        """A section begins to run."""

    def on_section_end(self, result: SectionResult) -> None:
        """A section has ended, well or not, or is up to date."""

    def on_report_end(self, outcome: ReportOutcome) -> None:
        """A report has been rendered, is up to date, or could not be rendered."""


def output_folder(project: Project, request: Request) -> Path:
    """Where a request wants its reports."""
    return (request.out or project.reports).resolve()


def load_checked_catalogue(project: Project, request: Request) -> Catalogue:
    """Read params/, and hold every name of a request to it; nothing else is touched."""
    catalogue = load_catalogue(project)
    _areas(catalogue, request)
    _periods(catalogue, request)
    edition = _edition(catalogue, request)
    shown = [edition, *([catalogue.editions[edition.of]] if edition.of else [])]
    raise_problems(list(find_unmade_sections(catalogue, shown)))
    _check_wanted(catalogue, edition, (*request.sections, *request.only))
    return catalogue


@contextmanager
def open_plan(project: Project, request: Request) -> Iterator[tuple[Plan, Ledger]]:
    """What a build of a request would do, and the ledger to read; nothing is saved or built."""
    with read_ledger(output_folder(project, request)) as ledger:
        yield make_plan(load_checked_catalogue(project, request), request, ledger), ledger


def add_built_periods(project: Project, request: Request) -> Request:
    """A request without a period, as one for the default period and each that was built."""
    if request.periods:
        return request
    catalogue = load_checked_catalogue(project, request)
    edition = _edition(catalogue, request).id
    with read_ledger(output_folder(project, request)) as ledger:
        built = {
            row.period
            for row in ledger.list_reports()
            if row.edition == edition and (not request.areas or row.area in request.areas)
        }
    built.add(catalogue.settings.default_period)
    labels = tuple(each.label for each in catalogue.periods if each.label in built)
    return replace(request, periods=labels)


def plan_report(project: Project, request: Request) -> ReportPlan:
    """The report that a request names, as a build would make it; nothing is saved or built."""
    with open_plan(project, request) as (plan, _):
        return plan.reports[0]


def read_findings(paths: ReportPaths) -> tuple[Finding, ...] | None:
    """What the check found in a report as it was last built; None if it was not built."""
    return _parse_findings(paths) if paths.findings.is_file() else None


def _parse_findings(paths: ReportPaths) -> tuple[Finding, ...]:
    with built_file(paths.findings):
        return parse_findings(paths.findings.read_text("utf-8"))


def list_reports(catalogue: Catalogue, request: Request) -> list[ReportPaths]:
    """The reports that a request names, with the places of their files."""
    edition, project = _edition(catalogue, request).id, catalogue.project
    out = output_folder(project, request)
    return [
        ReportPaths(ReportId(area.slug, period, edition), project.reports, out)
        for area in _areas(catalogue, request)
        for period in _periods(catalogue, request)
    ]


def save_edits(catalogue: Catalogue, request: Request) -> list[SaveResult]:
    """Take into the narrative files what authors have written in working notebooks."""
    sections, project = catalogue.sections(_edition(catalogue, request)), catalogue.project
    return save_all(
        [
            AuthorFiles(project, paths.report, load_section(project, name))
            for paths in list_reports(catalogue, request)
            if paths.working.is_dir()
            for name in sections
        ]
    )


def make_plan(
    catalogue: Catalogue,
    request: Request,
    ledger: Ledger,
    saved: Sequence[SaveResult] = (),
) -> Plan:
    """Check a request against params/, data/, notebooks/ and narrative; nothing runs yet.

    ``saved`` is the result of the working notebooks of authors. What the ledger knows to have
    been checked before, and is the same, is not read again.
    """
    edition = _edition(catalogue, request)
    _check_wanted(catalogue, edition, (*request.sections, *request.only))
    names = catalogue.sections(edition)
    sections = tuple(_section(catalogue, name, ledger) for name in names)
    refuse_stray_inputs(catalogue)
    refuse_unknown_places(catalogue)
    raise_problems(list(find_wrong_places(catalogue.project, catalogue, sections)))
    inputs = Inputs(catalogue)
    synthetic = _synthetic(_areas(catalogue, request), inputs, ledger)
    reports = []
    for paths in list_reports(catalogue, request):
        read = partial(_by_section, catalogue, paths)
        own, unreadable = read(".md", partial(_narrative, {each.name: each for each in sections}))
        reviews, unread = read(REVIEW_RECORD_ENDING, read_review)
        comments, unread_comments = read(COMMENTS_ENDING, read_comments)
        report = ReportPlan(
            id=paths.report,
            area=catalogue.area(paths.report.area),
            edition=edition,
            paths=paths,
            built_as=paths.of_edition(catalogue.built_edition(edition)),
            sections=sections,
            narrative={each.name: own.get(each.name, each.blocks) for each in sections},
            synthetic=synthetic[paths.report.area],
            stopped={
                **unread_comments,
                **unread,
                **unreadable,
                **{
                    result.files.section.name: result.stopped
                    for result in saved
                    if result.stopped and result.files.report == paths.report
                },
            },
            reviews=reviews,
            comments=comments,
        )
        reports.append(report)
    out = output_folder(catalogue.project, request)
    return Plan(catalogue, out, tuple(reports), request.sections, inputs, request.only)


def _areas(catalogue: Catalogue, request: Request) -> list[Area]:
    """The areas that a request names, or all that are built in its edition."""
    edition = _edition(catalogue, request)
    named = [catalogue.area(slug) for slug in dict.fromkeys(request.areas)]
    if named:
        return named
    chosen = [
        area
        for area in catalogue.reported()
        if edition.side_by_side == bool(catalogue.members(area.slug))
        and (not area.editions or edition.id in area.editions)
    ]
    if not chosen and catalogue.authorities():
        raise UserError(
            f"No area is built in the edition '{edition.id}' by default: 'editions' in "
            "params/areas/ names others. Name an area, or one of these with --edition."
        )
    return chosen


def _periods(catalogue: Catalogue, request: Request) -> list[Period]:
    if EVERY_PERIOD in request.periods:
        return list(catalogue.periods)
    named = request.periods or (catalogue.settings.default_period,)
    return [catalogue.period(label) for label in dict.fromkeys(named)]


def _edition(catalogue: Catalogue, request: Request) -> Edition:
    return catalogue.edition_of(request.edition, request.areas, (*request.sections, *request.only))


def _check_wanted(catalogue: Catalogue, edition: Edition, wanted: Sequence[str]) -> None:
    known = catalogue.sections(edition)
    for name in wanted:
        if name not in known:
            hint = f"params/editions/{edition.id}.yaml lists the sections of this edition."
            raise not_known("section", name, known, hint)


def _section(catalogue: Catalogue, name: str, ledger: Ledger) -> SectionNotebook:
    """A section's notebook, screened and checked against its contract, braces and all.

    What JupyterLab saved of a run is no part of a build, but it lies in notebooks/ and in git.
    """
    section, allowed = read_section(catalogue.project, name), catalogue.screening
    if section.left_out:
        raise_problems(screen_notebook(section.path.read_text("utf-8"), section.shown, allowed))
    inputs = text_digest(section.source, toolkit_digest(), allowed.model_dump_json())
    if not ledger.is_checked(section.shown, inputs):
        raise_problems(screen_notebook(section.source, section.shown, allowed))
        check_section(section)
        ledger.enter_checked(section.shown, inputs)
    return section


def _synthetic(areas: Sequence[Area], inputs: Inputs, ledger: Ledger) -> dict[str, bool]:
    """By area, whether figures are made up; what is wrong with any is reported together."""
    synthetic_by_area: dict[str, bool] = {}
    problems: dict[Problem, None] = {}
    for area in areas:
        try:
            synthetic_by_area[area.slug] = _is_synthetic(area.slug, inputs, ledger)
        except InputProblemsError as error:  # those of a shared folder come once
            problems.update(dict.fromkeys(error.problems))
    raise_problems(problems)
    return synthetic_by_area


def _is_synthetic(area: str, inputs: Inputs, ledger: Ledger) -> bool:
    """Whether an area's figures are made up, without reading them again where they are as before.

    The ledger knows a hash over that and the figures, and no mark that could be set by itself.
    What is published is asked of the figures themselves.
    """
    hashes = {known: text_digest(inputs.of_area(area), str(known)) for known in (True, False)}
    for known, hashed in hashes.items():
        if ledger.is_checked(area, hashed):
            return known
    synthetic = inputs.store(area).synthetic(area)
    ledger.enter_checked(area, hashes[synthetic])
    return synthetic


def _by_section(
    catalogue: Catalogue,
    paths: ReportPaths,
    ending: str,
    read: Callable[[Path, str, Screening], _Kept],
) -> tuple[dict[str, _Kept], dict[str, str]]:
    """By section, its narrative or what is kept next to it; and why a file stops it."""
    kept: dict[str, _Kept] = {}
    unreadable: dict[str, str] = {}
    for path in list_files(paths.narrative, ending):
        section = path.name.removesuffix(ending)
        try:
            kept[section] = read(path, catalogue.project.shown(path), catalogue.screening)
        except NarrativeError as error:
            unreadable[section] = str(error)
    return kept, unreadable


def _narrative(
    sections: Mapping[str, SectionNotebook], path: Path, shown: str, allowed: Screening
) -> tuple[Block, ...]:
    """A section's blocks; what an author's say of one person is hidden before they are read.

    A file of no section is not read.
    """
    section = sections.get(path.stem)
    if section is None:
        return ()
    written = [hide_in_block(block, allowed) for block in read_blocks(path, shown)]
    return override_defaults(section.blocks, written, section.cells)
