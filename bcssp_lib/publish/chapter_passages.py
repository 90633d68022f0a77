"""The passages of chapters: what a report leaves out, and the numbers of tables and figures.

A part under a heading that asked for figures or accounts and got none is left out with its
heading, and so is a whole section. Where a part got some, what it lacks is named at the end of
its section, with the reason. What an author wrote always stays.

An author writes ``[](#fig-police-children-chart)``, with the section and the name of the cell, and
readers see "Figure 3", which leads there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import chain

from bcssp_lib.model.records import group_by
from bcssp_lib.model.value import Lack
from bcssp_lib.narrative.binding import escape_markdown
from bcssp_lib.narrative.expressions import TextProblem
from bcssp_lib.publish.block_texts import BlockText, ExecutedSection
from bcssp_lib.section.outputs import (
    CHART_TYPE,
    PLACEHOLDER_TYPE,
    TABLE_TYPE,
    Placeholder,
    PlainTable,
    private_outputs,
)
from bcssp_lib.stats.wording import join_words

_HEADING = re.compile(r"\s*(#{1,6})\s+(.+?)\s*(?:\{[^{}]*\})?\s*(?:\n|$)")
_REFERENCE = re.compile(r"\[\]\(#((?:fig|tbl)-[\w-]+)\)")
_KINDS = {"fig": ("Figure", "<figure", "<figcaption>"), "tbl": ("Table", "<table", "<caption>")}
_OUTPUTS = {CHART_TYPE: "fig", TABLE_TYPE: "tbl", PLACEHOLDER_TYPE: "tbl"}
_ELSEWHERE = {"fig": "the figure in the technical annex", "tbl": "the table in the technical annex"}


@dataclass(frozen=True)
class Passage:
    """A part of a chapter: its Markdown, HTML, or what will fill it; and what it was made of.

    ``lacks`` names the figures or accounts that were asked for there and have nothing to show, with
    the reason. ``shows``:
    it has a figure, or something else that was supplied; ``of_figures``, it is a table or chart of
    an area's figures, and not of what is the same in every report. ``anchor`` is the id of a table
    or chart that can have a number, and ``annex``: it is of the technical annex. ``block`` is the
    narrative block that it begins, ``alternative`` what the picture of a chart says in words.
    """

    text: str = ""
    html: str = ""
    fill: Placeholder | None = None
    narrative: BlockText | None = None
    table: PlainTable | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    unshown: bool = False
    lacks: tuple[Lack, ...] = ()
    shows: bool = False
    of_figures: bool = False
    anchor: str = ""
    annex: bool = False
    block: str = ""
    alternative: str = ""

    @property
    def level(self) -> int:
        """How deep its heading is, 1 for a section's; 0 without one."""
        found = _HEADING.match(self.text)
        return len(found[1]) if found else 0

    @property
    def heading(self) -> str:
        """Its heading, as Markdown."""
        found = _HEADING.match(self.text)
        return found[2] if found else ""


@dataclass(frozen=True)
class Draft:
    """The passages of a chapter that a report shows; ``empty`` if it has nothing to show.

    ``lacks`` are what else was asked for in it and has nothing to show, their titles as Markdown.
    """

    passages: tuple[Passage, ...]
    empty: bool = False
    lacks: tuple[Lack, ...] = ()


def leave_out(passages: Sequence[Passage], *, has_facts: bool, named: bool) -> Draft:
    """A chapter without the parts for which there is nothing to show.

    ``has_facts``: the section has published a fact with a value. ``named``: it names at its end
    what it lacks.
    """
    # A text with a figure or of an author, or a table or chart of figures, says something.
    told = any(each.of_figures or (each.shows and each.narrative) for each in passages)
    if _is_empty(passages, shown=has_facts or told):
        return Draft((), empty=True)
    found: list[Lack] = []
    refused: list[Lack] = []
    kept = _keep(passages, 2, found, refused)
    lacks = tuple(dict.fromkeys(lack for lack in found if lack.title))
    if named and (lacks or refused):
        said = (f"*{sentence}*" for sentence in _say_lacking((*lacks, *refused)))
        kept.append(Passage("\n\n".join(said)))
    return Draft(tuple(kept), lacks=lacks)


def _say_lacking(lacks: Iterable[Lack]) -> Iterator[str]:
    """What a section lacks, a sentence for each reason."""
    reasons = group_by(lacks, lambda lack: (lack.reason, lack.refused))
    for (reason, refused), alike in reasons.items():
        names = join_words([f"“{lack.title}”" for lack in alike])
        if refused:
            yield f"{names} cannot be shown, because {escape_markdown(refused)}."
        elif alike[0].supplied:
            verb, why = ("are", reason.plural_wording) if alike[1:] else ("is", reason.wording)
            yield f"{names} {verb} {why}."
        else:
            yield f"Nothing was supplied for this report on {names}."


def leave_out_empty_fills(passages: Sequence[Passage]) -> list[Passage]:
    """A chapter of a publication without what was found to say nothing once the whole was read.

    "No differences were found" goes with the heading above it, unless an author wrote there.
    """
    if _is_empty(passages, shown=any(each.shows for each in passages)):
        return []
    return _keep(passages, 2, [], [])


def _keep(
    passages: Sequence[Passage], level: int, found: list[Lack], refused: list[Lack]
) -> list[Passage]:
    """The passages to show of those under one heading; what is left out is named in ``found``.

    In ``refused`` if it is one of several tables and charts there, and would mislead: that is for
    those who review a report.
    """
    if level > 6:
        for lack in chain.from_iterable(each.lacks for each in passages):
            named = refused if lack.refused else found
            named.append(replace(lack, title=escape_markdown(lack.title)))
        # A message that there are no figures says nothing itself.
        said = [each for each in passages if each.narrative is not None or not each.lacks]
        return [replace(passage, lacks=()) for passage in said]
    kept: list[Passage] = []
    for part in _split(passages, level):
        if part[0].level == level and _is_empty(part, shown=any(each.shows for each in part)):
            lacks = chain.from_iterable(passage.lacks for passage in part)
            # If anything in it was supplied, why that is not shown.
            why = next((lack for lack in lacks if lack.supplied or lack.refused), Lack(""))
            found.append(replace(why, title=part[0].heading))
        else:
            kept += _keep(part, level + 1, found, refused)
    return kept


def _split(passages: Sequence[Passage], level: int) -> list[list[Passage]]:
    """The passages parted before each heading of a level."""
    parts: list[list[Passage]] = [[]]
    for passage in passages:
        if passage.level == level and parts[-1]:
            parts.append([])
        parts[-1].append(passage)
    return [part for part in parts if part]


def _is_empty(passages: Sequence[Passage], *, shown: bool) -> bool:
    return not shown and any(passage.lacks for passage in passages)


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
            what = f"the text refers to #{anchor}, which is no table or chart.{hint}"
            yield TextProblem(text.line_of(anchor), what)


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
