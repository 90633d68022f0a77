"""A council's own look in pages, charts, PDF and Word."""

from __future__ import annotations

import re
import struct
from dataclasses import replace
from zipfile import ZipFile

import docx
import pytest
from pypdf import PdfReader

from bcssp_lib.files.typeface import typeface_files
from bcssp_lib.model.area import Look
from bcssp_lib.model.errors import RenderError
from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.look import (
    PNG_DOTS_PER_INCH,
    check_typeface,
    clean_look_pictures,
    embed_pictures,
    font_face_css,
    font_folders,
    recolour_chart,
    write_pictures,
    write_word_pictures,
)
from bcssp_lib.publish.publication import render_pdf, render_word
from bcssp_lib.publish.review import render_review
from tests.publish.texts import SVG, pdf_alternatives, small_report, word_alternatives
from tools.page_face import MADE, make_face

LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://ink" viewBox="0 0 60 20" width="60" '
    b'height="20"><!-- by Ann --><metadata>Ann</metadata><i:note>Ann</i:note>'
    b'<rect i:label="Ann" width="60" height="20" fill="#0a4d68"/></svg>'
)
LOOK = Look(logo="ours.svg", logo_text="Our logo", colours=("#0a4d68", "#8a3b12"))
OURS = re.compile("0a4d68", re.IGNORECASE)


@pytest.fixture
def report() -> Composed:
    pictures = clean_look_pictures({"ours.svg": LOGO})
    return replace(small_report(), look=LOOK, look_pictures=pictures)


def test_a_drawing_is_kept_and_who_drew_it_is_not():
    (cleaned,) = clean_look_pictures({"ours.svg": LOGO}).values()
    assert b"Ann" not in cleaned
    assert b'<rect width="60" height="20" fill="#0a4d68"' in cleaned


def test_charts_have_the_colours_and_typeface_of_the_look_and_else_stay_as_they_are():
    chart = b"<path style='stroke: #12436d'/><g fill='#801650'/>"
    chart += b"<text style=\"font: 12px 'Source Sans Pro'\">#1</text>"
    assert recolour_chart(chart, Look()) == chart
    made = recolour_chart(chart, LOOK)
    assert made.count(b"#0a4d68") == made.count(b"#8a3b12") == 1
    assert b"'Arial', 'Source Sans Pro'" in recolour_chart(chart, Look(typeface="Arial"))


def test_the_review_copy_has_the_logo_with_its_words_and_the_colours(report, tmp_path):
    page = render_review(report, tmp_path).read_text("utf-8")
    assert 'alt="Our logo"' in page
    assert ":root { --blue: #0a4d68; }" in page
    assert "main > section:nth-of-type(2n + 2) { --blue: #8a3b12; }" in page
    (tmp_path / "plain").mkdir()
    plain = render_review(small_report(), tmp_path / "plain").read_text("utf-8")
    assert '<img class="logo"' not in plain
    assert not OURS.search(plain)


def test_words_of_a_logo_cannot_become_markup_or_a_variable(report, tmp_path):
    words = 'A "logo" <script> $title$'
    odd = replace(report, look=LOOK.model_copy(update={"logo_text": words}))
    page = render_review(odd, tmp_path).read_text("utf-8")
    assert 'alt="A &quot;logo&quot; &lt;script&gt; $title$"' in page
    pdf = render_pdf(odd, tmp_path)
    assert words in pdf_alternatives(pdf)


def test_the_pdf_has_the_logo_and_its_cover_is_one_page(report, tmp_path):
    made = render_pdf(report, tmp_path)
    assert "Our logo" in pdf_alternatives(made)
    pages = PdfReader(made).pages
    assert "Testshire" in pages[0].extract_text()
    assert "Contents" in pages[1].extract_text()


def test_word_has_the_logo_and_the_accents(report, tmp_path):
    made = render_word(report, tmp_path)
    assert word_alternatives(made)[0] == "Our logo"
    document = docx.Document(str(made))
    assert str(document.styles["Heading 1"].font.color.rgb) == "0A4D68"


def test_a_typeface_that_is_not_installed_is_refused_by_name_and_no_other_taken():
    check_typeface(Look())
    with pytest.raises(RenderError, match="'No Such Face' of the area's look is not installed"):
        check_typeface(Look(typeface="No Such Face"))


def test_a_typeface_of_the_look_is_in_the_pdf_and_named_in_word(tmp_path):
    face = "DejaVu Serif"
    check_typeface(Look(typeface=face))
    report = replace(small_report(), look=Look(typeface=face))
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(render_pdf(report, tmp_path)).pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert any("DejaVuSerif" in font for font in fonts)
    with ZipFile(render_word(report, tmp_path)) as archive:
        assert f'w:ascii="{face}"' in archive.read("word/styles.xml").decode()
        assert not any(name.endswith(".odttf") for name in archive.namelist())


PIXELS_PER_INCH_OF_SVG = 96


def test_every_picture_is_written_where_the_text_looks(tmp_path):
    write_pictures(small_report(), tmp_path)
    assert [one.name for one in tmp_path.rglob("*.*")] == ["one.svg"]
    assert (tmp_path / "figures/one.svg").read_bytes() == SVG


def test_word_gets_a_png_beside_each_and_nothing_else_is_left(tmp_path):
    write_word_pictures(small_report(), tmp_path)
    assert sorted(one.name for one in tmp_path.rglob("*.*")) == ["one.png", "one.svg"]
    made = (tmp_path / "figures/one.png").read_bytes()
    assert made.startswith(b"\x89PNG\r\n")
    size = struct.unpack(">II", made[16:24])
    wanted = 9 / PIXELS_PER_INCH_OF_SVG * PNG_DOTS_PER_INCH
    assert all(abs(one - wanted) <= 1 for one in size)


def test_the_same_picture_gives_the_same_png(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_word_pictures(small_report(), tmp_path / name)
    one, two = (tmp_path / name / "figures/one.png" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_the_typeface_and_the_face_of_other_letters_are_in_the_folders():
    typeface, fallback = font_folders()
    assert all(path.parent == typeface for path in typeface_files().values())
    assert (fallback / "DejaVuSans.ttf").is_file()


def test_a_page_has_its_charts_as_elements_named_by_their_words():
    page = embed_pictures(
        '<style></style><img src="figures/one.svg" class="chart" alt="A &gt; B" />', small_report()
    )
    assert page == (
        f'<style>{font_face_css()}</style><svg class="chart" role="img" aria-label="A &gt; B" '
        + SVG.decode().removeprefix("<svg ")
    )


def test_a_page_with_charts_brings_their_face_in_two_weights():
    page = embed_pictures(
        '<style></style><img src="figures/one.svg" class="chart" alt="A" />', small_report()
    )
    css = font_face_css()
    assert css in page
    assert (css.count("@font-face"), len(css) < 60_000) == (2, True)


def test_the_face_of_pages_is_made_of_the_typeface(tmp_path):
    for weight, file in typeface_files().items():
        made = f"face-{weight}.woff"
        make_face(file, tmp_path / made)
        assert (tmp_path / made).read_bytes() == (MADE / made).read_bytes()
