"""Binding narrative to facts: a block becomes pieces: typed text, and spans that represent facts.

A block is bound once. Page, check, panel and review record render the same pieces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from itertools import chain

from bcssp_lib.model.fact import Fact
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.value import Lack, Reason
from bcssp_lib.narrative.blocks import LONGEST, Block
from bcssp_lib.narrative.expressions import (
    CITED,
    CITED_BLOCK,
    PRIVATE,
    Citation,
    Expression,
    Piece,
    TextError,
    TextProblem,
    UnseenError,
    find_unseen,
    parse_text,
    read_citation,
)
from bcssp_lib.narrative.helpers import (
    AWAITED,
    GOOD_NEWS,
    HELPERS,
    POINT,
    SYMBOL,
    VALUE,
    WORRY,
    Helper,
)
from bcssp_lib.narrative.pictures import list_symbols
from bcssp_lib.stats.fact_wording import NO_FIGURE, LargerPartError
from bcssp_lib.stats.main_points import (
    MOST,
    MOST_NEWS,
    NO_GOOD_NEWS,
    NO_WORRY,
    choose_good_news,
    choose_main_points,
    choose_worries,
)
from bcssp_lib.stats.wording import absence_sentences, count_phrase, join_words

# What text is bound by: a paragraph or a list item at a time.
PARAGRAPHS = re.compile(r"(\n[ \t]*\n(?:[ \t]*\n)*|\n(?=[-*] ))")
# Blanks at an end, and lines: they would begin code, or another paragraph.
_BLANKS = re.compile(r"^[ \t]+|[ \t]+$|[ \t]*[\r\n\f\v][ \t\r\n\f\v]*")
_PARTS = re.compile(r"(\{\{.*?(?:\}\}|\Z))", re.DOTALL)  # braces, and what is between them
_CITES_BLOCK = re.compile(rf"\{{\{{\s*{CITED_BLOCK}\(")
_ALONE = re.compile(r"\{\{(?:(?!\{\{).)*\}\}")
_PRIVATE = re.compile(f"[{PRIVATE}]")
_MARKS = str.maketrans(dict.fromkeys(PRIVATE, "\ufffd"))  # the toolkit's own, in the text of others
_SPECIAL = re.compile(
    r"([\\`*_\[\]<>#|~^${}@&\"']|\.(?=\.)|(?<=\.)\.|-(?=-)|(?<=-)-|!$|^%"
    r"|(?<!\S)[-+:=](?=[-+:=\s]|$))"
)
_LISTED = re.compile(
    r"^(\(?\w+)([.)])(?=\s|$)"
)  # "1.", "iv)", "(a)": what begins an item of a list
# Around the number and the words of a span while Markdown is read: no author's text holds them.
_OPEN, _MIDDLE, _CLOSE = list(PRIVATE[1:])
MARKED = re.compile(f"{_OPEN}([0-9]+){_MIDDLE}([^{_CLOSE}]*){_CLOSE}")


def escape_markdown(text: str) -> str:
    """Text that Markdown shows as it is, in one line: as words, and not as markup of any kind."""
    line = _BLANKS.sub(" ", text).translate(_MARKS)
    return _LISTED.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line))


@dataclass(frozen=True)
class FactBook:
    """Every fact of a report, and the names that belong to the report itself.

    ``failed`` are the titles of the sections that could not be built, by their names; ``period``
    is that of the report, whose time a main point need not say.
    """

    facts: Mapping[str, Mapping[str, Fact]]
    names: Mapping[str, str]
    failed: Mapping[str, str] = field(default_factory=dict)
    period: Period | None = None

    @cached_property
    def main_points(self) -> tuple[Fact, ...]:
        """What comes first in the report, the weightiest first."""
        return choose_main_points(self.all_facts)

    @cached_property
    def good_news(self) -> tuple[Fact, ...]:
        """What an easy read report says is good, the weightiest first."""
        return choose_good_news(self.all_facts)

    @cached_property
    def worries(self) -> tuple[Fact, ...]:
        """What an easy read report says is a worry, the weightiest first."""
        return choose_worries(self.all_facts)

    @property
    def all_facts(self) -> tuple[Fact, ...]:
        """Every fact, section by section."""
        return tuple(chain.from_iterable(section.values() for section in self.facts.values()))

    def find(self, name: str, section: str) -> Fact | None:
        """A fact by its own name, within a section, or as ``section.fact``."""
        home, dot, short_name = name.rpartition(".")
        return self.facts.get(home if dot else section, {}).get(short_name)

    def failed_sections(self, names: Iterable[str]) -> list[str]:
        """The titles of the sections that could not be built, of these names of facts."""
        homes = (name.rpartition(".")[0] for name in names)
        return [self.failed[home] for home in homes if home in self.failed]

    def near(self, name: str, section: str) -> list[str]:
        """The known names that an unknown one may have meant."""
        own_names = [*self.facts.get(section, {}), *self.names]
        others = [f"{home}.{fact}" for home, facts in self.facts.items() for fact in facts]
        bare = name.rpartition(".")[2]
        exact = [other for other in others if other.endswith(f".{bare}")]
        close = get_close_matches(name, [*own_names, *others], n=3, cutoff=0.5)
        return list(dict.fromkeys(exact + close))[:3]


@dataclass(frozen=True)
class Span:
    """Words of the toolkit in a bound text, and the facts that they represent.

    ``helper`` has made the words (empty: they are the value itself), with its ``option``.
    ``names`` are the full names of the facts, of those too whose section could not be built;
    ``facts`` are then empty. Braces that could not be bound have neither. ``lacking``: the words
    say why there is no number. What is cited has a ``citation``, and no facts.
    """

    words: str
    names: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    helper: str = ""
    option: str = ""
    lacking: bool = False
    citation: Citation | None = None

    @property
    def answers(self) -> bool:
        """Whether the words say more than that there is nothing to say."""
        if self.lacking or self.helper == AWAITED:
            return False
        helper = HELPERS.get(self.helper, VALUE)
        return not self.facts or helper.answers(self.facts, self.option)

    @property
    def absent(self) -> tuple[str, ...]:
        """The facts that have no value, where the words do not say so by themselves."""
        if self.lacking or not self.facts:  # of what is cited there are none
            return self.names
        if self.helper and HELPERS[self.helper].speaks_of_absence:
            return ()
        return tuple(fact.full_name for fact in self.facts if not fact.known)


Show = Callable[[Span], str]
_NOT_HELD = Reason.NOT_AVAILABLE  # of another number of a fact than its own


@dataclass(frozen=True)
class BoundBlock:
    """A block with its facts put in: pieces of Markdown as it was typed, and spans.

    ``facts`` and ``absent`` are the full names of the facts that it uses, and of those of them
    that have no value. With ``problems``, a report shows these in place of the text; the pieces
    hold as they were typed what could not be bound.

    A paragraph of default text that has nothing to say is a gap: ``gap`` names what was not
    supplied or is not shown (nothing, where figures are held but cannot be compared). ``parts``
    are the paragraphs of a block, and what is between them; ``gaps`` is all that those name which
    were taken out.
    """

    block: Block
    pieces: tuple[str | Span, ...]
    facts: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    problems: tuple[TextProblem, ...] = ()
    gap: tuple[Lack, ...] | None = None
    parts: tuple[BoundBlock, ...] = ()
    gaps: tuple[Lack, ...] = ()

    def without_gaps(self) -> BoundBlock:
        """The block without the paragraphs that have nothing to say, which a report leaves out."""
        kept: list[BoundBlock] = []
        waiting: list[BoundBlock] = []  # what stands before the next paragraph
        for number, part in enumerate(self.parts):
            if number % 2:  # the wider gap of two, or a paragraph would go on an item of a list
                waiting = [max([*waiting, part], key=lambda one: len(one.text))]
            elif part.gap is None:
                kept += [*(waiting if kept else []), part]
                waiting = []
        if all(part.gap is None for part in self.parts):
            return self
        gaps = chain.from_iterable(part.gap or () for part in self.parts)
        return replace(_join_bound(self.block, kept), gaps=tuple(dict.fromkeys(gaps)))

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """What is absent of an author's text, by the full names of the facts, and why.

        What a section would have told that could not be built is missing for another reason.
        """
        facts = {fact.full_name: fact for span in self.spans for fact in span.facts}
        absent = (facts[name] for name in dict.fromkeys(self.absent) if name in facts)
        return tuple(Lack(fact.full_name, fact.value.reason or _NOT_HELD) for fact in absent)

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
    """Put facts into a block's text; all that cannot be bound is among its problems.

    In default text, a paragraph or list item that uses a fact without a value is
    replaced by a sentence that says why there is none, "not supplied" or "not shown";
    so it is in one that an author left as it was. An author's own text is kept, with
    the reason in place of the value.
    """
    if len(block.text) > LONGEST:
        return BoundBlock(block, (), problems=(_too_long(block),))
    binder = _Binder(block, section, book)
    line = block.text_line
    parts = []
    for chunk in PARAGRAPHS.split(block.text):
        parts.append(binder.bind_paragraph(chunk, line))
        line += chunk.count("\n")
    return _join_bound(block, parts)


def _join_bound(block: Block, parts: Sequence[BoundBlock]) -> BoundBlock:
    """The bound parts of a block as one."""
    return BoundBlock(
        block,
        pieces=tuple(chain.from_iterable(part.pieces for part in parts)),
        facts=tuple(chain.from_iterable(part.facts for part in parts)),
        absent=tuple(chain.from_iterable(part.absent for part in parts)),
        problems=tuple(chain.from_iterable(part.problems for part in parts)),
        parts=tuple(parts),
    )


def _too_long(block: Block) -> TextProblem:
    what = (
        f"the text holds {len(block.text):,} characters, and may hold {LONGEST:,}. Was something "
        "pasted by mistake? Take it out; a long text belongs in a document of its own, which a "
        "link may name."
    )
    return TextProblem(block.text_line, what)


_FULL_STOP = re.compile(r"(?=\.(?:\s|$))")


def _with_time(sentence: str, period: Period) -> str:
    """A sentence that ends with its time: "Reports rose (2022-23)."."""
    return f"{sentence.removesuffix('.')} ({period.wording})."


def _end_with_time(piece: str | Span, period: Period) -> str | Span:
    """A piece with a time before the full stop of its sentence; as it is, if it has none."""
    if isinstance(piece, str):
        return _FULL_STOP.sub(f" ({period.wording})", piece, count=1)
    ends = piece.words.endswith(".")
    return replace(piece, words=_with_time(piece.words, period)) if ends else piece


@dataclass(frozen=True)
class _Binder:
    """What binds the paragraphs of one block."""

    block: Block
    section: str
    book: FactBook

    def bind_paragraph(self, text: str, line: int) -> BoundBlock:
        try:
            bound = self._bind_pieces(text, line)
        except TextError as error:
            return self._bind_parts(text, line, error)
        names = tuple(chain.from_iterable(span.names for span in bound.spans))
        absent = tuple(chain.from_iterable(span.absent for span in bound.spans))
        default = self.block.default or text.strip() in self._default_paragraphs
        if absent and default:
            bullet = text[:2] if text.startswith(("- ", "* ")) else ""  # an item stays one
            pieces = (f"{bullet}{self._say_absent(bound.spans, absent)}",)
            gap = None if self.book.failed_sections(absent) else self._list_lacks(bound.spans)
            return BoundBlock(self.block, pieces, names, absent, gap=gap)
        bound = self._say_year(bound) if default else bound
        silent = default and not all(span.answers for span in bound.spans)
        gap = self._list_lacks(bound.spans) if silent else None
        return replace(bound, facts=names, absent=absent, gap=gap)

    def _say_year(self, bound: BoundBlock) -> BoundBlock:
        """Default text with the year of its figures, where that ended before the report's period.

        As in "Referrals from the police: 18.4% (2022-23)." of a report of a quarter.
        """
        periods = {fact.period for span in bound.spans for fact in span.facts}
        report, year = self.book.period, next(iter(periods), None)
        if report is None or year is None or len(periods) > 1 or year.kind is not PeriodKind.YEAR:
            return bound
        words = [piece if isinstance(piece, str) else piece.words for piece in bound.pieces]
        if year.end >= report.end or any(year.wording in each for each in words):
            return bound
        pieces = list(bound.pieces)
        told = next(at for at, each in enumerate(pieces) if isinstance(each, Span) and each.facts)
        for at, piece in enumerate(pieces[told:], start=told):
            if (dated := _end_with_time(piece, year)) != piece:
                pieces[at] = dated
                return replace(bound, pieces=tuple(pieces))
        return replace(bound, pieces=(*pieces, f" ({year.wording})"))

    @cached_property
    def _default_paragraphs(self) -> frozenset[str]:
        """Those of the text that an author's takes the place of."""
        return frozenset(each.strip() for each in PARAGRAPHS.split(self.block.replaces)) - {""}

    def _list_lacks(self, spans: Sequence[Span]) -> tuple[Lack, ...]:
        """What has nothing to show: accounts that are awaited, and facts without a value."""
        awaited = [Lack(span.option) for span in spans if span.helper == AWAITED]
        facts = chain.from_iterable(span.facts for span in spans)
        reasons = [(fact.title, fact.value.reason) for fact in facts]
        lacks = [Lack(title, reason) for title, reason in reasons if reason is not None]
        return tuple(dict.fromkeys((*awaited, *lacks)))

    def _bind_parts(self, text: str, line: int, whole: TextError) -> BoundBlock:
        """What can be bound of a paragraph, and as it was typed what cannot."""
        parts, unseen = [], find_unseen(text, line)
        for part in _PARTS.split(text):
            try:
                parts.append(self._bind_pieces(part, line))
            except TextError as error:
                told = () if isinstance(error, UnseenError) else error.problems
                parts.append(BoundBlock(self.block, _as_typed(part), problems=told))
            line += part.count("\n")
        bound = _join_bound(self.block, parts)
        problems = sorted((*bound.problems, *unseen), key=lambda problem: problem.line)
        return replace(bound, problems=tuple(problems) or whole.problems)

    def _bind_pieces(self, text: str, line: int) -> BoundBlock:
        parsed = parse_text(text, line)
        self._refuse_inline(text, line)
        pieces = tuple(chain.from_iterable(map(self._bind_piece, parsed)))
        return BoundBlock(self.block, _fit_symbols(pieces))

    def _bind_piece(self, piece: Piece) -> Iterator[str | Span]:
        if isinstance(piece, str):
            yield piece
        elif piece.helper == CITED_BLOCK:  # a paragraph of its own, whatever is next to it
            yield from ("\n", self._cite(piece), "\n")
        else:
            yield self._bind_braces(piece)

    def _refuse_inline(self, text: str, line: int) -> None:
        """What cites a whole table or quotation is alone on its line."""
        for number, content in enumerate(text.split("\n"), start=line):
            if _CITES_BLOCK.search(content) and not _ALONE.fullmatch(content.strip()):
                what = f"{CITED_BLOCK} cites the table or quotation next to it. Write it on a line"
                where = "of its own, directly above or below."
                raise TextError([TextProblem(number, f"{what} {where}")])

    def _bind_braces(self, piece: Expression) -> str | Span:
        if piece.helper == CITED:
            return self._cite(piece)
        if piece.helper == AWAITED:
            words = f"{piece.fact} was not supplied for this report."
            return Span(words, helper=AWAITED, option=piece.fact)
        if piece.helper == SYMBOL:
            return self._bind_symbol(piece)
        if piece.helper in _CHOSEN:
            return self._bind_chosen(piece, _CHOSEN[piece.helper])
        if not piece.helper and piece.fact in self.book.names:
            return escape_markdown(self.book.names[piece.fact])
        return self._bind_expression(piece)

    def _bind_symbol(self, piece: Expression) -> Span:
        """A drawing by its name: it has no words in a text."""
        if piece.fact not in list_symbols() or piece.more:
            known = ", ".join(list_symbols())
            raise self._error(piece, f"there is no drawing '{piece.fact}' (known: {known}).")
        return Span("", helper=SYMBOL, option=piece.fact)

    def _bind_chosen(self, piece: Expression, kind: _Chosen) -> Span:
        """One of the facts that the report chooses, by its number.

        Default text does without one that there is not, or says in place of the first that there
        are none.
        """
        facts, number, helper = kind.choose(self.book), piece.fact, piece.helper
        if not re.fullmatch("[1-9]", number) or piece.more:
            raise self._error(piece, f"'{helper}' takes a number from 1 to {kind.most}.")
        if int(number) > len(facts):
            if self.block.default:
                words = kind.none if number == "1" else ""
                return Span(words, helper=helper, option=number, lacking=not words)
            has = count_phrase(str(len(facts)), *kind.nouns)
            raise self._error(piece, f"the report has {has}, so there is no number {number}.")
        fact = facts[int(number) - 1]
        words = HELPERS[helper].word([fact], "")
        if helper == POINT and self.book.period and not self.book.period.covers(fact.period):
            words = _with_time(words, fact.period)
        return Span(words, (fact.full_name,), (fact,), helper, number)

    def _bind_expression(self, piece: Expression) -> Span:
        helper = self._find_helper(piece)
        names, option = helper.split_option((piece.fact, *piece.more))
        if lost := self.book.failed_sections(names):
            words = f"missing (the section “{lost[0]}” could not be built)"
            full_names = tuple(name if "." in name else f"{self.section}.{name}" for name in names)
            return Span(words, full_names, helper=piece.helper)
        facts = tuple(self._find_fact(name, piece) for name in names)
        span = Span("", tuple(fact.full_name for fact in facts), facts, piece.helper, option)
        if helper.needs:
            return self._show_held(span, piece, helper.needs)
        try:
            return replace(span, words=helper.word(facts, option))
        except LargerPartError as error:
            raise self._error(piece, f"{error}: correct the figures, or the two names.") from error

    def _cite(self, piece: Expression) -> Span:
        try:
            words, citation = read_citation(piece.helper, (piece.fact, *piece.more))
        except ValueError as error:
            raise self._error(piece, f"{error}.") from error
        return Span(words, helper=piece.helper, citation=citation)

    def _show_held(self, span: Span, piece: Expression, kind: str) -> Span:
        """A span with the number that names choose; default text does without what is not held."""
        from bcssp_lib.stats.held_wording import NotHeldError, figure_for  # slow: few need it

        try:
            text = figure_for(span.facts[0], kind, piece.more)
        except NotHeldError as error:
            if self.block.default:
                return replace(span, words=NO_FIGURE, lacking=True)
            raise self._error(piece, f"{span.names[0]}: {error}.") from error
        return replace(span, words=text.words, lacking=not text.known)

    def _find_helper(self, piece: Expression) -> Helper:
        """The helper of an expression, called as it may be."""
        helper = HELPERS.get(piece.helper) if piece.helper else VALUE
        if helper is None:
            known = [*HELPERS, CITED, CITED_BLOCK, SYMBOL, AWAITED]
            near = get_close_matches(piece.helper, known)
            hint = f"nearest: {', '.join(near)}" if near else f"known: {', '.join(known)}"
            raise self._error(piece, f"there is no helper '{piece.helper}' ({hint}).")
        if wrong := helper.why_refused((piece.fact, *piece.more)):
            raise self._error(piece, f"the helper '{piece.helper}' {wrong}.")
        return helper

    def _find_fact(self, name: str, piece: Expression) -> Fact:
        fact = self.book.find(name, self.section)
        if fact is None:
            near = self.book.near(name, self.section)
            hint = f" (nearest: {', '.join(near)})" if near else ""
            raise self._error(piece, f"there is no fact '{name}'{hint}. See: bcssp list facts AREA")
        return fact

    def _say_absent(self, spans: Sequence[Span], absent: Sequence[str]) -> str:
        """The sentence that replaces a paragraph."""
        if lost := self.book.failed_sections(absent):
            return f"This text needs figures that could not be built, of {_quoted(lost)}."
        facts = chain.from_iterable(span.facts for span in spans)
        by_name = {fact.full_name: fact for fact in facts}
        missing = [by_name[name] for name in absent]
        return " ".join(
            absence_sentences(
                Lack(_quoted([fact.title]), fact.value.reason or _NOT_HELD) for fact in missing
            )
        )

    def _error(self, piece: Expression, what: str) -> TextError:
        return TextError([TextProblem(piece.line, what)])


