"""A council's look as Typst reads it: definitions above those of the house style."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from bcssp_lib.files.typeface import FALLBACK, FAMILY
from bcssp_lib.model.look import Look

_STYLE = files("bcssp_lib.publish") / "templates" / "house_style.typ"
LOGO, COVER = "figures/look-logo", "figures/look-cover"


def write_house_style(path: Path, look: Look) -> None:
    """Write the house style with a look; its pictures are in figures/ next to it."""
    path.write_text(f"{_define(look)}{_STYLE.read_text('utf-8')}", "utf-8", newline="\n")


def _define(look: Look) -> str:
    accents = "".join(f'rgb("{colour}"), ' for colour in look.accents)
    families = [look.typeface, FAMILY, FALLBACK] if look.typeface else [FAMILY, FALLBACK]
    logo, cover = "none", "none"
    if look.logo:
        logo = f"(file: {_quote(logo_name(look))}, words: {_quote(look.logo_text)})"
    if look.cover:
        cover = _quote(cover_name(look))
    return (
        f"#let accents = ({accents})\n"
        f"#let typeface = ({', '.join(map(_quote, families))})\n"
        f"#let logo = {logo}\n#let cover-picture = {cover}\n"
    )


def logo_name(look: Look) -> str:
    """Where the logo is in the folder of a publication."""
    return f"{LOGO}{Path(look.logo).suffix.lower()}"


def cover_name(look: Look) -> str:
    """Where the picture of the cover is in the folder of a publication."""
    return f"{COVER}{Path(look.cover).suffix.lower()}"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
