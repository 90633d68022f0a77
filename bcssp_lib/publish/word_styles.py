"""The house style of the PDF, said to Word: styles, tables, head and foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph

from bcssp_lib.files.typeface import FAMILY
from bcssp_lib.publish.masthead import SYNTHETIC_WORDS, Masthead
from bcssp_lib.publish.table_widths import column_widths, keep_together, least_width

INK, QUIET, PINK = "0B0C0C", "505A5F", "801650"
_TEXT_WIDTH = Mm(170)
_SMALL = Pt(8.5)
CODE = "Consolas"
TEXT_SIZE = Pt(9)
BODY_SIZE = 10.5
_SMALL_SIZE, _SMALLEST_SIZE = Pt(8), Pt(7)
_GAP, _LIST_GAP = Pt(6), Pt(4)
_TEXT = "Table Text"
_ROW_HEADING = "Row Heading"
_PICTURE_SLOT = "Point Picture"
_SLOT = 2040  # twips: 36 mm, for a picture of 30
_LETTER = 90  # twips: a letter of 9 points, half of them digits
_LARGER = 5  # letters of room
_SIDE, _MARGINS = 80, 190  # twips: one side of a cell, and both with a little to spare
# Styles of headings and titles, which have more room above them.
_PARTED = "w:pStyle[starts-with(@w:val, 'Heading') or contains(@w:val, 'Caption')]"
_LIST_INDENT, _LIST_HANGING = 280, 220  # twips
_SYMBOL = "\uf0b7"  # a point, in the typeface Symbol
_MARK_LOOK = f'<w:rPr {nsdecls("w")}><w:color w:val="{QUIET}"/></w:rPr>'
_FIRST_ROW, _FIRST_COLUMN = 0x0020, 0x0080


@dataclass(frozen=True)
class _Shape:
    """How a style looks: points of its letters and around it; ``accent``: in the accent colour."""

    size: float
    before: float = 0
    after: float = 0
    bold: bool = False
    accent: bool = False
    colour: str = INK
    indent: float = 0


_STYLES = {
    "Normal": _Shape(BODY_SIZE),
    "Body Text": _Shape(BODY_SIZE, 0, 5),
    "First Paragraph": _Shape(BODY_SIZE, 0, 5),
    "Compact": _Shape(BODY_SIZE, 0, 1),
    "Title": _Shape(40, bold=True, colour="FFFFFF"),
    "Subtitle": _Shape(17, 8, colour="FFFFFF"),
    "TOC Heading": _Shape(25, 0, 8, bold=True, accent=True),
    "toc 1": _Shape(10, 3, 0, bold=True),
    "toc 2": _Shape(9.5, indent=12),
    "Heading 1": _Shape(25, 0, 6, bold=True, accent=True),
    "Heading 2": _Shape(16, 13, 4, bold=True, accent=True),
    "Heading 3": _Shape(12.5, 10, 3, bold=True),
    "Heading 4": _Shape(BODY_SIZE, 10, 4, bold=True, colour=QUIET),
    "Image Caption": _Shape(9.5, 10, 4, bold=True),
    "Table Caption": _Shape(9.5, 10, 4, bold=True),
    "Captioned Figure": _Shape(9.5),
    "Footnote Text": _Shape(8.5),
}
# What is otherwise in an easy read report: no letters are smaller than these.
_EASY = {
    "Heading 1": _Shape(30, 0, 10, bold=True, accent=True),
    "Heading 2": _Shape(24, 16, 8, bold=True, accent=True),
    "Heading 3": _Shape(19, 15, 6, bold=True),
    "TOC Heading": _Shape(30, 0, 8, bold=True, accent=True),
    "Point Text": _Shape(16),
    **{
        name: replace(shape, size=16)
        for name, shape in _STYLES.items()
        if shape.size < 16 and not name.startswith("Heading")
    },
}
_EASY_SMALL = Pt(11)
_BRIEF_HEADING = Pt(19)
_HEADINGS = ("Heading 1", "Heading 2")
_RULE = '<w:pBdr {ns}><w:bottom w:val="single" w:sz="20" w:space="3" w:color="{colour}"/></w:pBdr>'


def set_styles(document: Document, masthead: Masthead) -> None:
    """Give the styles of a document the typeface, sizes and colours of the house style.

    In an easy read report letters are large, and each topic begins a page; in a brief one, no
    chapter does.
    """
    look, brief, easy_read = masthead.look, masthead.brief, masthead.easy_read
    styles, accent = document.styles, look.accents[0].lstrip("#").upper()
    for fonts in styles.element.xpath("//w:rFonts"):
        if fonts.get(qn("w:ascii")) == CODE:
            continue
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        for script in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{script}"), look.typeface or FAMILY)
    for name, shape in {**_STYLES, **(_EASY if easy_read else {})}.items():
        _shape_style(_find_style(document, name), shape, accent)
    if brief:
        styles["Heading 1"].font.size = _BRIEF_HEADING
    for heading in ("Heading 1", "TOC Heading"):
        style = styles[heading]
        style.paragraph_format.page_break_before = not brief
        _put_rule(style.element.get_or_add_pPr(), accent)
    if easy_read:
        styles["Heading 2"].paragraph_format.page_break_before = True
    styles["Normal"].paragraph_format.line_spacing = 1.3 if easy_read else 1
    styles["Hyperlink"].font.color.rgb = RGBColor.from_string(accent)
    _accent_chapters(document, look.accents, 0 if brief else 1)
    _shape_lists(document)
    _darken_whole_links(document)
    _set_language(document)


def _find_style(document: Document, name: str) -> Any:
    """A style by its name; one that the document lacks is made."""
    styles = document.styles
    if name not in styles:
        style_id = name.title().replace(" ", "").replace("Toc", "TOC")
        styles.element.append(
            parse_xml(
                f'<w:style {nsdecls("w")} w:type="paragraph" w:styleId="{style_id}">'
                f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/></w:style>'
            )
        )
    return styles[name]


def _shape_style(style: Any, shape: _Shape, accent: str) -> None:
    font, paragraph = style.font, style.paragraph_format
    properties = style.element.get_or_add_rPr()
    for spacing in properties.findall(qn("w:spacing")):
        properties.remove(spacing)
    font.size, font.bold = Pt(shape.size), shape.bold or None
    font.italic = False if shape.bold else None
    font.color.rgb = RGBColor.from_string(accent if shape.accent else shape.colour)
    paragraph.space_before, paragraph.space_after = Pt(shape.before), Pt(shape.after)
    paragraph.left_indent = Pt(shape.indent)
    if style.name in ("Title", "Subtitle"):
        paragraph.alignment, font.bold = WD_ALIGN_PARAGRAPH.LEFT, shape.bold
    if style.name.startswith(("Heading", "Title", "toc")):
        paragraph.line_spacing = 1


def _put_rule(properties: Any, colour: str) -> None:
    """A rule of the accent below a heading, where the schema of Word has it."""
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    rule = parse_xml(_RULE.format(ns=nsdecls("w"), colour=colour))
    properties.insert_element_before(
        rule,
        "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing",
        "w:jc", "w:outlineLvl", "w:rPr",
    )  # fmt: skip


def _accent_chapters(document: Document, accents: Sequence[str], first: int) -> None:
    """Each chapter has its accent, in turn, on its heading and on those of its sections.

    As in the PDF, the contents, if there are any, have the ``first`` but one.
    """
    chapter = first - 1
    for paragraph in document.paragraphs:
        name = str(paragraph.style.name) if paragraph.style is not None else ""
        if name not in _HEADINGS:
            continue
        chapter += name == "Heading 1"
        colour = accents[chapter % len(accents)].lstrip("#").upper()
        for run in paragraph.runs:
            run.font.color.rgb = RGBColor.from_string(colour)
        if name == "Heading 1":
            _put_rule(paragraph._p.get_or_add_pPr(), colour)


def _shape_lists(document: Document) -> None:
    """Points of a list stand near the margin, as in the PDF; pandoc sets them half an inch in.

    There is room between a list and the text after it.
    """
    for level in document.part.numbering_part.element.iter(qn("w:lvl")):
        depth = int(level.get(qn("w:ilvl"))) + 1
        for indent in level.iter(qn("w:ind")):
            indent.set(qn("w:left"), str(depth * _LIST_INDENT))
            indent.set(qn("w:hanging"), str(_LIST_HANGING))
        mark = level.find(qn("w:lvlText"))
        if mark is not None and mark.get(qn("w:val")) == _SYMBOL:
            mark.set(qn("w:val"), "•")  # of the typeface: that of Symbol makes its line higher
            for properties in level.findall(qn("w:rPr")):
                level.remove(properties)
            level.append(parse_xml(_MARK_LOOK))
    text = f"self::w:p[not(w:pPr/w:numPr or w:pPr/{_PARTED})]"
    for last in document.element.body.xpath(
        f"./w:p[w:pPr/w:numPr][following-sibling::*[1][{text}]]"
    ):
        last.get_or_add_pPr().get_or_add_spacing().after = _LIST_GAP


def _darken_whole_links(document: Document) -> None:
    """A point that is a link as a whole, such as a main point, is not in the colour of links."""
    for paragraph in document.paragraphs:
        whole = paragraph._p.xpath("self::w:p[w:pPr/w:numPr][w:hyperlink][not(w:r/w:t)]")
        for run in (run for link in paragraph.hyperlinks if whole for run in link.runs):
            run.font.color.rgb = RGBColor.from_string(INK)


def _set_language(document: Document) -> None:
    for language in document.styles.element.xpath("//w:rPrDefault/w:rPr/w:lang"):
        language.set(qn("w:val"), "en-GB")
    for language in document.settings.element.findall(qn("w:themeFontLang")):
        language.set(qn("w:val"), "en-GB")


def set_head_and_foot(document: Document, masthead: Masthead) -> None:
    """Title and partnership above each page but the cover; version and page numbers below."""
    for section in document.sections:
        section.different_first_page_header_footer = not masthead.brief  # it has no cover
        section.header_distance = section.footer_distance = Mm(10)
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        if masthead.synthetic and not _is_empty(section.header):
            _add_words(section.header.add_paragraph(), SYNTHETIC_WORDS, PINK)
        if not (_is_empty(section.header) and _is_empty(section.footer)):
            continue  # those of a council's template
        # Of an easy read report in large letters, which leave no room for both.
        name = masthead.title if masthead.easy_read else f"{masthead.title}, {masthead.subtitle}"
        _add_words(head, name)
        if masthead.synthetic:
            _add_words(head, f"\t{SYNTHETIC_WORDS}", PINK)
        _add_words(foot, f"Version {masthead.mark}\tPage ")
        _add_field(foot, "PAGE")
        _add_words(foot, " of ")
        _add_field(foot, "NUMPAGES")
        for run in (*head.runs, *foot.runs) if masthead.easy_read else ():
            run.font.size = _EASY_SMALL
        for paragraph in (head, foot):
            paragraph.paragraph_format.tab_stops.add_tab_stop(_TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)


def _is_empty(part: Any) -> bool:
    """Whether a head or foot says and shows nothing yet."""
    paragraphs = part.paragraphs
    said = any(paragraph.text or paragraph._p.xpath(".//w:drawing") for paragraph in paragraphs)
    return not (said or part.tables)


def _add_words(paragraph: Paragraph, words: str, colour: str = QUIET) -> Any:
    run = paragraph.add_run(words)
    run.font.size, run.font.color.rgb = _SMALL, RGBColor.from_string(colour)
    run.bold = colour == PINK or None
    return run


def _add_field(paragraph: Paragraph, name: str) -> None:
    """What Word works out for itself, such as the number of a page."""
    for kind in ("begin", None, "separate", "", "end"):
        run = _add_words(paragraph, "1" if kind == "" else "")
        if kind is None:
            run._r.append(parse_xml(f"<w:instrText {nsdecls('w')}>{name}</w:instrText>"))
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


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
    for table in document.element.body.xpath("//w:tbl[w:tblGrid]"):  # others lay out what they hold
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
        _align_to_margins(table)
        _say_in_lines(table)
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


def _align_to_margins(table: Any) -> None:
    """Let the rules of a table end where lines of text do; Word would let its words begin there."""
    for old in table.tblPr.findall(qn("w:tblInd")):
        table.tblPr.remove(old)
    table.tblPr.insert_element_before(
        parse_xml(f'<w:tblInd {nsdecls("w")} w:w="{_SIDE}" w:type="dxa"/>'),
        "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption",
    )  # fmt: skip


def _say_in_lines(table: Any) -> None:
    """Let no line of a heading end within a day, or before a percent sign."""
    for text in table.tr_lst[0].xpath(".//w:t"):
        text.text = keep_together(text.text or "")


def _part_from(table: Any) -> None:
    """Leave room between a table and the text after it; headings and titles have more of it.

    pandoc leaves an empty line between two tables, which the title of the second parts by itself.
    """
    for empty in table.xpath("./following-sibling::*[1][self::w:p[not(w:r)]]"):
        if empty.getnext().tag == qn("w:p"):
            empty.getparent().remove(empty)
    path = f"./following-sibling::*[1][self::w:p][not(w:pPr/w:spacing or w:pPr/{_PARTED})]"
    for following in table.xpath(path):
        spacing = following.get_or_add_pPr().get_or_add_spacing()
        spacing.before = _GAP


def _make_style(document: Document, size: Pt) -> Any:
    name = _TEXT if size == TEXT_SIZE else f"{_TEXT} {size.pt:g}"
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.font.size = _find_style(document, "Compact"), size
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0.5)
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
    """The texts of the rows that have a cell for every column, a line for each paragraph."""
    columns = len(table.tblGrid.gridCol_lst)
    for row in table.tr_lst:
        if len(row.tc_lst) == columns:
            yield ["\n".join(map(_words, cell.p_lst)) for cell in row.tc_lst]


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
    """A thin line below every row, a darker one below headings, which are bold, as on the page.

    A template that has rules for tables keeps them.
    """
    style = "//w:style[@w:styleId='Table'][not(w:tblPr/w:tblBorders)]"
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
