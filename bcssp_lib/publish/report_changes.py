"""What has changed between two copies of a report: prose by word, figures, tables and charts.

A figure that is hidden now is never shown as it was before, and neither is a text about it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from markdown_it.token import Token

from bcssp_lib.checks.numbers import find_mentions
from bcssp_lib.checks.prose import MARKDOWN, inline_text
from bcssp_lib.model.value import Reason
from bcssp_lib.publish.manifest import Manifest
from bcssp_lib.section.outputs import OF_CHART
from bcssp_lib.stats.wording import count_phrase, join_words

_AROUND = 6  # words that are shown before and after a change
_MOST_WORDS = 3_000  # of a paragraph that is compared by word
_MOST_CELLS = 8  # of a table or chart that are told
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
# Of words or a picture, and of a heading.
_ATTRIBUTES = re.compile(r"(?<=[\])])\{[^{}\n]*\}|[ \t]+\{[#.][^{}\n]*\}[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^:{3,}.*$", re.MULTILINE)  # of a box
_HEADING = re.compile(r"^#{1,6} .*$", re.MULTILINE)
_WITH_WORDS = ("inline", "fence", "code_block")
_FIRST_WORDS = 8  # by which a text is called
_CUT = "…"
_HIDDEN_NOW = "A figure in it is hidden now, so its words before are not shown."

_NOT_SHOWN = "not shown"  # as Reason.wording says it

_PICTURE_HIDDEN = "A figure of this section is hidden now, so the chart before is not shown."
_COMPARED = ("title", "headings", "rows", "look")  # of a table or chart

_Entry = Mapping[str, Any]


class Piece(StrEnum):
    """What became of some words."""

    SAME = "same"
    ADDED = "added"
    GONE = "gone"


@dataclass(frozen=True)
class TextChange:
    """A block of narrative that has changed: its words, those around them, or a ``note`` instead.

    ``title`` is its heading or its first words. ``state`` is changed, added or gone.
    """

    block: str
    title: str
    state: str
    words: tuple[tuple[Piece, str], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class FigureChange:
    """A figure or cell before and now; one is empty where it is new or gone.

    ``hidden``: something is hidden now to protect people, so what was there before is not told.
    """

    name: str
    title: str
    before: str
    now: str
    hidden: bool = False

    def __str__(self) -> str:
        before = "(not shown)" if self.hidden else self.before or "(nothing)"
        return f"{self.title}: {before} → {self.now or '(gone)'}"


@dataclass(frozen=True)
class Picture:
    """A chart as SVG, and what it says in words."""

    svg: str
    alternative: str


@dataclass(frozen=True)
class ShownChange:
    """A table or chart that has changed; its cells are a few of those that did.

    ``before`` and ``now`` are the pictures of a chart; ``note`` says why there are none.
    """

    anchor: str
    title: str
    state: str
    cells: tuple[FigureChange, ...] = ()
    more: int = 0
    before: Picture | None = None
    now: Picture | None = None
    note: str = ""

    @property
    def kind(self) -> str:
        """What it is, as messages call it."""
        return "chart" if self.anchor.startswith("fig") else "table"


@dataclass(frozen=True)
class SectionChanges:
    """What has changed in one section; ``title`` is its heading."""

    section: str
    title: str
    texts: tuple[TextChange, ...] = ()
    figures: tuple[FigureChange, ...] = ()
    shown: tuple[ShownChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.texts or self.figures or self.shown)

    @property
    def line(self) -> str:
        """How much has changed: "2 texts, 1 figure and 3 tables"."""
        charts = sum(each.kind == "chart" for each in self.shown)
        counts = {
            ("text", "texts"): len(self.texts),
            ("figure", "figures"): len(self.figures),
            ("table", "tables"): len(self.shown) - charts,
            ("chart", "charts"): charts,
        }
        return join_words([count_phrase(str(count), *noun) for noun, count in counts.items()
                           if count])  # fmt: skip


@dataclass(frozen=True)
class ReportChanges:
    """What has changed since another copy of a report, section by section."""

    against: str
    sections: tuple[SectionChanges, ...] = ()

    def content(self) -> dict[str, Any]:
        """The same as plain values, for JSON: of a picture its hash and words, and no drawing."""
        return asdict(self, dict_factory=_without_drawings)


def _without_drawings(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(fields)
    if (svg := content.pop("svg", None)) is not None:
        content["sha256"] = hashlib.sha256(svg.encode()).hexdigest()
    return content


def compare_manifests(before: Manifest, now: Manifest) -> ReportChanges:
    """What a report says otherwise than a copy of it before.

    A section that could not be built, in either copy, is not compared.

    Example: ``compare_manifests(read_manifest(draft), read_manifest(folder)).sections``
    """
    hidden = _hidden_now(before, now)
    failed = {*before.head.get("failed", ()), *now.head.get("failed", ())}
    names = dict.fromkeys(
        str(entry["section"])
        for manifest in (now, before)
        for entries in (manifest.narrative, manifest.shown, manifest.facts)
        for entry in entries
    )
    sections = (
        SectionChanges(
            name,
            _section_title(name, now, before),
            tuple(_text_changes(*_both(before.narrative, now.narrative, name, "block"), hidden)),
            tuple(_figure_changes(*_both(before.facts, now.facts, name, "name"), hidden)),
            tuple(
                _shown_changes(
                    *_both(before.shown, now.shown, name, "id"),
                    hides=any(fact.startswith(f"{name}.") for fact in hidden),
                )
            ),
        )
        for name in names
        if name not in failed
    )
    return ReportChanges(before.name, tuple(filter(None, sections)))


def _section_title(name: str, *copies: Manifest) -> str:
    """The first heading of a section; its name where no copy has one."""
    texts = (text for copy in copies for text in copy.narrative if text["section"] == name)
    headings = (_HEADING.search(str(text["bound"])) for text in texts)
    return next((_as_read(heading[0]) for heading in headings if heading), name)


def _both(
    before: Iterable[_Entry], now: Iterable[_Entry], section: str, key: str
) -> tuple[dict[str, _Entry], dict[str, _Entry]]:
    """The records of a section in both copies, by their names."""
    was, are = (
        {str(entry[key]): entry for entry in entries if entry["section"] == section}
        for entries in (before, now)
    )
    return was, are


def _hidden_now(before: Manifest, now: Manifest) -> set[str]:
    """The facts that hide a figure which the copy before did not."""
    was = {_full_name(fact): fact for fact in before.facts}
    return {
        _full_name(fact)
        for fact in now.facts
        if _full_name(fact) in was and _has_less(was[_full_name(fact)], fact)
    }


def _full_name(fact: _Entry) -> str:
    return f"{fact['section']}.{fact['name']}"


def _has_less(before: _Entry, now: _Entry) -> bool:
    """Whether a figure of a fact is hidden now, or one of its series no longer there."""
    for key in ("value", "previous"):
        was, is_now = before.get(key) or {}, now.get(key) or {}
        if is_now.get("reason") == Reason.SUPPRESSED != was.get("reason"):
            return True
    return bool(_held(before) - _held(now))


def _held(fact: _Entry) -> set[tuple[str, ...]]:
    return {
        tuple(str(figure.get(key, "")) for key in ("period", "whose", "category"))
        for figure in fact.get("series", ())
        if figure.get("amount") is not None
    }


def _text_changes(
    before: Mapping[str, _Entry], now: Mapping[str, _Entry], hidden: set[str]
) -> Iterator[TextChange]:
    for block in dict.fromkeys([*now, *before]):
        raw = [str(side[block]["bound"]) if block in side else "" for side in (before, now)]
        if raw[0] == raw[1]:
            continue
        was, text = map(_as_read, raw)
        if was.split() == text.split():
            continue
        state = "changed" if was and text else "added" if text else "gone"
        used = {name for side in (before, now) for name in side.get(block, {}).get("facts", ())}
        if used & hidden and was:
            yield TextChange(block, _first_words(text) or block, state, note=_HIDDEN_NOW)
        else:
            words = tuple(_shorten(compare_words(was, text)))
            yield TextChange(block, _first_words(text or was) or block, state, words)


def _first_words(text: str) -> str:
    """The heading of a text, or the first words of its first paragraph, without any number.

    A number would stand there without the words after it, which say what it counts.
    """
    first = text.partition("\n\n")[0]
    numbers = find_mentions(first)
    words = first[: numbers[0].start].split() if numbers else first.split()
    is_cut = bool(numbers) or len(words) > _FIRST_WORDS
    return " ".join([*words[:_FIRST_WORDS], *([_CUT] if is_cut and words else [])])


def _as_read(markdown: str) -> str:
    """The words of a text as readers see them, paragraph by paragraph, with the places of links."""
    tokens = MARKDOWN.parse(_ATTRIBUTES.sub("", _FENCE.sub("", markdown)))
    return "\n\n".join(_words_of(token) for token in tokens if token.type in _WITH_WORDS)


def _words_of(token: Token) -> str:
    children = token.children or ()
    links = [str(child.attrGet("href")) for child in children if child.type == "link_open"]
    text = inline_text(children) if children else token.content
    return " ".join([text, *(f"({link})" for link in links if link.startswith("http"))])


def compare_words(before: str, now: str) -> list[tuple[Piece, str]]:
    """Two texts as one: what is the same, what is gone and what was added, in order.

    Example: ``compare_words("It rose", "It fell")`` is ``[(SAME, "It"), (GONE, "rose"),
    (ADDED, "fell")]``.
    """
    pieces: list[tuple[Piece, str]] = []
    was, are = (_PARAGRAPHS.split(text.strip()) for text in (before, now))
    for kind, a, b, c, d in SequenceMatcher(None, was, are, autojunk=False).get_opcodes():
        old, new = " ".join(was[a:b]).split(), " ".join(are[c:d]).split()
        if kind == "equal" or max(len(old), len(new)) > _MOST_WORDS:
            pieces += _whole(old, new, same=kind == "equal")
            continue
        for what, e, f, g, h in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            pieces += _whole(old[e:f], new[g:h], same=what == "equal")
    return [(piece, words) for piece, words in pieces if words]


def _whole(old: Sequence[str], new: Sequence[str], *, same: bool) -> list[tuple[Piece, str]]:
    if same:
        return [(Piece.SAME, " ".join(new))]
    return [(Piece.GONE, " ".join(old)), (Piece.ADDED, " ".join(new))]


def _shorten(pieces: Sequence[tuple[Piece, str]]) -> Iterator[tuple[Piece, str]]:
    """The same, with few words around each change."""
    last = len(pieces) - 1
    for number, (piece, text) in enumerate(pieces):
        words = text.split()
        before, after = number > 0, number < last  # whether there is a change on that side
        room = _AROUND * (before + after) + 1
        if piece is not Piece.SAME or len(words) <= room:
            yield piece, text
            continue
        begin = words[:_AROUND] if before else []
        end = words[-_AROUND:] if after else []
        yield piece, " ".join([*begin, _CUT, *end])


def _figure_changes(
    before: Mapping[str, _Entry], now: Mapping[str, _Entry], hidden: set[str]
) -> Iterator[FigureChange]:
    for name in dict.fromkeys([*now, *before]):
        was, text = (str(side[name]["text"]) if name in side else "" for side in (before, now))
        if was != text:
            fact = now.get(name) or before[name]
            is_hidden = _full_name(fact) in hidden
            yield FigureChange(name, str(fact["title"]), "" if is_hidden else was, text, is_hidden)


def _shown_changes(
    before: Mapping[str, _Entry], now: Mapping[str, _Entry], *, hides: bool
) -> Iterator[ShownChange]:
    """What has become of tables and charts; ``hides``: a figure of the section is hidden now."""
    for anchor in dict.fromkeys([*now, *before]):
        was, shown = before.get(anchor), now.get(anchor)
        if was is None or shown is None:
            title = _title(shown or was or {})
            yield ShownChange(anchor, title, "added" if shown else "gone")
        elif any(was[key] != shown[key] for key in _COMPARED):
            cells = list(_cell_changes(was, shown, hides=hides))
            more = max(0, len(cells) - _MOST_CELLS)
            title, few = _title(shown), tuple(cells[:_MOST_CELLS])
            change = ShownChange(anchor, title, "changed", few, more)
            lost = _names_of(was) - _names_of(shown) or any(cell.hidden for cell in cells)
            yield _with_pictures(change, was, shown, hides=hides or bool(lost))


def _names_of(shown: _Entry) -> set[str]:
    """The headings and the names of rows of a table or chart."""
    return {*map(str, shown["headings"]), *(str(row[0]) for row in shown["rows"] if row)}


def _title(shown: _Entry) -> str:
    """The title of a table or chart; that of a chart's data is called by what the chart shows."""
    return str(shown["title"]).removeprefix(OF_CHART)


