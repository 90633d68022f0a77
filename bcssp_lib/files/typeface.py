"""The typeface of reports, which comes as a package, so that every machine sets the same pages.

Source Sans Pro is under the SIL Open Font License, has tabular figures as they come, and most
letters of European languages. What it lacks is set in DejaVu Sans, which comes with matplotlib.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bcssp_lib.files.packages import package_folder

FAMILY, FALLBACK = "Source Sans Pro", "DejaVu Sans"
LAST_RESORT = "LastResort"  # comes with the fallback, and draws a box for each letter
_FILES = {"normal": "SourceSansPro-Regular.ttf", "bold": "SourceSansPro-Bold.ttf"}
# A first look: both faces have them; or the toolkit marks its texts with them, for private use.
_DRAWN = (range(0x250), range(0x2000, 0x2123), range(0xE000, 0xF900))


def typeface_folder() -> Path:
    """The folder of the typeface's files."""
    return _folder_of("font_source_sans_pro") / "files"


def fallback_folder() -> Path:
    """The folder of the files of the face that has the other letters."""
    return _folder_of("matplotlib") / "mpl-data" / "fonts" / "ttf"


def typeface_files() -> dict[str, Path]:
    """The files of the two weights, as TrueType: ``normal`` and ``bold``."""
    return {weight: typeface_folder() / name for weight, name in _FILES.items()}


def typst_fonts() -> list[Path]:
    """What a PDF is set in, wherever Quarto is run: two weights, slanted too; and licences."""
    names = [*_FILES.values(), "SourceSansPro-It.ttf", "SourceSansPro-BoldIt.ttf", "LICENSE.txt"]
    others = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "LICENSE_DEJAVU"]
    return [
        *(typeface_folder() / name for name in names),
        *(fallback_folder() / name for name in others),
    ]


def find_missing_letters(text: str) -> frozenset[str]:
    """The letters of a text that neither face has, which other fonts of the machine may have."""
    rare = {
        letter
        for letter in set(text)
        if not (letter.isspace() or any(ord(letter) in drawn for drawn in _DRAWN))
    }
    return frozenset(rare - _known_letters() if rare else ())


@cache
def _known_letters() -> frozenset[str]:
    from fontTools.ttLib import TTFont  # slow to import, for rare letters alone

    faces = (typeface_files()["normal"], fallback_folder() / "DejaVuSans.ttf")
    return frozenset(chr(code) for face in faces for code in TTFont(face).getBestCmap())


def _folder_of(package: str) -> Path:
    folder = package_folder(package)  # to import them takes a while
    if folder is None:
        raise ModuleNotFoundError(f"{package} is not installed")
    return folder
