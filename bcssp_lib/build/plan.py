"""What a build will do, settled and checked before anything runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from bcssp_lib.build.inputs import Inputs
from bcssp_lib.build.ledger import Key, Ledger
from bcssp_lib.checks.places import wrong_places
from bcssp_lib.data.catalogue import Catalogue, Edition, load_catalogue
from bcssp_lib.files.fingerprints import text_digest
from bcssp_lib.files.folders import ReportFolder, report_folder
from bcssp_lib.files.packages import toolkit_digest
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Area
from bcssp_lib.model.errors import InputProblemsError, Problem, not_known
from bcssp_lib.model.period import Period
from bcssp_lib.narrative.blocks import Block, check_length, override, read_blocks
from bcssp_lib.narrative.expressions import parse_text
from bcssp_lib.narrative.review_record import ENDING, SectionReview, read_review
from bcssp_lib.narrative.saving import WORKING, Desk, Saved, save_all
from bcssp_lib.narrative.section_notebook import (
    SectionNotebook,
    check_section,
    read_section,
    section_paths,
)

EVERY_PERIOD = "all"


@dataclass(frozen=True)
class Request:
    """What the user asked for; an empty value means the default, or all.

    ``sections`` are run again in any case; the others only if they are not up to date.
    The period ``all`` means every period of params/periods.yaml.
    """

    areas: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    edition: str = ""
    sections: tuple[str, ...] = ()
    out: Path | None = None


@dataclass(frozen=True)
class ReportPlan:
    """One report to build: its area, its sections, and their narrative.

    ``stopped`` are sections whose words must be settled first, with the reason; ``reviews``
    what authors confirmed and accepted, by section; ``narrative_folder`` is where authors'
    texts are, and their pictures.
    """

    area: Area
    period: Period
    edition: Edition
    sections: tuple[SectionNotebook, ...]
    narrative: dict[str, tuple[Block, ...]]
    folder: ReportFolder
    synthetic: bool
    stopped: Mapping[str, str] = field(default_factory=dict)
    reviews: Mapping[str, SectionReview] = field(default_factory=dict)
    narrative_folder: Path = Path()

    @property
    def key(self) -> Key:
        """The report as the ledger names it."""
        return self.area.slug, self.period.label, self.edition.id

    def place(self, section: SectionNotebook) -> Path:
        """Where the executed notebook of a section belongs."""
        return self.folder.sections / f"{section.path.stem}.ipynb"

    def stamp(self, section: str = "") -> dict[str, str]:
        """What everything made for this report, or a section of it, is stamped with."""
        stamp = {
            "area": self.area.slug,
            "period": self.period.label,
            "edition": self.edition.id,
        }
        return {**stamp, "section": section} if section else stamp


@dataclass(frozen=True)
class Plan:
    """Every report of a build. ``wanted`` sections are run even if they are up to date.

    ``told`` are sentences about edits of working notebooks that were not taken.
    """

    project: Project
    catalogue: Catalogue
    out: Path
    reports: tuple[ReportPlan, ...]
    wanted: tuple[str, ...]
    inputs: Inputs
    told: tuple[str, ...] = ()


def output_folder(project: Project, request: Request) -> Path:
    """Where a request wants its reports."""
    return (request.out or project.reports).resolve()


def known_names(project: Project, request: Request) -> Catalogue:
    """Read params/, and hold every name of a request to it; nothing else is touched."""
    catalogue = load_catalogue(project)
    _areas(catalogue, request)
    _periods(catalogue, request)
    _check_wanted(_edition(catalogue, request), request.sections)
    return catalogue


def never_built(catalogue: Catalogue, request: Request, ledger: Ledger) -> bool:
    """Whether a report is asked for that was never built: its sections will run."""
    edition = _edition(catalogue, request).id
    return any(
        ledger.report((area.slug, period.label, edition)) is None
        for area in _areas(catalogue, request)
        for period in _periods(catalogue, request)
    )


def make_plan(
    project: Project,
    catalogue: Catalogue,
    request: Request,
    ledger: Ledger,
    *,
    take_edits: bool = False,
) -> Plan:
    """Check a request against params/, data/, notebooks/ and narrative; nothing runs yet.

    With ``take_edits``, what authors wrote in working notebooks is first taken home.

    What the ledger knows to have been checked before, and is the same, is not read again.
    """
    areas, periods = _areas(catalogue, request), _periods(catalogue, request)
    edition = _edition(catalogue, request)
    _check_wanted(edition, request.sections)
    sections = tuple(_section(project, name, ledger) for name in edition.sections)
    if problems := list(wrong_places(project, catalogue, sections)):
        raise InputProblemsError(problems)
    saved = _saved(project, areas, periods, sections) if take_edits else []
    inputs = Inputs(project, catalogue)
    synthetic = _synthetic(areas, inputs, ledger)
    out = output_folder(project, request)
    reports = tuple(
        ReportPlan(
            area=area,
            period=period,
            edition=edition,
            sections=sections,
            narrative=_narratives(project, area, period, sections),
            folder=report_folder(out, area.slug, period, edition.id),
            synthetic=synthetic[area.slug],
            stopped=_stopped(saved, area, period),
            reviews=_reviews(project, area, period),
            narrative_folder=_narrative_folder(project, area, period),
        )
        for area in areas
        for period in periods
    )
    told = tuple(
        f"{one.desk.area} {one.desk.section.name}: {text}" for one in saved for text in one.refused
    )
    strays = tuple(_strays(project, reports)) if take_edits else ()
    return Plan(project, catalogue, out, reports, request.sections, inputs, (*told, *strays))


def _saved(
    project: Project,
    areas: Sequence[Area],
    periods: Sequence[Period],
    sections: Sequence[SectionNotebook],
) -> list[Saved]:
    """Take home what authors have written in working notebooks."""
    return save_all(
        [
            Desk(project, area.slug, period, section)
            for area in areas
            for period in periods
            if (project.reports / area.slug / period.slug / WORKING).is_dir()
            for section in sections
        ]
    )


def _stopped(saved: Sequence[Saved], area: Area, period: Period) -> dict[str, str]:
    return {
        one.desk.section.name: one.stopped
        for one in saved
        if one.stopped and (one.desk.area, one.desk.period) == (area.slug, period)
    }


def _areas(catalogue: Catalogue, request: Request) -> list[Area]:
    named = [catalogue.area(slug) for slug in dict.fromkeys(request.areas)]
    return named or list(catalogue.authorities())


def _periods(catalogue: Catalogue, request: Request) -> list[Period]:
    if EVERY_PERIOD in request.periods:
        return list(catalogue.periods)
    named = request.periods or (catalogue.settings.default_period,)
    return [catalogue.period(label) for label in dict.fromkeys(named)]


def _edition(catalogue: Catalogue, request: Request) -> Edition:
    return catalogue.edition(request.edition or catalogue.settings.default_edition)


def _check_wanted(edition: Edition, wanted: Sequence[str]) -> None:
    for name in wanted:
        if name not in edition.sections:
            hint = f"params/editions/{edition.id}.yaml lists the sections of this edition."
            raise not_known("section", name, edition.sections, hint)


def _section(project: Project, name: str, ledger: Ledger) -> SectionNotebook:
    """A section's notebook, held to its contract; braces that cannot be read are found too."""
    section = read_section(project, name)
    inputs = text_digest(section.source, toolkit_digest())
    if ledger.checked(section.shown, inputs) is None:
        check_section(section)
        _check_blocks(section.blocks)
        ledger.enter_checked(section.shown, inputs, synthetic=False)
    return section


