"""Quarto's project for one report: an HTML book, a PDF through Typst, and Word.

The quarto package's own ``render`` never looks at Quarto's exit code, so the program is
run here, once for all formats, and what it made is looked at.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from bcssp_lib.data.quarto_extras import (
    REFERENCE,
    ExtraPage,
    QuartoExtras,
    merge_settings,
)
from bcssp_lib.model.errors import RenderError
from bcssp_lib.model.formats import Format
from bcssp_lib.model.look import Look
from bcssp_lib.narrative.binding import escape_markdown
from bcssp_lib.publish.block_texts import read_words
from bcssp_lib.publish.book_pages import finish_pages, link_to_pages, stamp_html
from bcssp_lib.publish.checks import check_pdf
from bcssp_lib.publish.child_process import run_child
from bcssp_lib.publish.compose import SYNTHETIC_WORDS, Composed, Page
from bcssp_lib.publish.look_style import book_style, write_house_style
from bcssp_lib.publish.pdf_tags import mark_row_headers
from bcssp_lib.publish.pictures import font_face_css, font_folders, write_word_pictures
from bcssp_lib.publish.placeholders import section_anchor
from bcssp_lib.publish.programs import date_environment, run_pandoc
from bcssp_lib.publish.review import plain_html
from bcssp_lib.publish.word_document import finish_word

_TEMPLATES = files("bcssp_lib.publish") / "templates"
_OUTPUT = "book"
_FRONT, _CHAPTERS = "index", "_chapters"
_FILTERS = ("book_tables.lua", "boxes.lua", "chapters.lua", "typst_values.lua")
# Quarto's own look for the PDF of a book is a textbook's: empty pages, numbered chapters.
_EASY_READ = "easy_read.lua"
_TYPST_PARTIALS = ("typst-template.typ", "typst-show.typ")
_LAST_WORDS = 2000
_LEAST_VERSION = (1, 9)  # the first that writes PDF/UA-1
_CACHE = ".quarto"
_STYLES = "book.scss"
_FILES = {Format.HTML: "index.html", Format.PDF: "report.pdf", Format.WORD: "report.docx"}
_QUARTO_FORMATS = {Format.HTML: "html", Format.PDF: "typst", Format.WORD: "docx"}
_DOWNLOADS = """::: downloads
Download this report

{links}- [All tables, as a workbook](tables.xlsx)
- [All tables, as an OpenDocument spreadsheet](tables.ods)
- [All figures, as a table of data (CSV)](figures.csv)
:::

"""


def render_book(composed: Composed, folder: Path, program: str) -> dict[str, Path]:
    """Write the project, render it, and return its checked files by kind."""
    write_project(composed, folder)
    variables = date_environment(composed.date)
    if not composed.machine_fonts:
        variables["TYPST_IGNORE_SYSTEM_FONTS"] = "true"
    _run_quarto(program, folder, variables)
    made = {each.kind: folder / _OUTPUT / _FILES[each] for each in composed.formats}
    for kind, path in made.items():
        if not path.is_file():
            raise RenderError(f"Quarto ended well, but made no {kind} ({path.name}).")
    if Format.PDF in composed.formats:
        mark_row_headers(made[Format.PDF.kind])
        check_pdf(made[Format.PDF.kind], composed)
    if Format.WORD in composed.formats:
        finish_word(made[Format.WORD.kind], composed)
    if Format.HTML in composed.formats:
        finish_pages(composed, folder / _OUTPUT)
    shutil.rmtree(folder / _CACHE, ignore_errors=True)  # of this machine; it is made again
    return made


def write_project(composed: Composed, folder: Path) -> None:
    """Write ``_quarto.yml``, a page for each chapter, what the pages hold, and the pictures."""
    write_word_pictures(composed, folder)
    for name in (_STYLES, *_FILTERS, *([_EASY_READ] if composed.easy_read else [])):
        shutil.copyfile(str(_TEMPLATES / name), folder / name)
    sheets = ["book.css", *(["easy_read.css"] if composed.easy_read else [])]
    styles = font_face_css() + "".join((_TEMPLATES / each).read_text("utf-8") for each in sheets)
    (folder / "book.css").write_text(styles, "utf-8", newline="\n")
    _write_look(composed.look, folder)
    _write_extras(composed.extras, folder)
    (folder / "stamp.html").write_text(stamp_html(composed), "utf-8")
    write_house_style(folder / _TYPST_PARTIALS[0], composed.look, easy_read=composed.easy_read)
    shutil.copyfile(str(_TEMPLATES / _TYPST_PARTIALS[1]), folder / _TYPST_PARTIALS[1])
    (folder / _CHAPTERS).mkdir(exist_ok=True)
    for name, page in _read_pages(composed, folder).items():
        (folder / f"{name}.qmd").write_text(_page_text(name, page, composed), "utf-8")
        content = {**page.tree, "blocks": page.blocks}
        (folder / _CHAPTERS / f"{name}.json").write_text(json.dumps(content), "utf-8")
    settings = yaml.safe_dump(_settings(composed), sort_keys=False, allow_unicode=True)
    (folder / "_quarto.yml").write_text(settings, "utf-8")


def _write_look(look: Look, folder: Path) -> None:
    """Give the styles of the pages the colours of a look."""
    rules = book_style(look)
    if rules:
        with (folder / "book.css").open("a", encoding="utf-8", newline="\n") as styles:
            styles.write(rules)


@dataclass(frozen=True)
class _Page:
    """A page as pandoc's tree: its heading, and the elements below it."""

    tree: dict[str, Any]
    heading: str
    anchor: str
    blocks: list[Any]


