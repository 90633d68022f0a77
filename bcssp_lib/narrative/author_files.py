"""The files of one section's author: versions of a text, what was confirmed, what was accepted."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bcssp_lib.files.folders import output_errors, put_bytes
from bcssp_lib.files.project import Project, ReportPaths
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.finding import Finding
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import WINDOWS_END, Block, blocks_text, parse_blocks, read_blocks
from bcssp_lib.narrative.review_record import (
    ChangedFact,
    SectionReview,
    SeenFact,
    Signature,
    add_acceptances,
    find_changed_facts,
    is_confirmed,
    list_seen_facts,
    read_review,
    review_text,
    text_hash,
)
from bcssp_lib.narrative.section_notebook import SectionNotebook

ALLOW = "Allow it, or move what is there"
_VERSION = re.compile(r"(\d{4,}) (\d{4}-\d\d-\d\d \d\d\.\d\d)\.md")
# By block: what has changed under it since it was last confirmed.
Changes = dict[str, tuple[ChangedFact, ...]]


@dataclass(frozen=True)
class Version:
    """A text that was overwritten at ``when`` (in UTC), and the blocks that it held."""

    number: int
    when: str
    path: Path

    @property
    def blocks(self) -> str:
        """The ids of its blocks; a text that cannot be read is said to be so."""
        try:
            ids = [block.id for block in read_blocks(self.path, self.path.name)]
        except NarrativeError:
            return "cannot be read"
        return ", ".join(ids) or "none"


@dataclass(frozen=True)
class AuthorFiles:
    """Narrative, review record, working notebook and history of a section of one report."""

    project: Project
    report: ReportId
    section: SectionNotebook

    @property
    def narrative(self) -> Path:
        """The author's text."""
        return self._paths.text(self.section.name)

    @property
    def review(self) -> Path:
        """What was confirmed and accepted of the author's text."""
        return self._paths.review_record(self.section.name)

    @property
    def comments(self) -> Path:
        """What reviewers said of the section."""
        return self._paths.comments(self.section.name)

    @property
    def working(self) -> Path:
        """The working notebook, if there is one."""
        return self._paths.working_notebook(self.section.stem)

    @property
    def pictures(self) -> Path:
        """The pictures of the author's text."""
        return self._paths.pictures

    @property
    def history(self) -> Path:
        """The versions of the author's text that were overwritten."""
        return self._paths.history(self.section.name)

    @property
    def seen(self) -> Path:
        """What was last taken from the working notebook."""
        return self._paths.last_saved(self.section.stem)

    @property
    def _paths(self) -> ReportPaths:
        return ReportPaths(self.report, self.project.reports, self.project.reports)

    def read_blocks(self) -> tuple[Block, ...]:
        """The blocks of the narrative; none if there is no such file."""
        return read_blocks(self.narrative, self.project.shown(self.narrative))

    def write_blocks(self, blocks: Iterable[Block]) -> None:
        """Write the narrative in one step, once the text before is kept as a version.

        A narrative without any block is removed. A file with line ends of Windows keeps them.
        """
        text = blocks_text(blocks)
        if self.narrative.exists() and WINDOWS_END.encode() in self.narrative.read_bytes():
            text = text.replace("\n", WINDOWS_END)
        self._write(text.encode())

    def read_review(self) -> SectionReview:
        """The review record of the section; an empty one, if there is none."""
        return read_review(self.review, self.project.shown(self.review))

    def write_review(self, review: SectionReview) -> None:
        """Write the review record; one that says nothing is removed."""
        text = review_text(review)
        with output_errors(self.review.parent, ALLOW):
            if text:
                put_bytes(text.encode(), self.review)
            else:
                self.review.unlink(missing_ok=True)

    def list_versions(self) -> list[Version]:
        """The versions that are kept, oldest first."""
        matches = [(_VERSION.fullmatch(path.name), path) for path in self.history.glob("*.md")]
        versions = [
            Version(int(match[1]), match[2].replace(".", ":"), path)
            for match, path in matches
            if match is not None
        ]
        return sorted(versions, key=lambda version: version.number)

    def restore_version(self, number: int) -> None:
        """Put a kept version back in place; the text before becomes a version itself."""
        by_number = {version.number: version.path for version in self.list_versions()}
        if number not in by_number:
            kept = ", ".join(map(str, by_number)) or "none"
            raise NarrativeError(f"There is no version {number} of this section (kept: {kept}).")
        content = by_number[number].read_bytes()
        parse_blocks(content.decode("utf-8", "replace"), by_number[number].name)
        self._write(content)

    def _write(self, content: bytes) -> None:
        if self.narrative.exists():
            before = self.narrative.read_bytes()
            if before == content:
                return
            self._keep(before)
        if content:
            put_bytes(content, self.narrative)
        else:
            self.narrative.unlink(missing_ok=True)

    def _keep(self, content: bytes) -> None:
        """Keep a text as the next version, unless a killed command kept it already."""
        *_, last = [None, *self.list_versions()]
        if last is not None and last.path.read_bytes() == content:
            return
        number = last.number + 1 if last is not None else 1
        when = datetime.now(UTC).strftime("%Y-%m-%d %H.%M")
        put_bytes(content, self.history / f"{number:04} {when}.md")


