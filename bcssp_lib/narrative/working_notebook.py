"""Working notebooks: a section as its author edits it, results in place and code locked."""

from __future__ import annotations

import getpass
import hashlib
import json
import secrets
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bcssp_lib.files.folders import UNREADABLE
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.fact import Fact
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.blocks import (
    BLOCK_ID,
    MERGE_MARK,
    Block,
    GivenNames,
    arrange_blocks,
    is_random,
    name_block,
)
from bcssp_lib.narrative.clean_notebook import dump_notebook
from bcssp_lib.narrative.pictures import PastedText, cell_to_text, text_to_cell

PROSE, CODE = "markdown", "code"
_OWN = "bcssp"
_FORMAT = {"nbformat": 4, "nbformat_minor": 5}
_LOCKED = {"editable": False, "deletable": False, "jupyter": {"source_hidden": True}}
_LETTERS = 8
_NEVER_SHOWN = {"origins", "definition", "caveat"}
_PATIENCE_SECONDS, _AGAIN_SECONDS = 3.0, 0.05


@dataclass(frozen=True)
class Cell:
    """A cell of a working notebook: prose is a block's text, code is the notebook's own."""

    id: str
    kind: str
    source: str


@dataclass(frozen=True)
class WorkingNotebook:
    """What a working notebook holds, and what it held when it was written.

    ``book`` are the facts of the report as they were then: what its author has seen. Texts are
    as the narrative file has them; ``pictures`` belong beside it, by their names. ``names`` are
    those of cells whose own ids are random numbers, by these.
    """

    cells: tuple[Cell, ...]
    before: tuple[Cell, ...]
    mark: str
    book: FactBook = field(default_factory=lambda: FactBook({}, {}))
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Raw:
    """A cell as it is: its own id, the block that it was written as, and its pictures."""

    own: str
    kept: str
    kind: str
    source: str
    attachments: Mapping[str, Any]
    known: Mapping[str, str]


def working_text(
    executed: Mapping[str, Any],
    blocks: Sequence[Block],
    stamp: Mapping[str, str],
    book: FactBook,
    folder: Path,
) -> str:
    """The text of a working notebook: an executed section with its narrative as it is written.

    The facts of the report are kept in it, as its author sees them. ``folder`` is that of the
    narrative, beside which its pictures are.
    """
    texts = {block.id: block.source for block in blocks}
    ran = {cell["id"]: cell for cell in executed["cells"]}
    cells, before = [], []
    for name in arrange_blocks(list(ran), blocks):
        if name in texts:
            cells.append(_prose_cell(name, text_to_cell(texts[name], folder)))
            before.append([name, PROSE, texts[name]])
        elif ran[name]["cell_type"] == CODE:
            cells.append(_code_cell(ran[name]))
            before.append([name, CODE, cells[-1]["source"]])
    mark = secrets.token_hex(_LETTERS)
    own_metadata = {
        **stamp,
        "before": before,
        "mark": mark,
        "facts": fact_values(book),
        "opened_by": account_name(),
    }
    metadata = {**executed["metadata"], _OWN: own_metadata}
    return dump_notebook({"cells": cells, "metadata": metadata, **_FORMAT})


def account_name() -> str:
    """The name that the user goes by on this computer; empty where the computer has none."""
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # which of them depends on the system
        return ""


def who_opened(path: Path) -> str:
    """Who last opened a section for writing; empty where its working notebook does not say."""
    try:
        own = json.loads(path.read_text("utf-8"))["metadata"][_OWN]
        return str(own.get("opened_by", ""))
    except UNREADABLE:  # it is being saved, or is from another program
        return ""


