"""Hiding what an author's text says of one person, before anything else reads the text."""

from __future__ import annotations

import re
from dataclasses import replace

from bcssp_lib.data.person_data import HIDDEN, hide_person_data
from bcssp_lib.data.screening import find_markdown_tables, screen_table
from bcssp_lib.model.person_data import Screening
from bcssp_lib.narrative.blocks import Block

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
