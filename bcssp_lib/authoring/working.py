"""Working notebooks: a section as its author edits it, results in place and code locked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bcssp_lib.errors import NarrativeError
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.blocks import BLOCK_ID, Block, arranged
from bcssp_lib.section.facts import Fact

PROSE, CODE = "markdown", "code"
_OWN = "bcssp"
_FORMAT = {"nbformat": 4, "nbformat_minor": 5}
_LOCKED = {"editable": False, "deletable": False, "jupyter": {"source_hidden": True}}
_LETTERS = 8
_NEVER_SHOWN = {"origins", "definition", "caveat"}


@dataclass(frozen=True)
class Cell:
    """A cell of a working notebook: prose is a block's text, code is the notebook's own."""

    id: str
    kind: str
    source: str


@dataclass(frozen=True)
class Working:
    """What a working notebook holds, and what it held when it was written.

    ``book`` are the facts of the report as they were then: what its author has seen.
    """

    cells: tuple[Cell, ...]
    before: tuple[Cell, ...]
    mark: str
    book: FactBook = field(default_factory=lambda: FactBook({}, {}))


def working_text(
    executed: Mapping[str, Any], blocks: Sequence[Block], stamp: Mapping[str, str], book: FactBook
) -> str:
    """The text of a working notebook: an executed section with its narrative as it is written.

    The facts of the report are kept in it, as its author sees them.
    """
    texts = {block.id: block.source for block in blocks}
    ran = {cell["id"]: cell for cell in executed["cells"]}
    cells = []
    for name in arranged(list(ran), blocks):
        if name in texts:
            cells.append(_prose_cell(name, texts[name]))
        elif ran[name]["cell_type"] == CODE:
            cells.append(_code_cell(ran[name]))
    before = [[one["id"], one["cell_type"], one["source"]] for one in cells]
    metadata = {**executed["metadata"], _OWN: {**stamp, "before": before, "facts": _kept(book)}}
    notebook = {"cells": cells, "metadata": metadata, **_FORMAT}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def read_working(path: Path, shown: str) -> Working:
    """Read a working notebook as JupyterLab, or an older tool, has saved it."""
    try:
        notebook = json.loads(path.read_bytes().decode("utf-8"))
        raw = [_cell(one) for one in notebook["cells"]]
        listed = notebook["metadata"][_OWN]["before"]
        before = tuple(Cell(*(str(part) for part in one)) for one in listed)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NarrativeError(
            f"{shown}: this is not a working notebook that can be read ({_line(error)}). What was "
            "saved before is kept. Move the file away, then run bcssp author again."
        ) from error
    cells = _identified(raw, before)
    for one in cells:
        _check_text(one, shown)
    return Working(cells, before, mark_of_cells(before), _book(notebook["metadata"][_OWN]))


def mark_of_cells(cells: Iterable[Cell]) -> str:
    """A short hash by which a working notebook is known again."""
    text = json.dumps([[one.id, one.kind, one.source] for one in cells])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LETTERS]


def _kept(book: FactBook) -> dict[str, Any]:
    """A report's facts as a notebook keeps them: without what no sentence can show."""
    facts = [fact for each in book.facts.values() for fact in each.values()]
    return {
        "names": dict(book.names),
        "facts": [
            one.model_dump(mode="json", exclude_defaults=True, exclude=_NEVER_SHOWN)
            for one in facts
        ],
    }


def _book(own: Mapping[str, Any]) -> FactBook:
    """The facts that a notebook keeps; none, where an older tool or a hand has changed them.

    The words are taken all the same. They then count as not confirmed, and their author is
    asked to confirm them.
    """
    try:
        facts: dict[str, dict[str, Fact]] = {}
        for content in own["facts"]["facts"]:
            fact = Fact.model_validate(content)
            facts.setdefault(fact.section, {})[fact.name] = fact
        names = {str(name): str(text) for name, text in own["facts"]["names"].items()}
        return FactBook(facts, names)
    except (KeyError, TypeError, AttributeError, ValueError):
        return FactBook({}, {})


def _prose_cell(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": PROSE, "id": name, "metadata": {_OWN: {"block": name}}, "source": source}


def _code_cell(ran: Mapping[str, Any]) -> dict[str, Any]:
    metadata = {**ran["metadata"], **_LOCKED, _OWN: {"block": ran["id"]}}
    return {**ran, "metadata": metadata, "source": "".join(ran["source"])}


def _cell(raw: Mapping[str, Any]) -> tuple[str, str, Cell]:
    """A cell with its own id and the one that it was written with; either may be lost."""
    kind, source = str(raw["cell_type"]), "".join(raw["source"])
    kept = raw.get("metadata", {}).get(_OWN, {}).get("block", "")
    return str(raw.get("id", "")), str(kept), Cell("", kind, source)


def _identified(raw: Sequence[tuple[str, str, Cell]], before: Sequence[Cell]) -> tuple[Cell, ...]:
    """Each cell by the id that it was written with, or by one of its own; no id comes twice."""
    known = {one.id for one in before}
    names: dict[int, str] = {}
    for at, (own, _, _) in enumerate(raw):
        if own in known and own not in names.values():
            names[at] = own
    for at, (_, kept, _) in enumerate(raw):
        if at not in names and kept in known and kept not in names.values():
            names[at] = kept
    for at, (own, _, cell) in enumerate(raw):
        if at not in names:
            names[at] = _new_name(own, cell, {*known, *names.values()})
    kinds = {one.id: one.kind for one in before}
    return tuple(
        Cell(names[at], _kind(cell.kind, kinds.get(names[at], "")), cell.source)
        for at, (_, _, cell) in enumerate(raw)
    )


def _kind(now: str, before: str) -> str:
    """Prose stays prose: one wrong key in JupyterLab turns a cell of text into one of code."""
    return PROSE if before == PROSE else now


def _new_name(own: str, cell: Cell, taken: set[str]) -> str:
    if own not in taken and BLOCK_ID.fullmatch(own):
        return own
    text, number = own or cell.source, 0
    while True:
        digest = hashlib.sha256(f"{number} {text}".encode("utf-8", "surrogatepass")).hexdigest()
        name = f"text-{digest[:_LETTERS]}"
        if name not in taken:
            return name
        number += 1


def _check_text(cell: Cell, shown: str) -> None:
    """Text that no file of text can hold is refused, not changed."""
    if cell.kind != PROSE:
        return
    try:
        cell.source.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NarrativeError(
            f"{shown}: the cell '{cell.id}' holds a broken character (number {error.start + 1} of "
            "its text). Delete it and type it again; the rest is kept."
        ) from error
    if "\0" in cell.source:
        raise NarrativeError(
            f"{shown}: the cell '{cell.id}' holds a character that is no text (NUL). Delete what "
            "was pasted there, and paste it as plain text."
        )


def _line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:120]
