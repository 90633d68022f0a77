"""Make the typeface that pages bring with them, from the one that comes as a package.

Run it when that package is another, or when pages need other letters:
``python tools/page_face.py``. Letters that are not in it are set in the reader's own face. What is
made has a name of its own within, as the licence of the typeface asks of a part of it.
"""

from __future__ import annotations

from pathlib import Path

from fontTools import subset

from bcssp_lib.files.typeface import typeface_files

MADE = Path(__file__).parents[1] / "bcssp_lib/publish/templates"
# Latin letters with and without accents, punctuation, and a few signs.
LETTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2040)]))
LETTERS += "€−≤≥≠≈→←↑↓²³▲▼"
OWN_NAME = "Report Sans"
_NAMES = (1, 3, 4, 6, 16, 18)  # those by which a program would call it


def make_face(source: Path, made: Path) -> None:
    """Write the letters of a font as WOFF, without hints, which screens no longer need."""
    options = subset.Options(
        flavor="woff", hinting=False, drop_tables=["FFTM"], recalc_timestamp=False
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=LETTERS)
    with subset.load_font(str(source), options) as font:
        subsetter.subset(font)
        for record in font["name"].names:
            if record.nameID in _NAMES:
                record.string = OWN_NAME
        subset.save_font(font, str(made), options)


if __name__ == "__main__":
    for weight, file in typeface_files().items():
        make_face(file, MADE / f"face-{weight}.woff")