def _synthetic(areas: Sequence[Area], inputs: Inputs, ledger: Ledger) -> dict[str, bool]:
    """By area, whether figures are made up; what is wrong with any is reported together."""
    found: dict[str, bool] = {}
    problems: dict[Problem, None] = {}
    for area in areas:
        rough = inputs.of_area(area.slug)
        known = ledger.checked(area.slug, rough)
        if known is None:
            try:
                known = inputs.figures(area.slug).synthetic(area.slug)
            except InputProblemsError as error:  # those of a shared folder come once
                problems.update(dict.fromkeys(error.problems))
                continue
            ledger.enter_checked(area.slug, rough, synthetic=known)
        found[area.slug] = known
    if problems:
        raise InputProblemsError(problems)
    return found


def _narrative_folder(project: Project, area: Area, period: Period) -> Path:
    return project.reports / area.slug / period.slug / "narrative"


def _narratives(
    project: Project, area: Area, period: Period, sections: Sequence[SectionNotebook]
) -> dict[str, tuple[Block, ...]]:
    """By section, its blocks: an author's text before the default."""
    written = {path.stem: path for path in _narrative_folder(project, area, period).glob("*.md")}
    return {
        section.name: _narrative(project, written[section.name], section)
        if section.name in written
        else section.blocks
        for section in sections
    }


def _reviews(project: Project, area: Area, period: Period) -> dict[str, SectionReview]:
    """By section, what its authors confirmed and accepted."""
    folder = _narrative_folder(project, area, period)
    return {
        path.name.removesuffix(ENDING): read_review(path, project.shown(path))
        for path in sorted(folder.glob(f"*{ENDING}"))
    }


def _strays(project: Project, reports: Sequence[ReportPlan]) -> Iterator[str]:
    """Sentences about narrative files that belong to no section, so that nobody reads them."""
    known = section_paths(project)
    for report in reports:
        for path in sorted(report.narrative_folder.glob("*.md")):
            if path.stem not in known:
                near = ", ".join(get_close_matches(path.stem, known, n=3, cutoff=0.4) or known)
                yield (
                    f"{project.shown(path)}: there is no section '{path.stem}', so this text is "
                    f"in no report (nearest: {near})."
                )


def _narrative(project: Project, path: Path, section: SectionNotebook) -> tuple[Block, ...]:
    blocks = override(section.blocks, read_blocks(path, project.shown(path)), section.cells)
    _check_blocks(blocks)
    return blocks


def _check_blocks(blocks: Sequence[Block]) -> None:
    for block in blocks:
        check_length(block)
        parse_text(block.text, f"{block.file}, block '{block.id}'", block.text_line)
