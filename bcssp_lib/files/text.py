"""Reading text files whose encoding is checked, never guessed."""

from __future__ import annotations

from pathlib import Path

from bcssp_lib.model.errors import Problem

_MARKS = {
    b"\xef\xbb\xbf": "UTF-8 with a byte order mark",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_ALLOWED = "UTF-8 without a byte order mark (in Excel: 'CSV UTF-8', then remove the mark)"


def read_utf8(path: Path, shown: str) -> str | Problem:
    """Return the text of a UTF-8 file, or what is wrong with it."""
    raw = path.read_bytes()
    for mark, name in _MARKS.items():
        if raw.startswith(mark):
            return Problem(shown, 1, "", f"the file is {name}", _ALLOWED)
    if b"\0" in raw:
        return Problem(shown, 1, "", "the file is not text, or is UTF-16", _ALLOWED)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        wrong = f"byte 0x{raw[error.start]:02x} is not UTF-8; the file looks like Windows-1252"
        return Problem(shown, line, "", wrong, _ALLOWED)
    if not text.strip():
        return Problem(shown, None, "", "the file is empty", "a file with its content")
    return text
