"""The look of a Word document: its paper, boxes around notes, ratings, titles and tables.

boxes.lua gives paragraphs their styles by name; what these look like is written here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu, Mm, Pt, RGBColor

from bcssp_lib.publish.word_tables import TEXT_SIZE, shape_tables

_WIDTH, _HEIGHT, _MARGIN = Mm(210), Mm(297), Mm(20)  # A4
_PANEL, _QUIET = "F3F2F1", "505A5F"
_EDGES = {"synthetic": "801650", "failed": "D4351C", "warning": "F47738", "statement": "12436D"}
_DASHED = "no-figures"
_SIDES = ("top", "left", "bottom", "right")
_COLOURS = {"green": "D6EBD0", "amber": "FFE5B4", "red": "F6C9C4"}


def dress_word(path: Path) -> None:
    """Give a Word document, as pandoc or Quarto made it, the look of the other formats."""
    document = docx.Document(str(path))
    for section in document.sections:
        section.page_width, section.page_height = _WIDTH, _HEIGHT
        section.left_margin = section.right_margin = _MARGIN
    for kind, colour in _EDGES.items():
        _frame(document, kind, [_edge("left", "single", 32, colour)], _PANEL)
    _frame(document, _DASHED, [_edge(side, "dashed", 6, _QUIET) for side in _SIDES])
    for tone, colour in _COLOURS.items():
        _colour_cells(document, f"Rating {tone}", colour)
    if notes := _style(document, "Notes"):
        notes.font.size, notes.font.color.rgb = TEXT_SIZE, RGBColor.from_string(_QUIET)
        notes.paragraph_format.space_before = notes.paragraph_format.space_after = Pt(3)
    _lead_by_titles(document)
    shape_tables(document, Emu(_WIDTH - 2 * _MARGIN).twips)
    document.save(str(path))


def _frame(document: Document, kind: str, edges: list[str], fill: str = "") -> None:
    style = _style(document, f"Box {kind}")
    if style is None:
        return
    properties = style.element.get_or_add_pPr()
    properties.append(parse_xml(f"<w:pBdr {nsdecls('w')}>{''.join(edges)}</w:pBdr>"))
    if fill:
        properties.append(_shading(fill))
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Pt(8)


def _edge(side: str, kind: str, eighths: int, colour: str) -> str:
    return f'<w:{side} w:val="{kind}" w:sz="{eighths}" w:space="6" w:color="{colour}"/>'


def _colour_cells(document: Document, name: str, colour: str) -> None:
    style = _style(document, name)
    if style is None:
        return
    style.font.size = TEXT_SIZE
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1.8)
    found = f"//w:tc[w:p/w:pPr/w:pStyle[@w:val='{style.style_id}']]"
    for cell in document.element.body.xpath(found):
        cell.get_or_add_tcPr().append(_shading(colour))


def _lead_by_titles(document: Document) -> None:
    """The title of a table or picture stands above it, bold, and on the same page."""
    for name in ("Table Caption", "Image Caption"):
        if style := _style(document, name):
            style.font.bold, style.font.italic = True, False
            style.paragraph_format.keep_with_next = True
    for title in document.element.body.xpath("//w:p[w:pPr/w:pStyle[@w:val='ImageCaption']]"):
        picture = title.getprevious()
        if picture is not None and picture.xpath("w:pPr/w:pStyle[@w:val='CaptionedFigure']"):
            picture.addprevious(title)


def _style(document: Document, name: str) -> Any:
    """A style, if the document uses it."""
    return next((one for one in document.styles if one.name == name), None)


def _shading(colour: str) -> Any:
    return parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')
