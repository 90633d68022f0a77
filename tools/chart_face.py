"""Make the face of charts that pages bring with them, from the DejaVu Sans of matplotlib.

Run it when matplotlib comes with another DejaVu, or when charts need other letters:
``python tools/chart_face.py``. Letters that are not in it are set in the reader's own face.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib
from fontTools import subset

FACES = {"DejaVuSans.ttf": "chart-normal.woff", "DejaVuSans-Bold.ttf": "chart-bold.woff"}
MADE = Path(__file__).parents[1] / "bcssp_lib/publish/templates"
# Latin letters with and without accents, punctuation, and a few signs.
LETTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2040)]))
LETTERS += "€−≤≥≠≈→←↑↓²³"


def make_face(source: Path, made: Path) -> None:
    """Write the letters of a font as WOFF, without hints, which screens no longer need."""
    options = subset.Options(
        flavor="woff", hinting=False, drop_tables=["FFTM"], recalc_timestamp=False
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=LETTERS)
    with subset.load_font(str(source), options) as font:
        subsetter.subset(font)
        subset.save_font(font, str(made), options)


if __name__ == "__main__":
    for name, file in FACES.items():
        make_face(Path(matplotlib.get_data_path()) / "fonts/ttf" / name, MADE / file)
