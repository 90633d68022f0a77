"""Small reports to render, and ways to read what was rendered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import docx
import pytest
from bs4 import BeautifulSoup, Tag
from pypdf import PdfReader

from bcssp_lib.files.project import Project
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.publish.compose import Chapter, Composed
from tests.projects import ROOT, environment

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


@contextmanager
def quarto_is(program: Path | None) -> Iterator[None]:
    """Let builds find this Quarto, or none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("QUARTO_PATH", raising=False)
        patch.setenv("PATH", environment(Project(ROOT), quarto=program)["PATH"])
        yield


def small_report(
    markdown: str = "# Police\n\nThere were 282 reports.\n", *, synthetic: bool = False
) -> Composed:
    """A report of one chapter with the picture ``figures/one`` at hand."""
    chapter = Chapter(
        name="police",
        stem="01_police",
        title="Police",
        markdown=markdown,
        pictures={"one.svg": SVG},
        bound=(),
        tables=(),
        failed="",
    )
    return Composed(
        title="Annual report 2023-24",
        subtitle="Testshire Partnership",
        area="Testshire",
        report=ReportId("testshire", parse_period("2023-24")),
        synthetic=synthetic,
        chapters=(chapter,),
        facts=(),
        text=markdown,
    )


def squeezed(text: str) -> str:
    """A text without any space, so that it does not matter where lines were broken."""
    return re.sub(r"[\s\u200b]+", "", text)


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def read_once(read: Callable[[Path], Any]) -> Callable[[Path], Any]:
    """Read a file once for all tests, unless it changes: that of a whole report takes seconds."""
    known: dict[tuple[Path, int, int], Any] = {}

    @wraps(read)
    def go(path: Path) -> Any:
        state = path.stat()
        key = path, state.st_mtime_ns, state.st_size
        if key not in known:
            known[key] = read(path)
        return known[key]

    return go


def page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def html_tables(tree: BeautifulSoup | Tag) -> list[list[list[str]]]:
    """Every table of a page as rows of squeezed cells."""
    return [
        [[squeezed(cell.get_text()) for cell in row(["th", "td"])] for row in table("tr")]
        for table in tree("table")
    ]


@read_once
def pdf_pages(path: Path) -> list[str]:
    return [one.extract_text() for one in PdfReader(path).pages]


def pdf_text(path: Path, running_head: str) -> str:
    """The squeezed text of a PDF without the running head and number of each page."""
    head = squeezed(running_head)
    pages = [squeezed(one).removeprefix(head) for one in pdf_pages(path)]
    return "".join(one.removesuffix(str(number)) for number, one in enumerate(pages, start=1))


@read_once
def pdf_alternatives(path: Path) -> list[str]:
    """The alternative texts of the figures in a PDF's tree of tags."""
    found: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                found.append(str(node.get("/Alt", "")))
            walk(node.get("/K"))

    walk(PdfReader(path).trailer["/Root"]["/StructTreeRoot"])
    return found


def word_alternatives(path: Path) -> list[str]:
    return [
        shape._inline.docPr.get("descr") or "" for shape in docx.Document(str(path)).inline_shapes
    ]


@read_once
def word_tables(path: Path) -> list[list[list[str]]]:
    """Every table of a Word document as rows of squeezed cells; a merged cell is one.

    A chart next to its title and notes is none.
    """
    return [
        [
            [squeezed(cell.text) for cell in {cell._tc: cell for cell in row.cells}.values()]
            for row in table.rows
        ]
        for table in docx.Document(str(path)).tables
        if not table._tbl.xpath(".//w:pStyle[@w:val='ImageCaption']")
    ]


@read_once
def word_paragraphs(path: Path) -> set[str]:
    return {squeezed(paragraph.text) for paragraph in docx.Document(str(path)).paragraphs}


def word_headers(path: Path) -> list[str]:
    """The text of the header of each part of a Word document."""
    document = docx.Document(str(path))
    return [
        "".join(paragraph.text for paragraph in part.header.paragraphs)
        for part in document.sections
    ]
