"""What an author's text may not bring into a report: files, addresses, scripts, settings.

Renderers put the pictures that a text names into their output. So a text that named a file
of this machine would publish it, and one that named an address would ask for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import chain
from typing import Any

from bcssp_lib.files.project import PICTURES
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.expressions import TextProblem
from bcssp_lib.narrative.helpers import SYMBOL
from bcssp_lib.narrative.pictures import clean_picture, picture_name, read_picture, symbol_file
from bcssp_lib.publish.block_texts import (
    BlockText,
    PassageError,
    child_nodes,
    parse_each,
    read_words,
    refuse,
    walk_nodes,
    walk_tree,
)

# Where an element of pandoc's tree has its attributes.
_ATTRIBUTES_AT = {
    **dict.fromkeys(("Span", "Div", "Link", "Code", "CodeBlock", "Table", "Figure", "Image"), 0),
    "Header": 1,
}
# Markdown has no other way to give words an address elsewhere: "[words]: address".
_GIVES_ADDRESS = "]:"
# Quarto looks for these in the text itself, and has readers' browsers run what it finds.
_RUN = re.compile(r"(`{3,}|~{3,})[ \t]*\{+[ \t]*\w|`[ \t]*\{+[ \t]*\w+[ \t]*\}")
# What an author's words may look like; a link to an address in angle brackets has a class too.
_CLASSES = frozenset(("unnumbered", "unlisted", "smallcaps", "underline", "mark", "uri", "email"))
# Boxes that Quarto calls so, which are one look in every format.
_CALLOUTS = frozenset(
    f"callout-{kind}" for kind in ("note", "tip", "important", "warning", "caution")
)
_LANGUAGES = frozenset(
    ("bash", "csv", "html", "json", "markdown", "python", "r", "sql", "text", "yaml")
)
_LOOK = re.compile(r"[\w-]+")  # no style has a name of other letters
_OWN_LOOKS = (
    ", which authors may not use: how facts, warnings and marks look is the report's own. "
    "Write plain Markdown"
)
# The plain HTML that a text may hold: none of it runs, fetches or restyles.
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
_FACT = "data-fact"  # the toolkit's alone
_RESERVED = re.compile(
    r"(?:bcssp|fact|fn|fnref|part|quarto|section|toc)(?:-.*)?|report|contents", re.IGNORECASE
)
_ATTRIBUTE = r"""\s+([A-Za-z][A-Za-z-]*)(?:\s*=\s*("[^"<>]*"|'[^'<>]*'|[^\s"'=<>`]+))?"""
_TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9]*)((?:{_ATTRIBUTE})*)\s*/?>")
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE)
_COMMENT = re.compile(r"<!--(?!-)(?:(?!--)[^<>])*-->")
_LINK = re.compile(r"(https?://|mailto:|tel:|#)[^\s\x00-\x20\x7f-\x9f]*", re.IGNORECASE)

_MOST_TEXT = 600_000  # characters, or 100,000 words: what pandoc and a review copy can bear

_Found = dict[int, tuple[TextProblem, ...]]
_Element = tuple[str, Any]  # of pandoc's tree, with its content


def find_disallowed(
    passages: Sequence[BlockText], anchors: Collection[str] = ()
) -> tuple[_Found, dict[str, bytes]]:
    """What is wrong with passages, by their numbers; and the pictures of the others, by name.

    One that is not shown may give no address to the words of another, nor hide one that does:
    so the others are looked at again without it, until nothing is wrong with any.
    """
    found = _too_much(passages)
    rest = {number: each for number, each in enumerate(passages) if number not in found}
    while True:
        try:
            wrong, pictures = _look_through(rest, anchors)
        except PassageError as error:  # it hides what is wrong with the others
            bound = error.passage.bound
            number = next(number for number, each in rest.items() if each.bound is bound)
            found[number] = error.problems
            del rest[number]
            continue
        found |= wrong
        fit = {
            number: passage
            for number, passage in rest.items()
            if number not in wrong and not passage.bound.problems
        }
        if len(fit) == len(rest):
            return found, pictures
        rest = fit