def roll_forward(sections: Sequence[AuthorFiles]) -> tuple[list[Path], list[Path]]:
    """Copy the narrative of the year before; what is there already is left as it is.

    Each text is marked as last year's until somebody has reviewed it. Returns the files that
    were written, and those that were there.
    """
    written, there = [], []
    for files in sections:
        year_before = replace(files.report, period=files.report.period.previous())
        before = replace(files, report=year_before)
        blocks = before.read_blocks()
        if files.narrative.exists():
            there.append(files.narrative)
        elif blocks:
            _copy_pictures(before, files)
            files.write_blocks(replace(block, carried=block.has_text) for block in blocks)
            written.append(files.narrative)
    return written, there


def _copy_pictures(before: AuthorFiles, files: AuthorFiles) -> None:
    """The texts name them; one that is there already is left as it is."""
    for path in before.pictures.glob("*.*"):
        if path.is_file() and not (files.pictures / path.name).exists():
            put_bytes(path.read_bytes(), files.pictures / path.name)


def record_seen_facts(
    files: AuthorFiles,
    written: Sequence[Block],
    taken: Sequence[Block],
    book: FactBook,
    typed: Mapping[str, Mapping[str, str]],
) -> None:
    """Note, for each text that an author wrote, the facts that the working notebook showed.

    ``written`` are the blocks of the file until now, ``taken`` those that it will hold. A text
    that names a fact which was not shown is noted as unconfirmed; so is the default text, and one
    in which words were ``typed`` in place of a figure.
    """
    before = {block.id: block.source for block in written if block.has_text}
    now = {block.id: block for block in taken if block.has_text}
    review = files.read_review()
    gone = {
        name: {"text": "", "facts": {}, "typed": {}} for name in review.blocks.keys() - now.keys()
    }
    noted = {
        name: _note_written(block, files, book, review, typed.get(name, {}))
        for name, block in now.items()
        if before.get(name) != block.source
    }
    files.write_review(review.changed_blocks({**gone, **noted}))


def record_bound_numbers(
    files: AuthorFiles, written: Sequence[Block], taken: Sequence[Block], book: FactBook
) -> None:
    """Note the facts of texts in which numbers were bound that their author had typed.

    Such a text says what it said. So one that was confirmed stays confirmed, and one that waits
    for it goes on waiting.
    """
    review = files.read_review()
    waiting = _find_waiting(written, review, files, book)
    before = {block.id: block.source for block in written}
    noted = {
        block.id: _note_facts(block, files, book, review)
        for block in taken
        if block.id not in waiting and block.source != before.get(block.id)
    }
    files.write_review(review.changed_blocks(noted))


