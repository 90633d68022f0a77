"""Saving what working notebooks hold, and settling conflicts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from filelock import FileLock, Timeout

from bcssp_lib.files.folders import UNREADABLE, output_errors, put_bytes, put_file, write_next_to
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import NarrativeError, OutputError
from bcssp_lib.narrative.author_files import ALLOW, AuthorFiles, record_seen_facts
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.blocks import (
    Block,
    GivenNames,
    arrange_blocks,
    override_defaults,
)
from bcssp_lib.narrative.edits import Conflict, TakenEdits, merge_edits
from bcssp_lib.narrative.pictures import name_by_content
from bcssp_lib.narrative.working_notebook import PROSE, Cell, WorkingNotebook, read_working

_PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class SaveResult:
    """The result of one working notebook; ``error`` where nothing could be taken from it."""

    files: AuthorFiles
    changed: bool = False
    conflicts: tuple[Conflict, ...] = ()
    refused: tuple[str, ...] = ()
    error: str = ""

    @property
    def stopped(self) -> str:
        """Why the section cannot be built; empty if it can."""
        if self.error:
            return self.error
        if not self.conflicts:
            return ""
        names = ", ".join(f"'{conflict.block}'" for conflict in self.conflicts)
        report = self.files.report
        area, period = report.area, f"--period {report.period.typed}"
        where = f"{area} {self.files.section.name} {self.conflicts[0].block}"
        return (
            f"The text of {names} was changed both in the working notebook and in the narrative "
            f"file. Both are kept. See them with: bcssp save {area} {period}; then choose one, "
            f"'notebook' or 'file', with: bcssp choose {where} notebook {period}"
        )


def save_all(
    sections: Sequence[AuthorFiles], wait: Callable[[str], None] = lambda _: None
) -> list[SaveResult]:
    """Save what every working notebook holds."""
    edited = [files for files in sections if files.working.exists()]
    if not edited:
        return []
    with narrative_lock(edited[0].project, wait):
        return [save(files) for files in edited]


def save(files: AuthorFiles) -> SaveResult:
    """Save what one working notebook holds; the notebook itself is not touched."""
    try:
        with output_errors(files.narrative.parent, ALLOW):
            return _save(files, _read_working(files))
    except (NarrativeError, OutputError) as error:
        return SaveResult(files, error=str(error))


def choose(files: AuthorFiles, block: str, notebook: bool) -> SaveResult:
    """Settle a conflict: the text of the notebook, or of the file, is the one that stays."""
    if not files.working.exists():
        where = f"{files.report.area} {files.section.name}"
        raise NarrativeError(f"There is no working notebook of {where}: nothing to choose from.")
    working = _read_working(files)
    before = _before(files, working)
    edits = merge_edits(files.section, read_own_blocks(files), before, working.cells)
    by_block = {conflict.block: conflict for conflict in edits.conflicts}
    if block not in by_block:
        names = ", ".join(by_block) or "none"
        raise NarrativeError(
            f"The block '{block}' has no two texts to choose from (those: {names})."
        )
    given_up = by_block[block].file if notebook else by_block[block].notebook
    _write_seen(files, working, replace_text(before, block, given_up))
    return save(files)


def replace_text(cells: Sequence[Cell], block: str, text: str | None) -> tuple[Cell, ...]:
    """The cells with this text of a block; without the block, if it has none."""
    by_id = {cell.id: cell for cell in cells}
    if text is None:
        by_id.pop(block, None)
    else:
        by_id[block] = Cell(block, PROSE, text)
    return tuple(by_id.values())


@contextmanager
def narrative_lock(project: Project, wait: Callable[[str], None]) -> Iterator[None]:
    """Let one command at a time change narrative files; where it may not, say so."""
    lock = FileLock(project.reports / ".narrative.lock")
    with output_errors(project.reports, ALLOW):
        project.reports.mkdir(parents=True, exist_ok=True)
        _acquire(lock, wait)
        try:
            yield
        finally:
            lock.release()


def _acquire(lock: FileLock, wait: Callable[[str], None]) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        wait("Another command is changing narrative files; this one waits for it.")
        try:
            lock.acquire(timeout=_PATIENCE_SECONDS)
        except Timeout as error:
            raise OutputError(
                f"Another command has been changing narrative files for {_PATIENCE_SECONDS} "
                "seconds. Wait until it has ended. Nothing was changed."
            ) from error


def _save(files: AuthorFiles, working: WorkingNotebook) -> SaveResult:
    written = read_own_blocks(files)
    before = _before(files, working)
    edits = merge_edits(files.section, written, before, working.cells)
    changed = write_edits(files, written, edits, working.book, working.pictures)
    if edits.seen != before:  # as it is with each new cell
        _write_seen(files, working, edits.seen)
    return SaveResult(files, changed, edits.conflicts, edits.refused)


def write_edits(
    files: AuthorFiles,
    written: Sequence[Block],
    edits: TakenEdits,
    book: FactBook,
    pictures: Mapping[str, bytes],
    typed: Mapping[str, Mapping[str, str]] = {},
) -> bool:
    """Write merged texts, if they read otherwise than those before; and whether they do.

    ``typed`` are by block the words that were typed in place of a figure, with its expression.
    """
    changed = describe_reading(files, edits.blocks) != describe_reading(files, written)
    if changed:
        record_seen_facts(files, written, edits.blocks, book, typed)
        _put_pictures(files, pictures)
        files.write_blocks(edits.blocks)
    return changed


def _read_working(files: AuthorFiles) -> WorkingNotebook:
    written = files.read_blocks()
    given = GivenNames(
        by_cell=_read_seen(files).names,
        texts={block.id: block.source for block in written if block.has_text},
        taken={*files.section.cells, *(block.id for block in written)},
    )
    return read_working(files.working, files.project.shown(files.working), given)


def read_own_blocks(files: AuthorFiles) -> tuple[Block, ...]:
    """The blocks of the narrative file; one that the section does not have is an error."""
    written = files.read_blocks()
    override_defaults(files.section.blocks, written, files.section.cells)
    return written


def read_given_names(files: AuthorFiles) -> Mapping[str, str]:
    """The names that new cells of the working notebook were given, by their own ids."""
    return _read_seen(files).names


def _put_pictures(files: AuthorFiles, pictures: Mapping[str, bytes]) -> None:
    """Put pictures in their place before the text that names them; none is written over."""
    for name, content in pictures.items():
        place = files.pictures / name
        named_by_us = name == name_by_content(content)
        if not place.exists() or (named_by_us and place.read_bytes() != content):
            put_bytes(content, place)  # of ours, one that is not whole is written again


def describe_reading(files: AuthorFiles, blocks: Sequence[Block]) -> tuple[object, ...]:
    """What blocks say and in which order they are read; the order in the file does not matter."""
    names = ("source", "after", "kept", "removed", "carried")
    fields_by_block = {block.id: [getattr(block, name) for name in names] for block in blocks}
    return fields_by_block, arrange_blocks(files.section.cells, blocks)


@dataclass(frozen=True)
class _Seen:
    """What was last taken from a working notebook of this mark, and how new cells were named."""

    of: str = ""
    cells: tuple[Cell, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def _read_seen(files: AuthorFiles) -> _Seen:
    try:
        kept = json.loads(files.seen.read_text("utf-8"))
        cells = tuple(Cell(*item) for item in kept["cells"])
        return _Seen(kept["of"], cells, dict(kept.get("names", {})))
    except FileNotFoundError:
        return _Seen()
    except UNREADABLE as error:
        raise NarrativeError(
            f"{files.project.shown(files.seen)}: this file cannot be read any more, so that it is "
            "not known what was saved before. Delete it; blocks with two texts will be shown."
        ) from error


def _before(files: AuthorFiles, working: WorkingNotebook) -> tuple[Cell, ...]:
    """What was last taken from this working notebook; at first, what it was written with."""
    seen = _read_seen(files)
    return seen.cells if seen.of == working.mark else working.before


def _write_seen(files: AuthorFiles, working: WorkingNotebook, cells: Sequence[Cell]) -> None:
    listed = [[cell.id, cell.kind, cell.source] for cell in cells]
    content = {"of": working.mark, "cells": listed, "names": dict(working.names)}
    put_bytes(json.dumps(content).encode(), files.seen)


def replace_working(
    files: AuthorFiles, before: bytes | None, content: bytes, saved: Sequence[SaveResult]
) -> str | None:
    """Put a new working notebook in place of the one whose words were saved.

    Returns none, and changes nothing, if it was saved again since ``before`` was read. One
    that holds what was not taken is kept in the history; the sentence returned says where.
    """
    aside = files.working.with_name(f".{files.working.name}-before")
    made = write_next_to(content, files.working)  # so that the place is empty for no time at all
    if before is not None:
        os.replace(files.working, aside)
    elif files.working.exists():
        return None
    os.replace(made, files.working)
    if before is not None and aside.read_bytes() != before:
        os.replace(aside, files.working)
        return None
    if any(result.refused for result in saved):
        when = datetime.now(UTC).strftime("%Y-%m-%d %H.%M.%S")
        kept = files.history / "notebooks" / f"{when}.ipynb"
        put_file(aside, kept)
        return f"The working notebook as it was is kept: {files.project.shown(kept)}"
    aside.unlink(missing_ok=True)
    return ""
