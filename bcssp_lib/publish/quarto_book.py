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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

from bcssp_lib.data.quarto_extras import (
    EXTENSIONS,
    OWN_EXTENSION,
    OWN_PARTIALS,
    REFERENCE,
    QuartoExtras,
    merge_settings,
)
from bcssp_lib.files.typeface import typst_fonts
from bcssp_lib.model.errors import RenderError
from bcssp_lib.model.report_id import Format
from bcssp_lib.narrative.binding import escape_markdown
from bcssp_lib.publish.block_texts import read_words
from bcssp_lib.publish.book_pages import finish_pages, link_to_pages, stamp_html
from bcssp_lib.publish.child_process import run_child
from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.generated import TEMPLATES
from bcssp_lib.publish.look import (
    book_style,
    font_face_css,
    look_place,
    write_house_style,
    write_word_pictures,
)
from bcssp_lib.publish.masthead import SYNTHETIC_WORDS, read_masthead
from bcssp_lib.publish.pdf_files import check_pdf, mark_row_headers
from bcssp_lib.publish.programs import date_environment, run_pandoc
from bcssp_lib.publish.review import plain_html
from bcssp_lib.publish.word_document import finish_word

_OUTPUT = "book"
_FRONT, _CHAPTERS = "index", "_chapters"
_FILTERS = (
    "book_tables.lua", "boxes.lua", "callouts.lua", "chapters.lua", "typst_values.lua",
)  # fmt: skip
_EASY_READ = "easy_read.lua"
_STYLES, _FINISH = "book.scss", "finish.py"
_LAST_WORDS = 2000
_LINES = 12  # of what Quarto says on an error
_ERROR, _COLOURED = re.compile(r"ERROR[: (]"), re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_LEAST_VERSION = (1, 9)  # the first that writes PDF/UA-1
_CACHE = ".quarto"
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
    settings, written = write_project(composed, folder), folder / "_quarto.yml"
    whole = written.read_bytes()
    variables = date_environment(composed.masthead.date)
    if not composed.machine_fonts:
        variables["TYPST_IGNORE_SYSTEM_FONTS"] = "true"
    del settings["project"]["post-render"]  # what it does is done here
    _write_yaml(written, settings)
    _run_quarto(program, folder, variables)
    made = {each.kind: folder / _OUTPUT / _FILES[each] for each in composed.formats}
    for kind, path in made.items():
        if not path.is_file():
            raise RenderError(f"Quarto ended well, but made no {kind} ({path.name}).")
    book = folder / _OUTPUT
    pages = sorted(book.glob("*.html")) if Format.HTML in composed.formats else []
    finish_book(folder, [*pages, *(made[kind] for kind in ("PDF", "Word") if kind in made)])
    shutil.rmtree(folder / _CACHE, ignore_errors=True)  # of this machine; it is made again
    written.write_bytes(whole)
    return made


def finish_book(folder: Path, made: Iterable[Path]) -> None:
    """Do what Quarto cannot with the files that it has made, and check them.

    ``made`` are files of the book. The project calls this too, when Quarto is run by hand.
    """
    masthead, made = read_masthead(folder), list(made)
    for path in made:
        if path.suffix == ".pdf":
            check_pdf(path, masthead)
            mark_row_headers(path)
        elif path.suffix == ".docx":
            finish_word(path, masthead, folder)
    pages = [path for path in made if path.suffix == ".html"]
    if pages:
        finish_pages(masthead, folder / _OUTPUT, pages)


def write_project(composed: Composed, folder: Path) -> dict[str, Any]:
    """Write ``_quarto.yml``, a page for each chapter, what the pages hold, and the pictures.

    Returns the settings. The look is an extension of Quarto's in the project.
    """
    write_word_pictures(composed, folder)
    composed.masthead.write(folder)
    (folder / "stamp.html").write_text(stamp_html(composed.report), "utf-8")
    _write_extension(composed, folder / EXTENSIONS / OWN_EXTENSION)
    _write_extras(composed.extras, folder)
    (folder / _CHAPTERS).mkdir(exist_ok=True)
    for name, text, tree in _read_pages(composed, folder):
        (folder / f"{name}.qmd").write_text(text, "utf-8")
        (folder / _CHAPTERS / f"{name}.json").write_text(json.dumps(tree), "utf-8")
    settings = _settings(composed)
    _write_yaml(folder / "_quarto.yml", settings)
    return settings


