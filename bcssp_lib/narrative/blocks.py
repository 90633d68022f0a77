"""Narrative blocks: the default text of a notebook, and what an area's author wrote.

An author's file holds fenced blocks by id, and nothing outside them:

    ::: {#overview}
    Text in Markdown, with facts in braces.
    :::

A block may hold lines of colons of its own, if its fence is longer than any of them. What an
author has added, moved or taken out is said after the id: ``after=ID`` (or ``.first``) places
a block after another cell, ``.default`` keeps the notebook's text in the new place, and
``.removed`` takes a block out. ``.last-year`` marks text of the year before until it is reviewed.

JupyterLab names a new cell by a random number. Its block gets a name that people can say, made once
from its words, and keeps it whatever its heading says later.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import count
from pathlib import Path

from bcssp_lib.data.person_data import HIDDEN, hide_person_data
from bcssp_lib.data.screening import find_markdown_tables, screen_table
from bcssp_lib.files.folders import read_utf8
from bcssp_lib.model.errors import NarrativeError, Problem
from bcssp_lib.model.person_data import NOTHING_ALLOWED, PersonRule, Screening

BLOCK_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")
# Characters in one block: nobody reads a book in one, and renderers would take for ever.
LONGEST = 100_000
FIRST = ""  # for a block that comes before every cell
_OPENING = re.compile(
    rf"(?P<fence>:{{3,}}) \{{#(?P<id>{BLOCK_ID.pattern})"
    r"(?P<place> \.first| after=(?P<after>[\w-]+))?"
    r"(?: \.(?P<state>default|removed|last-year))?\}\s*"
)
WINDOWS_END = "\r\n"
MERGE_MARK = re.compile(r"^(?:<{7}|>{7})(?: .*)?\r?$", re.MULTILINE)
_FENCE = re.compile(r":{3,}.*")
_RANDOM = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[a-f]*[0-9])[0-9a-f]{8,32}"
_BRACES = r"(?s:\{\{.*?(?:\}\}|\Z))|<[^>]*>|\]\([^)]*\)|\{[^{}]*\}"
# Numbers and addresses stay out: they may be about one person, and a name is seen by all.
_WORD = r"(?<![\w@./:-])[^\W\d_]+(?:['’][^\W\d_]+)*(?![\w@/]|\.\w)"
_MOST_WORDS, _MOST_LETTERS = 5, 40
_CELL = re.compile(r"[^|\s][^|\n]*")  # of a table


@dataclass(frozen=True)
class Block:
    """One narrative block of a section: its text, and where it is.

    ``carried``: it is the text of the year before, which nobody has reviewed since.
    ``after`` is the id of the cell that it was placed after; none: where the notebook has it.
    ``kept``: an author moved it and left its text. ``ends`` ends its last line in the file.
    ``hidden``: what was taken out of ``text``, since it was about one person. ``replaces`` is the
    default text that an author's takes the place of.
    """

    id: str
    text: str
    file: str
    line: int
    default: bool
    after: str | None = None
    kept: bool = False
    removed: bool = False
    carried: bool = False
    hidden: tuple[PersonRule, ...] = ()
    replaces: str = ""

    @property
    def source(self) -> str:
        """The text as a cell holds it, without the line end that the file needs."""
        return self.text if self.default else self.text.removesuffix("\n")

    @property
    def has_text(self) -> bool:
        """Whether it has a text of its own, and is not only moved or taken out."""
        return not (self.kept or self.removed)

    @property
    def place(self) -> str:
        """The file and the block or cell, as messages name it."""
        return f"{self.file}, {'cell' if self.default else 'block'} '{self.id}'"

    @property
    def text_line(self) -> int:
        """The line on which the text begins: in an author's file, the one after its fence."""
        return self.line if self.default else self.line + 1


def read_blocks(path: Path, shown: str) -> tuple[Block, ...]:
    """Read an author's narrative file; None if there is no such file."""
    if not os.path.lexists(path):
        return ()
    try:
        text = read_utf8(path, shown)
    except OSError as error:
        raise NarrativeError(
            f"{shown}: the narrative could not be read ({error.strerror}). Allow it to be read, "
            "or move what is there."
        ) from error
    if isinstance(text, Problem):
        raise NarrativeError(f"The narrative could not be read. {text}")
    return parse_blocks(text, shown)


