"""Finishing a Word document: its cover, contents, head and foot, and the look of boxes and tables.

boxes.lua gives paragraphs their styles by name; what these look like is written here.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from bcssp_lib.files.typeface import FAMILY, typeface_files
from bcssp_lib.model.area import HOUSE_ACCENTS
from bcssp_lib.model.errors import RenderError
from bcssp_lib.publish.look import draw_png, look_place, write_house_style
from bcssp_lib.publish.masthead import SYNTHETIC_WORDS, Masthead
from bcssp_lib.publish.programs import run_pandoc
from bcssp_lib.publish.word_pages import (
    COVER_HEIGHT,
    COVER_WIDTH,
    LOGO_HEIGHT,
    add_banner,
    add_cover,
    fill_contents,
    gather_imprint,
    keep_endings_together,
    keep_leads,
    keep_periods_whole,
    keep_tables_whole,
    set_charts_beside,
)
from bcssp_lib.publish.word_styles import (
    BODY_SIZE,
    CODE,
    INK,
    PINK,
    QUIET,
    TEXT_SIZE,
    set_head_and_foot,
    set_styles,
    shade,
    shape_tables,
)

_WIDTH, _HEIGHT = Mm(210), Mm(297)  # A4
_MARGIN, _TOP, _BOTTOM = Mm(20), Mm(21), Mm(18)
_COVER = """#import "house_style.typ": cover-art
#set page(width: {width}mm, height: {height}mm, margin: 0pt)
#cover-art()
"""
_LOGO = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image("{file}", height: {height}mm)
"""
_PANEL = "F3F2F1"
_EDGES = {"synthetic": PINK, "failed": "D4351C", "warning": "F47738"}
_ADVICE = {"tip": "00703C", "warning": "F47738", "caution": "F47738"}
_IN_ACCENT = ("statement", "advice-note", "advice-important")
_DASHED = "no-figures"
_SIDES = ("top", "left", "bottom", "right")
_COLOURS = {"green": "D6EBD0", "amber": "FFE5B4", "red": "F6C9C4"}
_TYPES, _TABLE = "[Content_Types].xml", "word/fontTable.xml"
_LINKS = "word/_rels/fontTable.xml.rels"
_KIND = (
    '<Default Extension="odttf" '
    'ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
)
_LINK = (
    '<Relationship Id="{id}" Target="fonts/{id}.odttf" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/font"/>'
)
_FEW_ROWS = 10  # of a table that stays on a page
_NOTE_SIZE = Pt(8.5)
_MARK = 14  # points of a list's mark
_MIXED = 32  # bytes
# What comes before it in the settings, which Word wants in their order.
_BEFORE = (
    "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
    "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
    "printFractionalCharacterWidth", "printFormsData",
)  # fmt: skip
_NAMES = "w:style/w:name/@w:val | w:style/@w:styleId"
# What styles that a template lacks have from its own "Normal".
_OF_TEMPLATE = (
    f"w:rPr/w:rFonts[not(@w:ascii='{CODE}')] | w:rPr/w:color[@w:val='{INK}'] "
    f"| w:rPr/w:sz[@w:val='{int(2 * BODY_SIZE)}']"
)
_STAND_IN = "Calibri"  # for a program that reads no fonts from files


def finish_word(path: Path, masthead: Masthead, pictures: Path) -> None:
    """Give a Word document, as pandoc or Quarto made it, the look of the PDF; check it.

    Its date is the report's, in the archive that it is too, so that the same report is the same
    file. Where a council has a template of its own, styles, paper, head and foot are that's.
    ``pictures`` is the folder with those of its look.
    """
    document = open_word(path)
    look = masthead.look
    templated = masthead.templated
    if templated:
        _add_missing_styles(document, masthead)
    else:
        set_styles(document, masthead)
    set_head_and_foot(document, masthead)
    _number_notes_throughout(document)
    dress_document(document, look.accents[0], paper=not templated)
    gather_imprint(document, 14 if masthead.easy_read else 8.5)
    fill_contents(document)
    if not masthead.brief:
        add_cover(document, masthead, *_draw_front(masthead, pictures))
    elif not templated:
        add_banner(document, look.accents[0])
    keep_tables_whole(document, _FEW_ROWS)
    keep_leads(document)
    keep_endings_together(document)
    keep_periods_whole(document)
    if not masthead.easy_read:  # whose letters are too large for half a line
        set_charts_beside(document, _text_width(document))
    embed = not (templated or look.typeface)
    if embed:
        _say_embedded(document)
    document.core_properties.title = f"{masthead.title}, {masthead.subtitle}"
    document.core_properties.author = masthead.subtitle
    document.core_properties.language = "en-GB"
    document.core_properties.created = document.core_properties.modified = masthead.date
    document.save(str(path))
    _finish_archive(path, masthead.date, embed=embed)
    check_word(path, masthead)


