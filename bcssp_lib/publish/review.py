"""A report as one self-contained HTML file, made by pandoc: the review copy, or published so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape
from pathlib import Path

from bcssp_lib.files.project import REVIEW
from bcssp_lib.model.errors import RenderError
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.narrative.binding import escape_markdown
from bcssp_lib.publish.block_texts import WrongReportError
from bcssp_lib.publish.book_pages import hash_script
from bcssp_lib.publish.compose import Chapter, Composed, part_anchor
from bcssp_lib.publish.generated import TEMPLATES, fill_marks, render_template
from bcssp_lib.publish.look import embed_pictures, logo_element, page_style
from bcssp_lib.publish.placeholders import section_anchor
from bcssp_lib.publish.programs import MARKDOWN, run_pandoc
from bcssp_lib.publish.review_notes import ReviewNotes, fill_places, notes_html, plain_words
from bcssp_lib.stats.wording import count_phrase

LARGEST_BYTES = 3_000_000
_FEW = 3  # sections that a message names

_PARTS = tuple(f"--lua-filter={TEMPLATES / name}" for name in ("callouts.lua", "parts.lua"))
_LOGO = "$logo$"
_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_CAPTION = re.compile(r"<caption>(.*?)</caption>", re.DOTALL)
_DIRECTIVE = re.compile(r"<meta\b[^>]*\bhttp-equiv", re.IGNORECASE)
_NOTES, _COMMENTS = "<!-- notes -->", "<!-- comments -->"
_NOTHING_RUNS = "default-src 'none';"
_STAMP = re.compile(r'<meta name="bcssp-(\w+)" content="([^"]*)">')


def render_review(
    composed: Composed, folder: Path, take_notes: Callable[[], ReviewNotes] | None = None
) -> Path:
    """Render a report in a folder of its own; return the finished and checked file.

    ``take_notes`` says what it tells its reviewers, and is asked once pandoc is done.
    """
    return _render(composed, folder, _draft_variables(composed), take_notes)


def render_page(composed: Composed, folder: Path) -> Path:
    """Render a publication as one page that needs no other file, for where Quarto is not."""
    return _render(composed, folder, {})


def _render(
    composed: Composed,
    folder: Path,
    variables: Mapping[str, str],
    take_notes: Callable[[], ReviewNotes] | None = None,
) -> Path:
    template = folder / "template.html"
    page = (TEMPLATES / "review.html").read_text("utf-8")
    logo = logo_element(composed.look, composed.look_pictures)  # too long for an argument
    template.write_text(page.replace(_LOGO, logo.replace("$", "$$")), "utf-8")
    made = folder / REVIEW
    arguments = [
        f"--from={MARKDOWN}",
        "--to=html5",
        "--standalone",
        f"--template={template}",
        "--toc",
        "--toc-depth=3",
        "--shift-heading-level-by=1",
        "--section-divs",
        "--default-image-extension=svg",
        "--eol=lf",
        *_arguments({**_variables(composed), **variables}, composed),
        *_PARTS,
    ]
    html = run_pandoc(arguments, _report_markdown(composed), folder)
    template.unlink()
    generated = _all_generated(composed)
    if take_notes is not None:
        notes = take_notes()
        words = plain_words(fill_marks(html, generated)) if notes.comments else ""
        generated |= fill_places(composed, notes, words)
        html = _with_notes(html, notes_html(composed, notes))
    html = fill_marks(html, generated, folded=True)
    page = embed_pictures(_TABLE.sub(_make_scrollable, html), composed)
    made.write_text(page, "utf-8", newline="\n")
    check_review(made, composed.report, composed.chapters)
    return made


def _with_notes(html: str, notes: str) -> str:
    """A page with notes at its top, and the script for comments, which alone may run.

    The template's own marks are the first and the last, whatever an author's text holds.
    """
    script = (TEMPLATES / "comments.js").read_text("utf-8")
    dialog = render_template("comment_dialog.html", script=script)
    html = html.replace(_NOTES, notes, 1).replace(
        _NOTHING_RUNS, f"{_NOTHING_RUNS} script-src 'sha256-{hash_script(script)}';", 1
    )
    before, _, after = html.rpartition(_COMMENTS)
    return f"{before}{dialog}{after}"


def plain_html(composed: Composed, folder: Path, before: str = "") -> str:
    """A report as plain HTML, from which pandoc reads the tables as tables.

    ``before`` is Markdown that is put first.
    """
    form = [f"--from={MARKDOWN}", "--to=html5", "--default-image-extension=svg", "--eol=lf"]
    html = run_pandoc([*form, *_PARTS], f"{before}{_report_markdown(composed)}", folder)
    return fill_marks(html, _all_generated(composed))


def _report_markdown(composed: Composed) -> str:
    """The chapters as one text, of which the filters ``_PARTS`` make parts and sections."""
    texts, part = [], ""
    for chapter in composed.chapters:
        if chapter.part and chapter.part != part:
            texts.append(
                f"# {escape_markdown(chapter.part)} {{#{part_anchor(chapter.part)} .part}}"
            )
        part = chapter.part
        within = " .imprint" if chapter.imprint else " .in-part" if part else ""
        texts.append(f"::: {{#{section_anchor(chapter.name)} .section-begins{within}}}\n:::")
        texts.append(_with_notice(chapter.markdown, composed))
    return "\n\n".join(texts)


def _all_generated(composed: Composed) -> dict[str, str]:
    """What was generated for every chapter, in the order of reading."""
    return {name: html for chapter in composed.chapters for name, html in chapter.generated.items()}


def _with_notice(markdown: str, composed: Composed) -> str:
    """A chapter's text, with what every page of a synthetic report must say."""
    if not composed.synthetic:
        return markdown
    heading, newline, rest = markdown.strip("\n").partition("\n")
    if not heading.startswith("# "):  # an author's own beginning is left whole
        heading, newline, rest = "", "\n", markdown
    notice = (
        "::: {.synthetic}\n\n**Synthetic figures:** the figures about "
        f"{escape_markdown(composed.area)} on this page are made up.\n\n:::"
    )
    return f"{heading}\n\n{notice}\n{newline}{rest}"


