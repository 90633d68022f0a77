"""Composing a report: executed sections and narrative in, chapters of Markdown out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from itertools import chain
from pathlib import Path
from typing import Any

from bcssp_lib.checks.coverage import CheckResult
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.binding import (
    BoundBlock,
    Show,
    Span,
    escape_markdown,
)
from bcssp_lib.narrative.blocks import arrange_blocks
from bcssp_lib.publish.block_texts import BlockText, ExecutedSection, list_facts
from bcssp_lib.publish.generated import (
    chart_html,
    make_mark,
    message_html,
    problems_html,
    table_html,
)
from bcssp_lib.publish.left_out import Passage, leave_out
from bcssp_lib.publish.placeholders import ReportContent, make_placeholder
from bcssp_lib.section import outputs
from bcssp_lib.section.outputs import Message, Placeholder, private_outputs
from bcssp_lib.section.table_kit import PlainTable

SYNTHETIC_WORDS = "Synthetic figures: made up, not for publication"
_LAST_YEAR = Message("warning", "The text below is last year’s, and was not yet reviewed.")
_OUTDATED = Message(
    "warning",
    "What this section shows has changed since it was built. Build the whole report again.",
)
_GOES_ON = re.compile(r"(?:[ \t]*\r?\n)*[ \t:~]")  # it would be part of a list that ended before
_END = "<!-- -->"
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")


@dataclass(frozen=True)
class SectionText:
    """A section's bound narrative and its executed notebook; without one, why it has failed.

    ``folder`` is that of the narrative of authors. ``outdated``: it was built from what has changed
    since.
    """

    name: str
    stem: str
    title: str
    narrative: tuple[BoundBlock, ...]
    executed: ExecutedSection | None
    error: str = ""
    folder: Path = Path()
    outdated: bool = False


@dataclass(frozen=True)
class Chapter:
    """One section as it will be read: Markdown, the pictures that it refers to, its tables.

    ``generated`` is the HTML of what the toolkit made, by the names of its marks in the Markdown.
    The data of its charts are among the tables. ``unshown`` counts the texts that have problems.
    """

    name: str
    stem: str
    title: str
    markdown: str
    pictures: dict[str, bytes]
    bound: tuple[BoundBlock, ...]
    tables: tuple[PlainTable, ...]
    failed: str
    generated: Mapping[str, str] = field(default_factory=dict)
    unshown: int = 0


@dataclass(frozen=True)
class Composed:
    """A whole report, ready to be rendered; ``images`` are the pictures of its authors.

    ``clearance`` says whether it may be published, as far as disclosure control goes.
    """

    title: str
    subtitle: str
    area: str
    report: ReportId
    synthetic: bool
    chapters: tuple[Chapter, ...]
    facts: tuple[Fact, ...]
    text: str
    images: Mapping[str, bytes] = field(default_factory=dict)
    clearance: str = ""

    @property
    def date(self) -> datetime:
        """The last day that the report's figures tell of."""
        return datetime.combine(self.report.period.end, time(), UTC)

    @property
    def stamp_text(self) -> str:
        """The report that a file was made for, as it is written into the file."""
        return "; ".join(f"{name}: {value}" for name, value in self.report.stamp().items())


def compose_chapters(
    sections: Sequence[SectionText],
    glossary: dict[str, str],
    show: Show,
    checked: CheckResult,
    images: Mapping[str, bytes],
    *,
    linked: bool,
) -> tuple[tuple[Chapter, ...], ReportContent]:
    """Set every section's narrative among its results, then fill what depends on the whole.

    ``show`` renders the words that represent facts. ``linked``: all of it will be one page, on
    which sections can be linked to.
    """
    facts = list_facts([section.executed for section in sections if section.executed])
    with_facts = {fact.section for fact in facts if fact.known}
    drafts = [
        leave_out(list(_draft(section, show)), has_facts=section.name in with_facts)
        for section in sections
    ]
    passages = list(chain.from_iterable(draft.passages for draft in drafts))
    whole = ReportContent(
        facts=facts,
        warnings=tuple(chain.from_iterable(map(_titled_warnings, sections))),
        text="\n".join(map(_words, passages)),
        glossary=glossary,
        checked=checked,
        titles={section.name: section.title for section in sections},
        linked=linked,
        images=images,
        cited=tuple(chain.from_iterable(map(_list_cited, sections))),
        left_out=tuple(
            section.title for section, draft in zip(sections, drafts, strict=True) if draft.empty
        ),
    )
    made, whole = _make_fills({each.fill for each in passages if each.fill}, whole)
    chapters = [
        _chapter(section, [made[each.fill] if each.fill else each for each in draft.passages])
        for section, draft in zip(sections, drafts, strict=True)
        if not draft.empty
    ]
    return tuple(chapters), whole


def _list_cited(section: SectionText) -> Iterator[tuple[str, Span]]:
    if section.executed is not None:
        spans = chain.from_iterable(bound.spans for bound in section.narrative)
        yield from ((section.title, span) for span in spans if span.citation is not None)


def _titled_warnings(section: SectionText) -> Iterator[tuple[str, str]]:
    if section.executed is not None:
        yield from ((section.title, text) for text in section.executed.warnings)


