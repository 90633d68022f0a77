"""The language of narrative: plain, British, people first, and fit for a screen reader.

Broken structure is an error, as are the few words that the rules mark so; style is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain, groupby, takewhile

from markdown_it.token import Token

from bcssp_lib.checks.prose import MARKDOWN, BlockProse, ReportText, Sentence, inline_text
from bcssp_lib.checks.wording import Fault, Lexicon, split_words
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.model.checking import LanguageRules
from bcssp_lib.model.finding import Finding, Kind, Severity
from bcssp_lib.narrative.helpers import find_explained_abbreviations, find_undefined_abbreviations

# One of these is in every heading, link and picture; most texts need not be parsed.
_MARKUP = re.compile(r"[#\[<=]|-[ \t]*$", re.MULTILINE)
_PASTED_ROWS = re.compile(r"(?:^[^\s|][^\n|\t]*\t[^\n|]*(?:\n|\Z)){2,}", re.MULTILINE)
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
    """A picture, and whether it has alternative text."""

    source: str
    described: bool


def read_structure(text: str) -> Iterator[Heading | Link | Picture]:
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
    yield from _html("".join(_as_html(child) for child in children))
    for place, token in enumerate(children):
        if token.type == "image":
            described = bool(inline_text(token.children or []).strip())
            yield Picture(str(token.attrGet("src") or ""), described)
        elif token.type == "link_open":
            inner = takewhile(lambda child: child.type != "link_close", children[place:])
            yield Link(inline_text(list(inner)).strip(), str(token.attrGet("href") or ""))


def _as_html(token: Token) -> str:
    """A token in a line of raw HTML: only what is HTML keeps its brackets."""
    return token.content if token.type == "html_inline" else escape(token.content)


def _html(text: str) -> Iterator[Link | Picture]:
    for match in _IMG.finditer(text):
        yield Picture(match[0], bool(_ALT.search(match[0])))
    for match in _HTML_LINK.finditer(text):
        yield Link(" ".join(_TAG.sub(" ", match[1]).split()), match[0])


_STOPS = re.compile(r"[.!?:;]+")
_LONGER_THAN = 2  # words: fewer make no sentence, but are read all the same


def reading_grade(sentences: Sequence[str], fewest_words: int) -> float | None:
    """The index of a text, a school year in the United States; none for a short text.

    ``sentences`` are split already: a stop within one, as in "3.5%", ends none.
    """
    texts = [words for sentence in sentences if (words := _STOPS.sub("", sentence).split())]
    count = sum(map(len, texts))
    if count < fewest_words:
        return None
    characters = sum(sum(map(len, words)) + 1 for words in texts)  # and its stop
    spoken = [sum(any(map(str.isalnum, word)) for word in words) for words in texts]
    whole = max(1, sum(number > _LONGER_THAN for number in spoken))
    return 4.71 * characters / count + 0.5 * sum(spoken) / whole - 21.43


_TITLE_LEVEL = 1  # a section begins with its title, whoever wrote it


def check_language(blocks: Sequence[BlockProse], catalogue: Catalogue) -> list[Finding]:
    """What must be fixed in the language of blocks, which come in the order of reading."""
    areas = catalogue.areas.values()
    names = chain.from_iterable((area.name, area.partnership or area.name) for area in areas)
    lexicon = Lexicon(catalogue.checks.language, names)
    sections = groupby(blocks, key=lambda prose: prose.section)
    return [
        prose.finding(
            Kind.LANGUAGE, fault.what, fault.why, fault.suggestion,
            sentence=fault.sentence,
            severity=Severity.WRONG if fault.error else Severity.DOUBTFUL,
        )
        for _, section in sections
        for prose, fault in _find_faults(section, catalogue, lexicon)
    ]  # fmt: skip


def _find_faults(
    section: Iterable[BlockProse], catalogue: Catalogue, lexicon: Lexicon
) -> Iterator[tuple[BlockProse, Fault]]:
    """The faults of the blocks of one section, each with its block."""
    level, explained = _TITLE_LEVEL, {*catalogue.glossary, *catalogue.names}
    for prose in section:
        structure = list(read_structure(prose.block.text))
        faults = [*_structure_faults(structure, level, catalogue.checks.language)]
        faults += _pasted_tables(prose.block.text)
        faults += _reading_faults(prose, catalogue.checks.language)
        headings = [part for part in structure if isinstance(part, Heading)]
        level = headings[-1].level if headings else level
        for sentence in prose.sentences:
            explained.update(find_explained_abbreviations(sentence.text))
            faults += [*_abbreviation_faults(sentence, explained), *lexicon.faults(sentence)]
        yield from ((prose, fault) for fault in faults)


# Structure


def _structure_faults(
    structure: Sequence[Heading | Link | Picture], level: int, rules: LanguageRules
) -> Iterator[Fault]:
    for part in structure:
        match part:
            case Heading():
                yield from _heading_faults(part, level)
                level = part.level
            case Picture(described=False):
                yield Fault(
                    f"The picture {part.source} has no alternative text.",
                    "Whoever cannot see it learns nothing of it, and no PDF is made of it.",
                    "Say in a sentence what it shows: ![What it shows](picture.png)",
                    error=True,
                )
            case Link():
                yield from _link_faults(part, rules)


def _heading_faults(heading: Heading, level: int) -> Iterator[Fault]:
    if not heading.text:
        yield Fault(
            "There is a heading without words.",
            "A screen reader lists the headings of a page; this one says nothing.",
            "Write the heading, or take out the line of #.",
            error=True,
        )
    if heading.level > level + 1:
        yield Fault(
            f"The heading is of level {heading.level}, and the one before it of level {level}.",
            "Whoever listens to a page goes by the levels of its headings, and looks for what is "
            "not there.",
            f"Begin the line with {'#' * (level + 1)}",
            heading.text,
            error=True,
        )


def _link_faults(link: Link, rules: LanguageRules) -> Iterator[Fault]:
    suggestion = "Say where it leads: [The annual report for 2022-23](address)"
    if not link.text:
        yield Fault(
            f"The link to {link.target} has no text.",
            "Nobody can see it, and a screen reader reads its address out.",
            suggestion,
            error=True,
        )
    elif _plain(link.text) in map(_plain, rules.empty_link_texts):
        yield Fault(
            f"The link “{link.text}” does not say where it leads.",
            "A screen reader lists the links of a page without the words around them, and on "
            "paper there is nothing to click.",
            suggestion,
            link.text,
        )


def _pasted_tables(text: str) -> Iterator[Fault]:
    """Rows as Excel and Word paste them as text: their cells run into one line on the page."""
    for match in _PASTED_ROWS.finditer(text) if "\t" in text else ():
        rows = [[cell.strip() for cell in row.split("\t")] for row in match[0].splitlines()]
        rows.insert(1, ["---"] * len(rows[0]))
        yield Fault(
            f"A table was pasted as text: {len(rows) - 1} rows, whose cells are apart by tabs.",
            "On the page all its cells run into one line, and its numbers are not checked.",
            "\n".join(f"| {' | '.join(row)} |" for row in rows),
            error=True,
        )


def _plain(text: str) -> str:
    """The words of a text, without capitals and signs."""
    return " ".join(word.text for word in split_words(text))


# Words


def _reading_faults(prose: BlockProse, rules: LanguageRules) -> Iterator[Fault]:
    sentences = [each.own_words for each in prose.sentences if each.kind == "sentence"]
    score = reading_grade(sentences, rules.plain_english.fewest_words)
    hardest = rules.plain_english.hardest
    if score is not None and score > hardest:
        yield Fault(
            f"The text is hard to read: its readability index is {score:.1f}, "
            f"and {hardest:g} is the most.",
            "A reader without training in the field, or in a hurry, will not take it in.",
            "Split the longest sentences, of which this is one, and use shorter words.",
            max(sentences, key=lambda sentence: len(sentence.split())),
        )


def _abbreviation_faults(sentence: Sentence, explained: set[str]) -> Iterator[Fault]:
    for abbreviation in find_undefined_abbreviations(sentence.own_words, explained):
        yield Fault(
            f"“{abbreviation}” is not explained.",
            "A reader from outside does not know what it means.",
            f"Write it out the first time, followed by ({abbreviation}), or add it to "
            "params/glossary.yaml.",
            sentence.text,
        )


MOST_WORDS = 15  # of a sentence, as guides to easy read advise
_FULL_STOP = re.compile(r"(?<=[.!?])\s+")  # within the words of a fact, too


def check_easy_read(report: ReportText) -> Iterator[Finding]:
    """Sentences of an easy read report that are too long."""
    for prose in report.blocks if report.easy_read else ():
        if prose.section not in report.easy_read:
            continue
        for sentence in prose.sentences:
            words = max(len(short.split()) for short in _FULL_STOP.split(sentence.text))
            if words > MOST_WORDS:
                yield prose.finding(
                    Kind.LANGUAGE,
                    f"The sentence has {words} words, and an easy read one {MOST_WORDS} at most.",
                    "Who finds reading hard has lost its beginning when its end comes.",
                    "Write one idea a sentence: split it, or leave something out.",
                    sentence=sentence.text,
                    severity=Severity.DOUBTFUL,
                )
