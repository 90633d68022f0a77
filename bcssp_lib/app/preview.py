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
from bcssp_lib.narrative.binding import (
    MARKED,
    PARAGRAPHS,
    BoundBlock,
    FactBook,
    Span,
    bind_block,
    join_bound,
)
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.expressions import PRIVATE

LONGEST = 100_000  # letters: a longer text would not be bound while it is typed
_PRIVATE = re.compile(f"[{PRIVATE}]")
_BRACES = re.compile(r"(\{\{.*?(?:\}\}|\Z))", re.DOTALL)


@dataclass(frozen=True)
class Preview:
    """A block as HTML, what is wrong with it in sentences, and the block with its facts put in.

    ``bound`` is None if a part of it could not be bound.
    """

    html: str
    problems: tuple[str, ...]
    bound: BoundBlock | None


def preview_block(block: Block, section: str, book: FactBook) -> Preview:
    """Bind a block's text and render it, its facts and its problems marked."""
    if len(block.source) > LONGEST:
        too_long = f"This text is too long to be shown here: over {LONGEST:,} letters."
        return Preview("", (too_long,), None)
    draft = _Draft(block, section, book)
    line = block.text_line
    for chunk in PARAGRAPHS.split(block.source):
        if not draft.add(chunk, line, default=block.default):
            draft.add_in_parts(chunk, line)
        line += chunk.count("\n")
    bound = join_bound(block, draft.parts)
    problems = (*draft.problems, *_absent_words(bound))
    return Preview(_html(bound), problems, None if draft.problems else bound)


@dataclass
class _Draft:
    """A preview while it is made: the parts of the text, and what is wrong with it."""

    block: Block
    section: str
    book: FactBook
    parts: list[BoundBlock] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    error: NarrativeError | None = None

    def add(self, text: str, line: int, *, default: bool) -> bool:
        """Bind a part of the block that begins on this line; false where it cannot be."""
        first_line = line if default else line - 1
        part = replace(self.block, text=text, line=first_line, default=default)
        try:
            self.parts.append(bind_block(part, self.section, self.book))
        except NarrativeError as error:
            self.error = error
            return False
        return True

    def add_in_parts(self, paragraph: str, line: int) -> None:
        """Bind what can be bound of a paragraph, and mark the braces that cannot."""
        for part in _BRACES.split(paragraph):
            if part and not self.add(part, line, default=False):
                assert self.error is not None
                self.problems.append(short_message(self.error, self.block))
                self.parts.append(BoundBlock(self.block, _as_typed(part)))
            line += part.count("\n")


def short_message(error: NarrativeError, block: Block) -> str:
    """An error's message without the place, which the author is looking at."""
    places = (f"{block.file}, block '{block.id}'", f"{block.file}:{block.line}")
    message = str(error)
    for place in places:
        message = message.removeprefix(place)
    message = message.lstrip(",: ")
    return message[:1].upper() + message[1:]


def _absent_words(bound: BoundBlock) -> list[str]:
    """Which figures were not supplied; default text says so by itself."""
    if bound.block.default or not bound.absent:
        return []
    return [f"No figure was supplied for {', '.join(dict.fromkeys(bound.absent))}."]


def _as_typed(text: str) -> tuple[str | Span, ...]:
    """What cannot be bound, as spans of no fact, line by line, since a mark is of one line."""
    lines = _PRIVATE.sub("", text).split("\n")
    pieces: list[str | Span] = []
    for number, line in enumerate(lines):
        pieces += ["\n"] if number else []
        pieces += [Span(line)] if line else []
    return tuple(pieces)


class _Renderer(RendererHTML):
    """Facts and wrong passages become marked text; pictures their alternative text."""

    def text(self, tokens: Sequence[Token], idx: int, _: Any, env: MutableMapping[str, Any]) -> str:
        spans: Sequence[Span] = env["spans"]

        def element(match: re.Match[str]) -> str:
            names = spans[int(match[1])].names
            if not names:
                return f"<mark>{match[2]}</mark>"
            return f'<span class="bcssp-fact" title="{names[0]}">{match[2]}</span>'

        return MARKED.sub(element, escape(tokens[idx].content))

    def image(
        self, tokens: Sequence[Token], idx: int, options: Any, env: MutableMapping[str, Any]
    ) -> str:
        words = self.renderInlineAsText(tokens[idx].children, options, env)
        return f"<mark>[picture: {escape(words)}]</mark>"


_markdown = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable(
    ["table", "strikethrough"]
)


def _html(bound: BoundBlock) -> str:
    """Markdown as HTML in which nothing can run: tags are shown as they were typed."""
    html: str = _markdown.render(bound.marked, {"spans": bound.spans})
    return _PRIVATE.sub("", html)  # those within code or a link's title
