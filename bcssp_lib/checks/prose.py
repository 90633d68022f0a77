"""Narrative as a reader reads it: sentences of plain text, with what is bound in them.

A sentence keeps where each fact is in it, so that a check can tell a number that came
from a fact from one that was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.loader import Registers
from bcssp_lib.model.area import Area
from bcssp_lib.model.checking import Requirement
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind, Severity
from bcssp_lib.model.period import Period
from bcssp_lib.narrative.binding import MARKED, BoundBlock, FactBook, Span
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.expressions import CITED_BLOCK
from bcssp_lib.narrative.review_record import SectionReview

Stretch = tuple[int, int]  # where it begins and ends in a text

_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:?")
_END = re.compile(r"(?<=[.!?])[\"'’”)\]]*\s+(?=\S)")
_BEGIN = re.compile(r"[\"'‘“(\[]*[A-Z0-9£]")
_ABBREVIATED = re.compile(  # but a change "of 7.7 pp." ends a sentence
    r"(?:\b(?:e\.g|i\.e|etc|cf|vs|Mr|Mrs|Ms|Dr|St|No|Nos|p|(?<!\d )pp|para)\.)$"
)
_CITABLE = ("table_open", "blockquote_open")
MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MARKDOWN.parse("a *b*")  # gathers its rules, which two threads must not do at the same time


def find_stretches(text: str, patterns: Iterable[re.Pattern[str]]) -> list[Stretch]:
    """Where any of the patterns is found."""
    return [match.span() for pattern in patterns for match in pattern.finditer(text)]


def lies_within(start: int, end: int, places: Iterable[Stretch]) -> bool:
    """Whether a stretch lies wholly inside one of the places."""
    return any(first <= start and end <= last for first, last in places)


def overlaps(start: int, end: int, places: Iterable[Stretch]) -> bool:
    """Whether a stretch has a part in common with one of the places."""
    return any(first < end and start < last for first, last in places)


@dataclass(frozen=True)
class PlacedSpan:
    """A span that represents a fact, in its place: ``sentence.text[start:end]`` are its words."""

    start: int
    end: int
    span: Span

    @property
    def fact(self) -> Fact:
        """The fact that it represents, the first of several."""
        return self.span.facts[0]

    @property
    def is_value(self) -> bool:
        """Whether the value itself is shown, and not what a helper says of it."""
        return not self.span.helper


@dataclass(frozen=True)
class Sentence:
    """One sentence, heading or table cell as a reader sees it, and the facts in it.

    ``kind`` is ``sentence``, ``heading`` or ``cell``. ``cited`` are the stretches of other sources.
    ``head`` are the words at the head of a cell's row and column.
    """

    text: str
    spans: tuple[PlacedSpan, ...] = ()
    kind: str = "sentence"
    cited: tuple[Stretch, ...] = ()
    head: tuple[str, ...] = ()

    @property
    def own_words(self) -> str:
        """The text without what helpers say, whose words are no author's."""
        text = self.text
        for span in reversed(self.spans):
            text = text if span.is_value else f"{text[: span.start]}{text[span.end :]}"
        return text

    def bound(self, start: int, end: int) -> PlacedSpan | None:
        """The fact that holds this stretch of the text, if one does."""
        overlapping = (span for span in self.spans if span.start < end and start < span.end)
        return next(overlapping, None)

    def binds(self, fact: Fact) -> bool:
        """Whether a fact is bound in it."""
        return any(span.fact.full_name == fact.full_name for span in self.spans)


@dataclass(frozen=True)
class BlockProse:
    """One block of a section as it is read."""

    section: str
    bound: BoundBlock
    sentences: tuple[Sentence, ...]

    @property
    def block(self) -> Block:
        """The block as it is written."""
        return self.bound.block

    def finding(
        self,
        kind: Kind,
        what: str,
        why: str,
        suggestion: str,
        *,
        sentence: str = "",
        severity: Severity = Severity.WRONG,
    ) -> Finding:
        """Something to fix in the block, or in one of its sentences."""
        return Finding(kind, severity, self.section, self.block.id, sentence, what, why, suggestion)


