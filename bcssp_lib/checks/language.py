"""The language of narrative: plain, British, people first, and fit for a screen reader.

Broken structure is an error, as are the few words that the rules mark so; style is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bcssp_lib.checks.prose import BlockProse, Sentence
from bcssp_lib.checks.readability import grade
from bcssp_lib.checks.structure import Heading, Link, Picture, structure_of
from bcssp_lib.checks.wording import Lexicon
from bcssp_lib.checks.words import words_of
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.model.finding import Finding, Kind, Severity
from bcssp_lib.model.language import LanguageRules
from bcssp_lib.narrative.terms import spelled_out, undefined_abbreviations

_TITLE_LEVEL = 1  # a section begins with its title, whoever wrote it


def language_findings(blocks: Sequence[BlockProse], catalogue: Catalogue) -> list[Finding]:
    """What is to be mended in the language of blocks, which come in the order of reading."""
    rules, lexicon = catalogue.language, Lexicon(catalogue.language)
    explained = {*catalogue.glossary, *catalogue.names}
    found: list[Finding] = []
    section, level, own = "", _TITLE_LEVEL, set[str]()
    for prose in blocks:
        if prose.section != section:
            section, level, own = prose.section, _TITLE_LEVEL, set()
        structure = list(structure_of(prose.block.text))
        found.extend(_structure_findings(prose, structure, level, rules))
        level = next((one.level for one in reversed(structure) if isinstance(one, Heading)), level)
        found.extend(_hard_to_read(prose, rules))
        for sentence in prose.sentences:
            own.update(spelled_out(sentence.text))
            found.extend(_unexplained(prose, sentence, explained | own))
            found.extend(_word_findings(prose, sentence, lexicon))
    return found


# Structure


def _structure_findings(
    prose: BlockProse,
    structure: Sequence[Heading | Link | Picture],
    level: int,
    rules: LanguageRules,
) -> Iterator[Finding]:
    for one in structure:
        if isinstance(one, Heading):
            yield from _heading_findings(prose, one, level)
            level = one.level
        elif isinstance(one, Picture):
            yield from _picture_findings(prose, one)
        else:
            yield from _link_findings(prose, one, rules)


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
    return " ".join(one.text for one in words_of(text))


# Words


def _hard_to_read(prose: BlockProse, rules: LanguageRules) -> Iterator[Finding]:
    sentences = [one.text for one in prose.sentences if one.kind == "sentence"]
    score = grade(sentences, rules.plain_english.fewest_words)
    hardest = rules.plain_english.hardest
    if score is not None and score > hardest:
        longest = max(sentences, key=lambda one: len(one.split()))
        yield _warning(
            prose, longest,
            f"The text is hard to read: its readability index is {score:.1f}, "
            f"and {hardest:g} is the most.",
            "A reader without training in the field, or in a hurry, will not take it in.",
            "Split the longest sentences, of which this is one, and use shorter words.",
        )  # fmt: skip


def _unexplained(prose: BlockProse, sentence: Sentence, explained: set[str]) -> Iterator[Finding]:
    for one in undefined_abbreviations(sentence.text, explained):
        yield _warning(
            prose, sentence.text, f"“{one}” is not explained.",
            "A reader from outside does not know what it stands for.",
            f"Write it out the first time, followed by ({one}), or add it to "
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
