"""Noting in a section's review record what its authors have seen, confirmed and accepted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bcssp_lib.files.folders import output_errors, put_bytes
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.finding import Finding
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block, blocks_text, read_blocks
from bcssp_lib.narrative.desk import Desk
from bcssp_lib.narrative.history import write_kept
from bcssp_lib.narrative.review_record import (
    BlockReview,
    ChangedFact,
    SectionReview,
    add_acceptances,
    find_changed_facts,
    is_confirmed,
    list_seen_facts,
    read_review,
    review_text,
    text_hash,
)

ALLOW = "Allow it, or move what is there"


@dataclass(frozen=True)
class ConfirmedBlock:
    """A block that was confirmed, and what had changed under it since the last time."""

    block: str
    changes: tuple[ChangedFact, ...] = ()


def record_seen_facts(
    desk: Desk, written: Sequence[Block], taken: Sequence[Block], book: FactBook
) -> None:
    """Note, for each text that an author wrote, the facts that the working notebook showed.

    ``written`` are the blocks of the file until now, ``taken`` those that it will hold. A text
    that names a fact which was not shown is noted as unconfirmed; so is the default text.
    """
    before = {block.id: block.source for block in written if block.has_text}
    with_text = {stretch.id: stretch for stretch in taken if stretch.has_text}
    review = read_review(desk.review, desk.project.shown(desk.review))
    for name in list(review.blocks):
        if name not in with_text:
            review = review.changed(name, text="", facts={})
    for name, block in with_text.items():
        if before.get(name) != block.source:
            review = _seen(review, block, desk, book)
    _write(desk, review)


def confirm(desk: Desk, wanted: Collection[str], book: FactBook) -> list[ConfirmedBlock]:
    """Say that texts hold with the facts of the report as it was last built.

    Of the blocks named, or of all: last year's text, text under which something has changed,
    and text that was written in the file.
    """
    blocks = read_blocks(desk.narrative, desk.project.shown(desk.narrative))
    review = read_review(desk.review, desk.project.shown(desk.review))
    waiting = {
        found.block: found
        for block in blocks
        if block.has_text and (found := _waiting(block, review.of(block.id), desk, book))
    }
    unknown = [name for name in wanted if name not in waiting]
    if unknown or not waiting:
        listed = ", ".join(waiting) or "none"
        raise NarrativeError(
            f"{desk.report.area} {desk.section.name}: there is no text to confirm"
            f"{f' in {unknown[0]}' if unknown else ''} (waiting for it: {listed})."
        )
    done = [found for name, found in waiting.items() if not wanted or name in wanted]
    names = {block.block for block in done}
    for block in blocks:
        if block.id in names:
            review = _seen(review, block, desk, book)
    _write(desk, review)
    reviewed = [replace(block, carried=block.carried and block.id not in names) for block in blocks]
    write_kept(desk.narrative, blocks_text(reviewed).encode(), desk.history)
    return done


def accept(
    desk: Desk, findings: Sequence[Finding], reason: str, blocks: Mapping[str, Block]
) -> None:
    """Keep findings of a section as they are; ``blocks`` are its texts by id."""
    review = read_review(desk.review, desk.project.shown(desk.review))
    marks = {name: text_hash(block.source) for name, block in blocks.items()}
    _write(desk, add_acceptances(review, findings, reason, marks))


def _waiting(
    block: Block, review: BlockReview, desk: Desk, book: FactBook
) -> ConfirmedBlock | None:
    """What there is to confirm about a block; None if its present text was confirmed."""
    now = list_seen_facts(bind_block(block, desk.section.name, book))
    changes = tuple(find_changed_facts(block, review, now, book))
    if block.carried or changes or not is_confirmed(block, review, now):
        return ConfirmedBlock(block.id, changes)
    return None


def _seen(review: SectionReview, block: Block, desk: Desk, book: FactBook) -> SectionReview:
    try:
        facts = list_seen_facts(bind_block(block, desk.section.name, book))
    except NarrativeError:
        return review.changed(block.id, text="", facts={})
    return review.changed(block.id, text=text_hash(block.source) if facts else "", facts=facts)


def _write(desk: Desk, review: SectionReview) -> None:
    text = review_text(review)
    with output_errors(desk.review.parent, ALLOW):
        if text:
            put_bytes(text.encode(), desk.review)
        else:
            desk.review.unlink(missing_ok=True)
