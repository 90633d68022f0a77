from __future__ import annotations

import struct

from bcssp_lib.files.typeface import typeface_files
from bcssp_lib.publish.pictures import (
    PNG_DOTS_PER_INCH,
    embed_pictures,
    font_face_css,
    font_folders,
    write_pictures,
    write_word_pictures,
)
from tests.publish.texts import SVG, small_report
from tools.page_face import MADE, make_face

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
