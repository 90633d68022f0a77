"""Composing a report: executed sections and narrative in, chapters of Markdown out."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from bcssp_lib.checks.coverage import CheckResult
from bcssp_lib.data.quarto_extras import NO_EXTRAS, QuartoExtras
from bcssp_lib.files.typeface import find_missing_letters
from bcssp_lib.model.area import HOUSE_LOOK, Look
from bcssp_lib.model.characters import make_slug
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.records import Part
from bcssp_lib.model.report_id import ALL_FORMATS, Format, ReportId
from bcssp_lib.model.value import Lack, Reason
from bcssp_lib.narrative.binding import (
    BoundBlock,
    Show,
    escape_markdown,
)
from bcssp_lib.narrative.blocks import arrange_blocks
from bcssp_lib.narrative.helpers import SYMBOL
from bcssp_lib.narrative.pictures import draw_symbol, symbol_file
from bcssp_lib.publish.block_texts import BlockText, ExecutedSection, list_facts
from bcssp_lib.publish.chapter_passages import (
    Draft,
    Passage,
    leave_out,
    leave_out_empty_fills,
    make_anchor,
    number_passages,
)
from bcssp_lib.publish.generated import (
    chart_html,
    fit_columns,
    label_cells,
    make_mark,
    mark_entries,
    message_html,
    place_html,
    problems_html,
    table_html,
    without_like_columns,
)
from bcssp_lib.publish.key_figures import KeyFigures
from bcssp_lib.publish.masthead import Masthead
from bcssp_lib.publish.placeholders import ReportContent, make_placeholder, section_anchor
from bcssp_lib.section import outputs
from bcssp_lib.section.outputs import Message, Placeholder, PlainTable, private_outputs

_MARK_LETTERS = 8
_LAST_YEAR = Message("warning", "The text below is last year’s, and was not yet reviewed.")
_OUTDATED = Message(
    "warning",
    "What this section shows has changed since it was built. Build the whole report again.",
)
_GOES_ON = re.compile(r"(?:[ \t]*\r?\n)*[ \t:~]")  # it would be part of a list that ended before
_END = "<!-- -->"
_ANNEX = "annex"  # the tag of a cell that is in review copies and in detailed editions alone
_HEADING_LINE = re.compile(r"#{1,6}[ \t][^\n]*(?:\n|$)")
_SEVERAL = 3  # sections with a heading that names no subject of its own
_NUMBERED = re.compile(r"(?<=>)(?:Table|Figure) \d+\. ")  # another number is no change
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
class Layout:
    """What a copy of a report shows: its parts and their sections, in the order of reading.

    ``detailed``: with the data of its charts, and what is tagged ``annex``; this is numbered too if
    ``annex_numbered``. ``linked``: all of it is one page, on which sections can be linked to.
    """

    parts: tuple[Part, ...]
    detailed: bool = False
    annex_numbered: bool = False
    linked: bool = False


@dataclass(frozen=True)
class Shown:
    """A table or chart of a chapter: its id, its texts, and a hash of how it looks.

    A chart has its picture, as SVG, and what that says in words.
    """

    anchor: str
    table: PlainTable
    look: str
    picture: str = ""
    alternative: str = ""


@dataclass(frozen=True)
class Chapter:
    """One section as it will be read: Markdown, the pictures that it refers to, its tables.

    ``part`` is the title of the part that it is in, if that has one. An ``imprint`` stands next to
    the contents.

    ``generated`` is the HTML of what the toolkit made, by the names of its marks in the Markdown.
    The data of its charts are among the tables. ``unshown`` counts the texts that have problems.
    ``shown`` are its tables and charts; ``places`` are the narrative blocks by the names of their
    marks, of a copy in which these can be linked to.
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
    part: str = ""
    imprint: bool = False
    shown: tuple[Shown, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A page of a book, for a part that has a title or a single chapter, and where it begins."""

    name: str
    title: str
    anchor: str


@dataclass(frozen=True)
class Composed:
    """A whole report, ready to be rendered; ``images`` are the pictures of its authors.

    ``clearance`` says whether it may be published, as far as disclosure control goes. A ``brief``
    one has neither cover nor contents; an ``easy_read`` one has large letters, and a picture next
    to each point.
    ``look_pictures`` are those of its look, by file name. ``extras`` are for its publication, which
    is made in these ``formats``.
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
    brief: bool = False
    easy_read: bool = False
    look: Look = HOUSE_LOOK
    look_pictures: Mapping[str, bytes] = field(default_factory=dict)
    extras: QuartoExtras = NO_EXTRAS
    formats: tuple[Format, ...] = ALL_FORMATS

    @property
    def pages(self) -> tuple[Page, ...]:
        """Those of its book: one for the chapters of a part together; the imprint is on none."""
        chapters = [chapter for chapter in self.chapters if not chapter.imprint]
        together = groupby(chapters, lambda chapter: chapter.part or chapter)
        return tuple(
            Page(part_anchor(first.part), first.part, part_anchor(first.part))
            if first.part
            else Page(first.stem, first.title, section_anchor(first.name))
            for first in (next(group) for _, group in together)
        )

    @cached_property
    def mark(self) -> str:
        """A short mark of what it says, which files bear so that their manifest can be found."""
        hashed = hashlib.sha256(self.stamp_text.encode())
        for chapter in self.chapters:
            for text in (chapter.markdown, *chapter.generated.values()):
                hashed.update(text.encode())
            for picture in chapter.pictures.values():
                hashed.update(picture)
        return hashed.hexdigest()[:_MARK_LETTERS]

    @cached_property
    def masthead(self) -> Masthead:
        """What stands around its text."""
        return Masthead(
            title=self.title,
            subtitle=self.subtitle,
            area=self.area,
            report=self.report,
            mark=self.mark,
            synthetic=self.synthetic,
            brief=self.brief,
            easy_read=self.easy_read,
            templated=self.extras.reference is not None,
            look=self.look,
            pages=tuple(page.name for page in self.pages),
        )

    @cached_property
    def missing_letters(self) -> frozenset[str]:
        """The letters of it that the report's own faces lack."""
        return find_missing_letters("".join(text for _, text in self.placed_texts))

    @property
    def machine_fonts(self) -> bool:
        """Whether it needs fonts of the machine that renders it."""
        return bool(self.look.typeface or self.missing_letters)

    @property
    def placed_texts(self) -> Iterator[tuple[str, str]]:
        """All that is set of it, with the cover or the section that it is in."""
        yield "the cover", f"{self.title} {self.subtitle} {self.area}"
        for chapter in self.chapters:
            yield chapter.title, chapter.markdown
            yield from ((chapter.title, html) for html in chapter.generated.values())
            yield from ((chapter.title, svg.decode()) for svg in chapter.pictures.values())

    @property
    def stamp_text(self) -> str:
        """The report that a file was made for, as it is written into the file."""
        return "; ".join(f"{name}: {value}" for name, value in self.report.stamp().items())


def part_anchor(title: str) -> str:
    """The id of the place where a part of that title begins."""
    return f"part-{make_slug(title)}"


def compose_chapters(
    sections: Sequence[SectionText],
    glossary: dict[str, str],
    show: Show,
    checked: CheckResult,
    layout: Layout,
) -> tuple[tuple[Chapter, ...], ReportContent]:
    """Set the narrative of the sections of a layout among their results, and fill the rest.

    What depends on the whole report is made from all ``sections``, whichever are shown. ``show``
    renders the words that represent facts.
    """
    built = [(section.title, section.executed) for section in sections if section.executed]
    facts = list_facts([executed for _, executed in built])
    drafted = _draft_sections(sections, facts, show, layout)
    passages = list(chain.from_iterable(each.draft.passages for each in drafted))
    whole = ReportContent(
        facts=facts,
        warnings=tuple((title, text) for title, executed in built for text in executed.warnings),
        text="\n".join(map(_words, passages)),
        glossary=glossary,
        checked=checked,
        titles={section.name: section.title for section in sections},
        linked=frozenset(each.section.name for each in drafted if layout.linked),
        cited=tuple(
            (each.section.title, span)
            for each in drafted
            for bound in (each.section.narrative if each.section.executed else ())
            for span in bound.spans
            if span.citation is not None
        ),
        left_out=tuple(list_left_out([(each.section, each.draft) for each in drafted])),
    )
    wanted = {each.fill for each in passages if each.fill}
    made, whole = _make_fills(wanted, whole, detailed=layout.detailed)
    filled = [[_filled(each, made) for each in drafts.draft.passages] for drafts in drafted]
    if not layout.detailed:
        filled = [leave_out_empty_fills(passages) for passages in filled]
    numbered = number_passages(filled, annex=layout.annex_numbered)
    chapters = (
        _chapter(each.section, each.part, shown, marked=layout.linked)
        for each, shown in zip(drafted, numbered, strict=True)
        if shown
    )
    return tuple(chapters), whole


@dataclass(frozen=True)
class _Drafted:
    """A section of a layout, the part that it is in, and what a report shows of it."""

    section: SectionText
    part: Part
    draft: Draft


def list_left_out(
    drafted: Sequence[tuple[SectionText, Draft]],
) -> Iterator[tuple[str, tuple[Lack, ...]]]:
    """What each section lacks; no heading that several others have, such as "What this means"."""
    uses = Counter(chain.from_iterable(_headings(section) for section, _ in drafted))
    for section, draft in drafted:
        lacks = tuple(lack for lack in draft.lacks if uses[lack.title] < _SEVERAL)
        if draft.empty or lacks:
            yield section.title, lacks


def _headings(section: SectionText) -> set[str]:
    """The headings of a section, whether or not they are shown."""
    lines = (_HEADING_LINE.findall(bound.block.source) for bound in section.narrative)
    return {line.strip("# \t\n") for line in chain.from_iterable(lines)}


def _draft_sections(
    sections: Sequence[SectionText], facts: Sequence[Fact], show: Show, layout: Layout
) -> list[_Drafted]:
    """The sections of a layout in the order of reading, without what has nothing to show."""
    by_name = {section.name: section for section in sections}
    with_facts = {fact.section for fact in facts if fact.known}
    drafted = []
    for part in layout.parts:
        for section in map(by_name.__getitem__, part.sections):
            passages = _draft(section, show, detailed=layout.detailed, annex=part.review_copy_only)
            has_facts = section.name in with_facts
            draft = leave_out(list(passages), has_facts=has_facts, named=layout.detailed)
            drafted.append(_Drafted(section, part, draft))
    return drafted


def _filled(passage: Passage, made: Mapping[Placeholder, Passage]) -> Passage:
    """A passage, or what fills it."""
    if passage.fill is None:
        return passage
    return replace(made[passage.fill], anchor=passage.anchor, annex=passage.annex)


def _make_fills(
    wanted: set[Placeholder], whole: ReportContent, *, detailed: bool
) -> tuple[dict[Placeholder, Passage], ReportContent]:
    """Make each fill; the glossary last, since it reads the others' words."""
    made: dict[Placeholder, Passage] = {
        fill: _make_fill(fill, whole, detailed=detailed)
        for fill in sorted(wanted - {Placeholder.GLOSSARY})
    }
    whole = replace(whole, text="\n".join([whole.text, *map(_words, made.values())]))
    if Placeholder.GLOSSARY in wanted:
        made[Placeholder.GLOSSARY] = _make_fill(Placeholder.GLOSSARY, whole, detailed=detailed)
    return made, whole


def _make_fill(fill: Placeholder, whole: ReportContent, *, detailed: bool) -> Passage:
    content = make_placeholder(fill, whole)
    if isinstance(content, Message):
        return Passage(html=message_html(content), lacks=(Lack(""),))
    if isinstance(content, KeyFigures):
        html, pictures = content.to_html(), content.pictures
        return Passage(html=html, table=content.to_plain(), pictures=pictures, shows=True)
    shown = {"html": content.to_html(), "plain": content.to_plain(), "notes": content.notes}
    html, notes = _table_to_show(shown, detailed=detailed)
    plain = PlainTable(**content.to_plain())
    return Passage(html=table_html(html, notes), table=plain, shows=True)


def _draft(section: SectionText, show: Show, *, detailed: bool, annex: bool) -> Iterator[Passage]:
    """The passages of a chapter in the order of reading; those for the annex, if ``detailed``."""
    if section.executed is None:
        yield Passage(_failed_text(section))
        return
    narrative = {text.bound.block.id: text for text in list_texts(section, show)}
    cells = {cell["id"]: cell for cell in section.executed.cells}
    for name in arrange_blocks(list(cells), [bound.block for bound in section.narrative]):
        of_annex = _ANNEX in cells.get(name, {}).get("metadata", {}).get("tags", ())
        if of_annex and not detailed:
            continue
        if name in narrative:
            first = name == section.narrative[0].block.id
            yield from _narrative_passages(narrative[name], section.title if first else "")
            if first and section.outdated:
                yield Passage(html=message_html(_OUTDATED))
        elif cells[name]["cell_type"] == "code":
            for passage in _output_passages(section, cells[name], detailed=detailed):
                yield replace(passage, annex=annex or of_annex)


def list_texts(section: SectionText, show: Show) -> Iterator[BlockText]:
    """The narrative of a section as it will be in the report."""
    for bound in section.narrative:
        named = rf"[^{section.name}-{bound.block.id}-\1]"  # a report is one text: many write [^1]
        text, typed = (_FOOTNOTE.sub(named, each) for each in (bound.render(show), bound.text))
        yield BlockText(bound, text, section.folder, typed)


def _narrative_passages(narrative: BlockText, title: str) -> Iterator[Passage]:
    """The passages of a block; the first has the ``title`` of its section if its own is lost."""
    block = narrative.bound.block.id
    if narrative.bound.problems:
        heading = f"# {escape_markdown(title)}" if title else ""
        yield Passage(heading, block=block)
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
    symbols = [span.option for span in bound.spans if span.helper == SYMBOL]
    yield Passage(
        narrative.text, narrative=narrative, lacks=bound.gaps, shows=shows, block=block,
        pictures={symbol_file(name): draw_symbol(name) for name in symbols},
    )  # fmt: skip


def _output_passages(
    section: SectionText, cell: dict[str, Any], *, detailed: bool
) -> Iterator[Passage]:
    shown = private_outputs(cell)
    of_figures = any(kind == outputs.FACTS_TYPE for kind, _ in shown)
    for kind, content in shown:
        table = PlainTable(**content["plain"]) if "plain" in content else None
        match kind:
            case outputs.TABLE_TYPE:
                html, notes = _table_to_show(content, detailed=detailed)
                html = table_html(html, notes)
                yield Passage(
                    html=html, table=table, shows=True, of_figures=of_figures,
                    anchor=make_anchor("tbl", section.name, cell["id"]),
                )  # fmt: skip
            case outputs.PULL_OUTS_TYPE:
                yield Passage(html=content["html"].strip(), table=table, shows=True)
            case outputs.MESSAGE_TYPE:
                reason, refused = Reason(content["reason"]), content["refused"]
                message = Message(
                    content["kind"], content["text"], content["title"], reason, refused
                )
                if message.kind == "agreement" and not detailed:
                    continue  # it is for those who review the figures
                lack = Lack(message.title, reason, refused)
                lacks = (lack,) if message.kind == "no figures" else ()
                yield Passage(html=message_html(message), lacks=lacks)
            case outputs.CHART_TYPE:
                name = f"{section.stem}-{cell['id']}"
                pictures = {f"{name}.svg": _svg(cell)}
                yield Passage(
                    html=chart_html(name, content, with_data=detailed),
                    table=table,
                    pictures=pictures,
                    alternative=content["alternative"],
                    shows=True,
                    of_figures=of_figures,
                    anchor=make_anchor("fig", section.name, cell["id"]),
                )
            case outputs.PLACEHOLDER_TYPE:
                anchor = make_anchor("tbl", section.name, cell["id"])
                yield Passage(fill=Placeholder(content["fill"]), anchor=anchor)


def _table_to_show(content: Mapping[str, Any], *, detailed: bool) -> tuple[str, list[str]]:
    """A table and its notes, as wide as its copy has room for."""
    html, table = content["html"], PlainTable(**content["plain"])
    more: list[str] = []
    if not detailed:
        html, table, more = without_like_columns(html, table)
    html = mark_entries(fit_columns(html, table), table)
    return label_cells(html, table), [*more, *content["notes"]]


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


def _chapter(
    section: SectionText, part: Part, passages: Sequence[Passage], *, marked: bool
) -> Chapter:
    texts: list[str] = []
    generated: dict[str, str] = {}
    places: dict[str, str] = {}
    for number, passage in enumerate(passages):
        name = f"{section.stem}-{number}"
        if passage.block and marked:
            place = f"{name}-at"
            places[place] = passage.block
            generated[place] = place_html(section.name, passage.block)
            texts += _mark_place(passage.text, place)
        elif passage.html:
            generated[name] = passage.html
            texts.append(make_mark(name))
        else:
            texts.append(passage.text)
    return Chapter(
        name=section.name,
        stem=section.stem,
        title=section.title,
        markdown="\n".join(f"{text}\n" for text in texts),  # a blank line between each two
        pictures=dict(chain.from_iterable(passage.pictures.items() for passage in passages)),
        bound=tuple(passage.narrative.bound for passage in passages if passage.narrative),
        tables=tuple(passage.table for passage in passages if passage.table),
        failed=section.error,
        generated=generated,
        unshown=sum(passage.unshown for passage in passages),
        part=part.title,
        imprint=part.imprint,
        shown=tuple(_list_shown(passages)),
        places=places,
    )


def _mark_place(text: str, place: str) -> list[str]:
    """A block's text with the mark of its place: below its heading, if it begins with one."""
    heading = _HEADING_LINE.match(text)
    begin = heading.end() if heading else 0
    return [*([text[:begin]] if heading else []), make_mark(place), text[begin:]]


def _list_shown(passages: Sequence[Passage]) -> Iterator[Shown]:
    for passage in passages:
        if passage.anchor and passage.table:
            hashed = hashlib.sha256(_NUMBERED.sub("", passage.html).encode())
            for picture in passage.pictures.values():
                hashed.update(picture)
            look, words = hashed.hexdigest()[:_MARK_LETTERS], passage.alternative
            drawn = b"".join(passage.pictures.values()).decode() if words else ""
            yield Shown(passage.anchor, passage.table, look, drawn, words)


def _words(passage: Passage) -> str:
    """What a passage says to readers, with its markup; a chart names what its table names."""
    if passage.unshown:
        return ""
    charted = passage.table.rows if passage.table and passage.alternative else []
    return "\n".join([passage.html or passage.text, *(row[0] for row in charted), ""])
