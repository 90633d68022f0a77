"""Picture files as they come from people: what they are by their content, and whether they do."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from PIL import Image

_LARGEST_DOTS = 20_000_000

_GPS = 0x8825  # where the data of a photograph say at which place it was taken
_KINDS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF87a": "gif", b"GIF89a": "gif"}
FORMATS = ("PNG", "JPEG", "GIF")
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, LookupError, TypeError)
# What an SVG may consist of: drawing, and nothing that runs, moves or brings in something else.
_DRAWING = {
    "svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask",
    "symbol", "use", "style", "metadata",
}  # fmt: skip
_DRAWS = "http://www.w3.org/2000/svg"
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|\bdata:", re.IGNORECASE)


def picture_kind(content: bytes) -> str:
    """What a picture is by its first bytes: png, jpg or gif; empty if it is none of them."""
    return next((kind for mark, kind in _KINDS.items() if content.startswith(mark)), "")


def why_refused(content: bytes, largest: int) -> str:
    """What is wrong with a picture, and what to do; empty if it may be shown.

    ``largest`` is how many bytes it may have.
    """
    if not picture_kind(content):
        return "is no PNG, JPEG or GIF; save it as PNG"
    if len(content) > largest:
        return describe_size(len(content), largest)
    from PIL import Image  # slow to import, and few narratives have pictures

    Image.MAX_IMAGE_PIXELS = None  # it only warns; the dots are counted before they are read
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if why := _why_refused(image):
                return why
            image.load()
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            image.verify()  # that it is whole to its last byte
    except _BROKEN:
        return "is broken or cut short; save it again"
    return ""


def describe_size(size: int, largest: int) -> str:
    """That a picture is too large, in bytes."""
    return f"has {size:,} bytes, and may have {largest:,}; make it smaller"


def _why_refused(image: Image.Image) -> str:
    across, down = image.size
    if across * down > _LARGEST_DOTS:
        return f"has {across:,} by {down:,} dots, and may have {_LARGEST_DOTS:,}; make it smaller"
    if getattr(image, "is_animated", False):
        return "moves, which disturbs readers and cannot be printed; save one picture of it"
    if image.getexif().get_ifd(_GPS):
        return "says at which place it was taken; save a screenshot of it instead"
    return ""


def why_drawing_refused(content: bytes) -> str:
    """What is wrong with an SVG file, and what to do; empty if it may be shown."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return "holds a DOCTYPE, by which it could bring in other files; save it as plain SVG"
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - it declares no entities
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        return f"cannot be read as SVG ({error}); save it again"
    if root.tag != f"{{{_DRAWS}}}svg":
        return "is no SVG picture; save it again"
    return next(_find_faults(root), "")


def keep_drawing(content: bytes) -> str:
    """An SVG picture that may be shown, without comments and without what is no drawing.

    In a page of HTML it is an element: what an SVG viewer passes over would be read there.
    """
    root = ElementTree.fromstring(content)  # noqa: S314 - it declares no entities
    for parent in list(root.iter()):
        for child in list(parent):
            if not str(child.tag).startswith(f"{{{_DRAWS}}}"):
                parent.remove(child)
    ElementTree.register_namespace("", _DRAWS)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    return ElementTree.tostring(root, "unicode")


def _find_faults(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        space, _, name = str(element.tag).rpartition("}")
        if space != f"{{{_DRAWS}":
            continue  # notes of the program that drew it, which are not shown
        if name not in _DRAWING:
            yield f"holds <{name}>, which is not drawing; draw it without, or save it as PNG"
        for attribute, value in element.attrib.items():
            called = attribute.rpartition("}")[2]
            if called.lower().startswith("on"):
                yield f"holds a script ({called}); save it as plain SVG or PNG"
            outside = called == "href" and not value.startswith("#")
            if outside or _OUTSIDE.search(value):
                yield f"refers to another file ({called}); save it as plain SVG or PNG"
        if name == "style" and _OUTSIDE.search(element.text or ""):
            yield "refers to another file in its style; save it as plain SVG or PNG"
