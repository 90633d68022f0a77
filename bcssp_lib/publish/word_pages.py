"""The pages of a Word document: cover, contents, imprint, and where lines and pages do not break.

The contents are filled, so that they can be read at once.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bcssp_lib.publish.masthead import Masthead
from bcssp_lib.publish.word_styles import PINK, QUIET, shade

COVER_WIDTH, COVER_HEIGHT = 210, 184  # mm: the coloured part of the cover, at the top of A4
LOGO_HEIGHT = 22  # mm
_EDGE = 20  # mm, left and right of words
_TITLE_FROM_TOP, _AREA_FROM_TOP = 118, 196  # mm
_MADE_UP = "Synthetic figures: every figure about the area in this document is made up."
_DEPTH = 2  # levels of headings in the contents
_CONTENTS = "Contents"
# A picture that is behind the words, at a place of the paper, and says nothing itself.
_ANCHOR = """
<wp:anchor {ns} xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" distT="0" distB="0"
 distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="1" locked="0" layoutInCell="1"
 allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page"><wp:posOffset>0
</wp:posOffset></wp:positionH><wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset>
</wp:positionV><wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>
<wp:wrapNone/><wp:docPr id="{id}" name="Cover" descr=""><a:extLst><a:ext
 uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}"><adec:decorative val="1"
 xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative"/></a:ext></a:extLst>
