"""The styles, head and foot of a Word document: the house style of the PDF, said to Word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from bcssp_lib.publish.compose import SYNTHETIC_WORDS, Composed

INK, QUIET, PINK = "0B0C0C", "505A5F", "801650"
TEXT_WIDTH = Mm(170)
_SMALL = Pt(8.5)
_CODE = "Consolas"


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
    "Normal": _Shape(10.5),
    "Body Text": _Shape(10.5, 0, 8),
    "First Paragraph": _Shape(10.5, 0, 8),
    "Compact": _Shape(10.5, 0, 2),
    "Title": _Shape(40, bold=True, colour="FFFFFF"),
    "Subtitle": _Shape(17, 8, colour="FFFFFF"),
    "TOC Heading": _Shape(25, 0, 8, bold=True, accent=True),
    "toc 1": _Shape(10, 3, 0, bold=True),
    "toc 2": _Shape(9.5, indent=12),
    "Heading 1": _Shape(25, 0, 10, bold=True, accent=True),
    "Heading 2": _Shape(16, 16, 6, bold=True, accent=True),
    "Heading 3": _Shape(12.5, 15, 5, bold=True),
    "Heading 4": _Shape(10.5, 12, 4, bold=True, colour=QUIET),
    "Image Caption": _Shape(9.5, 10, 4, bold=True),
    "Table Caption": _Shape(9.5, 12, 4, bold=True),
    "Captioned Figure": _Shape(9.5, 0, 8),
    "Footnote Text": _Shape(8.5, 0, 2),
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
_HEADINGS = ("Heading 1", "Heading 2")
_RULE = '<w:pBdr {ns}><w:bottom w:val="single" w:sz="20" w:space="6" w:color="{colour}"/></w:pBdr>'


def set_styles(
    document: Document, typeface: str, accents: Sequence[str], *, easy_read: bool = False
) -> None:
    """Give the styles of a document the typeface, sizes and colours of the house style.

    In an easy read report letters are large, and each topic begins a page.
    """
    styles, accent = document.styles, accents[0].lstrip("#").upper()
    for fonts in styles.element.xpath("//w:rFonts"):
        if fonts.get(qn("w:ascii")) == _CODE:
            continue
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        for script in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{script}"), typeface)
    for name, shape in {**_STYLES, **(_EASY if easy_read else {})}.items():
        _shape_style(find_style(document, name), shape, accent)
    for heading in ("Heading 1", "TOC Heading"):
        style = styles[heading]
        style.paragraph_format.page_break_before = True
        put_rule(style.element.get_or_add_pPr(), accent)
    if easy_read:
        styles["Heading 2"].paragraph_format.page_break_before = True
    styles["Normal"].paragraph_format.line_spacing = 1.3 if easy_read else 1.1
    styles["Hyperlink"].font.color.rgb = RGBColor.from_string(accent)
    _accent_chapters(document, accents)
    _set_language(document)


def find_style(document: Document, name: str) -> Any:
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


def put_rule(properties: Any, colour: str) -> None:
    """A rule of the accent below a heading, where the schema of Word has it."""
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    rule = parse_xml(_RULE.format(ns=nsdecls("w"), colour=colour))
    properties.insert_element_before(
        rule,
        "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing",
        "w:jc", "w:outlineLvl", "w:rPr",
    )  # fmt: skip


def _accent_chapters(document: Document, accents: Sequence[str]) -> None:
    """Each chapter has its accent, in turn, on its heading and on those of its sections."""
    chapter = 0  # the contents, as in the PDF
    for paragraph in document.paragraphs:
        name = str(paragraph.style.name) if paragraph.style is not None else ""
        if name not in _HEADINGS:
            continue
        chapter += name == "Heading 1"
        colour = accents[chapter % len(accents)].lstrip("#").upper()
        for run in paragraph.runs:
            run.font.color.rgb = RGBColor.from_string(colour)
        if name == "Heading 1":
            put_rule(paragraph._p.get_or_add_pPr(), colour)


def _set_language(document: Document) -> None:
    for language in document.styles.element.xpath("//w:rPrDefault/w:rPr/w:lang"):
        language.set(qn("w:val"), "en-GB")
    for language in document.settings.element.findall(qn("w:themeFontLang")):
        language.set(qn("w:val"), "en-GB")


def set_head_and_foot(document: Document, composed: Composed) -> None:
    """Title and partnership above each page but the cover; version and page numbers below."""
    for section in document.sections:
        section.different_first_page_header_footer = True
        section.header_distance = section.footer_distance = Mm(10)
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        if composed.synthetic and not _is_empty(section.header):
            _add_words(section.header.add_paragraph(), SYNTHETIC_WORDS, PINK)
        if not (_is_empty(section.header) and _is_empty(section.footer)):
            continue  # those of a council's template
        # Of an easy read report in large letters, which leave no room for both.
        name = composed.title if composed.easy_read else f"{composed.title}, {composed.subtitle}"
        _add_words(head, name)
        if composed.synthetic:
            _add_words(head, f"\t{SYNTHETIC_WORDS}", PINK)
        _add_words(foot, f"Version {composed.mark}\tPage ")
        _add_field(foot, "PAGE")
        _add_words(foot, " of ")
        _add_field(foot, "NUMPAGES")
        for run in (*head.runs, *foot.runs) if composed.easy_read else ():
            run.font.size = _EASY_SMALL
        for paragraph in (head, foot):
            paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)


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
