"""Executed sections, and authors' texts as pandoc and Quarto read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bcssp_lib.model.errors import BcsspError, RenderError, UserError
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.report_id import Stamp
from bcssp_lib.narrative.binding import BoundBlock
from bcssp_lib.narrative.expressions import PRIVATE, TextError, TextProblem
from bcssp_lib.publish.programs import read_tree
from bcssp_lib.section.outputs import FACTS_TYPE, MESSAGE_TYPE, private_outputs

_SETTINGS = re.compile(r"^---[ \t]*\r?\n(?![ \t]*\r?\n|---)", re.MULTILINE)
_MARK = PRIVATE[1]  # no author's text holds it, though an entity may represent it
_ENDS = "'> \"> -->\n\n```{=html}\n<!-- -->\n```\n\n~~~\n~~~"
_OPEN = "a fence, comment or tag that does not end within it"
STAMP_METADATA = "bcssp"  # of a notebook: the report and section that it was run for


@dataclass(frozen=True)
class BlockText:
    """A block as it will be in the report: bound, and its footnotes named for it.

    ``folder`` is that of the author's narrative, where pictures may be. ``typed`` is the text
    with the bare words of its facts, where these have more in the report.
    """

    bound: BoundBlock
    text: str
    folder: Path
    typed: str = ""

    def problem(self, what: str, where: str = "") -> TextProblem:
        """What is wrong with it, on the line of ``where``."""
        return TextProblem(self.line_of(where), f"the text holds {what}.")

    def line_of(self, where: str) -> int:
        """The line where something is; the first, if it is not there as it was typed."""
        block = self.bound.block
        return block.text_line + block.text.count("\n", 0, max(block.text.find(where), 0))


def parse_each(passages: Sequence[BlockText]) -> list[list[Any]]:
    """Each passage as pandoc reads it among the others, or ``PassageError`` for one of them.

    Between each two stands what would end a fence, a comment or a tag that was left open.
    """
    for one in passages:
        if _MARK in unescape(one.text):
            what = refuse("a character for private use", "it shows nothing")
            raise PassageError(one, what)
    marked = "".join(
        f"{_mark('a', index)}\n\n{passage.text}\n\n{_mark('z', index)}\n\n{_ENDS}\n\n"
        for index, passage in enumerate(passages)
    )
    try:
        tree = read_tree(marked)
    except RenderError as error:
        raise _unreadable(passages, error) from error
    if tree["meta"]:
        raise _settings(passages)
    blocks = tree["blocks"]
    apart: list[list[Any]] = []
    index = 0
    for number, passage in enumerate(passages):
        try:
            begins = blocks.index(_marker("a", number), index)
            index = blocks.index(_marker("z", number), begins)
        except ValueError as error:
            raise PassageError(passage, refuse(_OPEN, "end it where the text ends")) from error
        apart.append(blocks[begins + 1 : index])
    return apart


class PassageError(TextError):
    """A passage without which the others can be read."""

    def __init__(self, passage: BlockText, what: str) -> None:
        super().__init__([passage.problem(what)])
        self.passage = passage


def refuse(what: str, instead: str) -> str:
    """What is wrong with what a report may never hold; ``instead`` says what to do."""
    why = "a report brings in no files, addresses or scripts"
    return f"{what}, which narrative may not hold: {why}. Take it out; {instead}"


def _mark(which: str, number: int) -> str:
    return f"{_MARK}{which}{number}{_MARK}"


def _marker(which: str, number: int) -> dict[str, Any]:
    """A mark as pandoc reads it, where nothing that was opened before is still open."""
    return {"t": "Para", "c": [{"t": "Str", "c": _mark(which, number)}]}


def _settings(passages: Sequence[BlockText]) -> PassageError:
    """The error for settings, which names the block that has them."""
    suspects = [passage for passage in passages if _SETTINGS.search(passage.text)] or passages
    what = refuse("settings between lines of three dashes", "leave a line blank")
    return PassageError(suspects[0], what)


def _unreadable(passages: Sequence[BlockText], error: RenderError) -> PassageError:
    """The error for a text that pandoc cannot read, with the block that is to blame."""
    for one in sorted(passages, key=lambda passage: len(passage.text), reverse=True):
        try:
            read_tree(f"{one.text}\n")
        except RenderError as alone:
            if _SETTINGS.search(one.text):
                return _settings([one])
            return PassageError(one, f"words that cannot be read: {alone}")
    what = f"words, or one after it does, that cannot be read: {error}"
    return PassageError(passages[0], what)


class WrongReportError(BcsspError):
    """An executed notebook or rendered file that was made for another report: our bug."""


@dataclass(frozen=True)
class ExecutedSection:
    """One section as it ran."""

    section: str
    cells: tuple[dict[str, Any], ...]
    facts: dict[str, Fact]
    warnings: tuple[str, ...]


def read_executed(path: Path, stamp: Stamp) -> ExecutedSection:
    """Read an executed notebook, and make sure that it was run for this report.

    It is read as JSON: papermill wrote it, and the ledger knows its hash.
    """
    notebook = json.loads(path.read_text("utf-8"))
    metadata = notebook["metadata"].get(STAMP_METADATA, {})
    if metadata != stamp:
        raise WrongReportError(f"{path} was run for {metadata}, and is wanted for {stamp}")
    return executed_of(notebook["cells"], stamp, str(path))


def executed_of(cells: Sequence[dict[str, Any]], stamp: Stamp, shown: str) -> ExecutedSection:
    """A section as it ran, from the cells of its notebook."""
    contents = list(chain.from_iterable(map(private_outputs, cells)))
    messages = [content for kind, content in contents if kind == MESSAGE_TYPE]
    return ExecutedSection(
        section=stamp["section"],
        cells=tuple(cells),
        facts=_read_facts([content for kind, content in contents if kind == FACTS_TYPE], shown),
        warnings=tuple(each["text"] for each in messages if each["kind"] == "warning"),
    )


def _read_facts(contents: Sequence[dict[str, Any]], shown: str) -> dict[str, Fact]:
    listed = chain.from_iterable(content["facts"] for content in contents)
    try:
        return {fact["name"]: Fact.model_validate(fact) for fact in listed}
    except ValidationError as error:
        raise UserError(
            f"{shown} was made by another version of the toolkit, so that its figures cannot be "
            "read. Build the report again."
        ) from error


def list_facts(sections: Sequence[ExecutedSection]) -> tuple[Fact, ...]:
    """Every fact of a report, in the order of its sections."""
    return tuple(fact for section in sections for fact in section.facts.values())


def read_words(inlines: Any) -> str:
    """The words of a part of pandoc's tree, without their looks."""
    return "".join(content if kind == "Str" else " " for kind, content in walk_tree(inlines))


def walk_tree(tree: Any) -> Iterator[tuple[str, Any]]:
    """Every element of pandoc's tree, with its content, in the order of reading."""
    for node in walk_nodes(tree):
        if isinstance(node, dict) and "t" in node:
            yield node["t"], node.get("c")


def walk_nodes(tree: Any) -> Iterator[Any]:
    """Every part of pandoc's tree that is made of others, in the order of reading."""
    rest = [tree]
    while rest:
        node = rest.pop()
        yield node
        rest.extend(reversed(child_nodes(node)))


def child_nodes(tree: Any) -> list[Any]:
    """What a part of pandoc's tree is made of, without words and numbers."""
    parts = tree.values() if isinstance(tree, dict) else tree
    return [part for part in parts if isinstance(part, (dict, list))]