def parse_blocks(text: str, shown: str) -> tuple[Block, ...]:
    """Split an author's text into its blocks; line ends of Windows are read as any others."""
    text = text.replace(WINDOWS_END, "\n")
    _refuse_merge_marks(text, shown)
    blocks: list[Block] = []
    opened: tuple[str, Block] | None = None
    inner: list[str] = []
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        if opened is None:
            opened = _open(line, shown, number)
            inner = []
        elif line.rstrip() == opened[0]:
            blocks.append(replace(opened[1], text="".join(inner)))
            opened = None
        else:
            inner.append(line)
    if opened is not None:
        raise NarrativeError(
            f"{shown}:{opened[1].line}: the block '{opened[1].id}' is not closed. "
            f"End it with a line that holds {opened[0]} and nothing else."
        )
    _refuse_repeats(blocks)
    return tuple(blocks)


def _refuse_merge_marks(text: str, shown: str) -> None:
    if mark := MERGE_MARK.search(text):
        line = text.count("\n", 0, mark.start()) + 1
        raise NarrativeError(
            f"{shown}:{line}: git left two texts here. Keep one of them, and delete the "
            "lines of <<<<<<<, ======= and >>>>>>>."
        )


def hide_in_block(block: Block, allowed: Screening) -> Block:
    """A block without what it says of one person, and with the rules that say so.

    Of a table that holds any, every cell below its headings is hidden.
    """
    text, found = hide_person_data(block.text, allowed, block.file)
    rules = [datum.rule for datum in found]
    lines = text.split("\n")
    for rows in find_markdown_tables(block.text):
        refused = screen_table(block.file, rows, allowed)
        rules += [refusal.rule for refusal in refused]
        for number, _ in rows[1:] if refused and len(lines) >= rows[-1][0] else ():
            lines[number - 1] = _CELL.sub(HIDDEN, lines[number - 1])
    return replace(block, text="\n".join(lines), hidden=tuple(dict.fromkeys(rules)))


def blocks_text(blocks: Iterable[Block]) -> str:
    """The text of a file that is read back as these blocks, to the byte."""
    return "\n".join(_fence(block) for block in blocks)


def override_defaults(
    defaults: Sequence[Block], written: Sequence[Block], cells: Sequence[str] = ()
) -> tuple[Block, ...]:
    """The blocks of a section, an author's text before the default, in the order of reading.

    ``cells`` are the ids of all the notebook's cells, which blocks may be placed after.
    """
    known = {block.id: block for block in defaults}
    _refuse_code_cells(written, set(cells) - set(known))
    own = {block.id: _own_block(block, known) for block in written}
    blocks = {**known, **own}
    order = arrange_blocks(cells or list(known), written)
    return tuple(blocks[name] for name in order if name in blocks)


def _refuse_code_cells(written: Sequence[Block], code_cells: Collection[str]) -> None:
    """A text with the id of a code cell would take the place of a table or a chart."""
    for block in written:
        if block.id in code_cells and block.has_text:
            raise NarrativeError(
                f"{block.file}:{block.line}: the block '{block.id}' has the id of a code cell of "
                "the notebook, whose results it would replace. Give it an id of its own, and say "
                f"what it follows: {{#another-id after={block.id}}}"
            )


def arrange_blocks(cells: Sequence[str], written: Sequence[Block]) -> list[str]:
    """The ids of a section's cells and blocks in the order of reading."""
    elsewhere = {block.id for block in written if block.removed or block.after is not None}
    order = Chain(name for name in cells if name not in elsewhere)
    for block in written:
        if block.after is not None and not block.removed:
            order.put_after(_place_of(block, order), block.id)
    return list(order)


def _place_of(block: Block, order: Chain) -> str | None:
    """What a block comes after; None for the beginning."""
    if block.after == FIRST:
        return None
    if block.after not in order:
        names = list(order)
        near = ", ".join(get_close_matches(str(block.after), names, n=3, cutoff=0.4) or names)
        raise NarrativeError(
            f"{block.file}:{block.line}: the block '{block.id}' must come after "
            f"'{block.after}', which is not there before it (nearest: {near})."
        )
    return block.after


