"""The language of narrative: plain, British, people first, and fit for a screen reader.

Broken structure is an error, as are the few words that the rules mark so; style is a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import takewhile

from markdown_it.token import Token

from bcssp_lib.checks.prose import MARKDOWN, BlockProse, Sentence, inline_text
from bcssp_lib.checks.wording import Lexicon, split_words
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.model.checking import LanguageRules
from bcssp_lib.model.finding import Finding, Kind, Severity
from bcssp_lib.narrative.helpers import find_explained_abbreviations, find_undefined_abbreviations

# One of these is in every heading, link and picture; most texts need not be parsed.
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


_ENDS = re.compile(r"[.!?:;]+")
_LONGER_THAN = 2  # words: fewer make no sentence, but are read all the same


def reading_grade(sentences: Sequence[str], fewest_words: int) -> float | None:
    """The index of a text, a school year in the United States; none for a short text.

    ``sentences`` are split already: a stop within one, as in "3.5%", ends none.
    """
    texts = [text for sentence in sentences if (text := _ENDS.sub("", sentence).strip())]
    words = [text.split() for text in texts]
    count = sum(map(len, words))
    if count < fewest_words:
        return None
    characters = sum(len(word) for sentence in words for word in sentence) + len(
        texts
    )  # and their stops
    spoken = [sum(any(map(str.isalnum, word)) for word in sentence) for sentence in words]
    whole = max(1, sum(number > _LONGER_THAN for number in spoken))
    return 4.71 * characters / count + 0.5 * sum(spoken) / whole - 21.43


_TITLE_LEVEL = 1  # a section begins with its title, whoever wrote it


def check_language(blocks: Sequence[BlockProse], catalogue: Catalogue) -> list[Finding]:
    """What must be fixed in the language of blocks, which come in the order of reading."""
    rules, lexicon = catalogue.language, Lexicon(catalogue.language)
    explained = {*catalogue.glossary, *catalogue.names}
    findings: list[Finding] = []
    section, level, explained_here = "", _TITLE_LEVEL, set[str]()
    for prose in blocks:
        if prose.section != section:
            section, level, explained_here = prose.section, _TITLE_LEVEL, set()
        structure = list(read_structure(prose.block.text))
        findings.extend(_structure_findings(prose, structure, level, rules))
        level = next(
            (part.level for part in reversed(structure) if isinstance(part, Heading)), level
        )
        findings.extend(_hard_to_read(prose, rules))
        for sentence in prose.sentences:
            explained_here.update(find_explained_abbreviations(sentence.text))
            findings.extend(_check_abbreviations(prose, sentence, explained | explained_here))
            findings.extend(_word_findings(prose, sentence, lexicon))
    return findings


# Structure


def _structure_findings(
    prose: BlockProse,
    structure: Sequence[Heading | Link | Picture],
    level: int,
    rules: LanguageRules,
) -> Iterator[Finding]:
    for part in structure:
        if isinstance(part, Heading):
            yield from _heading_findings(prose, part, level)
            level = part.level
        elif isinstance(part, Picture):
            yield from _picture_findings(prose, part)
        else:
            yield from _link_findings(prose, part, rules)


def _heading_findings(prose: BlockProse, heading: Heading, level: int) -> Iterator[Finding]:
    if not heading.text:
        yield _error(
            prose, "", "There is a heading without words.",
            "A screen reader lists the headings of a page; this one says nothing.",
            "Write the heading, or take out the line of #.",
        )  # fmt: skip
    if heading.level > level + 1:
        yield _error(
            prose, heading.text,
            f"The heading is of level {heading.level}, and the one before it of level {level}.",
            "Whoever listens to a page goes by the levels of its headings, and looks for what is "
            "not there.",
            f"Begin the line with {'#' * (level + 1)}",
        )  # fmt: skip


def _picture_findings(prose: BlockProse, picture: Picture) -> Iterator[Finding]:
    if not picture.described:
        yield _error(
            prose, "", f"The picture {picture.source} has no alternative text.",
            "Whoever cannot see it learns nothing of it, and no PDF is made of it.",
            "Say in a sentence what it shows: ![What it shows](picture.png)",
        )  # fmt: skip


def _link_findings(prose: BlockProse, link: Link, rules: LanguageRules) -> Iterator[Finding]:
    if not link.text:
        yield _error(
            prose, "", f"The link to {link.target} has no text.",
            "Nobody can see it, and a screen reader reads its address out.",
            "Say where it leads: [The annual report for 2022-23](address)",
        )  # fmt: skip
    elif _plain(link.text) in map(_plain, rules.empty_link_texts):
        yield _warning(
            prose, link.text, f"The link “{link.text}” does not say where it leads.",
            "A screen reader lists the links of a page without the words around them, and on "
            "paper there is nothing to click.",
            "Say where it leads: [The annual report for 2022-23](address)",
        )  # fmt: skip


def _plain(text: str) -> str:
    """The words of a text, without capitals and signs."""
    return " ".join(word.text for word in split_words(text))


# Words


def _hard_to_read(prose: BlockProse, rules: LanguageRules) -> Iterator[Finding]:
    sentences = [sentence.text for sentence in prose.sentences if sentence.kind == "sentence"]
    score = reading_grade(sentences, rules.plain_english.fewest_words)
    hardest = rules.plain_english.hardest
    if score is not None and score > hardest:
        longest = max(sentences, key=lambda sentence: len(sentence.split()))
        yield _warning(
            prose, longest,
            f"The text is hard to read: its readability index is {score:.1f}, "
            f"and {hardest:g} is the most.",
            "A reader without training in the field, or in a hurry, will not take it in.",
            "Split the longest sentences, of which this is one, and use shorter words.",
        )  # fmt: skip


def _check_abbreviations(
    prose: BlockProse, sentence: Sentence, explained: set[str]
) -> Iterator[Finding]:
    for abbreviation in find_undefined_abbreviations(sentence.text, explained):
        yield _warning(
            prose, sentence.text, f"“{abbreviation}” is not explained.",
            "A reader from outside does not know what it means.",
            f"Write it out the first time, followed by ({abbreviation}), or add it to "
            "params/glossary.yaml.",
        )  # fmt: skip


def _word_findings(prose: BlockProse, sentence: Sentence, lexicon: Lexicon) -> Iterator[Finding]:
    for fault in lexicon.faults(sentence):
        make = _error if fault.error else _warning
        yield make(prose, sentence.text, fault.what, fault.why, fault.suggestion)


# Findings


def _error(prose: BlockProse, sentence: str, what: str, why: str, suggestion: str) -> Finding:
    return _finding(Severity.ERROR, prose, sentence, what, why, suggestion)


def _warning(prose: BlockProse, sentence: str, what: str, why: str, suggestion: str) -> Finding:
    return _finding(Severity.WARNING, prose, sentence, what, why, suggestion)


def _finding(
    severity: Severity, prose: BlockProse, sentence: str, what: str, why: str, suggestion: str
) -> Finding:
    return Finding(
        Kind.LANGUAGE, severity, prose.section, prose.block.id, sentence, what, why, suggestion
    )
