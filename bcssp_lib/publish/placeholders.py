"""What is made from the whole report: headlines, glossary, warnings, sources, facts, duties."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bcssp_lib.checks.coverage import CheckResult, Duty
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Kind
from bcssp_lib.model.verdicts import Against
from bcssp_lib.narrative.helpers import find_terms
from bcssp_lib.section.indicator_result import NO_FIGURE
from bcssp_lib.section.outputs import Message, Placeholder
from bcssp_lib.section.table_kit import Cell, Column, Link, Table, table
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.wording import quantity_text

_NAMES = {Against.ENGLAND: "England", Against.NEIGHBOURS: "Neighbours"}
_MOST_COMPARISONS = 1  # comparator in the table of headlines: more would not fit a page


@dataclass(frozen=True)
class ReportContent:
    """What the fills are made from: the facts, warnings and text of every section.

    ``titles`` are those of the sections by name. ``linked``: the report is one page, on which
    sections can be linked to. ``images`` are the pictures of authors, by what their texts call
    them.
    """

    facts: tuple[Fact, ...]
    warnings: tuple[tuple[str, str], ...]
    text: str
    glossary: Mapping[str, str]
    checked: CheckResult = field(default_factory=CheckResult)
    titles: Mapping[str, str] = field(default_factory=dict)
    linked: bool = False
    images: Mapping[str, bytes] = field(default_factory=dict)


def make_placeholder(fill: Placeholder, whole: ReportContent) -> Table | Message:
    """Make one fill."""
    return _MAKERS[fill](whole)


def _headlines(whole: ReportContent) -> Table | Message:
    headlines = [fact for fact in whole.facts if fact.headline]
    if not any(fact.known for fact in headlines):
        return Message("no figures", "No headline figures were supplied for this report.")
    compared_with: list[tuple[str, Against | None]] = [
        (name, against)
        for against, name in _NAMES.items()
        if any(fact.against(against) for fact in headlines)
    ]
    if any(fact.force_change is not None for fact in headlines):
        compared_with.append(("Force area", None))
    compared_with = compared_with[:_MOST_COMPARISONS]
    columns = [
        Column("Headline"),
        Column("This period", True),
        Column("A year before", True),
        Column("Change", True),
        Column("Target and rating"),
        Column("Trend"),
        *(Column(name, True) for name, _ in compared_with),
    ]
    rows = [_headline_row(fact, [one for _, one in compared_with]) for fact in headlines]
    return table(
        "Headline figures",
        columns,
        rows,
        _headline_notes(headlines, {one for _, one in compared_with}),
        wide=True,
        under=[FactWords(fact).sentence for fact in headlines],
    )


def _headline_row(fact: Fact, compared_with: Sequence[Against | None]) -> list[str | Cell]:
    words, change = FactWords(fact), fact.change
    change_words = words.change
    if change is not None and change.percent is not None and not change.few:
        change_words = f"{change_words} ({words.percent_change})"
    rating: str | Cell = "no target"
    if words.target:
        colour = f"{fact.rating.letter} {fact.rating.word}" if fact.rating else "not rated"
        rating = Cell(f"{colour} (target {words.target})", fact.rating or "")
    return [
        fact.title,
        f"{words.text} ({words.short_rate})" if words.short_rate else words.text,
        words.previous,
        change_words or "no comparison",
        rating,
        words.trend,
        *(_comparison_text(fact, against) for against in compared_with),
    ]


def _comparison_text(fact: Fact, whom: Against | None) -> str:
    if whom is None:
        return FactWords(fact).force_change
    comparison = fact.against(whom)
    return quantity_text(comparison.other) if comparison else NO_FIGURE


def _headline_notes(facts: Sequence[Fact], compared_with: Collection[Against | None]) -> list[str]:
    """What the columns hold: who the others are, and what the trends say."""
    labels = dict.fromkeys(
        f"{_NAMES[comparison.against]}: {comparison.label}."
        for fact in facts
        for comparison in fact.comparisons
        if comparison.against in compared_with
    )
    force = "Force area: the percent change across the whole police force area."
    planned = "Planned: it does not change by chance, so its trend is not judged."
    return [
        "What each figure counts, and what it cannot say, is in the data notes. A change that is "
        "called 'points' is in percentage points.",
        *labels,
        *([force] if None in compared_with else []),
        *([planned] if any(fact.planned for fact in facts) else []),
    ]


def _glossary(whole: ReportContent) -> Table | Message:
    terms = find_terms(whole.text, whole.glossary)
    if not terms:
        return Message("statement", "This report uses no terms that need explaining.")
    rows = [[term, whole.glossary[term]] for term in terms]
    return table("Terms that this report uses", [Column("Term"), Column("Meaning")], rows)


def _warnings(whole: ReportContent) -> Table | Message:
    if not whole.warnings:
        return Message("statement", "No differences were found between the figures as supplied.")
    return table(
        "Differences found in the figures",
        [Column("Section"), Column("What was found")],
        [list(warning) for warning in whole.warnings],
    )


def _sources(whole: ReportContent) -> Table | Message:
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


def _definitions(whole: ReportContent) -> Table | Message:
    defined = {fact.title: fact for fact in whole.facts if fact.definition}
    if not defined:
        return Message("no figures", "This report publishes no figures that need defining.")
    rows = [[title, fact.definition, fact.caveat] for title, fact in defined.items()]
    columns = [Column("Figure"), Column("What it counts"), Column("What it cannot say")]
    return table("What each figure counts, and what it cannot say", columns, rows)


def _facts(whole: ReportContent) -> Table | Message:
    if not whole.facts:
        return Message("no figures", "This report publishes no facts.")
    rows: list[list[str | Cell]] = [
        [
            Cell(fact.title, anchor=fact.anchor),
            FactWords(fact).text,
            fact.period.label,
            _places(fact),
            fact.full_name,
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


def _accepted_findings(whole: ReportContent) -> Table | Message:
    """What is kept of what a check has questioned; of a duty, the table of duties says it."""
    kept = [finding for finding in whole.checked.accepted if finding.kind is not Kind.COVERAGE]
    if not kept:
        return Message("statement", "No findings were accepted.")
    rows = [
        [
            whole.titles.get(item.section, item.section),
            item.sentence or "(the text as a whole)",
            item.what,
            item.accepted,
        ]
        for item in kept
    ]
    columns = [Column("Section"), Column("Sentence"), Column("What was found"), Column("Reason")]
    return table("Findings that were accepted, and why", columns, rows)


def _duties(whole: ReportContent) -> Table | Message:
    if not whole.checked.duties:
        return Message("statement", "No duties are listed for this report.")
    rows: list[list[str | Cell]] = [
        [duty.requirement.requirement, _asked_by(duty), _covering_sections(duty, whole)]
        for duty in whole.checked.duties
    ]
    columns = [Column("What is asked for"), Column("By"), Column("Where it is")]
    return table("What the law and guidance ask of this report, and where it is", columns, rows)


def _asked_by(duty: Duty) -> str:
    source = duty.requirement.source
    words = "" if duty.requirement.checked else " (wording to be confirmed)"
    return f"{source[:1].upper()}{source[1:]}{words}"


def _covering_sections(duty: Duty, whole: ReportContent) -> Cell:
    if duty.gap:
        return Cell(f"Not in this report: {duty.reason}" if duty.reason else "Not in this report")
    links = tuple(
        Link(whole.titles.get(name, name), section_anchor(name)) for name in duty.sections
    )
    return Cell("; ".join(link.text for link in links), links=links if whole.linked else ())


def section_anchor(section: str) -> str:
    """The id of the place where a section begins, where the report is one page."""
    return f"section-{section}".replace("_", "-")


_MAKERS: Mapping[Placeholder, Callable[[ReportContent], Table | Message]] = {
    Placeholder.HEADLINES: _headlines,
    Placeholder.GLOSSARY: _glossary,
    Placeholder.WARNINGS: _warnings,
    Placeholder.SOURCES: _sources,
    Placeholder.FACTS: _facts,
    Placeholder.DEFINITIONS: _definitions,
    Placeholder.ACCEPTED: _accepted_findings,
    Placeholder.DUTIES: _duties,
}
