"""Composing a report: executed sections and narrative in, chapters of Markdown out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bcssp_lib.checks.coverage import CheckResult
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.binding import (
    BoundBlock,
    Show,
    escape_markdown,
)
from bcssp_lib.narrative.blocks import arrange_blocks
from bcssp_lib.publish.allowlist import refuse_disallowed
from bcssp_lib.publish.block_texts import BlockText, ExecutedSection, list_facts
from bcssp_lib.publish.placeholders import ReportContent, make_placeholder
from bcssp_lib.section.outputs import (
    CHART_TYPE,
    MESSAGE_TYPE,
    PLACEHOLDER_TYPE,
    TABLE_TYPE,
    Message,
    Placeholder,
    private_outputs,
)
from bcssp_lib.section.table_kit import PlainTable, Table

_LAST_YEAR = Message("warning", "The text below is last year’s, and was not yet reviewed.")
_GOES_ON = re.compile(r"(?:[ \t]*\r?\n)*[ \t:~]")  # it would be part of a list that ended before
_END = "<!-- -->"
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")


@dataclass(frozen=True)
class SectionText:
    """A section's bound narrative and its executed notebook; without one, why it has failed.

    ``folder`` is that of the narrative of authors.
    """

    name: str
    stem: str
    title: str
    narrative: tuple[BoundBlock, ...]
    executed: ExecutedSection | None
    error: str = ""
    folder: Path = Path()


@dataclass(frozen=True)
class Chapter:
    """One section as it will be read: Markdown, the pictures that it refers to, its tables.

    The data of its charts are among the tables.
    """

    name: str
    stem: str
    title: str
    markdown: str
    pictures: dict[str, bytes]
    bound: tuple[BoundBlock, ...]
    tables: tuple[PlainTable, ...]
    failed: str


@dataclass(frozen=True)
class Composed:
    """A whole report, ready to be rendered; ``images`` are the pictures of its authors."""

    title: str
    subtitle: str
    area: str
    report: ReportId
    synthetic: bool
    chapters: tuple[Chapter, ...]
    facts: tuple[Fact, ...]
    text: str
    images: Mapping[str, bytes] = field(default_factory=dict)


@dataclass
class _Draft:
    """A chapter while it is being made: its passages, and which of them are still to fill."""

    section: SectionText
    passages: list[str] = field(default_factory=list)
    fills: list[tuple[int, Placeholder]] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    narrative: list[BlockText] = field(default_factory=list)
    tables: dict[int, PlainTable] = field(default_factory=dict)  # by the place of their passage


def compose_chapters(
    sections: Sequence[SectionText],
    glossary: dict[str, str],
    show: Show,
    checked: CheckResult,
    linked: bool,
) -> tuple[tuple[Chapter, ...], ReportContent]:
    """Set every section's narrative among its results, then fill what depends on the whole.

    ``show`` renders the words that represent facts. ``linked``: all of it will be one page, on
    which sections can be linked to.
    """
    drafts = [_draft(section, show) for section in sections]
    executed = [section.executed for section in sections if section.executed is not None]
    titles = {section.name: section.title for section in sections}
    whole = ReportContent(
        facts=list_facts(executed),
        warnings=tuple(
            (titles[section.section], text) for section in executed for text in section.warnings
        ),
        text="\n".join(_markdown(draft.passages) for draft in drafts),
        glossary=glossary,
        checked=checked,
        titles=titles,
        linked=linked,
        images=refuse_disallowed([passage for draft in drafts for passage in draft.narrative]),
    )
    made, whole = _make_placeholders({fill for draft in drafts for _, fill in draft.fills}, whole)
    for draft in drafts:
        for place, fill in draft.fills:
            draft.passages[place], content = made[fill]
            if isinstance(content, Table):
                draft.tables[place] = PlainTable(**content.to_plain())
    return tuple(_chapter(draft) for draft in drafts), whole


def _make_placeholders(
    wanted: set[Placeholder], whole: ReportContent
) -> tuple[dict[Placeholder, tuple[str, Table | Message]], ReportContent]:
    """Make each fill, as Markdown too; the glossary last, since it reads the others' words."""
    made = {fill: _make_text(fill, whole) for fill in sorted(wanted - {Placeholder.GLOSSARY})}
    whole = replace(whole, text="\n".join([whole.text, *(text for text, _ in made.values())]))
    if Placeholder.GLOSSARY in wanted:
        made[Placeholder.GLOSSARY] = _make_text(Placeholder.GLOSSARY, whole)
    return made, whole


def _make_text(fill: Placeholder, whole: ReportContent) -> tuple[str, Table | Message]:
    content = make_placeholder(fill, whole)
    return _content_markdown(content), content


