"""Bringing an author's edits home: what was written in a working notebook, and in the file.

Each block is merged three ways: the text that the author last had in the notebook, the text
that is there now, and the text of the narrative file or of the section's own notebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from merge3 import Merge3

from bcssp_lib.narrative.blocks import FIRST, Block, arrange_blocks
from bcssp_lib.narrative.section_notebook import SectionNotebook
from bcssp_lib.narrative.working_notebook import CODE, PROSE, Cell

_IF_TEXT = "If it holds text, make it a cell of text: select it in JupyterLab, press Esc, then M."


@dataclass(frozen=True)
class Conflict:
    """A block that was changed in both places; an empty text may mean that it was taken out."""

    block: str
    notebook: str | None
    file: str | None


@dataclass(frozen=True)
class TakenEdits:
    """The result: the blocks of the file, what the author has now seen, and what is left.

    ``refused`` says in sentences which changes of code were not taken.
    """

    blocks: tuple[Block, ...]
    seen: tuple[Cell, ...]
    conflicts: tuple[Conflict, ...]
    refused: tuple[str, ...]


class _ConflictError(Exception):
    """Both texts changed where they should have been the same."""


def merge_edits(
    section: SectionNotebook,
    written: Sequence[Block],
    before: Sequence[Cell],
    now: Sequence[Cell],
) -> TakenEdits:
    """Merge a working notebook's prose into the blocks of a narrative file."""
    defaults = {block.id: block.source for block in section.blocks}
    current = {**defaults, **_texts(written, defaults)}
    base, mine = _prose(before), _prose(now)
    merged: dict[str, str | None] = {}
    conflicts = []
    for name in dict.fromkeys([*mine, *base, *current]):
        try:
            merged[name] = merge_texts(base.get(name), mine.get(name), current.get(name))
        except _ConflictError:
            conflicts.append(Conflict(name, mine.get(name), current.get(name)))
            merged[name] = current.get(name)
    order = _order(section, written, before, now, merged)
    return TakenEdits(
        blocks=_blocks(section, written, order, merged),
        seen=_seen(before, now, {conflict.block for conflict in conflicts}),
        conflicts=tuple(conflicts),
        refused=tuple(_find_changed_code(section, before, now)),
    )


def merge_texts(base: str | None, mine: str | None, theirs: str | None) -> str | None:
    """Three ways, by line; a text that was taken out is none."""
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    if base is None or mine is None or theirs is None:
        raise _ConflictError
    old, ours, other = (text.splitlines(keepends=True) for text in (base, mine, theirs))
    lines: list[str] = []
    for group in Merge3(old, ours, other).merge_groups():
        if group[0] == "conflict":
            raise _ConflictError
        lines += group[1]
    return "".join(lines)


def _prose(cells: Iterable[Cell]) -> dict[str, str]:
    return {cell.id: cell.source for cell in cells if cell.kind == PROSE}


def _texts(written: Sequence[Block], defaults: Mapping[str, str]) -> dict[str, str | None]:
    return {
        block.id: None if block.removed else defaults.get(block.id) if block.kept else block.source
        for block in written
    }


def _order(
    section: SectionNotebook,
    written: Sequence[Block],
    before: Sequence[Cell],
    now: Sequence[Cell],
    merged: Mapping[str, str | None],
) -> list[str]:
    """The ids of all cells in the order of reading: the notebook's, where it was changed there."""
    in_file = arrange_blocks(section.cells, written)
    in_notebook = [cell.id for cell in now]
    both = {cell.id for cell in before} & set(in_notebook)
    moved = [one.id for one in before if one.id in both] != [
        name for name in in_notebook if name in both
    ]
    first, second = (in_notebook, in_file) if moved else (in_file, in_notebook)
    known = {*section.cells, *merged}
    order = [name for name in first if name in known]
    for index, name in enumerate(second):
        if name in known and name not in order:
            earlier = [candidate for candidate in second[:index] if candidate in order]
            order.insert(order.index(earlier[-1]) + 1 if earlier else 0, name)
    prose = [name for name in order if name in merged]
    return _with_code_in_order(section, order, prose, merged)