def check_review(path: Path, report: ReportId, chapters: Sequence[Chapter] = ()) -> None:
    """Make sure that a rendered file is of the right report, and not too large to send."""
    text = path.read_text("utf-8")
    stamp = dict(_STAMP.findall(text))
    if stamp != report.stamp():
        raise WrongReportError(f"{path} was rendered for {stamp}, and is wanted for {report}")
    if len(_DIRECTIVE.findall(text)) != 1:  # the template's own; a policy cannot stop a redirect
        raise RenderError(
            "An author's text holds <meta http-equiv>, which would send readers to another page. "
            "Remove it, and correct that text; no file was put in place."
        )
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        raise RenderError(
            f"The review copy is {size:,} bytes, and may have {LARGEST_BYTES:,}. "
            f"{_largest(chapters)}Make pictures smaller, or fewer, and texts and tables shorter."
        )


def _largest(chapters: Sequence[Chapter]) -> str:
    """Which sections take most of a page."""
    sizes = {
        chapter.title: sum(map(len, (chapter.markdown, *chapter.generated.values())))
        + sum(map(len, chapter.pictures.values()))
        for chapter in chapters
    }
    first = sorted(sizes, key=lambda title: -sizes[title])[:_FEW]
    listed = ", ".join(f"{title} ({sizes[title]:,})" for title in first)
    return f"The largest sections: {listed}. " if listed else ""


def _variables(composed: Composed) -> dict[str, str]:
    values = {
        "title": composed.title,
        "pagetitle": f"{composed.title}, {composed.subtitle}",
        "subtitle": composed.subtitle,
        "areaname": composed.area,
        "figureskind": "synthetic" if composed.synthetic else "published",
        **composed.report.stamp(),
    }
    if composed.synthetic:
        values["synthetic"] = "yes"
    return values


def _draft_variables(composed: Composed) -> dict[str, str]:
    """What a review copy says of itself, and a publication does not."""
    values = {"draft": "yes", "clearance": composed.clearance}
    if unshown := sum(chapter.unshown for chapter in composed.chapters):
        values["unshown"] = count_phrase(str(unshown), "text is", "texts are")
    return values


def _arguments(values: Mapping[str, str], composed: Composed) -> list[str]:
    sheets = ["shared.css", "review.css", *(["easy_read.css"] if composed.easy_read else [])]
    styles = "".join((TEMPLATES / each).read_text("utf-8") for each in sheets)
    named = {name: escape(value) for name, value in values.items()}  # a template escapes nothing
    ready = {"styles": f"{styles}\n{page_style(composed.look)}"}
    return [f"--variable={name}:{value}" for name, value in {**named, **ready}.items()]


def _make_scrollable(match: re.Match[str]) -> str:
    """A table in a box that scrolls on a narrow screen, and that can be reached by keyboard."""
    caption = _CAPTION.search(match[0])
    name = re.sub(r"<[^>]+>|\s+", " ", caption[1]).strip() if caption else "Table"
    name = escape(unescape(name))
    return (
        f'<div class="table-scroll" role="group" tabindex="0" aria-label="{name}">{match[0]}</div>'
    )
