"""Looking at rendered files: are they whole, and of the right report?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bcssp_lib.files.typeface import LAST_RESORT
from bcssp_lib.model.errors import RenderError
from bcssp_lib.publish.block_texts import WrongReportError
from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.masthead import Masthead

_FRONT_SHEETS = ("Cover", "Contents")
_MARKUP = re.compile(r"<[^>]*>")
_AROUND = "“”‘’\"'.,;:!?()*_"
_TEXT = "/ToUnicode"  # of a font: which letters its glyphs represent
_CODES = re.compile(r"^<[0-9A-F]+> <([0-9A-F]+)>$", re.MULTILINE)


def check_pdf(path: Path, masthead: Masthead) -> None:
    """A PDF that opens, has pages, and names the report's area and period."""
    try:
        reader = PdfReader(path)
        about = (reader.metadata and reader.metadata.subject) or ""
        pages = () if _is_stamped(about, masthead) else reader.pages[:3]  # slow to read
        text = " ".join(page.extract_text() for page in pages)
    except (OSError, PyPdfError) as error:
        raise RenderError(f"The PDF cannot be read: {error}. It was not put in place.") from error
    _check_names(path, text, about, masthead)


def name_undrawn_letters(path: Path, composed: Composed) -> str:
    """Which words of a report have letters that its PDF shows as boxes, and where; else nothing."""
    letters = _undrawn_letters(path, composed.missing_letters)
    places: dict[str, list[str]] = {}
    for place, text in composed.placed_texts if letters else ():
        words = (word for word in _MARKUP.sub(" ", text).split() if not letters.isdisjoint(word))
        places.setdefault(place, []).extend(word.strip(_AROUND) for word in words)
    listed = "; ".join(
        f"{place}: {', '.join(dict.fromkeys(words))}" for place, words in places.items() if words
    )
    return listed and (
        "In the PDF, and in charts of the Word document, boxes stand for letters that no font of "
        f"this machine has, and read aloud they are wrong: {listed}. Install a font that has "
        "them, or change the words, and publish again."
    )


def _undrawn_letters(path: Path, letters: frozenset[str]) -> frozenset[str]:
    """Those of the letters that no font of a PDF has, but the one that draws boxes."""
    if not letters:
        return letters
    reader, drawn = PdfReader(path), ""
    size: Any = reader.trailer["/Size"]
    for number in range(1, size):
        font = reader.get_object(number)
        if isinstance(font, dict) and _TEXT in font and LAST_RESORT not in font["/BaseFont"]:
            codes = _CODES.findall(font[_TEXT].get_data().decode())
            drawn += "".join(bytes.fromhex(code).decode("utf-16-be") for code in codes)
    return letters - set(drawn)


def open_word(path: Path) -> Document:
    """A Word document that opens."""
    try:
        return docx.Document(str(path))
    except (OSError, KeyError, BadZipFile, PackageNotFoundError) as error:
        raise RenderError(
            f"The Word document cannot be read: {error}. It was not put in place."
        ) from error


def check_word(path: Path, masthead: Masthead) -> None:
    """A Word document that opens, and names the report's area and period."""
    document = open_word(path)
    text = " ".join(paragraph.text for paragraph in document.paragraphs[:40])
    _check_names(path, text, document.core_properties.comments, masthead)


def check_workbook(path: Path, composed: Composed, sheets: int) -> None:
    """A workbook that opens, has every sheet, and is of the right report."""
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
            about = archive.read("docProps/core.xml").decode()
    except (OSError, KeyError, BadZipFile) as error:
        raise RenderError(
            f"The workbook cannot be read: {error}. It was not put in place."
        ) from error
    sheet_count = sum(name.startswith("xl/worksheets/sheet") for name in names)
    if sheet_count != (sheets + len(_FRONT_SHEETS) if sheets else 1):
        raise RenderError(
            f"The workbook has {sheet_count} sheets, of {sheets} tables. It was not kept."
        )
    for name, value in composed.report.stamp().items():
        if f"{name}: {value}" not in about:
            raise WrongReportError(f"{path} does not name the {name} that it was made for")


def _check_names(path: Path, text: str, about: str, masthead: Masthead) -> None:
    """A file names its report in what it says about itself, or else on its first pages.

    Letters that a face lacks, or that a program sets in its own way, are not on the page as
    they are in params/.
    """
    if _is_stamped(about, masthead):
        return
    shown = " ".join(text.split())
    for wanted in (masthead.title, masthead.subtitle):
        if " ".join(wanted.split()) not in shown:
            raise WrongReportError(f"{path} does not name '{wanted}', the report it was made for")


def _is_stamped(about: str, masthead: Masthead) -> bool:
    stamp = [f"{name}: {value}" for name, value in masthead.report.stamp().items()]
    return all(words in " ".join(about.split()) for words in stamp)