def _add_missing_styles(document: Document, masthead: Masthead) -> None:
    """Add the styles that a council's template lacks, and which pandoc's has, in the house style.

    Their typeface is the template's, and text has its size and colour.
    """
    with TemporaryDirectory() as name:
        path = Path(name, "reference.docx")
        run_pandoc([f"--output={path}", f"--print-default-data-file={path.name}"], "", path.parent)
        house = docx.Document(str(path))
    set_styles(house, masthead)
    # Word writes some names with other capitals than pandoc.
    present = {str(each).casefold() for each in document.styles.element.xpath(_NAMES)}
    for style in house.styles.element.style_lst:
        if not present & {each.casefold() for each in style.xpath("w:name/@w:val | @w:styleId")}:
            for own in style.xpath(_OF_TEMPLATE):
                own.getparent().remove(own)
            style.attrib.pop(qn("w:default"), None)
            document.styles.element.append(style)


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
    masthead.check_names(path, text, document.core_properties.comments)


def _draw_front(masthead: Masthead, pictures: Path) -> tuple[bytes, bytes | None]:
    """The coloured part of the cover, as in the PDF, and the logo, if there is one, as PNG."""
    look = masthead.look
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_house_style(folder / "house_style.typ", look)
        for place in (look_place(name) for name in (look.logo, look.cover) if name):
            (folder / place).parent.mkdir(exist_ok=True)
            shutil.copyfile(pictures / place, folder / place)
        cover = draw_png(_COVER.format(width=COVER_WIDTH, height=COVER_HEIGHT), folder)
        logo = _LOGO.format(file=look_place(look.logo), height=LOGO_HEIGHT)
        return cover, draw_png(logo, folder) if look.logo else None


def mark_synthetic(document: Document) -> None:
    """Say in the header of every page that figures are made up."""
    for section in document.sections:
        run = section.header.paragraphs[0].add_run(SYNTHETIC_WORDS)
        run.bold = True
        run.font.color.rgb = RGBColor.from_string(PINK)


def _number_notes_throughout(document: Document) -> None:
    """Number footnotes from the first to the last, as in the PDF; pandoc begins again in parts."""
    for properties in document.element.xpath("//w:sectPr/w:footnotePr"):
        properties.getparent().remove(properties)


def _finish_archive(path: Path, date: datetime, *, embed: bool) -> None:
    """Write the archive anew, with one date, and with the typeface in it."""
    with ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if embed:
        members = _embed_typeface(members)
    with ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(ZipInfo(name, date.timetuple()[:6]), content, ZIP_DEFLATED)


def dress_document(
    document: Document, accent: str = HOUSE_ACCENTS[0], *, paper: bool = True
) -> None:
    """Give a Word document the look of the toolkit: boxes, notes, tables and, if asked, paper."""
    accent = accent.lstrip("#").upper()
    for section in document.sections if paper else ():
        section.page_width, section.page_height = _WIDTH, _HEIGHT
        section.left_margin = section.right_margin = _MARGIN
        section.top_margin, section.bottom_margin = _TOP, _BOTTOM
    _frame_boxes(document, accent)
    for tone, colour in _COLOURS.items():
        _colour_cells(document, f"Rating {tone}", colour)
        chip = _style(document, f"Chip {tone}")
        if chip and not chip.element.xpath("w:rPr/w:shd"):
            chip.element.get_or_add_rPr().append(shade(colour))
    if figure := _style(document, "Key Figure"):
        figure.font.size, figure.font.bold = Pt(13), True
        figure.font.color.rgb = RGBColor.from_string(accent)
    if subtitle := _style(document, "Chart Subtitle"):
        subtitle.font.bold, subtitle.font.color.rgb = False, RGBColor.from_string(QUIET)
    if words := _style(document, "Pull Out Words"):
        words.font.size, words.font.bold = Pt(13), True
        words.font.color.rgb = RGBColor.from_string(accent)
        words.paragraph_format.space_before = Pt(10)
        words.paragraph_format.keep_with_next = True
    if measure := _style(document, "Key Measure"):
        measure.font.bold = True
    if notes := _style(document, "Notes"):
        notes.font.size, notes.font.color.rgb = _NOTE_SIZE, RGBColor.from_string(QUIET)
        notes.paragraph_format.space_before = notes.paragraph_format.space_after = Pt(3)
    _lead_by_titles(document)
    _set_pictures_close(document)
    shape_tables(document, _text_width(document))


