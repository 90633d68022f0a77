"""How a report looks in each renderer: a council's look, the typeface, and pictures.

Pictures are SVG for pages and PDF, and PNG for Word.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path

from bcssp_lib.files.project import PICTURES
from bcssp_lib.files.typeface import FALLBACK, FAMILY, fallback_folder, typeface_folder
from bcssp_lib.model.area import HOUSE_ACCENTS, Look
from bcssp_lib.model.errors import RenderError
from bcssp_lib.narrative.pictures import clean_drawing, clean_picture, picture_mime_type
from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.generated import TEMPLATES

_PINK = "#801650"  # the further colour of charts
_MIME = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
PNG_DOTS_PER_INCH = 150
_CHART = re.compile(r'<img\b[^>]*?\bsrc="figures/([^"]+)"[^>]*>')
_ALTERNATIVE = re.compile(r'\balt="([^"]*)"')
_PICTURE = re.compile(rf'(<img\b[^>]*?\bsrc=")({PICTURES}/[^"]+)')
# matplotlib's names of parts, which are the same in each chart
_NUMBERED = re.compile(r'<g id="[\w.]+_\d+"(/?)>')
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("{name}")\n'


def clean_look_pictures(pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pictures of a look without what goes with them, such as who drew them."""
    return {
        name: clean_drawing(content) if name.lower().endswith(".svg") else clean_picture(content)
        for name, content in pictures.items()
    }


def look_place(name: str) -> str:
    """Where a picture of a look is in the folder of a publication."""
    return f"figures/look-{name}"


def write_house_style(path: Path, look: Look, *, easy_read: bool = False) -> None:
    """Write the house style of Typst with a look; its pictures are in figures/ next to it."""
    easy = f"#let easy-read = {str(easy_read).lower()}\n"
    style = (TEMPLATES / "house_style.typ").read_text("utf-8")
    path.write_text(f"{easy}{_define(look)}{style}", "utf-8", newline="\n")


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
    """The style rules by which a page has a look, and each of its chapters an accent."""
    count = len(look.accents)
    rules = [
        f"main > section:nth-of-type({count}n + {at}) {{ --blue: {colour}; }}"
        for at, colour in enumerate(look.accents, start=1)
    ]
    if look.colours:
        rules.append(f":root {{ --blue: {look.colours[0]}; }}")
    if look.typeface:
        families = ", ".join(f'"{family}"' for family in _families(look))
        rules.append(f"body {{ font-family: {families}, sans-serif; }}")
    return "\n".join(rules)


def book_style(look: Look) -> str:
    """The same for the pages of a book, which have a chapter each, and its accent.

    Colours of light and dark are made of ``--blue``. The picture of the cover is next to it.
    """
    rules = [f".accent-{at} {{ --blue: {colour}; }}" for at, colour in enumerate(look.accents)]
    if look.colours:
        rules.append(f":root {{ --blue: {look.colours[0]}; }}")
    if look.typeface:
        rules.append(f'body {{ font-family: "{look.typeface}", sans-serif; }}')
    if look.cover:
        picture = f'content: ""; background: url("{look.cover}") center / cover;'
        rules.append(f"#title-block-header:has(.subtitle)::before {{ {picture} }}")
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


def write_pictures(composed: Composed, folder: Path) -> None:
    """Write charts to ``figures/`` and authors' pictures to theirs, where the Markdown looks."""
    (folder / "figures").mkdir(exist_ok=True)
    for name in {composed.look.logo, composed.look.cover} - {""}:
        (folder / look_place(name)).write_bytes(composed.look_pictures[name])
    for name, content in _pictures(composed):
        (folder / "figures" / name).write_bytes(content)
    for target, content in composed.images.items():
        (folder / PICTURES).mkdir(exist_ok=True)
        (folder / target).write_bytes(content)


def embed_pictures(html: str, composed: Composed) -> str:
    """A page with its pictures in it: charts as SVG elements, whose text can be selected.

    pandoc's own embedding reads the whole page again. A picture that is not the report's own
    is our bug, since narrative may bring in no other.
    """
    charts = dict(_pictures(composed))

    def chart(image: re.Match[str]) -> str:
        alternative = _ALTERNATIVE.search(image[0])
        return chart_element(charts[image[1]].decode(), alternative[1] if alternative else "")

    def embedded(match: re.Match[str]) -> str:
        content = composed.images[match[2]]
        data = base64.b64encode(content).decode()
        return f"{match[1]}data:{picture_mime_type(content)};base64,{data}"

    page = _CHART.sub(chart, html)
    return _PICTURE.sub(embedded, page.replace("</style>", f"{font_face_css()}</style>", 1))


def chart_element(svg: str, label: str) -> str:
    """A chart as an element of a page: to a screen reader it is one picture, with its words.

    ``label`` is these, as HTML.
    """
    element = _NUMBERED.sub(r"<g\1>", svg[svg.index("<svg") :].rstrip())
    return element.replace("<svg", f'<svg class="chart" role="img" aria-label="{label}"', 1)


def write_word_pictures(composed: Composed, folder: Path) -> None:
    """Write every picture as PNG too; Typst draws it, since it reads SVG well."""
    write_pictures(composed, folder)
    for name, _ in _pictures(composed):
        made = (folder / "figures" / name).with_suffix(".png")
        page = _PAGE.format(name=name)
        made.write_bytes(draw_png(page, made.parent, own_fonts=composed.machine_fonts))


def draw_png(page: str, folder: Path, *, own_fonts: bool = False) -> bytes:
    """A page of Typst as a picture of dots; what it names is in the folder.

    ``own_fonts``: the fonts of the machine may be used too.
    """
    import typst  # only publications need it

    source = folder / "page.typ"
    source.write_text(page, "utf-8")
    drawn: bytes = typst.compile(
        source,
        root=folder,
        font_paths=font_folders(),
        ignore_system_fonts=not own_fonts,
        format="png",
        ppi=PNG_DOTS_PER_INCH,
    )
    source.unlink()
    return drawn


def _pictures(composed: Composed) -> Iterator[tuple[str, bytes]]:
    for chapter in composed.chapters:
        for name, svg in chapter.pictures.items():
            yield name, recolour_chart(svg, composed.look)


def font_folders() -> list[Path]:
    """Where Typst finds the typeface, and the one that has the letters which that lacks."""
    return [typeface_folder(), fallback_folder()]


@cache
def font_face_css() -> str:
    """The style rules that bring the typeface into a page; tools/page_face.py makes its files."""
    faces = {
        weight: base64.b64encode((TEMPLATES / f"face-{weight}.woff").read_bytes()).decode()
        for weight in ("normal", "bold")
    }
    return "".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; '
        f"src: url(data:font/woff;base64,{face}) format('woff'); }}\n"
        for weight, face in faces.items()
    )
