"""PDF by Typst and Word by pandoc, for machines without Quarto."""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from pathlib import Path

import typst

from bcssp_lib.model.errors import RenderError
from bcssp_lib.publish.checks import check_pdf, check_word, mark_word
from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.manifest import date_environment, date_word, report_date
from bcssp_lib.publish.pandoc import MARKDOWN, run_pandoc
from bcssp_lib.publish.pictures import fonts_folder, write_pictures, write_word_pictures
from bcssp_lib.publish.review import report_markdown
from bcssp_lib.publish.word_look import dress_word

_TEMPLATES = files("bcssp_lib.publish") / "templates"
_BOXES = "boxes.lua"
_FILTERS = ("typst_pictures.lua", _BOXES)
_COPIED = ("publication.typ", "house_style.typ", *_FILTERS)
_DETAILS = re.compile(r"<details><summary>.*?</summary>|</details>")


def render_pdf(composed: Composed, folder: Path) -> Path:
    """A tagged PDF: Typst refuses it (PDF/UA-1) if a picture has no alternative text."""
    write_pictures(composed, folder)
    source, made = folder / "report.typ", folder / "report.pdf"
    for name in _COPIED:
        shutil.copyfile(str(_TEMPLATES / name), folder / name)
    arguments = [
        "--from=html",
        "--to=typst",
        "--standalone",
        f"--template={folder / 'publication.typ'}",
        *(f"--lua-filter={folder / name}" for name in _FILTERS),
        f"--output={source}",
    ]
    run_pandoc([*arguments, *_metadata(composed)], _html(composed, folder, "svg"), folder)
    try:
        typst.compile(
            source,
            output=made,
            root=folder,
            font_paths=[fonts_folder()],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=report_date(composed),
        )
    except (RuntimeError, typst.TypstError) as error:
        raise RenderError(
            f"Typst could not make the PDF: {error}. No file was put in place; if the message "
            "speaks of an author's text or picture, correct that."
        ) from error
    for name in ("publication.typ", *_FILTERS):
        (folder / name).unlink()
    check_pdf(made, composed)
    return made


def render_word(composed: Composed, folder: Path) -> Path:
    """A Word document, with pictures as PNG."""
    write_word_pictures(composed, folder)
    made = folder / "report.docx"
    boxes = folder / _BOXES
    shutil.copyfile(str(_TEMPLATES / _BOXES), boxes)
    arguments = [
        "--from=html",
        "--to=docx",
        "--toc",
        "--toc-depth=1",
        f"--lua-filter={boxes}",
        f"--output={made}",
    ]
    text = _html(composed, folder, "png")
    run_pandoc([*arguments, *_metadata(composed)], text, folder, date_environment(composed))
    boxes.unlink()
    dress_word(made)
    mark_word(made, composed)
    date_word(made, composed)
    check_word(made, composed)
    return made


def _html(composed: Composed, folder: Path, picture: str) -> str:
    """The report as plain HTML, from which pandoc reads the tables as tables."""
    made = folder / "report-body.html"
    arguments = [
        f"--from={MARKDOWN}",
        "--to=html5",
        f"--default-image-extension={picture}",
        f"--output={made}",
    ]
    run_pandoc(arguments, report_markdown(composed), folder)
    text = made.read_text("utf-8")
    made.unlink()
    return _DETAILS.sub("", text)


def _metadata(composed: Composed) -> list[str]:
    values = {
        "title": composed.title,
        "subtitle": composed.subtitle,
        "lang": "en-GB",
        "description": stamp_text(composed),
    }
    if composed.synthetic:
        values["synthetic"] = "yes"
    return [f"--metadata={name}:{value}" for name, value in values.items()]


def stamp_text(composed: Composed) -> str:
    """The report that a file was made for, as it is written into the file."""
    return "; ".join(f"{name}: {value}" for name, value in composed.report.stamp().items())
