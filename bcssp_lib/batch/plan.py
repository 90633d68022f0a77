"""What a build will do, settled and checked before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bcssp_lib.batch.inputs import Inputs
from bcssp_lib.domain.area import Area
from bcssp_lib.domain.period import Period
from bcssp_lib.errors import not_known
from bcssp_lib.figures.catalogue import Catalogue, Edition, load_catalogue
from bcssp_lib.figures.loader import Figures, load_figures
from bcssp_lib.figures.project import Project
from bcssp_lib.narrative.blocks import Block, override, read_blocks
from bcssp_lib.narrative.expressions import parse_text
from bcssp_lib.run.folders import ReportFolder, report_folder
from bcssp_lib.run.sections import SectionNotebook, load_section


@dataclass(frozen=True)
class Request:
    """What the user asked for; an empty value means the default, or all.

    ``sections`` are run again in any case; the others only if they are not up to date.
    """

    areas: tuple[str, ...] = ()
    period: str = ""
    edition: str = ""
    sections: tuple[str, ...] = ()
    out: Path | None = None


@dataclass(frozen=True)
class ReportPlan:
    """One report to build: its area, its sections, and their narrative."""

    area: Area
    period: Period
    edition: Edition
    sections: tuple[SectionNotebook, ...]
    narrative: dict[str, tuple[Block, ...]]
    folder: ReportFolder
    synthetic: bool

    def place(self, section: SectionNotebook) -> Path:
        """Where the executed notebook of a section belongs."""
        return self.folder.sections / f"{section.stem}.ipynb"

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
    """Every report of a build. ``wanted`` sections are run even if they are up to date."""

    project: Project
    catalogue: Catalogue
    out: Path
    reports: tuple[ReportPlan, ...]
    wanted: tuple[str, ...]
    inputs: Inputs


def make_plan(project: Project, request: Request) -> Plan:
    """Check a request against params/, data/, notebooks/ and narrative; nothing runs yet."""
    catalogue = load_catalogue(project)
    period = catalogue.period(request.period or catalogue.settings.default_period)
    edition = catalogue.edition(request.edition or catalogue.settings.default_edition)
    areas = [catalogue.area(slug) for slug in dict.fromkeys(request.areas)]
    areas = areas or list(catalogue.authorities())
    _check_wanted(edition, request.sections)
    sections = tuple(load_section(project, name) for name in edition.sections)
    figures = load_figures(project, catalogue, tuple(area.slug for area in areas))
    out = (request.out or project.reports).resolve()
    reports = tuple(
        _report(project, out, area, period, edition, sections, figures) for area in areas
    )
    inputs = Inputs(project, catalogue)
    return Plan(project, catalogue, out, reports, request.sections, inputs)


def narrative_file(project: Project, area: str, period: Period, section: str) -> Path:
    """Where an area's author writes the narrative of a section."""
    return project.reports / area / period.slug / "narrative" / f"{section}.md"


def _check_wanted(edition: Edition, wanted: Sequence[str]) -> None:
    for name in wanted:
        if name not in edition.sections:
            hint = f"params/editions/{edition.id}.yaml lists the sections of this edition."
            raise not_known("section", name, edition.sections, hint)


def _report(
    project: Project,
    out: Path,
    area: Area,
    period: Period,
    edition: Edition,
    sections: tuple[SectionNotebook, ...],
    figures: Figures,
) -> ReportPlan:
    narrative = {section.name: _narrative(project, area, period, section) for section in sections}
    return ReportPlan(
        area=area,
        period=period,
        edition=edition,
        sections=sections,
        narrative=narrative,
        folder=report_folder(out, area.slug, period, edition.id),
        synthetic=figures.synthetic(area.slug),
    )


def _narrative(
    project: Project, area: Area, period: Period, section: SectionNotebook
) -> tuple[Block, ...]:
    """A section's blocks; braces that cannot be read are found before anything runs."""
    path = narrative_file(project, area.slug, period, section.name)
    blocks = override(section.blocks, read_blocks(path, project.shown(path)))
    for block in blocks:
        parse_text(block.text, f"{block.file}, block '{block.id}'", block.text_line)
    return blocks
