"""Small pictures for tests, made as a program of drawing would make them."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

PLANTED = b"Only-Mr-A-lives-here"


def picture(colour: str = "teal", kind: str = "PNG", size: tuple[int, int] = (8, 6)) -> bytes:
    """A picture of one colour."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, kind)
    return made.getvalue()


def moving() -> bytes:
    """A GIF of two pictures."""
    made = io.BytesIO()
    frames = [Image.new("RGB", (8, 6), colour) for colour in ("red", "blue")]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    return made.getvalue()


def huge() -> bytes:
    """The beginning of a picture that would fill the memory, in a few bytes."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 30_000, 20_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return picture()[:8] + chunk + picture()[33:]


def with_place() -> bytes:
    """A photograph that says where it was taken."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x8825] = {1: "N", 2: (51.0, 22.0, 0.0)}
    Image.new("RGB", (8, 6)).save(made, "JPEG", exif=exif)
    return made.getvalue()


def two_colours() -> Image.Image:
    """A teal picture whose upper left corner is red."""
    drawn = Image.new("RGB", (60, 40), "teal")
    drawn.paste("red", (0, 0, 20, 10))
    return drawn


def save_picture(drawn: Image.Image, kind: str, **settings: Any) -> bytes:
    """A picture as a file."""
    made = io.BytesIO()
    drawn.save(made, kind, **settings)
    return made.getvalue()


def planted_pictures() -> dict[str, bytes]:
    """Pictures that hold the planted words in each place where a file can hold some."""
    drawn, words = two_colours(), PLANTED.decode()
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = words, 6
    smaller = Image.Exif()
    smaller[0x010E], smaller[0x9286] = words, b"ASCII\0\0\0" + PLANTED
    notes = PngInfo()
    notes.add_text("Comment", words)
    notes.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{words}</x:xmpmeta>")
    xmp = f"<x:xmpmeta>{words}</x:xmpmeta>".encode()
    colours = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = colours + PLANTED
    return {
        "exif of a JPEG": save_picture(drawn, "JPEG", exif=exif),
        "user comment": save_picture(drawn, "JPEG", exif=smaller),
        "xmp of a JPEG": save_picture(drawn, "JPEG", xmp=xmp),
        "comment of a JPEG": save_picture(drawn, "JPEG", comment=PLANTED),
        "profile of a JPEG": save_picture(drawn, "JPEG", icc_profile=profile),
        "after a JPEG": save_picture(drawn, "JPEG") + b"PK\x03\x04" + PLANTED,
        "exif of a PNG": save_picture(drawn, "PNG", exif=exif),
        "text of a PNG": save_picture(drawn, "PNG", pnginfo=notes),
        "after a PNG": save_picture(drawn, "PNG") + b"PK\x03\x04" + PLANTED,
        "comment of a GIF": save_picture(drawn, "GIF", comment=PLANTED),
        "after a GIF": save_picture(drawn, "GIF") + b"PK\x03\x04" + PLANTED,
    }


def paste(working: Path, block: str, text: str, **pictures: bytes) -> None:
    """Write a text with pictures, by names without ending, as JupyterLab saves them."""
    notebook = json.loads(working.read_text("utf-8"))
    (cell,) = (one for one in notebook["cells"] if one["id"] == block)
    cell["source"] = text.splitlines(keepends=True)
    cell["attachments"] = {
        f"{name}.png": {"image/png": base64.b64encode(one).decode()}
        for name, one in pictures.items()
    }
    working.write_text(json.dumps(notebook), "utf-8")
