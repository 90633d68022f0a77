"""Signing sections of a report as it was last built, and what still lacks a signature."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby

from bcssp_lib.build.authoring import list_author_files
from bcssp_lib.build.plan import ReportPlan, open_plan
from bcssp_lib.build.request import Request
from bcssp_lib.data.person_data import find_person_data
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import NarrativeError, not_known
from bcssp_lib.narrative.review import sign
from bcssp_lib.narrative.review_record import Signature
from bcssp_lib.publish.manifest import Manifest, read_manifest
from bcssp_lib.publish.sign_off import SignOff, list_seen, list_sign_offs


def sign_sections(
    project: Project, request: Request, sections: Sequence[str], by: str
) -> tuple[SignOff, ...]:
    """Sign sections as the last review copy shows them, by a name or a role.

    Raises ``NarrativeError`` if the report is not built, or a section of it could not be.
    """
    with open_plan(project, request) as (plan, _):
        report = plan.reports[0]
    if find_person_data(by, plan.catalogue.screening):
        raise NarrativeError(
            "A signature is a name or a role, such as Independent Chair, without an address, a "
            "number or a date: it is kept in git."
        )
    manifest = _read(report)
    for name in sections:
        if name not in report.edition.shown:
            raise not_known("section", name, report.edition.shown)
        seen = list_seen(manifest, name)
        if not seen:
            raise NarrativeError(
                f"The section '{name}' is not in the last review copy of {report.title}, so there "
                f"is nothing to sign. See: bcssp status {report.area.slug}"
            )
        (files,) = list_author_files(project, (report.area.slug,), report.period.label, name)
        today = datetime.now(UTC).date()
        sign(files, Signature(by=by, on=today, draft=manifest.mark, seen=seen))
    with open_plan(project, request) as (plan, _):
        return list_sign_offs(manifest, plan.reports[0].reviews, sections)


def read_sign_offs(report: ReportPlan) -> tuple[SignOff, ...]:
    """The sections of a report as it was last built, and who has signed them.

    None if nobody has signed any and its edition asks for none, or if it is not built.
    """
    if not wants_sign_off(report) or not report.paths.manifest.is_file():
        return ()
    return sign_offs_of(report, read_manifest(report.paths.manifest))


def wants_sign_off(report: ReportPlan) -> bool:
    """Whether the signatures of a report matter to anybody."""
    return report.edition.sign_off or any(review.signed for review in report.reviews.values())


def sign_offs_of(report: ReportPlan, manifest: Manifest) -> tuple[SignOff, ...]:
    """The sections of a copy of a report, and who has signed them."""
    shown = dict.fromkeys(str(entry["section"]) for entry in manifest.narrative)
    sections = [name for name in report.edition.shown if name in shown]
    return list_sign_offs(manifest, report.reviews, sections)


def why_not_signed(report: ReportPlan, manifest: Manifest) -> str:
    """The sections that a publication lacks signatures of; empty where it asks for none."""
    if not report.edition.sign_off:
        return ""
    lacking = [each for each in sign_offs_of(report, manifest) if not each.is_signed]
    if not lacking:
        return ""
    grouped = groupby(sorted(lacking, key=lambda each: each.words), lambda each: each.words)
    listed = "; ".join(
        f"{words}: {', '.join(each.section for each in group)}" for words, group in grouped
    )
    return (
        f"The report of {report.area.name} has sections that nobody has signed as they are: "
        f"{listed}. Read them, then: bcssp sign {report.area.slug} SECTION --as ROLE "
        f"--period {report.period.label}"
    )


def _read(report: ReportPlan) -> Manifest:
    if not report.paths.manifest.is_file():
        raise NarrativeError(
            f"The report of {report.area.name} is not built yet, so that there is nothing to "
            f"sign. Run: bcssp build {report.area.slug} --period {report.period.label}"
        )
    return read_manifest(report.paths.manifest)
