"""Binding narrative to facts: each expression becomes the text that the fact carries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.expressions import Expression, parse_text
from bcssp_lib.narrative.helpers import HELPERS, Helper
from bcssp_lib.section.facts import Fact, FactComparison
from bcssp_lib.stats.comparison import Against
from bcssp_lib.stats.wording import list_of

# What text is bound by: a paragraph or a list item at a time.
PARAGRAPHS = re.compile(r"(\n[ \t]*\n(?:[ \t]*\n)*|\n(?=[-*] ))")
_SPECIAL = re.compile(
    r"([\\`*_\[\]<>#|~^${}@&]|(?<!\S)[-+:=](?=[-+:=\s])|(?:(?<=^\d)|(?<=^\d\d))[.)](?=\s))",
    re.MULTILINE,
)

Mark = Callable[[Fact, str], str]


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
        home, dot, own = name.rpartition(".")
        if home in self.failed:
            return self._lost(home, own)
        return self.facts.get(home if dot else section, {}).get(own)

    def _lost(self, section: str, name: str) -> Fact:
        """What stands for a fact of a section that could not be built."""
        text = f"missing (the section “{self.failed[section]}” could not be built)"
        return Fact.model_construct(
            name=name, section=section, title=name, text=text, known=False,
            counts="", singular="", period="", previous_text=text, change_phrase=text,
            target_text=text, rating=text, rating_phrase=text, comparator_text=text,
            rank_phrase=text, worst=text, trend_phrase=text, sentence=text, when=text,
            rate_text=text, interval_text=text, percent_text=text, amount=None, reason=None,
            comparisons=tuple(
                FactComparison.model_construct(against=one, label="", text=text, phrase=text)
                for one in Against
            ),
        )  # fmt: skip

    def near(self, name: str, section: str) -> list[str]:
        """The known names that an unknown one may have meant."""
        own = [*self.facts.get(section, {}), *self.names]
        others = [f"{home}.{fact}" for home, facts in self.facts.items() for fact in facts]
        bare = name.rpartition(".")[2]
        exact = [other for other in others if other.endswith(f".{bare}")]
        return (exact + get_close_matches(name, [*own, *others], n=3, cutoff=0.5))[:3]


@dataclass
class Bound:
    """A block with its facts put in, and what was noticed on the way."""

    block: Block
    text: str = ""
    facts: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)


def bind_block(block: Block, section: str, book: FactBook, mark: Mark) -> Bound:
    """Put facts into a block's text; an unknown name is an error that names the block.

    In default text, a paragraph or list item that uses a fact without a value is
    replaced by a sentence that says which figure was not supplied. An author's own
    text is kept, with the reason in place of the value.
    """
    bound = Bound(block)
    line = block.text_line
    pieces = []
    for chunk in PARAGRAPHS.split(block.text):
        pieces.append(_bind_paragraph(chunk, bound, section, book, mark, line))
        line += chunk.count("\n")
    bound.text = "".join(pieces)
    return bound


def _bind_paragraph(
    text: str, bound: Bound, section: str, book: FactBook, mark: Mark, line: int
) -> str:
    where = f"{bound.block.file}, block '{bound.block.id}'"
    words: list[str] = []
    absent: list[Fact] = []
    for piece in parse_text(text, where, line):
        if isinstance(piece, str):
            words.append(piece)
        elif not piece.helper and piece.fact in book.names:
            words.append(escape_markdown(book.names[piece.fact]))
        else:
            helper = _helper(piece, where)
            facts = _facts(piece, helper, section, book, where)
            bound.facts.extend(f"{fact.section}.{fact.name}" for fact in facts)
            speaks = helper is not None and helper.speaks_of_absence
            absent += [
                fact for fact in facts if fact.section in book.failed or not (fact.known or speaks)
            ]
            words.append(mark(facts[0], _worded(piece, helper, facts)))
    if absent:
        bound.absent.extend(f"{fact.section}.{fact.name}" for fact in absent)
    if absent and bound.block.default:
        return _not_supplied(text, absent, book.failed)
    return "".join(words)


def _helper(piece: Expression, where: str) -> Helper | None:
    """The helper of an expression, called as it may be; none where it has none."""
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
    piece: Expression, helper: Helper | None, section: str, book: FactBook, where: str
) -> list[Fact]:
    found = []
    for name in _names(piece, helper):
        fact = book.find(name, section)
        if fact is None:
            near = book.near(name, section)
            hint = f" (nearest: {', '.join(near)})" if near else ""
            raise NarrativeError(
                f"{where}, line {piece.line}: there is no fact '{name}'{hint}. "
                "See: bcssp list facts AREA"
            )
        found.append(fact)
    return found


def _worded(piece: Expression, helper: Helper | None, facts: Sequence[Fact]) -> str:
    if helper is None:
        return facts[0].text
    return helper.word(facts, "".join(piece.more[-1:]))


def _not_supplied(text: str, absent: Sequence[Fact], failed: Mapping[str, str]) -> str:
    """The sentence that stands for a paragraph; a list item stays a list item."""
    bullet = text[:2] if text[:2] in ("- ", "* ") else ""
    lost = _quoted(failed[fact.section] for fact in absent if fact.section in failed)
    if lost:
        return f"{bullet}What stands here needs figures that could not be built, of {lost}."
    noun = "figure was" if len({fact.title for fact in absent}) == 1 else "figures were"
    return f"{bullet}No {noun} supplied for {_quoted(fact.title for fact in absent)}."


def _quoted(titles: Iterable[str]) -> str:
    """Titles in quotation marks, each once."""
    return list_of([f"“{escape_markdown(title)}”" for title in dict.fromkeys(titles)])
