"""The open face that charts are laid out with: for pages, and for Typst."""

from __future__ import annotations

import base64
import io
import re
from functools import lru_cache
from html import unescape
from pathlib import Path

from bcssp_lib.files.packages import package_folder

_FACES = {"normal": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf"}
_TEXT = re.compile(r"<text\b[^>]*>([^<]*)</text>")
# Letters that most charts use; a page adds what else it needs, so that few subsets are made.
_USUAL = "".join(map(chr, range(0x20, 0x7F))) + "£–—−‘’“”…éö"


def fonts_folder() -> Path:
    """DejaVu comes with matplotlib, so every machine sets the same pages."""
    folder = package_folder("matplotlib")  # importing it takes a third of a second
    if folder is None:
        raise ModuleNotFoundError("matplotlib is not installed")
    return folder / "mpl-data" / "fonts" / "ttf"


def font_face_css(svg: str) -> str:
    """The style rules that bring DejaVu Sans into a page, with the letters that its charts use.

    Nothing for charts without text.
    """
    letters = {letter for text in _TEXT.findall(svg) for letter in unescape(text)}
    return _css("".join(sorted(letters.union(_USUAL)))) if letters else ""


def usual_font_css() -> str:
    """The style rules for charts of usual letters. Making them takes a third of a second, once."""
    return _css("".join(sorted(_USUAL)))


def _css(wanted: str) -> str:
    return "".join(
        f'@font-face {{ font-family: "DejaVu Sans"; font-weight: {weight}; '
        f"src: url(data:font/woff;base64,{_subset(name, wanted)}) format('woff'); }}\n"
        for weight, name in _FACES.items()
    )


@lru_cache(maxsize=16)
def _subset(name: str, letters: str) -> str:
    """A font with these letters only, as WOFF in base64: the whole would be 0.7 MB."""
    from fontTools import subset  # a third of a second

    options = subset.Options(flavor="woff", drop_tables=["FFTM"], recalc_timestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters)
    made = io.BytesIO()
    with subset.load_font(str(fonts_folder() / name), options) as font:
        subsetter.subset(font)
        subset.save_font(font, made, options)
    return base64.b64encode(made.getvalue()).decode()
