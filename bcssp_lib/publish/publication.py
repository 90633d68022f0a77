"""The publication: by Quarto where it is installed, else a page and Word by pandoc, PDF by Typst.

A workbook of all tables and a data pack of all figures go with either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import typst

from bcssp_lib.data.quarto_extras import REFERENCE
from bcssp_lib.model.errors import RenderError
from bcssp_lib.model.report_id import Format
from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.data_pack import write_data_pack
from bcssp_lib.publish.generated import TEMPLATES
from bcssp_lib.publish.look import (
    check_typeface,
    font_folders,
    write_house_style,
    write_pictures,
    write_word_pictures,
)
from bcssp_lib.publish.open_document import render_open_document
from bcssp_lib.publish.pdf_files import check_pdf, mark_row_headers, name_undrawn_letters
from bcssp_lib.publish.programs import (
    GET_QUARTO,
    QUARTO,
    date_environment,
    find_quarto,
    run_pandoc,
)
from bcssp_lib.publish.quarto_book import render_book
from bcssp_lib.publish.review import plain_html, render_page
from bcssp_lib.publish.word_document import finish_word
from bcssp_lib.publish.workbook import check_lengths, render_workbook

_BOXES = "boxes.lua"
_EASY_READ = "easy_read.lua"
_FILTERS = ("typst_values.lua", _BOXES)
_UNUSED = "The pages, settings and styles of params/quarto/ are not in this publication without it."


@dataclass(frozen=True)
class Published:
    """The files of a publication by kind, and the engine that made them."""

    files: dict[str, Path]
    engine: str
    advice: str = ""

    def moved(self, before: Path, after: Path) -> Published:
        """The same publication in another place."""
        moved = {kind: after / path.relative_to(before) for kind, path in self.files.items()}
        return replace(self, files=moved)


def render_publication(composed: Composed, folder: Path) -> Published:
    """Render a publication in a folder of its own, with the best engine there is."""
    check_lengths(composed)
    check_typeface(composed.look)
    program = find_quarto()
    tables = {
        "Workbook": render_workbook(composed, folder),
        "ODS": render_open_document(composed, folder),
        **write_data_pack(composed, folder),
    }
    if program is not None:  # the first page of the book links the tables
        made, engine, advice = render_book(composed, folder, program), QUARTO, ""
    else:
        made = dict(_render_formats(composed, folder))
        engine, advice = "Typst (PDF) and pandoc (HTML, Word)", GET_QUARTO
        if composed.extras.needs_quarto:
            advice = f"{GET_QUARTO} {_UNUSED}"
    if Format.PDF in composed.formats:
        undrawn = name_undrawn_letters(made[Format.PDF.kind], composed)
        advice = " ".join(filter(None, [undrawn, advice]))
    return Published({**made, **tables}, engine, advice)


def _render_formats(composed: Composed, folder: Path) -> Iterator[tuple[str, Path]]:
    """Each file of a publication without Quarto, by its kind."""
    if Format.HTML in composed.formats:
        yield Format.HTML.kind, render_page(composed, folder)
    if {Format.PDF, Format.WORD}.isdisjoint(composed.formats):
        return
    text = plain_html(composed, folder)
    if Format.PDF in composed.formats:
        yield Format.PDF.kind, render_pdf(composed, folder, text)
    if Format.WORD in composed.formats:
        yield Format.WORD.kind, render_word(composed, folder, text)


def render_pdf(composed: Composed, folder: Path, text: str = "") -> Path:
    """A tagged PDF: Typst refuses it (PDF/UA-1) if a picture has no alternative text.

    ``text`` is the report as plain HTML, where that was made before.
    """
    write_pictures(composed, folder)
    source, made = folder / "report.typ", folder / "report.pdf"
    filters = (_EASY_READ, *_FILTERS) if composed.easy_read else _FILTERS
    write_house_style(folder / "house_style.typ", composed.look, easy_read=composed.easy_read)
    arguments = [
        "--from=html",
        "--to=typst",
        "--standalone",
        "--wrap=none",  # a line that breaks would break in what the PDF says of itself
        f"--template={TEMPLATES / 'publication.typ'}",
        *(f"--lua-filter={TEMPLATES / name}" for name in filters),
        f"--output={source}",
    ]
    text = text or plain_html(composed, folder)
    run_pandoc([*arguments, *_metadata(composed)], text, folder)
    try:
        typst.compile(
            source,
            output=made,
            root=folder,
            font_paths=font_folders(),
            ignore_system_fonts=not composed.machine_fonts,
            pdf_standards=["ua-1"],
            timestamp=composed.masthead.date,
        )
    except (RuntimeError, typst.TypstError) as error:
        raise RenderError(
            f"Typst could not make the PDF: {error}. No file was put in place; if the message "
            "speaks of an author's text or picture, correct that."
        ) from error
    check_pdf(made, composed.masthead)
    mark_row_headers(made)
    return made


def render_word(composed: Composed, folder: Path, text: str = "") -> Path:
    """A Word document, with pictures as PNG; ``text`` is as that of ``render_pdf``."""
    write_word_pictures(composed, folder)
    made = folder / "report.docx"
    filters = (_BOXES, _EASY_READ) if composed.easy_read else (_BOXES,)
    arguments = [
        "--from=html",
        "--to=docx",
        *(f"--lua-filter={TEMPLATES / name}" for name in filters),
        f"--output={made}",
    ]
    if not composed.brief:
        arguments += ["--toc", "--toc-depth=1"]
    if composed.extras.reference is not None:
        (folder / REFERENCE).write_bytes(composed.extras.reference)
        arguments.append(f"--reference-doc={folder / REFERENCE}")
    text = text or plain_html(composed, folder)
    run_pandoc(
        [*arguments, *_metadata(composed)], text, folder, date_environment(composed.masthead.date)
    )
    (folder / REFERENCE).unlink(missing_ok=True)
    finish_word(made, composed.masthead, folder)
    return made


def _metadata(composed: Composed) -> list[str]:
    values = {
        "title": composed.title,
        "subtitle": composed.subtitle,
        "area": composed.area,
        "mark": composed.mark,
        "lang": "en-GB",
        "description": composed.stamp_text,
    }
    values |= {"synthetic": "yes"} if composed.synthetic else {}
    values |= {"brief": "yes"} if composed.brief else {}
    return [f"--metadata={name}:{value}" for name, value in values.items()]
