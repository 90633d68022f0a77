"""What a Word file keeps of its sending: the report, and each block's text and figures as sent."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any

from bcssp_lib.files.folders import UNREADABLE
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.binding import PARAGRAPHS, FactBook, bind_block
from bcssp_lib.narrative.blocks import BLOCK_ID, Block
from bcssp_lib.narrative.expressions import PRIVATE
from bcssp_lib.narrative.helpers import SYMBOL
from bcssp_lib.narrative.pictures import describe_symbol

NAMESPACE = "urn:bcssp:sent"
BLOCK_TAG, NOTE_TAG = "bcssp:", "bcssp-note"
LONGEST_TAG = 64  # characters; Word refuses a file with a longer one
_FORMAT = 1
_LETTERS = 12
_BRACES = re.compile(r"(\{\{.*?(?:\}\}|\Z))", re.DOTALL)
_OPEN, _MIDDLE, _CLOSE = list(PRIVATE[1:])


@dataclass(frozen=True)
class Field:
    """A part of a text that its author may not change: as it is written, and as it is shown."""

    raw: str
    words: str


@dataclass(frozen=True)
class SentBlock:
    """A block as it was sent: its typed words, and the fields between them."""

    section: str
    id: str
    pieces: tuple[str | Field, ...]

    @cached_property
    def source(self) -> str:
        """The text as its file has it."""
        return "".join(piece if isinstance(piece, str) else piece.raw for piece in self.pieces)


@dataclass(frozen=True)
class Sent:
    """One sending: blocks of a report, and the values of the facts that their fields show.

    ``notes`` are said at the head of the file; ``pictures`` are hashes of pictures by name.
    """

    report: ReportId
    title: str
    blocks: tuple[SentBlock, ...]
    facts: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    synthetic: bool = False
    pictures: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every field of the file, in the order of reading."""
        pieces = (piece for block in self.blocks for piece in block.pieces)
        return tuple(piece for piece in pieces if isinstance(piece, Field))

    @cached_property
    def raw_by_tag(self) -> dict[str, str]:
        """What is written for the tag of each field."""
        return {field_tag(number, sent.raw): sent.raw for number, sent in enumerate(self.fields)}

    @cached_property
    def tags(self) -> dict[str, int]:
        """The number of each block by its tag."""
        return {self.block_tag(block): number for number, block in enumerate(self.blocks)}

    @cached_property
    def bookmarks(self) -> tuple[str, str]:
        """How the names of bookmarks begin, of blocks and of fields.

        They are there where a program has lost the tags.
        """
        texts = json.dumps([self.report.stamp(), [block.source for block in self.blocks]])
        mark = hashlib.sha256(texts.encode()).hexdigest()[:_LETTERS]
        return f"bcssp_{mark}_block_", f"bcssp_{mark}_field_"

    def block_tag(self, block: SentBlock) -> str:
        """The mark of a block: a fingerprint of its report and text, and its name."""
        stamp = json.dumps([*self.report.stamp(block.section).values(), block.id, block.source])
        mark = hashlib.sha256(stamp.encode()).hexdigest()[:_LETTERS]
        return f"{BLOCK_TAG}{mark}:{block.section}/{block.id}"[:LONGEST_TAG]

    def marked_texts(self) -> Iterator[str]:
        """Each block as Markdown in which ``MARKED`` finds each field, by its number."""
        numbers = count()
        for block in self.blocks:
            yield "".join(
                piece
                if isinstance(piece, str)
                else f"{_OPEN}{next(numbers)}{_MIDDLE}{piece.words}{_CLOSE}"
                for piece in block.pieces
            )


def field_tag(number: int, raw: str) -> str:
    """The tag of a field: its expression, or its number if no tag can hold that."""
    return raw if len(raw) <= LONGEST_TAG and raw.isprintable() else f"#{number}"


def split_block(block: Block, section: str, book: FactBook) -> tuple[str | Field, ...]:
    """A block's text, with a field for each expression.

    A paragraph of default text whose figure was not supplied is one field: the report shows a
    sentence in its place.
    """
    pieces: list[str | Field] = []
    for chunk in PARAGRAPHS.split(block.source):
        whole = bind_block(replace(block, text=chunk), section, book)
        if block.default and whole.absent:
            body = chunk.rstrip()
            bullet = body[:2] if body.startswith(("- ", "* ")) else ""
            words = whole.text.strip().removeprefix(bullet)
            pieces += [bullet, Field(body[len(bullet) :], words), chunk[len(body) :]]
        else:
            pieces += [_as_field(part, block, section, book) for part in _BRACES.split(chunk)]
    return tuple(piece for piece in pieces if piece)


def _as_field(part: str, block: Block, section: str, book: FactBook) -> str | Field:
    if not part.startswith("{{"):
        return part
    bound = bind_block(replace(block, text=part, default=False), section, book)
    symbols = [f"({describe_symbol(each.option)})" for each in bound.spans if each.helper == SYMBOL]
    return Field(part, " ".join(symbols) or bound.text.replace("\n", " "))


def record_text(sent: Sent) -> str:
    """A sending as JSON of letters that any XML can hold, once it is escaped."""
    record = {
        "format": _FORMAT,
        **sent.report.stamp(),
        "title": sent.title,
        "notes": sent.notes,
        "pictures": dict(sent.pictures),
        "facts": dict(sent.facts),
        "blocks": [[block.section, block.id, block.pieces] for block in sent.blocks],
    }
    return json.dumps(record, default=lambda field: [field.raw, field.words])


def parse_record(text: str) -> Sent:
    """Read a sending back; raises ``NarrativeError``."""
    try:
        record = json.loads(text)
        if record["format"] != _FORMAT:
            raise ValueError("it is of another version of the toolkit")
        report = ReportId(
            str(record["area"]), parse_period(str(record["period"])), str(record["edition"])
        )
        blocks = tuple(_read_block(*each) for each in record["blocks"])
        pictures = {str(name): str(digest) for name, digest in record["pictures"].items()}
        notes = tuple(map(str, record["notes"]))
        facts, title = dict(record["facts"]), str(record["title"])
        return Sent(report, title, blocks, facts, notes, pictures=pictures)
    except UNREADABLE as error:
        raise NarrativeError(
            f"what bcssp send noted in it cannot be read ({error}). Send the texts again, and "
            "paste into the new file what was changed in this one"
        ) from error


def _read_block(section: str, name: str, pieces: list[Any]) -> SentBlock:
    if BLOCK_ID.fullmatch(name) is None:
        raise ValueError(f"{name!r} is no name of a block")
    read = (piece if isinstance(piece, str) else Field(*map(str, piece)) for piece in pieces)
    return SentBlock(str(section), name, tuple(read))