def read_working(path: Path, shown: str, given: GivenNames) -> WorkingNotebook:
    """Read a working notebook as JupyterLab, or an older tool, has saved it.

    ``given`` are the names that its new cells have, from when they were first read.
    JupyterLab writes it in place, with the version before beside it; that is waited for.
    """
    ends = time.monotonic() + _PATIENCE_SECONDS
    aside = path.with_name(f".~{path.name}")
    while True:
        try:
            return _read(path, shown, given)
        except UNREADABLE as error:
            if aside.exists() and time.monotonic() < ends:
                time.sleep(_AGAIN_SECONDS)
                continue
            mend = f"JupyterLab was cut off while it saved; the version before is {aside.name}. "
            raise NarrativeError(
                f"{shown}: this is not a working notebook that can be read ({_line(error)}). "
                f"What was saved before is kept. {mend if aside.exists() else ''}"
                "Move the file away, then run bcssp author again."
            ) from error


def _cells_hash(cells: Iterable[Cell]) -> str:
    """A short hash by which a working notebook of an older toolkit is known again."""
    listed = json.dumps([[cell.id, cell.kind, cell.source] for cell in cells])
    return hashlib.sha256(listed.encode()).hexdigest()[:_LETTERS]  # JSON is ASCII


def fact_values(book: FactBook) -> dict[str, Any]:
    """A report's facts as a notebook keeps them: without what no sentence can show."""
    return {
        "names": dict(book.names),
        "facts": [
            fact.model_dump(mode="json", exclude_defaults=True, exclude=_NEVER_SHOWN)
            for fact in book.all_facts
        ],
    }


def read_fact_values(values: Any) -> FactBook:
    """The facts that a notebook keeps; none if an older tool or a hand has changed them.

    The words are taken all the same. They then count as not confirmed, and their author is
    asked to confirm them.
    """
    try:
        facts: dict[str, dict[str, Fact]] = {}
        for content in values["facts"]:
            fact = Fact.model_validate(content)
            facts.setdefault(fact.section, {})[fact.name] = fact
        names = {str(name): str(text) for name, text in values["names"].items()}
        return FactBook(facts, names)
    except (KeyError, TypeError, AttributeError, ValueError):
        return FactBook({}, {})


def _read(path: Path, shown: str, given: GivenNames) -> WorkingNotebook:
    if not path.is_file():  # to open a pipe could wait for ever
        raise OSError("it is no ordinary file")
    notebook = _upgrade(json.loads(path.read_bytes().decode("utf-8")))
    raw = [_cell(cell) for cell in notebook["cells"]]
    metadata = notebook["metadata"][_OWN]
    before = tuple(Cell(*(str(part) for part in cell)) for cell in metadata["before"])
    kinds = {cell.id: cell.kind for cell in before}
    cells: list[Cell] = []
    pictures: dict[str, bytes] = {}
    names = _names(raw, kinds, given)
    for name, cell in zip(names, raw, strict=True):
        # Prose stays prose: one wrong key in JupyterLab turns a cell of text into one of code.
        if PROSE in (cell.kind, kinds.get(name)):
            _check_text(name, cell.source, shown)
            pasted = _parse_cell(name, cell, shown)
            pictures |= pasted.pictures
            cells.append(Cell(name, PROSE, pasted.text))
        else:
            cells.append(Cell(name, cell.kind, cell.source))
    mark = str(metadata.get("mark") or _cells_hash(before))
    new = {each.own: name for each, name in zip(raw, names, strict=True) if is_random(each.own)}
    book = read_fact_values(metadata.get("facts"))
    return WorkingNotebook(tuple(cells), before, mark, book, pictures, new)


def _upgrade(notebook: dict[str, Any]) -> dict[str, Any]:
    """A notebook of the format before this one, which very old tools still save."""
    if int(notebook.get("nbformat", _FORMAT["nbformat"])) >= _FORMAT["nbformat"]:
        return notebook
    import nbformat  # slow to import

    upgraded = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    return dict(nbformat.convert(upgraded, _FORMAT["nbformat"]))  # type: ignore[no-untyped-call]


