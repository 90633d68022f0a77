"""What people wrote in Word as Markdown: pandoc's tree, in which words are words.

Emphasis, links, lists, headings, tables, quotations, notes and pictures come through. Everything
else is text, escaped, so that nothing typed in Word can be HTML, an expression or a picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from bcssp_lib.narrative.binding import escape_markdown

_Node = dict[str, Any]
# A picture's place in the package, as a text names it; empty if it cannot be taken.
_NamePicture = Callable[[str], str]

# The place of a field in a text of Word, by its number.
FIELD_OPEN, FIELD_CLOSE = "\ue001", "\ue003"
FIELD = re.compile(f"{FIELD_OPEN}([0-9]+){FIELD_CLOSE}")
_AROUND_FIELDS = re.compile(f"({FIELD.pattern.replace('(', '(?:')})")
# Word marks places of its own by names that begin with a low line.
_SAFE_LINK = re.compile(r"(?:https?:|mailto:|tel:|#(?!_))\S+", re.IGNORECASE)
_BARE_SITE = re.compile(r"^(https?://[^/?#]+)/$")  # LibreOffice adds the stroke
_NUMBERED = re.compile(r"\(?(?:\d+|[a-z]|[ivxlcdm]+)\\[.)]", re.IGNORECASE)
_STYLED = {"Emph", "Strong", "Strikeout", "Superscript", "Subscript", "Underline", "SmallCaps"}
_RAISED = {"Superscript", "Subscript"}
_BRACES = re.compile(r"\{\{|\}\}")
_NO_ATTRIBUTES: list[Any] = ["", [], []]


@dataclass(frozen=True)
class WordWriter:
    """Makes the elements of a text safe; ``notes`` say what could not be taken as it was."""

    picture: _NamePicture
    notes: list[str] = field(default_factory=list)

    def blocks(self, nodes: Sequence[_Node]) -> list[_Node]:
        """The elements that a narrative may hold."""
        made: list[_Node] = []
        for node in (inner for each in nodes for inner in self._block(each)):
            if made and _continues(made[-1], node):
                made[-1] = _join_lists(made[-1], node)
            else:
                made.append(node)
        return made

    def _block(self, node: _Node) -> Iterator[_Node]:
        content: Any = node.get("c")
        match node["t"]:
            case "Para" | "Plain":
                yield {"t": node["t"], "c": self.inlines(content)}
            case "Header":
                yield {"t": "Header", "c": [content[0], _NO_ATTRIBUTES, self.inlines(content[2])]}
            case "BlockQuote":
                yield {"t": "BlockQuote", "c": self.blocks(content)}
            case "BulletList":
                yield {"t": "BulletList", "c": self._items(content)}
            case "OrderedList":
                yield {"t": "OrderedList", "c": [content[0], self._items(content[1])]}
            case "Table":
                yield self._table(content)
            case "HorizontalRule":
                yield node
            case "CodeBlock":
                yield from self._code(content[1])
            case "Div":
                yield from self.blocks(content[1])
            case _:  # as paragraphs: no word of it is lost
                yield from ({"t": "Para", "c": self.inlines(leaf)} for leaf in _leaves(node))

    def _code(self, text: str) -> Iterator[_Node]:
        """Lines of code, unless they would become an expression."""
        if _BRACES.search(text):
            yield from ({"t": "Para", "c": [_raw(escape(line))]} for line in text.splitlines())
        else:
            yield {"t": "CodeBlock", "c": [_NO_ATTRIBUTES, text]}

    def _items(self, items: Sequence[Sequence[_Node]]) -> list[list[_Node]]:
        """The items of a list, close together if none has a second paragraph."""
        made = [self.blocks(item) for item in items]
        if any(sum(node["t"] in {"Para", "Plain"} for node in item) > 1 for item in made):
            return made
        return [
            [{**node, "t": "Plain"} if node["t"] == "Para" else node for node in item]
            for item in made
        ]

    def _table(self, content: Sequence[Any]) -> _Node:
        """A table of one line a cell, as Markdown has it; cells that were merged stay empty."""
        _, caption, columns, head, bodies, foot = content
        rows = [row for body in bodies for part in (body[2], body[3]) for row in part]
        wide = len(columns)
        headings = [[row[0], list(map(_unbold, row[1]))] for row in self._rows(head[1], wide)]
        return {
            "t": "Table",
            "c": [
                _NO_ATTRIBUTES,
                [None, self.blocks(caption[1])],
                [[_align(column[0]), {"t": "ColWidthDefault"}] for column in columns],
                [_NO_ATTRIBUTES, headings],
                [[_NO_ATTRIBUTES, 0, [], self._rows([*rows, *foot[1]], wide)]],
                [_NO_ATTRIBUTES, []],
            ],
        }

    def _rows(self, rows: Sequence[Any], wide: int) -> list[Any]:
        below = [0] * wide  # how many more rows the cell above reaches down
        made = []
        for _, cells in rows:
            texts: list[list[_Node]] = [[] for _ in range(wide)]
            free = iter([column for column in range(wide) if not below[column]])
            below = [max(0, left - 1) for left in below]
            for _, _, down, across, blocks in cells:
                taken = list(islice(free, across))
                for column in taken:
                    below[column] = down - 1
                if taken:
                    texts[taken[0]] = self._one_line(blocks)
            made.append([_NO_ATTRIBUTES, [_cell(text) for text in texts]])
        return made

    def _one_line(self, blocks: Sequence[_Node]) -> list[_Node]:
        line: list[_Node] = []
        for leaf in _leaves(blocks):
            line += [{"t": "Space"}] if line else []
            line += [
                {"t": "Space"} if node["t"] == "LineBreak" else node for node in self.inlines(leaf)
            ]
        return line

    def inlines(self, nodes: Sequence[_Node], *, raised: bool = False) -> list[_Node]:
        """The words and their emphasis; words next to each other are one text."""
        made: list[_Node] = []
        text = ""
        for node in [*nodes, None]:
            if node is not None and (word := _word(node)):
                text += word
                continue
            if text:
                made.append(_raw(escape(text).replace(" ", r"\ ") if raised else escape(text)))
            text = ""
            made += self._inline(node) if node is not None else []
        return made

    def _inline(self, node: _Node) -> list[_Node]:
        kind: str = node["t"]
        content: Any = node.get("c")
        if kind in _STYLED:
            inner = self.inlines(content, raised=kind in _RAISED)
            return [{"t": kind, "c": inner}] if inner else []
        match kind:
            case "LineBreak":
                return [node]
            case "Note":
                return [{"t": "Note", "c": self.blocks(content)}]
            case "Code" if not _BRACES.search(content[1]):
                return [{"t": "Code", "c": [_NO_ATTRIBUTES, content[1]]}]
            case "Code" | "Math" | "RawInline":
                return [_raw(escape(content[1]))]
            case "Link":
                return self._link(*content[1:])
            case "Image":
                return self._image(*content[1:])
            case "Quoted" | "Cite" | "Span":
                return self.inlines(content[1])
        return []

    def _link(self, words: Sequence[_Node], target: Sequence[str]) -> list[_Node]:
        address = _BARE_SITE.sub(r"\1", target[0]).replace("{", "%7B").replace("}", "%7D")
        if _SAFE_LINK.fullmatch(address):
            return [{"t": "Link", "c": [_NO_ATTRIBUTES, self.inlines(words), [address, ""]]}]
        if not address.startswith("#"):
            self.notes.append(
                f"the link to “{address}” was not taken, and its words were: a narrative may link "
                "to https:, mailto: and tel: alone"
            )
        return self.inlines(words)

    def _image(self, words: Sequence[_Node], target: Sequence[str]) -> list[_Node]:
        name = self.picture(target[0])
        inner = self.inlines(words)
        return [{"t": "Image", "c": [_NO_ATTRIBUTES, inner, [name, ""]]}] if name else inner


def escape(text: str) -> str:
    """Words as Markdown shows them, with the fields between them."""
    parts = _AROUND_FIELDS.split(text)
    made = [part if FIELD.fullmatch(part) else _escape_words(part) for part in parts]
    if len(made) > 2 and not made[0] and re.match(r"[.)]\s", made[2]):
        made[2] = f"\\{made[2]}"  # a figure and a full stop would begin a list
    return "".join(made)


def _escape_words(text: str) -> str:
    """As the toolkit escapes titles, but for signs that are plain in the middle of words."""
    text = escape_markdown(text)
    text = re.sub(r"(?<=\w)\\'(?=\w)", "'", text)
    text = re.sub(r"\\&(?!#?\w+;)", "&", text)
    return text if _NUMBERED.match(text) else re.sub(r"^(\(?\w+)\\(?=[.)])", r"\1", text)


def _word(node: _Node) -> str:
    if node["t"] == "Str":
        return str(node["c"])
    return " " if node["t"] in {"Space", "SoftBreak"} else ""


def _raw(text: str) -> _Node:
    return {"t": "RawInline", "c": ["markdown", text]}


def _cell(line: list[_Node]) -> list[Any]:
    blocks = [{"t": "Plain", "c": line}] if line else []
    return [_NO_ATTRIBUTES, {"t": "AlignDefault"}, 1, 1, blocks]


def _align(side: _Node) -> _Node:
    """Where a column's words are: left is where they are anyway, and LibreOffice says so."""
    return {"t": "AlignDefault"} if side["t"] == "AlignLeft" else side