def _too_much(passages: Sequence[BlockText]) -> _Found:
    """The longest texts, as long as all together are more than a report may hold."""
    sizes = {
        number: len(each.text)
        for number, each in enumerate(passages)
        if not each.bound.block.default
    }
    total, left = sum(sizes.values()), sum(sizes.values())
    found = _Found()
    for number in sorted(sizes, key=lambda each: sizes[each], reverse=True):
        if left <= _MOST_TEXT:
            break
        what = (
            f"{sizes[number]:,} characters, of {total:,} that authors wrote for this report. All "
            f"together may be {_MOST_TEXT:,}. Was something pasted by mistake? Take it out"
        )
        found[number] = (passages[number].problem(what),)
        left -= sizes[number]
    return found


def _look_through(
    passages: Mapping[int, BlockText], anchors: Collection[str]
) -> tuple[_Found, dict[str, bytes]]:
    """What is wrong with passages that can be read.

    Authors' blocks are read as one text, since one may end what another began, and with all
    others where any may give an address to another's words. Neither may they look like what is
    the toolkit's own, or be found at one of its ``anchors``; for that they are read as they were
    typed, too.
    """
    written = {number: each for number, each in passages.items() if not each.bound.block.default}
    if not written:
        return {}, {}
    gives_address = any(_GIVES_ADDRESS in each.text for each in passages.values())
    together = passages if gives_address else written
    typed = {
        number: replace(each, text=each.typed)
        for number, each in written.items()
        if each.typed not in {"", each.text}
    }
    trees = parse_each([*together.values(), *typed.values()])
    typed_trees = dict(zip(typed, trees[len(together) :], strict=True))
    found, pictures = _Found(), dict[str, bytes]()
    for (number, passage), blocks in zip(together.items(), trees, strict=False):
        look, elements = _Look(passage, pictures), [*walk_tree(blocks)]
        if passage.bound.block.default:
            problems = [*look.find_links_from_elsewhere(elements)]
        else:
            as_typed = walk_tree(typed_trees[number]) if number in typed_trees else elements
            problems = [
                *look.find_in_tree(blocks, elements),
                *look.find_places(elements, anchors),
                *look.find_looks(as_typed),
            ]
        if problems:
            found[number] = tuple(dict.fromkeys(problems))
    return found, pictures


