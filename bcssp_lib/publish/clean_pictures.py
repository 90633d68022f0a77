"""Pictures of authors written anew: what is seen in them, and nothing that goes with it.

A file from a camera or a drawing program may say who made it, where and with what, may hold a
smaller picture from before it was cut, and anything at all after its end.
"""

from __future__ import annotations

import io
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

if TYPE_CHECKING:
    from PIL import Image

_SVG = "http://www.w3.org/2000/svg"
_FORMATS = ("PNG", "JPEG", "GIF")
# JPEG loses a little each time; at this quality nobody sees it.
_SETTINGS: dict[str, dict[str, Any]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 92, "subsampling": 0, "optimize": True},
    "GIF": {"optimize": False},
}


def clean_picture(content: bytes) -> bytes:
    """A picture that may be shown, as its dots alone; the same bytes each time.

    It is turned as its camera says it should be seen, and its colours are those of screens.
    """
    from PIL import Image, ImageOps  # slow to import, and few narratives have pictures

    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        kind = str(image.format)
        upright = _in_screen_colours(ImageOps.exif_transpose(image), kind)
    bare = _only_dots(upright)
    made = io.BytesIO()
    bare.save(made, kind, **_SETTINGS[kind])
    return made.getvalue()


def _in_screen_colours(image: Image.Image, kind: str) -> Image.Image:
    """A picture whose colours need no profile: that of its device says which device it was."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        with suppress(ImageCms.PyCMSError):  # a profile that says nothing about these colours
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            if made := ImageCms.profileToProfile(image, own, screen, outputMode=mode):
                return made
    return image.convert("RGB") if kind == "JPEG" and image.mode == "CMYK" else image


def _only_dots(image: Image.Image) -> Image.Image:
    """A copy of what is seen: without a palette, whose unused colours nobody sees, and notes."""
    from PIL import Image

    if image.mode in ("P", "PA") or "transparency" in image.info:
        see_through = image.mode == "PA" or "transparency" in image.info
        image = image.convert("RGBA" if see_through else "RGB")
    bare = image.copy()
    if bare.mode == "RGBA":  # what is wholly transparent may once have been a face
        seen = bare.getchannel("A").point(lambda alpha: 255 if alpha else 0)
        bare = Image.composite(bare, Image.new("RGBA", bare.size), seen)
    bare.info = {}
    return bare


def clean_drawing(content: bytes) -> bytes:
    """An SVG picture as what is drawn alone: without the notes of the program that drew it."""
    ElementTree.register_namespace("", _SVG)
    root = ElementTree.fromstring(content)  # noqa: S314 - it was looked at when params were read
    for parent in list(root.iter()):
        for child in list(parent):
            if not str(child.tag).startswith(f"{{{_SVG}}}") or child.tag.endswith("}metadata"):
                parent.remove(child)
        for name in list(parent.attrib):
            if name.startswith("{") and not name.endswith("}href"):
                del parent.attrib[name]
    cleaned: bytes = ElementTree.tostring(root)
    return cleaned
