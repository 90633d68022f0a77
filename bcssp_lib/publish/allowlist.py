"""What an author's text may not bring into a report: files, addresses, scripts, settings.

Renderers put the pictures that a text names into their output. So a text that named a file
of this machine would publish it, and one that named an address would ask for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from html import unescape
from itertools import chain
from typing import Any

from bcssp_lib.files.report_paths import PICTURES
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.pictures import picture_name, read_picture
from bcssp_lib.publish.block_texts import BlockText, parse_each, refusal, unfit_error
from bcssp_lib.publish.clean_pictures import clean_picture

# Where an element of pandoc's tree has its attributes.
_ATTRIBUTES_AT = {
    **dict.fromkeys(("Span", "Div", "Link", "Code", "CodeBlock", "Table", "Figure", "Image"), 0),
    "Header": 1,
}
# Markdown has no other way to give words an address elsewhere: "[words]: address".
_GIVES_ADDRESS = "]:"
# Quarto looks for these in the text itself, and has readers' browsers run what it finds.
_RUN = re.compile(r"(`{3,}|~{3,})[ \t]*\{+[ \t]*\w|`[ \t]*\{+[ \t]*\w+[ \t]*\}")
_TAGS = re.compile(
    r"a|abbr|b|blockquote|br|caption|cite|code|col|colgroup|dd|del|details|div|dl|dt|em|hr|i|ins|"
    r"kbd|li|mark|ol|p|q|s|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|u|ul",
    re.IGNORECASE,
)
_NEVER_CLOSED = frozenset(("br", "col", "hr"))
_ATTRIBUTES = re.compile(
    "abbr|align|colspan|data-fact|datetime|dir|headers|height|href|id|lang|open|reversed|rowspan|"
    "scope|span|start|startfrom|title|type|value|width",
    re.IGNORECASE,
)
_FACT = "data-fact"  # the toolkit's alone
# What an author's words may look like; a link to an address in angle brackets has a class too.
_CLASSES = frozenset(("unnumbered", "unlisted", "smallcaps", "underline", "mark", "uri", "email"))
_LANGUAGES = frozenset(
    ("bash", "csv", "html", "json", "markdown", "python", "r", "sql", "text", "yaml")
)
_LOOK = re.compile(r"[\w-]+")  # no style has a name of other letters
_RESERVED = re.compile(
    r"(?:bcssp|fact|fn|fnref|quarto|section|toc)(?:-.*)?|report|contents", re.IGNORECASE
)
_OWN_LOOKS = (
    ", which authors may not use: how facts, warnings and marks look is the report's own. "
    "Write plain Markdown"
)
_ATTRIBUTE = r"""\s+([A-Za-z][A-Za-z-]*)(?:\s*=\s*("[^"<>]*"|'[^'<>]*'|[^\s"'=<>`]+))?"""
_TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9]*)((?:{_ATTRIBUTE})*)\s*/?>")
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE)
_COMMENT = re.compile(r"<!--(?!-)(?:(?!--)[^<>])*-->")
_LINK = re.compile(r"(https?://|mailto:|tel:|#)[^\s\x00-\x20\x7f-\x9f]*", re.IGNORECASE)


def refuse_disallowed(
    passages: Sequence[BlockText], anchors: Collection[str] = ()
) -> dict[str, bytes]:
    """Raise ``NarrativeError`` for a block that would bring in what it may not.

    Authors' blocks are read as one text, since one may end what another began, and with all
    others where any may give an address to another's words. Neither may they look like what is
    the toolkit's own, or be found at one of its ``anchors``; for that they are read as they were
    typed, too. Returns the authors' pictures by what the texts call them.
    """
    pictures: dict[str, bytes] = {}
    written = [passage for passage in passages if not passage.bound.block.default]
    if not written:
        return pictures
    together = passages if any(_GIVES_ADDRESS in passage.text for passage in passages) else written
    typed = [replace(passage, text=passage.typed or passage.text) for passage in written]
    trees = parse_each([*together, *typed])
    for passage, blocks in zip(together, trees, strict=False):
        if passage.bound.block.default:
            _refuse_links_from_elsewhere(passage, blocks)
        else:
            pictures |= _check_tree(passage, blocks)
            _refuse_places(passage, blocks, anchors)
    for passage, blocks in zip(typed, trees[len(together) :], strict=True):
        for kind, content in _nodes(blocks):
            _refuse_look(passage, kind, content)
    return pictures


def _refuse_places(passage: BlockText, blocks: list[Any], anchors: Collection[str]) -> None:
    """Nothing of an author is found where a link leads to something of the toolkit's.

    A heading's id is made of its words, so that only one that is taken is refused.
    """
    for kind, content in _nodes(blocks):
        if kind in _ATTRIBUTES_AT:
            name = content[_ATTRIBUTES_AT[kind]][0]
            if name in anchors or (kind != "Header" and _RESERVED.fullmatch(name)):
                what = f"the id '{name}', which is the report's own. Use other words"
                raise unfit_error(passage, what)


def _refuse_look(passage: BlockText, kind: str, content: Any) -> None:
    """Words of an author must not look like a fact, a warning or a mark."""
    if kind not in _ATTRIBUTES_AT:
        return
    _, classes, attributes = content[_ATTRIBUTES_AT[kind]]
    allowed = _CLASSES | _LANGUAGES if kind in {"Code", "CodeBlock"} else _CLASSES
    for wrong in (look for look in classes if _LOOK.fullmatch(look) and look not in allowed):
        raise unfit_error(passage, f"the class '{wrong}'{_OWN_LOOKS}")
    if any(attribute in {"fact", _FACT} for attribute, _ in attributes):
        raise unfit_error(passage, f"the attribute '{_FACT}'{_OWN_LOOKS}")


