"""Whether a section's last run, and a report's last rendering, still hold; if not, why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bcssp_lib.build.inputs import find_first_change
from bcssp_lib.build.ledger import Ledger, ReportRecord, RunRecord
from bcssp_lib.build.plan import Plan, ReportPlan
from bcssp_lib.data.reads import reads_files
from bcssp_lib.files.fingerprints import FileFingerprint, digest, is_unchanged, text_digest
from bcssp_lib.files.packages import packages_digest, toolkit_digest
from bcssp_lib.narrative.section_notebook import SectionNotebook
from bcssp_lib.publish.programs import quarto_fingerprint


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
    last = ledger.last_runs(report.id)
    return {
        section.name: SectionState(
            section,
            last.get(section.name),
            why_run(plan, report, section, last.get(section.name), ledger),
        )
        for section in report.sections
    }


def why_run(
    plan: Plan, report: ReportPlan, section: SectionNotebook, last: RunRecord | None, ledger: Ledger
) -> str:
    """Why a section has to be run; empty where its last run still holds."""
    if last is None:
        return "it was never run"
    if last.state == "running":
        return "its last run was cut off, or goes on"
    if last.state == "cut off":
        return "its last run was cut off"
    if last.state == "failed":
        return "its last run failed"
    if last.output is None or not is_unchanged(last.output, report.paths.executed(section.stem)):
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
    """A hash of all that a report is composed from, and that its check reads.

    ``outcomes`` are by section: the hash of its result, or its error.
    """
    return text_digest(
        *(f"{section.name} {outcomes[section.name]}" for section in report.sections),
        *(
            f"{block.id} {block.file} {block.default} {block.after} {block.carried} {block.text}"
            for section in report.sections
            for block in report.narrative[section.name]
        ),
        *(f"{name} {review.model_dump_json()}" for name, review in sorted(report.reviews.items())),
        plan.inputs.of_registers(report.area.slug),
        digest((report.paths.pictures).glob("*.*")),
        plan.inputs.params,
        str(report.synthetic),
        toolkit_digest(),
        packages_digest(),
    )


def why_render(report: ReportPlan, record: ReportRecord | None, made_from: str) -> str:
    """Why a report has to be rendered; empty where what was rendered still holds."""
    if record is None or not record.review:
        return "it was never rendered"
    if record.error:
        return "it could not be rendered"
    if record.made_from != made_from:
        return (
            "changed since: its sections, its words, what its check reads, or the toolkit and "
            "its packages"
        )
    return _changed_file(report, record.files)


def publication_inputs(made_from: str) -> str:
    """A hash of all that a publication is made from: the report, and the engine."""
    return text_digest(made_from, quarto_fingerprint())


def why_publish(report: ReportPlan, record: ReportRecord, made_from: str) -> str:
    """Why a report has to be published; empty where its publication still holds."""
    if not record.published_from:
        return "it was never published"
    if record.published_from != publication_inputs(made_from):
        return "the publication is older than the review copy, or made without Quarto"
    return _changed_file(report, record.published_files)


def _changed_file(report: ReportPlan, files: Mapping[str, FileFingerprint]) -> str:
    """Which of these files is no longer as it was put in place; empty where none is."""
    for name, mark in files.items():
        if not is_unchanged(mark, report.paths.folder / name):
            return f"{name} is missing or was changed"
    return ""
