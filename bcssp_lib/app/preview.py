"""An author's text as a reader will see it, while it is typed.

It is bound by the same function as in a build: braces that cannot be bound stay as they were
typed, and the rest is shown all the same.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from bcssp_lib.narrative.binding import (
    MARKED,
    BoundBlock,
    FactBook,
    Span,
    bind_block,
)
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.expressions import PRIVATE, TextProblem

_PRIVATE = re.compile(f"[{PRIVATE}]")


@dataclass(frozen=True)
class Preview:
    """A block as HTML, sentences on what was not supplied, and the block with its facts put in."""

    html: str
    absent: tuple[str, ...]
    bound: BoundBlock


def preview_block(block: Block, section: str, book: FactBook) -> Preview:
    """Bind a block's text and render it, its facts and its problems marked."""
    bound = bind_block(block, section, book)
    return Preview(_html(bound), tuple(_absent_words(bound)), bound)


def problem_sentence(problem: TextProblem) -> str:
    """A problem without the block, which the author is looking at."""
    text = str(problem)
    return text[:1].upper() + text[1:]


def _absent_words(bound: BoundBlock) -> list[str]:
    """Which figures were not supplied; default text says so by itself."""
    if bound.block.default or not bound.absent:
        return []
    return [f"No figure was supplied for {', '.join(dict.fromkeys(bound.absent))}."]


class _Renderer(RendererHTML):
    """Facts and wrong passages become marked text; pictures their alternative text."""

    def text(self, tokens: Sequence[Token], idx: int, _: Any, env: MutableMapping[str, Any]) -> str:
        spans: Sequence[Span] = env["spans"]

        def element(match: re.Match[str]) -> str:
            span = spans[int(match[1])]
            if not span.names and span.citation is None:
                return f"<mark>{match[2]}</mark>"
            title = escape(span.citation.words) if span.citation else span.names[0]
            return f'<span class="bcssp-fact" title="{title}">{match[2]}</span>'

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
