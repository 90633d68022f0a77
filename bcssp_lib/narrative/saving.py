"""Where the files of an author are, and taking home what working notebooks hold."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from bcssp_lib.files.folders import output_errors, put_bytes, put_file, write_next_to
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import NarrativeError, OutputError
from bcssp_lib.narrative.blocks import (
    Block,
    arrange_blocks,
    blocks_text,
    override_defaults,
    read_blocks,
)
from bcssp_lib.narrative.desk import Desk
from bcssp_lib.narrative.edits import Conflict, merge_edits
from bcssp_lib.narrative.history import write_kept
from bcssp_lib.narrative.pictures import name_by_content
from bcssp_lib.narrative.review import ALLOW, record_seen_facts
from bcssp_lib.narrative.working_notebook import PROSE, Cell, WorkingNotebook, read_working

_PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class SaveResult:
    """The result of one working notebook; ``error`` where nothing could be taken from it."""

    desk: Desk
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
        report = self.desk.report
        area, period = report.area, f"--period {report.period.label}"
        where = f"{area} {self.desk.section.name} {self.conflicts[0].block}"
        return (
            f"The text of {names} was changed both in the working notebook and in the narrative "
            f"file. Both are kept. See them with: bcssp save {area} {period}; then choose one, "
            f"'notebook' or 'file', with: bcssp choose {where} notebook {period}"
        )


def save_all(
    desks: Sequence[Desk], wait: Callable[[str], None] = lambda _: None
) -> list[SaveResult]:
    """Save what every working notebook holds."""
    edited = [desk for desk in desks if desk.working.exists()]
    if not edited:
        return []
    with narrative_lock(edited[0].project, wait):
        return [save(desk) for desk in edited]


def save(desk: Desk) -> SaveResult:
    """Save what one working notebook holds; the notebook itself is not touched."""
    shown = desk.project.shown(desk.working)
    try:
        with output_errors(desk.narrative.parent, ALLOW):
            return _save(desk, read_working(desk.working, shown))
    except (NarrativeError, OutputError) as error:
        return SaveResult(desk, error=str(error))


def choose(desk: Desk, block: str, notebook: bool) -> SaveResult:
    """Settle a conflict: the text of the notebook, or of the file, is the one that stays."""
    if not desk.working.exists():
        where = f"{desk.report.area} {desk.section.name}"
        raise NarrativeError(f"There is no working notebook of {where}: nothing to choose from.")
    working = read_working(desk.working, desk.project.shown(desk.working))
    before = _before(desk, working)
    written = _read_blocks(desk)
    by_block = {
        conflict.block: conflict
        for conflict in merge_edits(desk.section, written, before, working.cells).conflicts
    }
    if block not in by_block:
        names = ", ".join(by_block) or "none"
        raise NarrativeError(
            f"The block '{block}' has no two texts to choose from (those: {names})."
        )
    text = by_block[block].file if notebook else by_block[block].notebook
    settled = [kept for kept in before if kept.id != block or text is not None]
    if text is not None:
        now = Cell(block, PROSE, text)
        settled = [now if kept.id == block else kept for kept in settled]
        settled += [] if now in settled else [now]
    _write_seen(desk, replace(working, before=tuple(settled)), working.mark)
    return save(desk)


@contextmanager
def narrative_lock(project: Project, wait: Callable[[str], None]) -> Iterator[None]:
    """Let one command at a time change narrative files; where it may not, say so."""
    with output_errors(project.reports, ALLOW), _hold_lock(project, wait):
        yield


@contextmanager
def _hold_lock(project: Project, wait: Callable[[str], None]) -> Iterator[None]:
    project.reports.mkdir(parents=True, exist_ok=True)
    lock = FileLock(project.reports / ".narrative.lock")
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
    try:
        yield
    finally:
        lock.release()


def _save(desk: Desk, working: WorkingNotebook) -> SaveResult:
    written = _read_blocks(desk)
    before = _before(desk, working)
    edits = merge_edits(desk.section, written, before, working.cells)
    changed = _reading(desk, edits.blocks) != _reading(desk, written)
    if changed:
        record_seen_facts(desk, written, edits.blocks, working.book)
        _put_pictures(desk, working.pictures)
        write_kept(desk.narrative, blocks_text(edits.blocks).encode(), desk.history)
    if edits.seen != before:
        _write_seen(desk, replace(working, before=edits.seen), working.mark)
    return SaveResult(desk, changed, edits.conflicts, edits.refused)


def _read_blocks(desk: Desk) -> tuple[Block, ...]:
    """The blocks of the narrative file; one that the section does not have is an error."""
    written = read_blocks(desk.narrative, desk.project.shown(desk.narrative))
    override_defaults(desk.section.blocks, written, desk.section.cells)
    return written


def _put_pictures(desk: Desk, pictures: Mapping[str, bytes]) -> None:
    """Put pictures in their place before the text that names them; none is written over."""
    for name, content in pictures.items():
        place = desk.pictures / name
        whole = place.exists() and (name != name_by_content(content) or _same(place, content))
        if not whole:
            put_bytes(content, place)


def _same(path: Path, content: bytes) -> bool:
    return path.read_bytes() == content


def _reading(desk: Desk, blocks: Sequence[Block]) -> tuple[object, ...]:
    """What blocks say and in which order they are read; the order in the file does not matter."""
    names = ("source", "after", "kept", "removed", "carried")
    fields_by_block = {block.id: [getattr(block, name) for name in names] for block in blocks}
    return fields_by_block, arrange_blocks(desk.section.cells, blocks)


def _before(desk: Desk, working: WorkingNotebook) -> tuple[Cell, ...]:
    """What was last taken from this working notebook; at first, what it was written with."""
    try:
        kept = json.loads(desk.seen.read_text("utf-8"))
        if kept["of"] == working.mark:
            return tuple(Cell(*item) for item in kept["cells"])
    except FileNotFoundError:
        pass
    except (ValueError, KeyError, TypeError) as error:
        raise NarrativeError(
            f"{desk.project.shown(desk.seen)}: this file cannot be read any more, so that it is "
            "not known what was saved before. Delete it; blocks with two texts will be shown."
        ) from error
    return working.before


def _write_seen(desk: Desk, working: WorkingNotebook, mark: str) -> None:
    cells = [[cell.id, cell.kind, cell.source] for cell in working.before]
    put_bytes(json.dumps({"of": mark, "cells": cells}).encode(), desk.seen)


def replace_working(
    desk: Desk, before: bytes | None, content: bytes, saved: Sequence[SaveResult]
) -> str | None:
    """Put a new working notebook in place of the one whose words were saved.

    Returns none, and changes nothing, if it was saved again since ``before`` was read. One
    that holds what was not taken is kept in the history; the sentence returned says where.
    """
    aside = desk.working.with_name(f".{desk.working.name}-before")
    made = write_next_to(content, desk.working)  # so that the place is empty for no time at all
    if before is not None:
        os.replace(desk.working, aside)
    elif desk.working.exists():
        return None
    os.replace(made, desk.working)
    if before is not None and aside.read_bytes() != before:
        os.replace(aside, desk.working)
        return None
    if any(result.refused for result in saved):
        when = datetime.now(UTC).strftime("%Y-%m-%d %H.%M.%S")
        kept = desk.history / "notebooks" / f"{when}.ipynb"
        put_file(aside, kept)
        return f"The working notebook as it was is kept: {desk.project.shown(kept)}"
    aside.unlink(missing_ok=True)
    return ""
