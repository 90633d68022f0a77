"""An author's text as a reader will see it, while it is typed.

Each paragraph is bound by itself, by the same function as in a build: braces that cannot be
bound stay as they were typed, and the rest is shown all the same.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.binding import PARAGRAPHS, Bound, FactBook, bind_block, escape_markdown
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.expressions import PRIVATE
from bcssp_lib.section.facts import Fact

LONGEST = 100_000  # letters: a longer text would not be bound while it is typed
_OPEN, _MIDDLE, _CLOSE = list(PRIVATE[1:])  # around what is marked while Markdown is read
_WRONG = "!"
_MARKED = re.compile(f"{_OPEN}([0-9]+|{_WRONG}){_MIDDLE}([^{_CLOSE}]*){_CLOSE}")
_PRIVATE = re.compile(f"[{PRIVATE}]")
_BRACES = re.compile(r"(\{\{.*?(?:\}\}|\Z))", re.DOTALL)


@dataclass(frozen=True)
class Preview:
    """A block as HTML, what is wrong with it in sentences, and the block with its facts put in.

    ``bound`` is none where a part of it could not be bound.
    """

    html: str
    problems: tuple[str, ...]
    bound: Bound | None


def preview(block: Block, section: str, book: FactBook) -> Preview:
    """Bind a block's text and render it, its facts and its problems marked."""
    if len(block.source) > LONGEST:
        too_long = f"This text is too long to be shown here: over {LONGEST:,} letters."
        return Preview("", (too_long,), None)
    draft = _Draft(block, section, book, Bound(block))
    line = block.text_line
    for chunk in PARAGRAPHS.split(block.source):
        if not draft.add(chunk, line, default=block.default):
            draft.add_in_parts(chunk, line)
        line += chunk.count("\n")
    text = "".join(draft.pieces)
    draft.whole.text = _MARKED.sub(r"\2", text)
    problems = (*draft.problems, *_absent(draft.whole))
    return Preview(_html(text, draft.facts), problems, None if draft.problems else draft.whole)


@dataclass
class _Draft:
    """A preview while it is made: the text with its marks, the facts in it, what is wrong."""

    block: Block
    section: str
    book: FactBook
    whole: Bound
    pieces: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    error: NarrativeError | None = None

    def add(self, text: str, line: int, *, default: bool) -> bool:
        """Bind a part of the block that begins on this line; false where it cannot be."""
        at = line if default else line - 1
        part = replace(self.block, text=text, line=at, default=default)
        try:
            bound = bind_block(part, self.section, self.book, self._mark)
        except NarrativeError as error:
            self.error = error
            return False
        self.pieces.append(bound.text)
        self.whole.absent += bound.absent
        self.whole.facts += bound.facts
        return True

    def add_in_parts(self, paragraph: str, line: int) -> None:
        """Bind what can be bound of a paragraph, and mark the braces that cannot."""
        for part in _BRACES.split(paragraph):
            if part and not self.add(part, line, default=False):
                assert self.error is not None
                self.problems.append(told(self.error, self.block))
                self.pieces.append(_as_typed(part))
            line += part.count("\n")

    def _mark(self, fact: Fact, text: str) -> str:
        self.facts.append(fact)
        return _marked(str(len(self.facts) - 1), escape_markdown(text))


def told(error: NarrativeError, block: Block) -> str:
    """An error's message without the place, which the author is looking at."""
    places = (f"{block.file}, block '{block.id}'", f"{block.file}:{block.line}")
    message = str(error)
    for place in places:
        message = message.removeprefix(place)
    message = message.lstrip(",: ")
    return message[:1].upper() + message[1:]


def _absent(bound: Bound) -> list[str]:
    """Which figures were not supplied; default text says so by itself."""
    if bound.block.default or not bound.absent:
        return []
    return [f"No figure was supplied for {', '.join(dict.fromkeys(bound.absent))}."]


def _marked(what: str, text: str) -> str:
    return f"{_OPEN}{what}{_MIDDLE}{text}{_CLOSE}"


def _as_typed(text: str) -> str:
    """What cannot be bound, marked as wrong line by line, since a mark is of one line."""
    lines = _PRIVATE.sub("", text).split("\n")
    return "\n".join(_marked(_WRONG, escape_markdown(one)) if one else "" for one in lines)


class _Renderer(RendererHTML):
    """Facts and wrong passages become marked text; pictures their alternative text."""

    def text(self, tokens: Sequence[Token], idx: int, _: Any, env: MutableMapping[str, Any]) -> str:
        facts: Sequence[Fact] = env["facts"]

        def element(match: re.Match[str]) -> str:
            if match[1] == _WRONG:
                return f"<mark>{match[2]}</mark>"
            fact = facts[int(match[1])]
            name = f"{fact.section}.{fact.name}"
            return f'<span class="bcssp-fact" title="{name}">{match[2]}</span>'

        return _MARKED.sub(element, escape(tokens[idx].content))

    def image(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        words = self.renderInlineAsText(tokens[idx].children, options, env)
        return f"<mark>[picture: {escape(words)}]</mark>"


_markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable(
    ["table", "strikethrough"]
)


def _html(text: str, facts: Sequence[Fact]) -> str:
    """Markdown as HTML in which nothing can run: tags are shown as they were typed."""
    html: str = _markdown.render(text, {"facts": facts})
    return _PRIVATE.sub("", html)  # those within code or a link's title