def confirm(files: AuthorFiles, wanted: Collection[str], book: FactBook) -> Changes:
    """Say that texts hold with the facts of the report as it was last built.

    Of the blocks named, or of all: last year's text, text under which something has changed,
    and text that was written in the file. Returns what had changed under each.
    """
    blocks, review = files.read_blocks(), files.read_review()
    waiting = _find_waiting(blocks, review, files, book)
    _check_wanted(wanted, waiting, files)
    names = [name for name in waiting if not wanted or name in wanted]
    confirmed = [block for block in blocks if block.id in names]
    _refuse_unbound(confirmed, files, book)
    noted = {block.id: _note_facts(block, files, book, review) for block in confirmed}
    files.write_review(review.changed_blocks(noted))
    files.write_blocks(
        replace(block, carried=block.carried and block.id not in names) for block in blocks
    )
    return {name: waiting[name] for name in names}


def accept(
    files: AuthorFiles, findings: Sequence[Finding], reason: str, blocks: Mapping[str, Block]
) -> None:
    """Keep findings of a section as they are; ``blocks`` are its texts by id."""
    marks = {name: text_hash(block.source) for name, block in blocks.items()}
    files.write_review(add_acceptances(files.read_review(), findings, reason, marks))


def sign(files: AuthorFiles, signature: Signature) -> None:
    """Put a signature under a section."""
    files.write_review(files.read_review().with_signature(signature))


def _find_waiting(
    blocks: Sequence[Block], review: SectionReview, files: AuthorFiles, book: FactBook
) -> Changes:
    """What there is to confirm, of each block whose present text was not confirmed."""
    waiting: Changes = {}
    for block in blocks:
        if block.has_text:
            before, now = review.of(block.id), _seen_facts(block, files, book)
            changes = tuple(find_changed_facts(block, before, now, book))
            if block.carried or changes or not is_confirmed(block, before, now):
                waiting[block.id] = changes
    return waiting


def _check_wanted(wanted: Collection[str], waiting: Collection[str], files: AuthorFiles) -> None:
    unknown = [name for name in wanted if name not in waiting]
    if not waiting:
        raise NarrativeError(
            f"{files.report.area} {files.section.name}: no text waits to be confirmed."
        )
    if unknown:
        raise NarrativeError(
            f"{files.report.area} {files.section.name}: there is no text to confirm in "
            f"{unknown[0]} (waiting for it: {', '.join(waiting)})."
        )


def _refuse_unbound(blocks: Sequence[Block], files: AuthorFiles, book: FactBook) -> None:
    """Nobody has seen what a text says that cannot be bound."""
    for block in blocks:
        bound = bind_block(block, files.section.name, book)
        if bound.problems:
            listed = "; ".join(map(str, bound.problems))
            raise NarrativeError(
                f"{block.place}: the text cannot be confirmed before it is correct: {listed}"
            )


def _note_written(
    block: Block,
    files: AuthorFiles,
    book: FactBook,
    review: SectionReview,
    typed: Mapping[str, str],
) -> dict[str, Any]:
    """What a record notes of a text that was written: the words typed for figures too."""
    noted = _note_facts(block, files, book, review)
    if typed:  # whoever typed them saw no such figure
        noted["text"] = ""
    words = block.source.replace("\\", "")
    all_typed = {**review.of(block.id).typed, **typed}
    return {**noted, "typed": {each: all_typed[each] for each in all_typed if each in words}}


def _note_facts(
    block: Block, files: AuthorFiles, book: FactBook, review: SectionReview
) -> dict[str, Any]:
    """What a record notes of a text: its hash, if it is known, and the facts that it shows."""
    facts = _seen_facts(block, files, book)
    is_known = facts or review.of(block.id).typed
    return {"text": text_hash(block.source) if is_known else "", "facts": facts}


def _seen_facts(block: Block, files: AuthorFiles, book: FactBook) -> dict[str, SeenFact]:
    """The facts that a text shows; none if it cannot be bound, so that it waits to be confirmed."""
    bound = bind_block(block, files.section.name, book)
    return {} if bound.problems else list_seen_facts(bound)
