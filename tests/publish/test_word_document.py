"""A Word document: its header, and tables whose columns have room and do not leave the paper."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from bcssp_lib.data.quarto_extras import QuartoExtras
from bcssp_lib.files.typeface import typeface_files
from bcssp_lib.model.area import HOUSE_ACCENTS
from bcssp_lib.publish.masthead import SYNTHETIC_WORDS
from bcssp_lib.publish.publication import render_pdf, render_word
from tests.publish.test_boxes import RATED
from tests.publish.texts import small_report, word_headers

TABLE = "|Measure|Kind|\n|---|---|\n|Missing children|reports|\n"


def test_cells_that_go_over_columns_are_as_wide_as_these_and_rows_stay_whole(tmp_path):
    text = f"# P\n\n```{{=html}}\n{RATED.to_html()}\n```\n\n{TABLE}"
    document = docx.Document(str(render_word(small_report(text), tmp_path)))
    assert len(document.tables) == 2
    for table in document.tables:
        columns = [one.w for one in table._tbl.tblGrid.gridCol_lst]
        for row in table._tbl.tr_lst:
            assert row.xpath("w:trPr/w:cantSplit")
            assert sum(cell.width for cell in row.tc_lst) == sum(columns)
            assert all(cell.tcPr[0].tag.endswith("tcW") for cell in row.tc_lst)
    assert document.sections[0].page_width.mm == pytest.approx(210, abs=0.1)


def test_titles_stand_above_tables_and_next_to_charts_and_stay_with_them(tmp_path):
    text = '# P\n\n![A chart](figures/one){alt="A triangle."}\n\nAfter it.\n\n'
    text += f"```{{=html}}\n{RATED.to_html()}\n```\n"
    document = docx.Document(str(render_word(small_report(text), tmp_path)))
    beside, rated = document.tables
    title, picture = (cell.paragraphs[0] for cell in beside.row_cells(0))
    assert (title.style.name, title.text) == ("Image Caption", "A chart")
    assert picture._p.xpath(".//wp:inline/@distL") == ["0"]
    assert rated._tbl.getprevious().xpath("./w:pPr/w:pStyle/@w:val") == ["TableCaption"]
    for name in ("Image Caption", "Table Caption"):
        assert document.styles[name].paragraph_format.keep_with_next


@pytest.mark.parametrize("synthetic", [True, False])
def test_the_header_names_the_report_and_tells_of_made_up_figures_and_of_no_others(
    tmp_path, synthetic
):
    path = render_word(small_report(synthetic=synthetic), tmp_path)
    named = "Annual report 2023-24, Testshire Partnership"
    assert word_headers(path) == [f"{named}\t{SYNTHETIC_WORDS}" if synthetic else named]


def test_the_footer_has_the_version_and_fields_for_the_pages(tmp_path):
    composed = small_report()
    section = docx.Document(str(render_word(composed, tmp_path))).sections[0]
    assert section.different_first_page_header_footer
    footer = section.footer.paragraphs[0]
    assert footer.text == f"Version {composed.mark}\tPage 1 of 1"
    assert [field.text for field in footer._p.xpath(".//w:instrText")] == ["PAGE", "NUMPAGES"]


def test_a_brief_document_begins_with_a_band_and_goes_on_below_it(tmp_path):
    document = docx.Document(str(render_word(replace(small_report(), brief=True), tmp_path)))
    band = document.paragraphs[:2]
    assert [each.text for each in band] == ["Annual report 2023-24", "Testshire Partnership"]
    fills = [each._p.xpath("w:pPr/w:shd/@w:fill") for each in band]
    assert fills == [[HOUSE_ACCENTS[0].lstrip("#").upper()]] * 2
    assert not document.styles["Heading 1"].paragraph_format.page_break_before
    assert not document.sections[0].different_first_page_header_footer


def test_the_cover_has_a_page_of_its_own_with_title_partnership_and_area(tmp_path):
    document = docx.Document(str(render_word(small_report(synthetic=True), tmp_path)))
    cover = document.paragraphs[:5]
    assert [one.text for one in cover[:3]] == [
        "Annual report 2023-24",
        "Testshire Partnership",
        "Testshire",
    ]
    assert "made up" in cover[3].text
    (drawn,) = cover[4]._p.xpath(".//wp:anchor")
    assert drawn.get("behindDoc") == "1"
    assert document.styles["TOC Heading"].paragraph_format.page_break_before
    assert document.styles["Heading 1"].paragraph_format.page_break_before


def test_the_contents_link_to_every_heading_and_can_be_updated(tmp_path):
    text = "# Police\n\n## Reports & more\n\nText.\n\n### Deep\n\nText.\n\n# Adults\n\nText.\n"
    document = docx.Document(str(render_word(small_report(text), tmp_path)))
    (contents,) = document.element.body.xpath("w:sdt/w:sdtContent")
    lines = contents.findall(qn("w:p"))
    assert ["".join(line.xpath(".//w:t/text()")) for line in lines] == [
        "Contents",
        "Police",
        "Reports & more",
        "Adults",
    ]
    targets = [link.get(qn("w:anchor")) for link in contents.iter(qn("w:hyperlink"))]
    marked = document.element.body.xpath("w:p//w:bookmarkStart[starts-with(@w:name, '_Toc')]")
    assert [mark.get(qn("w:name")) for mark in marked] == targets
    ids = document.element.body.xpath("//w:bookmarkStart/@w:id")
    assert len(set(ids)) == len(ids)
    kinds = [mark.get(qn("w:fldCharType")) for mark in contents.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    assert "TOC" in next(contents.iter(qn("w:instrText"))).text


def test_the_typeface_is_in_the_file_and_can_be_read_back(tmp_path):
    path = render_word(small_report(), tmp_path)
    with ZipFile(path) as archive:
        table = archive.read("word/fontTable.xml").decode()
        fonts = {name: archive.read(f"word/fonts/face-{name}.odttf") for name in ("normal", "bold")}
        settings = archive.read("word/settings.xml").decode()
    assert "<w:embedTrueTypeFonts/>" in settings
    assert 'w:name="Source Sans Pro"' in table
    keys = re.findall(r'w:fontKey="\{([0-9A-F-]+)\}"', table)
    for (weight, mixed), key in zip(fonts.items(), keys, strict=True):
        mask = bytes.fromhex(key.replace("-", ""))[::-1] * 2
        start = bytes(one ^ other for one, other in zip(mixed[:32], mask, strict=True))
        assert start + mixed[32:] == typeface_files()[weight].read_bytes()


def test_the_document_says_its_title_and_language(tmp_path):
    document = docx.Document(str(render_word(small_report(), tmp_path)))
    properties = document.core_properties
    assert properties.title == "Annual report 2023-24, Testshire Partnership"
    assert (properties.author, properties.language) == ("Testshire Partnership", "en-GB")
    (language,) = document.styles.element.xpath("//w:rPrDefault/w:rPr/w:lang")
    assert language.get(qn("w:val")) == "en-GB"


def test_tables_repeat_their_headings_and_name_their_rows(tmp_path):
    text = f"# P\n\n```{{=html}}\n{RATED.to_html()}\n```\n"
    (table,) = docx.Document(str(render_word(small_report(text), tmp_path))).tables
    rows = table._tbl.tr_lst
    assert rows[0].xpath("w:trPr/w:tblHeader")
    (look,) = table._tbl.xpath("w:tblPr/w:tblLook")
    assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")


def test_the_same_report_is_the_same_file(tmp_path):
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        folder.mkdir()
    made = [render_word(small_report(), folder).read_bytes() for folder in (first, second)]
    assert made[0] == made[1]


def template(**head: str) -> bytes:
    """A council's template: its own colour of headings, narrow paper and, if asked, its head."""
    made, kept = docx.Document(), io.BytesIO()
    made.styles["Heading 1"].font.color.rgb = RGBColor(0x12, 0x34, 0x56)
    made.sections[0].page_width = Mm(180)
    if "words" in head:
        made.sections[0].header.paragraphs[0].text = head["words"]
    made.save(kept)
    return kept.getvalue()