def _refuse_links_from_elsewhere(passage: BlockText, blocks: list[Any]) -> None:
    """Default text is the notebook's own, but for addresses that a block gives to its words."""
    for kind, content in _nodes(blocks):
        if kind in {"Link", "Image"}:
            target = content[2][0]
            is_own = target in unescape(passage.text)
            if not (is_own or (kind == "Link" and is_harmless_link(target))):
                raise refusal(passage, f"an address from another block, '{target}'", "see there")


def _check_tree(passage: BlockText, blocks: list[Any]) -> dict[str, bytes]:
    """Look through an author's block; return its pictures."""
    if code := _RUN.search(passage.text):
        raise refusal(passage, f"code to be run, '{code[0]}'", "leave out the braces")
    pictures: dict[str, bytes] = {}
    for kind, content in _nodes(blocks):
        _refuse_element(passage, kind, content)
        if kind == "Image":
            pictures |= _picture(passage, content)
    for raw in _raw_passages(blocks):
        if wrong := find_disallowed_html(raw):
            raise refusal(passage, wrong, "write Markdown, or plain HTML")
    return pictures


def _refuse_element(passage: BlockText, kind: str, content: Any) -> None:
    if kind == "Link" and not is_harmless_link(content[2][0]):
        raise refusal(passage, f"the link '{content[2][0]}'", "use https:, mailto: or tel:")
    if kind == "Math":
        raise refusal(passage, f"the formula '{content[1][:40]}'", r"write \$ for a dollar")
    if kind in {"RawBlock", "RawInline"} and content[0] != "html":
        what = f"a passage of raw {content[0]}, '{content[1][:40].strip()}'"
        raise refusal(passage, what, r"write \\ for a backslash")
    for name in _attributes(kind, content):
        if not is_harmless_attribute(name):
            raise refusal(passage, f"the attribute '{name}'", "write plain Markdown")


def _picture(passage: BlockText, content: Any) -> dict[str, bytes]:
    """A picture of the author's own, which must be described for who cannot see it."""
    target = content[2][0]
    try:
        picture = clean_picture(read_picture(passage.folder, target))
    except NarrativeError as error:
        raise unfit_error(passage, f"the picture '{target}', which {error}") from error
    words = read_words(content[1]).strip()
    if not any(letter.isalnum() for letter in words) or picture_name(f"{PICTURES}/{words}"):
        wanted = f"![What it shows]({PICTURES}/{picture_name(target)})"
        without = f"the picture '{target}' without a description for those who cannot see it"
        raise unfit_error(passage, f"{without}; write {wanted}")
    return {target: picture}


def read_words(inlines: Any) -> str:
    """The words of a part of pandoc's tree, without their looks."""
    return "".join(content if kind == "Str" else " " for kind, content in _nodes(inlines))


def _raw_passages(tree: Any) -> Iterator[list[str]]:
    """The raw passages of each list of elements: what one opens must end in the same list."""
    raw = [child["c"][1] for child in _children(tree) if _is_raw(child)]
    if raw:
        yield raw
    for child in _children(tree):
        yield from _raw_passages(child)


def _is_raw(element: Any) -> bool:
    return isinstance(element, dict) and element.get("t") in {"RawBlock", "RawInline"}


def _attributes(kind: str, content: Any) -> list[str]:
    """The names of an element's attributes."""
    place = _ATTRIBUTES_AT.get(kind)
    return [] if place is None else [name for name, _ in content[place][2]]


def _nodes(tree: Any) -> Iterator[tuple[str, Any]]:
    """Every element of pandoc's tree, with its content."""
    if isinstance(tree, dict) and "t" in tree:
        yield tree["t"], tree.get("c")
    for child in _children(tree):
        yield from _nodes(child)


def _children(tree: Any) -> Iterable[Any]:
    if isinstance(tree, dict):
        return tree.values()
    return tree if isinstance(tree, list) else ()


def is_harmless_link(target: str) -> bool:
    """Whether a link leads to a public address, a letter, a telephone or within the report."""
    return _LINK.fullmatch(target) is not None


def is_harmless_attribute(name: str) -> bool:
    """Whether an element may have an attribute: none of these runs, fetches or restyles."""
    return _ATTRIBUTES.fullmatch(name) is not None


def find_disallowed_html(passages: Iterable[str]) -> str:
    """The first thing in passages of one text that may not be there; empty if there is none.

    Every tag must be closed within them.
    """
    opened: list[tuple[str, str]] = []
    for shown, tag in chain.from_iterable(map(_tags, passages)):
        if tag is None or not _is_harmless(tag):
            return f"the HTML '{shown}'"
        name = tag[2].lower()
        if tag[1] and (not opened or opened.pop()[0] != name):
            return f"the HTML '{shown}', which closes nothing"
        if not tag[1] and name not in _NEVER_CLOSED:
            opened.append((name, shown))
    return f"the HTML '{opened[-1][1]}', which is not closed" if opened else ""


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
    return name != _FACT and not (name == "id" and _RESERVED.fullmatch(unescape(value)))
