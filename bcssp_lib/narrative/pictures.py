"""Pictures in texts: an author's own, and the toolkit's drawings.

An author's are files in ``images/`` next to the narrative, known by what they hold. A text shows a
drawing by its name, ``{{ symbol("people") }}``. Each is a file of ``templates/symbols/``: a new one
is a new file. What it shows is its title, which is read out to those who cannot see it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree

from bcssp_lib.files import picture_files
from bcssp_lib.files.picture_files import FORMATS, describe_size, picture_kind
from bcssp_lib.files.project import PICTURES
from bcssp_lib.model.errors import NarrativeError

if TYPE_CHECKING:
    from PIL import Image

LARGEST_BYTES = 1_000_000
_ADVICE = f"put it into '{PICTURES}' next to the narrative and write {PICTURES}/NAME, or paste it"

_LETTERS = 16
_NAME = re.compile(r"[A-Za-z0-9][\w-]*(?:\.[\w-]+)*\.(?:png|jpe?g|gif)", re.ASCII | re.IGNORECASE)
TARGET = re.compile(rf"{PICTURES}/({_NAME.pattern})", re.ASCII | re.IGNORECASE)
_MIME = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif"}
_IN_FILE = re.compile(rf"(?<![\w/.-]){TARGET.pattern}(?![\w.-])", TARGET.flags)
_SVG = "http://www.w3.org/2000/svg"
# JPEG loses a little each time; at this quality nobody sees it.
_SETTINGS: dict[str, dict[str, Any]] = {
    "PNG": {"optimize": True},
    "JPEG": {"quality": 92, "subsampling": 0, "optimize": True},
    "GIF": {"optimize": False},
}
_SYMBOLS = files("bcssp_lib.narrative") / "templates" / "symbols"
_ENDING = ".svg"
_TITLE = re.compile(r"<title>(.*?)</title>")


def picture_name(target: str) -> str:
    """The file name of a picture that a text names as ``images/NAME``; empty if it is no such."""
    match = TARGET.fullmatch(target)
    return match[1] if match else ""


def picture_mime_type(content: bytes) -> str:
    """The media type of a picture that was looked at."""
    return _MIME[picture_kind(content)]


def name_by_content(content: bytes) -> str:
    """A name that no other picture has."""
    return f"{_digest(content)[:_LETTERS]}.{picture_kind(content)}"


def why_refused(content: bytes) -> str:
    """What is wrong with a picture, and what to do; empty if it may be shown."""
    return picture_files.why_refused(content, LARGEST_BYTES)


def read_picture(folder: Path, target: str) -> bytes:
    """The picture that a text names as ``images/NAME``; ``folder`` is the narrative's own.

    Raises ``NarrativeError``, whose message begins with what is wrong with it.
    """
    name = picture_name(target)
    if not name:
        raise NarrativeError(f"is not one of the narrative's own; {_ADVICE}")
    path = folder / PICTURES / name
    if path.is_symlink() or path.parent.is_symlink():
        raise NarrativeError("is only a link to another place; put the picture itself there")
    if not path.is_file():
        raise NarrativeError(f"is not there; {_ADVICE}")
    if path.stat().st_size > LARGEST_BYTES:
        raise NarrativeError(describe_size(path.stat().st_size, LARGEST_BYTES))
    content = path.read_bytes()
    if why := why_refused(content):
        raise NarrativeError(why)
    return content


@dataclass(frozen=True)
class PastedText:
    """A cell's text with its pictures by name; ``known`` are hashes of those put there by us."""

    text: str
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)

    def attachments(self) -> dict[str, Any]:
        """The pictures as a cell holds them."""
        return {
            name: {picture_mime_type(picture): base64.b64encode(picture).decode()}
            for name, picture in self.pictures.items()
        }


def text_to_cell(text: str, folder: Path) -> PastedText:
    """The text of a file as a cell shows it; what would not come back exactly is left as it is."""
    pictures: dict[str, bytes] = {}
    for match in _IN_FILE.finditer(text):
        try:
            pictures[match[1]] = read_picture(folder, match[0])
        except NarrativeError:  # a build says so; here the author sees the text
            continue

    def named(match: re.Match[str]) -> str:
        return f"attachment:{match[1]}" if match[1] in pictures else match[0]

    known = {name: _digest(picture) for name, picture in pictures.items()}
    made = PastedText(_IN_FILE.sub(named, text), pictures, known)
    back = cell_to_text(made.text, made.attachments(), known)
    return made if back.text == text else PastedText(text)


def cell_to_text(
    source: str, attachments: Mapping[str, Any], known: Mapping[str, str]
) -> PastedText:
    """The text of a cell as the file holds it, and the pictures that belong beside it.

    Raises ``NarrativeError``, whose message begins with the picture that cannot be taken.
    """
    pictures: dict[str, bytes] = {}
    for name in sorted({*attachments, *known}, key=len, reverse=True):
        called = re.compile(
            rf"attachment:(?:{re.escape(name)}|{re.escape(quote(name))})(?![\w.%-])"
        )
        if not called.search(source):
            continue
        target = name
        if name in attachments:
            content = _content(name, attachments[name])
            target = name if known.get(name) == _digest(content) else name_by_content(content)
            pictures[target] = content
        source = called.sub(f"{PICTURES}/{target}", source)
    return PastedText(source, pictures, known)


def _content(name: str, bundle: Mapping[str, Any]) -> bytes:
    """The bytes of an attachment, if they are a picture that a report may show."""
    try:
        (encoded,) = list(bundle.values())[:1]
        content = base64.b64decode("".join(encoded), validate=False)
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise NarrativeError(f"the picture '{name}' cannot be read; paste it again") from error
    if why := why_refused(content):
        raise NarrativeError(f"the picture '{name}' {why}, and paste it again")
    return content


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def clean_picture(content: bytes) -> bytes:
    """A picture that may be shown, as its dots alone; the same bytes each time.

    It is turned as its camera says it should be seen, and its colours are those of screens.
    """
    from PIL import Image, ImageOps  # slow to import, and few narratives have pictures

    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
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


@cache
def list_symbols() -> tuple[str, ...]:
    """The names of all drawings."""
    names = (path.name for path in _SYMBOLS.iterdir())
    return tuple(sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING)))


@cache
def _read_symbol(name: str) -> str:
    return (_SYMBOLS / f"{name}{_ENDING}").read_text("utf-8")


def describe_symbol(name: str) -> str:
    """What a drawing shows, in words."""
    title = _TITLE.search(_read_symbol(name))
    assert title is not None  # a test holds that each has one
    return title[1]


def draw_symbol(name: str) -> bytes:
    """A drawing as SVG; its title would be shown once more by browsers, so it is left out."""
    return _TITLE.sub("", _read_symbol(name)).encode()


def symbol_file(name: str) -> str:
    """What the file of a drawing is called in ``figures/`` of a report."""
    return f"symbol-{name}{_ENDING}"


def symbol_markdown(name: str) -> str:
    """A drawing as Markdown, with the words for those who cannot see it."""
    return f"![{describe_symbol(name)}](figures/{symbol_file(name)})"
