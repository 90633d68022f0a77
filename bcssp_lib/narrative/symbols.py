"""The toolkit's own drawings, which a text shows by their names: ``{{ symbol("people") }}``.

Each is a file of ``templates/symbols/``: a new one is a new file. What it shows is its title,
which is read out to those who cannot see it.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_FOLDER = files("bcssp_lib.narrative") / "templates" / "symbols"
_ENDING = ".svg"
_TITLE = re.compile(r"<title>(.*?)</title>")


@cache
def list_symbols() -> tuple[str, ...]:
    """The names of all drawings."""
    names = (path.name for path in _FOLDER.iterdir())
    return tuple(sorted(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING)))


@cache
def _read(name: str) -> str:
    return (_FOLDER / f"{name}{_ENDING}").read_text("utf-8")


def describe_symbol(name: str) -> str:
    """What a drawing shows, in words."""
    title = _TITLE.search(_read(name))
    assert title is not None  # a test holds that each has one
    return title[1]


def draw_symbol(name: str) -> bytes:
    """A drawing as SVG; its title would be shown once more by browsers, so it is left out."""
    return _TITLE.sub("", _read(name)).encode()


def symbol_file(name: str) -> str:
    """What the file of a drawing is called in ``figures/`` of a report."""
    return f"symbol-{name}{_ENDING}"


def symbol_markdown(name: str) -> str:
    """A drawing as Markdown, with the words for those who cannot see it."""
    return f"![{describe_symbol(name)}](figures/{symbol_file(name)})"
