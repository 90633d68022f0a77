"""Passages of texts, tables, HTML, SVG and JSON: where a number and its names stand together."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from itertools import zip_longest
from typing import Any

from bcssp_lib.checks.numbers import join_alternatives
from bcssp_lib.publish.leaks import Passage

_SENTENCE = re.compile(
    r"(?<=[.!?])[\"'’”)\]]*\s+(?=[\"'‘“(\[]*[A-Z0-9£])|\n\s*\n|\n(?=\s*(?:[-*+|#>]|\d+\.)\s?)"
)
_SPECIAL = re.compile(
    r"<(table|svg|script|style)\b.*?</\1\s*>|<!--(?P<comment>.*?)-->", re.DOTALL | re.IGNORECASE
)
_BLOCK_TAG = re.compile(
    r"</?(?:p|li|h[1-6]|div|section|article|figure|figcaption|d[dlt]|[uo]l|nav|main|body|head|title|"
    r"header|footer|details|summary|blockquote|pre|br|html|aside|address)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ANY_TAG = re.compile(r"<[^<>]*>")
_CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption>", re.DOTALL | re.IGNORECASE)
_ROW = re.compile(r"<tr\b[^>]*>(.*?)</tr\s*>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<t[hd]\b([^>]*)>(.*?)</t[hd]\s*>", re.DOTALL | re.IGNORECASE)
_SPAN = re.compile(r"colspan\s*=\s*[\"']?(\d+)", re.IGNORECASE)
_SVG_WORDS = re.compile(
    r"<(?:title|desc|metadata)\b[^>]*>(.*?)</(?:title|desc|metadata)>", re.DOTALL
)
_SVG_TEXT = re.compile(r"<text\b([^>]*)>(.*?)</text\s*>", re.DOTALL)
_PLACED = re.compile(
    r"translate\((-?[\d.]+)[ ,]+(-?[\d.]+)\)|\bx=\"(-?[\d.]+)\"[^>]*\by=\"(-?[\d.]+)\""
)
# What places and draws an element, or links it: it counts nobody.
_DRAWING = frozenset(
    join_alternatives(
        "x y x1 x2 y1 y2 cx cy r rx ry d dx dy points transform width height viewbox style "
        "class id href src xlink:href clip-path version xmlns xmlns:xlink colspan rowspan "
        "tabindex scope type stroke-width font-size"
    )
)
_LONG = 100  # letters; a longer cell is read as a text
_LEVEL = 4.0  # points within which texts of a picture are in one line

_Concerns = Callable[[str], bool]
# Numbers in JSON that count nobody, by their names.
_NO_COUNTS = frozenset(
    join_alternatives(
        "row line decimals per rank of tied highest lowest from_highest from_lowest lower upper "
        "percent confidence target without_figure execution_count nbformat nbformat_minor anchor "
        "change force_change interval files cellid id version toolkit"
    )
)


def read_lines(text: str, place: str = "line") -> Iterator[Passage]:
    """The sentences of each line of a text, whose lines have nothing to do with each other."""
    for line in text.splitlines():
        yield from read_text(line, place)


def read_text(text: str, place: str, around: str = "") -> Iterator[Passage]:
    """The sentences of a text."""
    for sentence in _SENTENCE.split(text):
        shown = " ".join(sentence.split())
        if shown:
            yield Passage(f"{place} “{_short(shown)}”", shown, shown, around or text, prose=True)


def read_table(caption: str, rows: Sequence[Sequence[str]], place: str) -> Iterator[Passage]:
    """The cells of a table with their headings: those of their row and of their column."""
    first = _count_headings(rows)
    heads, body = rows[:first], rows[first:]
    parts = zip_longest(*heads)
    columns = [" ".join(part for part in each if part is not None) for each in parts]
    for row in body:
        yield from _read_row(row, columns, caption, place)
    for head in heads:
        for cell in head:
            yield from read_text(cell, f"{place}, heading", caption)


def _read_row(
    row: Sequence[str], columns: Sequence[str], caption: str, place: str
) -> Iterator[Passage]:
    headings = [cell for cell in row if not _is_number(cell) and len(cell) < _LONG]
    where, others = f"{place}, row “{_short(' '.join(headings[:1]))}”", " ".join(columns)
    for cell, column in zip_longest(row, columns[: len(row)], fillvalue=""):
        if len(cell) >= _LONG:
            yield from read_text(cell, f"{where}, sentence", caption)
            continue
        own = " ".join(other for other in headings if other is not cell)
        there = f"{where}, column “{_short(column)}”"
        yield Passage(there, cell, f"{own} ; {column}", caption, others, cell=True)
        if cell in headings:  # words and a number in one cell
            yield from read_text(cell, f"{where}, text", f"{own} {column} {caption}")


def _count_headings(rows: Sequence[Sequence[str]]) -> int:
    """How many rows are headings: a second one leaves its first cell empty, and has no numbers."""
    second = rows[1] if len(rows) > 1 else ()
    return 2 if second and not second[0] and not any(map(_is_number, second)) else 1


_NUMBER = re.compile(r"\W*\d[\d,.\s]*\W*")


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def read_html(html: str, concerns: _Concerns, place: str = "") -> Iterator[Passage]:
    """What a page shows, and what its attributes and comments say."""
    last = 0
    for match in _SPECIAL.finditer(html):
        yield from _read_flow(html[last : match.start()], concerns, place)
        last = match.end()
        if concerns(match[0]):
            yield from _read_special(match, concerns, place)
    yield from _read_flow(html[last:], concerns, place)


def _read_special(match: re.Match[str], concerns: _Concerns, place: str) -> Iterator[Passage]:
    kind = (match[1] or "").lower()
    if kind == "table":
        yield from _read_html_table(match[0], place)
    elif kind == "svg":
        yield from _read_svg(match[0], concerns, place)
    else:
        yield from read_lines(match["comment"] or match[0], f"{place}{kind or 'comment'}")
    yield from _read_attributes(match[0], concerns, place)


def _read_flow(html: str, concerns: _Concerns, place: str) -> Iterator[Passage]:
    if not concerns(html):
        return
    for block in _BLOCK_TAG.split(html):
        if concerns(block):
            yield from read_text(_words_of(block), f"{place}sentence")
    yield from _read_attributes(html, concerns, place)


def _read_attributes(html: str, concerns: _Concerns, place: str) -> Iterator[Passage]:
    """The attributes of each element together, but for those that only place and draw it."""
    for tag in _TAG.finditer(html):
        if concerns(tag[0]):
            yield from _read_tag(tag[0], place)


def _read_tag(tag: str, place: str) -> Iterator[Passage]:
    parts = []
    for name, double, single in _ATTRIBUTE.findall(tag):
        if name.lower() in _DRAWING:
            continue
        value = unescape(double or single)
        if " " in value:
            yield from read_text(value, f"{place}attribute {name}")
        parts.append((name, value))
    if len(parts) > 1 or (parts and parts[0][0].startswith("data-")):
        names = ", ".join(name for name, _ in parts)
        text = "; ".join(f"{name}: {value}" for name, value in parts if len(value) < _LONG)
        yield Passage(f"{place}attributes “{names}”", text, text)


def _read_html_table(html: str, place: str) -> Iterator[Passage]:
    found = _CAPTION.search(html)
    caption = _words_of(found[1]) if found else ""
    rows = [list(_cells(row[1])) for row in _ROW.finditer(html)]
    yield from read_table(caption, rows, f"{place}table “{_short(caption)}”")


def _cells(row: str) -> Iterator[str]:
    for attributes, content in _CELL.findall(row):
        span = _SPAN.search(attributes)
        text = _words_of(content)
        yield from [text] * (int(span[1]) if span else 1)


def _read_svg(svg: str, concerns: _Concerns, place: str) -> Iterator[Passage]:
    """The texts of a picture; one is named by those that are in a line with it."""
    texts = [(_words_of(content), _place_of(tag)) for tag, content in _SVG_TEXT.findall(svg)]
    whole = "\n".join(text for text, _ in texts)
    if concerns(svg.partition(">")[0]):
        whole += f"\n{' '.join(value for _, value, _ in _ATTRIBUTE.findall(svg.partition('>')[0]))}"
    if not concerns(svg):
        return
    for words in _SVG_WORDS.findall(svg):
        yield from read_text(_words_of(words), f"{place}picture, text", whole)
    for text, at in texts:
        yield from read_text(text, f"{place}picture, text", whole)
        if _is_number(text):
            level = [other for other, where in texts if other is not text and _in_line(at, where)]
            names = " ; ".join(level)
            yield Passage(f"{place}picture, text next to “{_short(names)}”", text, names, whole)


def _place_of(tag: str) -> tuple[float, float]:
    found = _PLACED.search(tag)
    if not found:
        return 0.0, 0.0
    return float(found[1] or found[3]), float(found[2] or found[4])


def _in_line(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return any(abs(mine - its) <= _LEVEL for mine, its in zip(one, other, strict=True))


def _words_of(html: str) -> str:
    return " ".join(unescape(_ANY_TAG.sub("", html)).split())


# JSON and code


def read_json(
    content: Any, concerns: _Concerns, place: str = "", path: str = "", around: str = ""
) -> Iterator[Passage]:
    """The objects of JSON: what an object says itself, within what those around it say."""
    match content:
        case {"headings": [*heads], "rows": [*rows], "title": str(title)}:
            yield from read_table(title, [heads, *rows], f"{place}table “{_short(title)}”")
            yield from read_json(content.get("notes"), concerns, place, f"{path} notes")
        case dict() if not _NO_COUNTS.isdisjoint(path.split()):
            return
        case dict():
            parts = {str(key): _join_lines(value) for key, value in content.items()}
            yield from _read_object(parts, concerns, place, path, around)
        case list() if content and all(map(_is_scalar, content)):
            parts = {str(number): item for number, item in enumerate(content)}
            yield from _read_object(parts, concerns, place, path, around)
        case list():
            named = concerns(around)
            for item in content:
                # Most items have nothing to do with it, and are not taken apart.
                if named or concerns(json.dumps(item, ensure_ascii=False)):
                    yield from read_json(item, concerns, place, path, around)
        case str() if concerns(content):
            yield from _read_string(content, concerns, f"{place}“{path.strip()}”, ")


def _read_object(
    parts: dict[str, Any], concerns: _Concerns, place: str, path: str, around: str
) -> Iterator[Passage]:
    """What an object holds itself, as one passage; then what is within it."""
    own = "; ".join(
        str(value) if key.isdigit() else f"{key}: {value}"
        for key, value in parts.items()
        if _is_scalar(value) and key not in _NO_COUNTS and len(str(value)) < 2 * _LONG
    )
    names = f"{path}: {own}"
    if own and (concerns(names) or concerns(around)):
        keys = ", ".join(key for key in parts if not key.isdigit())
        yield Passage(f"{place}“{path.strip()} ({_short(keys)})”", own, names, around)
    for key, value in parts.items():
        if isinstance(value, (dict, list, str)):
            step = path if key.isdigit() else f"{path} {key}"
            yield from read_json(value, concerns, place, step, f"{names}; {around}")


def _read_string(text: str, concerns: _Concerns, place: str) -> Iterator[Passage]:
    if "</" in text or "<!--" in text:
        yield from read_html(text, concerns, place)
    else:
        yield from read_text(text, f"{place}sentence")


def _is_scalar(content: Any) -> bool:
    return content is None or isinstance(content, (str, int, float))


def _join_lines(content: Any) -> Any:
    """A text that a notebook holds as its lines."""
    lines = isinstance(content, list) and all(isinstance(each, str) for each in content)
    return "".join(content) if lines and any(each.endswith("\n") for each in content) else content


def read_code(source: str, concerns: _Concerns, place: str) -> Iterator[Passage]:
    """A cell of code: its lines, and the constants of each call, list and mapping together."""
    yield from read_lines(source, f"{place}line")
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.Call, ast.List, ast.Tuple, ast.Dict, ast.Set)):
            constants = [
                str(part.value)
                for part in ast.iter_child_nodes(node)
                if isinstance(part, ast.Constant)
            ]
            text = "; ".join(constants)
            if len(constants) > 1 and concerns(text):
                yield Passage(f"{place}line {node.lineno}", text, text, source)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
