"""What is made from the whole report: headlines, glossary, warnings, sources, facts, duties."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter

from bcssp_lib.checks.coverage import CheckResult, Duty
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import NOT_A_FIGURE, Kind
from bcssp_lib.model.value import Lack, Reason
from bcssp_lib.model.verdicts import Against
from bcssp_lib.narrative.binding import Span
from bcssp_lib.narrative.expressions import CITED_BLOCK
from bcssp_lib.narrative.helpers import find_terms, plain_words
from bcssp_lib.publish.key_figures import KeyFigures, choose_headlines, make_key_figures
from bcssp_lib.section.outputs import Cell, Column, Link, Message, Placeholder, Table, table
from bcssp_lib.stats.fact_wording import NO_FIGURE, FactWords
from bcssp_lib.stats.wording import capitalise, quantity_text

_HEADLINE_COLUMNS = (
    Column("Headline"),
    Column("This period", True),
    Column("A year before", True),
    Column("Change", True),
    Column("Target and rating"),
    Column("Trend"),
)
# The first that any headline is compared with has a column: more would not fit a page.
_NAMES = {Against.ENGLAND: "England", Against.NEIGHBOURS: "Neighbours"}
_FORCE = "Force area"
_FEW_LINES = 4
_NOTHING_DEFINED = Message("no figures", "This report publishes no figures that need defining.")


@dataclass(frozen=True)
class ReportContent:
    """What the fills are made from: the facts, warnings and text of every section.

    ``titles`` are those of the sections by name. ``linked`` are the sections that can be linked to,
    where the report is one page. ``cited`` are the spans that cite another source, each with the
    title of its section. ``left_out`` are the titles of the sections that lack something, each with
    what it lacks and why, as Markdown; with nothing, for the section as a whole.
    """

    facts: tuple[Fact, ...]
    warnings: tuple[tuple[str, str], ...]
    text: str
    glossary: Mapping[str, str]
    checked: CheckResult = field(default_factory=CheckResult)
    titles: Mapping[str, str] = field(default_factory=dict)
    linked: Set[str] = frozenset()
    cited: tuple[tuple[str, Span], ...] = ()
    left_out: tuple[tuple[str, tuple[Lack, ...]], ...] = ()


_Fill = Table | Message | KeyFigures


def make_placeholder(fill: Placeholder, whole: ReportContent) -> _Fill:
    """Make one fill."""
    return _MAKERS[fill](whole)


def _table_or(
    otherwise: Message, title: str, headings: Sequence[str], rows: Sequence[Sequence[str | Cell]]
) -> Table | Message:
    """A table of texts; a message where it would have no rows."""
    return table(title, list(map(Column, headings)), rows) if rows else otherwise


def _headlines(whole: ReportContent) -> Table | Message:
    headlines = [fact for fact in whole.facts if fact.headline and fact.known]
    if not headlines:
        return Message("no figures", "There are no headline figures to show.")
    compared = set(chain.from_iterable(map(_comparisons, headlines)))
    compared_with = [name for name in (*_NAMES.values(), _FORCE) if name in compared][:1]
    return table(
        "Headline figures",
        [*_HEADLINE_COLUMNS, *(Column(name, True) for name in compared_with)],
        [_headline_row(fact, compared_with) for fact in headlines],
        list(_headline_notes(headlines, compared_with)),
        wide=True,
        under=[FactWords(fact).sentence for fact in headlines],
    )


def _key_figures(whole: ReportContent) -> _Fill:
    made = make_key_figures(whole.facts)
    return made if made.cards else Message("no figures", "There are no key figures to show.")


def _comparisons(fact: Fact) -> dict[str, str]:
    """The figures that a fact is compared with, by the heading of their column."""
    known = {name: fact.against(whom) for whom, name in _NAMES.items()}
    figures = {name: quantity_text(found.other) for name, found in known.items() if found}
    force = {} if fact.force_change is None else {_FORCE: FactWords(fact).force_change}
    return figures | force


def _headline_row(fact: Fact, compared_with: Sequence[str]) -> list[str | Cell]:
    words, figures = FactWords(fact), _comparisons(fact)
    return [
        fact.title,
        f"{words.text} ({words.short_rate})" if words.short_rate else words.text,
        words.previous,
        _change_words(words) or "no comparison",
        _rating_cell(words),
        words.trend,
        *(figures.get(name, NO_FIGURE) for name in compared_with),
    ]


def _change_words(words: FactWords) -> str:
    change = words.fact.change
    if change is None or change.percent is None or change.few:
        return words.change
    return f"{words.change} ({words.percent_change})"


def _rating_cell(words: FactWords) -> Cell:
    rating = words.fact.rating
    if not words.target:
        return Cell("no target")
    colour = rating.word if rating else "not rated"
    return Cell(f"{colour} (target {words.target})", rating or "")


def _headline_notes(facts: Sequence[Fact], compared_with: Sequence[str]) -> Iterator[str]:
    """What the columns hold: who the others are, and what the trends say."""
    yield (
        "What each figure counts, and what it cannot say, is in the technical annex. A change "
        "that is called “points” is in percentage points."
    )
    for comparison in chain.from_iterable(fact.comparisons for fact in facts):
        name = _NAMES.get(comparison.against)
        if name in compared_with and name != comparison.label:  # "England: England." says nothing
            yield f"{name}: {comparison.label}."
    if _FORCE in compared_with:
        yield "Force area: the percent change across the whole police force area."
    if any(fact.planned for fact in facts):
        yield "Planned: it does not change by chance, so its trend is not judged."


def _glossary(whole: ReportContent) -> Table | Message:
    return _table_or(
        Message("statement", "This report uses no terms that need explaining."),
        "Terms that this report uses",
        ["Term", "Meaning"],
        [[term, whole.glossary[term]] for term in find_terms(whole.text, whole.glossary)],
    )


def _warnings(whole: ReportContent) -> Table | Message:
    return _table_or(
        Message("statement", "No differences were found between the figures as supplied."),
        "Differences found in the figures",
        ["Section", "What was found"],
        [list(warning) for warning in whole.warnings],
    )


def _sources(whole: ReportContent) -> Table | Message:
    """The sources of the figures; one that was not supplied has none, whatever others have."""
    origins = chain.from_iterable(
        fact.origins for fact in whole.facts if fact.value.reason is not Reason.NOT_AVAILABLE
    )
    kinds = dict.fromkeys(
        (origin.source, "Synthetic: made up" if origin.synthetic else "Real")
        for origin in sorted(origins, key=attrgetter("source"))
    )
    columns = 2 if len({kind for _, kind in kinds}) > 1 else 1  # of one kind: it says nothing
    return _table_or(
        Message("no figures", "No figures were supplied for this report."),
        "Where the figures came from",
        ["Source", "Kind"][:columns],
        [list(each)[:columns] for each in kinds],
    )


def _definitions(whole: ReportContent) -> Table | Message:
    return _table_or(
        _NOTHING_DEFINED,
        "What each figure counts, and what it cannot say",
        ["Figure", "What it counts", "What it cannot say"],
        [[fact.title, fact.definition, fact.caveat] for fact in _defined(whole.facts)],
    )


def _key_definitions(whole: ReportContent) -> Table | Message:
    headlines = _defined(choose_headlines(whole.facts))
    return _table_or(
        _NOTHING_DEFINED,
        "What the key figures count",
        ["Figure", "What it counts"],
        [[fact.title, fact.definition] for fact in headlines],
    )


def _defined(facts: Iterable[Fact]) -> list[Fact]:
    return list({fact.title: fact for fact in facts if fact.definition and fact.known}.values())


def _facts(whole: ReportContent) -> Table | Message:
    known = [fact for fact in whole.facts if fact.known or f"#{fact.anchor}" in whole.text]
    if not known:
        return Message("no figures", "This report publishes no facts.")
    rows: list[list[str | Cell]] = [
        [
            Cell(fact.named, anchor=fact.anchor),
            _NO_TOTAL if _has_parts_alone(fact) else FactWords(fact).text,
            fact.period.label,
            _places(fact),
            fact.full_name,
        ]
        for fact in known
    ]
    columns = [
        Column("Fact"),
        Column("Value", True),
        Column("Period"),
        Column("Made from"),
        Column("Name"),
    ]
    return table("Every fact in this report, and what it was made from", columns, rows)


_NO_TOTAL = "categories, without a total"


def _has_parts_alone(fact: Fact) -> bool:
    """Whether a fact has no figure of its own, and yet figures of its categories."""
    return not fact.known and any(held.category for held in fact.series)


def _places(fact: Fact) -> str:
    """The rows of data/ that a fact was made from, a file at a time."""
    rows: dict[str, list[int]] = {}
    for origin in fact.origins:
        rows.setdefault(origin.file, []).append(origin.row)
    if not rows:
        return "its categories" if _has_parts_alone(fact) else "not supplied"
    return "; ".join(f"{file}, {_lines(lines)}" for file, lines in rows.items())


def _lines(lines: Sequence[int]) -> str:
    if len(lines) > _FEW_LINES:
        return f"{len(lines)} lines from {min(lines)} to {max(lines)}"
    noun = "line" if len(lines) == 1 else "lines"
    return f"{noun} {', '.join(str(line) for line in sorted(lines))}"


def _accepted_findings(whole: ReportContent) -> Table | Message:
    """What is kept of what a check, or the screening of files, has questioned.

    Of a duty, the table of duties says it. What is no figure tells readers nothing.
    """
    kept = [
        finding
        for finding in whole.checked.accepted
        if finding.kind is not Kind.COVERAGE and finding.accepted != NOT_A_FIGURE
    ]
    return _table_or(
        Message("statement", "No findings were accepted."),
        "Findings that were accepted, and why",
        ["Section", "Sentence", "What was found", "Reason"],
        [
            [
                whole.titles.get(finding.section, finding.section),
                finding.sentence or "(the text as a whole)",
                finding.what,
                finding.accepted,
            ]
            for finding in kept
        ]
        + [
            ["", f"{alarm.file} {alarm.column}".strip(), alarm.rule.wording, alarm.reason]
            for alarm in whole.checked.false_alarms
        ],
    )


def _duties(whole: ReportContent) -> Table | Message:
    return _table_or(
        Message("statement", "No duties are listed for this report."),
        "What the law and guidance ask of this report, and where it is",
        ["What is asked for", "By", "Where it is"],
        [
            [duty.requirement.requirement, _asked_by(duty), _covering_sections(duty, whole)]
            for duty in whole.checked.duties
        ],
    )


def _asked_by(duty: Duty) -> str:
    source = duty.requirement.source
    words = "" if duty.requirement.checked else " (wording to be confirmed)"
    return f"{capitalise(source)}{words}"


def _covering_sections(duty: Duty, whole: ReportContent) -> Cell:
    if duty.gap:
        return Cell(f"Not in this report: {duty.reason}" if duty.reason else "Not in this report")
    links = tuple(
        Link(whole.titles.get(name, name), section_anchor(name)) for name in duty.sections
    )
    here = whole.linked >= set(duty.sections)
    return Cell("; ".join(link.text for link in links), links=links if here else ())


def section_anchor(section: str) -> str:
    """The id of the place where a section begins, where the report is one page."""
    return f"section-{section}".replace("_", "-")


def _cited(whole: ReportContent) -> Table | Message:
    return _table_or(
        Message("statement", "No figures of other sources are cited."),
        "Figures that are cited from other sources",
        ["Section", "Figure", "Source", "Where"],
        [
            [
                title,
                "a table or quotation" if span.helper == CITED_BLOCK else span.words,
                span.citation.source,
                span.citation.where,
            ]
            for title, span in whole.cited
            if span.citation is not None
        ],
    )


def _left_out(whole: ReportContent) -> Table | Message:
    return _table_or(
        Message("statement", "Everything that this report asks for was supplied."),
        "What was left out of this report",
        ["Section", "Parts, charts and tables that were left out"],
        list(_left_out_rows(whole.left_out)),
    )


def _left_out_rows(left_out: Sequence[tuple[str, Sequence[Lack]]]) -> Iterator[list[str]]:
    """What each section lacks; those that are left out whole share a row."""
    whole = [title for title, lacks in left_out if not lacks]
    if whole:
        yield ["Whole sections", "; ".join(whole)]
    yield from ([title, "; ".join(map(_name_lack, lacks))] for title, lacks in left_out if lacks)


def _name_lack(lack: Lack) -> str:
    """What a section lacks; of what was supplied, why it is not shown."""
    name = plain_words(lack.title)
    return f"{name} ({lack.reason.wording})" if lack.supplied else name


_MAKERS: Mapping[Placeholder, Callable[[ReportContent], _Fill]] = {
    Placeholder.HEADLINES: _headlines,
    Placeholder.KEY_FIGURES: _key_figures,
    Placeholder.KEY_DEFINITIONS: _key_definitions,
    Placeholder.GLOSSARY: _glossary,
    Placeholder.WARNINGS: _warnings,
    Placeholder.SOURCES: _sources,
    Placeholder.FACTS: _facts,
    Placeholder.DEFINITIONS: _definitions,
    Placeholder.ACCEPTED: _accepted_findings,
    Placeholder.DUTIES: _duties,
    Placeholder.CITED: _cited,
    Placeholder.LEFT_OUT: _left_out,
}
