"""Bringing an author's edits home: what was written in a working notebook, and in the file.

Each block is merged three ways: the text that the author last had in the notebook, the text
that is there now, and the text of the narrative file or of the section's own notebook.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from merge3 import Merge3

from bcssp_lib.narrative.blocks import FIRST, Block, Chain, arrange_blocks
from bcssp_lib.narrative.section_notebook import SectionNotebook
from bcssp_lib.narrative.working_notebook import PROSE, Cell

_IF_TEXT = "If it holds text, make it a cell of text: select it in JupyterLab, press Esc, then M."
_written_block = partial(Block, file="", line=0, default=False)


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
    merged, conflicts = _merge_blocks(section, written, before, now)
    order = _order(section, written, before, now, merged)
    return TakenEdits(
        blocks=tuple(_blocks(section, written, order, merged)),
        seen=tuple(_seen(before, now, {conflict.block for conflict in conflicts})),
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
    return _merge_lines(base, mine, theirs)


def _merge_lines(base: str, mine: str, theirs: str) -> str:
    old, ours, other = (text.splitlines(keepends=True) for text in (base, mine, theirs))
    lines: list[str] = []
    for group in Merge3(old, ours, other).merge_groups():
        if group[0] == "conflict":
            raise _ConflictError
        lines += group[1]
    return "".join(lines)


def _merge_blocks(
    section: SectionNotebook,
    written: Sequence[Block],
    before: Sequence[Cell],
    now: Sequence[Cell],
) -> tuple[dict[str, str | None], list[Conflict]]:
    """Each block's text, none if it was taken out; of a conflict, that of the file."""
    base, mine = _prose(before), _prose(now)
    current = current_texts(section, written)
    merged: dict[str, str | None] = {}
    conflicts = []
    for name in dict.fromkeys([*mine, *base, *current]):
        try:
            merged[name] = merge_texts(base.get(name), mine.get(name), current.get(name))
        except _ConflictError:
            conflicts.append(Conflict(name, mine.get(name), current.get(name)))
            merged[name] = current.get(name)
    return merged, conflicts


def _prose(cells: Iterable[Cell]) -> dict[str, str]:
    return {cell.id: cell.source for cell in cells if cell.kind == PROSE}


def current_texts(section: SectionNotebook, written: Sequence[Block]) -> dict[str, str | None]:
    """The texts as a report has them now; none of a block that was taken out."""
    current: dict[str, str | None] = {block.id: block.source for block in section.blocks}
    for block in written:
        if not block.kept:
            current[block.id] = None if block.removed else block.source
    return current


def _order(
    section: SectionNotebook,
    written: Sequence[Block],
    before: Sequence[Cell],
    now: Sequence[Cell],
    merged: Mapping[str, str | None],
) -> list[str]:
    """The ids of all cells in the order of reading: the notebook's, where it was changed there."""
    in_file = arrange_blocks(section.cells, written)
    in_notebook = [cell.id for cell in now if cell.id in section.cells or cell.id in merged]
    if is_moved([cell.id for cell in before], [cell.id for cell in now]):
        order = _weave(in_notebook, in_file)
    else:
        order = _weave(in_file, in_notebook)
    in_order = _put_code_in_order(section.cells, order, merged)
    return [name for name in in_order if merged.get(name, "") is not None]


def _put_code_in_order(
    cells: Sequence[str], order: Sequence[str], prose: Collection[str]
) -> list[str]:
    """Code keeps the order of the section's own notebook, whatever was done to it."""
    code = (name for name in cells if name not in prose)
    return [name if name in prose else next(code) for name in order]


def is_moved(before: Collection[str], now: Collection[str]) -> bool:
    """Whether what is in both is in another order."""
    both = {*before} & {*now}
    return [name for name in before if name in both] != [name for name in now if name in both]


def _weave(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """The first order; what only the second has comes after what it follows there."""
    order = Chain(first)
    last = None
    for name in second:
        if name not in order:
            order.put_after(last, name)
        last = name
    return list(order)


def _blocks(
    section: SectionNotebook,
    written: Sequence[Block],
    order: Sequence[str],
    merged: Mapping[str, str | None],
) -> Iterator[Block]:
    """The blocks that a file must hold so that the section is read in this order."""
    defaults = {block.id: block.source for block in section.blocks}
    own = {block.id: block for block in written if block.has_text}
    stays = _stay(section.cells, order, defaults)
    for previous, name in zip([FIRST, *order], order, strict=False):
        text = merged.get(name)
        if text is not None:  # otherwise it is code
            after = None if name in stays else previous
            yield from _present_block(name, text, after, own.get(name), defaults.get(name))
    read = set(order)
    gone = (name for name in defaults if name not in read)
    yield from (_written_block(id=name, text="", removed=True) for name in gone)


def _present_block(
    name: str, text: str, after: str | None, own: Block | None, default: str | None
) -> Iterator[Block]:
    """A block that has a text of its own, or was moved; nothing of one that is as it was."""
    if own is not None or text != default:
        carried = own is not None and own.carried and own.source == text  # until it is touched
        yield _written_block(id=name, text=f"{text}\n", after=after, carried=carried)
    elif after is not None:
        yield _written_block(id=name, text="", after=after, kept=True)


def _stay(cells: Sequence[str], order: Sequence[str], defaults: Collection[str]) -> set[str]:
    """The cells that need no word about their place, since the notebook has them there."""
    place = {name: index for index, name in enumerate(cells)}
    known = [name for name in order if name in place]
    next_code = len(cells)
    limits = {}  # before which code a cell is, when it is read
    for name in reversed(known):
        next_code = next_code if name in defaults else place[name]
        limits[name] = next_code
    stays: list[str] = []
    last = -1
    for name in known:
        if last < place[name] <= limits[name]:
            stays.append(name)
            last = place[name]
    return set(stays)


def _seen(before: Sequence[Cell], now: Sequence[Cell], conflicts: set[str]) -> Iterator[Cell]:
    """What the author has had taken: of a conflict and of code, still what was there before."""

    def is_taken(cell: Cell) -> bool:
        return cell.kind == PROSE and cell.id not in conflicts

    old = {cell.id: cell for cell in before}
    for cell in now:
        if is_taken(cell):
            yield cell
        elif cell.id in old:
            yield old[cell.id]
    names = {cell.id for cell in now}
    yield from (cell for cell in before if cell.id not in names and not is_taken(cell))


def _code(cells: Iterable[Cell]) -> dict[str, str]:
    return {cell.id: cell.source for cell in cells if cell.kind != PROSE}


def _find_changed_code(
    section: SectionNotebook, before: Sequence[Cell], now: Sequence[Cell]
) -> Iterator[str]:
    """Sentences about code that an author changed, added or took out."""
    where = (
        f"It was not taken. A change of what is shown belongs in {section.shown}, for every area; "
        "ask whoever keeps the toolkit."
    )
    old, new = _code(before), _code(now)
    for name in dict.fromkeys([*new, *old]):
        if name not in old:
            yield f"The code cell '{name}' was added. {where} {_IF_TEXT}"
        elif name not in new:
            yield f"The code cell '{name}' was taken out. {where}"
        elif new[name] != old[name]:
            yield f"The code of the cell '{name}' was changed. {where}"
    if is_moved(section.cells, new):
        yield f"Code cells were put in another order. {where}"