def _frame_boxes(document: Document, accent: str) -> None:
    advice = {f"advice-{kind}": colour for kind, colour in _ADVICE.items()}
    for kind, colour in {**_EDGES, **dict.fromkeys(_IN_ACCENT, accent), **advice}.items():
        above, below = (_edge(side, "single", 4, _PANEL) for side in ("top", "bottom"))
        _frame(document, kind, [above, _edge("left", "single", 32, colour), below], _PANEL)
    _indent_lists_in_boxes(document)
    _frame(document, _DASHED, [_edge(side, "dashed", 6, QUIET) for side in _SIDES])
    if gap := _style(document, "Box Gap"):
        gap.font.size = Pt(1)
        gap.paragraph_format.space_before = gap.paragraph_format.space_after = Pt(0)


def _text_width(document: Document) -> int:
    """The room between the margins, in twips."""
    section = document.sections[0]
    given = (section.page_width, section.left_margin, section.right_margin)
    wide, left, right = given if None not in given else (_WIDTH, _MARGIN, _MARGIN)
    return int(Emu((wide or 0) - (left or 0) - (right or 0)).twips)


def _frame(document: Document, kind: str, edges: list[str], fill: str = "") -> None:
    style = _style(document, f"Box {kind}")
    if style is None or style.element.xpath("w:pPr/w:pBdr"):  # a template's own
        return
    properties = style.element.get_or_add_pPr()
    properties.append(parse_xml(f"<w:pBdr {nsdecls('w')}>{''.join(edges)}</w:pBdr>"))
    if fill:
        properties.append(shade(fill))
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Pt(8)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.keep_together = True


def _indent_lists_in_boxes(document: Document) -> None:
    """Let the edge of a box run along its lists too: it stands where their marks do."""
    in_list = "//w:p[w:pPr[w:numPr and w:pStyle[starts-with(@w:val, 'Box')]]]"
    for element in document.element.body.xpath(in_list):
        point = Paragraph(element, document).paragraph_format
        point.left_indent, point.first_line_indent = Pt(8 + _MARK), Pt(-_MARK)


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
        cell.get_or_add_tcPr().append(shade(colour))


def _lead_by_titles(document: Document) -> None:
    """The title of a table or picture is above it, bold, and on the same page."""
    for name in ("Table Caption", "Image Caption"):
        if style := _style(document, name):
            style.font.bold, style.font.italic = True, False
            style.paragraph_format.keep_with_next = True
    for title in document.element.body.xpath("//w:p[w:pPr/w:pStyle[@w:val='ImageCaption']]"):
        before = "preceding-sibling::w:p[1][w:pPr/w:pStyle[@w:val='CaptionedFigure']]"
        for picture in title.xpath(before):
            picture.addprevious(title)


def _set_pictures_close(document: Document) -> None:
    """Leave no room around pictures: LibreOffice would, where pandoc says nothing of it."""
    for picture in document.element.body.xpath(".//wp:inline"):
        for side in ("distT", "distB", "distL", "distR"):
            picture.set(side, "0")


def _style(document: Document, name: str) -> Any:
    """A style, if the document uses it."""
    return next((style for style in document.styles if style.name == name), None)


def _say_embedded(document: Document) -> None:
    """Note in the settings that the file brings its typeface."""
    settings = document.settings.element
    names = {qn(f"w:{name}") for name in _BEFORE}
    before = [child for child in settings if child.tag in names]
    settings.insert(len(before), OxmlElement("w:embedTrueTypeFonts"))


def _embed_typeface(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members of a Word archive, with the two weights of the typeface among them."""
    links, embedded, fonts = "", "", {}
    for weight, path in typeface_files().items():
        font, name = path.read_bytes(), f"face-{weight}"
        key = uuid5(NAMESPACE_URL, path.name)
        fonts[f"word/fonts/{name}.odttf"] = _mix(font, key)
        kind = "Regular" if weight == "normal" else "Bold"
        embedded += f'<w:embed{kind} r:id="{name}" w:fontKey="{{{str(key).upper()}}}"/>'
        links += _LINK.format(id=name)
    entry = (
        f'<w:font w:name="{FAMILY}"><w:altName w:val="{_STAND_IN}"/><w:charset w:val="00"/>'
        f'<w:family w:val="swiss"/><w:pitch w:val="variable"/>{embedded}</w:font></w:fonts>'
    )
    table = members[_TABLE].decode().replace("</w:fonts>", entry)
    types = members[_TYPES].decode().replace("<Default ", f"{_KIND}<Default ", 1)
    links = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns='
        f'"http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )
    made = {_TYPES: types.encode(), _TABLE: table.encode(), _LINKS: links.encode()}
    return {**members, **made, **fonts}


def _mix(font: bytes, key: UUID) -> bytes:
    """A font with its first bytes mixed with the key, read from its end; done twice, it is back."""
    backwards = key.bytes[::-1] * 2
    start = bytes(byte ^ mask for byte, mask in zip(font[:_MIXED], backwards, strict=True))
    return start + font[_MIXED:]
