"""Narrative as a reader reads it: sentences of plain text, with what is bound in them.

A sentence keeps where each fact stands in it, so that a check can tell a number that came
from a fact from one that was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bcssp_lib.narrative.binding import FactBook, bind_block, escape_markdown
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.expressions import PRIVATE
from bcssp_lib.section.facts import Fact

# Around a fact's text while Markdown is read: no author's text holds them.
_OPEN, _MIDDLE, _CLOSE = list(PRIVATE[1:])
_MARKED = re.compile(f"{_OPEN}([0-9]+){_MIDDLE}([^{_CLOSE}]*){_CLOSE}")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:?")
_END = re.compile(r"(?<=[.!?])[\"'’”)\]]*\s+(?=[\"'‘“(\[]*[A-Z0-9£" + _OPEN + r"])")
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|etc|cf|vs|Mr|Mrs|Ms|Dr|St|No|Nos|p|pp|para)\.)$")
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MARKDOWN.parse("a *b*")  # gathers its rules, which two threads must not do at the same time


@dataclass(frozen=True)
class Span:
    """Where a fact stands in a sentence: ``sentence.text[start:end]`` is its text."""

    start: int
    end: int
    fact: Fact


@dataclass(frozen=True)
class Sentence:
    """One sentence, heading or table cell as a reader sees it, and the facts in it.

    ``kind`` is ``sentence``, ``heading`` or ``cell``.
    """

    text: str
    spans: tuple[Span, ...] = ()
    kind: str = "sentence"

    def bound(self, start: int, end: int) -> Span | None:
        """The fact that holds this stretch of the text, if one does."""
        held = (one for one in self.spans if one.start < end and start < one.end)
        return next(held, None)


@dataclass(frozen=True)
class BlockProse:
    """One block of a section as it is read."""

    section: str
    block: Block
    sentences: tuple[Sentence, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Every fact that its text uses, each once."""
        found = {(one.fact.section, one.fact.name): one.fact for one in self._spans}
        return tuple(found.values())

    @property
    def _spans(self) -> Iterator[Span]:
        return (span for sentence in self.sentences for span in sentence.spans)


def read_prose(narrative: Mapping[str, Sequence[Block]], book: FactBook) -> tuple[BlockProse, ...]:
    """Every block of a report's sections, by section, in the order of reading."""
    return tuple(
        block_prose(section, block, book)
        for section, blocks in narrative.items()
        for block in blocks
        if section not in book.failed
    )


def block_prose(section: str, block: Block, book: FactBook) -> BlockProse:
    """One block with its facts put in, as sentences."""
    facts: list[Fact] = []

    def mark(fact: Fact, text: str) -> str:
        facts.append(fact)
        return f"{_OPEN}{len(facts) - 1}{_MIDDLE}{escape_markdown(text)}{_CLOSE}"

    bound = bind_block(block, section, book, mark)
    tokens = MARKDOWN.parse(_FOOTNOTE.sub("", bound.text))
    found = [
        _sentence(text, facts, kind)
        for passage, kind in _passages(tokens)
        for text in (_sentences(passage) if kind == "sentence" else [passage])
    ]
    return BlockProse(section, block, tuple(one for one in found if one.text))


def _passages(tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """The texts of paragraphs, items, headings and cells, without markup."""
    kind = "sentence"
    for token in tokens:
        if token.type in ("heading_open", "th_open", "td_open"):
            kind = "heading" if token.type == "heading_open" else "cell"
        elif token.type in ("heading_close", "th_close", "td_close"):
            kind = "sentence"
        elif token.type == "inline":
            yield inline_text(token.children or ()), kind


def inline_text(children: Sequence[Token]) -> str:
    """The words of a passage on one line; a picture counts by the words that stand for it."""
    words = []
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif child.type in ("text", "text_special", "code_inline"):
            words.append(child.content)
        elif child.type == "image":
            words.append(inline_text(child.children or ()))
    return "".join(words)


def _sentences(passage: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(passage):
        if not _ABBREVIATED.search(passage[start : match.start()]):
            yield passage[start : match.end()]
            start = match.end()
    yield passage[start:]


def _sentence(text: str, facts: Sequence[Fact], kind: str) -> Sentence:
    plain, spans, last = "", [], 0
    text = " ".join(text.split())
    for match in _MARKED.finditer(text):
        plain += text[last : match.start()]
        spans.append(Span(len(plain), len(plain) + len(match[2]), facts[int(match[1])]))
        plain += match[2]
        last = match.end()
    plain += text[last:]
    return Sentence(plain, tuple(spans), kind)