def _make_fills(
    wanted: set[Placeholder], whole: ReportContent
) -> tuple[dict[Placeholder, Passage], ReportContent]:
    """Make each fill; the glossary last, since it reads the others' words."""
    made: dict[Placeholder, Passage] = {
        fill: _make_fill(fill, whole) for fill in sorted(wanted - {Placeholder.GLOSSARY})
    }
    whole = replace(whole, text="\n".join([whole.text, *map(_words, made.values())]))
    if Placeholder.GLOSSARY in wanted:
        made[Placeholder.GLOSSARY] = _make_fill(Placeholder.GLOSSARY, whole)
    return made, whole


def _make_fill(fill: Placeholder, whole: ReportContent) -> Passage:
    content = make_placeholder(fill, whole)
    if isinstance(content, Message):
        return Passage(html=message_html(content))
    html = table_html(content.to_html(), content.notes)
    return Passage(html=html, table=PlainTable(**content.to_plain()))


def _draft(section: SectionText, show: Show) -> Iterator[Passage]:
    """The passages of a chapter in the order of reading."""
    if section.executed is None:
        yield Passage(_failed_text(section))
        return
    narrative = {text.bound.block.id: text for text in list_texts(section, show)}
    cells = {cell["id"]: cell for cell in section.executed.cells}
    for name in arrange_blocks(list(cells), [bound.block for bound in section.narrative]):
        if name in narrative:
            first = name == section.narrative[0].block.id
            yield from _narrative_passages(narrative[name], section.title if first else "")
            if first and section.outdated:
                yield Passage(html=message_html(_OUTDATED))
        elif cells[name]["cell_type"] == "code":
            yield from _output_passages(cells[name], section.stem)


def list_texts(section: SectionText, show: Show) -> Iterator[BlockText]:
    """The narrative of a section as it will be in the report."""
    for bound in section.narrative:
        text, typed = (
            _name_footnotes(each, section.name, bound.block.id)
            for each in (bound.render(show), bound.text)
        )
        yield BlockText(bound, text, section.folder, typed)


def _narrative_passages(narrative: BlockText, title: str) -> Iterator[Passage]:
    """The passages of a block; the first has the ``title`` of its section if its own is lost."""
    if narrative.bound.problems:
        yield Passage(f"# {escape_markdown(title)}" if title else "")
        yield Passage(html=problems_html(narrative.bound), unshown=True)
        return
    if narrative.bound.block.carried:
        yield Passage(html=message_html(_LAST_YEAR))
    if _GOES_ON.match(narrative.text):
        yield Passage(_END)
    bound = narrative.bound
    shows = not bound.block.default or any(
        fact.known for span in bound.spans for fact in span.facts
    )
    yield Passage(narrative.text, narrative=narrative, lacks=bound.gaps, shows=shows)


def _name_footnotes(text: str, section: str, block: str) -> str:
    """Footnotes named for their block: the report is one text, and many write ``[^1]``."""
    return _FOOTNOTE.sub(rf"[^{section}-{block}-\1]", text)


def _output_passages(cell: dict[str, Any], stem: str) -> Iterator[Passage]:
    shown = private_outputs(cell)
    of_figures = any(kind == outputs.FACTS_TYPE for kind, _ in shown)
    for kind, content in shown:
        table = PlainTable(**content["plain"]) if "plain" in content else None
        match kind:
            case outputs.TABLE_TYPE:
                html = table_html(content["html"], content["notes"])
                yield Passage(html=html, table=table, shows=True, of_figures=of_figures)
            case outputs.MESSAGE_TYPE:
                message = Message(content["kind"], content["text"], content["title"])
                lacks = (message.title,) if message.kind == "no figures" else ()
                yield Passage(html=message_html(message), lacks=lacks)
            case outputs.CHART_TYPE:
                name = f"{stem}-{cell['id']}"
                picture = f"{name}.svg", _svg(cell)
                yield Passage(
                    html=chart_html(name, content),
                    table=table,
                    picture=picture,
                    shows=True,
                    of_figures=of_figures,
                )
            case outputs.PLACEHOLDER_TYPE:
                yield Passage(fill=Placeholder(content["fill"]))


def _svg(cell: dict[str, Any]) -> bytes:
    data = next(
        output["data"] for output in cell["outputs"] if outputs.CHART_TYPE in output.get("data", {})
    )
    return "".join(data["image/svg+xml"]).encode()


def _failed_text(section: SectionText) -> str:
    return (
        f"# {escape_markdown(section.title)}\n\n::: {{.failed}}\n\n**This section could not be "
        "built.** Its figures are missing from this copy of the report, which must not be "
        f"published. The error was: {escape_markdown(section.error)}\n\n:::"
    )


def _chapter(section: SectionText, passages: Sequence[Passage]) -> Chapter:
    texts: list[str] = []
    generated: dict[str, str] = {}
    for number, passage in enumerate(passages):
        name = f"{section.stem}-{number}"
        if passage.html:
            generated[name] = passage.html
        texts.append(make_mark(name) if passage.html else passage.text)
    return Chapter(
        name=section.name,
        stem=section.stem,
        title=section.title,
        markdown="\n".join(f"{text}\n" for text in texts),  # a blank line between each two
        pictures=dict(passage.picture for passage in passages if passage.picture),
        bound=tuple(passage.narrative.bound for passage in passages if passage.narrative),
        tables=tuple(passage.table for passage in passages if passage.table),
        failed=section.error,
        generated=generated,
        unshown=sum(passage.unshown for passage in passages),
    )


def _words(passage: Passage) -> str:
    """What a passage says to readers, with its markup."""
    return "" if passage.unshown else f"{passage.html or passage.text}\n"
