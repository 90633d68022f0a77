"""What is made from the whole report: headlines, glossary, warnings, sources, facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from bcssp_lib.section.facts import Fact
from bcssp_lib.show.fills import Fill
from bcssp_lib.show.messages import Message
from bcssp_lib.show.tables import Cell, Column, Table, table

_ABBREVIATION = re.compile(r"(?<![\w/.-])[A-Z][A-Za-z]*[A-Z&][A-Za-z&]*(?![\w/.])")
_NOT_TEXT = re.compile(r"<[^>]*>|\{[^{}]*\}|\]\([^)]*\)|https?://\S+")


@dataclass(frozen=True)
class Whole:
    """What the fills are made from: the facts, warnings and text of every section."""

    facts: tuple[Fact, ...]
    warnings: tuple[tuple[str, str], ...]
    text: str
    glossary: Mapping[str, str]


def make_fill(fill: Fill, whole: Whole) -> Table | Message:
    """Make one fill."""
    return _MAKERS[fill](whole)


def used_terms(text: str, glossary: Mapping[str, str]) -> list[str]:
    """The terms of the glossary that a text uses, in alphabetical order."""
    words = plain_words(text)
    found = [term for term in glossary if term in words and _uses(words, term)]
    return sorted(found, key=str.casefold)


def undefined_abbreviations(text: str, explained: Collection[str]) -> list[str]:
    """Capital abbreviations that a text uses and that are not explained."""
    words = plain_words(text)
    terms = "|".join(map(re.escape, sorted(explained, key=len, reverse=True)))
    words = re.sub(rf"(?<!\w)(?:{terms})(?!\w)", " ", words) if terms else words
    found = {match[0].rstrip("&") for match in _ABBREVIATION.finditer(words)}
    return sorted(
        one for one in found if _looks_abbreviated(one) and _singular(one) not in explained
    )


def plain_words(text: str) -> str:
    """A text without its markup."""
    return unescape(_NOT_TEXT.sub(" ", text))


def _uses(words: str, term: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(term)}s?(?!\w)", words) is not None


def _looks_abbreviated(word: str) -> bool:
    """Two capitals or more, and more capitals than small letters: not "McDonald"."""
    capitals = sum(letter.isupper() for letter in word)
    return capitals >= 2 and capitals > sum(letter.islower() for letter in word)


def _singular(word: str) -> str:
    return word.removesuffix("s")


def _headlines(whole: Whole) -> Table | Message:
    found = [fact for fact in whole.facts if fact.headline]
    if not any(fact.known for fact in found):
        return Message("no figures", "No headline figures were supplied for this report.")
    rows = [_headline_row(fact) for fact in found]
    columns = [
        Column("Headline"),
        Column("This period", True),
        Column("A year before", True),
        Column("Change", True),
        Column("Force area", True),
        Column("Target", True),
        Column("Rating"),
    ]
    notes = [
        "What each figure counts, and what it cannot say, is in the data notes. A change that is "
        "called 'points' is in percentage points.",
    ]
    return table("Headline figures", columns, rows, notes)


def _headline_row(fact: Fact) -> list[str | Cell]:
    change = f"{fact.change_text} ({fact.percent_text})" if fact.percent_text else fact.change_text
    if fact.percent_text == "in points":
        change = fact.change_text
    return [
        fact.title,
        fact.text,
        fact.previous_text,
        change or "no comparison",
        fact.comparator_text,
        fact.target_text or "none set",
        Cell(f"{fact.rating[0]} {fact.rating}", fact.rating.lower())
        if fact.rating
        else "not rated",
    ]


def _glossary(whole: Whole) -> Table | Message:
    terms = used_terms(whole.text, whole.glossary)
    if not terms:
        return Message("statement", "This report uses no terms that need explaining.")
    rows = [[term, whole.glossary[term]] for term in terms]
    return table("Terms that this report uses", [Column("Term"), Column("Meaning")], rows)


def _warnings(whole: Whole) -> Table | Message:
    if not whole.warnings:
        return Message("statement", "No differences were found between the figures as supplied.")
    return table(
        "Differences found in the figures",
        [Column("Section"), Column("What was found")],
        [list(one) for one in whole.warnings],
    )


def _sources(whole: Whole) -> Table | Message:
    origins = [origin for fact in whole.facts for origin in fact.origins]
    if not origins:
        return Message("no figures", "No figures were supplied for this report.")
    files: dict[tuple[str, str], bool] = {}
    for origin in sorted(origins, key=lambda one: (one.source, one.file)):
        files[(origin.source, origin.file)] = origin.synthetic
    rows = [
        [source, file, "Synthetic: made up" if synthetic else "Real"]
        for (source, file), synthetic in files.items()
    ]
    columns = [Column("Source"), Column("File"), Column("Kind")]
    return table("Where the figures came from", columns, rows)


def _definitions(whole: Whole) -> Table | Message:
    defined = {fact.title: fact for fact in whole.facts if fact.definition}
    if not defined:
        return Message("no figures", "This report publishes no figures that need defining.")
    rows = [[title, fact.definition, fact.caveat] for title, fact in defined.items()]
    columns = [Column("Figure"), Column("What it counts"), Column("What it cannot say")]
    return table("What each figure counts, and what it cannot say", columns, rows)


def _facts(whole: Whole) -> Table | Message:
    if not whole.facts:
        return Message("no figures", "This report publishes no facts.")
    rows: list[list[str | Cell]] = [
        [
            Cell(fact.title, anchor=fact.anchor),
            fact.text,
            fact.period,
            _places(fact),
            f"{fact.section}.{fact.name}",
        ]
        for fact in whole.facts
    ]
    columns = [
        Column("Fact"),
        Column("Value", True),
        Column("Period"),
        Column("Made from"),
        Column("Name"),
    ]
    return table("Every fact in this report, and what it was made from", columns, rows)


def _places(fact: Fact) -> str:
    """The rows of data/ that a fact was made from, a file at a time."""
    rows: dict[str, list[int]] = {}
    for origin in fact.origins:
        rows.setdefault(origin.file, []).append(origin.row)
    if not rows:
        return "not supplied"
    return "; ".join(f"{file}, {_lines(lines)}" for file, lines in rows.items())


_FEW_LINES = 4


def _lines(lines: Sequence[int]) -> str:
    if len(lines) > _FEW_LINES:
        return f"{len(lines)} lines from {min(lines)} to {max(lines)}"
    noun = "line" if len(lines) == 1 else "lines"
    return f"{noun} {', '.join(str(line) for line in sorted(lines))}"


_MAKERS: Mapping[Fill, Callable[[Whole], Table | Message]] = {
    Fill.HEADLINES: _headlines,
    Fill.GLOSSARY: _glossary,
    Fill.WARNINGS: _warnings,
    Fill.SOURCES: _sources,
    Fill.FACTS: _facts,
    Fill.DEFINITIONS: _definitions,
}
