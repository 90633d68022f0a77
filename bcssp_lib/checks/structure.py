"""The structure that a screen reader goes by: headings in order, links and pictures with words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import takewhile

from markdown_it.token import Token

from bcssp_lib.checks.prose import MARKDOWN, inline_text

# One of these stands in every heading, link and picture; most texts need not be parsed.
_MARKUP = re.compile(r"[#\[<=]|-[ \t]*$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"\s*\{[^{}]*\}\s*$")  # pandoc's, after a heading
_ALT = re.compile(r"""\balt\s*=\s*(?:"\s*[^"\s]|'\s*[^'\s]|[^\s"'>])""", re.IGNORECASE)
_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_HTML_LINK = re.compile(r"<a\b[^>]*\bhref\b[^>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Heading:
    """A heading: its level, from 1, and its text as it is written."""

    level: int
    text: str


@dataclass(frozen=True)
class Link:
    """A link: its text, without which it leads a listener nowhere, and where it leads."""

    text: str
    target: str


@dataclass(frozen=True)
class Picture:
    """A picture, and whether words stand for it."""

    source: str
    described: bool


def structure_of(text: str) -> Iterator[Heading | Link | Picture]:
    """The headings, links and pictures of a Markdown text, in its order."""
    tokens = MARKDOWN.parse(text) if _MARKUP.search(text) else ()
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            words = _ATTRIBUTES.sub("", tokens[place + 1].content).strip()
            yield Heading(int(token.tag[1]), words)
        elif token.type == "inline":
            yield from _inline(token.children or [])
        elif token.type == "html_block":
            yield from _html(token.content)


def _inline(children: Sequence[Token]) -> Iterator[Link | Picture]:
    yield from _html("".join(_as_html(one) for one in children))
    for place, token in enumerate(children):
        if token.type == "image":
            described = bool(inline_text(token.children or []).strip())
            yield Picture(str(token.attrGet("src") or ""), described)
        elif token.type == "link_open":
            inner = takewhile(lambda one: one.type != "link_close", children[place:])
            yield Link(inline_text(list(inner)).strip(), str(token.attrGet("href") or ""))


def _as_html(token: Token) -> str:
    """A token in a line of raw HTML: only what is HTML keeps its brackets."""
    return token.content if token.type == "html_inline" else escape(token.content)


def _html(text: str) -> Iterator[Link | Picture]:
    for match in _IMG.finditer(text):
        yield Picture(match[0], bool(_ALT.search(match[0])))
    for match in _HTML_LINK.finditer(text):
        yield Link(" ".join(_TAG.sub(" ", match[1]).split()), match[0])