_NO_NEWS = "numbers"  # the drawing next to a sentence that says that there is none


@dataclass(frozen=True)
class _Chosen:
    """What an expression names by a number: facts that the report chooses, and how many at most.

    ``none`` is what default text says where there are none; without it, it says nothing.
    """

    choose: Callable[[FactBook], Sequence[Fact]]
    nouns: tuple[str, str]
    most: int
    none: str = ""


_CHOSEN: Mapping[str, _Chosen] = {
    POINT: _Chosen(lambda book: book.main_points, ("main point", "main points"), MOST),
    GOOD_NEWS: _Chosen(
        lambda book: book.good_news,
        ("piece of good news", "pieces of good news"),
        MOST_NEWS,
        NO_GOOD_NEWS,
    ),
    WORRY: _Chosen(lambda book: book.worries, ("worry", "worries"), MOST_NEWS, NO_WORRY),
}


def _fit_symbols(pieces: tuple[str | Span, ...]) -> tuple[str | Span, ...]:
    """A paragraph without a glad or worried face, if it says that there is nothing to tell."""
    nothing = {kind.none for kind in _CHOSEN.values()} - {""}
    if not any(isinstance(piece, Span) and piece.words in nothing for piece in pieces):
        return pieces
    return tuple(
        replace(piece, option=_NO_NEWS)
        if isinstance(piece, Span) and piece.helper == SYMBOL
        else piece
        for piece in pieces
    )


def _as_typed(text: str) -> tuple[str | Span, ...]:
    """What cannot be bound, as spans of no fact, line by line, since a mark is of one line."""
    lines = _PRIVATE.sub("", text).split("\n")
    pieces: list[str | Span] = []
    for number, line in enumerate(lines):
        pieces += ["\n"] if number else []
        pieces += [Span(line)] if line else []
    return tuple(pieces)


def _quoted(titles: Iterable[str]) -> str:
    """Titles in quotation marks, each once."""
    return join_words([f"“{escape_markdown(title)}”" for title in dict.fromkeys(titles)])
