"""What an author's text may not bring into a report: files, addresses, scripts, settings.

Renderers put the pictures that a text names into their output. So a text that named a file
of this machine would publish it, and one that named an address would ask for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bcssp_lib.errors import NarrativeError
from bcssp_lib.narrative.binding import Bound
from bcssp_lib.publish.pandoc import read_tree

_HARMLESS_TAG = re.compile(
    r"a|abbr|b|blockquote|br|caption|cite|code|col|colgroup|dd|del|details|div|dl|dt|em|hr|i|ins|"
    r"kbd|li|mark|ol|p|q|s|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul",
    re.IGNORECASE,
)
_TAG = re.compile(r"<\s*/?\s*([A-Za-z][^\s/>]*)([^>]*)")
_ACTIVE = re.compile(
    r"\b(on\w+|src|srcset|style|srcdoc|data|background|formaction)\s*=", re.IGNORECASE
)
_LINK = re.compile(r"(https?|mailto|tel):|#|(?![A-Za-z][A-Za-z0-9+.-]*:)", re.IGNORECASE)
# Where an element of pandoc's tree has its attributes.
_ATTRIBUTES_AT = {
    **dict.fromkeys(("Span", "Div", "Link", "Code", "CodeBlock", "Table"), 0),
    "Header": 1,
}
_HREF = re.compile(r"""href\s*=\s*["']?\s*([^\s"'>]*)""", re.IGNORECASE)


def refuse_embeds(bound: Bound) -> None:
    """Raise ``NarrativeError`` for a block that would bring in what it may not."""
    if bound.block.default:
        return
    tree = read_tree(bound.text)
    if tree["meta"]:
        raise _refused(bound, "settings between lines of three dashes", "leave a line blank")
    for kind, content in _nodes(tree["blocks"]):
        if kind == "Image":
            target = content[2][0]
            raise _refused(bound, f"the picture '{target}'", "charts come from the notebook")
        if kind == "Link" and not _LINK.match(content[2][0]):
            raise _refused(bound, f"the link '{content[2][0]}'", "use https:, mailto: or tel:")
        if kind in {"RawBlock", "RawInline"}:
            _refuse_raw(bound, content[0], content[1])
        for name in _attributes(kind, content):
            if _ACTIVE.match(f"{name}="):
                raise _refused(bound, f"the attribute '{name}'", "write plain Markdown")


def _refuse_raw(bound: Bound, language: str, text: str) -> None:
    if language != "html":
        raise _refused(bound, f"a passage of raw {language}", "write Markdown")
    for tag in _TAG.finditer(text):
        active = _ACTIVE.search(tag[2])
        links = [found for found in _HREF.findall(tag[2]) if not _LINK.match(found)]
        if not _HARMLESS_TAG.fullmatch(tag[1]) or active or links:
            raise _refused(bound, f"the HTML '{tag[0][:40]}'", "write Markdown, or plain HTML")


def _attributes(kind: str, content: Any) -> list[str]:
    """The names of an element's attributes."""
    place = _ATTRIBUTES_AT.get(kind)
    return [] if place is None else [name for name, _ in content[place][2]]


def _refused(bound: Bound, what: str, instead: str) -> NarrativeError:
    block = bound.block
    return NarrativeError(
        f"{block.file}:{block.line}: the block '{block.id}' holds {what}, which may not stand in "
        f"narrative: a report brings in no files, addresses or scripts. Take it out; {instead}."
    )


def _nodes(tree: Any) -> Iterator[tuple[str, Any]]:
    """Every element of pandoc's tree, with its content."""
    if isinstance(tree, list):
        for one in tree:
            yield from _nodes(one)
    elif isinstance(tree, dict):
        if "t" in tree:
            yield tree["t"], tree.get("c")
        for one in tree.values():
            yield from _nodes(one)
