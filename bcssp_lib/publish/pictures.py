"""The pictures of a report, SVG for pages and PDF and PNG for Word, and the face they use."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from bcssp_lib.files.project import PICTURES
from bcssp_lib.files.typeface import FAMILY, fallback_folder, typeface_folder
from bcssp_lib.narrative.pictures import picture_mime_type
from bcssp_lib.publish.compose import Composed
from bcssp_lib.publish.look_style import recolour_chart, write_look_pictures

PNG_DOTS_PER_INCH = 150
_CHART = re.compile(r'<img\b[^>]*?\bsrc="figures/([^"]+)"[^>]*>')
_ALTERNATIVE = re.compile(r'\balt="([^"]*)"')
_PICTURE = re.compile(rf'(<img\b[^>]*?\bsrc=")({PICTURES}/[^"]+)')
# matplotlib's names of parts, which are the same in each chart
_NUMBERED = re.compile(r'<g id="[\w.]+_\d+"(/?)>')
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("{name}")\n'


def write_pictures(composed: Composed, folder: Path) -> None:
    """Write charts to ``figures/`` and authors' pictures to theirs, where the Markdown looks."""
    (folder / "figures").mkdir(exist_ok=True)
    write_look_pictures(composed.look, composed.look_pictures, folder)
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

    def embedded(match: re.Match[str]) -> str:
        content = composed.images[match[2]]
        data = base64.b64encode(content).decode()
        return f"{match[1]}data:{picture_mime_type(content)};base64,{data}"

    page = _CHART.sub(lambda match: _shown_chart(match, charts[match[1]].decode()), html)
    return _PICTURE.sub(embedded, page.replace("</style>", f"{font_face_css()}</style>", 1))


def _shown_chart(image: re.Match[str], svg: str) -> str:
    alternative = _ALTERNATIVE.search(image[0])
    return chart_element(svg, alternative[1] if alternative else "")


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
    folder = files("bcssp_lib.publish") / "templates"
    faces = {
        weight: base64.b64encode((folder / f"face-{weight}.woff").read_bytes()).decode()
        for weight in ("normal", "bold")
    }
    return "".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; '
        f"src: url(data:font/woff;base64,{face}) format('woff'); }}\n"
        for weight, face in faces.items()
    )
