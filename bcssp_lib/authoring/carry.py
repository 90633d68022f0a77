"""A new year starts from last year's words, each marked until somebody has reviewed it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from bcssp_lib.authoring.history import write_kept
from bcssp_lib.authoring.home import Desk
from bcssp_lib.errors import NarrativeError
from bcssp_lib.narrative.blocks import Block, blocks_text, read_blocks
from bcssp_lib.run.folders import put_bytes


def carry_over(desks: Sequence[Desk]) -> tuple[list[Path], list[Path]]:
    """Copy the narrative of the year before; what is there already is left as it is.

    Returns the files that were written, and those that were there.
    """
    written, there = [], []
    for desk in desks:
        before = replace(desk, period=desk.period.previous())
        blocks = read_blocks(before.narrative, desk.project.shown(before.narrative))
        if desk.narrative.exists():
            there.append(desk.narrative)
        elif blocks:
            _copy_pictures(before, desk)
            _write(desk, [replace(one, carried=_has_text(one)) for one in blocks])
            written.append(desk.narrative)
    return written, there


def confirm(desk: Desk, wanted: Collection[str] = ()) -> list[str]:
    """Take last year's text as this year's: the blocks named, or all; returns their ids."""
    blocks = read_blocks(desk.narrative, desk.project.shown(desk.narrative))
    carried = [one.id for one in blocks if one.carried]
    unknown = [name for name in wanted if name not in carried]
    if unknown or not carried:
        listed = ", ".join(carried) or "none"
        raise NarrativeError(
            f"{desk.area} {desk.section.name}: there is no unreviewed text of last year"
            f"{f' in {unknown[0]}' if unknown else ''} (unreviewed: {listed})."
        )
    done = [name for name in carried if not wanted or name in wanted]
    _write(desk, [replace(one, carried=one.carried and one.id not in done) for one in blocks])
    return done


def _copy_pictures(before: Desk, desk: Desk) -> None:
    """The texts name them; one that is there already is left as it is."""
    for path in before.pictures.glob("*.*"):
        if path.is_file() and not (desk.pictures / path.name).exists():
            put_bytes(path.read_bytes(), desk.pictures / path.name)


def _has_text(block: Block) -> bool:
    return not (block.kept or block.removed)


def _write(desk: Desk, blocks: Sequence[Block]) -> None:
    write_kept(desk.narrative, blocks_text(blocks).encode(), desk.history)
