"""The pictures of a report: SVG for pages and PDF, PNG for Word, which shows no SVG."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

from bcssp_lib.files.packages import package_folder
from bcssp_lib.files.report_paths import PICTURES
from bcssp_lib.narrative.pictures import mime_of
from bcssp_lib.publish.compose import Composed

PNG_DOTS_PER_INCH = 150
_PICTURE = re.compile(rf'(<img\b[^>]*?\bsrc=")((?:figures|{PICTURES})/[^"]+)')
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("{name}")\n'


def write_pictures(composed: Composed, folder: Path) -> None:
    """Write charts to ``figures/`` and authors' pictures to theirs, where the Markdown looks."""
    (folder / "figures").mkdir(exist_ok=True)
    for name, content in _pictures(composed):
        (folder / "figures" / name).write_bytes(content)
    for target, content in composed.images.items():
        (folder / PICTURES).mkdir(exist_ok=True)
        (folder / target).write_bytes(content)


def embed_pictures(html: str, composed: Composed) -> str:
    """A page with its pictures in it: pandoc's own embedding reads the whole page again.

    A picture that is not the report's own is our bug, since narrative may bring in no other.
    """
    found = {f"figures/{name}": ("image/svg+xml", one) for name, one in _pictures(composed)}
    found |= {target: (mime_of(one), one) for target, one in composed.images.items()}

    def embedded(match: re.Match[str]) -> str:
        mime, content = found[match[2]]
        return f"{match[1]}data:{mime};base64,{base64.b64encode(content).decode()}"

    return _PICTURE.sub(embedded, html)


def write_word_pictures(composed: Composed, folder: Path) -> None:
    """Write every picture as PNG too; Typst draws it, since it reads SVG well."""
    import typst  # only publications need it

    write_pictures(composed, folder)
    for name, _ in _pictures(composed):
        page = folder / "figures" / "page.typ"
        page.write_text(_PAGE.format(name=name), "utf-8")
        made = page.with_name(name).with_suffix(".png")
        typst.compile(
            page,
            output=made,
            root=page.parent,
            font_paths=[fonts_folder()],
            ignore_system_fonts=True,
            format="png",
            ppi=PNG_DOTS_PER_INCH,
        )
        page.unlink()


def fonts_folder() -> Path:
    """DejaVu comes with matplotlib, so every machine sets the same pages."""
    folder = package_folder("matplotlib")  # importing it takes a third of a second
    if folder is None:
        raise ModuleNotFoundError("matplotlib is not installed")
    return folder / "mpl-data" / "fonts" / "ttf"


def _pictures(composed: Composed) -> Iterator[tuple[str, bytes]]:
    for chapter in composed.chapters:
        yield from chapter.pictures.items()
