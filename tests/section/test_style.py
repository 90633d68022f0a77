import matplotlib as mpl
import pytest

from bcssp_lib.section import style
from bcssp_lib.section.style import house_style

BLACK_TEXT, WHITE = "#0b0c0c", "#ffffff"


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["DARK_BLUE", "DARK_PINK", "ORANGE", "GREY"])
def test_every_colour_can_be_told_from_the_page(name):
    assert contrast(getattr(style, name), WHITE) >= 3


def test_the_house_style_holds_inside_and_is_gone_afterwards():
    before = dict(mpl.rcParams)
    with house_style():
        assert mpl.rcParams["svg.hashsalt"] == "bcssp"
        assert mpl.rcParams["font.family"] == ["DejaVu Sans"]
    assert dict(mpl.rcParams) == before