class Chain:
    """Names in an order, in which another is put after any of them without moving the rest."""

    def __init__(self, names: Iterable[str]) -> None:
        self._next: dict[str | None, str | None] = {None: None}
        last = None
        for name in names:
            self.put_after(last, name)
            last = name

    def put_after(self, before: str | None, name: str) -> None:
        """Put a name after another, or at the beginning."""
        self._next[name], self._next[before] = self._next[before], name

    def __contains__(self, name: str | None) -> bool:
        return name is not None and name in self._next

    def __iter__(self) -> Iterator[str]:
        name = self._next[None]
        while name is not None:
            yield name
            name = self._next[name]


def _own_block(block: Block, known: Mapping[str, Block]) -> Block:
    """A block of an author: one of the notebook's, or a new one that says which it follows."""
    if block.id not in known and (block.after is None or block.kept):
        near = ", ".join(get_close_matches(block.id, known, n=3, cutoff=0.4) or known)
        raise NarrativeError(
            f"{block.file}:{block.line}: the section has no block '{block.id}' "
            f"(nearest: {near}). Use the id of a text cell of its notebook."
        )
    if block.kept:
        return replace(known[block.id], after=block.after)
    return replace(block, replaces=known[block.id].text) if block.id in known else block


def _fence(block: Block) -> str:
    longest = max((len(run) for run in re.findall(":+", block.source)), default=0)
    fence = ":" * max(3, longest + 1)
    place = {None: "", FIRST: " .first"}.get(block.after, f" after={block.after}")
    state = " .removed" if block.removed else " .default" if block.kept else ""
    body = "" if state else f"{block.source}\n"
    state = " .last-year" if block.carried else state
    return f"{fence} {{#{block.id}{place}{state}}}\n{body}{fence}\n"


def _open(line: str, shown: str, number: int) -> tuple[str, Block] | None:
    """The fence that a line opens, and the block; None if the line is blank."""
    content = line.rstrip("\r\n")
    if match := _OPENING.fullmatch(content):
        return match["fence"], Block(
            match["id"],
            text="",
            file=shown,
            line=number,
            default=False,
            after=FIRST if match["place"] == " .first" else match["after"],
            kept=match["state"] == "default",
            removed=match["state"] == "removed",
            carried=match["state"] == "last-year",
        )
    if not content.strip():
        return None
    content, _ = hide_person_data(content, NOTHING_ALLOWED)
    if _FENCE.fullmatch(content):
        wrong = f"'{content}' does not open a block. Write for example  ::: {{#overview}}"
    else:
        wrong = (
            f"'{content[:40]}' is outside any block. Put text between a line such as  "
            "::: {#overview}  and a line  :::"
        )
    raise NarrativeError(f"{shown}:{number}: {wrong}")


def _refuse_repeats(blocks: Sequence[Block]) -> None:
    seen: dict[str, int] = {}
    for block in blocks:
        if block.id in seen:
            raise NarrativeError(
                f"{block.file}:{block.line}: the block '{block.id}' is on line "
                f"{seen[block.id]} already. Keep one of the two."
            )
        seen[block.id] = block.line


@dataclass(frozen=True)
class GivenNames:
    """The names that blocks have: by the ids of the cells that they were given to, and by text.

    ``taken`` are all that another block may not have.
    """

    by_cell: Mapping[str, str]
    texts: Mapping[str, str]
    taken: Collection[str]


def is_random(name: str) -> bool:
    """Whether a cell's id is a random number: no name that anyone has chosen."""
    return re.fullmatch(_RANDOM, name) is not None


def name_block(text: str, taken: Collection[str]) -> str:
    """A name from the heading of a text, or its first words: "looked-after-children"."""
    words = list(
        filter(None, (_plain_letters(word) for word in re.findall(_WORD, _first_line(text))))
    )
    chosen: list[str] = []
    for word in words[:_MOST_WORDS]:
        if len("-".join([*chosen, word])) <= _MOST_LETTERS:
            chosen.append(word)
    name = "-".join(chosen) or "text"
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(each for each in names if each not in taken)


def _first_line(text: str) -> str:
    """The first heading, or else the first line with a word in it."""
    lines = [line for line in re.sub(_BRACES, " ", text).splitlines() if re.search(_WORD, line)]
    headings = [line for line in lines if line.lstrip().startswith("#")]
    return next(iter([*headings, *lines]), "")


def _plain_letters(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return re.sub(r"[^a-z]", "", letters)