def _with_code_in_order(
    section: SectionNotebook,
    order: Sequence[str],
    prose: Sequence[str],
    merged: Mapping[str, str | None],
) -> list[str]:
    """Code keeps the order of the section's own notebook, whatever was done to it."""
    code = [name for name in section.cells if name not in merged]
    places = iter(code)
    in_order = [
        name if name in prose else next(places) for name in order if name in prose or name in code
    ]
    in_order += [name for name in code if name not in in_order]
    return [name for name in in_order if name in code or merged[name] is not None]


def _blocks(
    section: SectionNotebook,
    written: Sequence[Block],
    order: Sequence[str],
    merged: Mapping[str, str | None],
) -> tuple[Block, ...]:
    """The blocks that a file must hold so that the section is read in this order."""
    defaults = {block.id: block.source for block in section.blocks}
    with_text = {block.id for block in written if block.has_text}
    carried = {block.id: block.source for block in written if block.carried}
    stays = _stay(section.cells, order, defaults)
    blocks = []
    for index, name in enumerate(order):
        text = merged.get(name)
        if text is None:
            continue
        after = None if name in stays else order[index - 1] if index else FIRST
        block = Block(name, f"{text}\n", "", 0, default=False, after=after)
        block = replace(block, carried=carried.get(name) == text)  # touched: it is this year's
        if name in with_text or text != defaults.get(name):
            blocks.append(block)
        elif after is not None:
            blocks.append(replace(block, text="", kept=True))
    gone = [name for name in defaults if name not in order]
    blocks += [Block(name, "", "", 0, default=False, removed=True) for name in gone]
    return tuple(blocks)


def _stay(cells: Sequence[str], order: Sequence[str], defaults: Mapping[str, str]) -> set[str]:
    """The cells that need no word about their place, since the notebook has them there."""
    place = {name: index for index, name in enumerate(cells)}
    stays: set[str] = set()
    last = -1
    for index, name in enumerate(order):
        if name not in place:
            continue
        code = (
            place[follower]
            for follower in order[index:]
            if follower in place and follower not in defaults
        )
        if last < place[name] <= next(code, len(cells)):
            stays.add(name)
            last = place[name]
    return stays


def _seen(before: Sequence[Cell], now: Sequence[Cell], conflicts: set[str]) -> tuple[Cell, ...]:
    """What the author has had taken: of a conflict and of code, still what was there before."""
    old = {cell.id: cell for cell in before}
    kept = [
        old.get(cell.id) if cell.kind != PROSE or cell.id in conflicts else cell for cell in now
    ]
    seen = [item for item in kept if item is not None]
    names = {cell.id for cell in seen}
    left = (cell for cell in before if cell.id not in names)
    return (
        *seen,
        *(mention for mention in left if mention.kind == CODE or mention.id in conflicts),
    )


def _find_changed_code(
    section: SectionNotebook, before: Sequence[Cell], now: Sequence[Cell]
) -> Iterable[str]:
    """Sentences about code that an author changed, added or took out."""
    where = (
        f"It was not taken. A change of what is shown belongs in {section.shown}, for every area; "
        "ask whoever keeps the toolkit."
    )
    old = {cell.id: cell.source for cell in before if cell.kind == CODE}
    new = {cell.id: cell.source for cell in now if cell.kind != PROSE}
    for name, source in new.items():
        if name not in old:
            yield f"The code cell '{name}' was added. {where} {_IF_TEXT}"
        elif source != old[name]:
            yield f"The code of the cell '{name}' was changed. {where}"
    for name in old:
        if name not in new:
            yield f"The code cell '{name}' was taken out. {where}"
    order = [name for name in section.cells if name in new]
    if order != [name for name in new if name in order]:
        yield f"Code cells were put in another order. {where}"
