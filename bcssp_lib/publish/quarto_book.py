"""Quarto's project for one report: an HTML book, a PDF through Typst, and Word.

The quarto package's own ``render`` never looks at Quarto's exit code, so the program is
run here, once for all formats, and what it made is looked at.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from bcssp_lib.model.errors import RenderError
from bcssp_lib.narrative.binding import escape_markdown
from bcssp_lib.publish.block_texts import WrongReportError
from bcssp_lib.publish.checks import check_pdf
from bcssp_lib.publish.child_process import run_child
from bcssp_lib.publish.compose import SYNTHETIC_WORDS, Composed
from bcssp_lib.publish.pictures import fonts_folder, write_word_pictures
from bcssp_lib.publish.programs import date_environment
from bcssp_lib.publish.review import chapter_markdown
from bcssp_lib.publish.word_document import finish_word

_TEMPLATES = files("bcssp_lib.publish") / "templates"
_OUTPUT = "book"
_TABLE = re.compile(r"```\{=html\}\n<table[^>]*>\n<caption>(.*?)</caption>")
# Quarto's own look for the PDF of a book is a textbook's: empty pages, numbered chapters.
_TYPST_PARTIALS = {"house_style.typ": "typst-template.typ", "typst-show.typ": "typst-show.typ"}
_LAST_WORDS = 2000
_CACHE = ".quarto"


def render_book(composed: Composed, folder: Path, program: str) -> dict[str, Path]:
    """Write the project, render it, and return its checked files by kind."""
    write_project(composed, folder)
    _run_quarto(program, folder, date_environment(composed.date))
    made = {
        "HTML": folder / _OUTPUT / "index.html",
        "PDF": folder / _OUTPUT / "report.pdf",
        "Word": folder / _OUTPUT / "report.docx",
    }
    for kind, path in made.items():
        if not path.is_file():
            raise RenderError(f"Quarto ended well, but made no {kind} ({path.name}).")
    check_pdf(made["PDF"], composed)
    finish_word(made["Word"], composed)
    _check_pages(composed, folder)
    shutil.rmtree(folder / _CACHE, ignore_errors=True)  # of this machine; it is made again
    return made


def write_project(composed: Composed, folder: Path) -> None:
    """Write ``_quarto.yml``, a page for each chapter, and the pictures."""
    write_word_pictures(composed, folder)
    for name in ("book.css", "book_tables.lua", "boxes.lua"):
        shutil.copyfile(str(_TEMPLATES / name), folder / name)
    (folder / "stamp.html").write_text(_stamp(composed), "utf-8")
    for name, copied in _TYPST_PARTIALS.items():
        shutil.copyfile(str(_TEMPLATES / name), folder / copied)
    (folder / "index.qmd").write_text(_front_page(composed), "utf-8")
    for chapter in composed.chapters:
        text = _tables(chapter_markdown(chapter.markdown, composed))
        (folder / f"{chapter.stem}.qmd").write_text(text, "utf-8")
    settings = yaml.safe_dump(_settings(composed), sort_keys=False, allow_unicode=True)
    (folder / "_quarto.yml").write_text(settings, "utf-8")


def _settings(composed: Composed) -> dict[str, Any]:
    """The template's settings with what is this report's own."""
    settings: dict[str, Any] = yaml.safe_load((_TEMPLATES / "quarto.yml").read_text("utf-8"))
    settings["project"]["output-dir"] = _OUTPUT
    settings["book"] |= {
        "title": composed.title,
        "subtitle": composed.subtitle,
        "chapters": ["index.qmd", *(f"{chapter.stem}.qmd" for chapter in composed.chapters)],
    }
    date = composed.date
    settings["format"]["typst"] |= {
        "template-partials": list(_TYPST_PARTIALS.values()),
        "report-date": f"year: {date.year}, month: {date.month}, day: {date.day}",
        "synthetic": composed.synthetic,
    }
    return settings


def _front_page(composed: Composed) -> str:
    title, subtitle, area = map(escape_markdown, (composed.title, composed.subtitle, composed.area))
    notice = (
        f"::: {{.synthetic}}\n\n**{SYNTHETIC_WORDS}.** Every figure about {area} in this "
        "report is made up.\n\n:::"
        if composed.synthetic
        else "The figures are those that the partners have published."
    )
    return (
        f"# About this publication {{.unnumbered}}\n\n{title} of the "
        f"{subtitle}, for {area}.\n\n{notice}\n\n"
        "The last chapter lists every figure, with the place that it came from.\n"
    )


def _stamp(composed: Composed) -> str:
    return "".join(
        f'<meta name="bcssp-{name}" content="{value}">\n'
        for name, value in composed.report.stamp().items()
    )


def _tables(markdown: str) -> str:
    """Tables that scroll are reached by keyboard; in the PDF their titles are above them.

    Quarto's Typst leaves out the captions of tables.
    """
    return _TABLE.sub(
        lambda match: (
            ':::: {.content-visible when-format="typst"}\n\n::: {typst:sticky="true"}\n\n'
            f"**{escape_markdown(unescape(match[1]))}**\n\n:::\n\n::::\n\n"
            + match[0].replace("<table", '<table tabindex="0"', 1)
        ),
        markdown,
    )


def _run_quarto(program: str, folder: Path, variables: Mapping[str, str]) -> None:
    fonts = {"TYPST_FONT_PATHS": str(fonts_folder()), "TYPST_IGNORE_SYSTEM_FONTS": "true"}
    done = run_child(
        [program, "render", str(folder), "--no-clean"],
        folder,
        {**os.environ, "NO_COLOR": "1", **fonts, **variables},
    )
    if done.returncode != 0:
        output = f"{done.stdout}\n{done.stderr}".strip()[-_LAST_WORDS:]
        raise RenderError(
            f"Quarto ended with code {done.returncode}. Its last words were:\n{output}\n"
            "No publication was put in place. If the message speaks of an author's text, correct "
            "that text; otherwise run 'quarto check'."
        )


def _check_pages(composed: Composed, folder: Path) -> None:
    """Every chapter has a page, and each page carries this report's stamp."""
    stamp = _stamp(composed).strip()
    for chapter in composed.chapters:
        page = folder / _OUTPUT / f"{chapter.stem}.html"
        if not page.is_file():
            raise RenderError(f"Quarto ended well, but made no page for '{chapter.title}'.")
        if stamp not in page.read_text("utf-8"):
            raise WrongReportError(f"{page} does not carry the stamp of {composed.report}")
