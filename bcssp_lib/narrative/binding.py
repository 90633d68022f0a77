"""Binding narrative to facts: a block becomes pieces: typed text, and spans that represent facts.

A block is bound once. Page, check, panel and review record render the same pieces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.fact import Fact
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.expressions import PRIVATE, Expression, parse_text
from bcssp_lib.narrative.helpers import HELPERS, Helper
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.wording import join_words

# What text is bound by: a paragraph or a list item at a time.
PARAGRAPHS = re.compile(r"(\n[ \t]*\n(?:[ \t]*\n)*|\n(?=[-*] ))")
_SPECIAL = re.compile(
    r"([\\`*_\[\]<>#|~^${}@&]|(?<!\S)[-+:=](?=[-+:=\s])|(?:(?<=^\d)|(?<=^\d\d))[.)](?=\s))",
    re.MULTILINE,
)
# Around the number and the words of a span while Markdown is read: no author's text holds them.
_OPEN, _MIDDLE, _CLOSE = list(PRIVATE[1:])
MARKED = re.compile(f"{_OPEN}([0-9]+){_MIDDLE}([^{_CLOSE}]*){_CLOSE}")


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _SPECIAL.sub(r"\\\1", text)


@dataclass(frozen=True)
class FactBook:
    """Every fact of a report, and the names that belong to the report itself.

    ``failed`` are the titles of the sections that could not be built, by their names.
    """

    facts: Mapping[str, Mapping[str, Fact]]
    names: Mapping[str, str]
    failed: Mapping[str, str] = field(default_factory=dict)

    def find(self, name: str, section: str) -> Fact | None:
        """A fact by its own name, within a section, or as ``section.fact``."""
        home, dot, short_name = name.rpartition(".")
        return self.facts.get(home if dot else section, {}).get(short_name)

    def near(self, name: str, section: str) -> list[str]:
        """The known names that an unknown one may have meant."""
        own_names = [*self.facts.get(section, {}), *self.names]
        others = [f"{home}.{fact}" for home, facts in self.facts.items() for fact in facts]
        bare = name.rpartition(".")[2]
        exact = [other for other in others if other.endswith(f".{bare}")]
        return (exact + get_close_matches(name, [*own_names, *others], n=3, cutoff=0.5))[:3]


@dataclass(frozen=True)
class Span:
    """Words of the toolkit in a bound text, and the facts that they represent.

    ``helper`` has made the words (empty: they are the value itself), with its ``option``.
    ``names`` are the full names of the facts, of those too whose section could not be built;
    ``facts`` are then empty. Braces that could not be bound have neither.
    """

    words: str
    names: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    helper: str = ""
    option: str = ""


Show = Callable[[Span], str]


@dataclass(frozen=True)
class BoundBlock:
    """A block with its facts put in: pieces of Markdown as it was typed, and spans.

    ``facts`` and ``absent`` are the full names of the facts that it uses, and of those of them
    that have no value.
    """

    block: Block
    pieces: tuple[str | Span, ...]
    facts: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The spans in the order of reading."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Span))

    def render(self, show: Show) -> str:
        """The text as Markdown, with each span as it is to be shown."""
        return "".join(piece if isinstance(piece, str) else show(piece) for piece in self.pieces)

    @cached_property
    def text(self) -> str:
        """The text as plain Markdown."""
        return self.render(lambda span: escape_markdown(span.words))

    @cached_property
    def marked(self) -> str:
        """The text as Markdown in which ``MARKED`` finds each span, by its number."""
        numbers = iter(range(len(self.spans)))
        return self.render(
            lambda span: f"{_OPEN}{next(numbers)}{_MIDDLE}{escape_markdown(span.words)}{_CLOSE}"
        )


def bind_block(block: Block, section: str, book: FactBook) -> BoundBlock:
    """Put facts into a block's text; an unknown name is an error that names the block.

    In default text, a paragraph or list item that uses a fact without a value is
    replaced by a sentence that says which figure was not supplied. An author's own
    text is kept, with the reason in place of the value.
    """
    line = block.text_line
    parts = []
    for chunk in PARAGRAPHS.split(block.text):
        parts.append(_bind_paragraph(chunk, block, section, book, line))
        line += chunk.count("\n")
    return join_bound(block, parts)


def join_bound(block: Block, parts: Sequence[BoundBlock]) -> BoundBlock:
    """The bound parts of a block as one."""
    return BoundBlock(
        block,
        pieces=tuple(piece for part in parts for piece in part.pieces),
        facts=tuple(name for part in parts for name in part.facts),
        absent=tuple(name for part in parts for name in part.absent),
    )


def _bind_paragraph(text: str, block: Block, section: str, book: FactBook, line: int) -> BoundBlock:
    where = f"{block.file}, block '{block.id}'"
    pieces: list[str | Span] = []
    for piece in parse_text(text, where, line):
        if isinstance(piece, str):
            pieces.append(piece)
        elif not piece.helper and piece.fact in book.names:
            pieces.append(escape_markdown(book.names[piece.fact]))
        else:
            pieces.append(_bind_expression(piece, section, book, where))
    spans = [piece for piece in pieces if isinstance(piece, Span)]
    absent = [name for span in spans for name in _absent(span)]
    if absent and block.default:
        pieces = [_not_supplied(text, absent, spans, book.failed)]
    return BoundBlock(
        block, tuple(pieces), tuple(name for span in spans for name in span.names), tuple(absent)
    )


def _bind_expression(piece: Expression, section: str, book: FactBook, where: str) -> Span:
    helper = _helper(piece, where)
    names = _names(piece, helper)
    homes = [name.rpartition(".")[0] for name in names]
    lost = next((home for home in homes if home in book.failed), "")
    if lost:
        words = f"missing (the section “{book.failed[lost]}” could not be built)"
        full = tuple(name if "." in name else f"{section}.{name}" for name in names)
        return Span(words, full, helper=piece.helper)
    facts = _facts(piece, names, section, book, where)
    option = "".join(piece.more[-1:]) if helper is not None and helper.options else ""
    words = helper.word(facts, option) if helper is not None else FactWords(facts[0]).text
    return Span(words, tuple(fact.full_name for fact in facts), facts, piece.helper, option)


def _helper(piece: Expression, where: str) -> Helper | None:
    """The helper of an expression, called as it may be; None if it has none."""
    if not piece.helper:
        return None
    helper = HELPERS.get(piece.helper)
    if helper is None:
        raise NarrativeError(
            f"{where}, line {piece.line}: there is no helper '{piece.helper}' "
            f"(known: {', '.join(HELPERS)})."
        )
    names = len(_names(piece, helper))
    wrong = helper.why_refused(names, "".join(piece.more[-1:]))
    if wrong:
        raise NarrativeError(f"{where}, line {piece.line}: the helper '{piece.helper}' {wrong}.")
    return helper


def _names(piece: Expression, helper: Helper | None) -> tuple[str, ...]:
    """The names of facts in an expression."""
    more = piece.more[:-1] if helper is not None and helper.options else piece.more
    return (piece.fact, *more)


def _facts(
    piece: Expression, names: Sequence[str], section: str, book: FactBook, where: str
) -> tuple[Fact, ...]:
    facts = []
    for name in names:
        fact = book.find(name, section)
        if fact is None:
            near = book.near(name, section)
            hint = f" (nearest: {', '.join(near)})" if near else ""
            raise NarrativeError(
                f"{where}, line {piece.line}: there is no fact '{name}'{hint}. "
                "See: bcssp list facts AREA"
            )
        facts.append(fact)
    return tuple(facts)


def _absent(span: Span) -> list[str]:
    """The facts of a span that have no value, where its words do not say so by themselves."""
    if not span.facts:
        return list(span.names)
    if span.helper and HELPERS[span.helper].speaks_of_absence:
        return []
    return [fact.full_name for fact in span.facts if not fact.known]


def _not_supplied(
    text: str, absent: Sequence[str], spans: Sequence[Span], failed: Mapping[str, str]
) -> str:
    """The sentence that replaces a paragraph; a list item stays a list item."""
    bullet = text[:2] if text[:2] in ("- ", "* ") else ""
    homes = [name.partition(".")[0] for name in absent]
    lost = _quoted(failed[home] for home in homes if home in failed)
    if lost:
        return f"{bullet}This text needs figures that could not be built, of {lost}."
    named = {fact.full_name: fact.title for span in spans for fact in span.facts}
    titles = list(dict.fromkeys(named[name] for name in absent))
    noun = "figure was" if len(titles) == 1 else "figures were"
    return f"{bullet}No {noun} supplied for {_quoted(titles)}."


def _quoted(titles: Iterable[str]) -> str:
    """Titles in quotation marks, each once."""
    return join_words([f"“{escape_markdown(title)}”" for title in dict.fromkeys(titles)])