def test_a_councils_template_gives_styles_paper_and_head(tmp_path):
    extras = QuartoExtras(reference=template(words="The council"))
    report = replace(small_report(f"# P\n\n{TABLE}\n\n> Said.\n", synthetic=True), extras=extras)
    path = render_word(report, tmp_path)
    document = docx.Document(str(path))
    assert str(document.styles["Heading 1"].font.color.rgb) == "123456"
    assert document.sections[0].page_width.mm == pytest.approx(180, abs=0.1)
    (head,) = word_headers(path)
    assert head.startswith("The council")
    assert SYNTHETIC_WORDS in head  # which no template may leave out
    assert document.paragraphs[0].runs[0].font.color.rgb == RGBColor(255, 255, 255)
    assert "P" in [one.text for one in document.paragraphs]
    assert not (tmp_path / "reference.docx").exists()


def test_a_template_gets_the_styles_that_it_lacks_and_keeps_its_own(tmp_path):
    made, kept = docx.Document(io.BytesIO(template())), io.BytesIO()
    made.styles["Caption"].font.color.rgb = RGBColor(0x65, 0x43, 0x21)
    for name in ("Heading 2", "Body Text", "TOC Heading"):
        made.styles[name].element.getparent().remove(made.styles[name].element)
    made.save(kept)
    text = f"# P\n\nSee [it](#p).[^1]\n\n[^1]: A note.\n\n## Q\n\n{TABLE}\n: A title\n"
    report = replace(small_report(text), extras=QuartoExtras(reference=kept.getvalue()))
    path = render_word(report, tmp_path)
    document = docx.Document(str(path))
    with ZipFile(path) as archive:
        parts = "".join(
            archive.read(f"word/{one}.xml").decode() for one in ("document", "footnotes")
        )
    used = set(re.findall(r'w:(?:p|r|tbl)Style w:val="(\w+)"', parts))
    ids = [style.style_id for style in document.styles]
    assert used <= set(ids)
    assert len(ids) == len(set(ids))
    styles = document.styles
    assert {"TOC1", "TOC2", "TableCaption", "Heading2", "Table"} <= used
    assert styles["toc 2"].paragraph_format.left_indent == Pt(12)
    assert styles["Table Caption"].base_style.font.color.rgb == RGBColor(0x65, 0x43, 0x21)
    assert styles["Body Text"].font.size is None  # as large as the template's "Normal"
    assert styles["Heading 2"].element.xpath("w:pPr/w:outlineLvl")
    assert str(styles["Heading 1"].font.color.rgb) == "123456"
    assert styles["Table"].element.xpath("w:tblPr/w:tblBorders")


