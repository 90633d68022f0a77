"""The numbers of a report's tables and figures, and references to them.

An author writes ``[](#fig-police-children-chart)``, with the section and the name of the cell, and
readers see "Figure 3", which leads there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

from bcssp_lib.narrative.expressions import TextProblem
from bcssp_lib.publish.block_texts import BlockText, ExecutedSection
from bcssp_lib.publish.left_out import Passage
from bcssp_lib.section.outputs import CHART_TYPE, PLACEHOLDER_TYPE, TABLE_TYPE, private_outputs

_REFERENCE = re.compile(r"\[\]\(#((?:fig|tbl)-[\w-]+)\)")
_KINDS = {"fig": ("Figure", "<figure", "<figcaption>"), "tbl": ("Table", "<table", "<caption>")}
_OUTPUTS = {CHART_TYPE: "fig", TABLE_TYPE: "tbl", PLACEHOLDER_TYPE: "tbl"}
_ELSEWHERE = {"fig": "the figure in the technical annex", "tbl": "the table in the technical annex"}


def make_anchor(kind: str, section: str, cell: str) -> str:
    """The id of a table (``tbl``) or of a chart (``fig``) that a cell of a section shows."""
    return f"{kind}-{section}-{cell}".replace("_", "-")


def list_anchors(executed: Iterable[ExecutedSection]) -> set[str]:
    """The ids of everything that sections show, whichever copy has it."""
    return {
        make_anchor(_OUTPUTS[kind], section.section, cell["id"])
        for section in executed
        for cell in section.cells
        for kind, _ in private_outputs(cell)
        if kind in _OUTPUTS
    }


def find_wrong_references(text: BlockText, anchors: Collection[str]) -> Iterator[TextProblem]:
    """What a text refers to that is nowhere."""
    for anchor in _REFERENCE.findall(text.text):
        if anchor not in anchors:
            near = get_close_matches(anchor, anchors, n=3)
            hint = f" Nearest: {', '.join(near)}." if near else ""
            yield replace(
                text.problem(f"the reference #{anchor}, which is no table or chart", anchor),
                what=f"the text refers to #{anchor}, which is no table or chart.{hint}",
            )


def number_passages(drafts: Sequence[Sequence[Passage]], *, annex: bool) -> list[list[Passage]]:
    """Passages with their tables and figures numbered in the order of reading, and referred to.

    What is of the ``annex`` has numbers only where it is asked for, so that those of a review copy
    are those of the publication.
    """
    counts = dict.fromkeys(_KINDS, 0)
    names: dict[str, str] = {}
    numbered = [
        [each if each.annex and not annex else _number(each, counts, names) for each in passages]
        for passages in drafts
    ]
    return [[_refer(passage, names) for passage in passages] for passages in numbered]


def _number(passage: Passage, counts: dict[str, int], names: dict[str, str]) -> Passage:
    kind = passage.anchor.partition("-")[0]
    word, element, caption = _KINDS.get(kind, ("", "", ""))
    if not word or caption not in passage.html:
        return passage
    counts[kind] += 1
    names[passage.anchor] = f"{word} {counts[kind]}"
    html = passage.html.replace(element, f'{element} id="{passage.anchor}"', 1)
    return replace(passage, html=html.replace(caption, f"{caption}{names[passage.anchor]}. ", 1))


def _refer(passage: Passage, names: dict[str, str]) -> Passage:
    def named(match: re.Match[str]) -> str:
        anchor = match[1]
        if anchor in names:
            return f"[{names[anchor]}](#{anchor})"
        return _ELSEWHERE[anchor.partition("-")[0]]

    return replace(passage, text=_REFERENCE.sub(named, passage.text))