def _list_downloads(composed: Composed) -> str:
    """Links from the first page to the same report in other formats."""
    others = [each for each in composed.formats if each is not Format.HTML]
    links = "".join(f"- [{each.kind}]({_FILES[each]})\n" for each in others)
    return _DOWNLOADS.format(links=links)


def _page_text(name: str, page: _Page, composed: Composed) -> str:
    """What Quarto reads of a page: its heading, and where the rest of it is."""
    anchor = f" {{#{page.anchor}}}" if page.anchor else " {.front}" if name == _FRONT else ""
    downloads = _list_downloads(composed) if name == _FRONT else ""
    return f"# {page.heading}{anchor}\n\n{downloads}::: {{chapter={name}}}\n:::\n"


def _read_pages(composed: Composed, folder: Path) -> dict[str, _Page]:
    """Every page by its name, in the order of reading, as pandoc reads the whole report.

    A page begins where its part or its section does; what is before the first is the front page.
    """
    titles = {_FRONT: "About this publication"}
    titles |= {page.name: page.title for page in composed.pages}
    begins = {_first_anchor(page): page.name for page in composed.pages}
    tree = _read_html(_report_html(composed, folder), folder)
    pages: dict[str, list[Any]] = {_FRONT: []}
    for block in tree["blocks"]:
        name = begins.pop(_identifier(block), next(reversed(pages)))
        pages.setdefault(name, []).append(block)
    link_to_pages(pages)
    return {name: _make_page(tree, titles[name], blocks) for name, blocks in pages.items()}


def _first_anchor(page: Page) -> str:
    first = page.chapters[0]
    return page.name if first.part else section_anchor(first.name)


def _identifier(block: Mapping[str, Any]) -> str:
    """The id of a heading or of a box."""
    attributes = {"Header": 1, "Div": 0}
    place = attributes.get(block["t"])
    return "" if place is None else str(block["c"][place][0])


def _make_page(tree: dict[str, Any], title: str, blocks: list[Any]) -> _Page:
    """A page; one that does not begin with a heading is called by its section's title."""
    if blocks and blocks[0]["t"] == "Header" and blocks[0]["c"][0] == 1:
        heading, blocks = blocks[0]["c"], blocks[1:]
        return _Page(tree, escape_markdown(read_words(heading[2])), heading[1][0], blocks)
    return _Page(tree, escape_markdown(title), "", blocks)


def _report_html(composed: Composed, folder: Path) -> str:
    """The report as HTML, which begins with what the front page says."""
    imprint = any(chapter.imprint for chapter in composed.chapters)
    front = "" if imprint else f"{_front_page(composed)}\n\n"
    return _name_headings(plain_html(composed, folder, front))


def _name_headings(html: str) -> str:
    """Cells that name rows and columns, marked as Quarto itself marks them: pandoc forgets them."""
    marked = re.sub(r"<th(?=[\s>])", '<th data-quarto-table-cell-role="th"', html)
    return re.sub(r"<table(?=[\s>])", '<table data-quarto-postprocess="true"', marked)


def _read_html(html: str, folder: Path) -> dict[str, Any]:
    made = folder / "report-body.json"
    run_pandoc(["--from=html+raw_html", "--to=json", f"--output={made}"], html, folder)
    tree: dict[str, Any] = json.loads(made.read_text("utf-8"))
    made.unlink()
    return tree