def _unbold(cell: list[Any]) -> list[Any]:
    """The cell of a heading, which is bold anyway, and which LibreOffice makes bold once more."""
    match cell[-1]:
        case [{"t": "Plain", "c": [{"t": "Strong", "c": words}]}]:
            return _cell(words)
    return cell


def _continues(list_before: _Node, node: _Node) -> bool:
    """Whether two lists next to each other are one: LibreOffice takes them apart."""
    if not list_before["t"] == node["t"] == "OrderedList":
        return bool(list_before["t"] == node["t"] == "BulletList")
    (first, *look), items = list_before["c"]
    start, *look_after = node["c"][0]
    return look == look_after and start in {first, first + len(items)}


def _join_lists(before: _Node, after: _Node) -> _Node:
    if before["t"] == "BulletList":
        return {"t": "BulletList", "c": [*before["c"], *after["c"]]}
    return {"t": "OrderedList", "c": [before["c"][0], [*before["c"][1], *after["c"][1]]]}


def _leaves(node: Any) -> Iterator[list[_Node]]:
    """The words of each paragraph in an element, however deep."""
    match node:
        case list():
            for inner in node:
                yield from _leaves(inner)
        case {"t": "Para" | "Plain", "c": words} | {"t": "Header", "c": [_, _, words]}:
            yield words
        case {"t": "CodeBlock", "c": [_, text]}:
            yield [{"t": "Str", "c": text}]
        case {"t": "DefinitionList", "c": entries}:
            for term, meanings in entries:
                yield term
                yield from _leaves(meanings)
        case {"c": content}:
            yield from _leaves(content)


def number_notes(text: str) -> str:
    """The notes of one block, numbered from 1 as if there were no other."""
    numbers = list(dict.fromkeys(re.findall(r"(?<!\\)\[\^(\d+)\]", text)))
    order = {number: str(place) for place, number in enumerate(numbers, 1)}
    return re.sub(r"(?<!\\)\[\^(\d+)\]", lambda match: f"[^{order[match[1]]}]", text)
