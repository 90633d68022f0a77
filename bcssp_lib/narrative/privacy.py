"""Hiding what an author's text says of one person, before anything else reads the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bcssp_lib.data.person_data import HIDDEN, hide_person_data
from bcssp_lib.data.screening import find_markdown_tables, screen_table, screen_text
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.person_data import Screening
from bcssp_lib.narrative.blocks import Block

_READABLE = ("text/plain", "text/html", "text/markdown", "text/latex")
_CELL = re.compile(r"[^|\s][^|\n]*")


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


def screen_notebook(source: str, shown: str, allowed: Screening) -> list[Problem]:
    """What the cells of a notebook, and what they showed when it was saved, hold of one person."""
    return [
        replace(problem, row=None, column=f"cell '{cell.get('id', number)}'")
        for number, cell in enumerate(json.loads(source)["cells"], start=1)
        for text in _texts_of(cell)
        for problem in screen_text(shown, text, allowed)
    ]


def _texts_of(cell: dict[str, Any]) -> Iterator[str]:
    yield "".join(cell["source"])
    for output in cell.get("outputs", ()):
        shown = {"text/plain": output.get("text", ()), **output.get("data", {})}
        yield from ("".join(shown[kind]) for kind in _READABLE if kind in shown)
        yield from output.get("traceback", ())
