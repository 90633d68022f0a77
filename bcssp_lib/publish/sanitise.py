"""Which HTML an author may write, judged by what is allowed and not by what is known to harm.

A passage is held to a grammar stricter than a browser's: what it does not know it refuses,
so nothing depends on how some browser would read what is odd.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

_TAGS = re.compile(
    r"a|abbr|b|blockquote|br|caption|cite|code|col|colgroup|dd|del|details|div|dl|dt|em|hr|i|ins|"
    r"kbd|li|mark|ol|p|q|s|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul",
    re.IGNORECASE,
)
_NEVER_CLOSED = frozenset(("br", "col", "hr"))
_ATTRIBUTES = re.compile(
    "abbr|align|class|colspan|data-fact|datetime|dir|headers|height|href|id|lang|open|reversed|"
    "rowspan|scope|span|start|startfrom|title|type|value|width",
    re.IGNORECASE,
)
_ATTRIBUTE = r"""\s+([A-Za-z][A-Za-z-]*)(?:\s*=\s*("[^"<>]*"|'[^'<>]*'|[^\s"'=<>`]+))?"""
_TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9]*)((?:{_ATTRIBUTE})*)\s*/?>")
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE)
_COMMENT = re.compile(r"<!--(?!-)(?:(?!--)[^<>])*-->")
_LINK = re.compile(r"(https?://|mailto:|tel:|#)[^\s\x00-\x20\x7f-\x9f]*", re.IGNORECASE)


def is_harmless_link(target: str) -> bool:
    """Whether a link leads to a public address, a letter, a telephone or within the report."""
    return _LINK.fullmatch(target) is not None


def is_harmless_attribute(name: str) -> bool:
    """Whether an element may have an attribute: none of these runs, fetches or restyles."""
    return _ATTRIBUTES.fullmatch(name) is not None


def refused_html(passages: Iterable[str]) -> str:
    """The first thing in passages of one text that may not be there; empty if there is none.

    Every tag must be closed within them.
    """
    opened: list[tuple[str, str]] = []
    for passage in passages:
        for shown, tag in _tags(passage):
            if tag is None or not _is_harmless(tag):
                return f"the HTML '{shown}'"
            name = tag[2].lower()
            if tag[1]:
                if not opened or opened.pop()[0] != name:
                    return f"the HTML '{shown}', which closes nothing"
            elif name not in _NEVER_CLOSED:
                opened.append((name, shown))
    return f"the HTML '{opened[-1][1]}', which is not closed" if opened else ""


def _tags(passage: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """What begins with an angle bracket, as messages show it; none where that is no plain tag."""
    at = passage.find("<")
    while at >= 0:
        if comment := _COMMENT.match(passage, at):
            at = passage.find("<", comment.end())
            continue
        tag = _TAG.match(passage, at)
        yield passage[at : tag.end() if tag else at + 40][:40], tag
        if tag is None:
            return
        at = passage.find("<", tag.end())


def _is_harmless(tag: re.Match[str]) -> bool:
    if not _TAGS.fullmatch(tag[2]):
        return False
    for name, value in _EACH_ATTRIBUTE.findall(tag[3]):
        if not is_harmless_attribute(name):
            return False
        if name.lower() == "href" and not is_harmless_link(unescape(value.strip("\"'"))):
            return False
    return True
