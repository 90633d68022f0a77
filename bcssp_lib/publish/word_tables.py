"""Tables of a Word document: columns as wide as their texts need, and rows that stay whole.

pandoc makes all columns equal, which only some programs mend when they open the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, Twips

TEXT_SIZE = Pt(9)
_TEXT = "Table Text"
_LETTER, _MARGINS = 125, 270  # twips: a letter of 9 points, and both sides of a cell
_LONGEST = 100  # letters; no column asks for more


def shape_tables(document: Document, width: int) -> None:
    """Give every table columns for its texts, in at most this width (in twips)."""
    styles = document.styles
    style = styles[_TEXT] if _TEXT in styles else styles.add_style(_TEXT, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.font.size = document.styles["Compact"], TEXT_SIZE
    _rule_rows(document)
    for table in document.element.body.xpath("//w:tbl"):
        _set_widths(table, column_widths(list(_texts(table)), width))
        for row in table.tr_lst:
            row.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        for named in table.xpath("./w:tr/w:tc/w:p/w:pPr/w:pStyle[@w:val='Compact']"):
            named.val = style.style_id


def column_widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """How wide each column is, in twips: all its text in a line, or no word broken, or a share."""
    columns = list(zip(*rows, strict=True))
    least = [_wide(max((len(word) for text in one for word in text.split()), default=1))
             for one in columns]  # fmt: skip
    wanted = [
        max(low, _wide(min(_LONGEST, max(map(len, one)))))
        for low, one in zip(least, columns, strict=True)
    ]
    if sum(wanted) <= width:
        return wanted
    spare = width - sum(least)
    if spare <= 0:
        return [low * width // sum(least) for low in least]
    asked = sum(wanted) - sum(least)
    return [low + (more - low) * spare // asked for low, more in zip(least, wanted, strict=True)]


def _wide(letters: int) -> int:
    return letters * _LETTER + _MARGINS


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
