"""Finishing a Word document: its header, its date, and the look of its paper, boxes and tables.

boxes.lua gives paragraphs their styles by name; what these look like is written here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu, Mm, Pt, RGBColor, Twips

from bcssp_lib.publish.checks import check_word, open_word
from bcssp_lib.publish.compose import SYNTHETIC_WORDS, Composed
from bcssp_lib.publish.table_widths import column_widths

_WIDTH, _HEIGHT, _MARGIN = Mm(210), Mm(297), Mm(20)  # A4
_PANEL, _QUIET = "F3F2F1", "505A5F"
_EDGES = {"synthetic": "801650", "failed": "D4351C", "warning": "F47738", "statement": "12436D"}
_DASHED = "no-figures"
_SIDES = ("top", "left", "bottom", "right")
_COLOURS = {"green": "D6EBD0", "amber": "FFE5B4", "red": "F6C9C4"}
TEXT_SIZE = Pt(9)
_TEXT = "Table Text"
_LETTER, _MARGINS = 125, 270  # twips: a letter of 9 points, and both sides of a cell


def finish_word(path: Path, composed: Composed) -> None:
    """Give a Word document, as pandoc or Quarto made it, the look of the other formats; check it.

    Its header says that figures are made up, where they are. Its date is the report's, in the
    archive that it is too, so that the same report is the same file.
    """
    document = open_word(path)
    dress_document(document)
    if composed.synthetic:
        mark_synthetic(document)
    document.core_properties.created = document.core_properties.modified = composed.date
    document.save(str(path))
    _date_archive(path, composed.date)
    check_word(path, composed)


def mark_synthetic(document: Document) -> None:
    """Say in the header of every page that figures are made up."""
    for section in document.sections:
        run = section.header.paragraphs[0].add_run(SYNTHETIC_WORDS)
        run.bold = True
        run.font.color.rgb = RGBColor.from_string(_EDGES["synthetic"])


def _date_archive(path: Path, date: datetime) -> None:
    with ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with ZipFile(path, "w") as archive:
        for name, content in members:
            archive.writestr(ZipInfo(name, date.timetuple()[:6]), content, ZIP_DEFLATED)


def dress_document(document: Document) -> None:
    """Give a Word document the look of the toolkit: paper, boxes, notes and tables."""
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
    path = f"//w:tc[w:p/w:pPr/w:pStyle[@w:val='{style.style_id}']]"
    for cell in document.element.body.xpath(path):
        cell.get_or_add_tcPr().append(_shading(colour))


def _lead_by_titles(document: Document) -> None:
    """The title of a table or picture is above it, bold, and on the same page."""
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
    return next((style for style in document.styles if style.name == name), None)


def _shading(colour: str) -> Any:
    return parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')


def shape_tables(document: Document, width: int) -> None:
    """Give every table columns for its texts, in at most this width (in twips)."""
    styles = document.styles
    style = styles[_TEXT] if _TEXT in styles else styles.add_style(_TEXT, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.font.size = document.styles["Compact"], TEXT_SIZE
    _rule_rows(document)
    for table in document.element.body.xpath("//w:tbl"):
        widths = column_widths(list(_texts(table)), width, _LETTER, _MARGINS)
        _set_widths(table, list(map(round, widths)))
        for row in table.tr_lst:
            row.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        for named in table.xpath("./w:tr/w:tc/w:p/w:pPr/w:pStyle[@w:val='Compact']"):
            named.val = style.style_id


def _texts(table: Any) -> Iterator[list[str]]:
    """The texts of the rows that have a cell for every column."""
    columns = len(table.tblGrid.gridCol_lst)
    for row in table.tr_lst:
        if len(row.tc_lst) == columns:
            yield [" ".join(text.text for text in cell.p_lst) for cell in row.tc_lst]


def _set_widths(table: Any, widths: Sequence[int]) -> None:
    for column, wide in zip(table.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Twips(wide)
    for row in table.tr_lst:
        place = 0
        for cell in row.tc_lst:
            until = place + cell.grid_span
            cell.width = Twips(sum(widths[place:until]))
            place = until


def _rule_rows(document: Document) -> None:
    """A thin line below every row, and headings in bold, as on the page."""
    style = "//w:style[@w:styleId='Table']"
    for cells in document.styles.element.xpath(f"{style}/w:tblStylePr/w:tcPr"):
        cells.addprevious(parse_xml(f"<w:rPr {nsdecls('w')}><w:b/></w:rPr>"))
    for margins in document.styles.element.xpath(f"{style}/w:tblPr/w:tblCellMar"):
        line = 'w:val="single" w:sz="4" w:space="0" w:color="B1B4B6"'
        margins.addprevious(
            parse_xml(
                f"<w:tblBorders {nsdecls('w')}><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
            )
        )
