"""Small pictures for tests, made as a program of drawing would make them."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from pathlib import Path

from PIL import Image


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
