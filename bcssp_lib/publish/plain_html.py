"""The plain HTML, links and attributes that an author's text may hold: none runs or fetches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import chain

_TAGS = re.compile(
    r"a|abbr|b|blockquote|br|caption|cite|code|col|colgroup|dd|del|details|div|dl|dt|em|hr|i|ins|"
    r"kbd|li|mark|ol|p|q|s|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul",
    re.IGNORECASE,
)
_NEVER_CLOSED = frozenset(("base", "br", "col", "embed", "hr", "img", "input", "link", "meta"))
_ATTRIBUTES = re.compile(
    "abbr|align|colspan|data-fact|datetime|dir|headers|height|href|id|lang|open|reversed|rowspan|"
    "scope|span|start|startfrom|title|type|value|width",
    re.IGNORECASE,
)
FACT = "data-fact"  # the toolkit's alone
RESERVED = re.compile(
    r"(?:bcssp|fact|fn|fnref|part|quarto|section|toc)(?:-.*)?|report|contents", re.IGNORECASE
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


def find_disallowed_html(passages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What may not be there in passages of one text, as messages show it, and what else to say.

    Every tag must be closed within them.
    """
    opened: list[tuple[str, str, bool]] = []
    for shown, tag in chain.from_iterable(map(_tags, passages)):
        harmless = tag is not None and _is_harmless(tag)
        if tag is None or not tag[1]:
            if not harmless:
                yield shown, ""
            if tag and tag[2].lower() not in _NEVER_CLOSED:
                opened.append((tag[2].lower(), shown, harmless))
        elif not opened or opened[-1][0] != tag[2].lower():
            yield shown, ", which closes nothing"
        elif opened.pop()[2] and not harmless:
            yield shown, ""
    yield from ((shown, ", which is not closed") for _, shown, harmless in opened if harmless)


def _tags(passage: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """What begins with an angle bracket, as messages show it; None if that is no plain tag."""
    position = passage.find("<")
    while position >= 0:
        if comment := _COMMENT.match(passage, position):
            position = passage.find("<", comment.end())
            continue
        tag = _TAG.match(passage, position)
        yield passage[position : tag.end() if tag else position + 40][:40], tag
        if tag is None:
            return
        position = passage.find("<", tag.end())


def _is_harmless(tag: re.Match[str]) -> bool:
    return _TAGS.fullmatch(tag[2]) is not None and all(
        is_harmless_attribute(name) and _is_harmless_value(name.lower(), value.strip("\"'"))
        for name, value in _EACH_ATTRIBUTE.findall(tag[3])
    )


def _is_harmless_value(name: str, value: str) -> bool:
    if name == "href":
        return is_harmless_link(unescape(value))
    return name != FACT and not (name == "id" and RESERVED.fullmatch(unescape(value)))