@dataclass(frozen=True)
class _Look:
    """A look through one passage; the pictures that it shows are added to ``pictures``."""

    passage: BlockText
    pictures: dict[str, bytes]

    @property
    def _symbols(self) -> set[str]:
        """The files of the toolkit's own drawings that it shows."""
        spans = self.passage.bound.spans
        return {f"figures/{symbol_file(s.option)}" for s in spans if s.helper == SYMBOL}

    def _refuse(self, what: str, instead: str, where: str = "") -> TextProblem:
        return self.passage.problem(refuse(what, instead), where)

    def find_places(
        self, elements: Iterable[_Element], anchors: Collection[str]
    ) -> Iterator[TextProblem]:
        """Nothing of an author is found where a link leads to something of the toolkit's.

        A heading's id is made of its words, so that only one that is taken is refused.
        """
        for kind, content in elements:
            if kind in _ATTRIBUTES_AT:
                name = content[_ATTRIBUTES_AT[kind]][0]
                if name in anchors or (kind != "Header" and _RESERVED.fullmatch(name)):
                    what = f"the id '{name}', which is the report's own. Use other words"
                    yield self.passage.problem(what, name)

    def find_looks(self, elements: Iterable[_Element]) -> Iterator[TextProblem]:
        """Words of an author must not look like a fact, a warning or a mark."""
        for kind, content in elements:
            if kind not in _ATTRIBUTES_AT:
                continue
            _, classes, attributes = content[_ATTRIBUTES_AT[kind]]
            more = {"Div": _CALLOUTS, "Code": _LANGUAGES, "CodeBlock": _LANGUAGES}
            allowed = _CLASSES | more.get(kind, frozenset())
            for wrong in (look for look in classes if _LOOK.fullmatch(look)):
                if wrong not in allowed:
                    yield self.passage.problem(f"the class '{wrong}'{_OWN_LOOKS}", f".{wrong}")
            if any(attribute in {"fact", _FACT} for attribute, _ in attributes):
                yield self.passage.problem(f"the attribute '{_FACT}'{_OWN_LOOKS}", _FACT)

    def find_links_from_elsewhere(self, elements: Iterable[_Element]) -> Iterator[TextProblem]:
        """Default text is the notebook's own, but for addresses that a block gives to its words."""
        for kind, content in elements:
            if kind in {"Link", "Image"}:
                target = content[2][0]
                is_own = target in unescape(self.passage.text)
                if not (is_own or (kind == "Link" and _is_harmless_link(target))):
                    yield self._refuse(f"an address from another block, '{target}'", "see there")

    def find_in_tree(
        self, blocks: list[Any], elements: Iterable[_Element]
    ) -> Iterator[TextProblem]:
        """What an author's block may not bring in."""
        for code in _RUN.finditer(self.passage.text):
            yield self._refuse(f"code to be run, '{code[0]}'", "leave out the braces", code[0])
        for kind, content in elements:
            yield from self._find_in_element(kind, content)
            if kind == "Image":
                yield from self._find_in_picture(content)
        for raw in _raw_passages(blocks):
            for shown, why in _find_disallowed_html(raw):
                what = f"the HTML '{shown}'{why}"
                yield self._refuse(what, "write Markdown, or plain HTML", shown)

    def _find_in_element(self, kind: str, content: Any) -> Iterator[TextProblem]:
        if kind == "Link" and not _is_harmless_link(target := content[2][0]):
            yield self._refuse(f"the link '{target}'", "use https:, mailto: or tel:", target)
        if kind == "Math":
            what = f"the formula '{content[1][:40]}'"
            yield self._refuse(what, r"write \$ for a dollar", content[1])
        if kind in {"RawBlock", "RawInline"} and content[0] != "html":
            what = f"a passage of raw {content[0]}, '{content[1][:40].strip()}'"
            mark = f"{{={content[0]}}}"
            where = mark if mark in self.passage.text else content[1]
            yield self._refuse(what, r"write \\ for a backslash", where)
        attributes = content[_ATTRIBUTES_AT[kind]][2] if kind in _ATTRIBUTES_AT else []
        for name, _ in attributes:
            if not _is_harmless_attribute(name):
                yield self._refuse(f"the attribute '{name}'", "write plain Markdown", name)

    def _find_in_picture(self, content: Any) -> Iterator[TextProblem]:
        """A picture of the author's own, which must be described for who cannot see it."""
        target = content[2][0]
        if target in self._symbols:
            return
        try:
            self.pictures[target] = clean_picture(read_picture(self.passage.folder, target))
        except NarrativeError as error:
            yield self.passage.problem(f"the picture '{target}', which {error}", target)
            return
        words = read_words(content[1]).strip()
        if not any(letter.isalnum() for letter in words) or picture_name(f"{PICTURES}/{words}"):
            wanted = f"![What it shows]({PICTURES}/{picture_name(target)})"
            without = f"the picture '{target}' without a description for those who cannot see it"
            yield self.passage.problem(f"{without}; write {wanted}", target)


def _raw_passages(tree: Any) -> Iterator[list[str]]:
    """The raw passages of each list of elements: what one opens must end in the same list."""
    for node in walk_nodes(tree):
        kids = [kid for kid in child_nodes(node) if isinstance(kid, dict)]
        raw = [kid["c"][1] for kid in kids if kid.get("t") in {"RawBlock", "RawInline"}]
        if raw:
            yield raw


def _is_harmless_link(target: str) -> bool:
    """Whether a link leads to a public address, a letter, a telephone or within the report."""
    return _LINK.fullmatch(target) is not None


def _is_harmless_attribute(name: str) -> bool:
    """Whether an element may have an attribute: none of these runs, fetches or restyles."""
    return _ATTRIBUTES.fullmatch(name) is not None


def _find_disallowed_html(passages: Iterable[str]) -> Iterator[tuple[str, str]]:
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
        _is_harmless_attribute(name) and _is_harmless_value(name.lower(), value.strip("\"'"))
        for name, value in _EACH_ATTRIBUTE.findall(tag[3])
    )


def _is_harmless_value(name: str, value: str) -> bool:
    if name == "href":
        return _is_harmless_link(unescape(value))
    return name != _FACT and not (name == "id" and _RESERVED.fullmatch(unescape(value)))
