"""What a review copy tells its reviewers beside the report: at its top, and at each block.

A signature holds as long as its section says what was signed: each text, figure, table and chart.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any

from bcssp_lib.files.picture_files import keep_drawing, why_drawing_refused
from bcssp_lib.model.area import Look
from bcssp_lib.model.finding import Finding, count_findings
from bcssp_lib.model.period import long_date
from bcssp_lib.model.records import group_by
from bcssp_lib.narrative.comments import Comment, SectionComments
from bcssp_lib.narrative.review_record import SectionReview, Signature, text_hash
from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.generated import place_anchor, place_html, render_template
from bcssp_lib.publish.look import chart_element, font_face_css, recolour_chart
from bcssp_lib.publish.manifest import Manifest
from bcssp_lib.publish.placeholders import section_anchor
from bcssp_lib.publish.report_changes import Picture, ReportChanges
from bcssp_lib.stats.wording import count_phrase, join_words

_MARKUP = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
_WORD = re.compile(r"\w+")
_MOST_CHANGES = 20  # of a section; bcssp diff lists all
_FEW = 4  # of what has changed
_MOST_BYTES = 500_000  # of the charts that are shown side by side


@dataclass(frozen=True)
class ReviewNotes:
    """The draft, what changed since the one before (if there was one), and what is open."""

    draft: int
    changes: ReportChanges | None = None
    findings: Sequence[Finding] = ()
    sign_offs: Sequence[SignOff] = ()
    comments: Mapping[str, SectionComments] = field(default_factory=dict)


@dataclass(frozen=True)
class _Places:
    """Where sections and blocks of a copy begin, in their order: ids to link to, and titles."""

    titles: Mapping[str, str]
    blocks: Sequence[tuple[str, str]]

    def link(self, section: str, block: str = "") -> str:
        """The id of a block, or of its section if the copy does not show the block."""
        if (section, block) in self.blocks:
            return place_anchor(section, block)
        return section_anchor(section) if section in self.titles else "report"

    def title(self, section: str) -> str:
        """The title of a section; one that is not there any more is called by its name."""
        return self.titles.get(section, section)


def notes_html(composed: Composed, notes: ReviewNotes) -> str:
    """What stands at the top of a review copy."""
    findings = [finding for finding in notes.findings if finding.is_open]
    places = _Places(
        {chapter.name: chapter.title for chapter in composed.chapters},
        [
            (chapter.name, block)
            for chapter in composed.chapters
            for block in chapter.places.values()
        ],
    )
    comments, lost = _part_comments(notes, places)
    return render_template(
        "review_notes.html",
        notes=notes,
        mark=composed.mark,
        findings=findings,
        tally=str(count_findings(findings)),
        changes=notes.changes,
        most=_MOST_CHANGES,
        pictures=_draw_changes(notes.changes, composed.look) if notes.changes else {},
        places=places,
        comments=comments,
        unanswered=sum(not comment.answer for _, comment in comments),
        lost=lost,
        typed=composed.report.typed,
    )


def changes_page(title: str, changes: ReportChanges, look: Look) -> str:
    """What has changed in a report, as a page of its own."""
    everything = max((len(each.texts) + len(each.figures) + len(each.shown)
                      for each in changes.sections), default=0)  # fmt: skip
    return render_template(
        "changes_page.html",
        title=title,
        changes=changes,
        most=everything,
        pictures=_draw_changes(changes, look),
        face=font_face_css(),
    )


def _draw_changes(
    changes: ReportChanges, look: Look
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """The charts that changed, by section and id: the one before and that of now, as elements.

    Those beyond some bytes are left out.
    """
    drawn: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    room = _MOST_BYTES
    for section in changes.sections:
        for change in section.shown:
            both = {f"Before, in {changes.against}": change.before, "Now": change.now}
            elements = [(name, _draw(each, look)) for name, each in both.items() if each]
            room -= sum(len(element) for _, element in elements)
            if room > 0 and all(element for _, element in elements):
                drawn[section.section, change.anchor] = elements
    return drawn


def _draw(picture: Picture, look: Look) -> str:
    """A chart of a manifest as an element; nothing if it holds more than drawing."""
    svg = picture.svg[max(picture.svg.find("<svg"), 0) :].encode()
    if why_drawing_refused(svg):
        return ""
    chart = recolour_chart(keep_drawing(svg).encode(), look).decode()
    return chart_element(chart, escape(picture.alternative))


def fill_places(composed: Composed, notes: ReviewNotes, words: str) -> dict[str, str]:
    """The places of blocks, by the names of their marks, with what is open and said of each.

    ``words`` are those of the whole copy, in which comments find theirs.
    """
    findings: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in notes.findings:
        if finding.is_open:
            findings[finding.section, finding.block].append(finding)
    return {
        mark: place_html(
            chapter.name,
            block,
            findings=findings[chapter.name, block],
            comments=[  # each with whether the words that it is about are still in the copy
                (comment, plain_words(comment.quote) in words)
                for comment in notes.comments.get(chapter.name, SectionComments()).comments
                if comment.block == block
            ],
        )
        for chapter in composed.chapters
        for mark, block in chapter.places.items()
    }


def plain_words(html: str) -> str:
    """The words of a page, or of a text, without markup and signs, so that they can be found."""
    text = unescape(_MARKUP.sub(" ", html))
    return f" {' '.join(_WORD.findall(text)).casefold()} "


def _part_comments(
    notes: ReviewNotes, places: _Places
) -> tuple[list[tuple[str, Comment]], list[tuple[str, Comment]]]:
    """Comments with their sections: those on blocks that the copy shows, and the others."""
    comments = [(name, each) for name, said in notes.comments.items() for each in said.comments]
    by_block = group_by(comments, lambda comment: (comment[0], comment[1].block))
    shown = [comment for block in places.blocks for comment in by_block.get(block, ())]
    return shown, [comment for comment in comments if comment not in shown]


@dataclass(frozen=True)
class SignOff:
    """A section: who has signed it as it is, and why the signatures of others hold no longer."""

    section: str
    signed: tuple[Signature, ...] = ()
    lapsed: tuple[tuple[Signature, str], ...] = ()

    @property
    def is_signed(self) -> bool:
        """Whether somebody has signed the section as it is."""
        return bool(self.signed)

    @property
    def words(self) -> str:
        """Who has signed; who no longer has, and why; or that nobody has."""
        texts = [f"signed by {each.by} on {long_date(each.on)}" for each in self.signed]
        texts += [
            f"{each.by} signed on {long_date(each.on)}, and since then {why}"
            for each, why in self.lapsed
        ]
        return "; ".join(texts) or "not signed"


def list_seen(manifest: Manifest, section: str) -> dict[str, str]:
    """Hashes of what readers see of a section, by what it is.

    Example: ``{"text missing": "0a1b…", "figure missing_reports": "2c3d…", "table tbl-…": "…"}``
    """
    return dict(_seen(manifest, section))


def _seen(manifest: Manifest, section: str) -> Iterator[tuple[str, str]]:
    for text in _of(manifest.narrative, section):
        yield f"text {text['block']}", text_hash(str(text["bound"]))
    for fact in _of(manifest.facts, section):
        yield f"figure {fact['name']}", text_hash(str(fact["text"]))
    for shown in _of(manifest.shown, section):
        kind = "chart" if str(shown["id"]).startswith("fig") else "table"
        rows = json.dumps([shown["title"], shown["headings"], shown["rows"]])
        yield f"{kind} {shown['id']}", text_hash(rows)


def _of(entries: Sequence[Mapping[str, Any]], section: str) -> Iterator[Mapping[str, Any]]:
    return (entry for entry in entries if entry["section"] == section)


def list_sign_offs(
    manifest: Manifest, reviews: Mapping[str, SectionReview], sections: Sequence[str]
) -> tuple[SignOff, ...]:
    """The state of each section of a report as its manifest has it."""
    return tuple(_sign_off(manifest, name, reviews.get(name)) for name in sections)


def _sign_off(manifest: Manifest, section: str, review: SectionReview | None) -> SignOff:
    now = list_seen(manifest, section)
    signatures = review.signed if review else ()
    return SignOff(
        section,
        tuple(each for each in signatures if each.seen == now),
        tuple((each, _what_changed(each.seen, now)) for each in signatures if each.seen != now),
    )


def _what_changed(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """What of a section is other than it was: "the text missing and 3 figures changed"."""
    names = dict.fromkeys([*now, *before])
    changed = [name for name in names if before.get(name) != now.get(name)]
    figures = [name for name in changed if name.startswith("figure ")]
    others = [f"the {name}" for name in changed if name not in figures]
    if len(others) > _FEW:
        others = [*others[:_FEW], f"{len(others) - _FEW} more"]
    counted = [count_phrase(str(len(figures)), "figure", "figures")] if figures else []
    return f"{join_words([*others, *counted])} changed"
