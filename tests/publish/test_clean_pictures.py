"""Pictures written anew: what is seen stays, and nothing that was hidden in the file does."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bcssp_lib.narrative.pictures import why_refused
from bcssp_lib.publish.clean_pictures import clean_picture
from tests.narrative.pictures import PLANTED, planted_pictures, save_picture, two_colours


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize(("name", "content"), planted_pictures().items())
def test_nothing_planted_is_left_and_the_bytes_are_the_same_each_time(name, content):
    assert PLANTED in content
    clean = clean_picture(content)
    assert PLANTED not in clean
    assert b"PK\x03\x04" not in clean
    assert clean == clean_picture(content)
    assert not why_refused(clean)
    image = opened(clean)
    assert not dict(image.getexif())
    assert not {"exif", "xmp", "comment", "icc_profile", "dpi", "Comment"} & set(image.info)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_the_kind_and_what_is_seen_stay(kind):
    before = opened(save_picture(two_colours(), kind)).convert("RGB")
    image = opened(clean_picture(save_picture(two_colours(), kind)))
    after = image.convert("RGB")
    assert (image.format, after.size) == (kind, before.size)
    for place in ((5, 5), (50, 30)):
        pairs = zip(before.getpixel(place), after.getpixel(place), strict=True)
        assert all(abs(one - other) < 8 for one, other in pairs)


def test_a_photograph_is_turned_as_its_camera_says():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    image = opened(clean_picture(save_picture(two_colours(), "PNG", exif=exif)))
    assert image.size == (40, 60)
    assert image.getpixel((35, 5)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA", "CMYK"])
def test_every_kind_of_dots_can_be_written_anew(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    drawn = Image.new(mode, (5, 4)) if mode == "I;16" else two_colours().convert(mode)
    image = opened(clean_picture(save_picture(drawn, kind)))
    assert image.size == drawn.size


def test_what_is_wholly_transparent_is_gone():
    drawn = two_colours().convert("RGBA")
    drawn.putalpha(0)
    assert set(opened(clean_picture(save_picture(drawn, "PNG"))).get_flattened_data()) == {
        (0, 0, 0, 0)
    }


def test_colours_that_no_dot_has_are_gone():
    drawn = Image.new("P", (4, 4))
    drawn.putpalette(bytes(3) + PLANTED + bytes(768 - 3 - len(PLANTED)))
    content = save_picture(drawn, "PNG")
    assert PLANTED in content
    assert PLANTED not in clean_picture(content)
