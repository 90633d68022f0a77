"""Narrative blocks: the default text of a notebook, and what an area's author wrote.

An author's file holds fenced blocks by id, and nothing outside them:

    ::: {#overview}
    Text in Markdown, with facts in braces.
    :::

A block may hold lines of colons of its own, if its fence is longer than any of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from bcssp_lib.errors import NarrativeError, Problem
from bcssp_lib.figures.text import read_utf8

_OPENING = re.compile(r"(:{3,}) \{#([a-z][a-z0-9-]*)\}\s*")
_FENCE = re.compile(r":{3,}.*")


@dataclass(frozen=True)
class Block:
    """One narrative block of a section: its text, and where it stands."""

    id: str
    text: str
    file: str
    line: int
    default: bool

    @property
    def text_line(self) -> int:
        """The line on which the text begins: in an author's file, the one after its fence."""
        return self.line if self.default else self.line + 1


def read_blocks(path: Path, shown: str) -> tuple[Block, ...]:
    """Read an author's narrative file; none, if there is no such file."""
    if not path.exists():
        return ()
    text = read_utf8(path, shown)
    if isinstance(text, Problem):
        raise NarrativeError(f"The narrative could not be read. {text}")
    return parse_blocks(text, shown)


def parse_blocks(text: str, shown: str) -> tuple[Block, ...]:
    """Split an author's text into its blocks."""
    blocks: list[Block] = []
    opened: tuple[str, str, int] | None = None
    inner: list[str] = []
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        stripped = line.rstrip("\r\n")
        if opened is None:
            opened = _open(stripped, shown, number)
            inner = []
        elif stripped.rstrip() == opened[0]:
            blocks.append(Block(opened[1], "".join(inner), shown, opened[2], default=False))
            opened = None
        else:
            inner.append(line)
    if opened is not None:
        raise NarrativeError(
            f"{shown}:{opened[2]}: the block '{opened[1]}' is not closed. "
            f"End it with a line that holds {opened[0]} and nothing else."
        )
    _refuse_repeats(blocks)
    return tuple(blocks)


def override(defaults: Sequence[Block], written: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks of a section in the notebook's order, an author's text before the default."""
    known = [block.id for block in defaults]
    own = {block.id: block for block in written}
    for block in own.values():
        if block.id not in known:
            near = get_close_matches(block.id, known, n=3, cutoff=0.4) or known
            raise NarrativeError(
                f"{block.file}:{block.line}: the section has no block '{block.id}' "
                f"(nearest: {', '.join(near)}). Use the id of a text cell of its notebook."
            )
    return tuple(own.get(block.id, block) for block in defaults)


def _open(line: str, shown: str, number: int) -> tuple[str, str, int] | None:
    if not line.strip():
        return None
    if match := _OPENING.fullmatch(line):
        return match[1], match[2], number
    if _FENCE.fullmatch(line):
        wrong = f"'{line}' does not open a block. Write for example  ::: {{#overview}}"
    else:
        wrong = (
            f"'{line[:40]}' stands outside any block. Put text between a line such as  "
            "::: {#overview}  and a line  :::"
        )
    raise NarrativeError(f"{shown}:{number}: {wrong}")


def _refuse_repeats(blocks: Sequence[Block]) -> None:
    seen: dict[str, int] = {}
    for block in blocks:
        if block.id in seen:
            raise NarrativeError(
                f"{block.file}:{block.line}: the block '{block.id}' stands on line "
                f"{seen[block.id]} already. Keep one of the two."
            )
        seen[block.id] = block.line
