"""What reviewers leave of a report: their comments, with answers, and their signatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, groupby
from pathlib import Path

from bcssp_lib.build.plan import ReportPlan, open_plan, plan_report
from bcssp_lib.build.request import Request
from bcssp_lib.build.staleness import section_states
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.person_data import find_person_data, hide_person_data
from bcssp_lib.files.folders import output_errors, put_bytes
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import NarrativeError, UserError, not_known
from bcssp_lib.narrative.author_files import ALLOW, AuthorFiles, sign
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.comments import (
    Comment,
    SectionComments,
    answer_comment,
    clean_words,
    comments_text,
    merge_comments,
    read_comments,
    read_exported,
)
from bcssp_lib.narrative.review_record import Signature
from bcssp_lib.publish.manifest import Manifest, read_manifest
from bcssp_lib.publish.review_notes import SignOff, list_seen, list_sign_offs


@dataclass(frozen=True)
class SectionComment:
    """A comment, and the section that it is on."""

    section: str
    comment: Comment


def import_comments(
    project: Project, path: Path
) -> tuple[ReportPlan, list[SectionComment], list[str]]:
    """Keep the comments of an exported file with the narrative of the report that it names.

    Returns the report, the comments, and notes on what the author should know of them.
    """
    named, read, hidden = read_exported(path, load_catalogue(project).screening)
    report = plan_report(project, Request.for_report(named.area, named.period, named.edition))
    known = {section.name for section in report.sections}
    for section, comments in read.items():
        if section in known:
            files = _files(project, report, section)
            _write(files, merge_comments(_read(files), comments))
    notes = [
        *(f"Left out, since the report has no section '{name}': {len(comments)} of the comments."
          for name, comments in read.items() if name not in known),
        *_about_versions(report, chain.from_iterable(read.values())),
    ]  # fmt: skip
    if hidden:
        notes.append(f"Hidden in {hidden} of the texts: what looks like data about a person.")
    brought = [
        SectionComment(name, comment)
        for name, comments in read.items()
        if name in known
        for comment in comments
    ]
    return report, brought, notes


def _about_versions(report: ReportPlan, comments: Iterable[Comment]) -> Iterator[str]:
    """A sentence where comments are on another version than the report is now."""
    marks = {comment.mark for comment in comments}
    place = report.paths.manifest
    now = read_manifest(place).mark if place.is_file() else ""
    others = sorted(marks - {now})
    if others:
        yield (
            f"The comments are on version {', '.join(others)}, and the last build is version "
            f"{now or 'none'}: the review copy marks words that are no longer there."
        )


def list_comments(project: Project, request: Request) -> tuple[SectionComment, ...]:
    """The comments on a report, section by section in the order of reading."""
    report = plan_report(project, request)
    return tuple(
        SectionComment(name, comment)
        for name in (section.name for section in report.sections)
        if name in report.comments
        for comment in report.comments[name].comments
    )


def answer(project: Project, request: Request, comment: str, words: str) -> SectionComment:
    """Answer a comment; the next review copy shows it. An answer about a person is refused."""
    report = plan_report(project, request)
    listed = {each.comment.id: each for each in list_comments(project, request)}
    if comment not in listed:
        see = f"See: bcssp review list {report.id.typed}"
        raise not_known(f"comment on {report.title}", comment, listed, see)
    text, found = hide_person_data(clean_words(words), load_catalogue(project).screening)
    if found:
        raise UserError("The answer holds what looks like data about a person. Word it without.")
    section = listed[comment].section
    files = _files(project, report, section)
    _write(files, answer_comment(_read(files), comment, text))
    answered = listed[comment].comment.model_copy(update={"answer": text})
    return SectionComment(section, answered)


def _files(project: Project, report: ReportPlan, section: str) -> AuthorFiles:
    return AuthorFiles(project, report.id, report.section(section))


def _read(files: AuthorFiles) -> SectionComments:
    return read_comments(files.comments, files.project.shown(files.comments))


def _write(files: AuthorFiles, kept: SectionComments) -> None:
    with output_errors(files.comments.parent, ALLOW):
        put_bytes(comments_text(kept).encode(), files.comments)


def sign_sections(
    project: Project, request: Request, sections: Sequence[str], by: str
) -> tuple[SignOff, ...]:
    """Sign sections as the last review copy shows them, by a name or a role.

    Where none is named, all that a publication shows and this name has not signed as they are.
    Raises ``NarrativeError`` if the report is not built, or a section of it could not be or is not
    up to date.
    """
    with open_plan(project, request) as (plan, ledger):
        report = plan.reports[0]
        states = section_states(plan, report, ledger)
    if find_person_data(by, plan.catalogue.screening):
        raise NarrativeError(
            "A signature is a name or a role, such as Independent Chair, without an address, a "
            "number or a date: it is kept in git."
        )
    if not report.paths.manifest.is_file():
        raise NarrativeError(
            f"The report of {report.area.name} is not built yet, so that there is nothing to "
            f"sign. Run: bcssp build {report.id.typed}"
        )
    manifest = read_manifest(report.paths.manifest)
    wanted = sections or _not_signed_by(by, report, manifest)
    for name in wanted:
        if name not in report.edition.shown:
            raise not_known("section", name, report.edition.shown)
    why_run = {name: report.stopped.get(name) or states[name].why for name in wanted}
    _refuse_outdated(report, manifest, why_run)
    for name in wanted:
        seen = list_seen(manifest, name)
        if not seen:
            raise NarrativeError(
                f"The section '{name}' is not in the last review copy of {report.title}, so there "
                f"is nothing to sign. See: bcssp status {report.area.slug}"
            )
        today = datetime.now(UTC).date()
        signature = Signature(by=by, on=today, draft=manifest.mark, seen=seen)
        sign(_files(project, report, name), signature)
    return list_sign_offs(manifest, plan_report(project, request).reviews, wanted)


def _not_signed_by(by: str, report: ReportPlan, manifest: Manifest) -> list[str]:
    """The sections that a name has not signed as they are; ``NarrativeError`` if there is none."""
    listed = sign_offs_of(report, manifest)
    names = [each.section for each in listed if by not in {made.by for made in each.signed}]
    if not names:
        raise NarrativeError(f"{by} has signed every section of {report.title} as it is.")
    return names


def _refuse_outdated(report: ReportPlan, manifest: Manifest, why_run: Mapping[str, str]) -> None:
    """Raise ``NarrativeError`` if what the review copy shows of sections is not what there is now.

    ``why_run`` says by section why it has to be run; empty where it need not be.
    """
    reasons = {
        name: why or _why_other_words(report.narrative[name], manifest, name)
        for name, why in why_run.items()
    }
    if stale := [f"{name} ({why})" for name, why in reasons.items() if why]:
        raise NarrativeError(
            f"The review copy of {report.title} is not up to date: {'; '.join(stale)}. Nothing "
            f"was signed. Run: bcssp build {report.id.typed}; then read it, and sign."
        )


def _why_other_words(blocks: Sequence[Block], manifest: Manifest, section: str) -> str:
    """Why a review copy does not show the texts of a section as they are; empty where it does.

    Default text is that of the notebook, for which the section is run again.
    """
    now = {block.id: block.text for block in blocks if not block.default}
    shown = {
        str(text["block"]): str(text["raw"])
        for text in manifest.narrative
        if text["section"] == section and not text["default"]
    }
    return "" if now == shown else "its text was changed, or cannot be shown"


def read_sign_offs(report: ReportPlan) -> tuple[SignOff, ...]:
    """The sections of a report as it was last built, and who has signed them.

    None if nobody has signed any and its edition asks for none, or if it is not built.
    """
    return list_signed(report) if wants_sign_off(report) else ()


def list_signed(report: ReportPlan) -> tuple[SignOff, ...]:
    """The sections of a report as it was last built, and who has signed them; none if it was not.

    Example: ``list_signed(plan_report(project, request))[0].words``
    """
    if not report.paths.manifest.is_file():
        return ()
    return sign_offs_of(report, read_manifest(report.paths.manifest))


def wants_sign_off(report: ReportPlan) -> bool:
    """Whether the signatures of a report matter to anybody."""
    return report.edition.sign_off or any(review.signed for review in report.reviews.values())


def sign_offs_of(report: ReportPlan, manifest: Manifest) -> tuple[SignOff, ...]:
    """The sections of a copy of a report that publications show, and who has signed them."""
    shown = dict.fromkeys(str(entry["section"]) for entry in manifest.narrative)
    sections = [name for name in report.edition.published if name in shown]
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
        f"{listed}. Read them, then: bcssp sign {report.id.typed} --as ROLE"
    )