def _with_pictures(change: ShownChange, was: _Entry, shown: _Entry, *, hides: bool) -> ShownChange:
    """A changed chart with both of its pictures, unless that before shows what is hidden now."""
    if "picture" not in was or "picture" not in shown:
        return change
    if hides:
        return replace(change, note=_PICTURE_HIDDEN)
    before, now = (Picture(str(each["picture"]), str(each["alternative"])) for each in (was, shown))
    return replace(change, before=before, now=now)


def _cell_changes(before: _Entry, now: _Entry, *, hides: bool) -> Iterator[FigureChange]:
    """The cells of rows that both have.

    Where a row hides a figure now, or ``hides`` says that the section does, no cell without a
    number now is told as it was: its words, such as a rating, may be about that figure.
    """
    was = {tuple(row[:1]): dict(zip(before["headings"], row, strict=False))
           for row in before["rows"]}  # fmt: skip
    for row in now["rows"]:
        cells = was.get(tuple(row[:1]), {})
        changed = [
            (heading, cells[heading], text)
            for heading, text in zip(now["headings"], row, strict=False)
            if heading in cells and cells[heading] != text
        ]
        hiding = hides or any(_hides(old, text) for _, old, text in changed)
        for heading, old, text in changed:
            name = f"{row[0]}, {heading}" if heading else str(row[0])
            hidden = bool(old) and hiding and not _has_number(text)
            yield FigureChange(name, name, "" if hidden else old, text, hidden)


def _hides(before: str, now: str) -> bool:
    """Whether a cell hides a number that it had, or says that it shows none."""
    return not _has_number(now) and (_has_number(before) or _NOT_SHOWN in now.casefold())


def _has_number(text: str) -> bool:
    return any(map(str.isdigit, text))
