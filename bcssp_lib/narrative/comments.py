"""Comments of reviewers: as a review copy exports them, and as they are kept with the narrative.

A comment names a block and the words that it is about, so that it outlives a rebuild. All of it
is text: whatever it holds is shown, and never run.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from bcssp_lib.data.person_data import hide_person_data
from bcssp_lib.data.yaml_files import dump_yaml, read_kept_record
from bcssp_lib.files.folders import read_utf8
from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.errors import Problem, UserError
from bcssp_lib.model.person_data import NOTHING_ALLOWED, Screening
from bcssp_lib.model.records import Record

_VERSION = 1  # of the exported file
_LARGEST = 2_000_000  # bytes of an exported file
_HEAD = (
    "# What reviewers said of this section, and the answers of its authors.\n"
    "# Written by bcssp review import and answer; kept with the narrative. See docs/reviewing.md.\n"
)

_Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,80}$")]
_Line = Annotated[str, StringConstraints(max_length=600)]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class Comment(Record):
    """What a reviewer said of some words of a block, in the copy with a version mark.

    ``answer`` is the author's; empty while there is none.
    """

    id: _Id
    by: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    on: date
    block: _Name
    quote: _Line = ""
    text: _Text
    mark: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
    answer: Annotated[str, StringConstraints(max_length=4000)] = ""


class SectionComments(Record):
    """The comments on a section, as they are kept."""

    comments: tuple[Comment, ...] = ()


class _ExportedComment(Record):
    id: _Id
    section: _Name
    block: _Name
    quote: _Line = ""
    text: _Text
    on: date
    draft: int = 0
    mark: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]


class _ExportedReport(Record):
    area: str
    period: str
    edition: str


class _Exported(Record):
    """A file of comments, as a review copy exports it."""

    format: Literal["bcssp-comments"]
    version: int
    report: _ExportedReport
    by: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    comments: Annotated[tuple[_ExportedComment, ...], Field(max_length=500)]


def read_exported(
    path: Path, allowed: Screening
) -> tuple[_ExportedReport, dict[str, list[Comment]], int]:
    """Read a file that a review copy exported; what it says of one person is hidden.

    Returns its report, its comments by section, and how many texts were hidden.
    Raises ``UserError`` for a file that is none, or of another version.
    """
    text = read_utf8(path, path.name, _LARGEST, marked=True) if path.exists() else ""
    if not text or isinstance(text, Problem):
        wrong = text.wrong if isinstance(text, Problem) else "it is not there, or is empty"
        raise UserError(f"{path} cannot be read: {wrong}. {_EXPORT}")
    try:
        exported = _Exported.model_validate_json(text)
    except ValidationError as error:
        raise UserError(f"{path} is no file of comments: {_first(error)}. {_EXPORT}") from error
    if exported.version != _VERSION:
        raise UserError(
            f"{path} is a file of comments of version {exported.version}, and this toolkit reads "
            f"version {_VERSION}. Update the toolkit, or export the comments from a review copy "
            "that it has built."
        )
    by, hidden = _clean(exported.by, allowed)
    listed: dict[str, list[Comment]] = {}
    for each in exported.comments:
        quote, in_quote = _clean(each.quote, allowed)
        words, in_words = _clean(each.text, allowed)
        hidden += in_quote + in_words
        comment = Comment(id=each.id, by=by, on=each.on, block=each.block, quote=quote,
                          text=words or "(no words)", mark=each.mark)  # fmt: skip
        listed.setdefault(each.section, []).append(comment)
    return exported.report, listed, hidden


_EXPORT = "Have the reviewer press “Export comments” in the review copy, and take that file."


def _first(error: ValidationError) -> str:
    detail = error.errors()[0]
    place = ".".join(map(str, detail["loc"])) or "the file"
    return f"{quote_text(place)}: {detail['msg']}"


def clean_words(text: str) -> str:
    """Words in lines that hold no character which is an order to a terminal or a page."""
    kept = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)
    return "\n".join(" ".join(line.split()) for line in kept.split("\n")).strip()


def _clean(text: str, allowed: Screening) -> tuple[str, int]:
    shown, found = hide_person_data(clean_words(text), allowed)
    return shown, int(bool(found))


def read_comments(path: Path, shown: str, allowed: Screening = NOTHING_ALLOWED) -> SectionComments:
    """Read the comments that are kept of a section; none, if there is no file."""
    return read_kept_record(
        SectionComments,
        path,
        shown,
        allowed,
        cannot="The comments could not be read.",
        remedy="Correct the file, or take its last version from git.",
    )


def comments_text(kept: SectionComments) -> str:
    """Comments as their file holds them."""
    content = kept.model_dump(mode="json", exclude_defaults=True)
    return f"{_HEAD}{dump_yaml(content)}"


def merge_comments(kept: SectionComments, new: Iterable[Comment]) -> SectionComments:
    """Comments with others: one that was imported before is taken again, with its answer."""
    by_id = {comment.id: comment for comment in kept.comments}
    for comment in new:
        before = by_id.get(comment.id)
        answer = before.answer if before else ""
        by_id[comment.id] = comment.model_copy(update={"answer": answer})
    return _replace_comments(by_id.values())


def answer_comment(kept: SectionComments, comment: str, answer: str) -> SectionComments:
    """Comments with the answer to one of them."""
    return _replace_comments(
        each.model_copy(update={"answer": answer}) if each.id == comment else each
        for each in kept.comments
    )


def _replace_comments(comments: Iterable[Comment]) -> SectionComments:
    """Comments in the order of their days."""
    return SectionComments(comments=tuple(sorted(comments, key=lambda each: each.on)))