def _write_extension(composed: Composed, folder: Path) -> None:
    """Write the look as an extension: formats with their filters, styles, template and fonts."""
    folder.mkdir(parents=True)
    copied = (_STYLES, _FINISH, OWN_PARTIALS[1], *_FILTERS)
    for name in (*copied, *([_EASY_READ] if composed.easy_read else [])):
        shutil.copyfile(str(TEMPLATES / name), folder / name)
    sheets = ["shared.css", "book.css", *(["easy_read.css"] if composed.easy_read else [])]
    styles = font_face_css() + "".join((TEMPLATES / each).read_text("utf-8") for each in sheets)
    look = book_style(composed.look)
    (folder / "book.css").write_text(f"{styles}{look}", "utf-8", newline="\n")
    if cover := composed.look.cover:
        (folder / cover).write_bytes(composed.look_pictures[cover])
    write_house_style(folder / OWN_PARTIALS[0], composed.look, easy_read=composed.easy_read)
    (folder / "fonts").mkdir()
    for path in typst_fonts():
        shutil.copyfile(path, folder / "fonts" / path.name)
    if composed.extras.reference is not None:
        (folder / REFERENCE).write_bytes(composed.extras.reference)
    _write_yaml(folder / "_extension.yml", _extension(composed))


def _write_yaml(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")


def _read_template(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((TEMPLATES / name).read_text("utf-8"))
    return content


def _page_text(name: str, heading: str, anchor: str, composed: Composed) -> str:
    """What Quarto reads of a page: its heading, and where the rest of it is."""
    mark = f" {{#{anchor}}}" if anchor else " {.front}" if name == _FRONT else ""
    others = [each for each in composed.formats if each is not Format.HTML]
    links = "".join(f"- [{each.kind}]({_FILES[each]})\n" for each in others)
    downloads = _DOWNLOADS.format(links=links) if name == _FRONT else ""
    accents = len(composed.look.accents)
    accent = _list_pages(composed).index(name) % accents  # in turn, as on paper
    return (
        f"---\nbody-classes: accent-{accent}\n---\n\n# {heading}{mark}\n\n"
        f"{downloads}::: {{chapter={name}}}\n:::\n"
    )


def _read_pages(composed: Composed, folder: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each page by its name, in the order of reading: its text, and pandoc's tree of the rest.

    A page begins where its part or its section does; what is before the first is the front page.
    One that does not begin with a heading is called by its section's title.
    """
    titles = {_FRONT: "About this publication"}
    titles |= {page.name: page.title for page in composed.pages}
    begins = {page.anchor: page.name for page in composed.pages}
    imprint = any(chapter.imprint for chapter in composed.chapters)
    front = "" if imprint else f"{_front_page(composed)}\n\n"
    html = _name_headings(plain_html(composed, folder, front))
    tree = json.loads(run_pandoc(["--from=html+raw_html", "--to=json"], html, folder))
    pages: dict[str, list[Any]] = {_FRONT: []}
    for block in tree["blocks"]:
        name = begins.pop(_identifier(block), next(reversed(pages)))
        pages.setdefault(name, []).append(block)
    link_to_pages(pages)
    for name, blocks in pages.items():
        heading, anchor, rest = titles[name], "", blocks
        if blocks and blocks[0]["t"] == "Header" and blocks[0]["c"][0] == 1:
            _, (anchor, *_), words = blocks[0]["c"]
            heading, rest = read_words(words), blocks[1:]
        text = _page_text(name, escape_markdown(heading), anchor, composed)
        yield name, text, {**tree, "blocks": rest}


def _identifier(block: Mapping[str, Any]) -> str:
    """The id of a heading or of a box."""
    attributes = {"Header": 1, "Div": 0}
    place = attributes.get(block["t"])
    return "" if place is None else str(block["c"][place][0])


def _name_headings(html: str) -> str:
    """Cells that name rows and columns, marked as Quarto itself marks them: pandoc forgets them."""
    marked = re.sub(r"<th(?=[\s>])", '<th data-quarto-table-cell-role="th"', html)
    return re.sub(r"<table(?=[\s>])", '<table data-quarto-postprocess="true"', marked)


def _extension(composed: Composed) -> dict[str, Any]:
    """The settings of the extension; a theme that a council names replaces the toolkit's."""
    content = _read_template("extension.yml")
    formats = content["contributes"]["formats"]
    theme = composed.extras.settings.get("format", {}).get("html", {}).get("theme", [])
    if theme:
        named = theme if isinstance(theme, list) else [theme]
        formats["html"]["theme"] = list(dict.fromkeys([*named, _STYLES]))
    for paper in ("typst", "docx") if composed.easy_read else ():
        easy_read = {"path": _EASY_READ, "at": "post-finalize"}
        formats[paper]["filters"].insert(3, easy_read)  # after the boxes
    if composed.extras.reference is not None:
        formats["docx"]["reference-doc"] = REFERENCE
    return content


def _settings(composed: Composed) -> dict[str, Any]:
    """The template's settings with what is this report's own."""
    settings = _read_template("quarto.yml")
    settings["book"] |= {
        "title": escape_markdown(composed.title),
        "subtitle": escape_markdown(composed.subtitle),
        "chapters": [f"{name}.qmd" for name in _list_pages(composed)],
    }
    look, date, formats = composed.look, composed.masthead.date, settings["format"]
    if look.logo:
        logo = {"logo": look_place(look.logo), "logo-alt": escape_markdown(look.logo_text)}
        settings["book"]["sidebar"] = logo
    formats["bcssp-typst"] = {
        "report-date": f"year: {date.year}, month: {date.month}, day: {date.day}",
        "area": escape_markdown(composed.area),
        "stamp": composed.stamp_text,
        "mark": composed.mark,
        "synthetic": composed.synthetic,
        "brief": composed.brief,
    }
    formats["bcssp-docx"] = {"toc": not composed.brief}
    settings = _add_extras(settings, composed.extras)
    for each in _QUARTO_FORMATS.keys() - composed.formats:
        del settings["format"][f"{OWN_EXTENSION}-{_QUARTO_FORMATS[each]}"]
    if Format.HTML not in composed.formats:  # whose first page links them
        del settings["project"]["resources"]
    return settings


def _list_pages(composed: Composed) -> list[str]:
    """The pages of the book by name: its own, with those that were added before and after."""
    extras = composed.extras
    return [
        _FRONT,
        *(f"before-{name}" for name in sorted(extras.before)),
        *(page.name for page in composed.pages),
        *(f"after-{name}" for name in sorted(extras.after)),
    ]


def _add_extras(settings: dict[str, Any], extras: QuartoExtras) -> dict[str, Any]:
    """The settings with those that were added on top, and with styles."""
    added = dict(extras.settings)
    formats = {f"{OWN_EXTENSION}-{kind}": each for kind, each in added.pop("format", {}).items()}
    merged = merge_settings(settings, {**added, "format": formats})
    html = merged["format"][f"{OWN_EXTENSION}-html"]
    html.pop("theme", None)  # it is in the extension
    if extras.styles:
        html["theme"] = list(extras.styles)
    return merged


def _write_extras(extras: QuartoExtras, folder: Path) -> None:
    for place, pages in (("before", extras.before), ("after", extras.after)):
        for name, text in pages.items():
            (folder / f"{place}-{name}.qmd").write_text(text, "utf-8")
    for name, text in {**extras.styles, **extras.partials}.items():
        (folder / name).write_text(text, "utf-8")
    for name, content in extras.extensions.items():
        path = folder / EXTENSIONS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


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
    done = run_child(
        [program, "render", str(folder), "--no-clean"],
        folder,
        {**os.environ, "NO_COLOR": "1", **variables},
    )
    if done.returncode != 0:
        raise RenderError(_failure(done.returncode, f"{done.stdout}\n{done.stderr}", program))


def _failure(code: int, output: str, program: str) -> str:
    """What went wrong, with Quarto's own word on it first, which may be far above its last."""
    plain = _COLOURED.sub("", output).strip()
    reason = _find_reason(plain.splitlines())
    last_words = "" if reason else f"Its last words were:\n{plain[-_LAST_WORDS:]}\n"
    return (
        f"{reason}Quarto ended with code {code}. {_advise_on_version(program)}{last_words}"
        "No publication was put in place. If the message speaks of an author's text, correct "
        "that text, or what is in params/quarto/; otherwise run 'quarto check'."
    )


def _find_reason(lines: Sequence[str]) -> str:
    """The first error that Quarto names, with what it says on it; empty if it names none."""
    start = next((at for at, line in enumerate(lines) if _ERROR.match(line)), len(lines))
    told = list(takewhile(lambda line: not line.startswith("Stack trace"), lines[start:]))
    return "".join(f"{line}\n" for line in told[:_LINES] if line.strip())


def _advise_on_version(program: str) -> str:
    """That Quarto is too old, if it is; it is asked only once it has failed."""
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"(\d+)\.(\d+)", asked.stdout)
    if found is None or tuple(map(int, found.groups())) >= _LEAST_VERSION:
        return ""
    least = ".".join(map(str, _LEAST_VERSION))
    return f"It is Quarto {asked.stdout.strip()}, which is too old: get {least} or later. "
