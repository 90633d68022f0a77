"""A council's look as each renderer reads it: styles of pages, definitions of Typst, pictures."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from pathlib import Path

from bcssp_lib.files.typeface import FALLBACK, FAMILY
from bcssp_lib.model.errors import RenderError
from bcssp_lib.model.look import HOUSE_ACCENTS, Look
from bcssp_lib.narrative.pictures import clean_drawing, clean_picture

_STYLE = files("bcssp_lib.publish") / "templates" / "house_style.typ"
_PINK = "#801650"  # the further colour of charts
_MIME = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def clean_look_pictures(pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pictures of a look without what goes with them, such as who drew them."""
    return {
        name: clean_drawing(content) if name.lower().endswith(".svg") else clean_picture(content)
        for name, content in pictures.items()
    }


def write_look_pictures(look: Look, pictures: Mapping[str, bytes], folder: Path) -> None:
    """Write the pictures of a look to ``figures/`` of a publication's folder."""
    for name in {look.logo, look.cover} - {""}:
        place = folder / look_place(name)
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(pictures[name])


def look_place(name: str) -> str:
    """Where a picture of a look is in the folder of a publication."""
    return f"figures/look-{name}"


def write_house_style(path: Path, look: Look, *, easy_read: bool = False) -> None:
    """Write the house style of Typst with a look; its pictures are in figures/ next to it."""
    easy = f"#let easy-read = {str(easy_read).lower()}\n"
    path.write_text(f"{easy}{_define(look)}{_STYLE.read_text('utf-8')}", "utf-8", newline="\n")


def _define(look: Look) -> str:
    accents = "".join(f'rgb("{colour}"), ' for colour in look.accents)
    logo = "none"
    if look.logo:
        logo = f"(file: {_quote(look_place(look.logo))}, words: {_quote(look.logo_text)})"
    cover = _quote(look_place(look.cover)) if look.cover else "none"
    return (
        f"#let accents = ({accents})\n"
        f"#let typeface = ({', '.join(map(_quote, _families(look)))})\n"
        f"#let logo = {logo}\n#let cover-picture = {cover}\n"
    )


def _families(look: Look) -> list[str]:
    return [family for family in (look.typeface, FAMILY, FALLBACK) if family]


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def recolour_chart(svg: bytes, look: Look) -> bytes:
    """A chart in the colours and typeface of a look.

    Charts are drawn in the house style, whoever they are for, so that a change of the look runs
    no section.
    """
    replaced = dict(zip((HOUSE_ACCENTS[0], _PINK), look.colours, strict=False))
    for house, own in replaced.items():
        svg = re.sub(re.escape(house).encode(), own.encode(), svg, flags=re.IGNORECASE)
    if look.typeface:
        families = f"'{look.typeface}', '{FAMILY}'"
        svg = svg.replace(f"'{FAMILY}'".encode(), families.encode())
    return svg


def page_style(look: Look) -> str:
    """The style rules by which a page has a look; empty for the toolkit's own."""
    rules = []
    if look.colours:
        rules.append(f":root {{ --blue: {look.colours[0]}; }}")
    if len(look.colours) > 1:
        rules.append(f"main > section:nth-of-type(even) {{ --blue: {look.colours[1]}; }}")
    if look.typeface:
        families = ", ".join(f'"{family}"' for family in _families(look))
        rules.append(f"body {{ font-family: {families}, sans-serif; }}")
    return "\n".join(rules)


def book_style(look: Look) -> str:
    """The same for the pages of a book, which have a chapter each; their text is Quarto's."""
    rules = []
    if look.colours:
        rules.append(f":root {{ --blue: {look.colours[0]}; }}")  # light and dark are made of it
    if look.typeface:
        rules.append(f'body {{ font-family: "{look.typeface}", sans-serif; }}')
    return "".join(f"{rule}\n" for rule in rules)


def logo_element(look: Look, pictures: Mapping[str, bytes]) -> str:
    """The logo as an element of a page that needs no other file; empty without one."""
    if not look.logo:
        return ""
    data = base64.b64encode(pictures[look.logo]).decode()
    mime = _MIME[Path(look.logo).suffix.lower()]
    return f'<img class="logo" src="data:{mime};base64,{data}" alt="{escape(look.logo_text)}">'


def check_typeface(look: Look) -> None:
    """Raise ``RenderError`` for a typeface that is not installed: another would be set instead."""
    if not look.typeface:
        return
    import typst  # only publications need it

    installed = typst.Fonts(include_system_fonts=True).families()
    if look.typeface not in installed:
        raise RenderError(
            f"The typeface '{look.typeface}' of the area's look is not installed here, and the "
            "report would be set in another. Install it for all users, or take 'typeface' out of "
            "'look' in the area's file in params/areas/. No publication was put in place."
        )
