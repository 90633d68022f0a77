"""Noting in a section's review record what its authors have seen, confirmed and accepted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bcssp_lib.files.folders import output_errors, put_bytes
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.finding import Finding
from bcssp_lib.narrative.author_files import ALLOW, AuthorFiles
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
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

# By block: what has changed under it since it was last confirmed.
Changes = dict[str, tuple[ChangedFact, ...]]


def record_seen_facts(
    files: AuthorFiles, written: Sequence[Block], taken: Sequence[Block], book: FactBook
) -> None:
    """Note, for each text that an author wrote, the facts that the working notebook showed.

    ``written`` are the blocks of the file until now, ``taken`` those that it will hold. A text
    that names a fact which was not shown is noted as unconfirmed; so is the default text.
    """
    before = {block.id: block.source for block in written if block.has_text}
    now = {block.id: block for block in taken if block.has_text}
    review = _read(files)
    gone = {name: {"text": "", "facts": {}} for name in review.blocks.keys() - now.keys()}
    noted = {
        name: _note_facts(block, files, book)
        for name, block in now.items()
        if before.get(name) != block.source
    }
    _write(files, review.changed_blocks({**gone, **noted}))


def record_bound_numbers(
    files: AuthorFiles, written: Sequence[Block], taken: Sequence[Block], book: FactBook
) -> None:
    """Note the facts of texts in which numbers were bound that their author had typed.

    Such a text says what it said. So one that was confirmed stays confirmed, and one that waits
    for it goes on waiting.
    """
    review = _read(files)
    waiting = _find_waiting(written, review, files, book)
    before = {block.id: block.source for block in written}
    noted = {
        block.id: _note_facts(block, files, book)
        for block in taken
        if block.id not in waiting and block.source != before.get(block.id)
    }
    _write(files, review.changed_blocks(noted))


def confirm(files: AuthorFiles, wanted: Collection[str], book: FactBook) -> Changes:
    """Say that texts hold with the facts of the report as it was last built.

    Of the blocks named, or of all: last year's text, text under which something has changed,
    and text that was written in the file. Returns what had changed under each.
    """
    blocks, review = files.read_blocks(), _read(files)
    waiting = _find_waiting(blocks, review, files, book)
    _check_wanted(wanted, waiting, files)
    names = [name for name in waiting if not wanted or name in wanted]
    confirmed = [block for block in blocks if block.id in names]
    _refuse_unbound(confirmed, files, book)
    noted = {block.id: _note_facts(block, files, book) for block in confirmed}
    _write(files, review.changed_blocks(noted))
    files.write_blocks(
        replace(block, carried=block.carried and block.id not in names) for block in blocks
    )
    return {name: waiting[name] for name in names}


def accept(
    files: AuthorFiles, findings: Sequence[Finding], reason: str, blocks: Mapping[str, Block]
) -> None:
    """Keep findings of a section as they are; ``blocks`` are its texts by id."""
    marks = {name: text_hash(block.source) for name, block in blocks.items()}
    _write(files, add_acceptances(_read(files), findings, reason, marks))


def sign(files: AuthorFiles, signature: Signature) -> None:
    """Put a signature under a section."""
    _write(files, _read(files).with_signature(signature))


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


def _note_facts(block: Block, files: AuthorFiles, book: FactBook) -> dict[str, Any]:
    """What a record notes of a text: its hash, if it is known, and the facts that it shows."""
    facts = _seen_facts(block, files, book)
    return {"text": text_hash(block.source) if facts else "", "facts": facts}


def _seen_facts(block: Block, files: AuthorFiles, book: FactBook) -> dict[str, SeenFact]:
    """The facts that a text shows; none if it cannot be bound, so that it waits to be confirmed."""
    bound = bind_block(block, files.section.name, book)
    return {} if bound.problems else list_seen_facts(bound)


def _read(files: AuthorFiles) -> SectionReview:
    return read_review(files.review, files.project.shown(files.review))


def _write(files: AuthorFiles, review: SectionReview) -> None:
    text = review_text(review)
    with output_errors(files.review.parent, ALLOW):
        if text:
            put_bytes(text.encode(), files.review)
        else:
            files.review.unlink(missing_ok=True)