def read_prose(narrative: Mapping[str, Sequence[BoundBlock]]) -> tuple[BlockProse, ...]:
    """Every block of a report's sections, by section, in the order of reading."""
    return tuple(
        split_block(section, bound) for section, several in narrative.items() for bound in several
    )


def split_block(section: str, bound: BoundBlock) -> BlockProse:
    """One block, its facts put in, as sentences."""
    tokens = MARKDOWN.parse(_FOOTNOTE.sub("", bound.marked))
    sentences = [
        sentence
        for element, cited in _find_cited(_split_elements(tokens), bound.spans)
        for passage, kind, head in _passages(element)
        for sentence in _sentences(_place_spans(passage, bound.spans, kind, cited=cited))
        for sentence in [replace(sentence, head=head) if head else sentence]
    ]
    return BlockProse(section, bound, tuple(sentence for sentence in sentences if sentence.text))


def _split_elements(tokens: Sequence[Token]) -> list[list[Token]]:
    """The paragraphs, tables, quotations and so on that a text is made of."""
    elements: list[list[Token]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            elements.append([])
        elements[-1].append(token)
    return elements


def _find_cited(
    elements: Sequence[list[Token]], spans: Sequence[Span]
) -> Iterator[tuple[list[Token], bool]]:
    """Each element, and whether it is a table or quotation with its source above or below."""
    sources = [_is_source(element, spans) for element in elements]
    cited = set()
    for index in (index for index, source in enumerate(sources) if source):
        near = (index - 1, index + 1)  # the source below comes first: most are
        tables = (place for place in near if 0 <= place < len(elements))
        cited.update([place for place in tables if elements[place][0].type in _CITABLE][:1])
    for index, element in enumerate(elements):
        yield element, index in cited


def _is_source(element: Sequence[Token], spans: Sequence[Span]) -> bool:
    """Whether an element is a paragraph that cites a whole table or quotation."""
    if len(element) != 3 or not spans:
        return False
    match = MARKED.fullmatch(element[1].content.strip())
    return match is not None and spans[int(match[1])].helper == CITED_BLOCK


def _passages(tokens: Sequence[Token]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The texts of paragraphs, items, headings and cells, without markup; with a cell's heads."""
    kind = "sentence"
    heads: list[str] = []
    row: list[str] = []
    for token in tokens:
        if token.type in ("heading_open", "th_open", "td_open"):
            kind = "heading" if token.type == "heading_open" else "cell"
        elif token.type in ("heading_close", "th_close", "td_close"):
            kind = "sentence"
        elif token.type == "tr_open":
            heads, row = heads or row, []
        elif token.type == "inline":
            text = inline_text(token.children or ())
            yield text, kind, _head_of_cell(heads, row) if kind == "cell" else ()
            row.append(MARKED.sub(r"\2", text))


def _head_of_cell(heads: Sequence[str], row: Sequence[str]) -> tuple[str, ...]:
    """The words that say what a cell holds: its row's first, and its column's; none of the first.

    ``row`` are the cells of its row before it.
    """
    return (row[0], *heads[len(row) : len(row) + 1]) if row and heads else ()


def inline_text(children: Sequence[Token]) -> str:
    """The words of a passage on one line; a picture counts by the words that represent it."""
    words = []
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif child.type in ("text", "text_special", "code_inline"):
            words.append(child.content)
        elif child.type == "image":
            words.append(inline_text(child.children or ()))
    return "".join(words)


def _place_spans(text: str, spans: Sequence[Span], kind: str, *, cited: bool = False) -> Sentence:
    """A passage without marks, and the places of its spans."""
    plain, placed, last = "", [], 0
    stretches: list[Stretch] = []
    text = " ".join(text.split())
    for match in MARKED.finditer(text):
        plain += text[last : match.start()]
        span = spans[int(match[1])]
        if span.facts:
            placed.append(PlacedSpan(len(plain), len(plain) + len(match[2]), span))
        if span.citation is not None:
            stretches.append((len(plain), len(plain) + len(match[2])))
        plain += match[2]
        last = match.end()
    plain += text[last:]
    return Sentence(plain, tuple(placed), kind, ((0, len(plain)),) if cited else tuple(stretches))


def _sentences(passage: Sentence) -> Iterator[Sentence]:
    """The sentences of a passage: never cut within the words of a span, which are no author's."""
    text, start = passage.text, 0
    for match in _END.finditer(text) if passage.kind == "sentence" else ():
        abbreviated = _ABBREVIATED.search(text[start : match.start()])
        if not abbreviated and _may_begin(passage, match.end()):
            yield _cut_sentence(passage, start, match.start() + len(match[0].rstrip()))
            start = match.end()
    yield _cut_sentence(passage, start, len(text))


def _may_begin(passage: Sentence, place: int) -> bool:
    """Whether a sentence may begin at a place: with a capital or a span, and not within one."""
    if any(span.start < place < span.end for span in passage.spans):
        return False
    at_span = any(span.start == place for span in passage.spans)
    return at_span or _BEGIN.match(passage.text, place) is not None


def _cut_sentence(sentence: Sentence, start: int, end: int) -> Sentence:
    """A stretch of a sentence, with the spans that lie in it."""
    spans = tuple(
        replace(span, start=span.start - start, end=span.end - start)
        for span in sentence.spans
        if start <= span.start and span.end <= end
    )
    cited = tuple(
        (max(first, start) - start, min(last, end) - start)
        for first, last in sentence.cited
        if first < end and start < last
    )
    return Sentence(sentence.text[start:end], spans, sentence.kind, cited)


_LONGEST = 1000  # characters: nobody writes such a sentence, and a paste may be megabytes long


def split_long_sentence(sentence: Sentence) -> Iterator[Sentence]:
    """A sentence as it is; one that is far too long, cut at spaces and outside facts."""
    text, start = sentence.text, 0
    while len(text) - start > _LONGEST:
        end = text.rfind(" ", start, start + _LONGEST) + 1 or start + _LONGEST
        inside = sentence.bound(end - 1, end + 1)
        end = inside.end if inside is not None and inside.start < end else end
        yield _cut_sentence(sentence, start, end)
        start = end
    yield _cut_sentence(sentence, start, len(text)) if start else sentence


@dataclass(frozen=True)
class ReportText:
    """One report as its check reads it; ``blocks`` are in the order of reading.

    ``unshown`` are those of them that have problems, and no text, and ``elsewhere`` those of the
    edition that it is of, which may cover a duty as well.
    ``duties`` are those that its edition answers to, ``reviews`` by section what was
    confirmed and accepted, ``registers`` those of its area. ``unprotected`` are hidden figures that
    can be worked out. ``easy_read`` are the sections whose sentences must be short.
    """

    blocks: tuple[BlockProse, ...]
    book: FactBook
    catalogue: Catalogue
    area: Area
    period: Period
    duties: tuple[Requirement, ...]
    reviews: Mapping[str, SectionReview]
    registers: Registers
    unprotected: Set[str] = frozenset()
    unshown: tuple[BlockProse, ...] = ()
    elsewhere: tuple[BlockProse, ...] = ()
    easy_read: Set[str] = frozenset()

    @property
    def texts(self) -> tuple[BlockProse, ...]:
        """Every text that may cover a duty."""
        return (*self.blocks, *self.elsewhere)

    def text_of(self, section: str, block: str) -> str:
        """The text of a block as it is written; empty, where the report has no such block."""
        wanted = (section, block)
        texts = (block for block in self.texts if (block.section, block.block.id) == wanted)
        return next((block.block.source for block in texts), "")

    def command(self, name: str, *words: str) -> str:
        """A command of ``bcssp`` for this report."""
        parts = ("bcssp", name, self.area.slug, *filter(None, words))
        return f"{' '.join(parts)} --period {self.period.typed}"