def _parse_cell(name: str, raw: _Raw, shown: str) -> PastedText:
    try:
        return cell_to_text(raw.source, raw.attachments, raw.known)
    except NarrativeError as error:
        raise NarrativeError(
            f"{shown}: in the cell '{name}', {error}. Nothing was taken from this notebook, and "
            "nothing in it is lost."
        ) from error


def _prose_cell(name: str, pasted: PastedText) -> dict[str, Any]:
    metadata: dict[str, Any] = {"block": name}
    cell = {"cell_type": PROSE, "id": name, "metadata": {_OWN: metadata}, "source": pasted.text}
    if pasted.pictures:
        metadata["pictures"] = dict(pasted.known)
        cell["attachments"] = pasted.attachments()
    return cell


def _code_cell(ran: Mapping[str, Any]) -> dict[str, Any]:
    metadata = {**ran["metadata"], **_LOCKED, _OWN: {"block": ran["id"]}}
    return {**ran, "metadata": metadata, "source": "".join(ran["source"])}


def _cell(raw: Mapping[str, Any]) -> _Raw:
    """A cell with its own id and the one that it was written with; either may be lost."""
    metadata = raw.get("metadata", {}).get(_OWN, {})
    return _Raw(
        own=str(raw.get("id", "")),
        kept=str(metadata.get("block", "")),
        kind=str(raw["cell_type"]),
        source="".join(raw["source"]),
        attachments={str(name): bundle for name, bundle in (raw.get("attachments") or {}).items()},
        known={str(name): str(digest) for name, digest in metadata.get("pictures", {}).items()},
    )


def _names(raw: Sequence[_Raw], known: Collection[str], given: GivenNames) -> list[str]:
    """Each cell by the id that it was written with, or by one of its own; no id comes twice."""
    claims = [*enumerate(cell.own for cell in raw), *enumerate(cell.kept for cell in raw)]
    names: dict[int, str] = {}  # by the cell's place
    taken: set[str] = set()
    for place, name in claims:
        if name in known and place not in names and name not in taken:
            names[place] = name
            taken.add(name)
    taken.update(known)
    for place, cell in enumerate(raw):
        if place not in names:
            names[place] = _new_name(cell, taken, given)
            taken.add(names[place])
    return [names[place] for place in range(len(raw))]


def _new_name(cell: _Raw, taken: Collection[str], given: GivenNames) -> str:
    """The name that a new cell was given, its own id if somebody chose it, or one of its words."""
    known = (name for name in _known_names(cell, given) if name and name not in taken)
    others = {*taken, *given.taken} if cell.own else taken
    return next(known, "") or name_block(cell.source, others)


def _known_names(cell: _Raw, given: GivenNames) -> Iterator[str]:
    """The names that a new cell may have already, the surest first; some may be taken."""
    yield given.by_cell.get(cell.own, "")
    chosen = cell.kind != PROSE or cell.own in given.taken or not is_random(cell.own)
    if chosen and BLOCK_ID.fullmatch(cell.own):
        yield cell.own
    yield from (name for name, text in given.texts.items() if text == cell.source)


def _check_text(name: str, text: str, shown: str) -> None:
    """Text that no file of text can hold is refused, not changed."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NarrativeError(
            f"{shown}: the cell '{name}' holds a broken character (number {error.start + 1} of "
            "its text). Delete it and type it again; the rest is kept."
        ) from error
    if "\0" in text:
        raise NarrativeError(
            f"{shown}: the cell '{name}' holds a character that is no text (NUL). Delete what "
            "was pasted there, and paste it as plain text."
        )
    if left := MERGE_MARK.search(text):
        line = text.count("\n", 0, left.start()) + 1
        raise NarrativeError(
            f"{shown}: line {line} of the cell '{name}' is a mark that git leaves between two "
            "texts. Keep one of the texts, and delete the lines of <<<<<<<, ======= and >>>>>>>."
        )


def _line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:120]
