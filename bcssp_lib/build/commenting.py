"""Comments of reviewers: brought in from their files, listed, and answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bcssp_lib.build.authoring import list_author_files
from bcssp_lib.build.plan import ReportPlan, open_plan
from bcssp_lib.build.request import Request
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.person_data import hide_person_data
from bcssp_lib.files.folders import output_errors, put_bytes
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError, not_known
from bcssp_lib.narrative.author_files import ALLOW, AuthorFiles
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
from bcssp_lib.publish.manifest import read_manifest


@dataclass(frozen=True)
class SectionComment:
    """A comment, and the section that it is on."""

    section: str
    comment: Comment


@dataclass(frozen=True)
class ImportedComments:
    """What a file of comments brought in, and what the author should know of it."""

    report: ReportPlan
    comments: tuple[SectionComment, ...]
    notes: tuple[str, ...] = ()


def import_comments(project: Project, path: Path) -> ImportedComments:
    """Keep the comments of an exported file with the narrative of the report that it names."""
    read = read_exported(path, load_catalogue(project).screening)
    named = read.report
    report = _report(project, Request.for_report(named.area, named.period, named.edition))
    known = {section.name for section in report.sections}
    for section, comments in read.comments.items():
        if section in known:
            files = _files(project, report, section)
            _write(files, merge_comments(_read(files), comments))
    notes = [
        *(f"Left out, since the report has no section '{name}': {len(comments)} of the comments."
          for name, comments in read.comments.items() if name not in known),
        *_about_versions(report, chain.from_iterable(read.comments.values())),
    ]  # fmt: skip
    if read.hidden:
        notes.append(f"Hidden in {read.hidden} of the texts: what looks like data about a person.")
    brought = [
        SectionComment(name, comment)
        for name, comments in read.comments.items()
        if name in known
        for comment in comments
    ]
    return ImportedComments(report, tuple(brought), tuple(notes))


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
    report = _report(project, request)
    return tuple(
        SectionComment(name, comment)
        for name in (section.name for section in report.sections)
        if name in report.comments
        for comment in report.comments[name].comments
    )


def answer(project: Project, request: Request, comment: str, words: str) -> SectionComment:
    """Answer a comment; the next review copy shows it. An answer about a person is refused."""
    report = _report(project, request)
    listed = {each.comment.id: each for each in list_comments(project, request)}
    if comment not in listed:
        see = f"See: bcssp review list {report.area.slug} --period {report.period.label}"
        raise not_known(f"comment on {report.title}", comment, listed, see)
    text, found = hide_person_data(clean_words(words), load_catalogue(project).screening)
    if found:
        raise UserError("The answer holds what looks like data about a person. Word it without.")
    section = listed[comment].section
    files = _files(project, report, section)
    _write(files, answer_comment(_read(files), comment, text))
    answered = listed[comment].comment.model_copy(update={"answer": text})
    return SectionComment(section, answered)


def _report(project: Project, request: Request) -> ReportPlan:
    with open_plan(project, request) as (plan, _):
        return plan.reports[0]


def _files(project: Project, report: ReportPlan, section: str) -> AuthorFiles:
    (files,) = list_author_files(project, (report.area.slug,), report.period.label, section)
    return files


def _read(files: AuthorFiles) -> SectionComments:
    return read_comments(files.comments, files.project.shown(files.comments))


def _write(files: AuthorFiles, kept: SectionComments) -> None:
    with output_errors(files.comments.parent, ALLOW):
        put_bytes(comments_text(kept).encode(), files.comments)