def _settings(composed: Composed) -> dict[str, Any]:
    """The template's settings with what is this report's own."""
    settings: dict[str, Any] = yaml.safe_load((_TEMPLATES / "quarto.yml").read_text("utf-8"))
    settings["project"]["output-dir"] = _OUTPUT
    settings["book"] |= {
        "title": escape_markdown(composed.title),
        "subtitle": escape_markdown(composed.subtitle),
        "chapters": [f"{name}.qmd" for name in _list_pages(composed)],
    }
    date = composed.date
    settings["format"]["typst"] |= {
        "template-partials": list(_TYPST_PARTIALS),
        "report-date": f"year: {date.year}, month: {date.month}, day: {date.day}",
        "synthetic": composed.synthetic,
        "area": escape_markdown(composed.area),
        "mark": composed.mark,
    }
    for paper in ("typst", "docx") if composed.easy_read else ():
        settings["format"][paper]["filters"].insert(2, _EASY_READ)  # after the boxes
    settings = _add_extras(settings, composed.extras)
    for each in _QUARTO_FORMATS.keys() - composed.formats:
        del settings["format"][_QUARTO_FORMATS[each]]
    return settings


def _list_pages(composed: Composed) -> list[str]:
    """The pages of the book by name: its own, with those that were added before and after."""
    extras = composed.extras
    return [
        _FRONT,
        *(_extra_name("before", page) for page in extras.before),
        *(page.name for page in composed.pages),
        *(_extra_name("after", page) for page in extras.after),
    ]


def _extra_name(place: str, page: ExtraPage) -> str:
    return f"{place}-{page.name}"


def _add_extras(settings: dict[str, Any], extras: QuartoExtras) -> dict[str, Any]:
    """The settings with those that were added on top, and with styles and the template of Word."""
    merged = merge_settings(settings, extras.settings)
    html, docx = merged["format"]["html"], merged["format"]["docx"]
    theme = html["theme"] if isinstance(html["theme"], list) else [html["theme"]]
    ours = [_STYLES] if _STYLES not in theme else []
    html["theme"] = [*theme, *ours, *extras.styles]
    if extras.reference is not None:
        docx["reference-doc"] = REFERENCE
    return merged


def _write_extras(extras: QuartoExtras, folder: Path) -> None:
    for place, pages in (("before", extras.before), ("after", extras.after)):
        for page in pages:
            (folder / f"{_extra_name(place, page)}.qmd").write_text(page.text, "utf-8")
    for name, style in extras.styles.items():
        (folder / name).write_text(style, "utf-8")
    if extras.reference is not None:
        (folder / REFERENCE).write_bytes(extras.reference)


def _front_page(composed: Composed) -> str:
    """The first page of a book without an imprint."""
    title, subtitle, area = map(escape_markdown, (composed.title, composed.subtitle, composed.area))
    notice = (
        f"::: {{.synthetic}}\n\n**{SYNTHETIC_WORDS}.** Every figure about {area} in this "
        "report is made up.\n\n:::\n\n"
        if composed.synthetic
        else ""
    )
    return f"{title} of the {subtitle}, for {area}.\n\n{notice}"


def _run_quarto(program: str, folder: Path, variables: Mapping[str, str]) -> None:
    fonts = {"TYPST_FONT_PATHS": os.pathsep.join(map(str, font_folders()))}
    done = run_child(
        [program, "render", str(folder), "--no-clean"],
        folder,
        {**os.environ, "NO_COLOR": "1", **fonts, **variables},
    )
    if done.returncode != 0:
        raise RenderError(_failure(done.returncode, f"{done.stdout}\n{done.stderr}", program))


def _failure(code: int, output: str, program: str) -> str:
    """What went wrong, with Quarto's own word on it first, which may be far above its last."""
    reason = next((line for line in output.splitlines() if line.startswith("ERROR:")), "")
    return (
        f"{reason}\nQuarto ended with code {code}. {_advise_on_version(program)}Its last words "
        f"were:\n{output.strip()[-_LAST_WORDS:]}\n"
        "No publication was put in place. If the message speaks of an author's text, correct "
        "that text; otherwise run 'quarto check'."
    ).lstrip()


def _advise_on_version(program: str) -> str:
    """That Quarto is too old, if it is; it is asked only once it has failed."""
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"(\d+)\.(\d+)", asked.stdout)
    if found is None or tuple(map(int, found.groups())) >= _LEAST_VERSION:
        return ""
    least = ".".join(map(str, _LEAST_VERSION))
    return f"It is Quarto {asked.stdout.strip()}, which is too old: get {least} or later. "
