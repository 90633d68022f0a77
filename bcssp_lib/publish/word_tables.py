"""Tables of a Word document: columns with room for their words, rules, and named headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Pt, Twips

from bcssp_lib.publish.table_widths import column_widths, least_width
from bcssp_lib.publish.word_styles import find_style

TEXT_SIZE = Pt(9)
_SMALL_SIZE, _SMALLEST_SIZE = Pt(8), Pt(7)
_GAP = Pt(6)
_TEXT = "Table Text"
_ROW_HEADING = "Row Heading"
_PICTURE_SLOT = "Point Picture"
_SLOT = 2040  # twips: 36 mm, for a picture of 30
_LETTER = 96  # twips: a letter of 9 points, half of them digits
_LARGER = 5  # letters of room
_SIDE, _MARGINS = 80, 190  # twips: one side of a cell, and both with a little to spare
_FIRST_ROW, _FIRST_COLUMN = 0x0020, 0x0080


def shade(colour: str) -> Any:
    """A background colour."""
    return parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')


def shape_tables(document: Document, width: int) -> None:
    """Give every table columns for its texts, in at most this width (in twips).

    Letters are smaller where words would be broken otherwise.
    """
    sizes = [TEXT_SIZE, _SMALL_SIZE, _SMALLEST_SIZE]
    styles = [_make_style(document, size) for size in sizes]
    _rule_rows(document)
    headings = [style.style_id for style in document.styles if style.name == _ROW_HEADING]
    slots = [style.style_id for style in document.styles if style.name == _PICTURE_SLOT]
    for table in document.element.body.xpath("//w:tbl"):
        if _is_headed(table, slots):
            _shape_point(table, width)
            continue
        rows = list(_texts(table))
        fitting = [
            (style, letter)
            for style, size in zip(styles, sizes, strict=True)
            if least_width(rows, letter := _LETTER * size / TEXT_SIZE, _MARGINS) <= width
        ]
        style, letter = fitting[0] if fitting else (styles[-1], _LETTER * sizes[-1] / TEXT_SIZE)
        _set_widths(table, list(map(round, column_widths(rows, width, letter, _MARGINS))))
        for row in table.tr_lst:
            row.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        _part_from(table)
        if _is_headed(table, headings):
            _name_rows(table)
        for named in table.xpath("./w:tr/w:tc/w:p/w:pPr/w:pStyle"):
            if named.val in ("Compact", *headings):
                named.val = style.style_id


def _shape_point(table: Any, width: int) -> None:
    """A point of an easy read report: its picture at the left, without any rules."""
    _set_widths(table, [_SLOT, width - _SLOT])
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    none = "".join(f'<w:{side} w:val="nil"/>' for side in sides)
    borders = parse_xml(f"<w:tblBorders {nsdecls('w')}>{none}</w:tblBorders>")
    table.tblPr.insert_element_before(
        borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption"
    )
    for row in table.tr_lst:
        row.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        for cell in row.tc_lst:
            middle = parse_xml(f'<w:vAlign {nsdecls("w")} w:val="center"/>')
            cell.get_or_add_tcPr().append(middle)
    for between in table.xpath("./following-sibling::w:p[1][not(w:r)]"):
        spacing = between.get_or_add_pPr().get_or_add_spacing()
        spacing.before, spacing.after, spacing.line = Pt(0), Pt(0), Pt(12)
        spacing.set(qn("w:lineRule"), "exact")


def _part_from(table: Any) -> None:
    """Leave room between a table and the text after it."""
    for following in table.xpath("./following-sibling::w:p[1][not(w:pPr/w:spacing)]"):
        spacing = following.get_or_add_pPr().get_or_add_spacing()
        spacing.before = _GAP


def _make_style(document: Document, size: Pt) -> Any:
    name = _TEXT if size == TEXT_SIZE else f"{_TEXT} {size.pt:g}"
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.font.size = find_style(document, "Compact"), size
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(1)
    style.paragraph_format.line_spacing = 1
    return style


def _is_headed(table: Any, headings: Sequence[str]) -> bool:
    """Whether the first cells of its rows name them."""
    return any(named.val in headings for named in table.xpath("./w:tr/w:tc[1]/w:p/w:pPr/w:pStyle"))


def _name_rows(table: Any) -> None:
    """Say that the first column names the rows, which screen readers then read with each cell."""
    for look in table.xpath("./w:tblPr/w:tblLook"):
        look.set(qn("w:firstColumn"), "1")
        look.set(qn("w:val"), f"{_FIRST_ROW | _FIRST_COLUMN:04X}")


def _texts(table: Any) -> Iterator[list[str]]:
    """The texts of the rows that have a cell for every column."""
    columns = len(table.tblGrid.gridCol_lst)
    for row in table.tr_lst:
        if len(row.tc_lst) == columns:
            yield [" ".join(map(_words, cell.p_lst)) for cell in row.tc_lst]


def _words(paragraph: Any) -> str:
    """The words of a paragraph, with letters as wide as each picture next to them.

    A picture is next to a key figure, whose letters are larger.
    """
    pictures = paragraph.xpath(".//wp:extent/@cx")
    letters: int = sum(ceil(Emu(int(wide)).twips / _LETTER) + _LARGER for wide in pictures)
    return str(paragraph.text) + "n" * letters


def _set_widths(table: Any, widths: Sequence[int]) -> None:
    """Set the widths of columns in twips, which Word then leaves as they are."""
    table.tblPr.autofit = False
    for wide in table.xpath("./w:tblPr/w:tblW"):
        wide.set(qn("w:type"), "dxa")
        wide.set(qn("w:w"), str(sum(widths)))
    for column, wide in zip(table.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Twips(wide)
    for row in table.tr_lst:
        place = 0
        for cell in row.tc_lst:
            until = place + cell.grid_span
            cell.width = Twips(sum(widths[place:until]))
            place = until


def _rule_rows(document: Document) -> None:
    """A thin line below every row, a darker one below headings, which are bold, as on the page."""
    style = "//w:style[@w:styleId='Table']"
    for cells in document.styles.element.xpath(f"{style}/w:tblStylePr/w:tcPr"):
        cells.addprevious(parse_xml(f"<w:rPr {nsdecls('w')}><w:b/></w:rPr>"))
        for borders in cells.findall(qn("w:tcBorders")):
            cells.remove(borders)
        below = '<w:bottom w:val="single" w:sz="6" w:space="0" w:color="505A5F"/>'
        cells.insert(0, parse_xml(f"<w:tcBorders {nsdecls('w')}>{below}</w:tcBorders>"))
    for margins in document.styles.element.xpath(f"{style}/w:tblPr/w:tblCellMar"):
        for side in (*margins.findall(qn("w:left")), *margins.findall(qn("w:right"))):
            side.set(qn("w:w"), str(_SIDE))
        line = 'w:val="single" w:sz="4" w:space="0" w:color="D5D8DA"'
        margins.addprevious(
            parse_xml(
                f"<w:tblBorders {nsdecls('w')}><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
            )
        )