def _draft(section: SectionText, show: Show) -> _Draft:
    draft = _Draft(section)
    if section.executed is None:
        draft.passages.append(_failed_text(section))
        return draft
    texts = {bound.block.id: bound for bound in section.narrative}
    cells = {cell["id"]: cell for cell in section.executed.cells}
    for name in arrange_blocks(list(cells), [bound.block for bound in section.narrative]):
        if name in texts:
            bound = texts[name]
            text = _name_footnotes(bound.render(show), section.name, name)
            draft.narrative.append(BlockText(bound, text, section.folder))
            if bound.block.carried:
                draft.passages.append(_message_markdown(_LAST_YEAR))
            if _GOES_ON.match(text):
                draft.passages.append(_END)
            draft.passages.append(text)
        elif cells[name]["cell_type"] == "code":
            _draft_outputs(cells[name], draft)
    return draft


def _name_footnotes(text: str, section: str, block: str) -> str:
    """Footnotes named for their block: the report is one text, and many write ``[^1]``."""
    return _FOOTNOTE.sub(rf"[^{section}-{block}-\1]", text)


def _draft_outputs(cell: dict[str, Any], draft: _Draft) -> None:
    for kind, content in private_outputs(cell):
        if "plain" in content:
            draft.tables[len(draft.passages)] = PlainTable(**content["plain"])
        if kind == TABLE_TYPE:
            draft.passages.append(_table_markdown(content["html"], content["notes"]))
        elif kind == MESSAGE_TYPE:
            message = Message(content["kind"], content["text"])
            draft.passages.append(_message_markdown(message))
        elif kind == CHART_TYPE:
            draft.passages.append(_chart_markdown(cell, content, draft))
        elif kind == PLACEHOLDER_TYPE:
            draft.fills.append((len(draft.passages), Placeholder(content["fill"])))
            draft.passages.append("")


def _chart_markdown(cell: dict[str, Any], content: dict[str, Any], draft: _Draft) -> str:
    """A picture without a suffix, so that each format takes the kind that it can show."""
    stem = f"{draft.section.stem}-{cell['id']}"
    data = next(
        output["data"] for output in cell["outputs"] if CHART_TYPE in output.get("data", {})
    )
    draft.pictures[f"{stem}.svg"] = "".join(data["image/svg+xml"]).encode()
    alternative = _attribute(content["alternative"])
    return (
        f'![{escape_markdown(content["title"])}](figures/{stem}){{.chart alt="{alternative}" '
        f'fig-alt="{alternative}"}}\n\n'
        "::: {.chart-data}\n\n```{=html}\n<details><summary>Data for this chart</summary>\n```\n\n"
        f"{_table_markdown(content['table'])}\n\n"
        f"```{{=html}}\n</details>\n```\n\n:::{_notes_markdown(content['notes'])}"
    )


def _attribute(text: str) -> str:
    """Text that may be put between quotation marks in the attributes of an element."""
    return " ".join(text.replace("\\", "\\\\").replace('"', "'").split())


def _content_markdown(content: Table | Message) -> str:
    if isinstance(content, Message):
        return _message_markdown(content)
    return _table_markdown(content.to_html(), content.notes)


def _table_markdown(html: str, notes: Sequence[str] = ()) -> str:
    """A raw HTML table, which both pandoc and Quarto read, and its notes below it."""
    return f"```{{=html}}\n{html.strip()}\n```{_notes_markdown(notes)}"


def _notes_markdown(notes: Sequence[str]) -> str:
    """The notes of a table or chart, below it; nothing where there are none."""
    if not notes:
        return ""
    listed = "\n\n".join(escape_markdown(note) for note in notes)
    return f"\n\n::: {{.notes}}\n\n{listed}\n\n:::"


def _message_markdown(message: Message) -> str:
    lead = "**Please note.** " if message.kind == "warning" else ""
    kind = message.kind.replace(" ", "-")
    return f"::: {{.{kind}}}\n\n{lead}{escape_markdown(message.text)}\n\n:::"


def _failed_text(section: SectionText) -> str:
    return (
        f"# {section.title}\n\n::: {{.failed}}\n\n**This section could not be built.** "
        f"Its figures are missing from this copy of the report, which must not be published. "
        f"The error was: {escape_markdown(section.error)}\n\n:::"
    )


def _chapter(draft: _Draft) -> Chapter:
    section = draft.section
    return Chapter(
        name=section.name,
        stem=section.stem,
        title=section.title,
        markdown=_markdown(draft.passages),
        pictures=draft.pictures,
        bound=tuple(passage.bound for passage in draft.narrative),
        tables=tuple(draft.tables[place] for place in sorted(draft.tables)),
        failed=section.error,
    )


def _markdown(passages: Iterable[str]) -> str:
    """The passages as one Markdown text, a blank line between each two."""
    return "\n".join(f"{passage}\n" for passage in passages)