def test_a_published_document_can_be_a_template(tmp_path):
    text = f"# P\n\n::: {{.callout-note}}\nWords.\n:::\n\n{TABLE}"
    first = render_word(small_report(text), tmp_path).read_bytes()
    report = replace(small_report(text), extras=QuartoExtras(reference=first))
    styles = docx.Document(str(render_word(report, tmp_path))).styles.element
    assert len(styles.xpath("//w:style[@w:styleId='Table']/w:tblPr/w:tblBorders")) == 1
    assert len(styles.xpath("//w:style[@w:styleId='Boxadvice-note']/w:pPr/w:pBdr")) == 1


def test_a_rule_of_the_templates_title_is_not_on_the_cover(tmp_path):
    report = replace(small_report(), extras=QuartoExtras(reference=template()))
    title = docx.Document(str(render_word(report, tmp_path))).paragraphs[0]
    assert title.style.element.xpath("w:pPr/w:pBdr/w:bottom[@w:val='single']")
    assert title._p.xpath("w:pPr/w:pBdr/w:bottom/@w:val") == ["nil"]


def test_a_template_without_a_head_gets_the_reports(tmp_path):
    report = replace(small_report(), extras=QuartoExtras(reference=template()))
    assert word_headers(render_word(report, tmp_path)) == [
        "Annual report 2023-24, Testshire Partnership"
    ]


def test_boxes_next_to_each_other_stay_apart_and_hold_their_lists(tmp_path):
    boxes = [f"::: {{.callout-{kind}}}\nWords.\n\n- A point\n:::" for kind in ("note", "note")]
    text = "\n\n".join(["# P", *boxes])
    document = docx.Document(str(render_word(small_report(text), tmp_path)))
    shown = [each for each in document.paragraphs if each.style.name.startswith("Box")]
    box = ["Box advice-note"] * 3  # its title, words and list
    assert [each.style.name for each in shown] == [*box, "Box Gap", *box]
    assert shown[0].style.paragraph_format.keep_together
    edge = shown[0].style.paragraph_format.left_indent
    for point in (shown[2], shown[-1]):
        indents = point.paragraph_format
        assert indents.left_indent + indents.first_line_indent == edge


@pytest.mark.parametrize("render", [render_word, render_pdf])
def test_text_that_is_read_from_the_right_ends_at_the_left(tmp_path, render):
    words = "מספר הילדים ירד ב-58.4%."
    text = f"# P\n\n{words}\n\nIn English: {words}\n\n- {words}\n\n|Words|\n|---|\n|{words}|\n"
    path = render(small_report(text), tmp_path)
    if render is render_pdf:
        assert path.with_name("report.typ").read_text("utf-8").count("#set text(dir: rtl)") == 3
        return
    document = docx.Document(str(path))
    turned = document.element.body.xpath("//w:p[w:pPr/w:bidi][w:r/w:rPr/w:rtl]")
    assert [each.text for each in turned] == [words] * 3


def test_a_heading_below_a_table_has_the_room_of_its_style(tmp_path):
    text = f"# P\n\n{TABLE}\nText.\n\n{TABLE}\n### What this means\n\nText.\n"
    document = docx.Document(str(render_word(small_report(text), tmp_path)))
    given = {
        each.style.name: each.paragraph_format.space_before
        for each in document.paragraphs
        if each.text in ("Text.", "What this means") and each.paragraph_format.space_before
    }
    assert list(given) == ["Body Text"]


def test_a_text_below_a_list_has_room_above_it_and_a_heading_that_of_its_style(tmp_path):
    text = "# P\n\n- One\n- Two\n\nText.\n\n- Three\n\n### What this means\n\nText.\n"
    document = docx.Document(str(render_word(small_report(text), tmp_path)))
    points = [each for each in document.paragraphs if each._p.xpath("w:pPr/w:numPr")]
    assert [each.paragraph_format.space_after for each in points] == [None, Pt(4), None]


def test_a_point_that_is_a_link_as_a_whole_is_not_in_the_colour_of_links(tmp_path):
    text = "# P\n\n- [It rose.](#p)\n- See [the rest](#p).\n"
    document = docx.Document(str(render_word(small_report(text), tmp_path)))
    whole, part = (each for each in document.paragraphs if each._p.xpath("w:pPr/w:numPr"))
    colours = [{run.font.color.rgb for run in each.hyperlinks[0].runs} for each in (whole, part)]
    assert colours == [{RGBColor(0x0B, 0x0C, 0x0C)}, {None}]