</wp:docPr><wp:cNvGraphicFramePr/></wp:anchor>
"""
# Between the hyphen's two sides; Word would end a line there.
_IN_PERIOD = re.compile(r"(?<=\b\d{4})-(?=\d\d\b)")
# Headings, titles and cells have room for a period, and keep a hyphen that a search finds.
_PROSE = (
    "//w:p[not(ancestor::w:tbl) and not(w:pPr/w:pStyle[starts-with(@w:val, 'Heading') "
    "or contains(@w:val, 'Caption') or starts-with(@w:val, 'TOC')])]"
)
_NOTED = "./following-sibling::*[1][self::w:p/w:pPr/w:pStyle[@w:val='Notes']]"
_IS_HEADING = "self::w:p/w:pPr/w:pStyle[starts-with(@w:val, 'Heading')]"
_TITLED = "//w:p[w:pPr/w:pStyle[@w:val='ImageCaption']][following-sibling::*[1][.//w:drawing]]"
_NEEDS_GAP = "self::w:tbl or w:pPr/w:pStyle[@w:val='ImageCaption' or @w:val='BodyText']"
_ABOVE_CHART = Pt(4)
_CHART_GAP, _LEAST_BESIDE = 454, 2835  # twips: 8 mm, and 50 for words next to a picture
# A chart with its words at its left, without any rules. Word would join two that follow each other.
_BESIDE = """
<w:tbl {ns}><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/>
<w:tblBorders><w:bottom w:val="nil"/><w:insideH w:val="nil"/></w:tblBorders>
<w:tblLayout w:type="fixed"/>
<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblGrid><w:gridCol w:w="{words}"/><w:gridCol w:w="{chart}"/></w:tblGrid>
<w:tr><w:trPr><w:cantSplit/></w:trPr>
<w:tc><w:tcPr><w:tcW w:w="{words}" w:type="dxa"/>
<w:tcMar><w:right w:w="{gap}" w:type="dxa"/></w:tcMar></w:tcPr></w:tc>
<w:tc><w:tcPr><w:tcW w:w="{chart}" w:type="dxa"/></w:tcPr></w:tc></w:tr></w:tbl>
"""
_SHOWN, _LAST = "self::w:p or self::w:tbl", 3  # paragraphs of a chapter, or rows


def add_cover(document: Document, masthead: Masthead, art: bytes, logo: bytes | None) -> None:
    """Make a page of its own of title and subtitle, over ``art``; ``logo`` and ``art`` are PNG."""
    title, subtitle = document.paragraphs[:2]
    accent = masthead.look.accents[0].lstrip("#").upper()
    for paragraph in (title, subtitle):
        # Coloured too, so that white words can be read where the picture is not shown.
        _place(paragraph, _TITLE_FROM_TOP, accent)
        paragraph.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
        for run in paragraph.runs:
            run.font.color.rgb = RGBColor(255, 255, 255)
    last = _insert_after(subtitle)
    _write(last, masthead.area, 15, accent)
    if masthead.synthetic:
        last = _insert_after(last)
        _write(last, _MADE_UP, 12, PINK)
    if logo is not None:
        last = _insert_after(last)
        picture = last.add_run().add_picture(io.BytesIO(logo), height=Mm(LOGO_HEIGHT))
        picture._inline.docPr.set("descr", masthead.look.logo_text)
        picture._inline.docPr.set("name", "Logo")
    # What is placed on the paper is on the page of the next paragraph that is not.
    _put_behind(_insert_after(last, placed=False).add_run(), art)


def add_banner(document: Document, accent: str) -> None:
    """Give a short report, which has no cover, a coloured band with its title and subtitle."""
    for paragraph, size in zip(document.paragraphs[:2], (24, 12), strict=True):
        properties = paragraph._p.get_or_add_pPr()
        fill = shade(accent.lstrip("#").upper())
        properties.insert_element_before(fill, "w:tabs", "w:spacing", "w:ind", "w:jc")
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
        for run in paragraph.runs:
            run.font.size = Pt(size)
    paragraph.paragraph_format.space_after = Pt(14)


def _place(paragraph: Paragraph, from_top: int, fill: str = "") -> None:
    """Set a paragraph at a place of the paper; those at one place are below each other."""
    properties = paragraph._p.get_or_add_pPr()
    wide, left, down = (Mm(mm).twips for mm in (COVER_WIDTH - 2 * _EDGE, _EDGE, from_top))
    frame = parse_xml(
        f'<w:framePr {nsdecls("w")} w:w="{wide}" w:hSpace="0" w:wrap="notBeside" '
        f'w:vAnchor="page" w:hAnchor="page" w:x="{left}" w:y="{down}"/>'
    )
    properties.insert_element_before(
        frame, "w:widowControl", "w:numPr", "w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind"
    )
    if fill:
        # Of a template's title, a rule would keep LibreOffice from placing it.
        rules = "".join(f'<w:{side} w:val="nil"/>' for side in ("top", "left", "bottom", "right"))
        for look in (parse_xml(f"<w:pBdr {nsdecls('w')}>{rules}</w:pBdr>"), shade(fill)):
            properties.insert_element_before(look, "w:tabs", "w:spacing", "w:ind", "w:jc")


def _insert_after(paragraph: Paragraph, *, placed: bool = True) -> Paragraph:
    """A paragraph below another one; ``placed`` in the lower part of the cover."""
    made = parse_xml(f"<w:p {nsdecls('w')}/>")
    paragraph._p.addnext(made)
    inserted = Paragraph(made, paragraph._parent)
    if placed:
        _place(inserted, _AREA_FROM_TOP)
    inserted.paragraph_format.space_after = Pt(8)
    return inserted


def _write(paragraph: Paragraph, words: str, size: float, colour: str) -> None:
    run = paragraph.add_run(words)
    run.bold, run.font.size, run.font.color.rgb = True, Pt(size), RGBColor.from_string(colour)


def _put_behind(run: Run, art: bytes) -> None:
    picture = run.add_picture(io.BytesIO(art), width=Mm(COVER_WIDTH), height=Mm(COVER_HEIGHT))
    inline = picture._inline
    anchor = parse_xml(
        _ANCHOR.format(
            ns=nsdecls("wp"),
            id=inline.docPr.get("id"),
            width=Emu(Mm(COVER_WIDTH)),
            height=Emu(Mm(COVER_HEIGHT)),
        ).replace("\n", "")
    )
    anchor.append(inline.graphic)
    inline.getparent().replace(inline, anchor)


def fill_contents(document: Document) -> None:
    """Fill the contents with links to the headings; Word adds their pages when they are updated.

    pandoc and Quarto leave them to Word, which asks before it fills them.
    """
    for contents in document.element.body.xpath("w:sdt[.//w:docPartGallery]/w:sdtContent"):
        heading, *rest = contents
        for text in heading.xpath(".//w:t"):
            text.text = _CONTENTS
        Paragraph(heading, document).paragraph_format.page_break_before = True
        for element in rest:
            contents.remove(element)
        for entry in _entries(document):
            contents.append(entry)


def _entries(document: Document) -> Iterator[Any]:
    """A line for each heading, all of them within one field."""
    headings = list(_mark_headings(document))
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> '
        f'TOC \\o "1-{_DEPTH}" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    for number, (name, level, words) in enumerate(headings, 1):
        yield parse_xml(
            f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>'
            f'{begin if number == 1 else ""}<w:hyperlink w:anchor="{name}" w:history="1"><w:r>'
            f'<w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:hyperlink>'
            f"{end if number == len(headings) else ''}</w:p>"
        )


def _mark_headings(document: Document) -> Iterator[tuple[str, int, str]]:
    """The bookmark, level and words of each heading, which is given the bookmark."""
    taken = document.element.body.xpath("//w:bookmarkStart/@w:id")
    number = max(map(int, taken), default=0)
    levels = {f"Heading {level}": level for level in range(1, _DEPTH + 1)}
    for paragraph in document.paragraphs:
        level = levels.get(str(paragraph.style.name) if paragraph.style is not None else "")
        if level is None or not paragraph.text.strip():
            continue
        number += 1
        name = f"_Toc{number:08}"
        start = f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="{name}"/>'
        properties = paragraph._p.get_or_add_pPr()
        properties.addnext(parse_xml(start))
        paragraph._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>'))
        yield name, level, paragraph.text.strip()


def gather_imprint(document: Document, size: float) -> None:
    """Keep the imprint together, below a rule: below the contents if there is room."""
    lines = [
        paragraph
        for paragraph in document.paragraphs
        if paragraph.style is not None and paragraph.style.name == "Imprint"
    ]
    if not lines:
        return
    style = document.styles["Imprint"]
    style.font.size, style.font.color.rgb = Pt(size), RGBColor.from_string(QUIET)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(0), Pt(1.5)
    style.paragraph_format.line_spacing = 1
    for line in lines[:-1]:
        line.paragraph_format.keep_with_next = True
    first = lines[0]
    first.paragraph_format.space_before = Pt(12)
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="4" w:space="8" w:color="D5D8DA"/>'
        "</w:pBdr>"
    )
    first._p.get_or_add_pPr().insert_element_before(border, "w:spacing", "w:ind", "w:jc")


def keep_periods_whole(document: Document) -> None:
    """Let no line of a text end within "2023-24": Word breaks lines at a hyphen.

    Word's own hyphen that does not break is a sign of its own, and not another letter: programs
    that read the text get a plain hyphen.
    """
    for text in document.element.body.xpath(f"{_PROSE}//w:r/w:t"):
        first, *others = _IN_PERIOD.split(text.text or "")
        if others:
            _put_hyphens(text, first, others)


def _put_hyphens(text: Any, first: str, others: list[str]) -> None:
    """Part a text at its hyphens, from the last."""
    for part in reversed(others):
        after = deepcopy(text)
        _set_text(after, part)
        text.addnext(after)
        text.addnext(OxmlElement("w:noBreakHyphen"))
    _set_text(text, first)


def _set_text(element: Any, words: str) -> None:
    element.text = words
    element.set(qn("xml:space"), "preserve")


def keep_tables_whole(document: Document, most: int) -> None:
    """Let no table of at most so many rows begin on a page and end on the next.

    A longer one ends with three rows or more there. The last row stays with notes below it.
    """
    for table in document.element.body.xpath("//w:tbl"):
        rows = table.tr_lst if table.xpath(_NOTED) else table.tr_lst[:-1]
        first = max(0, len(table.tr_lst) - _LAST) if len(table.tr_lst) > most else 0
        for paragraph in (each for row in rows[first:] for each in row.xpath("./w:tc/w:p")):
            paragraph.get_or_add_pPr().get_or_add_keepNext()


def keep_leads(document: Document) -> None:
    """Let a text between a heading and a table or chart stay on the page of what it leads to."""
    for title in document.element.body.xpath("//w:p[w:pPr/w:pStyle[contains(@w:val, 'Caption')]]"):
        before = title.xpath(f"./preceding-sibling::*[{_SHOWN}][position() <= 2]")
        if len(before) == 2 and before[0].xpath(_IS_HEADING) and before[1].tag == qn("w:p"):
            before[1].get_or_add_pPr().get_or_add_keepNext()


def set_charts_beside(document: Document, width: int) -> None:
    """Set the title and notes of a chart at its left, as in the PDF; ``width`` is in twips.

    A picture that leaves no room for words keeps them above and below it.
    """
    for title in document.element.body.xpath(_TITLED):
        picture = title.getnext()
        notes = title.xpath(f"./following-sibling::*[{_SHOWN}][2][w:pPr/w:pStyle[@w:val='Notes']]")
        chart = max(Emu(int(wide)).twips for wide in picture.xpath(".//wp:extent/@cx"))
        words = width - chart
        if words < _LEAST_BESIDE + _CHART_GAP:
            continue
        beside = parse_xml(
            _BESIDE.format(
                ns=nsdecls("w"), width=width, words=words, chart=chart, gap=_CHART_GAP
            ).replace("\n", "")
        )
        title.addprevious(beside)
        left, right = beside.tr_lst[0].tc_lst
        for cell, parts in ((left, [title, *notes]), (right, [picture])):
            for part in parts:
                Paragraph(part, document).paragraph_format.keep_with_next = False
                cell.append(part)
            Paragraph(parts[0], document).paragraph_format.space_before = _ABOVE_CHART
        if beside.xpath(f"./following-sibling::*[{_SHOWN}][1][{_NEEDS_GAP}]"):
            gap = Paragraph(parse_xml(f"<w:p {nsdecls('w')}/>"), document)
            gap.paragraph_format.line_spacing = gap.paragraph_format.space_after = Pt(1)
            beside.addnext(gap._p)


def keep_endings_together(document: Document) -> None:
    """Let no chapter end on a page with a line or two: its last texts go there together."""
    for heading in document.element.body.xpath("//w:p[w:pPr/w:pStyle[@w:val='Heading1']]"):
        before = heading.xpath(f"./preceding-sibling::*[{_SHOWN}][position() <= {_LAST}]")
        for paragraph in before[:-1] if all(each.tag == qn("w:p") for each in before) else []:
            paragraph.get_or_add_pPr().get_or_add_keepNext()
