"""Pictures in working notebooks: JupyterLab keeps them in the cell, the narrative as files.

A text calls a picture ``attachment:NAME`` in a cell, and ``images/NAME`` in the file.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bcssp_lib.files.report_paths import PICTURES
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.pictures import (
    TARGET,
    mime_of,
    name_by_content,
    read_picture,
    why_refused,
)

_IN_FILE = re.compile(rf"(?<![\w/.-]){TARGET.pattern}(?![\w.-])", TARGET.flags)


@dataclass(frozen=True)
class Pasted:
    """A cell's text with its pictures by name; ``known`` are hashes of those put there by us."""

    text: str
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)

    def attachments(self) -> dict[str, Any]:
        """The pictures as a cell holds them."""
        return {
            name: {mime_of(one): base64.b64encode(one).decode()}
            for name, one in self.pictures.items()
        }


def into_cell(text: str, folder: Path) -> Pasted:
    """The text of a file as a cell shows it; what would not come back exactly is left as it is."""
    found: dict[str, bytes] = {}
    for match in _IN_FILE.finditer(text):
        try:
            found[match[1]] = read_picture(folder, match[0])
        except NarrativeError:  # a build says so; here the author sees the text
            continue

    def named(match: re.Match[str]) -> str:
        return f"attachment:{match[1]}" if match[1] in found else match[0]

    known = {name: _digest(one) for name, one in found.items()}
    made = Pasted(_IN_FILE.sub(named, text), found, known)
    back = from_cell(made.text, made.attachments(), known)
    return made if back.text == text else Pasted(text)


def from_cell(source: str, attachments: Mapping[str, Any], known: Mapping[str, str]) -> Pasted:
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
        content = _content(name, attachments[name]) if name in attachments else None
        if content is not None and known.get(name) != _digest(content):
            target = name_by_content(content)
        else:
            target = name
        if content is not None:
            pictures[target] = content
        source = called.sub(f"{PICTURES}/{target}", source)
    return Pasted(source, pictures, known)


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
